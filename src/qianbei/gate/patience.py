"""How long people stay in line, by two tempers: those who look when they are told to, and those who knock before.

Somebody who does not look when they should has left, at their last look. Out of the people in line, a sample a second, comes
how many leave at which age: a hazard by geometric bands of age (a piecewise exponential survival curve, Friedman 1982; people
who are still there count up to their last look). An age that nobody has reached yet is a guess: who looks when told to stays,
and who knocks early is somebody's retry, which ends after a handful of tries. What was seen outweighs the guess within
seconds, and is kept for the next spike. Deliberately absent: who said that they leave (`line`).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import exp
from typing import Protocol

EDGES_S = (0.0, *(2.0 ** (step / 4) for step in range(48)))
"""The first second, then four bands a doubling, up to an hour."""
WIDTHS_S = (*(after - before for before, after in pairwise(EDGES_S)), 3_600.0)
HURRIED_LEAVE_PER_S = 0.1
"""The guess: five tries two seconds apart."""
GUESS_COUNTS, SEEN_MAX = 20.0, 200.0
"""People that a band's guess counts as, and how many of the latest looks at a band are remembered."""
KNOWN_AFTER_S = 3.0
"""Who has not knocked by now is not in a hurry: nobody is told to look again sooner while a line stands."""
TEMPERS_SEEN = 200.0
"""So many looks say what the next newcomers are like."""


class Waiter(Protocol):
    """What is known of somebody in line; `next_s`: when they should have been heard of again."""

    joined_s: float
    seen_s: float
    next_s: float
    hurries: bool


class Curve:
    """The survival curve of one temper. Ages are seconds since joining."""

    def __init__(self, leave_per_s: float) -> None:
        self._seen_s = [GUESS_COUNTS * width_s for width_s in WIDTHS_S]
        self._left = [leave_per_s * seen_s for seen_s in self._seen_s]
        self._settle()

    def learn(self, looks: Sequence[tuple[float, bool]]) -> None:
        """(age at the last look, whether they left then) of some who were in line."""
        for age_s, is_gone in looks:
            last = bisect_right(EDGES_S, age_s) - 1
            for band in range(last):
                self._seen_s[band] += WIDTHS_S[band]
            self._seen_s[last] += age_s - EDGES_S[last]
            self._left[last] += is_gone
        for band, width_s in enumerate(WIDTHS_S):
            if (kept := SEEN_MAX * width_s / self._seen_s[band]) < 1.0:
                self._seen_s[band] *= kept
                self._left[band] *= kept
        self._settle()

    def stays(self, from_s: float, to_s: float) -> float:
        """Of those who are there at one age, the share still there at a later one."""
        return exp(self._risk(from_s) - self._risk(to_s))

    def _settle(self) -> None:
        self._rates = [left / seen_s for left, seen_s in zip(self._left, self._seen_s, strict=True)]
        steps = (rate * width_s for rate, width_s in zip(self._rates, WIDTHS_S, strict=True))
        self._risks = [0.0, *accumulate(steps)]

    def _risk(self, age_s: float) -> float:
        band = bisect_right(EDGES_S, age_s) - 1
        return self._risks[band] + self._rates[band] * (age_s - EDGES_S[band])


class Patience:
    """Of all who wait. All times are real monotonic seconds."""

    def __init__(self) -> None:
        self._curves = {True: Curve(HURRIED_LEAVE_PER_S), False: Curve(0.0)}
        self._called: list[tuple[Waiter, bool]] = []
        self._tempers = {True: 0.0, False: 1.0}
        """The latest looks at people whose temper was known: of newcomers as many will turn out to be in a hurry."""

    def called(self, place: Waiter, *, came: bool) -> None:
        """Whether somebody who was thought to be there came when called; learned at the next look."""
        self._called.append((place, came))

    def look(self, places: Iterable[Waiter], now_s: float) -> None:
        """Once a second or so, at people who are spread evenly over the line."""
        looks: dict[bool, list[tuple[float, bool]]] = {True: [], False: []}
        for place, came in self._called:
            looks[place.hurries].append((_age_s(place), not came))
        self._called.clear()
        for place in places:
            if place.hurries or now_s - place.joined_s >= KNOWN_AFTER_S:
                looks[place.hurries].append((_age_s(place), now_s > place.next_s))
        kept = exp(-len(looks[True] + looks[False]) / TEMPERS_SEEN)
        for hurries, curve in self._curves.items():
            self._tempers[hurries] = self._tempers[hurries] * kept + len(looks[hurries])
            if looks[hurries]:
                curve.learn(looks[hurries])

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
