"""The classes of traffic, set by the server from what it knows, never by what a client says."""

from enum import IntEnum

import msgspec

TURNS_MAX = 8
ADMITTED_S_MAX = 360.0
"""Beyond these a running conversation competes as a new one: nobody keeps a worker by talking on."""


class TrafficClass(IntEnum):
    """Smaller goes first."""

    COMMIT = 0
    """Approve, redeem, pay: short, without a model, never shed."""
    RUNNING = 1
    """The next turn of an admitted conversation: its work is already sunk."""
    STATUS = 2
    """Where is my own order: cacheable, slowed before a commit is touched."""
    HOLDER = 3
    """A new conversation of somebody who holds a card."""
    NEW = 4
    BROWSING = 5
    """Looking around, suggestions, preloading, and whatever has no label: spare capacity only."""

    @property
    def label(self) -> str:
        return self.name.lower()


class TurnFacts(msgspec.Struct, frozen=True):
    """What the server knows of who speaks. `admitted_at_s` is None for a conversation that is not admitted."""

    admitted_at_s: float | None = None
    turns: int = 0
    holds_card: bool = False


def class_of_turn(facts: TurnFacts, now_s: float) -> TrafficClass:
    """The class of a turn's next word."""
    if (
        facts.admitted_at_s is not None
        and facts.turns < TURNS_MAX
        and now_s - facts.admitted_at_s < ADMITTED_S_MAX
    ):
        return TrafficClass.RUNNING
    return TrafficClass.HOLDER if facts.holds_card else TrafficClass.NEW
