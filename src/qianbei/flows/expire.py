"""Orders that wait too long are asked to end, through payer and seller; never by time alone.

The clock only asks (`ending.begin`): an order whose payment nobody answered, whose store stays silent, or that
nobody fetches or hands over turns `cancelling`, and its card and cups come free when the payer's answer is known.
"""

from datetime import datetime, timedelta
from random import Random

from qianbei.db import Database
from qianbei.flows import ending
from qianbei.flows.ending import Ask
from qianbei.orders import api as orders
from qianbei.orders.contracts import Actor, EndedReason, Order, OrderEvent, OrderState

PAYMENT_WITHIN = timedelta(minutes=5)
"""A payer that has not said yes by then is asked to void: the person must not stare at `placed`."""

CONFIRM_WITHIN = timedelta(minutes=8)
"""A store that has not said yes by then is taken for silent."""

CONFIRMED_AT_MOST = timedelta(hours=4)
"""Longer than the latest slot that is sold (two hours) and any making of it."""

MAKING_AT_MOST = timedelta(hours=2)
FETCHED_WITHIN = timedelta(minutes=90)
"""A made order that nobody fetches by then is cold."""

CARRIED_AT_MOST = timedelta(hours=2)
AT_DOOR_AT_MOST = timedelta(hours=1)
"""A rider at the door hands over, or says that they cannot; a locked code is unlocked by an operator by then."""

BATCH_MAX = 200

LIMITS = (
    (OrderState.PLACED, PAYMENT_WITHIN, EndedReason.PAYMENT_TIMEOUT),
    (OrderState.AUTHORISED, CONFIRM_WITHIN, EndedReason.STORE_SILENT),
    (OrderState.CONFIRMED, CONFIRMED_AT_MOST, EndedReason.STORE_FAILED),
    (OrderState.MAKING, MAKING_AT_MOST, EndedReason.STORE_FAILED),
    (OrderState.READY, FETCHED_WITHIN, EndedReason.RIDER_SILENT),
    (OrderState.PICKED_UP, CARRIED_AT_MOST, EndedReason.RIDER_SILENT),
    (OrderState.AT_DOOR, AT_DOOR_AT_MOST, EndedReason.HANDOVER_STUCK),
)
"""No state lasts for ever: (state, how long since the last step, who is then taken to have failed)."""


async def expire(database: Database, cell: int, random: Random, at: datetime) -> int:
    """Asks the next batch of overdue orders to end; returns how many began to. Safe to run twice at once."""
    begun = 0
    for state, limit, reason in LIMITS:
        async with database.transaction() as tx:
            overdue = await orders.stale(tx, cell, state, at - limit, BATCH_MAX)
            asks = [Ask(each, OrderEvent.TIME_RAN_OUT, Actor.SYSTEM, reason) for each in overdue]
            outcomes = await ending.begin(tx, cell, random, asks, at) if asks else []
            begun += sum(isinstance(outcome, Order) for outcome in outcomes)
    return begun
