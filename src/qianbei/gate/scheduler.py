"""Which request starts next when more wait than may run: class first, then whoever was served least.

A class below its floor goes before a higher one (so nothing starves), unused floors are lent, and some slots are kept
for commits alone. Inside a class the order is start-time fair queueing over two keys, the person and the store, so ten
tabs get what one gets, and a store of the day cannot hold every slot. Deadlines end work before it starts.
"""

import heapq
from collections.abc import Hashable, Mapping
from types import MappingProxyType

import msgspec

from qianbei.gate.classes import TrafficClass

FAIR_KEYS_MAX = 10_000
"""Persons and stores of one class whose part is known; twice as many as wait at most. About 200 bytes each."""

FLOORS = MappingProxyType(
    {TrafficClass.RUNNING: 24, TrafficClass.STATUS: 4, TrafficClass.HOLDER: 3, TrafficClass.NEW: 1}
)
TIMEOUT_S = MappingProxyType(
    {
        TrafficClass.COMMIT: 10.0,
        TrafficClass.RUNNING: 5.0,
        TrafficClass.STATUS: 0.25,
        TrafficClass.HOLDER: 0.25,
        TrafficClass.NEW: 0.25,
        TrafficClass.BROWSING: 0.1,
    }
)
"""Who waited twice as long is starving, and goes before its betters."""


class Shape(msgspec.Struct, frozen=True):
    """`slots` may run at once, `kept` of them for commits alone; floors are slots that a class is sure of."""

    slots: int = 64
    kept: int = 6
    floors: Mapping[TrafficClass, int] = FLOORS
    timeout_s: Mapping[TrafficClass, float] = TIMEOUT_S
    waiting_max: int = 4_096


class Work:
    """One request: made by its caller, identified by itself. Costs are relative; 1 is an ordinary turn."""

    __slots__ = ("arrived_s", "cost", "deadline_s", "is_gone", "kind", "person", "started_s", "store")

    def __init__(
        self,
        kind: TrafficClass,
        person: Hashable,
        arrived_s: float,
        deadline_s: float,
        store: Hashable | None = None,
        cost: float = 1.0,
    ) -> None:
        self.kind, self.person, self.store, self.cost = kind, person, store, cost
        self.arrived_s, self.deadline_s = arrived_s, deadline_s
        self.started_s: float | None = None
        self.is_gone = False


class Scheduler:
    """Slots and queues. The caller says when work arrives, finishes and leaves, and starts what `take` names."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.running = dict.fromkeys(TrafficClass, 0)
        self.waiting = dict.fromkeys(TrafficClass, 0)
        self._queues: dict[TrafficClass, list[tuple[float, int, Work]]] = {kind: [] for kind in TrafficClass}
        self._served: dict[TrafficClass, dict[Hashable, float]] = {kind: {} for kind in TrafficClass}
        """Until when each was given their part; forgotten when nobody of the class is here, since nobody has to be fair then."""
        self._virtual = dict.fromkeys(TrafficClass, 0.0)
        self._arrivals = 0
        self._in_use = 0

    def offer(self, work: Work, now_s: float) -> bool | None:
        """True: it runs. False: it waits. None: too many wait, nothing was taken."""
        if not self.waiting[work.kind] and self._has_room(work.kind):
            self._start(work, now_s, self._tag(work))
            return True
        if sum(self.waiting.values()) >= self.shape.waiting_max and work.kind is not TrafficClass.COMMIT:
            return None
        self._arrivals += 1
        heapq.heappush(self._queues[work.kind], (self._tag(work), self._arrivals, work))
        self.waiting[work.kind] += 1
        return False

    def finish(self, work: Work) -> None:
        """The work has ended, however it did; its slot is free."""
        self.running[work.kind] -= 1
        self._in_use -= 1
        if not self.running[work.kind] and not self.waiting[work.kind]:
            self._served[work.kind].clear()

    def leave(self, work: Work) -> None:
        """Who waits has left; its place is forgotten."""
        if work.started_s is None and not work.is_gone:
            work.is_gone = True
            self.waiting[work.kind] -= 1

    def take(self, now_s: float) -> tuple[list[Work], list[Work]]:
        """(what starts now, what has expired before it could)."""
        started: list[Work] = []
        expired: list[Work] = []
        while self._in_use < self.shape.slots:
            kind = self._next_class(now_s, expired)
            if kind is None:
                break
            tag, _, work = heapq.heappop(self._queues[kind])
            self.waiting[kind] -= 1
            self._start(work, now_s, tag)
            started.append(work)
        return started, expired

    def oldest_s(self, now_s: float) -> float:
        """Age of the first in line, over all classes but browsing: a lower bound of the queueing delay."""
        heads = [
            queue[0][2].arrived_s
            for kind, queue in self._queues.items()
            if queue and kind is not TrafficClass.BROWSING and not queue[0][2].is_gone
        ]
        return now_s - min(heads) if heads else 0.0

    def _next_class(self, now_s: float, expired: list[Work]) -> TrafficClass | None:
        """A starving class, then one below its floor, then the highest that has room."""
        heads = {kind: head for kind in TrafficClass if (head := self._head(kind, now_s, expired))}
        open_to = [kind for kind in heads if self._has_room(kind)]
        if TrafficClass.COMMIT in open_to:
            return TrafficClass.COMMIT
        starving = [
            kind for kind in open_to if now_s - heads[kind].arrived_s > 2 * self.shape.timeout_s[kind]
        ]
        below = [kind for kind in open_to if self.running[kind] < self.shape.floors.get(kind, 0)]
        return min(starving or below or open_to, default=None)

    def _head(self, kind: TrafficClass, now_s: float, expired: list[Work]) -> Work | None:
        queue = self._queues[kind]
        while queue:
            work = queue[0][2]
            if work.is_gone:
                heapq.heappop(queue)
            elif work.deadline_s <= now_s:
                heapq.heappop(queue)
                self.waiting[kind] -= 1
                work.is_gone = True
                expired.append(work)
            else:
                return work
        return None

    def _has_room(self, kind: TrafficClass) -> bool:
        kept = 0 if kind is TrafficClass.COMMIT else self.shape.kept - self.running[TrafficClass.COMMIT]
        return self._in_use + max(0, kept) < self.shape.slots

    def _tag(self, work: Work) -> float:
        """When this work would start if everybody got the same (Goyal, Vin, Cheng: start-time fair queueing)."""
        served = self._served[work.kind]
        if len(served) > FAIR_KEYS_MAX:
            served.clear()
        start = max(self._virtual[work.kind], served.get(work.person, 0.0))
        served[work.person] = start + work.cost
        if work.store is not None:
            start = max(start, served.get(work.store, 0.0))
            served[work.store] = start + work.cost
        return start

    def _start(self, work: Work, now_s: float, tag: float) -> None:
        work.started_s = now_s
        self._virtual[work.kind] = max(self._virtual[work.kind], tag)
        self.running[work.kind] += 1
        self._in_use += 1
