"""How long people stay in line, by two tempers: those who look when they are told to, and those who knock before.

Somebody who does not look when they should has left, at their last look. Out of the people in line, a sample a second, comes
which share leaves at which age, by geometric bands of age (an actuarial life table, Cutler and Ederer 1958; people who are
still there count up to the last look that another one followed: whether they left at the last of all is not known yet). An
age that nobody has reached yet is a guess: who looks when told to stays, and who knocks early is somebody's retry, which ends
after a handful of tries. What was seen outweighs the guess within seconds, and a guess that people belie at one age is
believed less of all. It is kept for the next spike and for workers that start then. Deliberately absent: who said that they
leave (`line`).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import exp, log1p
from typing import Protocol

import msgspec

EDGES_S = (0.0, *(2.0 ** (step / 8) for step in range(95)))
"""The first second, then eight bands a doubling, up to an hour."""
WIDTHS_S = (*(after - before for before, after in pairwise(EDGES_S)), 3_600.0)
CALM_LEAVE = ((0.0, 0.0),)
HURRIED_LEAVE = ((0.0, 0.0), (6.0, 0.05), (10.0, 0.25))
"""(from which age on, how many leave a second), guessed: five tries, two seconds or a little more apart."""
GUESS_COUNTS, SEEN_MAX = 5.0, 200.0
"""People that a band's guess counts as, and how many of the latest looks at a band are remembered."""
BELIEVED = 20.0
"""People whom the guess expected to leave and who did not: so many halve the belief in it."""
LEAVE_MAX = 0.98
"""Of those who reach a band; nobody is ever quite sure."""
KNOWN_AFTER_S = 3.0
"""Who has not knocked by now is not in a hurry: nobody is told to look again sooner while a line stands."""
FIRST_TEMPERS = {True: 0.3, False: 0.7}
"""Of the first newcomers, hurried or not: a guess."""
TEMPERS_SEEN = 100.0
"""So many looks at people who came seconds ago say what the next ones are like."""


class Waiter(Protocol):
    """What is known of somebody in line; `next_s`: when they should have been heard of again; `gap_s`: between their last two
    looks."""

    joined_s: float
    seen_s: float
    gap_s: float
    next_s: float
    hurries: bool


class KeptCurve(msgspec.Struct, frozen=True):
    """By band of age: how many were there at its beginning, and how many of them left in it."""

    seen: list[float]
    left: list[float]


class Kept(msgspec.Struct, frozen=True):
    """What is remembered of one spike for the next. `hurry`: of newcomers, the share that turned out to be in a hurry."""

    hurry: float
    hurried: KeptCurve
    calm: KeptCurve


class Curve:
    """The survival curve of one temper. Ages are seconds since joining."""

    def __init__(self, guess: Sequence[tuple[float, float]]) -> None:
        """`guess`: (from which age on, how many of those who are there leave a second)."""
        begins_s = [from_s for from_s, _ in guess]
        rates = [guess[bisect_right(begins_s, edge_s) - 1][1] for edge_s in EDGES_S]
        self._guess = [1.0 - exp(-rate * width_s) for rate, width_s in zip(rates, WIDTHS_S, strict=True)]
        self._seen, self._left = [0.0] * len(EDGES_S), [0.0] * len(EDGES_S)
        self._settle()

    def learn(self, looks: Sequence[tuple[float, bool]]) -> None:
        """(age up to which somebody is known to have been in line, whether they left then)."""
        for age_s, is_gone in looks:
            last = bisect_right(EDGES_S, age_s) - 1
            for band in range(last):
                self._seen[band] += 1.0
            self._seen[last] += 1.0 if is_gone else (age_s - EDGES_S[last]) / WIDTHS_S[last]
            self._left[last] += is_gone
        for band, seen in enumerate(self._seen):
            if seen > SEEN_MAX:
                self._seen[band] = SEEN_MAX
                self._left[band] *= SEEN_MAX / seen
        self._settle()

    def kept(self) -> KeptCurve:
        return KeptCurve([round(seen, 1) for seen in self._seen], [round(left, 1) for left in self._left])

    def recall(self, kept: KeptCurve) -> None:
        """Bands of another version say nothing."""
        if len(kept.seen) == len(kept.left) == len(EDGES_S):
            self._seen, self._left = list(kept.seen), list(kept.left)
            self._settle()

    def stays(self, from_s: float, to_s: float) -> float:
        """Of those who are there at one age, the share still there at a later one."""
        return exp(self._risk(from_s) - self._risk(to_s))

    def _settle(self) -> None:
        guessed = sum(seen * guess for seen, guess in zip(self._seen, self._guess, strict=True))
        believed = GUESS_COUNTS * min(1.0, (BELIEVED + sum(self._left)) / (BELIEVED + guessed))
        shares = (
            (left + believed * guess) / (seen + GUESS_COUNTS)
            for seen, left, guess in zip(self._seen, self._left, self._guess, strict=True)
        )
        self._steps = [-log1p(-min(share, LEAVE_MAX)) for share in shares]
        self._risks = [0.0, *accumulate(self._steps)]

    def _risk(self, age_s: float) -> float:
        band = bisect_right(EDGES_S, age_s) - 1
        return self._risks[band] + self._steps[band] * (age_s - EDGES_S[band]) / WIDTHS_S[band]


