"""The commit lane: never shed, because no more passes are issued than it drains within an offer's life.

An approval with a pass goes before one without; both wait in one line that drains at a paced, known rate, and stores
take turns in it, so that the store of the day makes nobody else wait. Who waits too long for one connection is told
`pending` with a number, and stays in line: the line works on when the client has left.
"""

from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple
from uuid import UUID

import msgspec

from qianbei.gate.forecast import Rate
from qianbei.gate.pacer import Pacer

BURST_S = 0.1
IN_LINE_MAX = 20_000
"""Approvals kept in memory at about 5 kB each; past it the answer is still `pending`, and the client brings it again."""


class InLine(msgspec.Struct, frozen=True):
    """`number` counts all that ever came without being let in at once; `ahead` those before it as it looks now: somebody's
    first approval at another store may still come between."""

    number: int
    ahead: int
    wait_s: float
    is_kept: bool


class _InLine(NamedTuple):
    line: int
    at: tuple[int, int]
    number: int
    since_s: float


class _Line:
    """Approvals by the turn of their store: the first of each store before the second of any (start-time fairness)."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Hashable]] = []
        self._turns: dict[Hashable, int] = {}
        self._turn = 0
        self._arrivals = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, key: Hashable, store: Hashable) -> tuple[int, int]:
        """Where it stands: comparable with all that wait."""
        turn = self._turns[store] = max(self._turn, self._turns.get(store, self._turn - 1) + 1)
        self._arrivals += 1
        insort(self._waiting, (turn, self._arrivals, key))
        return turn, self._arrivals

    def ahead(self, at: tuple[int, int]) -> int:
        return bisect_left(self._waiting, at, key=lambda each: each[:2])

    def pop(self) -> Hashable:
        self._turn, _, key = self._waiting.pop(0)
        if not self._waiting:
            self._turns.clear()
            self._turn = 0
        return key


class CommitLane:
    """`drain_per_s` is what the database takes; `at_once` bounds what is under way.

    A pinned drain is kept by a pacer; any other is a first guess that follows what is done while somebody waits.
    """

    def __init__(self, drain_per_s: float, at_once: int, now_s: float, *, is_pinned: bool) -> None:
        self.drain_per_s, self.at_once, self.is_pinned = drain_per_s, at_once, is_pinned
        self.is_known = is_pinned
        self._pacer = Pacer(drain_per_s, BURST_S, now_s)
        self._passes: OrderedDict[UUID, float] = OrderedDict()
        self._lines = (_Line(), _Line())
        self._inside: OrderedDict[Hashable, _InLine] = OrderedDict()
        self._issued = 0
        self.in_flight = 0
        self.done = Rate(3.0, now_s)
        self.committed = 0

    def set_drain(self, per_s: float) -> None:
        self.drain_per_s = self._pacer.rate_per_s = per_s

    def measure(self, now_s: float) -> None:
        """About once a second: what a full lane does is what it can do."""
        if not self.is_pinned and self.waiting and self.in_flight >= self.at_once:
            self.is_known = True
            self.drain_per_s += 0.3 * (max(self.done.per_s(now_s), 1.0) - self.drain_per_s)
        elif not self.is_pinned and not self.waiting:
            self.is_known = False  # It does more than is asked: how much more is not known.

    @property
    def waiting(self) -> int:
        return sum(map(len, self._lines))

    def delay_s(self, now_s: float) -> float:
        """Age of the oldest approval that waits."""
        return now_s - next(iter(self._inside.values())).since_s if self._inside else 0.0

    def grant(self, conversation: UUID, now_s: float, life_s: float) -> bool:
        """A pass for the offer just made, while the lane can still drain every live pass in an offer's life."""
        while self._passes and next(iter(self._passes.values())) <= now_s:
            self._passes.popitem(last=False)
        self._passes.pop(conversation, None)
        if len(self._passes) + self.waiting >= self.drain_per_s * life_s:
            return False
        self._passes[conversation] = now_s + life_s
        return True

    @property
    def live_passes(self) -> int:
        return len(self._passes)

    def enter(self, key: Hashable, conversation: UUID, now_s: float, store: Hashable = None) -> InLine | None:
        """None: go on at once. Else a place in line; `next_ready` will name the key when it may go."""
        if self.waiting >= IN_LINE_MAX:
            return InLine(self._issued + 1, self.waiting, self.waiting / self.drain_per_s, False)
        has_pass = self._passes.pop(conversation, 0.0) > now_s
        if not self.waiting and self._may_go(now_s):
            self.in_flight += 1
            return None
        self._issued += 1
        line = 0 if has_pass else 1
        self._inside[key] = _InLine(line, self._lines[line].add(key, store), self._issued, now_s)
        return self.place(key)

    def place(self, key: Hashable) -> InLine | None:
        """Where a key stands now; None when it is not in line."""
        found = self._inside.get(key)
        if found is None:
            return None
        ahead = self._lines[found.line].ahead(found.at) + (len(self._lines[0]) if found.line else 0)
        return InLine(found.number, ahead, (ahead + 1) / self.drain_per_s, True)

    def next_ready(self, now_s: float) -> Hashable | None:
        """The next key that may go on now; None when nobody waits or the lane is busy."""
        line = next((line for line in self._lines if len(line)), None)
        if line is None or not self._may_go(now_s):
            return None
        key = line.pop()
        del self._inside[key]
        self.in_flight += 1
        return key

    def wait_s(self, now_s: float) -> float:
        """How long until it is worth asking `next_ready` again."""
        if not self.waiting or self.in_flight >= self.at_once or not self.is_pinned:
            return 1.0
        return max(0.001, self._pacer.wait_s(now_s))

    def finish(self, now_s: float, *, is_placed: bool) -> None:
        self.in_flight -= 1
        if is_placed:
            self.done.add(now_s)
            self.committed += 1

    def _may_go(self, now_s: float) -> bool:
        return self.in_flight < self.at_once and (not self.is_pinned or self._pacer.take(now_s))
