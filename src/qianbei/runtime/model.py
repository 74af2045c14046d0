"""The slow reader of a web worker, where a model is configured.

Its libraries take seconds to load, so they are loaded only then, and beside the start: until they are there the worker
serves as one without a model.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import structlog

from qianbei.agent.closer import NO_READING, CloserReading, ReadCloser
from qianbei.agent.policy import Heard
from qianbei.agent.scene import Scene
from qianbei.runtime.settings import Settings

log = structlog.get_logger(__name__)


@asynccontextmanager
async def closer_reading(settings: Settings, count: Callable[[str], None]) -> AsyncIterator[CloserReading]:
    """The reading to give the agent; `count` is told the outcome of each call of the model."""
    if settings.model_url is None:
        yield NO_READING
        return
    waking = _Waking()
    task = asyncio.create_task(_wake(waking, settings, count))
    try:
        yield waking
    finally:
        close = await task
        await close()


class _Waking:
    """No reading until the model's is there."""

    def __init__(self) -> None:
        self.reading: CloserReading = NO_READING

    def may_read(self, conversation: UUID) -> bool:
        return self.reading.may_read(conversation)

    async def read(self, conversation: UUID, scene: Scene, heard: Heard) -> ReadCloser | None:
        return await self.reading.read(conversation, scene, heard)


async def _wake(
    waking: _Waking, settings: Settings, count: Callable[[str], None]
) -> Callable[[], Awaitable[None]]:
    """Makes the reader on another thread, then begins to read; returns how to close what was opened."""
    waking.reading, close = await asyncio.to_thread(_opened, settings, count)
    log.info("model.ready", url=settings.model_url, name=settings.model_name)
    return close


def _opened(
    settings: Settings, count: Callable[[str], None]
) -> tuple[CloserReading, Callable[[], Awaitable[None]]]:
    """The reader and how to close it. Loading takes some three seconds, the client's certificates another one."""
    from qianbei.agent.model.client import ModelClient
    from qianbei.agent.model.limits import Limits
    from qianbei.agent.model.reader import ModelReader

    limits = Limits()
    client = ModelClient(settings.model_url or "", settings.model_name, settings.model_key, limits.turn_s)
    return ModelReader(client, time.monotonic, count, limits), client.close
