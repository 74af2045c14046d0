"""Conversations between their call and their order: as many as the commit lane drains in the time they take.

A stock, not a rate: a closed loop cannot swing when people are slow to come, to choose or to tap (the prototype's W). The
time they talk is the admitted over those who leave a second (Little's law), and so counts the slow ones too; how long called
people take to come is known when they are called, so that the stock is right from the first second of a line. A few more than that are let in, so that the lane never runs dry; how many more follows the lane's delay.
"""

from math import exp, inf

from qianbei.gate.commits import CommitLane
from qianbei.gate.controller import Bounds, Controller

LEARN = 0.02
SPAN_S = 4.0
FIRST_RESIDENCE_S, RESIDENCE_S_MAX = 10.0, 60.0
GUESS_COUNTS = 0.5
"""The first guess weighs as much as half a conversation."""
MARGIN, MARGIN_MIN, MARGIN_MAX = 1.15, 1.0, 2.0
"""Never less than Little's law: a line that grew while this worker had a small part would else starve a larger one."""
YIELD_MIN = 0.2
PACE = 1.1
"""Calls a second against what the lane drains: a called crowd arrives smoothly."""


class Pipeline:
    """`limit` is the margin: stock = drain x residence / yield x margin."""

    def __init__(self, lane: CommitLane, target_s: float, now_s: float, *, is_dry: bool) -> None:
        self._lane = lane
        bounds = Bounds(MARGIN_MIN, MARGIN_MAX, target_s)
        self.limit = Controller("pipeline_margin", MARGIN, bounds, now_s, is_dry=is_dry)
        self._stock_s, self._ended, self._looked_s = 0.0, 0.0, now_s
        self._takes_s = 0.0
        self.ordering = 1.0
        """Share of admitted conversations that order."""

    def look(self, live: int, takes_s: float, now_s: float) -> None:
        """Several times a second: how many are admitted and have not ordered, and how long called people take to come."""
        self._takes_s = takes_s
        span_s, self._looked_s = now_s - self._looked_s, now_s
        kept = exp(-span_s / SPAN_S)
        self._stock_s = self._stock_s * kept + live * span_s
        self._ended *= kept

    def ended(self, *, ordered: bool) -> None:
        """A conversation left the pipeline: tapped, or fell silent."""
        self._ended += 1.0
        self.ordering += LEARN * (ordered - self.ordering)

    @property
    def residence_s(self) -> float:
        """How long a conversation takes from its call to its end, lately; after a calm time the first guess again."""
        guess_s = FIRST_RESIDENCE_S * GUESS_COUNTS
        talks_s = (self._stock_s + guess_s) / (self._ended + GUESS_COUNTS)
        return min(self._takes_s + talks_s, RESIDENCE_S_MAX)

    @property
    def calls_per_s(self) -> float:
        """What keeps the lane full; without a known capacity nothing is held back."""
        return self._lane.drain_per_s / max(self.ordering, YIELD_MIN) if self._lane.is_known else inf

    @property
    def stock_max(self) -> float:
        if not self._lane.is_known:
            return inf
        return max(1.0, self.calls_per_s * self.residence_s * self.limit.value)
