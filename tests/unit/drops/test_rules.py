"""Lots follow from the seed and the places alone, every place has the same chances, and a record proves both."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianbei.drops.contracts import (
    Drop,
    DropPlan,
    DropRefusal,
    DropStanding,
    DropState,
    Entry,
    Place,
    RecordFault,
)
from qianbei.drops.rules import (
    commitment,
    counter,
    cutoff_of,
    drawn,
    entrance,
    has_won,
    record_fault,
    record_of,
    root_of,
    seated,
    standing,
    tag_of,
    ticket,
)

MIDNIGHT = datetime(2031, 5, 5, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
ID = UUID(int=9)
replace = msgspec.structs.replace


def drop(cards: int = 3, seed: bytes = b"s" * 32) -> Drop:
    plan = DropPlan(ID, cards)
    times = (MIDNIGHT - HOUR, MIDNIGHT, MIDNIGHT + 6 * HOUR)
    return Drop(plan, UUID(int=1), UUID(int=2), 2_500, {}, commitment(plan, seed), seed, *times)


def tags(people: int) -> list[bytes]:
    return sorted(tag_of(ID, UUID(int=n)) for n in range(people))


def after_the_draw(before: Drop, people: int) -> Drop:
    places, root = root_of(tags(people))
    return drawn(before, places, root, cutoff_of(before.plan, before.seed, root, tags(people)))


def place(tag: bytes, *, late: bool = False) -> Place:
    return Place(UUID(int=0), tag, late, MIDNIGHT)


@given(st.integers(1, 12), st.integers(0, 30), st.binary(min_size=32, max_size=32))
def test_as_many_win_as_there_are_cards_or_places(cards: int, people: int, seed: bytes):
    done = after_the_draw(drop(cards, seed), people)
    won = [tag for tag in tags(people) if has_won(done, place(tag))]
    assert len(won) == min(cards, people)
    assert not has_won(done, place(b"\0" * 32, late=True)), "who comes late is not in the draw"
    assert record_fault(record_of(done, tags(people), 1_000)) is None


def test_coming_first_is_no_advantage():
    """Of ten places two win: each in about a fifth of a thousand draws."""
    won = Counter[int]()
    for n in range(1_000):
        seed = n.to_bytes(32, "big")
        _, root = root_of(tags(10))
        lots = sorted(range(10), key=lambda who: ticket(seed, root, tag_of(ID, UUID(int=who))))
        won.update(lots[:2])
    assert all(140 <= won[who] <= 260 for who in range(10)), won


def test_one_more_place_makes_every_lot_another():
    before, after = root_of(tags(4)), root_of(tags(5))
    assert ticket(b"s" * 32, before[1], tags(4)[0]) != ticket(b"s" * 32, after[1], tags(4)[0])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"seed": None}, RecordFault.NOT_REVEALED),
        ({"seed": "no hex"}, RecordFault.SEED),
        ({"seed": "00" * 32}, RecordFault.SEED),
        ({"plan": DropPlan(ID, 4)}, RecordFault.SEED),
        ({"tags": [tag.hex() for tag in tags(7)]}, RecordFault.PLACES),
        ({"tags": [tag.hex() for tag in reversed(tags(8))]}, RecordFault.PLACES),
        ({"cutoff": "ff" * 32}, RecordFault.CUTOFF),
    ],
)
def test_a_record_that_was_changed_is_found_out(change: dict[str, object], fault: RecordFault):
    record = record_of(after_the_draw(drop(), 8), tags(8), 1_000)
    assert record_fault(replace(record, **change)) is fault


def test_nothing_is_told_before_the_draw_but_the_commitment():
    record = record_of(drop(), [], 10)
    assert (record.seed, record.root, record.cutoff, record.tags) == (None, None, None, ())
    assert record_of(after_the_draw(drop(), 8), tags(8)[:5], 5).next == tags(8)[4].hex()


def test_a_place_is_taken_only_in_its_time():
    during = MIDNIGHT - timedelta(seconds=1)
    assert entrance(None, during) is DropRefusal.UNKNOWN
    assert entrance(drop(), MIDNIGHT - 2 * HOUR) is DropRefusal.EARLY
    assert entrance(drop(), during) is None
    assert entrance(drop(), MIDNIGHT) is DropRefusal.OVER
    assert entrance(after_the_draw(drop(), 4), during) is DropRefusal.OVER


def test_what_is_left_is_taken_only_after_the_winners_have_theirs():
    rest = replace(after_the_draw(drop(), 2), state=DropState.OPEN, given=2)
    assert counter(None, MIDNIGHT) is DropRefusal.UNKNOWN
    assert counter(drop(), MIDNIGHT - HOUR) is DropRefusal.EARLY
    assert counter(drop(), MIDNIGHT) is DropRefusal.DRAWING
    assert counter(after_the_draw(drop(), 2), MIDNIGHT) is DropRefusal.DRAWING
    assert counter(rest, MIDNIGHT) is None
    assert counter(replace(rest, given=3), MIDNIGHT) is DropRefusal.GONE
    assert counter(rest, rest.ends_at) is DropRefusal.OVER
    assert counter(replace(rest, state=DropState.CLOSED), MIDNIGHT) is DropRefusal.OVER


def test_of_those_who_share_a_key_the_first_has_the_place():
    phone, tablet = ("phone", b"p" * 32), ("device", b"t" * 32)
    asked = [
        Entry(UUID(int=1), [phone]),
        Entry(UUID(int=2), [tablet, phone]),
        Entry(UUID(int=3), [tablet]),
        Entry(UUID(int=1), [phone]),
    ]
    places, new = seated(ID, asked, {}, [], None, MIDNIGHT, late=False)
    assert [isinstance(places[UUID(int=n)], Place) for n in (1, 2, 3)] == [True, False, True]
    assert [entry.person_id.int for entry in new] == [1, 3]
    again, none = seated(ID, asked, {UUID(int=1): place(b"x")}, [phone, tablet], None, MIDNIGHT, late=False)
    assert (again[UUID(int=1)], again[UUID(int=3)], none) == (place(b"x"), DropRefusal.TWIN, [])
    few, _ = seated(ID, asked, {}, [], 1, MIDNIGHT, late=True)
    assert few[UUID(int=3)] is DropRefusal.GONE


def test_everybody_is_told_where_they_stand():
    done = after_the_draw(drop(), 8)
    lots = {standing(done, place(tag), has_card=False) for tag in tags(8)}
    assert lots == {DropStanding.WON, DropStanding.NOT_DRAWN}
    assert standing(drop(), place(tags(1)[0]), has_card=False) is DropStanding.PRESENT
    assert standing(drop(), None, has_card=False) is DropStanding.ABSENT
    assert standing(done, place(tags(1)[0], late=True), has_card=False) is DropStanding.ABSENT
    assert standing(done, None, has_card=True) is DropStanding.WON
