"""One promise, many who answer it at the same instant."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from qianbei.ledger import api
from qianbei.ledger.contracts import Account, AccountKind, Pending, Resolve, ResolveOutcome, TransferOutcome
from tests.concurrency.conftest import retried
from tests.support.town import CELL, FACE_FEN, Town

pytestmark = pytest.mark.anyio


async def promised(town: Town, amount_fen: int) -> Pending:
    budget = Account(AccountKind.BUDGET, town.campaign_id).place(town.campaign_id)
    store = Account(AccountKind.STORE_PAYABLE, town.seller_id)
    at = town.clock.now()
    pending = Pending(
        town.id(), budget, store.place(town.seller_id), amount_fen, "tested", UUID(int=1), at, at + timedelta(minutes=1)
    )  # fmt: skip
    async with town.database.transaction() as tx:
        await api.open_accounts(tx, CELL, [store], at)
        assert await api.keep_back(tx, CELL, [pending]) == [TransferOutcome.DONE]
    return pending


async def test_pending_resolves_at_most_once(database, clock, random):
    """Posts of different parts, voids and the sweeper, a hundred at once: one of them ends it."""
    town = await Town.founded(database, clock, random, budget_fen=10 * FACE_FEN)
    pending = await promised(town, FACE_FEN)
    clock.at = pending.expires_at - timedelta(seconds=1)

    async def answer(number: int):
        post_fen = None if number % 4 == 0 else FACE_FEN - number
        asked = [Resolve(pending.pending_id, post_fen, clock.now())]
        return (await retried(database, lambda tx: api.resolve(tx, CELL, asked)))[0]

    async def sweep():
        return await retried(database, lambda tx: api.expire(tx, CELL, pending.expires_at, limit=10))

    *outcomes, swept, swept_again = await asyncio.gather(*(answer(n) for n in range(98)), sweep(), sweep())
    assert Counter(outcomes)[ResolveOutcome.DONE] + swept + swept_again == 1
    rows = await town.rows("select resolution, coalesce(posted_fen, 0) from ledger.pendings")
    assert len(rows) == 1
    moved = await town.rows(
        "select coalesce(sum(amount_fen), 0)::bigint from ledger.transfers where kind = 'tested'"
    )
    assert moved == [(rows[0][1],)]
    assert (await town.balances())["budget"] == 10 * FACE_FEN - rows[0][1]
    assert await town.rows("select sum(pending_fen)::int from ledger.balances") == [(0,)]
    await town.assert_audit_is_clean()


async def test_promises_at_once_never_pass_the_floor(database, clock, random):
    town = await Town.founded(database, clock, random, budget_fen=50 * FACE_FEN)
    first = await promised(town, FACE_FEN)

    async def promise():
        at = clock.now()
        asked = Pending(
            town.id(), first.debit, first.credit, FACE_FEN, "tested", UUID(int=1), at, at + timedelta(minutes=1)
        )  # fmt: skip
        return (await retried(database, lambda tx: api.keep_back(tx, CELL, [asked])))[0]

    outcomes = await asyncio.gather(*(promise() for _ in range(100)))
    assert Counter(outcomes) == {TransferOutcome.DONE: 49, TransferOutcome.FLOOR: 51}
    await town.assert_audit_is_clean()
