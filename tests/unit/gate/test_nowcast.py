"""The nowcast: sure when it may be, silent when it may not, and never the wrong way round."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from qianbei.gate.arrivals import BIN_S, BINS_MAX, Arrivals, together
from qianbei.gate.nowcast import Knob, Line, Resource, nowcast, ratio_of, run_out

COUNTS = st.lists(st.integers(0, 500), min_size=6, max_size=60)
CALM = Line(0.0, 0.0)


def drawn(random: Random, rate: float, bins: int) -> list[int]:
    """Arrivals as they come by themselves."""
    counts = []
    for _ in range(bins):
        left, count = 1.0, -1
        while left > 0:
            left -= random.expovariate(rate)
            count += 1
        counts.append(count)
    return counts


@given(COUNTS, st.floats(0.1, 1000.0))
def test_the_interval_holds_the_value(counts, expected):
    ratio = ratio_of(counts, expected)
    assert ratio is not None
    assert 0 <= ratio.low <= ratio.value <= ratio.high


@given(COUNTS, st.integers(2, 9), st.floats(0.1, 1000.0))
def test_longer_looking_makes_surer(counts, times, expected):
    once, often = ratio_of(counts, expected), ratio_of(counts * times, expected)
    assert once is not None
    assert often is not None
    assert often.high - often.low <= (once.high - once.low) * 1.5 + 1e-9


def test_a_forecast_that_is_wrong_by_fifteen_is_seen_within_ten_minutes_and_mostly_in_one():
    random = Random(5)
    for bins in (6, 60):
        ratio = ratio_of(drawn(random, 150.0, bins), 10.0)
        assert ratio is not None
        assert 13.0 < ratio.low < 15.0 < ratio.high < 17.0


def test_nine_of_ten_intervals_hold_the_truth():
    random = Random(1)
    held = 0
    for _ in range(400):
        ratio = ratio_of(drawn(random, 12.0, 12), 12.0)
        assert ratio is not None
        held += ratio.low <= 1.0 <= ratio.high
    assert 0.85 <= held / 400 <= 0.99


def test_bunches_widen_the_interval_and_a_slope_does_not():
    even, bunched = ratio_of([50] * 30, 50.0), ratio_of([0, 100] * 15, 50.0)
    slope = ratio_of(list(range(20, 80, 2)), 50.0)
    assert even is not None
    assert bunched is not None
    assert slope is not None
    assert bunched.high - bunched.low > 4 * (even.high - even.low)
    assert slope.high - slope.low < 1.2 * (even.high - even.low)


def test_less_than_a_minute_says_nothing():
    assert ratio_of([100] * 5, 10.0) is None
    assert ratio_of([100] * 60, 0.0) is None


@given(st.floats(1.0, 1e9), st.floats(0.001, 1e5), st.floats(1.0, 1e6), COUNTS)
def test_more_left_lasts_longer_and_faster_use_ends_sooner(left, per_s, needed_s, counts):
    pace = ratio_of(counts, max(1.0, sum(counts)) / len(counts))
    now = run_out(Resource("cups", left, per_s, needed_s), pace)
    more = run_out(Resource("cups", left * 2, per_s, needed_s), pace)
    faster = run_out(Resource("cups", left, per_s * 2, needed_s), pace)
    never = float("inf")
    ends = [never if each.in_s is None else each.in_s for each in (faster, now, more)]
    assert ends == sorted(ends)
    if now.in_s is None:
        assert now.low_s is now.high_s is None
        assert left / per_s >= needed_s
    else:
        assert now.low_s is not None
        assert now.low_s < needed_s
        assert now.low_s <= now.in_s
        assert now.high_s is None or now.high_s >= now.in_s * (1 - 1e-9)
    assert now.is_short is (left / per_s < needed_s)
    assert not (more.is_short and not now.is_short)


def test_what_nobody_uses_never_runs_out_and_what_is_gone_is_gone():
    assert run_out(Resource("budget", 100.0, 0.0), None).in_s is None
    gone = run_out(Resource("budget", 0.0, 0.0, 10.0), None)
    assert (gone.in_s, gone.is_short) == (0.0, True)


def test_what_outlasts_its_need_is_not_in_sight():
    assert run_out(Resource("slots", 7_200.0, 1.0, 3_600.0), None).in_s is None
    assert run_out(Resource("slots", 3_599.0, 1.0, 3_600.0), None).in_s == 3_599.0


def test_each_trouble_has_its_knob():
    short = [Resource(name, 10.0, 1.0, 100.0) for name in ("budget", "cups", "slots")]
    assert nowcast([1] * 6, BIN_S, None, [], CALM).knobs == [Knob.HOLD]
    assert nowcast([1] * 6, BIN_S, None, short, CALM).knobs == [Knob.STORES, Knob.ORDERS_PER_S, Knob.PACE]
    assert nowcast([1] * 6, BIN_S, None, [], Line(120.0, 0.5)).knobs == [Knob.LADDER]
    assert nowcast([1] * 6, BIN_S, None, [], Line(1_200.0, 1.95)).knobs == [Knob.KEEP_CARDS]


def test_a_nowcast_tells_arrivals_against_the_forecast():
    said = nowcast([30] * 12, 10.0, 1.0, [], CALM)
    assert (said.arrivals_per_s, said.seen_s) == (3.0, 120.0)
    assert said.ratio is not None
    assert said.ratio.value == 3.0


@given(st.lists(st.floats(0.0, 2_000.0), max_size=200))
def test_arrivals_are_counted_once_and_no_longer_than_ten_minutes(times):
    arrivals = Arrivals(0.0)
    for at in sorted(times):
        arrivals.add(at)
    now_s = max(times, default=0.0)
    counts = arrivals.whole(now_s)
    assert len(counts) == min(BINS_MAX, int(now_s / BIN_S))
    over_s = int(now_s / BIN_S) * BIN_S
    since_s = over_s - len(counts) * BIN_S
    assert sum(counts) == sum(since_s <= at < over_s for at in times)


def test_workers_are_added_newest_by_newest():
    assert together([[1, 2, 3], [10]]) == [1, 2, 13]
    assert together([]) == []
