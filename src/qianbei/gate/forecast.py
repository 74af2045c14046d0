"""The honest range around a forecast wait: conformal, from what our own recent forecasts of that length came to.

A told wait is scored, when the person is let in, by actual / told. Scores are kept by the length of what was told, in
doubling spans, since a wait of ten seconds errs by other things than one of ten minutes. The range for a new forecast
spans the middle and the ninth decile of the newest scores of its span, with the small-sample correction of split
conformal prediction (Vovk; Lei et al. 2018), or of the nearest span that has some; what is longer than all that was seen keeps the
first, wide range. So it widens within seconds when waits turn out longer, and nobody has to know why. A worker that starts
knows what others scored: the middle as it is, the width half of the way from the first guess to theirs, until it has scores of
its own. `Rate` counts events a second.
"""

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Sequence
from math import ceil, sqrt

import msgspec

REMEMBERED_S = 600.0
SCORES_MAX = 200
"""Of a span; the newest say most of the next."""
FIRST_LOW, FIRST_HIGH = 1.0, 1.25
"""The range before there are scores to learn from."""
SCORES_MIN = 20
SPREAD_LASTS_S = 1.0
"""A crowd that joins in one second is told one range: it is looked up once."""
SPANS_S = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0)
COVERED = 0.9
KEPT_MAX = 40
"""Scores of a span that are kept for a worker that starts: as many newer ones weigh as much."""


class Range(msgspec.Struct, frozen=True):
    """From the middle of what happened lately to what nine of ten got. Real seconds."""

    from_s: float
    to_s: float


class Scores:
    """Of one span: the newest, in the order they came and in order of size."""

    def __init__(self) -> None:
        self._came: deque[tuple[float, float]] = deque()
        self._sorted: list[float] = []
        self._recalled = 0

    @property
    def own(self) -> int:
        """How many were learned here, and not recalled."""
        return len(self._came) - self._recalled

    def recall(self, scores: Sequence[float], at_s: float) -> None:
        """Before anything was learned here."""
        for score in scores:
            self.add(score, at_s)
        self._recalled = len(self._came)

    def add(self, score: float, now_s: float) -> None:
        self._came.append((now_s, score))
        insort(self._sorted, score)
        if len(self._came) > SCORES_MAX:
            self._forget()

    def recent(self, now_s: float) -> list[float]:
        while self._came and now_s - self._came[0][0] > REMEMBERED_S:
            self._forget()
        return self._sorted

    def kept(self, now_s: float) -> list[float]:
        """A few that tell what all of them do."""
        scores = self.recent(now_s)
        step = max(1.0, len(scores) / KEPT_MAX)
        return [round(scores[int((at + 0.5) * step)], 3) for at in range(min(len(scores), KEPT_MAX))]

    def _forget(self) -> None:
        _, score = self._came.popleft()
        self._recalled = max(0, self._recalled - 1)
        self._sorted.pop(bisect_right(self._sorted, score) - 1)


class Errors:
    """Actual waits by the waits that were told, of the last ten minutes."""

    def __init__(self) -> None:
        self._spans = [Scores() for _ in range(len(SPANS_S) + 1)]
        self._spreads: dict[int, tuple[float, tuple[float, float]]] = {}

    def learn(self, told_s: float, actual_s: float, now_s: float) -> None:
        if told_s >= 1.0:
            self._spans[bisect_right(SPANS_S, told_s)].add(actual_s / told_s, now_s)

    def kept(self, now_s: float) -> list[list[float]]:
        """By span, for a worker that starts."""
        return [span.kept(now_s) for span in self._spans]

    def recall(self, kept: Sequence[Sequence[float]], at_s: float) -> None:
        """What an earlier worker, or another one, had learned until `at_s`."""
        for span, scores in zip(self._spans, kept, strict=False):
            span.recall(scores, at_s)

    def range(self, told_s: float, now_s: float) -> Range:
        low, high = self.spread(now_s, told_s)
        return Range(told_s * low, max(told_s * high, told_s * low + 1.0))

    def spread(self, now_s: float, told_s: float) -> tuple[float, float]:
        """(near the median, ninth decile) of actual by told, for a wait of that length."""
        span = bisect_right(SPANS_S, told_s)
        at_s, spread = self._spreads.get(span, (float("-inf"), (FIRST_LOW, FIRST_HIGH)))
        if now_s - at_s > SPREAD_LASTS_S:
            spread = self._spread(span, now_s)
            self._spreads[span] = now_s, spread
        return spread

    def _spread(self, span: int, now_s: float) -> tuple[float, float]:
        near, scores = self._near(span, now_s)
        count = len(scores)
        if count < SCORES_MIN:
            return FIRST_LOW, FIRST_HIGH
        middle = sqrt(scores[count // 2])  # Half the way: what erred a while ago is half mended by now.
        high = max(middle, scores[min(count, ceil((count + 1) * COVERED)) - 1])
        if self._spans[near].own < SCORES_MIN:
            high = max(
                high, sqrt(high * FIRST_HIGH)
            )  # Of another hour: too narrow would be worse than too wide.
        return middle, high if near >= span else max(high, FIRST_HIGH)

    def median_error(self, now_s: float) -> float:
        """Half of the places were told a wait that was off by less than this share."""
        errors = sorted(abs(score - 1.0) for span in self._spans for score in span.recent(now_s))
        return errors[len(errors) // 2] if errors else 0.0

    def _near(self, span: int, now_s: float) -> tuple[int, list[float]]:
        """The scores of this span, or of the nearest with enough; and whose they are."""
        for distance in range(len(self._spans)):
            for near in (span - distance, span + distance):
                if 0 <= near < len(self._spans):
                    scores = self._spans[near].recent(now_s)
                    if len(scores) >= SCORES_MIN:
                        return near, scores
        return span, []


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
