"""Followers of orders: one look at the versions for all of them, and the order anew for those whose version rose.

The rows are the truth and are looked at a few times a second while anybody follows; a lost look only delays.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog

from qianbei.db import Database
from qianbei.db.errors import ConnectionLost
from qianbei.views import orders as views
from qianbei.views.orders import OrderView

LOOK_S = 0.3
"""An event reaches a screen within this, the relay's wake-up and one read: well under a second."""

LOOKED_AT_ONCE_MAX = 5_000
"""Ids in one look; above it the looks take turns and each screen is a little later."""

Changes = asyncio.Queue[OrderView | None]
"""What a stream reads: the order as it is now, or None when the worker stops and the stream must end."""

log = structlog.get_logger(__name__)


class Hub:
    """One a worker. `run` is one task of it."""

    def __init__(self, database: Database, cell: int) -> None:
        self._database, self._cell = database, cell
        self._queues: defaultdict[UUID, set[Changes]] = defaultdict(set)
        self._seen: dict[UUID, tuple[int, int]] = {}
        self._stir = asyncio.Event()
        self._is_closing = False

    @property
    def followers(self) -> int:
        """Streams that are open."""
        return sum(len(queues) for queues in self._queues.values())

    @contextmanager
    def following(self, order_id: UUID) -> Iterator[Changes]:
        """A queue that gets the order at once and after every change; it holds the newest state only."""
        queue: Changes = asyncio.Queue(1)
        if self._is_closing:
            queue.put_nowait(None)
        self._queues[order_id].add(queue)
        self._seen.pop(order_id, None)
        self._stir.set()
        try:
            yield queue
        finally:
            self._queues[order_id].discard(queue)
            if not self._queues[order_id]:
                del self._queues[order_id]
                self._seen.pop(order_id, None)

    def close(self) -> None:
        """The worker stops: every stream is told to end, and so is each that begins from now on."""
        self._is_closing = True
        for queues in self._queues.values():
            for queue in queues:
                _put(queue, None)

    async def run(self) -> None:
        """Looks while anybody follows, until cancelled."""
        while True:
            if not self._queues:
                self._stir.clear()
                await self._stir.wait()
            try:
                await self._look()
            except ConnectionLost as error:
                log.warning("hub.look_failed", error=str(error))
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        followed = list(self._queues)
        for start in range(0, len(followed), LOOKED_AT_ONCE_MAX):
            await self._look_at(followed[start : start + LOOKED_AT_ONCE_MAX])

    async def _look_at(self, followed: list[UUID]) -> None:
        async with self._database.reading() as tx:
            versions = await views.versions(tx, self._cell, followed)
            risen = [
                order_id for order_id, version in versions.items() if self._seen.get(order_id) != version
            ]
            orders = await views.by_id(tx, self._cell, risen) if risen else {}
        for order_id, order in orders.items():
            queues = self._queues.get(order_id)
            if queues is None:  # Who followed it left during the look.
                continue
            self._seen[order_id] = versions[order_id]
            for queue in queues if not self._is_closing else ():
                _put(queue, order)


def _put(queue: Changes, newest: OrderView | None) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(newest)
