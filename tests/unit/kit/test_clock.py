"""City time never runs backwards, whatever the wall clock and the speed do."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qianbei.kit.clock import Anchor, CityClock, FixedClock

NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
speeds = st.sampled_from([1.0, 5.0, 30.0, 600.0])


@given(st.lists(st.tuples(st.integers(-86_400, 86_400), speeds), max_size=12))
def test_a_restart_never_goes_back_in_city_time(restarts):
    anchor, real = Anchor(NOON, NOON, 1.0), NOON
    for wall_s, speed in restarts:
        real += timedelta(seconds=wall_s)
        lived = anchor.city_at(real)
        after = anchor.resumed(real, speed)
        assert after.city_at(real) >= lived
        assert after.city_at(real) >= real
        anchor = after


@given(speeds, st.integers(0, 10_000))
def test_the_city_runs_as_many_times_faster_as_it_says(speed: float, real_s: int):
    anchor = Anchor(NOON, NOON + timedelta(days=3), speed)
    gone = anchor.city_at(NOON + timedelta(seconds=real_s)) - anchor.city
    assert gone == timedelta(seconds=real_s * speed)


def test_a_running_clock_is_monotonic_and_tells_how_long_to_sleep():
    clock = CityClock(Anchor(datetime.now(UTC), NOON, 30.0))
    seen = [clock.now() for _ in range(1_000)]
    assert seen == sorted(seen)
    assert seen[0] >= NOON
    assert clock.real_s(60) == 2


def test_a_fixed_clock_moves_only_when_told():
    clock = FixedClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(minutes=3)
    assert clock.now() == NOON + timedelta(minutes=3)
