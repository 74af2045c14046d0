"""The life of a card under any sequence of moves."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from qianbei.campaigns.contracts import (
    Card,
    CardEvent,
    CardMove,
    CardRefusal,
    CardState,
    Source,
    SourceKind,
    card_id_of,
)
from qianbei.campaigns.rules import EDGES, ENDS, GRACE, OF_ITSELF, end_after_fault, holdable, moved

NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
OWNER, CARD = UUID(int=1), UUID(int=2)
ON_ORDER = (CardState.HELD, CardState.REDEEMED)

moves = st.builds(
    CardMove,
    card_id=st.just(CARD),
    event=st.sampled_from(CardEvent),
    order_id=st.sampled_from([UUID(int=8), UUID(int=9)]),
    at=st.just(NOON),
    reason=st.just("tested"),
    valid_until=st.none() | st.just(NOON + timedelta(days=9)),
)


def card(state: CardState = CardState.ISSUED, order_id: UUID | None = None) -> Card:
    return Card(
        CARD, UUID(int=3), OWNER, 2_500, state, order_id, NOON + timedelta(days=1), NOON, 0, UUID(int=3)
    )


@given(st.lists(moves, max_size=30))
def test_a_card_names_an_order_exactly_while_it_is_on_one(sequence):
    now, done = card(), 0
    for move in sequence:
        after = moved(now, move)
        if isinstance(after, Card):
            done += 1
            assert EDGES[now.state, move.event] is after.state
            assert now.order_id in (None, move.order_id) or move.event in OF_ITSELF
            assert after.valid_until >= now.valid_until
            now = after
        assert (now.order_id is not None) == (now.state in ON_ORDER)
        assert now.moves == done


@given(moves)
def test_a_refused_move_says_why(move):
    for state in CardState:
        own = card(state, UUID(int=8) if state in ON_ORDER else None)
        after = moved(own, move)
        if (state, move.event) not in EDGES:
            assert after is CardRefusal.USED
        elif move.event in OF_ITSELF:
            assert isinstance(after, Card)
            assert after.order_id == own.order_id
        elif move.event is CardEvent.EXPIRE:
            assert after is CardRefusal.NOT_ENDED
        elif own.order_id not in (None, move.order_id):
            assert after is CardRefusal.NOT_THIS_ORDER
        else:
            assert isinstance(after, Card)


def test_only_a_recall_can_be_taken_back():
    out_of_an_end = {key for key, to_state in EDGES.items() if key[0] in ENDS and to_state not in ENDS}
    assert out_of_an_end == {(CardState.REVOKED, CardEvent.RESTORE)}


def test_a_card_ends_by_time_only_when_its_time_is_over_and_never_on_an_order():
    over = CardMove(CARD, CardEvent.EXPIRE, None, card().valid_until, "time")
    assert isinstance(moved(card(), over), Card)
    early = msgspec.structs.replace(over, at=card().valid_until - timedelta(microseconds=1))
    assert moved(card(), early) is CardRefusal.NOT_ENDED
    for state in ON_ORDER:
        assert moved(card(state, UUID(int=8)), over) is CardRefusal.USED


@given(st.integers(-100, 100))
def test_a_fault_gives_a_day_and_takes_nothing(hours: int):
    at = NOON + timedelta(hours=hours)
    end = end_after_fault(card().valid_until, at)
    assert end >= card().valid_until
    assert end >= at + GRACE
    assert end in (card().valid_until, at + GRACE)


def test_who_may_hold_a_card_and_until_when():
    last = card().valid_until - timedelta(microseconds=1)
    assert holdable(card(), OWNER, last) is None
    assert holdable(card(), OWNER, card().valid_until) is CardRefusal.ENDED
    assert holdable(None, OWNER, NOON) is CardRefusal.UNKNOWN
    assert holdable(card(), UUID(int=7), NOON) is CardRefusal.NOT_YOURS
    for state in set(CardState) - {CardState.ISSUED}:
        assert holdable(msgspec.structs.replace(card(), state=state), OWNER, NOON) is CardRefusal.USED


@given(st.uuids(), st.uuids(), st.uuids())
def test_one_card_a_person_and_source(source, person, other):
    once = card_id_of(Source(SourceKind.JOIN, source), person)
    assert once == card_id_of(Source(SourceKind.JOIN, source), person)
    if person != other:
        assert once != card_id_of(Source(SourceKind.JOIN, source), other)
