"""Whatever fails, and whenever: afterwards every promise of the design holds, recomputed from the rows."""

from random import Random

import pytest

from qianbei.flows import payment_answers
from qianbei.payments.contracts import PaymentState
from qianbei.views.audit import audit
from tests.simulation.chaos import Chaos
from tests.simulation.life import FAULT_RATE, live
from tests.simulation.world import World
from tests.support.town import CELL

pytestmark = pytest.mark.anyio

SEEDS = range(24)
"""`make simulate` runs a thousand."""
ROUNDS_MAX = 8
ORDERS_OF_THE_BREACH = 10


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_world_of_faults_ends_with_every_promise_kept(database, clock, seed: int):
    assert (await live(database, clock, seed)).total() > 0


async def test_the_simulation_sees_a_payer_whose_silence_is_taken_for_an_answer(database, clock, monkeypatch):
    chaos = Chaos(Random(2), FAULT_RATE)
    chaos.install(monkeypatch)
    monkeypatch.setattr(payment_answers, "ENDED", payment_answers.ENDED | {PaymentState.UNKNOWN})
    findings = []
    async with World.founded(database, clock, chaos, seed=2) as world:
        world.payer.lost_rate = 0.6
        for _ in range(
            ROUNDS_MAX
        ):  # The database decides who comes first, so silence may take a few rounds to fall.
            await world.run(ORDERS_OF_THE_BREACH)
            findings = await audit(database, CELL, checkouts=False)
            if not all(finding.is_kept for finding in findings):
                break
    assert "orders_jobs_and_payments_agree" in {each.name for each in findings if not each.is_kept}
