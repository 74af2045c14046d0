"""A turn while the order book can't be read: what is sealed is kept, and what is not known is not claimed."""

from typing import Any
from uuid import UUID

import msgspec

from qianbei.agent.offering import words_again
from qianbei.agent.scene import Reply
from qianbei.agent.speech import Speech
from qianbei.agent.state import Draft

ORDERS_MAX = 8


def unreadable(speech: Speech, draft: Draft, words: str) -> Reply:
    """That cart, orders, card and money stay as they are, and the same words to try again."""
    return Reply(draft, (speech.say("hands.records"),), chips=words_again(speech, words))


def orders_in(state: Any) -> tuple[UUID, ...]:
    """The orders that the client's state named: it goes on following them. What is no list of ids is none."""
    try:
        return msgspec.convert(state["orders"], tuple[UUID, ...])[:ORDERS_MAX]
    except (KeyError, TypeError, msgspec.ValidationError):
        return ()
