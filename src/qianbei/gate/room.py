"""The waiting room: one place a person, by lot among those present at the opening, first come after.

Two lanes, card holders and others, are called three to one. A place is a number; `ahead` counts only those still there.
A place survives reload, the loss of its worker and silence of SILENCE_S; a call is kept CLAIM_S, then the turn goes to the next. Who waits is
packed (`places`), so whoever changes a place says so with `keep`; who was called is a Place until they come.
"""

from array import array
from random import Random
from typing import NamedTuple
from uuid import UUID

from qianbei.gate.classes import TrafficClass
from qianbei.gate.coming import Coming, heard
from qianbei.gate.ladder import Step
from qianbei.gate.lane import Lane
from qianbei.gate.places import FIRST_LOOK_S, NOBODY, Place, Places

SILENCE_S = 90.0
CLAIM_S = 120.0
CLAIM_NOTIFIED_S = 300.0
"""For who asked to be told: the turn is kept longer."""
HOLDERS_SHARE = 3
LANES = (TrafficClass.HOLDER, TrafficClass.NEW)
LOT_S = 1e-9
"""Between two numbers of one lot, so that lots of several workers are called together: a clock shows no less."""


class Came(NamedTuple):
    """What the ticket of a worker that is gone says: since when somebody waits, under which number, in which lane."""

    joined_s: float
    number: int
    lane: TrafficClass


