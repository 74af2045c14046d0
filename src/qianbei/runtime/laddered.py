"""The closer reading as the ladder allows it: a conversation without model steps never asks, and what it takes is counted."""

import time
from uuid import UUID

from qianbei.agent.closer import CloserReading, ReadCloser
from qianbei.agent.policy import Heard
from qianbei.agent.scene import Scene
from qianbei.gate.gate import Gate


class LadderedReading:
    """`closer` behind the gate's word about each conversation."""

    def __init__(self, closer: CloserReading, gate: Gate) -> None:
        self._closer, self._gate = closer, gate

    def may_read(self, conversation: UUID) -> bool:
        step = self._gate.step_of(conversation)
        return (step is None or step.uses_model) and self._closer.may_read(conversation)

    async def read(self, conversation: UUID, scene: Scene, heard: Heard) -> ReadCloser | None:
        started_s = time.monotonic()
        try:
            return await self._closer.read(conversation, scene, heard)
        finally:
            self._gate.used_model(conversation, time.monotonic() - started_s, 0.0)
