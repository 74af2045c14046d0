"""Conversations between their call and their order: as many as the commit lane drains in the time they take.

A stock, not a rate: a closed loop cannot swing when people are slow to come, to choose or to tap (Little's law; the
prototype's W). A few more than that are let in, so that the lane never runs dry; how many more follows the lane's delay.
"""

from math import inf

from qianbei.gate.commits import CommitLane
from qianbei.gate.controller import Bounds, Controller

LEARN = 0.02
FIRST_RESIDENCE_S = 10.0
MARGIN, MARGIN_MIN, MARGIN_MAX = 1.15, 1.02, 2.0
YIELD_MIN = 0.2
PACE = 1.1
"""Calls a second against what the lane drains: a called crowd arrives smoothly."""


class Pipeline:
    """`limit` is the margin: stock = drain x residence / yield x margin."""

    def __init__(self, lane: CommitLane, target_s: float, now_s: float, *, is_dry: bool) -> None:
        self._lane = lane
        bounds = Bounds(MARGIN_MIN, MARGIN_MAX, target_s)
        self.limit = Controller("pipeline_margin", MARGIN, bounds, now_s, is_dry=is_dry)
        self.residence_s = FIRST_RESIDENCE_S
        self.ordering = 1.0
        """Share of admitted conversations that order."""

    def ended(self, residence_s: float, *, ordered: bool) -> None:
        """A conversation left the pipeline: tapped, or fell silent."""
        self.residence_s += LEARN * (residence_s - self.residence_s)
        self.ordering += LEARN * (ordered - self.ordering)

    @property
    def calls_per_s(self) -> float:
        """What keeps the lane full; without a known capacity nothing is held back."""
        return self._lane.drain_per_s / max(self.ordering, YIELD_MIN) if self._lane.is_known else inf

    @property
    def stock_max(self) -> float:
        return max(1.0, self.calls_per_s * self.residence_s * self.limit.value)
