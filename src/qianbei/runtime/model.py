"""The slow reader of a web worker, where a model is configured.

Its libraries take seconds to load, so they are loaded only then, and beside the start: until they are there the worker
serves as one without a model.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from uuid import UUID

import structlog

from qianbei.agent.closer import NO_READING, CloserReading, ReadCloser
from qianbei.agent.policy import Heard
from qianbei.agent.scene import Scene
from qianbei.gate.ladder import Step
from qianbei.runtime.settings import Settings

log = structlog.get_logger(__name__)


@asynccontextmanager
async def closer_reading(settings: Settings, count: Callable[[str], None]) -> AsyncIterator["Waking"]:
    """The reading to give the agent; `count` is told the outcome of each call of the model."""
    waking = Waking()
    if settings.model_url is None:
        yield waking
        return
    task = asyncio.create_task(_wake(waking, settings, count))
    try:
        yield waking
    finally:
        close = await task
        await close()


class Waking:
    """No reading until the model's is there; then one for each step of the ladder that has any. Itself it reads as D0."""

    def __init__(self) -> None:
        self.readings: Mapping[Step, CloserReading] = MappingProxyType({})

    def at(self, step: Step) -> CloserReading:
        """How closely a conversation on this step is read."""
        return self.readings.get(step, NO_READING)

    def may_read(self, conversation: UUID) -> bool:
        return self.at(Step.D0).may_read(conversation)

    async def read(self, conversation: UUID, scene: Scene, heard: Heard) -> ReadCloser | None:
        return await self.at(Step.D0).read(conversation, scene, heard)


async def _wake(
    waking: Waking, settings: Settings, count: Callable[[str], None]
) -> Callable[[], Awaitable[None]]:
    """Makes the readers on another thread, then begins to read; returns how to close what was opened."""
    waking.readings, close = await asyncio.to_thread(_opened, settings, count)
    log.info("model.ready", url=settings.model_url, name=settings.model_name, small=settings.model_small_name)
    return close


def _opened(
    settings: Settings, count: Callable[[str], None]
) -> tuple[Mapping[Step, CloserReading], Callable[[], Awaitable[None]]]:
    """The readers and how to close them. Loading takes some three seconds, the client's certificates another one."""
    from qianbei.agent.model.client import ModelClient
    from qianbei.agent.model.escalating import Escalating
    from qianbei.agent.model.limits import SHORT, Limits
    from qianbei.agent.model.reader import ModelReader

    url, key, limits = settings.model_url or "", settings.model_key, Limits()
    client = ModelClient(url, settings.model_name, key, limits.turn_s)
    full = ModelReader(client, time.monotonic, count, limits)
    short = full.kept_short()
    if settings.model_small_name is None:
        return {Step.D0: full, Step.D1: short, Step.D2: short}, client.close
    small_client = ModelClient(url, settings.model_small_name, key, SHORT.turn_s)
    small = ModelReader(small_client, time.monotonic, count, SHORT)

    async def close() -> None:
        await client.close()
        await small_client.close()

    return {Step.D0: full, Step.D1: short, Step.D2: Escalating(small, short)}, close
