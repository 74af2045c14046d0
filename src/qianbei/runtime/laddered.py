"""The closer reading as the ladder allows it: each conversation on its step, and what it takes is counted."""

import asyncio
import time
from typing import Protocol
from uuid import UUID

from qianbei.agent.closer import CloserReading, ReadCloser
from qianbei.agent.policy import Heard
from qianbei.agent.scene import Scene
from qianbei.gate.gate import Gate
from qianbei.gate.ladder import Step

SLOT_WAIT_S = 2.0
"""So long a turn waits for a slot of the model; with the call it still ends before a page gives up."""


class Stepped(Protocol):
    """Readings of the same words, less close from step to step."""

    def at(self, step: Step) -> CloserReading: ...


class LadderedReading:
    """`readings` behind the gate's word about each conversation."""

    def __init__(self, readings: Stepped, gate: Gate) -> None:
        self._readings, self._gate = readings, gate
        self._slots = asyncio.Semaphore(max(1, gate.shape.model_slots))

    def may_read(self, conversation: UUID) -> bool:
        return self._of(conversation).may_read(conversation)

    async def read(self, conversation: UUID, scene: Scene, heard: Heard) -> ReadCloser | None:
        """None, too, when no slot of the model came free in time: the turn then ends with what the reader read."""
        came_s = time.monotonic()
        try:
            async with asyncio.timeout(SLOT_WAIT_S):
                await self._slots.acquire()
        except TimeoutError:
            self._gate.held.used_model(conversation, 0.0, time.monotonic() - came_s)
            return None
        started_s = time.monotonic()
        try:
            return await self._of(conversation).read(conversation, scene, heard)
        finally:
            self._slots.release()
            self._gate.held.used_model(conversation, time.monotonic() - started_s, started_s - came_s)

    def _of(self, conversation: UUID) -> CloserReading:
        return self._readings.at(self._gate.held.step_of(conversation) or Step.D0)
