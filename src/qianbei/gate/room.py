"""The waiting room: one place a person, by lot among those present at the opening, first come after.

Two lanes, card holders and others, are called three to one. A place is a number; `ahead` counts only those still there.
A place survives reload and silence of SILENCE_S; a call is kept CLAIM_S, then the turn goes to the next.
"""

from bisect import bisect_left, insort
from collections import deque
from itertools import islice
from random import Random
from uuid import UUID

from qianbei.gate.classes import TrafficClass
from qianbei.gate.coming import Coming, heard
from qianbei.gate.ladder import Step

SILENCE_S = 90.0
CLAIM_S = 120.0
FIRST_LOOK_S = 8.0
"""When somebody is expected again who was told nothing yet."""
CLAIM_NOTIFIED_S = 300.0
"""For who asked to be told: the turn is kept longer."""
HOLDERS_SHARE = 3
LANES = (TrafficClass.HOLDER, TrafficClass.NEW)


class Place:
    """Somebody who waits. `number` is None until the lot is drawn; `told_s` is one of the
    forecasts they were told, each as likely.

    `step`: the step of the ladder they begin on when it is known already; `due_s`, `moved_s` and `reason`: when they were
    told to expect their turn, when that moved last, and why; before `again_s` asking again is a repeat.
    """

    __slots__ = (
        "again_s",
        "called_s",
        "due_s",
        "gap_s",
        "joined_s",
        "lane",
        "moved_s",
        "next_s",
        "notify",
        "number",
        "person",
        "reason",
        "seen_s",
        "share",
        "step",
        "tellings",
        "told_at_s",
        "told_s",
        "was_here",
    )

    def __init__(self, person: UUID, lane: TrafficClass, joined_s: float) -> None:
        self.person, self.lane, self.joined_s, self.seen_s = person, lane, joined_s, joined_s
        self.number: int | None = None
        self.called_s: float | None = None
        self.told_s: float | None = None
        self.told_at_s = joined_s
        self.tellings = 0
        self.notify = False
        self.gap_s, self.next_s = 0.0, joined_s + FIRST_LOOK_S
        self.share, self.was_here = 0.0, True
        self.step: Step | None = None
        self.due_s: float | None = None
        self.moved_s = joined_s
        self.again_s = joined_s
        self.reason: str | None = None


class Lane:
    """Numbers handed out and called; who left in between is counted, not searched for."""

    def __init__(self) -> None:
        self.issued = 0
        self.serving = 0
        self.queue: deque[Place] = deque()
        self._left: list[int] = []

    def add(self, place: Place) -> None:
        self.issued += 1
        place.number = self.issued
        self.queue.append(place)

    def gone(self, place: Place) -> None:
        if place.number is not None and place.number > self.serving:
            insort(self._left, place.number)

    def passed(self, number: int) -> None:
        self.serving = number
        del self._left[: bisect_left(self._left, number + 1)]

    def ahead(self, number: int) -> int:
        """Persons who wait before this number."""
        return max(0, number - self.serving - 1 - bisect_left(self._left, number))

    @property
    def waiting(self) -> int:
        return self.issued - self.serving - len(self._left)


