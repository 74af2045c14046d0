"""One lane of the waiting room: numbers handed out and called, and who stands under each.

Rows of places stand in the order of their numbers; who leaves in between is counted, not searched for.
"""

from array import array
from bisect import bisect_left, insort

from qianbei.gate.places import NOBODY

COMPACTED_AFTER = 4_096
"""Rows that were called are thrown away when they are so many, and half of all."""


class Lane:
    """Numbers begin with 1; `serving` is the last one called or passed over."""

    def __init__(self) -> None:
        self.issued = 0
        self.serving = 0
        self._rows = array("I")
        self._first = 1
        """The number of the first row that is kept."""
        self._left = array("I")

    @property
    def waiting(self) -> int:
        return self.issued - self.serving - len(self._left)

    def add(self, row: int) -> int:
        """The next number, for this row."""
        self.issued += 1
        self._rows.append(row)
        return self.issued

    def head(self) -> int | None:
        """The row that would be called next."""
        while self.serving < self.issued:
            row = self._rows[self.serving + 1 - self._first]
            if row != NOBODY:
                return row
            self.passed()
        return None

    def passed(self) -> None:
        """The next number is called, or nobody stands under it."""
        self.serving += 1
        del self._left[: bisect_left(self._left, self.serving + 1)]
        called = self.serving + 1 - self._first
        if called >= COMPACTED_AFTER and called * 2 >= len(self._rows):
            del self._rows[:called]
            self._first = self.serving + 1

    def gone(self, number: int) -> None:
        """Whoever waited under this number has left."""
        if number > self.serving:
            self._rows[number - self._first] = NOBODY
            insort(self._left, number)

    def ahead(self, number: int) -> int:
        """Persons who wait before this number."""
        return max(0, number - self.serving - 1 - bisect_left(self._left, number))

    def every(self, step: int) -> array:
        """Every so many rows of those who wait, from the middle of the first stretch on; some may be NOBODY."""
        return self._rows[self.serving + 1 - self._first + step // 2 :: step]
