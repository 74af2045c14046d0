"""Whatever fails, and whenever: afterwards every promise of the design holds, recomputed from the rows."""

import os
from random import Random

import pytest

from qianbei.flows import payment_answers
from qianbei.payments.contracts import PaymentState, payment_id_of
from qianbei.sandbox.payer import book
from qianbei.views.audit import audit
from tests.simulation.chaos import Chaos
from tests.simulation.world import World
from tests.support.town import CELL

pytestmark = pytest.mark.anyio

ORDERS = 8
SEEDS = range(int(os.environ.get("QIANBEI_SIMULATIONS", "12")))
"""`make simulate` runs a thousand and more."""
ROUNDS_MAX = 8
ORDERS_OF_THE_BREACH = 20
"""Enough that some payer's answer is lost on the way."""

NO_MONEY = {None, book.PaymentState.DECLINED, book.PaymentState.VOIDED, book.PaymentState.REFUNDED}


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_world_of_faults_ends_with_every_promise_kept(database, clock, monkeypatch, seed: int):
    chaos = Chaos(Random(-seed), rate=0.02)
    chaos.install(monkeypatch)
    world = await World.founded(database, clock, chaos, seed)
    await world.run(ORDERS)
    await world.town.assert_audit_is_clean()
    assert chaos.struck.total() > 0
    await world.quiesce()
    await world.town.assert_audit_is_clean()
    orders = dict(await world.town.rows("select order_id, state from orders.orders"))
    assert set(orders) == world.placed
    assert set(orders.values()) <= {"handed_over", "cancelled"}
    assert await world.town.rows("select count(*) from campaigns.cards where state = 'held'") == [(0,)]
    for order_id, state in orders.items():
        paid = world.payer.state(payment_id_of(order_id))
        assert paid is book.PaymentState.CAPTURED if state == "handed_over" else paid in NO_MONEY
    queries = "select sum(b.balance_fen)::bigint from ledger.balances b"
    assert await world.town.rows(queries) == [(0,)]


async def test_the_simulation_sees_a_payer_whose_silence_is_taken_for_an_answer(database, clock, monkeypatch):
    chaos = Chaos(Random(2), rate=0.02)
    chaos.install(monkeypatch)
    monkeypatch.setattr(payment_answers, "ENDED", payment_answers.ENDED | {PaymentState.UNKNOWN})
    world = await World.founded(database, clock, chaos, seed=2)
    findings = []
    for _ in range(
        ROUNDS_MAX
    ):  # The database decides who comes first, so silence may take a few rounds to fall.
        await world.run(ORDERS_OF_THE_BREACH)
        findings = await audit(database, CELL, checkouts=False)
        if not all(finding.is_kept for finding in findings):
            break
    assert "orders_jobs_and_payments_agree" in {each.name for each in findings if not each.is_kept}
