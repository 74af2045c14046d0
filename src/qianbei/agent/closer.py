"""When words should be read more closely than the reader can, and what a closer reading gives back.

Deliberately absent: any model. `model/` has one, imported only by who configured it.
"""

from typing import Protocol
from uuid import UUID

import msgspec

from qianbei.agent.policy import Heard
from qianbei.agent.scene import Scene
from qianbei.agent.state import NOTHING_WISHED
from qianbei.reader.contracts import Intent, Turn, TurnFault

NOTHING_READ_BELOW = 0.7
"""Words that gave no line and of which less than this share was read are asked about; most of the rest is a gesture."""

MUCH_UNREAD_BELOW = 0.4
"""With less read than this, the lines that were read are the lesser part of what was said."""


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
    """True when something to have was said and nothing of it was read, or far less than was said.

    A question with choices is cheaper and surer than a model, and so is the answer to an intent that was read. Words
    beside a place, a time or a price were said of these: a model would only find lines. So it would in a gesture
    beside a cart, which it may not agree to, take back or place: the cart's own question is asked again.
    """
    if turn.is_gesture or (turn.fault is None and turn.wishes != NOTHING_WISHED):
        return False
    if turn.fault not in (None, TurnFault.NOT_FOUND) or not turn.unread or turn.intent not in _ABOUT_A_CART:
        return False
    if turn.choices or turn.needs or any(each.choices for each in turn.candidates):
        return False
    return turn.confidence < (MUCH_UNREAD_BELOW if turn.edits or turn.candidates else NOTHING_READ_BELOW)


_ABOUT_A_CART = frozenset({Intent.NOTHING, Intent.ORDER, Intent.CHANGE})
