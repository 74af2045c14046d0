"""The steps of store and rider from the seller's yes to the hand: order, job, card and money move together."""

from datetime import datetime
from enum import StrEnum
from random import Random
from uuid import UUID

import msgspec

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import CardEvent, CardMove
from qianbei.db import Tx
from qianbei.flows import invites, money, rows, wallets
from qianbei.fulfilment import api as fulfilment
from qianbei.fulfilment.contracts import Job, JobRefusal, JobState
from qianbei.orders import api as orders
from qianbei.orders.contracts import Actor, Order, OrderEvent, OrderState, OrderStep, StepRefusal
from qianbei.payments import events as payment_events


class Action(StrEnum):
    """What a store or a rider does."""

    CONFIRM = "confirm"
    START = "start"
    READY = "ready"
    PICK_UP = "pick_up"
    ARRIVE = "arrive"
    HAND_OVER = "hand_over"


class _Plan(msgspec.Struct, frozen=True):
    event: OrderEvent
    by: Actor
    job_state: JobState


PLANS: dict[Action, _Plan] = {
    Action.CONFIRM: _Plan(OrderEvent.STORE_CONFIRMED, Actor.STORE, JobState.CONFIRMED),
    Action.START: _Plan(OrderEvent.MAKING_STARTED, Actor.STORE, JobState.MAKING),
    Action.READY: _Plan(OrderEvent.MADE, Actor.STORE, JobState.READY),
    Action.PICK_UP: _Plan(OrderEvent.PICKED_UP, Actor.RIDER, JobState.PICKED_UP),
    Action.ARRIVE: _Plan(OrderEvent.ARRIVED, Actor.RIDER, JobState.AT_DOOR),
    Action.HAND_OVER: _Plan(OrderEvent.HANDED_OVER, Actor.RIDER, JobState.HANDED_OVER),
}


class Worker(msgspec.Struct, frozen=True):
    """Who acts: the store by its id, or the rider by theirs. `code` is what a rider read or was told."""

    store_id: UUID | None = None
    rider_id: UUID | None = None
    code: str = ""

    @property
    def actor(self) -> Actor:
        return Actor.STORE if self.store_id is not None else Actor.RIDER


class Done(msgspec.Struct, frozen=True):
    """The order after the step."""

    order: Order
    job: Job


WorkRefusal = JobRefusal | StepRefusal
WorkOutcome = Done | WorkRefusal


async def act(
    tx: Tx, cell: int, random: Random, order_id: UUID, action: Action, worker: Worker, at: datetime
) -> WorkOutcome:
    """One step. A step that is already done is answered as done, so a lost reply may be repeated."""
    plan = PLANS[action]
    locked = await rows.lock(tx, cell, [order_id])
    order, job = locked.orders.get(order_id), locked.jobs.get(order_id)
    if order is None or job is None or not _is_theirs(job, worker):
        return JobRefusal.NOT_YOURS
    if worker.actor is not plan.by:
        return StepRefusal.NOT_ALLOWED
    if job.state is plan.job_state:
        return Done(order, job)
    wrong = await _code_refusal(tx, cell, action, job, order, worker)
    if wrong is not None:
        return wrong
    (moved,) = await orders.step(tx, cell, locked.orders, [OrderStep(order_id, plan.event, plan.by, at)])
    if isinstance(moved, StepRefusal):
        return moved
    job = msgspec.structs.replace(job, state=plan.job_state, wrong_codes=0, version=job.version + 1)
    await fulfilment.write_jobs(tx, cell, [job])
    extra = []
    if action is Action.CONFIRM:
        await _redeem(tx, cell, moved, locked, at)
        extra.append(rows.event(cell, random, payment_events.CAPTURE_WANTED, moved, at))
    if action is Action.HAND_OVER:
        extra += await invites.due_of(tx, cell, random, moved, at)
    await rows.publish_moves(tx, cell, random, [moved], at, extra)
    return Done(moved, job)


async def _redeem(tx: Tx, cell: int, order: Order, locked: rows.Rows, at: datetime) -> None:
    if order.card_id is not None:
        move = CardMove(order.card_id, CardEvent.REDEEM, order.order_id, at, "store_confirmed")
        (card,) = await campaigns.move(tx, cell, locked.cards, [move])
        assert not isinstance(card, StrEnum), f"the card of a live order did not redeem: {card}"
    await wallets.pay(tx, cell, [order], at)
    await money.settle_confirmed(tx, cell, [order], locked.cards, at)


def _is_theirs(job: Job, worker: Worker) -> bool:
    if worker.store_id is not None:
        return job.store_id == worker.store_id and job.state is not JobState.RESERVED
    return worker.rider_id is not None and job.rider_id == worker.rider_id


async def _code_refusal(
    tx: Tx, cell: int, action: Action, job: Job, order: Order, worker: Worker
) -> JobRefusal | None:
    """Checks the code where the step needs one; a wrong one is counted, and counted for good."""
    wanted = {
        Action.PICK_UP: (OrderState.READY, job.pickup_code),
        Action.HAND_OVER: (OrderState.AT_DOOR, job.handover_code),
    }.get(action)
    if wanted is None or order.state is not wanted[0]:
        return None
    refusal = fulfilment.code_opens(job, wanted[1], worker.code)
    if refusal is JobRefusal.WRONG_CODE:
        counted = msgspec.structs.replace(job, wrong_codes=job.wrong_codes + 1)
        await fulfilment.write_jobs(tx, cell, [counted])
    return refusal
