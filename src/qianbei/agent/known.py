"""What follows from one city alone, worked out once: a crowd has few doors and orders the same few things.

Deliberately absent: anything that a person, a clock or the database decides.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

T = TypeVar("T")

KEPT_MAX = 2_048
"""About 16 MB at the worst: the sixty stores around a door are 8 kB, a cart spelled out 5 kB."""

_UNKNOWN = object()


class Known:
    """Answers by what was asked; one of each city, so a new city forgets all."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self.moment: object = None
        """What holds for one second beside the city (see `serving`)."""

    def once(self, asked: Hashable, work: Callable[[], T]) -> T:
        """What `work` gives for `asked`, which must name all that it depends on besides the city."""
        known = self._answers.get(asked, _UNKNOWN)
        if known is not _UNKNOWN:
            self._answers.move_to_end(asked)
            return cast(T, known)
        answer = self._answers[asked] = work()
        if len(self._answers) > KEPT_MAX:
            self._answers.popitem(last=False)
        return answer
