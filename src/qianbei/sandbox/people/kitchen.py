"""What a brand's staff do next, as a pure decision over the tasks they see and the times they remember.

The memory is only of durations already drawn: staff who were killed and come back look at the tasks and go on, a
cup that was being made is simply made anew. Times are city seconds on one clock.
"""

import math
from collections.abc import Sequence
from enum import StrEnum
from random import Random

import msgspec

SLOT_S = 300
NOISE = 0.35
"""How far a cup's time strays from the store's usual, as a standard deviation of its logarithm."""


class StoreTask(msgspec.Struct, frozen=True):
    """An open order at one of the merchant's stores, as `GET /merchant/tasks` tells it."""

    order_id: str
    store_id: str
    state: str
    cups: int
    due_at: str
    pickup_code: str | None = None


class StepKind(StrEnum):
    """The store's verbs; the values are the last part of the door's path."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    START = "start"
    READY = "ready"


class Step(msgspec.Struct, frozen=True):
    kind: StepKind
    task: StoreTask


class Habits(msgspec.Struct, frozen=True):
    """How a brand's staff work. `hands` is how many orders one store makes at once."""

    prep_s: float
    hands: int
    glance_s: tuple[float, float] = (2.0, 6.0)
    """Between an order's arrival and the yes to it."""
    refusal_rate: float = 0.0


def habits_of(prep_s: int, cups_per_slot: int) -> Habits:
    """Enough hands to make the cups that a slot sells."""
    return Habits(prep_s=prep_s, hands=max(1, math.ceil(cups_per_slot * prep_s / SLOT_S)))


class Kitchen:
    """The staff of all stores of one brand."""

    def __init__(self, habits: Habits, random: Random) -> None:
        self._habits = habits
        self._random = random
        self._due_s: dict[tuple[str, str], float] = {}

    def steps(self, tasks: Sequence[StoreTask], now_s: float) -> list[Step]:
        """What to do now. Forgets what is no longer on the list, so the memory is as long as the list."""
        present = {(task.order_id, task.state) for task in tasks}
        self._due_s = {key: due_s for key, due_s in self._due_s.items() if key in present}
        steps: list[Step] = []
        making = _count_by_store(tasks)
        for task in sorted(tasks, key=lambda each: (each.due_at, each.order_id)):
            if task.state == "authorised" and self._is_due(task, now_s):
                steps.append(Step(self._answer(), task))
            elif task.state == "confirmed" and making.get(task.store_id, 0) < self._habits.hands:
                making[task.store_id] = making.get(task.store_id, 0) + 1
                steps.append(Step(StepKind.START, task))
            elif task.state == "making" and self._is_due(task, now_s):
                steps.append(Step(StepKind.READY, task))
        return steps

    def next_due_s(self) -> float | None:
        """When the next cup or glance ends, as far as known."""
        return min(self._due_s.values(), default=None)

    def _is_due(self, task: StoreTask, now_s: float) -> bool:
        key = (task.order_id, task.state)
        if key not in self._due_s:
            takes_s = (
                self._making_s(task)
                if task.state == "making"
                else self._random.uniform(*self._habits.glance_s)
            )
            self._due_s[key] = now_s + takes_s
        return now_s >= self._due_s[key]

    def _making_s(self, task: StoreTask) -> float:
        cups = max(1, task.cups)
        return sum(self._habits.prep_s * self._random.lognormvariate(0, NOISE) for _ in range(cups))

    def _answer(self) -> StepKind:
        refuses = self._random.random() < self._habits.refusal_rate
        return StepKind.REFUSE if refuses else StepKind.CONFIRM


def _count_by_store(tasks: Sequence[StoreTask]) -> dict[str, int]:
    count: dict[str, int] = {}
    for task in tasks:
        if task.state == "making":
            count[task.store_id] = count.get(task.store_id, 0) + 1
    return count
