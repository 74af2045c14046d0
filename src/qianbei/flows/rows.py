"""The rows of orders under way, locked in the one order: orders, payments, cards, jobs."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Card
from qianbei.db import Tx
from qianbei.fulfilment import api as fulfilment
from qianbei.fulfilment.contracts import Job
from qianbei.kit.ids import new_id
from qianbei.orders import api as orders
from qianbei.orders import events
from qianbei.orders.contracts import Order
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Event
from qianbei.payments import api as payments
from qianbei.payments.contracts import Payment, payment_id_of


class Rows(msgspec.Struct, frozen=True):
    """Locked rows by order id (payments by payment id, cards by card id)."""

    orders: dict[UUID, Order]
    payments: dict[UUID, Payment]
    cards: dict[UUID, Card]
    jobs: dict[UUID, Job]

    def payment(self, order: Order) -> Payment:
        return self.payments[payment_id_of(order.order_id)]


async def lock(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> Rows:
    """Locks everything that a step of these orders may touch, except slots and balances, which come later."""
    ids = sorted(set(order_ids))
    found = await orders.lock(tx, cell, ids)
    paid = await payments.lock(tx, cell, [payment_id_of(order_id) for order_id in ids])
    cards = await campaigns.lock_cards(tx, cell, [o.card_id for o in found.values() if o.card_id])
    jobs = await fulfilment.lock_jobs(tx, cell, ids)
    return Rows(found, paid, cards, jobs)


async def publish_moves(
    tx: Tx, cell: int, random: Random, moved: Sequence[Order], at: datetime, extra: Sequence[Event] = ()
) -> None:
    """One `orders.moved.v1` for each order that reached a new state, and what else must be told."""
    told = [event(cell, random, events.MOVED, order, at) for order in moved]
    if told or extra:
        await outbox.append(tx, [*told, *extra])


def event(cell: int, random: Random, type_: str, order: Order, at: datetime) -> Event:
    """A fact about an order, keyed by it, so that facts about one order keep their order."""
    payload = {"person_id": str(order.person_id), "state": order.state.value}
    return Event(cell, new_id(at, random), type_, order.order_id, payload, at)
