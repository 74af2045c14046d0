"""Places of those who wait, packed: 64 bytes each and 16 to find them by, so that ten million people fit into a gigabyte.

A `Place` is made from its record when somebody asks and written back by `keep`; a record lives from joining to calling or
leaving, and its row is used again. People are found by the low half of their id in sorted columns, a thousand of them, so
that no insertion moves more than a few pages. In memory alone: no place is a row of the database, and of a worker that dies
the tickets remain, by which its people stand again where they stood (`tickets`). Deliberately absent: whose turn it is (`room`).
"""

from array import array
from bisect import bisect_left
from enum import StrEnum
from math import nan
from struct import Struct
from uuid import UUID

from qianbei.gate.classes import TrafficClass
from qianbei.gate.ladder import Step

FIRST_LOOK_S = 8.0
"""When somebody is expected again who was told nothing yet."""
NOBODY = 0xFFFF_FFFF
"""In the place of a row: whoever stood there has left."""

_RECORD = Struct("<16sdIBbbBffffffff")
_NUMBER = Struct("<I")
_NUMBER_AT = 24
_NOTIFY, _HAS_NUMBER, _HURRIES, _IS_BACK = 0x80, 0x40, 0x20, 0x10
_FLAGS = _NOTIFY | _HAS_NUMBER | _HURRIES | _IS_BACK
_TELLINGS_MAX = 255
_FREE = b"\0" * _RECORD.size
_COLUMNS = 1_024
_LOW = (1 << 64) - 1


class Moved(StrEnum):
    """Why a wait grew or shrank."""

    SLOWER = "slower"
    """Orders go through more slowly than was expected."""
    FEWER = "fewer"
    """We let fewer in: an operator's word, or a part of the machines is gone."""
    HOLDERS = "holders"
    """People with a card came, who are called three to one."""
    FASTER = "faster"
    STOPPED = "stopped"
    """An operator lets nobody in: no forecast is worth anything."""


_REASONS = tuple(Moved)


class Place:
    """Somebody who waits, or was called. `number` is None until the lot is drawn; until then `spot` is where they stand
    among those present. `told_s` is one of the forecasts they were told, each as likely, of `tellings`.
    `hurries`: they come before they are told to. `is_back`: they had this number at a worker that is gone.

    `step`: the step of the ladder they begin on when it is known already; `due_s`, `moved_s` and `reason`: when they were
    told to expect their turn, when that moved last, and why; before `again_s` asking again is a repeat.
    """

    __slots__ = (
        "again_s",
        "called_s",
        "due_s",
        "gap_s",
        "hurries",
        "is_back",
        "joined_s",
        "lane",
        "moved_s",
        "next_s",
        "notify",
        "number",
        "person",
        "reason",
        "row",
        "seen_s",
        "share",
        "spot",
        "step",
        "tellings",
        "told_at_s",
        "told_s",
        "was_here",
    )

    def __init__(self, person: UUID, lane: TrafficClass, joined_s: float) -> None:
        self.person, self.lane, self.joined_s, self.seen_s = person, lane, joined_s, joined_s
        self.row, self.spot = NOBODY, 0
        self.number: int | None = None
        self.called_s: float | None = None
        self.told_s: float | None = None
        self.told_at_s = joined_s
        self.tellings = 0
        self.notify = False
        self.gap_s, self.next_s = 0.0, joined_s + FIRST_LOOK_S
        self.hurries = self.is_back = False
        self.share, self.was_here = 0.0, True
        self.step: Step | None = None
        self.due_s: float | None = None
        self.moved_s = joined_s
        self.again_s = joined_s
        self.reason: Moved | None = None


class Places:
    """Records by row, and rows by person."""

    def __init__(self) -> None:
        self._records = bytearray()
        self._free = array("I")
        self._columns = [(array("Q"), array("I")) for _ in range(_COLUMNS)]

    def __len__(self) -> int:
        return len(self._records) // _RECORD.size - len(self._free)

    def add(self, place: Place) -> None:
        """Gives the place a row; the person must have none."""
        if self._free:
            place.row = self._free.pop()
        else:
            place.row = len(self._records) // _RECORD.size
            self._records.extend(_FREE)
        keys, rows = self._columns[place.person.int % _COLUMNS]
        key = place.person.int & _LOW
        at = bisect_left(keys, key)
        keys.insert(at, key)
        rows.insert(at, place.row)
        self.keep(place)

    def keep(self, place: Place) -> None:
        """Writes down what has changed. Times are kept as seconds since joining, to a few milliseconds."""
        is_numbered = place.number is not None
        joined_s = place.joined_s
        _RECORD.pack_into(
            self._records,
            place.row * _RECORD.size,
            place.person.bytes,
            joined_s,
            place.number if is_numbered else place.spot,
            place.lane
            | (_NOTIFY if place.notify else 0)
            | (_HAS_NUMBER if is_numbered else 0)
            | (_HURRIES if place.hurries else 0)
            | (_IS_BACK if place.is_back else 0),
            -1 if place.step is None else place.step,
            -1 if place.reason is None else _REASONS.index(place.reason),
            min(place.tellings, _TELLINGS_MAX),
            place.seen_s - joined_s,
            place.gap_s,
            place.next_s - joined_s,
            nan if place.told_s is None else place.told_s,
            place.told_at_s - joined_s,
            nan if place.due_s is None else place.due_s - joined_s,
            place.moved_s - joined_s,
            place.again_s - joined_s,
        )

    def number(self, row: int, number: int) -> None:
        """This row has its number."""
        at = row * _RECORD.size
        _NUMBER.pack_into(self._records, at + _NUMBER_AT, number)
        self._records[at + _NUMBER_AT + _NUMBER.size] |= _HAS_NUMBER

    def at(self, row: int) -> Place:
        """The place of a row that is taken."""
        person, joined_s, number, flags, step, reason, tellings, *times = _RECORD.unpack_from(
            self._records, row * _RECORD.size
        )
        seen_s, gap_s, next_s, told_s, told_at_s, due_s, moved_s, again_s = times
        place = Place(UUID(bytes=person), TrafficClass(flags & ~_FLAGS), joined_s)
        place.row, place.spot = row, number
        place.number = number if flags & _HAS_NUMBER else None
        place.notify, place.hurries = bool(flags & _NOTIFY), bool(flags & _HURRIES)
        place.is_back = bool(flags & _IS_BACK)
        place.step = None if step < 0 else Step(step)
        place.reason = None if reason < 0 else _REASONS[reason]
        place.tellings = tellings
        place.seen_s, place.gap_s, place.next_s = joined_s + seen_s, gap_s, joined_s + next_s
        place.told_s = None if told_s != told_s else told_s
        place.told_at_s, place.moved_s = joined_s + told_at_s, joined_s + moved_s
        place.due_s = None if due_s != due_s else joined_s + due_s
        place.again_s = joined_s + again_s
        return place

    def find(self, person: UUID) -> Place | None:
        row = self._row(person)
        return None if row is None else self.at(row)

    def remove(self, place: Place) -> None:
        """The row is free for somebody else."""
        keys, rows = self._columns[place.person.int % _COLUMNS]
        at = rows.index(place.row, bisect_left(keys, place.person.int & _LOW))
        del keys[at], rows[at]
        self._free.append(place.row)

    def _row(self, person: UUID) -> int | None:
        keys, rows = self._columns[person.int % _COLUMNS]
        key = person.int & _LOW
        at = bisect_left(keys, key)
        while at < len(keys) and keys[at] == key:
            begins = rows[at] * _RECORD.size
            if self._records[begins : begins + 16] == person.bytes:
                return rows[at]
            at += 1
        return None
