"""How far off told waits were, in units of what such a wait is expected to be off by: so all lengths teach all.

What is expected grows with the wait: people look every few seconds, and who leaves or how fast the house is errs by a share.
So a line that grows past all that was seen has a range at once, where scores by length had none. People told in the same few
seconds meet the same future and err together: a cohort counts as one witness, however many they are, and a guess as another
one (conformal prediction of grouped data, Dunn, Wasserman and Ramdas 2023). A worker that starts hears what others found, and
how long ago: told on from worker to worker it grows no younger.
Deliberately absent: the middle, which follows the length and the last minutes (`forecast`).
"""

from collections.abc import Iterable, Sequence
from math import hypot, inf, sqrt
from statistics import NormalDist

LOOK_SHARE, LOOK_S = 0.16, 0.8
"""Between a call and the look that finds it: a share of a short wait, which is looked at often, and at most so long."""
OFF_SHARE, SAME_S = 0.07, 60.0
"""Of a wait, by all else; and how long a house stays as it is: what happens in a longer wait adds up (a random walk)."""
COHORT_S = 4.0
COHORTS_MAX = 30
COHORT_FULL = 10
"""People who make one witness; fewer are a part of one."""
COHORT_MAX = 20
"""Of a cohort so many are kept, evenly; up to twice as many."""
REMEMBERED_S = 600.0
LOOKED_UP_S = 1.0
"""A crowd that joins in one second is told one range: it is looked up once."""
GUESSED = tuple(NormalDist().inv_cdf((at + 0.5) / 10) for at in range(10))
RECALLED_WITNESSES = 3.0
"""What others found counts as so many."""
KEPT_MAX = 40
COVERED = 0.95
"""Of past waits. Those told just before a server joins or goes meet another future than these, and nine of ten should hold for
them too: with 0.9 here eight of ten did."""


Aged = tuple[float, float]
"""Something that was found, and for how long it has been known: real seconds."""


def expected_s(wait_s: float) -> float:
    """How far off a told wait is expected to be: one unit."""
    return hypot(min(LOOK_SHARE * wait_s, LOOK_S), OFF_SHARE * wait_s * sqrt(1.0 + wait_s / SAME_S))


class Cohort:
    """Those told in the same few seconds: every so-maniest of them, in the order in which they came in."""

    def __init__(self) -> None:
        self.offs = list[float]()
        self.learned_s = 0.0
        self._every, self._came = 1, 0

    def add(self, off: float, now_s: float) -> None:
        self.learned_s = now_s
        if self._came % self._every == 0:
            self.offs.append(off)
        self._came += 1
        if len(self.offs) >= 2 * COHORT_MAX:
            del self.offs[1::2]
            self._every *= 2


class Offs:
    """Of one worker. All times are real monotonic seconds."""

    def __init__(self) -> None:
        self._cohorts: dict[int, Cohort] = {}
        self._recalled: Sequence[Aged] = ()
        self._recalled_s = 0.0
        self._high, self._high_s = 0.0, -inf

    def learn(self, told_s: float, actual_s: float, now_s: float) -> None:
        """Who was told a wait then has now come in."""
        at = int((now_s - actual_s) // COHORT_S)
        if at not in self._cohorts:
            self._cohorts[at] = Cohort()
            if len(self._cohorts) > COHORTS_MAX:
                del self._cohorts[min(self._cohorts)]
        if at in self._cohorts:
            self._cohorts[at].add((actual_s - told_s) / expected_s(told_s), now_s)

    def recall(self, offs: Sequence[Aged], at_s: float) -> None:
        """What an earlier worker, or another one, had found until `at_s`."""
        self._recalled, self._recalled_s, self._high_s = offs, at_s, -inf

    def kept(self, now_s: float) -> list[Aged]:
        """A few that tell what all of them do, for a worker that starts; none before any was learned."""
        found = sorted(self._found(now_s))
        left = total = sum(weight for _, weight, _ in found)
        kept, step = list[Aged](), total / KEPT_MAX
        for off, weight, age_s in found:
            left -= weight
            while len(kept) < KEPT_MAX and total - left > (len(kept) + 0.5) * step:
                kept.append((round(off, 2), round(age_s, 1)))
        return kept

    def high(self, now_s: float) -> float:
        """COVERED of all are off by no more than so many units."""
        if now_s - self._high_s > LOOKED_UP_S:
            self._high, self._high_s = self._look(now_s), now_s
        return self._high

    def _look(self, now_s: float) -> float:
        found = sorted([*self._found(now_s), *((off, 1.0 / len(GUESSED), 0.0) for off in GUESSED)])
        left = COVERED * sum(weight for _, weight, _ in found)
        for off, weight, _ in found:
            left -= weight
            if left <= 0.0:
                return off
        return found[-1][0]

    def _found(self, now_s: float) -> Iterable[tuple[float, float, float]]:
        """(how far off, how much of a witness, known for how long)"""
        for at in [at for at, each in self._cohorts.items() if now_s - each.learned_s > REMEMBERED_S]:
            del self._cohorts[at]
        for cohort in self._cohorts.values():
            for off in cohort.offs:
                yield off, 1.0 / max(len(cohort.offs), COHORT_FULL), now_s - cohort.learned_s
        since_s = now_s - self._recalled_s
        for off, age_s in self._recalled:
            if age_s + since_s <= REMEMBERED_S:
                yield off, RECALLED_WITNESSES / len(self._recalled), age_s + since_s