class WaitingRoom:
    """All places of one worker."""

    def __init__(self, random: Random, opens_at_s: float | None = None) -> None:
        self._random = random
        self._opens_at_s = opens_at_s
        self._places: dict[UUID, Place] = {}
        self._present: list[Place] = []
        self._called: deque[Place] = deque()
        self.to_tell: list[Place] = []
        """Called lately, and asked to be told; whoever tells them empties it."""
        self.coming = Coming()
        self._turns = 0
        self.lanes = {kind: Lane() for kind in LANES}

    @property
    def waiting(self) -> int:
        return len(self._present) + sum(lane.waiting for lane in self.lanes.values())

    def is_open(self, now_s: float) -> bool:
        """Draws the lot at the first look after the opening."""
        if self._opens_at_s is not None and now_s < self._opens_at_s:
            return False
        if self._present:
            present, self._present = self._present, []
            self._random.shuffle(present)
            for place in present:
                self.lanes[place.lane].add(place)
        self._opens_at_s = None
        return True

    def find(self, person: UUID) -> Place | None:
        return self._places.get(person)

    def join(self, person: UUID, lane: TrafficClass, now_s: float, joined_s: float | None = None) -> Place:
        """The person's place: the one they have, else a new one. Coming again never makes a second.

        `joined_s` is for a place that another worker gave: it keeps its age for the forecast, not its number.
        """
        place = self._places.get(person)
        if place is not None:
            heard(place, now_s)
            return place
        place = self._places[person] = Place(person, lane, now_s if joined_s is None else joined_s)
        place.seen_s, place.next_s = now_s, now_s + FIRST_LOOK_S
        if self.is_open(now_s):
            self.lanes[lane].add(place)
        else:
            self._present.append(place)
        return place

    def ahead(self, place: Place) -> int:
        """Persons before this place, of both lanes as they will be called; all present before the lot is drawn."""
        if place.number is None:
            return len(self._present)
        own = self.lanes[place.lane].ahead(place.number)
        other = self.lanes[_other(place.lane)].waiting
        factor = 1 / HOLDERS_SHARE if place.lane is TrafficClass.HOLDER else HOLDERS_SHARE
        return own + min(other, int((own + 1) * factor))

    def peek(self, now_s: float) -> Place | None:
        """Who would be called next; who has been silent too long has lost their place."""
        if not self.is_open(now_s):
            return None
        order = LANES if self._turns % (HOLDERS_SHARE + 1) < HOLDERS_SHARE else LANES[::-1]
        for kind in order:
            lane = self.lanes[kind]
            while lane.queue:
                place = lane.queue[0]
                if self._places.get(place.person) is not place:
                    lane.queue.popleft()
                elif now_s - place.seen_s > SILENCE_S and not place.notify:
                    self.leave(place.person)
                else:
                    return place
        return None

    def spread(self, count: int) -> list[Place]:
        """About so many of those who wait, evenly spread, first to last of both lanes."""
        queues = [lane.queue for lane in self.lanes.values() if lane.queue]
        total = sum(map(len, queues))
        found = list[tuple[float, Place]]()
        for queue in queues:
            step = max(1, total // count)
            for at, place in enumerate(islice(queue, step // 2, None, step)):
                if self._places.get(place.person) is place:
                    found.append((at * step / len(queue), place))
        return [place for _, place in sorted(found, key=lambda each: each[0])]

    def call(self, place: Place, now_s: float) -> None:
        """It is this place's turn; it must be the one that `peek` gave."""
        lane = self.lanes[place.lane]
        assert lane.queue[0] is place, "only the first in line is called"
        assert place.number is not None, "a place in a lane has a number"
        lane.queue.popleft()
        lane.passed(place.number)
        place.called_s = now_s
        self._called.append(place)
        if place.notify:
            self.to_tell.append(place)
        self.coming.called(place, now_s)
        self._turns += 1

    def claim(self, person: UUID) -> None:
        """A called person came; the place is used."""
        place = self._places.pop(person, None)
        if place is not None:
            self.coming.came(place)

    def leave(self, person: UUID) -> Place | None:
        place = self._places.pop(person, None)
        if place is not None and place.called_s is not None:
            self.coming.gone(place)
        elif place is not None:
            if place.number is None:
                self._present.remove(place)
            else:
                self.lanes[place.lane].gone(place)
        return place

    def expire(self, now_s: float) -> None:
        """Calls that ended unused lose their place."""
        self.coming.expire(now_s)
        while self._called:
            place = self._called[0]
            is_used = self._places.get(place.person) is not place
            kept_s = CLAIM_NOTIFIED_S if place.notify else CLAIM_S
            if not is_used and now_s - (place.called_s or 0.0) <= kept_s:
                break
            self._called.popleft()
            if not is_used:
                self.leave(place.person)


def _other(lane: TrafficClass) -> TrafficClass:
    return LANES[1] if lane is LANES[0] else LANES[0]
