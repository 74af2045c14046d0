"""A small model first, the large one for what it could not read: most turns then cost the small one only."""

from uuid import UUID

from qianbei.agent.closer import CloserReading, ReadCloser
from qianbei.agent.policy import Heard
from qianbei.agent.scene import Scene


class Escalating:
    """`small` is asked; `large` when it gave nothing that the menu allows."""

    def __init__(self, small: CloserReading, large: CloserReading) -> None:
        self._small, self._large = small, large

    def may_read(self, conversation: UUID) -> bool:
        return self._small.may_read(conversation) or self._large.may_read(conversation)

    async def read(self, conversation: UUID, scene: Scene, heard: Heard) -> ReadCloser | None:
        for reader in (self._small, self._large):
            if reader.may_read(conversation) and (found := await reader.read(conversation, scene, heard)):
                return found
        return None
