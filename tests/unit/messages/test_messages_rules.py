"""The pace of messages: never faster than the rate, never in the night, never all at once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from qianbei.messages import rules
from qianbei.messages.contracts import Channel, Kind, Outcome, SendState, Telling

DAY = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
"""Noon in the city."""
PERSON = UUID(int=1)

ANY_TIME = st.timedeltas(timedelta(0), timedelta(days=365)).map(DAY.__add__)


@given(
    st.floats(0.5, 200),
    st.lists(st.tuples(st.floats(0, 20), st.integers(0, 50)), min_size=1, max_size=30),
)
def test_no_more_is_sent_than_the_rate_and_one_second_in_advance(
    rate_per_s: float, asks: list[tuple[float, int]]
) -> None:
    at = paced_at = DAY
    taken = 0
    for pause_s, wanted in asks:
        at += timedelta(seconds=pause_s)
        count, begins = rules.allowance(paced_at, at, rate_per_s, wanted)
        paced_at = rules.paced(begins, count, rate_per_s)
        taken += count
        assert taken <= (at - DAY).total_seconds() * rate_per_s + rate_per_s + 1


def test_a_channel_that_is_always_asked_gives_its_whole_rate() -> None:
    at = paced_at = DAY
    taken = 0
    for _ in range(1_000):
        at += timedelta(milliseconds=37)
        count, begins = rules.allowance(paced_at, at, 50.0, 1_000)
        paced_at = rules.paced(begins, count, 50.0)
        taken += count
    assert 37 * 50 - 2 <= taken <= 37 * 50


@settings(max_examples=50)
@given(ANY_TIME, st.sampled_from(list(Kind)), st.floats(0, 100_000), st.text(max_size=5))
def test_nobody_is_woken_but_by_what_they_wait_for(
    at: datetime, kind: Kind, spread_s: float, key: str
) -> None:
    telling = Telling(PERSON, kind, key, at, spread_s=spread_s)
    due_at = rules.due_at(telling)
    assert due_at >= at
    if kind is Kind.PLACE_CAME:
        assert due_at <= at + timedelta(seconds=spread_s)
    else:
        assert not rules.is_quiet(due_at)
        assert due_at <= at + timedelta(seconds=spread_s) + timedelta(hours=11)
    assert rules.too_late_at(telling, due_at) <= rules.ends_at(telling)


def test_a_crowd_is_scattered_over_the_time_its_channel_needs() -> None:
    people, rate_per_s = 20_000, 50.0
    spread_s = rules.spread_s(people, rate_per_s)
    tellings = (Telling(UUID(int=n), Kind.PACKET_OPENED, "k", DAY, spread_s=spread_s) for n in range(people))
    minutes = [int((rules.due_at(telling) - DAY).total_seconds() // 60) for telling in tellings]
    busiest = max(minutes.count(minute) for minute in set(minutes))
    assert max(minutes) >= people / rate_per_s / 60 - 1
    assert busiest <= rate_per_s * 60


@given(st.integers(1, 20), st.sampled_from(list(Outcome)))
def test_only_what_is_unknown_is_asked_again_and_not_for_ever(attempts: int, outcome: Outcome) -> None:
    state = rules.state_after(outcome, attempts)
    assert (state is SendState.QUEUED) == (outcome is Outcome.UNKNOWN and attempts < rules.ATTEMPTS_MAX)


def test_every_kind_has_a_manner_and_what_costs_money_is_rare() -> None:
    assert set(rules.MANNERS) == set(Kind)
    texted = {kind for kind, manner in rules.MANNERS.items() if Channel.SMS in manner.channels}
    assert texted == {Kind.CARDS_EXTENDED, Kind.CARDS_RECALLED, Kind.CARDS_ENDING, Kind.PLACE_CAME}
