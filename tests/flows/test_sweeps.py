"""What nobody came back for ends by itself: promises, leases of workers that died, sellers' days."""

from datetime import timedelta

import pytest

from qianbei.budgets.contracts import Lease
from qianbei.flows import leases, money, sweeps
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Pending, transfer_id
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Answer
from tests.support.books import snapshot
from tests.support.town import CELL, FACE_FEN, Town

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)


async def test_a_promise_that_is_over_lets_its_money_go(town: Town):
    at = town.clock.now()
    source = money.budget(town.campaign_id).place(town.campaign_id)
    target = money.goodwill().place(town.store_id)
    id_ = transfer_id("goodwill", town.store_id)
    promise = Pending(id_, source, target, 700, "goodwill", town.store_id, at, at + MINUTE)
    async with town.database.transaction() as tx:
        await ledger.keep_back(tx, CELL, [promise])
        kept = await ledger.available(tx, CELL, [source])
    assert await sweeps.expire_pendings(town.database, CELL, at) == 0
    assert await sweeps.expire_pendings(town.database, CELL, at + MINUTE) == 1
    assert await sweeps.expire_pendings(town.database, CELL, at + MINUTE) == 0
    async with town.database.reading() as tx:
        free = await ledger.available(tx, CELL, [source])
    assert free[source] == kept[source] + 700


async def test_a_lease_whose_worker_died_goes_back_without_anybody_asking(town: Town):
    at = town.clock.now()
    before = (await town.balances())["budget"]
    async with town.database.transaction() as tx:
        ask = leases.Ask(town.campaign_id, "died", FACE_FEN, 4, at, at + MINUTE)
        assert isinstance(await leases.lend(tx, CELL, ask), Lease)
    books = await snapshot(town.database)
    assert await sweeps.close_expired_leases(town.database, CELL, at) == 0
    assert await snapshot(town.database) == books
    assert await sweeps.close_expired_leases(town.database, CELL, at + MINUTE) == 1
    assert (await town.balances())["budget"] == before
    assert await sweeps.close_expired_leases(town.database, CELL, at + MINUTE) == 0


async def test_a_seller_is_paid_for_a_day_that_is_over_an_hour_after_midnight(town: Town, clock):
    await town.confirmed(await town.guest())
    due_fen = (await town.balances())["store_payable"]
    midnight = clock.now().replace(hour=16)
    await sweeps.settle_days(town.database, CELL, midnight + timedelta(minutes=59))
    assert (await town.balances()).get("settled", 0) == 0
    for _ in range(2):
        await sweeps.settle_days(town.database, CELL, midnight + timedelta(minutes=60))
        assert (await town.balances())["settled"] == due_fen


async def test_answers_are_kept_for_a_week_and_then_forgotten_some_at_a_time(town: Town, monkeypatch):
    monkeypatch.setattr(sweeps, "ANSWERS_MAX", 2)
    at, person = town.clock.now(), town.id()
    async with town.database.transaction() as tx:
        for day in range(5):
            given_at = at + timedelta(days=day)
            await outbox.remember_answer(tx, Answer(CELL, person, f"key-{day}", b"r" * 32, 200, {}, given_at))
    then = at + sweeps.ANSWERS_KEPT
    assert await sweeps.forget_answers(town.database, CELL + 1, then + timedelta(days=9)) == 0
    assert await sweeps.forget_answers(town.database, CELL, then) == 0
    swept = [await sweeps.forget_answers(town.database, CELL, then + timedelta(days=3)) for _ in range(3)]
    assert swept == [2, 1, 0]
    assert await town.rows("select idempotency_key from outbox.answers order by at") == [
        ("key-3",),
        ("key-4",),
    ]
