"""The staff of one brand: look at the tasks of all its stores, answer, make, put the bags on the counter."""

import asyncio
from collections.abc import Sequence

import msgspec
import structlog

from qianbei.sandbox.people.doors import DoorShutError
from qianbei.sandbox.people.kitchen import Kitchen, Step, StepKind, StoreTask
from qianbei.sandbox.people.pace import Pace
from qianbei.sandbox.people.person import Person
from qianbei.sandbox.people.street import Bag, Street

REFUSAL_REASON = "sold_out"

_log = structlog.get_logger(__name__)


class Staff:
    """One brand's staff. `work` never ends by itself; it waits out a shut house."""

    def __init__(self, name: str, person: Person, kitchen: Kitchen, street: Street, pace: Pace) -> None:
        self._name = name
        self._person = person
        self._kitchen = kitchen
        self._street = street
        self._pace = pace

    async def work(self) -> None:
        while True:
            try:
                tasks = await self._look()
                tasks = await self._act(tasks)
            except DoorShutError as shut:
                _log.warning("sandbox_staff_shut_out", brand=self._name, reason=str(shut))
                await self._pace.look_again(None, is_busy=False)
                continue
            is_busy = any(task.state != "ready" for task in tasks)
            await self._pace.look_again(self._kitchen.next_due_s(), is_busy=is_busy)

    async def _look(self) -> list[StoreTask]:
        answer = await self._person.get("/merchant/tasks")
        if not answer.is_yes:
            raise DoorShutError(f"the tasks are not shown: {answer.status} {answer.code}")
        tasks = msgspec.convert(answer.body["tasks"], list[StoreTask])
        self._put_out(tasks)
        return tasks

    async def _act(self, tasks: list[StoreTask]) -> list[StoreTask]:
        """Everything that is due, and what becomes possible by it; each task moves at most a few states."""
        while steps := self._kitchen.steps(tasks, self._pace.now_s()):
            changed = dict(
                zip(
                    (step.task.order_id for step in steps),
                    await asyncio.gather(*(self._do(step) for step in steps)),
                    strict=True,
                )
            )
            moved = [changed.get(task.order_id, task) for task in tasks]
            tasks = [task for task in moved if task is not None]
            self._put_out(tasks)
        return tasks

    async def _do(self, step: Step) -> StoreTask | None:
        """The task after the step; None when it is no longer ours to act on before the next look."""
        task = step.task
        body = {"reason": REFUSAL_REASON} if step.kind is StepKind.REFUSE else {}
        answer = await self._person.post(
            f"/stores/{task.store_id}/tasks/{task.order_id}/{step.kind.value}", body
        )
        if not answer.is_yes or step.kind is StepKind.REFUSE:
            _log.info("sandbox_step_ended", brand=self._name, step=step.kind.value, code=answer.code)
            return None
        return msgspec.structs.replace(task, state=_AFTER[step.kind])

    def _put_out(self, tasks: Sequence[StoreTask]) -> None:
        bags = {
            task.order_id: Bag(task.pickup_code, is_ready=task.state == "ready")
            for task in tasks
            if task.pickup_code is not None
        }
        self._street.put_out(self._name, bags)


_AFTER = {StepKind.CONFIRM: "confirmed", StepKind.START: "making", StepKind.READY: "ready"}
