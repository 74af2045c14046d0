"""The ladder: how much is spent on a conversation, chosen once at its beginning by the forecast wait.

The level moves in big steps up and small ones down, so that people wait seconds and not minutes. The step is fixed inside
a conversation and said to the person. What a step saves is measured here, never assumed: until enough conversations ran
on it, the saving is unknown.
"""

from collections.abc import Iterable
from enum import IntEnum
from uuid import UUID

import msgspec


class Step(IntEnum):
    """D0 reader and the model for the unread; D1 short model answers; D2 a small model; D3 reader and form only;
    D4 the card is kept and the person told; D5 a page."""

    D0 = 0
    D1 = 1
    D2 = 2
    D3 = 3
    D4 = 4
    D5 = 5

    @property
    def uses_model(self) -> bool:
        return self <= Step.D2


SWITCHED = (Step.D1, Step.D2, Step.D3, Step.D4)
"""What an operator may switch off. D0 is what there is without a ladder, and nobody is sent to D5 but by an operator."""

LEVEL_MAX = 1.95
FIRST_COST = {Step.D0: 1.0, Step.D1: 0.6, Step.D2: 0.25, Step.D3: 0.03, Step.D4: 0.0, Step.D5: 0.0}
"""Shares of a full conversation's model seconds, until they are measured."""
MEASURED_AFTER = 50
KEEP_CARD_S = 300.0
"""Above this forecast a new conversation is offered D4: the card kept and extended, and word when it is their turn."""


class Saving(msgspec.Struct, frozen=True):
    """`saved` is None until it was measured: 1 - seconds of this step / seconds of D0."""

    step: Step
    conversations: int
    model_s: float
    saved: float | None


class Ladder:
    """One level for a worker; `least` is the operator's word: no conversation is given more than that step.

    Steps in `off` are passed over by the forecast, not by the operator. Without a model there is nothing to save on
    D1, without a small one nothing on D2, and nobody is told of a mode that does not exist.
    """

    def __init__(self, *, has_model: bool = True, has_small: bool = True) -> None:
        self.level = 0.0
        self.least = Step.D0
        self.off: frozenset[Step] = frozenset()
        missing = {Step.D2} if has_model and not has_small else set()
        self._none = frozenset(missing if has_model else {Step.D1, Step.D2})
        self._allowed = self._all_but(frozenset())
        self._spent_s = dict.fromkeys(Step, 0.0)
        self._count = dict.fromkeys(Step, 0)

    def step(self, eta_s: float) -> None:
        """Once a second, with the forecast wait of who joins now."""
        if eta_s > 120:
            change = 0.25
        elif eta_s > 60:
            change = 0.10
        elif eta_s > 20:
            change = 0.05
        else:
            change = -0.03 if eta_s < 5 else 0.0
        self.level = min(max(self.level + change, 0.0), LEVEL_MAX)

    def step_for(self, conversation: UUID) -> Step:
        """The conversation's step: the same for every worker and every repeat at one level."""
        reader_only = max(0.0, self.level - 1.0)
        small = min(1.0, self.level) - reader_only
        luck = (conversation.int & 0xFFFF) / 0x10000
        if luck < reader_only:
            chosen = Step.D3
        elif luck < reader_only + small:
            chosen = Step.D2 if luck < reader_only + small / 2 else Step.D1
        else:
            chosen = Step.D0
        return max(self._served(chosen), self.least)

    def keeps_card(self, eta_s: float) -> bool:
        """Whether who joins now is offered D4: the wait is long, or the operator lets nobody in."""
        return self.least >= Step.D4 or (eta_s > KEEP_CARD_S and Step.D4 not in self.off)

    def turn(self, least: Step, off: Iterable[Step]) -> list[tuple[str, float, float]]:
        """An operator's word; (name, before, after) of what changed by it."""
        off = frozenset(off)
        moved = [("ladder", float(self.least), float(least))]
        moved += [
            (f"ladder_{step.name}", float(step not in self.off), float(step not in off)) for step in SWITCHED
        ]
        self.least, self.off = least, off
        self._allowed = self._all_but(off)
        return [each for each in moved if each[1] != each[2]]

    def _served(self, chosen: Step) -> Step:
        """The chosen step if there is one and it is on, else the next cheaper one, else the next dearer one."""
        if chosen in self._none:
            chosen = Step.D1 if Step.D1 not in self._none else Step.D0
        if chosen in self._allowed:
            return chosen
        return min((step for step in self._allowed if step > chosen), default=self._allowed[-1])

    def _all_but(self, off: frozenset[Step]) -> list[Step]:
        return [step for step in Step if step <= Step.D3 and step not in off | self._none]

    def learn(self, step: Step, model_s: float) -> None:
        """A conversation has ended that took so many seconds of the model."""
        self._spent_s[step] += model_s
        self._count[step] += 1

    def cost(self, step: Step) -> float:
        """Share of a full conversation, measured when it was, else the assumption."""
        saving = self.saving(step)
        return FIRST_COST[step] if saving.saved is None else 1.0 - saving.saved

    def saving(self, step: Step) -> Saving:
        count, spent_s, full = self._count[step], self._spent_s[step], self._count[Step.D0]
        saved = None
        if count >= MEASURED_AFTER and full >= MEASURED_AFTER and self._spent_s[Step.D0] > 0:
            saved = 1.0 - (spent_s / count) / (self._spent_s[Step.D0] / full)
        return Saving(step, count, spent_s, saved)
