"""The honest range around a forecast wait, from what our own recent forecasts came to.

A told wait is scored, when the person is let in, by actual / told. Scores are kept by the length of what was told, in
doubling spans, since a wait of ten seconds errs by other things than one of ten minutes. A range begins at half the way to the
middle of the newest scores of its span, or of the nearest span that has some, and ends where nineteen of twenty ended
(`offs`). So it moves within seconds when waits turn out longer, and nobody has to know why. A worker that starts knows what
others scored.
`Rate` counts events a second.
"""

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Sequence
from math import inf, sqrt

import msgspec

from qianbei.gate.offs import KEPT_MAX, LOOKED_UP_S, REMEMBERED_S, Aged, Offs, expected_s

SCORES_MAX = 200
"""Of a span; the newest say most of the next."""
SCORES_MIN = 20
WIDTH_S_MIN = 0.5
SPANS_S = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0)


class Range(msgspec.Struct, frozen=True):
    """From the middle of what happened lately to what nine of ten are meant to get. Real seconds."""

    from_s: float
    to_s: float


class Scores:
    """Of one span: the newest, in the order they came and in order of size."""

    def __init__(self) -> None:
        self._came: deque[tuple[float, float]] = deque()
        self._sorted: list[float] = []

    def add(self, score: float, now_s: float) -> None:
        self._came.append((now_s, score))
        insort(self._sorted, score)
        if len(self._came) > SCORES_MAX:
            self._forget()

    def recent(self, now_s: float) -> list[float]:
        while self._came and now_s - self._came[0][0] > REMEMBERED_S:
            self._forget()
        return self._sorted

    def kept(self, now_s: float) -> list[Aged]:
        """A few that tell what all of them do."""
        self.recent(now_s)
        scores = sorted((round(score, 3), round(now_s - at_s, 1)) for at_s, score in self._came)
        step = max(1.0, len(scores) / KEPT_MAX)
        return [scores[int((at + 0.5) * step)] for at in range(min(len(scores), KEPT_MAX))]

    def _forget(self) -> None:
        _, score = self._came.popleft()
        self._sorted.pop(bisect_right(self._sorted, score) - 1)


class Errors:
    """Actual waits by the waits that were told, of the last ten minutes."""

    def __init__(self) -> None:
        self._spans = [Scores() for _ in range(len(SPANS_S) + 1)]
        self.offs = Offs()
        self._middles: dict[int, tuple[float, float]] = {}

    def learn(self, told_s: float, actual_s: float, now_s: float) -> None:
        if told_s >= 1.0:
            self._spans[bisect_right(SPANS_S, told_s)].add(actual_s / told_s, now_s)
            self.offs.learn(told_s, actual_s, now_s)

    def kept(self, now_s: float) -> list[list[Aged]]:
        """By span, for a worker that starts."""
        return [span.kept(now_s) for span in self._spans]

    def recall(self, kept: Sequence[Sequence[Aged]], offs: Sequence[Aged], at_s: float) -> None:
        """What an earlier worker, or another one, had learned until `at_s`."""
        for span, scores in zip(self._spans, kept, strict=False):
            for age_s, score in sorted(((age_s, score) for score, age_s in scores), reverse=True):
                span.add(score, at_s - age_s)
        self.offs.recall(offs, at_s)

    def range(self, told_s: float, now_s: float) -> Range:
        from_s = told_s * self._middle(told_s, now_s)
        to_s = told_s + self.offs.high(now_s) * expected_s(told_s)
        return Range(from_s, max(to_s, from_s + WIDTH_S_MIN))

    def spread(self, told_s: float, now_s: float) -> tuple[float, float]:
        """The range of such a wait by the wait; of one too short to tell, of a second."""
        least_s = max(told_s, 1.0)
        told = self.range(least_s, now_s)
        return told.from_s / least_s, told.to_s / least_s

    def median_error(self, now_s: float) -> float:
        """Half of the places were told a wait that was off by less than this share."""
        errors = sorted(abs(score - 1.0) for span in self._spans for score in span.recent(now_s))
        return errors[len(errors) // 2] if errors else 0.0

    def _middle(self, told_s: float, now_s: float) -> float:
        """Half the way to the median of actual by told, for a wait of that length: the other half is mended by now."""
        span = bisect_right(SPANS_S, told_s)
        at_s, middle = self._middles.get(span, (-inf, 1.0))
        if now_s - at_s > LOOKED_UP_S:
            scores = self._near(span, now_s)
            middle = sqrt(scores[len(scores) // 2]) if scores else 1.0
            self._middles[span] = now_s, middle
        return middle

    def _near(self, span: int, now_s: float) -> list[float]:
        """The scores of this span, or of the nearest with enough."""
        for distance in range(len(self._spans)):
            for near in (span - distance, span + distance):
                if 0 <= near < len(self._spans):
                    scores = self._spans[near].recent(now_s)
                    if len(scores) >= SCORES_MIN:
                        return scores
        return []


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
