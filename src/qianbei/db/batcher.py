"""Natural batching: all that waits goes in one write, as soon as the writer is free.

There is no time window: an idle writer takes a single request at once, a busy one finds many when it comes back. A write
that costs much however small it is may be kept apart from the one before (`apart_s`), so that it finds some.
The queue is bounded and says so (`Full`). A batch that met another transaction is run again, then its halves,
then each request alone, so one poisoned request fails only for whoever sent it. The write itself (a transaction
with an outcome for each request) belongs to the caller; nothing here knows what is written.
"""

import asyncio
import zlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Generic, TypeVar

import msgspec

from qianbei.db.errors import ConnectionLost, retryable

RequestT = TypeVar("RequestT")
OutcomeT = TypeVar("OutcomeT")

RETRY_PAUSE_S_MAX = 0.01
"""Upper end of the pause before a batch that met another one is run again."""

ENOUGH = 64
"""When so many wait a write is worth what it costs, and begins however lately the one before did."""


class Full(msgspec.Struct, frozen=True):
    """Refused: this many requests already wait for the writer. Nothing was taken."""

    waiting: int


class Batcher(Generic[RequestT, OutcomeT]):
    """A bounded queue in front of one or a few writers.

    `write` gets requests in order of arrival and returns an outcome for each, in that order, or raises having
    changed nothing. With several workers, `key` decides: equal keys always meet the same writer, so two requests
    of one person are never in two transactions at once. A writer's writes of fewer than ENOUGH begin `apart_s` one after
    the other or later.
    """

    def __init__(
        self,
        write: Callable[[Sequence[RequestT]], Awaitable[Sequence[OutcomeT]]],
        *,
        max_batch: int,
        max_waiting: int,
        random: Random,
        key: Callable[[RequestT], bytes] = lambda _: b"",
        workers: int = 1,
        apart_s: float = 0.0,
    ) -> None:
        self._key = key
        self._max_waiting = max_waiting
        self._writers = [_Writer(write, max_batch, random, apart_s) for _ in range(workers)]
        self._queues = [writer.queue for writer in self._writers]

    @property
    def waiting(self) -> int:
        """Requests that no writer has taken yet."""
        return sum(map(len, self._queues))

    async def submit(self, request: RequestT) -> OutcomeT | Full:
        """Waits for the request's own outcome. Raises what `write` raised for it alone.

        Cancelling the caller does not take the request back: it may be in a transaction already.
        """
        if (waiting := self.waiting) >= self._max_waiting:
            return Full(waiting)
        writers = self._writers
        writer = writers[zlib.crc32(self._key(request)) % len(writers)] if len(writers) > 1 else writers[0]
        return await writer.put(request)

    async def drain(self) -> None:
        """Returns when everything that waits has been written. The caller lets nothing new in."""
        for writer in self._writers:
            await writer.idle()


class _Writer(Generic[RequestT, OutcomeT]):
    """Runs while something waits; it is not a task that idles."""

    def __init__(
        self,
        write: Callable[[Sequence[RequestT]], Awaitable[Sequence[OutcomeT]]],
        max_batch: int,
        random: Random,
        apart_s: float,
    ) -> None:
        self.queue: deque[tuple[RequestT, asyncio.Future[OutcomeT]]] = deque()
        self._write = write
        self._max_batch = max_batch
        self._random = random
        self._apart_s, self._begun_s = apart_s, float("-inf")
        self._task: asyncio.Task[None] | None = None

    def put(self, request: RequestT) -> asyncio.Future[OutcomeT]:
        future: asyncio.Future[OutcomeT] = asyncio.get_running_loop().create_future()
        self.queue.append((request, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return future

    async def idle(self) -> None:
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self.queue:
            early_s = self._begun_s + self._apart_s - loop.time()
            if early_s > 0 and len(self.queue) < min(ENOUGH, self._max_batch):
                await asyncio.sleep(early_s)
            self._begun_s = loop.time()
            count = min(len(self.queue), self._max_batch)
            await self._settle([self.queue.popleft() for _ in range(count)], fresh=True)

    async def _settle(self, batch: list[tuple[RequestT, asyncio.Future[OutcomeT]]], *, fresh: bool) -> None:
        """Writes a batch; when it fails, again if that can help, then in halves, down to single requests."""
        try:
            outcomes = await self._write([request for request, _ in batch])
        except ConnectionLost as error:
            for _, future in batch:
                _fail(future, error)  # Smaller batches would meet the same silence, each for its own time.
            return
        except Exception as error:  # noqa: BLE001 - it is raised to whoever sent the request.
            if fresh and retryable(error):
                await asyncio.sleep(self._random.uniform(0, RETRY_PAUSE_S_MAX))
                await self._settle(batch, fresh=False)
            elif len(batch) > 1:
                middle = len(batch) // 2
                await self._settle(batch[:middle], fresh=True)
                await self._settle(batch[middle:], fresh=True)
            else:
                _fail(batch[0][1], error)
            return
        assert len(outcomes) == len(batch), "a write answers every request"
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if not future.done():  # Who left cancelled it.
                future.set_result(outcome)


def _fail(future: asyncio.Future[OutcomeT], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
