"""Arrivals of the last ten minutes, in spans of ten seconds: what a nowcast is made from."""

from collections import deque

BIN_S = 10.0
BINS_MAX = 60


class Arrivals:
    """All times are real monotonic seconds."""

    def __init__(self, now_s: float) -> None:
        self._bins: deque[int] = deque(maxlen=BINS_MAX)
        self._began_s = now_s
        self._count = 0

    def add(self, now_s: float) -> None:
        self._roll(now_s)
        self._count += 1

    def whole(self, now_s: float) -> list[int]:
        """Counts of the spans that are over, oldest first."""
        self._roll(now_s)
        return list(self._bins)

    def _roll(self, now_s: float) -> None:
        over = int((now_s - self._began_s) / BIN_S)
        if over <= 0:
            return
        self._bins.append(self._count)
        self._bins.extend([0] * min(over - 1, BINS_MAX))
        self._count = 0
        self._began_s += over * BIN_S


def together(workers: list[list[int]]) -> list[int]:
    """The sums of several workers, newest spans side by side; as long as the one that has seen most."""
    longest = max(map(len, workers), default=0)
    padded = [[0] * (longest - len(each)) + each for each in workers]
    return [sum(column) for column in zip(*padded, strict=True)]
