"""Called people who are on their way, and how many of them will come.

Who waits was told when to look again. Who keeps to that is there; who was not heard of for longer has most likely left
without a word, though a cache may have answered them, or a tunnel held them up. How likely either comes when called is
learned, and a call counts as that share of a person. So a line of people who left is called through as fast as
it takes to find one who is there, and nobody loses a place by being silent.
"""

from heapq import heappop, heappush
from typing import Protocol

from qianbei.gate.patience import Patience, Waiter

LEARN = 0.05
SHARE_MIN = 0.05
FIRST_SILENT_SHARE = 0.1
FIRST_TAKES_S = 0.5
LATE_S = 0.5
"""What a request may take longer than it was asked to come back."""
SLACK = 1.25
"""People come back up to so much later than they were told, and than they used to."""
SILENT_COME_S = 8.0
"""How long somebody silent is expected after a call: a look at the numbers that a cache shows, and the way here."""


class Expected(Waiter, Protocol):
    """What is known of somebody in line. `next_s`: when they should have been heard of again; before `again_s` they come
    too early; `share`: how much of a person their call counts as; `was_here`: whether they were there when called."""

    gap_s: float
    again_s: float
    share: float
    was_here: bool


def heard(place: Expected, now_s: float) -> None:
    """The person asked again, and is expected as they used to come until they are told another time."""
    gap_s = now_s - place.seen_s
    place.hurries = now_s < place.again_s or (place.hurries and gap_s <= SLACK * place.gap_s)
    place.gap_s, place.seen_s = gap_s, now_s
    place.next_s = max(place.next_s, now_s + SLACK * place.gap_s + LATE_S)


def told(place: Expected, poll_s: float, now_s: float) -> None:
    """The person was told to look again in `poll_s`; who comes sooner by habit is expected by their habit."""
    wait_s = min(poll_s, place.gap_s) if place.gap_s > 0 else poll_s
    place.next_s = now_s + SLACK * wait_s + LATE_S


class Coming:
    """`expected` is how many of the called people are still expected to come."""

    def __init__(self) -> None:
        self.expected = 0.0
        self.mean_share = 1.0
        """Of the latest calls: how many of them it takes to bring one person is its inverse."""
        self._trust = 1.0
        """Of those whom `patience` expected to come when called: how many lately did. It follows a wave of people who
        leave within a second, and is of calls alone: a forecast would swing with it."""
        self.silent_share = FIRST_SILENT_SHARE
        """Of those who were not heard of when they should have been: how many come all the same."""
        self._until: list[tuple[float, int, Expected]] = []
        self._calls = 0
        self.takes_s = FIRST_TAKES_S
        """How long the latest called people take to look, by what they were told."""
        self.patience = Patience()

    def share_of(self, place: Expected, now_s: float) -> float:
        """What a call of this person would count as."""
        if now_s > place.next_s:
            return self.silent_share
        return max(SHARE_MIN, self._trust * self.patience.stays(place, _looks_s(place), now_s))

    def called(self, place: Expected, now_s: float) -> None:
        place.was_here = now_s <= place.next_s
        place.share = self.share_of(place, now_s)
        self.expected += place.share
        self.mean_share += LEARN * (place.share - self.mean_share)
        until_s = place.next_s + LATE_S if place.was_here else now_s + SILENT_COME_S
        looks_s = _looks_s(place) if place.was_here else until_s
        self.takes_s += LEARN * place.share * (max(0.0, looks_s - now_s) - self.takes_s)
        self._calls += 1
        heappush(self._until, (until_s, self._calls, place))

    def came(self, place: Expected) -> None:
        if place.share:
            self._learn(place, 1.0)

    def gone(self, place: Expected) -> None:
        """They said that they leave, or their call is over."""
        self.expected = max(0.0, self.expected - place.share)
        place.share = 0.0

    def expire(self, now_s: float) -> None:
        """Who has not come by now is no longer counted on; their call is still good."""
        while self._until and self._until[0][0] < now_s:
            place = heappop(self._until)[2]
            if place.share:
                self._learn(place, 0.0)

    def _learn(self, place: Expected, came: float) -> None:
        if place.was_here:
            self._trust = min(1.0, max(SHARE_MIN, self._trust + LEARN * (came - place.share)))
            self.patience.called(place, came=came > 0)
        else:
            self.silent_share = max(SHARE_MIN, self.silent_share + LEARN * (came - self.silent_share))
        self.gone(place)


def _looks_s(place: Expected) -> float:
    """When somebody who keeps to what they were told, or to their habit, looks again."""
    return place.seen_s + (place.next_s - LATE_S - place.seen_s) / SLACK
