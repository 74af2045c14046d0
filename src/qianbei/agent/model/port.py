"""What a model is asked and what it gives back: the one seam, filled by a client or by a script in tests."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

import msgspec


class ModelFault(StrEnum):
    """Why there is no reading. Each is counted, and none is told to the person as anything but not understood."""

    SLOW = "slow"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    """The server answered with an error."""
    BROKEN = "broken"
    """What came back is not the JSON that was asked for."""
    ILLEGAL = "illegal"
    """It names what the menu does not have, or what may not stand together."""
    SPENT = "spent"
    """The turn's or the conversation's share is used up."""


class Prompt(msgspec.Struct, frozen=True):
    """`instructions` are the same for every call, so that prefix caches hit; the words come last in `data`."""

    instructions: str
    data: str
    schema: Mapping[str, Any]

    @property
    def size(self) -> int:
        """Characters: at least as many as tokens, for every tokenizer that we met."""
        return len(self.instructions) + len(self.data)


class Said(msgspec.Struct, frozen=True):
    """A model's answer, and what the server counted; 0 when it did not count."""

    text: str
    input_tokens: int = 0
    output_tokens: int = 0


class Model(Protocol):
    """One call; bounded in time by the caller, in output by `output_tokens_max`."""

    async def ask(self, prompt: Prompt, output_tokens_max: int) -> Said | ModelFault: ...
