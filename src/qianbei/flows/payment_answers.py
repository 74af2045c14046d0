"""What the payer said becomes known: payment, order, job, card and money move together.

Answers come late, twice, out of order, from our question or from a callback. One that tells nothing new changes
nothing. Silence is recorded as silence and the question is put again; nothing is ever assumed.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.db import Tx
from qianbei.flows import ending, rows
from qianbei.fulfilment import api as fulfilment
from qianbei.fulfilment.contracts import JobState
from qianbei.orders import api as orders
from qianbei.orders.contracts import Actor, EndedReason, Order, OrderEvent, OrderState, OrderStep
from qianbei.payments import api as payments
from qianbei.payments import events as payment_events
from qianbei.payments.contracts import ENDED, Payment, PaymentEvent, PaymentState, PaymentStep


class Answer(msgspec.Struct, frozen=True):
    """The payer said this about the payment of this order."""

    order_id: UUID
    payment_id: UUID
    event: PaymentEvent


async def record(tx: Tx, cell: int, random: Random, answers: Sequence[Answer], at: datetime) -> None:
    """Records the answers; of several for one order the last counts in this call."""
    latest = {answer.order_id: answer for answer in answers}
    locked = await rows.lock(tx, cell, list(latest))
    known = [answer for answer in latest.values() if answer.order_id in locked.orders]
    steps = [PaymentStep(answer.payment_id, answer.event, at) for answer in known]
    outcomes = await payments.step(tx, cell, locked.payments, steps)
    changed = [
        (locked.orders[payment.order_id], payment) for payment in outcomes if isinstance(payment, Payment)
    ]
    moved = await orders.step(tx, cell, locked.orders, _order_steps(changed, at))
    reached = [order for order in moved if isinstance(order, Order)]
    await _queue(tx, cell, locked, [o for o in reached if o.state is OrderState.AUTHORISED])
    ended = [order for order in reached if order.state is OrderState.CANCELLED]
    if ended:
        await ending.finish(tx, cell, random, locked, ended, at)
    back = [
        rows.event(cell, random, payment_events.MONEY_BACK_WANTED, order, at)
        for order, payment in changed
        if payment.state is PaymentState.REFUNDING and order.state is OrderState.CANCELLING
    ]
    await rows.publish_moves(tx, cell, random, reached, at, back)


def _order_steps(changed: Sequence[tuple[Order, Payment]], at: datetime) -> list[OrderStep]:
    steps = []
    for order, payment in changed:
        if payment.state is PaymentState.AUTHORISED:
            steps.append(OrderStep(order.order_id, OrderEvent.PAYMENT_AUTHORISED, Actor.PAYER, at))
        elif payment.state in ENDED and order.state is OrderState.PLACED:
            reason = EndedReason.PAYMENT_DECLINED
            steps.append(OrderStep(order.order_id, OrderEvent.PAYMENT_DECLINED, Actor.PAYER, at, reason))
        elif payment.state in ENDED:
            steps.append(OrderStep(order.order_id, OrderEvent.MONEY_IS_BACK, Actor.PAYER, at))
    return steps


async def _queue(tx: Tx, cell: int, locked: rows.Rows, authorised: Sequence[Order]) -> None:
    """The store sees an order once its payment is sure."""
    jobs = [
        msgspec.structs.replace(locked.jobs[order.order_id], state=JobState.QUEUED) for order in authorised
    ]
    await fulfilment.write_jobs(tx, cell, jobs)
