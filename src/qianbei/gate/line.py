"""How long the line takes: who in it is still there, how fast those who are there are let in, and so when whose turn is.

Once a second a few dozen places, evenly spread over the line, are looked at. They teach how long people stay (`patience`), and
make a table of waits from the first to the last of the line: each stretch takes as long as those of it who will still be
there take to be let in. The pace is what the house expects to let in, corrected by what it lately placed.
Deliberately absent: how wrong this is (`forecast`), and rows.
"""

from bisect import bisect_left
from collections.abc import Iterable
from math import exp

import msgspec

from qianbei.gate.coming import Coming, Expected

LOOKS_MAX = 128
"""Places looked at, each for a stretch of the line. With half of a line in a hurry, the share that stays is known to a
fourteenth of itself."""
LEAVING_SPAN_S = 60.0
DRIFT_SPAN_S = 10.0
DRIFT_MIN, DRIFT_MAX = 0.05, 1.25


class Pace(msgspec.Struct, frozen=True):
    """How many should come a second; what the house takes of orders meanwhile, 0 when that is not known, and what it has
    placed so far; how many too many are inside, who must leave before anybody is called; and how long a call takes to
    become an order: what is placed before is no measure."""

    calls_per_s: float
    orders_per_s: float = 0.0
    placed: int = 0
    surplus: float = 0.0
    takes_s: float = 0.0


class Line:
    """All times are real monotonic seconds. `wait_s` is of the line as it was at the last `look`."""

    def __init__(self) -> None:
        self.drift = 1.0
        """Orders that were placed by orders that the house takes, while a line stood."""
        self._placed, self._done, self._could = 0, 0.0, 0.0
        self._stood_s = 0.0
        self._left, self._waited_s = 0.0, 0.0
        self._table: list[tuple[float, float]] = []
        self._pace_per_s, self._late_s = 1e-6, 0.0

    def left(self) -> None:
        """Somebody who waits said that they leave."""
        self._left += 1.0

    def look(
        self,
        places: Iterable[Expected],
        waiting: int,
        pace: Pace,
        coming: Coming,
        span_s: float,
        now_s: float,
    ) -> None:
        """Once a second or so. `places` are spread evenly over the line, first to last."""
        kept = exp(-span_s / LEAVING_SPAN_S)
        self._waited_s = self._waited_s * kept + waiting * span_s
        self._left *= kept
        placed, self._placed = pace.placed - self._placed, pace.placed
        self._stood_s = self._stood_s + span_s if waiting else 0.0
        self._drift(placed, pace.orders_per_s if self._stood_s > pace.takes_s else 0.0, span_s)
        self._pace_per_s = max(pace.calls_per_s * self.drift, 1e-6)
        self._late_s = pace.surplus / self._pace_per_s
        looked = list(places)
        coming.patience.look(looked, now_s)
        self._table = self._walk(looked, waiting, coming, now_s)

    def wait_s(self, ahead: float) -> float:
        """Until so many who stand in line now have been called."""
        if not self._table:
            return self._late_s + ahead / self._pace_per_s
        at = bisect_left(self._table, (ahead, 0.0))
        before, from_s = self._table[at - 1] if at else (0.0, 0.0)
        if at == len(self._table):
            return self._late_s + from_s * ahead / before
        after, to_s = self._table[at]
        return self._late_s + from_s + (to_s - from_s) * (ahead - before) / (after - before)

    @property
    def people(self) -> float:
        """Of those who stood in line at the last look, how many are expected to come when called."""
        return self._table[-1][1] * self._pace_per_s if self._table else 0.0

    def _drift(self, placed: int, orders_per_s: float, span_s: float) -> None:
        if orders_per_s <= 0:
            self._done = self._could = 0.0
            self.drift = 1.0
            return
        kept = exp(-span_s / DRIFT_SPAN_S)
        self._done, self._could = (self._done + placed) * kept, (self._could + orders_per_s * span_s) * kept
        guess = orders_per_s * DRIFT_SPAN_S / 2
        self.drift = min(max((self._done + guess) / (self._could + guess), DRIFT_MIN), DRIFT_MAX)

    def _walk(
        self, looked: list[Expected], waiting: int, coming: Coming, now_s: float
    ) -> list[tuple[float, float]]:
        """(places from the front, seconds until they have been called), stretch by stretch."""
        table, passed, wait_s = [], 0.0, 0.0
        leaving_per_s = self._left / max(self._waited_s, LEAVING_SPAN_S)
        stretch = waiting / len(looked) if looked else 0.0
        for place in looked:
            stays = coming.patience.stays(place, now_s + wait_s, now_s)
            share = stays + (1.0 - stays) * coming.silent_share
            passed += stretch
            wait_s += stretch * share * exp(-leaving_per_s * wait_s) / self._pace_per_s
            table.append((passed, wait_s))
        return table
