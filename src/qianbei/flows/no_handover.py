"""When a bag does not reach a hand: the rider says why, or an operator helps.

Nothing here hangs: what nobody ends the clock ends (`expire`). A rider's word against the customer needs a wait at the
door first, and is a row of history that the customer reads.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

import msgspec

from qianbei.db import Tx
from qianbei.flows import ending, rows
from qianbei.flows.ending import Ask
from qianbei.flows.returns import FAULTS, REFUNDED, Fault, Return, returned
from qianbei.flows.work import Done, WorkOutcome
from qianbei.fulfilment import api as fulfilment
from qianbei.fulfilment.contracts import JobRefusal, JobState
from qianbei.orders import api as orders
from qianbei.orders.contracts import ENDED, Actor, EndedReason, Order, OrderEvent, OrderState, StepRefusal

DOOR_WAIT = timedelta(minutes=10)
"""How long a rider waits for the customer before they may say that nobody took it."""


class Why(StrEnum):
    """What a rider may say."""

    CUSTOMER_ABSENT = "customer_absent"
    CUSTOMER_REFUSED = "customer_refused"
    BAG_LOST = "bag_lost"
    BAG_DAMAGED = "bag_damaged"


NOBODY_TOOK_IT = {
    Why.CUSTOMER_ABSENT: EndedReason.CUSTOMER_ABSENT,
    Why.CUSTOMER_REFUSED: EndedReason.CUSTOMER_REFUSED,
}


async def cannot_hand_over(
    tx: Tx, cell: int, random: Random, order_id: UUID, rider_id: UUID, why: Why, at: datetime
) -> WorkOutcome:
    """Ends the order by the rider's word; who bears it says the return matrix."""
    locked = await rows.lock(tx, cell, [order_id])
    order, job = locked.orders.get(order_id), locked.jobs.get(order_id)
    if order is None or job is None or job.rider_id != rider_id:
        return JobRefusal.NOT_YOURS
    if why in NOBODY_TOOK_IT:
        since = await orders.moved_at(tx, cell, order_id)
        if job.state is not JobState.AT_DOOR or since is None:
            return JobRefusal.WRONG_STATE
        if at < since + DOOR_WAIT:
            return JobRefusal.WAIT_AT_DOOR
        outcome = await ending.not_taken(tx, cell, random, order_id, NOBODY_TOOK_IT[why], at)
    else:
        ask = Ask(order_id, OrderEvent.DELIVERY_FAILED, Actor.RIDER, EndedReason.RIDER_FAILED)
        (outcome,) = await ending.begin(tx, cell, random, [ask], at)
    return outcome if isinstance(outcome, StepRefusal) else Done(outcome, job)


async def unlock(tx: Tx, cell: int, order_id: UUID) -> bool:
    """An operator lets a code be tried again; False where no open order has a job of this id."""
    locked = await rows.lock(tx, cell, [order_id])
    order, job = locked.orders.get(order_id), locked.jobs.get(order_id)
    if order is None or job is None or order.state in ENDED:
        return False
    if job.wrong_codes:
        freed = msgspec.structs.replace(job, wrong_codes=0, version=job.version + 1)
        await fulfilment.write_jobs(tx, cell, [freed])
    return True


def ways_out(state: OrderState) -> dict[Fault, Return]:
    """What an operator may do to an order in this state (refund it, or call it off), and what would become of it."""
    reasons = REFUNDED.values() if state is OrderState.HANDED_OVER else (EndedReason.CALLED_OFF,)
    found = {FAULTS[reason]: returned(reason, state) for reason in reasons}
    return {fault: fate for fault, fate in found.items() if fate is not None}


async def refund(
    tx: Tx, cell: int, random: Random, order_id: UUID, fault: Fault, operator_id: UUID, at: datetime
) -> Order | StepRefusal:
    """An operator gives card and money back after the handover; whoever failed bears it. The same again changes nothing."""
    ask = Ask(order_id, OrderEvent.REFUND_GRANTED, Actor.OPERATOR, REFUNDED[fault], operator_id)
    return (await ending.begin(tx, cell, random, [ask], at))[0]


async def call_off(
    tx: Tx, cell: int, random: Random, order_id: UUID, operator_id: UUID, at: datetime
) -> Order | StepRefusal:
    """An operator ends an order, at the platform's cost."""
    ask = Ask(order_id, OrderEvent.CALLED_OFF, Actor.OPERATOR, EndedReason.CALLED_OFF, operator_id)
    return (await ending.begin(tx, cell, random, [ask], at))[0]
