"""How an order ends without a cup: asked here, finished when the payer is known to hold nothing.

A hold never ends by time alone. `begin` only asks: the order is `cancelling`, the payment is asked back, the store
no longer sees the task, and card and cups stay kept. `finish` runs when the payer's answer ends the payment; only
then, in one transaction, card and cups are free and money is moved, all as `returns.RETURNS` says. `not_taken` ends
an order that nobody took at the door: card and money stay where they are, so no payer has to be asked.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Card, CardEvent, CardMove, CardState
from qianbei.db import Tx
from qianbei.flows import clawbacks, money, rows, telling, wallets
from qianbei.flows.returns import AFTER_HANDOVER, CardFate, Return, returned
from qianbei.fulfilment import api as fulfilment
from qianbei.fulfilment.contracts import JobState
from qianbei.messages.contracts import Kind
from qianbei.orders import api as orders
from qianbei.orders.contracts import Actor, EndedReason, Order, OrderEvent, OrderStep, StepRefusal
from qianbei.outbox import api as outbox
from qianbei.payments import api as payments
from qianbei.payments import events as payment_events
from qianbei.payments.contracts import PaymentEvent, PaymentStep


class Ask(msgspec.Struct, frozen=True):
    """Somebody, or the clock, wants this order to end."""

    order_id: UUID
    event: OrderEvent
    by: Actor
    reason: EndedReason
    person_id: UUID | None = None
    """Which operator."""


async def begin(
    tx: Tx, cell: int, random: Random, asks: Sequence[Ask], at: datetime
) -> list[Order | StepRefusal]:
    """Orders turn `cancelling`; what they hold stays held until the payer's answer is known."""
    locked = await rows.lock(tx, cell, [ask.order_id for ask in asks])
    steps = [OrderStep(ask.order_id, ask.event, ask.by, at, ask.reason, ask.person_id) for ask in asks]
    outcomes = await orders.step(tx, cell, locked.orders, steps)
    ending = [order for order in outcomes if isinstance(order, Order)]
    if ending:
        asked = [PaymentStep(locked.payment(order).payment_id, PaymentEvent.ASK_BACK, at) for order in ending]
        await payments.step(tx, cell, locked.payments, asked)
        await fulfilment.write_jobs(
            tx,
            cell,
            [msgspec.structs.replace(locked.jobs[o.order_id], state=JobState.STOPPING) for o in ending],
        )
        wanted = [rows.event(cell, random, payment_events.MONEY_BACK_WANTED, o, at) for o in ending]
        await rows.publish_moves(tx, cell, random, ending, at, wanted)
    return outcomes


async def not_taken(
    tx: Tx, cell: int, random: Random, order_id: UUID, reason: EndedReason, at: datetime
) -> Order | StepRefusal:
    """The customer was not there, or did not want it: the card stays used, the store and the payer keep theirs."""
    locked = await rows.lock(tx, cell, [order_id])
    step = OrderStep(order_id, OrderEvent.NOBODY_TOOK_IT, Actor.RIDER, at, reason)
    (outcome,) = await orders.step(tx, cell, locked.orders, [step])
    if isinstance(outcome, Order):
        await _release(tx, cell, locked, [outcome])
        await rows.publish_moves(tx, cell, random, [outcome], at)
    return outcome


async def finish(
    tx: Tx, cell: int, random: Random, locked: rows.Rows, ended: Sequence[Order], at: datetime
) -> None:
    """Frees card and cups of orders that just became `cancelled`; the caller moved order and payment."""
    fates = await _fates(tx, cell, ended)
    moves = [_card_move(order, fates[order.order_id], locked, at) for order in ended if order.card_id]
    outcomes = await campaigns.move(tx, cell, locked.cards, moves)
    back = [card for card in outcomes if isinstance(card, Card)]
    assert len(back) == len(moves), f"the card of an ended order did not come back: {outcomes}"
    await _release(tx, cell, locked, ended)
    paid = [(order, fates[order.order_id].store) for order in ended]
    await wallets.give_back(tx, cell, paid, at)
    await money.reverse_settled(tx, cell, paid, locked.cards, at)
    await telling.about_cards(tx, cell, Kind.CARD_RETURNED, back, at)
    refunded = [order for order in ended if order.ended_reason in AFTER_HANDOVER]
    await outbox.append(tx, clawbacks.refunded(cell, random, refunded, at))


async def _fates(tx: Tx, cell: int, ended: Sequence[Order]) -> dict[UUID, Return]:
    stages = await orders.failed_at(tx, cell, [order.order_id for order in ended])
    fates = {}
    for order in ended:
        assert order.ended_reason is not None
        fate = returned(order.ended_reason, stages[order.order_id])
        assert fate is not None, f"no return for {order.ended_reason} at {stages[order.order_id]}"
        fates[order.order_id] = fate
    return fates


async def _release(tx: Tx, cell: int, locked: rows.Rows, ended: Sequence[Order]) -> None:
    jobs = [locked.jobs[order.order_id] for order in ended]
    freed = [msgspec.structs.replace(job, state=JobState.RELEASED, version=job.version + 1) for job in jobs]
    await fulfilment.write_jobs(tx, cell, freed)
    await fulfilment.give_back(tx, cell, jobs)


def _card_move(order: Order, fate: Return, locked: rows.Rows, at: datetime) -> CardMove:
    assert order.card_id is not None
    assert order.ended_reason is not None
    card = locked.cards[order.card_id]
    event = CardEvent.RETURN if card.state is CardState.REDEEMED else CardEvent.RELEASE
    longer = campaigns.end_after_fault(card.valid_until, at) if fate.card is CardFate.BACK_LONGER else None
    return CardMove(card.card_id, event, order.order_id, at, order.ended_reason.value, longer)
