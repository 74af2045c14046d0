"""How long a place will take, as an honest range: the formula's answer, spread by our own recent errors."""

from collections import deque
from math import log1p

import msgspec

REMEMBERED_S = 600.0
REMEMBERED_MAX = 2_000
FIRST_LOW, FIRST_HIGH = 1.0, 1.6
"""The range before there are errors to learn from."""
ERRORS_MIN = 20


class Range(msgspec.Struct, frozen=True):
    """From the middle of what happened lately to what nine of ten got. Real seconds."""

    from_s: float
    to_s: float


def eta_s(ahead: float, rate_per_s: float, leaving_per_s: float) -> float:
    """Until `ahead` places have gone when `rate_per_s` are called and each waiter leaves with that hazard."""
    rate_per_s = max(rate_per_s, 1e-6)
    if leaving_per_s < 1e-6:
        return ahead / rate_per_s
    return log1p(ahead * leaving_per_s / rate_per_s) / leaving_per_s


class Errors:
    """Actual wait by the wait that was first told, of the last ten minutes."""

    def __init__(self) -> None:
        self._ratios: deque[tuple[float, float]] = deque(maxlen=REMEMBERED_MAX)
        self._sorted: list[float] = []
        self._is_stale = False

    def learn(self, told_s: float, actual_s: float, now_s: float) -> None:
        if told_s >= 1.0:
            self._ratios.append((now_s, actual_s / told_s))
            self._is_stale = True

    def range(self, told_s: float, now_s: float) -> Range:
        low, high = self.spread(now_s)
        return Range(told_s * low, max(told_s * high, told_s * low + 1.0))

    def spread(self, now_s: float) -> tuple[float, float]:
        """(median, ninth decile) of actual by told."""
        ratios = self._recent(now_s)
        if len(ratios) < ERRORS_MIN:
            return FIRST_LOW, FIRST_HIGH
        return ratios[len(ratios) // 2], ratios[len(ratios) * 9 // 10]

    def median_error(self, now_s: float) -> float:
        """Half of the places were told a wait that was off by less than this share."""
        errors = sorted(abs(ratio - 1.0) for ratio in self._recent(now_s))
        return errors[len(errors) // 2] if errors else 0.0

    def _recent(self, now_s: float) -> list[float]:
        while self._ratios and now_s - self._ratios[0][0] > REMEMBERED_S:
            self._ratios.popleft()
            self._is_stale = True
        if self._is_stale:
            self._sorted = sorted(ratio for _, ratio in self._ratios)
            self._is_stale = False
        return self._sorted


class Rate:
    """Events a second, as an exponentially weighted mean over about `span_s`."""

    def __init__(self, span_s: float, now_s: float) -> None:
        self._span_s, self._at_s, self._count = span_s, now_s, 0.0
        self._began_s = now_s

    def add(self, now_s: float, count: float = 1.0) -> None:
        self._decay(now_s)
        self._count += count

    def per_s(self, now_s: float) -> float:
        """Early on it divides by the time there was, so that a young rate is not a low one."""
        self._decay(now_s)
        lived = 1.0 - 2.718281828 ** (-(now_s - self._began_s) / self._span_s)
        return self._count / self._span_s / max(lived, 0.05)

    def _decay(self, now_s: float) -> None:
        if now_s > self._at_s:
            self._count *= 2.718281828 ** (-(now_s - self._at_s) / self._span_s)
            self._at_s = now_s
