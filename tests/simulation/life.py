"""One whole world: founded, run under faults, audited, healed, and audited again when nothing is open any more."""

from collections import Counter
from random import Random

import pytest

from qianbei.db import Database
from qianbei.kit.clock import FixedClock
from qianbei.payments.contracts import payment_id_of
from qianbei.sandbox.payer import book
from tests.simulation.chaos import Chaos
from tests.simulation.world import World

ORDERS = 8
FAULT_RATE = 0.02

NO_MONEY = {None, book.PaymentState.DECLINED, book.PaymentState.VOIDED, book.PaymentState.REFUNDED}


async def live(database: Database, clock: FixedClock, seed: int) -> Counter[str]:
    """The faults that a seed's world met, each with its count. AssertionError where a promise was not kept.

    The seed chooses who acts, what they want and where faults strike; which of several at once comes first, the
    database decides.
    """
    chaos = Chaos(Random(-seed), FAULT_RATE)
    with pytest.MonkeyPatch.context() as patches:
        chaos.install(patches)
        async with World.founded(database, clock, chaos, seed) as world:
            await world.run(ORDERS)
            await world.town.assert_audit_is_clean()
            assert chaos.struck.total() > 0, "no fault struck"
            await world.quiesce()
            await world.town.assert_audit_is_clean()
            assert_all_ended_well(world)
            return world.faults


def assert_all_ended_well(world: World) -> None:
    """What an audit cannot know: which orders people placed, and what the payer's own books say."""
    orders = dict(world.rows("select order_id, state from orders.orders"))
    assert set(orders) == world.placed, "orders differ from what people were told"
    assert set(orders.values()) <= {"handed_over", "cancelled"}, orders
    assert world.rows("select count(*) from campaigns.cards where state = 'held'") == [(0,)]
    for order_id, state in orders.items():
        paid = world.payer.state(payment_id_of(order_id))
        expected = {book.PaymentState.CAPTURED} if state == "handed_over" else NO_MONEY
        assert paid in expected, f"{order_id} is {state}, and the payer says {paid}"
    assert world.rows("select sum(balance_fen)::bigint from ledger.balances") == [(0,)]
