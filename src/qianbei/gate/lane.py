"""One lane of the waiting room: numbers handed out and called, and who stands under each.

Rows of places stand in the order of their numbers; who leaves in between is counted, not searched for. Beside them stand those
who come back from a worker that is gone: by the time since which they wait, and called when that time comes.
"""

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from heapq import merge

from qianbei.gate.places import NOBODY

COMPACTED_AFTER = 4_096
"""Rows that were called are thrown away when they are so many, and half of all."""


class Lane:
    """Numbers begin with 1; `serving` is the last one called or passed over. `since` says since when a row counts as waiting;
    it never falls along the numbers."""

    def __init__(self, since: Callable[[int], float]) -> None:
        self.issued = 0
        self.serving = 0
        self._since = since
        self._rows = array("I")
        self._first = 1
        """The number of the first row that is kept."""
        self._left = array("I")
        self._back, self._back_since = array("I"), array("d")
        self._back_called = 0

    @property
    def waiting(self) -> int:
        return self.issued - self.serving - len(self._left) + len(self._back) - self._back_called

    def add(self, row: int) -> int:
        """The next number, for this row."""
        self.issued += 1
        self._rows.append(row)
        return self.issued

    def put_back(self, row: int) -> None:
        """Somebody who has waited at another worker."""
        at = bisect_right(self._back_since, self._since(row), self._back_called)
        self._back.insert(at, row)
        self._back_since.insert(at, self._since(row))

    def head(self) -> int | None:
        """The row that would be called next."""
        while (row := self._numbered()) == NOBODY:
            self._pass_number()
        return self._back[self._back_called] if self._is_back_first(row) else row

    def passed(self) -> None:
        """Whoever `head` gave is called, or has lost their place."""
        if not self._is_back_first(self._numbered()):
            self._pass_number()
            return
        self._back_called += 1
        if self._back_called >= COMPACTED_AFTER and self._back_called * 2 >= len(self._back):
            del self._back[: self._back_called], self._back_since[: self._back_called]
            self._back_called = 0

    def gone(self, number: int) -> None:
        """Whoever waited under this number has left."""
        if number > self.serving:
            self._rows[number - self._first] = NOBODY
            insort(self._left, number)

    def gone_back(self, row: int) -> None:
        """Whoever had come back has left."""
        at = self._found_back(row)
        del self._back[at], self._back_since[at]

    def ahead(self, number: int) -> int:
        """Persons who wait before this number."""
        before = self._numbers_before(number)
        if number <= self.serving or self._back_called == len(self._back):
            return before
        since_s = self._since(self._rows[number - self._first])
        return before + bisect_right(self._back_since, since_s, self._back_called) - self._back_called

    def ahead_of_back(self, row: int) -> int:
        """Persons who wait before somebody who came back."""
        since_s, at = self._since(row), self._found_back(row)
        low, high = self.serving + 1, self.issued + 1
        while low < high:
            middle = number = (low + high) // 2
            while number < high and self._rows[number - self._first] == NOBODY:
                number += 1
            if number < high and self._since(self._rows[number - self._first]) < since_s:
                low = number + 1
            else:
                high = middle
        return at - self._back_called + self._numbers_before(low)

    def every(self, step: int) -> list[int]:
        """Every so many rows of those who wait, in their order, from the middle of the first stretch on."""
        numbered = self._rows[self.serving + 1 - self._first + step // 2 :: step]
        back = self._back[self._back_called + step // 2 :: step]
        return list(merge(back, (row for row in numbered if row != NOBODY), key=self._since))

    def _found_back(self, row: int) -> int:
        return self._back.index(row, bisect_left(self._back_since, self._since(row), self._back_called))

    def _numbered(self) -> int | None:
        return self._rows[self.serving + 1 - self._first] if self.serving < self.issued else None

    def _is_back_first(self, numbered: int | None) -> bool:
        if self._back_called == len(self._back):
            return False
        return numbered is None or self._back_since[self._back_called] <= self._since(numbered)

    def _pass_number(self) -> None:
        self.serving += 1
        del self._left[: bisect_left(self._left, self.serving + 1)]
        called = self.serving + 1 - self._first
        if called >= COMPACTED_AFTER and called * 2 >= len(self._rows):
            del self._rows[:called]
            self._first = self.serving + 1

    def _numbers_before(self, number: int) -> int:
        return max(0, number - self.serving - 1 - bisect_left(self._left, number))
