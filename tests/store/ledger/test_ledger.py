"""Transfers on real rows: done once, refused whole, and a floor that the table itself holds."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from qianbei.db import Tx
from qianbei.db.errors import CheckViolation
from qianbei.ledger import api, store
from qianbei.ledger.contracts import Account, AccountKind, Place, Transfer, TransferOutcome, transfer_id

pytestmark = pytest.mark.anyio

CELL = 1
NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
OWNER = UUID(int=7)
PROGRAMME = Account(AccountKind.PROGRAMME, UUID(int=0))
BUDGET = Account(AccountKind.BUDGET, OWNER)
LIABILITY = Account(AccountKind.LIABILITY, OWNER)


@pytest.fixture
async def opened(tx: Tx, clock) -> Tx:
    await api.open_accounts(tx, CELL, [PROGRAMME, BUDGET, LIABILITY], clock.now())
    return tx


def move(clock, number: int, source: Account, target: Account, amount_fen: int) -> Transfer:
    subject = UUID(int=number)
    at = clock.now()
    return Transfer(
        transfer_id("tested", subject), source.place(subject), target.place(subject), amount_fen, "tested", subject, at
    )  # fmt: skip


async def held(tx: Tx) -> list[int]:
    found = await api.balances_at(tx, CELL, [PROGRAMME, BUDGET, LIABILITY], NOON + timedelta(days=1))
    return [found[account] for account in (PROGRAMME, BUDGET, LIABILITY)]


async def test_an_account_opened_twice_is_one_and_keeps_its_money(opened: Tx, clock):
    await api.transfer(opened, CELL, [move(clock, 1, PROGRAMME, BUDGET, 100)])
    await api.open_accounts(opened, CELL, [BUDGET, PROGRAMME], clock.now())
    assert await held(opened) == [-100, 100, 0]


async def test_a_transfer_is_made_once_however_often_it_is_asked(opened: Tx, clock):
    fund = move(clock, 1, PROGRAMME, BUDGET, 100)
    assert await api.transfer(opened, CELL, [fund, fund]) == [TransferOutcome.DONE, TransferOutcome.ALREADY]
    assert await api.transfer(opened, CELL, [fund]) == [TransferOutcome.ALREADY]
    assert await held(opened) == [-100, 100, 0]
    assert await api.done(opened, CELL, [fund.transfer_id, OWNER]) == [fund.transfer_id]


async def test_a_budget_gives_what_it_has_in_the_order_of_the_requests(opened: Tx, clock):
    await api.transfer(opened, CELL, [move(clock, 1, PROGRAMME, BUDGET, 60)])
    asked = [move(clock, number, BUDGET, LIABILITY, 25) for number in range(2, 6)]
    outcomes = await api.transfer(opened, CELL, asked)
    assert outcomes == [TransferOutcome.DONE] * 2 + [TransferOutcome.FLOOR] * 2
    assert await held(opened) == [-60, 10, 50]


async def test_an_account_that_nobody_opened_refuses_and_nothing_moves(opened: Tx, clock):
    stranger = Account(AccountKind.BUDGET, UUID(int=9))
    assert await api.transfer(opened, CELL, [move(clock, 1, PROGRAMME, stranger, 5)]) == [
        TransferOutcome.NO_ACCOUNT
    ]
    assert await held(opened) == [0, 0, 0]
    assert await api.transfer(opened, CELL, []) == []


async def test_another_cell_has_its_own_books(opened: Tx, clock):
    outcome = await api.transfer(opened, CELL + 1, [move(clock, 1, PROGRAMME, BUDGET, 5)])
    assert outcome == [TransferOutcome.NO_ACCOUNT]


async def test_the_table_holds_the_floor_even_against_its_own_room(opened: Tx, clock):
    overdrawn = move(clock, 1, BUDGET, LIABILITY, 1)
    with pytest.raises(CheckViolation, match="available_not_under_floor"):
        await store.write(opened, CELL, [overdrawn], {overdrawn.debit: -1, overdrawn.credit: 1})


async def test_balances_are_locked_in_one_order(opened: Tx):
    places = [LIABILITY.place(UUID(int=n)) for n in range(16)] + [Place(BUDGET.account_id, 0)]
    assert list(await store.lock_balances(opened, CELL, places[::-1])) == sorted(places)