class Patience:
    """Of all who wait. All times are real monotonic seconds."""

    def __init__(self) -> None:
        self._curves = {True: Curve(HURRIED_LEAVE), False: Curve(CALM_LEAVE)}
        self._called: list[tuple[Waiter, bool]] = []
        self._tempers = dict(FIRST_TEMPERS)
        """The latest looks at people whose temper was just known: of newcomers as many will turn out to be in a hurry."""

    def called(self, place: Waiter, *, came: bool) -> None:
        """Whether somebody who was thought to be there came when called; learned at the next look."""
        self._called.append((place, came))

    def look(self, places: Iterable[Waiter], now_s: float) -> None:
        """Once a second or so, at people who are spread evenly over the line."""
        looks: dict[bool, list[tuple[float, bool]]] = {True: [], False: []}
        for place, came in self._called:
            looks[place.hurries].append((_age_s(place), not came))
        self._called.clear()
        fresh = list[bool]()
        for place in places:
            if KNOWN_AFTER_S <= now_s - place.joined_s < 2 * KNOWN_AFTER_S:
                fresh.append(place.hurries)
            if place.hurries or now_s - place.joined_s >= KNOWN_AFTER_S:
                is_gone = now_s > place.next_s
                # Whether somebody left at their last look is not known before the next one is due.
                known_s = _age_s(place) - (0.0 if is_gone else place.gap_s)
                looks[place.hurries].append((max(0.0, known_s), is_gone))
        for hurries, curve in self._curves.items():
            if looks[hurries]:
                curve.learn(looks[hurries])
        kept = exp(-len(fresh) / TEMPERS_SEEN)
        for hurries in (True, False):
            self._tempers[hurries] = self._tempers[hurries] * kept + fresh.count(hurries)

    def kept(self) -> Kept:
        hurry = self._tempers[True] / sum(self._tempers.values())
        return Kept(hurry, self._curves[True].kept(), self._curves[False].kept())

    def recall(self, kept: Kept) -> None:
        """What an earlier worker has learned; a few seconds of the next line outweigh it."""
        self._tempers = {True: kept.hurry, False: 1.0 - kept.hurry}
        self._curves[True].recall(kept.hurried)
        self._curves[False].recall(kept.calm)

    def stays(self, place: Waiter, until_s: float, now_s: float) -> float:
        """How likely somebody is to look then, of whom nothing was heard since their last look."""
        if now_s > place.next_s:
            return 0.0
        from_s = _age_s(place)
        to_s = max(from_s, until_s - place.joined_s)
        own = self._curves[place.hurries].stays(from_s, to_s)
        if place.hurries or now_s - place.joined_s >= KNOWN_AFTER_S:
            return own
        hurried = self._tempers[True] / sum(self._tempers.values())
        return own + hurried * (self._curves[True].stays(from_s, to_s) - own)


def _age_s(place: Waiter) -> float:
    """At the last look. Whoever brings the ticket of another worker was not looked at there."""
    return max(0.0, place.seen_s - place.joined_s)
