"""Long work that several requests may wait for: the same turn sent again joins it, and it ends when nobody waits any more."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from starlette.types import Receive

T = TypeVar("T")


class _Running(Generic[T]):
    def __init__(self, task: asyncio.Future[T]) -> None:
        self.task, self.waiting = task, 0


class Joined(Generic[T]):
    """Work under keys."""

    def __init__(self) -> None:
        self._running: dict[Any, _Running[T]] = {}

    async def run(self, key: Any, receive: Receive, work: Callable[[], Awaitable[T]]) -> T | None:
        """What came of the work; None when the client left before. Raises what the work raised."""
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = _Running(asyncio.ensure_future(work()))
        running.waiting += 1
        leaving = asyncio.ensure_future(left(receive))
        try:
            await asyncio.wait((running.task, leaving), return_when=asyncio.FIRST_COMPLETED)
            return running.task.result() if running.task.done() else None
        finally:
            leaving.cancel()
            running.waiting -= 1
            if not running.waiting:
                del self._running[key]
                running.task.cancel()


async def left(receive: Receive) -> None:
    """Returns when the client has left. The body must have been read."""
    while (await receive())["type"] != "http.disconnect":
        pass
