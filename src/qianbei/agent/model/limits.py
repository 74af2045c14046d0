"""How much a model may be used: per turn, per conversation, at once; and when a broken one is left alone.

The counts live in the worker that serves the conversation; a lost worker forgets them, which costs us a few calls
and the person nothing.
"""

from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """All bounds. A turn with a model ends within `turn_s`, well before a page gives up waiting (10 s)."""

    turn_s: float = 6.0
    turn_calls: int = 2
    """The second one only after an answer that was no JSON."""
    output_tokens: int = 700
    prompt_characters: int = 9_000
    conversation_calls: int = 8
    conversation_tokens: int = 40_000
    conversations: int = 10_000
    """So many are remembered; the oldest is forgotten first."""
    at_once: int = 16
    """A last bound: the gate's slots, fewer, are waited for."""
    failures: int = 3
    """After so many in a row the model rests."""
    rest_s: float = 30.0


SHORT = Limits(turn_s=3.0, turn_calls=1, output_tokens=250, prompt_characters=4_500)
"""Short answers: one call over half of the menu's slice. Two such calls end within a full turn's time."""


class _Used(msgspec.Struct):
    calls: int = 0
    tokens: int = 0


class Purse:
    """What has been used. `seconds` is a monotonic clock."""

    def __init__(self, limits: Limits, seconds: Callable[[], float]) -> None:
        self._limits, self._seconds = limits, seconds
        self._used: OrderedDict[UUID, _Used] = OrderedDict()
        self._failures = 0
        self._rests_until_s = float("-inf")
        self._running = 0

    @property
    def is_resting(self) -> bool:
        """True after failures in a row, until the model may be tried again."""
        return self._seconds() < self._rests_until_s

    def may_begin(self, conversation: UUID) -> bool:
        return not self.is_resting and self._running < self._limits.at_once and self.has_left(conversation)

    def has_left(self, conversation: UUID) -> bool:
        """Whether the conversation has a call left, with the tokens that one can take."""
        used = self._used.get(conversation, _Used())
        room = self._limits.conversation_tokens - used.tokens
        return used.calls < self._limits.conversation_calls and room > self._limits.output_tokens

    def begin(self) -> None:
        self._running += 1

    def end(self) -> None:
        self._running -= 1

    def take(self, conversation: UUID, tokens: int) -> None:
        """Counts one call, with the most that it can cost, before it is made."""
        used = self._used.pop(conversation, None) or _Used()
        self._used[conversation] = used
        used.calls += 1
        used.tokens += tokens
        while len(self._used) > self._limits.conversations:
            self._used.popitem(last=False)

    def give_back(self, conversation: UUID, tokens: int) -> None:
        """What a call did not use of what was taken for it."""
        if conversation in self._used:
            self._used[conversation].tokens -= tokens

    def worked(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= self._limits.failures:
            self._failures = 0
            self._rests_until_s = self._seconds() + self._limits.rest_s
