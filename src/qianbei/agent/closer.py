"""When words should be read more closely than the reader can, and what a closer reading gives back.

Deliberately absent: any model. `model/` has one, imported only by who configured it.
"""

from typing import Protocol
from uuid import UUID

import msgspec

from qianbei.agent.policy import Heard
from qianbei.agent.scene import Scene
from qianbei.reader.contracts import Intent, Turn, TurnFault

UNSURE_BELOW = 0.5
"""Less than half of the meaningful characters read: more was said than understood."""


class ReadCloser(msgspec.Struct, frozen=True):
    """What a model understood, checked against the menu; `talk` is its own sentence, where one may be said."""

    heard: Heard
    talk: str | None = None


class CloserReading(Protocol):
    """A slower reader of the same words."""

    def may_read(self, conversation: UUID) -> bool:
        """Whether one is there, works, and this conversation has not used up its share."""
        ...

    async def read(self, conversation: UUID, scene: Scene, heard: Heard) -> ReadCloser | None:
        """A better reading; None when there is none. Never raises for what a model does."""
        ...


class NoReading:
    """Without a model."""

    def may_read(self, conversation: UUID) -> bool:
        return False

    async def read(self, conversation: UUID, scene: Scene, heard: Heard) -> ReadCloser | None:
        return None


NO_READING = NoReading()


def is_unsure(turn: Turn) -> bool:
    """True when words were left unread that nothing else asks about, so that a closer reading could help.

    A question with choices is cheaper and surer than a model, and so is an answer to a plain wish.
    """
    if turn.fault is TurnFault.TOO_LONG or turn.choices or any(each.choices for each in turn.candidates):
        return False
    if not turn.unread:
        return False
    return turn.intent is Intent.NOTHING or turn.confidence < UNSURE_BELOW
