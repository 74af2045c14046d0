"""What this worker may let through: what the settings or an operator say of all workers, times its part of it (`shares`)."""

from qianbei.gate.controller import AUDITED_SHARE

FIRST_PER_S = 1_000.0
"""Where nobody says it, until it is measured."""


class Capacity:
    """Orders a second; None where it is to be found by running."""

    def __init__(self, orders_per_s: float | None) -> None:
        self._whole_per_s = orders_per_s or FIRST_PER_S
        self.share = self._told_share = 1.0

    @property
    def per_s(self) -> float:
        return self._whole_per_s * self.share

    def turn(self, orders_per_s: float | None) -> tuple[float, float]:
        """What all workers may let through from now on; (before, after)."""
        before, self._whole_per_s = self._whole_per_s, orders_per_s or FIRST_PER_S
        return before, self._whole_per_s

    def take(self, share: float) -> tuple[float, float] | None:
        """This worker's part. Parts follow the lines of all workers, so only a step is news: (the last one told, this one)."""
        self.share, told = share, self._told_share
        if abs(share - told) < AUDITED_SHARE * told:
            return None
        self._told_share = share
        return told, share
