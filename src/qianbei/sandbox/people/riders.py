"""A rider carries one task at a time: to the store, read the code off the bag, to the door, hear the code.

What to do next is read off the task's state, so an errand that was cut short anywhere is taken up again by
looking. While waiting, a rider watches the street, which costs nothing, and asks the house ever less often.
"""

from collections.abc import Callable, Iterator

import msgspec
import structlog

from qianbei.kit.geometry import Point, street_m
from qianbei.sandbox.people.doors import DoorShutError
from qianbei.sandbox.people.pace import Pace
from qianbei.sandbox.people.person import Person
from qianbei.sandbox.people.street import Street

SPEED_M_PER_S = 6.0
LISTEN_S = 0.3
"""Real seconds between two looks at the street, which cost the house nothing."""
ASK_S_MAX = 6.0
"""Real seconds between two looks at the own task while waiting; grows to this from one look's pause."""
PICKED_UP = frozenset({"picked_up", "at_door"})

_log = structlog.get_logger(__name__)


class RiderTask(msgspec.Struct, frozen=True):
    """A task as the rider's door tells it; only what a rider here needs."""

    order_id: str
    state: str
    store: Point
    door: Point
    shared_code: str | None = None


class Board(msgspec.Struct, frozen=True):
    """What a rider sees: the own task, and what is offered."""

    current: RiderTask | None
    offers: list[RiderTask]


class Rider:
    """One rider, somewhere in the city. `is_unsure`: must look whether a task is waiting."""

    def __init__(self, person: Person, at: Point, street: Street, pace: Pace) -> None:
        self._person = person
        self._street = street
        self._pace = pace
        self.at = at
        self.is_busy = False
        self.is_unsure = True

    async def look(self) -> Board:
        answer = await self._person.get("/rider/tasks")
        if not answer.is_yes:
            raise DoorShutError(f"the rider's tasks are not shown: {answer.status} {answer.code}")
        return msgspec.convert(answer.body, Board)

    async def accept(self, task: RiderTask) -> RiderTask | None:
        """The task, now this rider's; None when somebody else was faster."""
        answer = await self._person.post(f"/rider/tasks/{task.order_id}/accept", {})
        return msgspec.convert(answer.body, RiderTask) if answer.is_yes else None

    async def carry(self, task: RiderTask | None) -> None:
        """Carries a task to its end, wherever it stands. Ends early when it is no longer this rider's."""
        if task is not None and task.state in PICKED_UP:
            self.at = task.store if task.state == "picked_up" else task.door
        while task is not None:
            if task.state == "picked_up":
                task = await self._ride(task)
            elif task.state == "at_door":
                task = await self._hand_over(task)
            else:
                task = await self._fetch(task)

    async def _fetch(self, task: RiderTask) -> RiderTask | None:
        """To the store; reads the code off the bag when it is out. None when the order ended meanwhile."""

        def is_out() -> bool:
            bag = self._street.bag(task.order_id)
            return bag is not None and bag.is_ready

        await self._go(task.store)
        for pause_s in self._pauses():
            await self._listen(pause_s, is_out)
            bag = self._street.bag(task.order_id)
            if bag is not None and bag.is_ready:
                return await self._step(task, "pick-up", {"pickup_code": bag.pickup_code})
            current = await self._current(task)
            if current is None or current.state in PICKED_UP:
                return current
        return None

    async def _ride(self, task: RiderTask) -> RiderTask | None:
        await self._go(task.door)
        return await self._step(task, "arrive", {})

    async def _hand_over(self, task: RiderTask) -> RiderTask | None:
        """Waits for the code, said at the door or sent through the app. None when the cup is handed over."""

        def is_said() -> bool:
            return self._street.heard(task.order_id) is not None

        shared_code = task.shared_code
        for pause_s in self._pauses():
            code = self._street.heard(task.order_id) or shared_code
            if code is not None:
                self._street.forget(task.order_id)
                after = await self._step(task, "hand-over", {"handover_code": code})
                return None if after is None or after.state == "handed_over" else after
            await self._listen(pause_s, is_said)
            if not is_said():
                current = await self._current(task)
                if current is None:
                    return None
                shared_code = current.shared_code
        return None

    async def _step(self, task: RiderTask, verb: str, body: dict[str, str]) -> RiderTask | None:
        """The task after a verb; after a refusal, a pause and the task as it really stands."""
        answer = await self._person.post(f"/rider/tasks/{task.order_id}/{verb}", body)
        if answer.is_yes:
            return msgspec.convert(answer.body, RiderTask)
        _log.info("sandbox_rider_refused", verb=verb, order_id=task.order_id, code=answer.code)
        await self._pace.wait(ASK_S_MAX)
        return await self._current(task)

    async def _current(self, task: RiderTask) -> RiderTask | None:
        current = (await self.look()).current
        return current if current is not None and current.order_id == task.order_id else None

    async def _listen(self, pause_s: float, happened: Callable[[], bool]) -> None:
        """Looks at the street for so long, or until it happened."""
        for _ in range(max(1, round(pause_s / LISTEN_S))):
            if happened():
                return
            await self._pace.wait(LISTEN_S)

    def _pauses(self) -> Iterator[float]:
        """Between two questions to the house: short at first, then longer, without end."""
        pause_s = self._pace.look_busy_s
        while True:
            yield pause_s
            pause_s = min(ASK_S_MAX, pause_s * 1.5)

    async def _go(self, to: Point) -> None:
        await self._pace.live(street_m(self.at, to) / SPEED_M_PER_S)
        self.at = to
