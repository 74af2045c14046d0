"""Where the day is going: arrivals against the forecast, what runs out and when, and which knob to turn.

Pure. Arrivals come in bunches, so their spread is taken from themselves: the interval is that of a Poisson count with
the dispersion that the last minutes show (Anscombe's square root; quasi-likelihood). What runs out is left over at the
pace of the last minutes; its interval is the pace's. Deliberately absent: yesterday, seasons, any model of people.
"""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from math import sqrt

import msgspec

Z = 1.645
"""Nine times in ten the truth lies inside."""
BINS_MIN = 6
"""A minute of arrivals: before it nothing is said."""
NEWS = 1.5
"""Arrivals that surely pass the forecast by this factor are news."""
ALL_OUT, SLOW_S, HOPELESS_S = 1.5, 60.0, 600.0


class Ratio(msgspec.Struct, frozen=True):
    """Arrivals by forecast: most likely `value`, in nine of ten cases between `low` and `high`."""

    value: float
    low: float
    high: float


class Resource(msgspec.Struct, frozen=True):
    """What may run out. `per_s`: used a second, lately; `needed_s`: how long it has to last, None: as long as there is any."""

    name: str
    left: float
    per_s: float
    needed_s: float | None = None


class RunOut(msgspec.Struct, frozen=True):
    """In how many seconds nothing is left; None: not in sight. `is_short`: before it was to."""

    name: str
    left: float
    per_s: float
    in_s: float | None
    low_s: float | None
    high_s: float | None
    is_short: bool


class Knob(StrEnum):
    """What an operator can do now, in the words of the page."""

    HOLD = "hold"
    PACE = "pace"
    """The budget ends too soon: slow the waves."""
    STORES = "stores"
    """Cups end too soon: ask stores for more, or keep cards for another day."""
    ORDERS_PER_S = "orders_per_s"
    """Kitchens take less than is let through: let fewer orders in a second."""
    LADDER = "ladder"
    """People wait: give each new conversation less of the model."""
    KEEP_CARDS = "keep_cards"
    """People wait too long for any step: keep their cards and let them come later."""


class Nowcast(msgspec.Struct, frozen=True):
    """`arrivals_per_s` of all workers; `ratio` None without a forecast, or before a minute has passed."""

    arrivals_per_s: float
    expected_per_s: float | None
    ratio: Ratio | None
    seen_s: float
    runs_out: list[RunOut]
    knobs: list[Knob]


def ratio_of(counts: Sequence[int], expected_per_bin: float) -> Ratio | None:
    """`counts` of equal spans of time in a row; `expected_per_bin` was forecast for each."""
    if len(counts) < BINS_MIN or expected_per_bin <= 0:
        return None
    expected, came, spread = expected_per_bin * len(counts), sum(counts), dispersion(counts)
    root, half = sqrt(came / spread + 0.375), Z / 2
    low, high = max(0.0, root - half) ** 2 * spread, (root + half) ** 2 * spread
    return Ratio(came / expected, min(low, came) / expected, high / expected)


def dispersion(counts: Sequence[int]) -> float:
    """Variance by mean of neighbouring spans, at least 1: a trend is no noise, so each is compared with the next."""
    came = sum(counts)
    if came == 0 or len(counts) < 2:
        return 1.0
    steps = sum((after - before) ** 2 for before, after in pairwise(counts))
    return max(1.0, steps / (2 * (len(counts) - 1)) / (came / len(counts)))


def run_out(resource: Resource, pace: Ratio | None) -> RunOut:
    """When it ends; `pace` is how sure the last minutes' rate is (as a ratio to itself or to a forecast). What is used so
    slowly that even the fast end lies past its need is not in sight: stores close, and the next hour has its own cups."""
    left, per_s = max(0.0, resource.left), resource.per_s
    if left == 0:
        return RunOut(resource.name, 0.0, per_s, 0.0, 0.0, 0.0, True)
    if per_s <= 0:
        return RunOut(resource.name, left, 0.0, None, None, None, False)
    in_s = left / per_s
    fast = pace.high / pace.value if pace and pace.value > 0 else 1.0
    slow = pace.low / pace.value if pace and pace.value > 0 else 1.0
    needed_s = resource.needed_s
    if needed_s is not None and in_s / fast >= needed_s:
        return RunOut(resource.name, left, per_s, None, None, None, False)
    return RunOut(
        resource.name,
        left,
        per_s,
        in_s,
        in_s / fast,
        in_s / slow if slow > 0 else None,
        needed_s is not None and in_s < needed_s,
    )


class Line(msgspec.Struct, frozen=True):
    """The waiting room as a whole: forecast wait of who joins now, and the ladder's level."""

    eta_s: float
    level: float


def knobs_for(runs_out: Sequence[RunOut], line: Line) -> list[Knob]:
    """What to turn, most pressing first."""
    short = {each.name for each in runs_out if each.is_short}
    wanted = [
        (Knob.KEEP_CARDS, line.eta_s > HOPELESS_S),
        (Knob.STORES, "cups" in short),
        (Knob.ORDERS_PER_S, "slots" in short),
        (Knob.PACE, "budget" in short),
        (Knob.LADDER, SLOW_S < line.eta_s <= HOPELESS_S and line.level < ALL_OUT),
    ]
    return [knob for knob, is_wanted in wanted if is_wanted] or [Knob.HOLD]


def nowcast(
    counts: Sequence[int],
    bin_s: float,
    expected_per_s: float | None,
    resources: Sequence[Resource],
    line: Line,
) -> Nowcast:
    """`counts`: arrivals in equal spans of `bin_s`, oldest first."""
    seen_s = bin_s * len(counts)
    mean = sum(counts) / len(counts) if counts else 0.0
    pace = ratio_of(counts, mean)
    runs_out = [run_out(resource, pace) for resource in resources]
    ratio = ratio_of(counts, expected_per_s * bin_s) if expected_per_s else None
    return Nowcast(mean / bin_s, expected_per_s, ratio, seen_s, runs_out, knobs_for(runs_out, line))