class WaitingRoom:
    """All places of one worker."""

    def __init__(self, random: Random, opens_at_s: float | None = None) -> None:
        self._random = random
        self._opens_at_s = opens_at_s
        self._opened_s = opens_at_s or float("-inf")
        self._places = Places()
        self._present = array("I")
        self._present_left = 0
        self._called = dict[UUID, Place]()
        self.to_tell: list[Place] = []
        """Called lately, and asked to be told; whoever tells them empties it."""
        self.coming = Coming()
        self._turns = 0
        self.lanes = {kind: Lane(lambda row: self._since_s(self._places.at(row))) for kind in LANES}

    @property
    def waiting(self) -> int:
        present = len(self._present) - self._present_left
        return present + sum(lane.waiting for lane in self.lanes.values())

    def is_open(self, now_s: float) -> bool:
        """Draws the lot at the first look after the opening."""
        if self._opens_at_s is not None and now_s < self._opens_at_s:
            return False
        if self._present:
            present, self._present, self._present_left = self._present, array("I"), 0
            self._random.shuffle(present)  # type: ignore[arg-type]
            for row in present:
                if row != NOBODY:
                    self._places.number(row, self.lanes[self._places.at(row).lane].add(row))
        self._opens_at_s = None
        return True

    def find(self, person: UUID) -> Place | None:
        return self._called.get(person) or self._places.find(person)

    def keep(self, place: Place) -> None:
        """Writes a change of a place down."""
        if place.called_s is None:
            self._places.keep(place)

    def called(self, person: UUID) -> Place | None:
        """The place of somebody whose turn it is."""
        return self._called.get(person)

    def join(self, person: UUID, lane: TrafficClass, now_s: float) -> Place:
        """The person's place: the one they have, else a new one. Coming again never makes a second."""
        place = self.find(person)
        if place is None:
            return self.add(person, lane, now_s)
        heard(place, now_s)
        self.keep(place)
        return place

    def add(
        self,
        person: UUID,
        lane: TrafficClass,
        now_s: float,
        came: Came | None = None,
        step: Step | None = None,
    ) -> Place:
        """A place for somebody who has none. `came`: what another worker gave them, whose line is kept in mind here: they
        stand where they would if they had come to this worker then, and a lot that was drawn stays as it was drawn."""
        place = Place(person, lane, now_s if came is None else came.joined_s)
        place.seen_s, place.next_s, place.step = now_s, now_s + FIRST_LOOK_S, step
        is_open = self.is_open(now_s)
        if came is not None and is_open:
            place.number, place.is_back = came.number, True
            self._places.add(place)
            self.lanes[lane].put_back(place.row)
            return place
        place.spot = len(self._present)
        self._places.add(place)
        if is_open:
            place.number = self.lanes[lane].add(place.row)
            self._places.number(place.row, place.number)
        else:
            self._present.append(place.row)
        return place

    def brought(self, person: UUID, came: Came | None, now_s: float) -> Place | None:
        """The person's place: where they stood at a worker that is gone, also if they had to stand at the end here first."""
        place = self.find(person)
        if came is None or (place is not None and (place.is_back or place.called_s is not None)):
            return place
        if place is None:
            return self.add(person, came.lane, now_s, came)
        self.leave(person)
        moved = self.add(person, place.lane, now_s, came, place.step)
        moved.notify = place.notify
        return moved

    def _since_s(self, place: Place) -> float:
        """Who was present at the opening waits since then, in the order of the lot."""
        if place.joined_s >= self._opened_s:
            return place.joined_s
        return self._opened_s + (place.number or 0) * LOT_S

    def ahead(self, place: Place) -> int:
        """Persons before this place, of both lanes as they will be called; all present before the lot is drawn."""
        if place.number is None:
            return len(self._present) - self._present_left
        lane = self.lanes[place.lane]
        own = lane.ahead_of_back(place.row) if place.is_back else lane.ahead(place.number)
        other = self.lanes[_other(place.lane)].waiting
        factor = 1 / HOLDERS_SHARE if place.lane is TrafficClass.HOLDER else HOLDERS_SHARE
        return own + min(other, int((own + 1) * factor))

    def peek(self, now_s: float) -> Place | None:
        """Who would be called next; who has been silent too long has lost their place."""
        if not self.is_open(now_s):
            return None
        order = LANES if self._turns % (HOLDERS_SHARE + 1) < HOLDERS_SHARE else LANES[::-1]
        for kind in order:
            while (row := self.lanes[kind].head()) is not None:
                place = self._places.at(row)
                if now_s - place.seen_s <= SILENCE_S or place.notify:
                    return place
                self.lanes[kind].passed()
                self._places.remove(place)
        return None

    def spread(self, count: int) -> list[Place]:
        """About so many of those who wait, evenly spread, first to last of both lanes."""
        step = max(1, sum(lane.waiting for lane in self.lanes.values()) // count)
        found = list[tuple[float, Place]]()
        for lane in self.lanes.values():
            rows = lane.every(step)
            found += [(at / len(rows), self._places.at(row)) for at, row in enumerate(rows)]
        return [place for _, place in sorted(found, key=lambda each: each[0])]

    def call(self, place: Place, now_s: float) -> None:
        """It is this place's turn; it must be the one that `peek` gave."""
        lane = self.lanes[place.lane]
        assert lane.head() == place.row, "only the first in line is called"
        lane.passed()
        self._places.remove(place)
        place.called_s = now_s
        self._called[place.person] = place
        if place.notify:
            self.to_tell.append(place)
        self.coming.called(place, now_s)
        self._turns += 1

    def claim(self, person: UUID) -> None:
        """A called person came; the place is used."""
        place = self._called.pop(person, None)
        if place is not None:
            self.coming.came(place)

    def leave(self, person: UUID) -> Place | None:
        place = self._called.pop(person, None)
        if place is not None:
            self.coming.gone(place)
            return place
        place = self._places.find(person)
        if place is None:
            return None
        if place.number is None:
            self._present[place.spot] = NOBODY
            self._present_left += 1
        elif place.is_back:
            self.lanes[place.lane].gone_back(place.row)
        else:
            self.lanes[place.lane].gone(place.number)
        self._places.remove(place)
        return place

    def give_back(self, person: UUID) -> None:
        """Another worker had given somebody their old place before this one did."""
        place = self.find(person)
        if place is not None and place.is_back:
            self.leave(person)

    def expire(self, now_s: float) -> None:
        """Calls that ended unused lose their place."""
        self.coming.expire(now_s)
        while self._called:
            place = next(iter(self._called.values()))
            kept_s = CLAIM_NOTIFIED_S if place.notify else CLAIM_S
            if now_s - (place.called_s or 0.0) <= kept_s:
                break
            self.leave(place.person)


def _other(lane: TrafficClass) -> TrafficClass:
    return LANES[1] if lane is LANES[0] else LANES[0]
