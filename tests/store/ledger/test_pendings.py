"""Promised money on real rows: kept back at once, moved when posted, let go otherwise, and one end each."""

from datetime import timedelta
from uuid import UUID

import pytest

from qianbei.db import Query, Tx
from qianbei.db.errors import CheckViolation
from qianbei.ledger import api
from qianbei.ledger.contracts import (
    Account,
    AccountKind,
    Pending,
    Resolve,
    ResolveOutcome,
    Transfer,
    TransferOutcome,
)

pytestmark = pytest.mark.anyio

CELL = 1
NIL = UUID(int=0)
PROGRAMME = Account(AccountKind.PROGRAMME, NIL)
BUDGET = Account(AccountKind.BUDGET, UUID(int=7))
STORE = Account(AccountKind.STORE_PAYABLE, UUID(int=7))
MINUTE = timedelta(minutes=1)
DONE, ALREADY, UNKNOWN, EXPIRED, OTHERWISE, TOO_MUCH = ResolveOutcome


@pytest.fixture
async def funded(tx: Tx, clock) -> Tx:
    """A hundred fen in the budget."""
    await api.open_accounts(tx, CELL, [PROGRAMME, BUDGET, STORE], clock.now())
    fund = Transfer(UUID(int=1), PROGRAMME.place(NIL), BUDGET.place(NIL), 100, "fund", NIL, clock.now())
    assert await api.transfer(tx, CELL, [fund]) == [TransferOutcome.DONE]
    return tx


def promise(clock, number: int, amount_fen: int) -> Pending:
    at = clock.now()
    return Pending(
        UUID(int=number), BUDGET.place(NIL), STORE.place(NIL), amount_fen, "tested", NIL, at, at + MINUTE
    )  # fmt: skip


def post(clock, number: int, fen: int | None) -> Resolve:
    return Resolve(UUID(int=number), fen, clock.now())


async def money(tx: Tx, clock) -> tuple[int, int, int]:
    """Budget, of it free, store."""
    held = await api.balances_at(tx, CELL, [BUDGET, STORE], clock.now())
    free = await api.available(tx, CELL, [BUDGET.place(NIL)])
    return held[BUDGET], free[BUDGET.place(NIL)], held[STORE]


async def test_a_promise_keeps_money_back_and_posting_a_part_lets_the_rest_go(funded: Tx, clock):
    assert await api.keep_back(funded, CELL, [promise(clock, 2, 60)]) == [TransferOutcome.DONE]
    assert await money(funded, clock) == (100, 40, 0)
    assert await api.keep_back(funded, CELL, [promise(clock, 3, 41)]) == [TransferOutcome.FLOOR]
    assert await api.resolve(funded, CELL, [post(clock, 2, 25)]) == [DONE]
    assert await money(funded, clock) == (75, 75, 25)
    assert await api.done(funded, CELL, [UUID(int=2), UUID(int=3)]) == [UUID(int=2)]


async def test_a_voided_promise_moves_nothing(funded: Tx, clock):
    await api.keep_back(funded, CELL, [promise(clock, 2, 60)])
    assert await api.resolve(funded, CELL, [post(clock, 2, None)]) == [DONE]
    assert await money(funded, clock) == (100, 100, 0)


async def test_post_after_expiry_fails(funded: Tx, clock):
    await api.keep_back(funded, CELL, [promise(clock, 2, 60)])
    clock.at += MINUTE
    assert await api.resolve(funded, CELL, [post(clock, 2, 60)]) == [EXPIRED]
    assert await money(funded, clock) == (100, 40, 0)
    assert await api.expire(funded, CELL, clock.now(), limit=10) == 1
    assert await api.resolve(funded, CELL, [post(clock, 2, 60)]) == [EXPIRED]
    assert await money(funded, clock) == (100, 100, 0)


async def test_only_what_is_over_is_swept_and_no_more_than_asked(funded: Tx, clock):
    await api.keep_back(funded, CELL, [promise(clock, number, 10) for number in (2, 3, 4)])
    clock.at += MINUTE / 2
    await api.keep_back(funded, CELL, [promise(clock, 5, 10)])
    assert await api.expire(funded, CELL, clock.now(), limit=10) == 0
    clock.at += MINUTE / 2
    assert [await api.expire(funded, CELL, clock.now(), limit=2) for _ in range(3)] == [2, 1, 0]
    assert await money(funded, clock) == (100, 90, 0)


async def test_a_repeat_is_the_first_and_another_content_under_the_same_id_is_refused(funded: Tx, clock):
    first, larger = promise(clock, 2, 60), promise(clock, 2, 61)
    assert await api.keep_back(funded, CELL, [first, first]) == [
        TransferOutcome.DONE,
        TransferOutcome.ALREADY,
    ]
    assert await api.keep_back(funded, CELL, [larger]) == [TransferOutcome.OTHER_CONTENT]
    fund_again = promise(clock, 1, 100)
    assert await api.keep_back(funded, CELL, [fund_again]) == [TransferOutcome.OTHER_CONTENT]
    moved = Transfer(UUID(int=2), first.debit, first.credit, 60, "tested", NIL, clock.now())
    assert await api.transfer(funded, CELL, [moved]) == [TransferOutcome.OTHER_CONTENT]
    await api.resolve(funded, CELL, [post(clock, 2, 60)])
    assert await api.keep_back(funded, CELL, [first]) == [TransferOutcome.ALREADY]
    assert await api.transfer(funded, CELL, [moved]) == [TransferOutcome.OTHER_CONTENT]
    assert await money(funded, clock) == (40, 40, 60)


async def test_every_other_answer_than_the_first_is_refused_and_changes_nothing(funded: Tx, clock):
    await api.keep_back(funded, CELL, [promise(clock, 2, 60)])
    asked = [post(clock, 2, 61), post(clock, 2, 0), post(clock, 9, 1), post(clock, 2, 60)]
    assert await api.resolve(funded, CELL, asked) == [TOO_MUCH, TOO_MUCH, UNKNOWN, DONE]
    again = [post(clock, 2, 60), post(clock, 2, 59), post(clock, 2, None)]
    assert await api.resolve(funded, CELL, again) == [ALREADY, OTHERWISE, OTHERWISE]
    assert await money(funded, clock) == (40, 40, 60)
    assert await api.resolve(funded, CELL, []) == []
    assert await api.keep_back(funded, CELL, []) == []


@pytest.mark.parametrize(
    ("breach", "guard"),
    [
        (
            "update ledger.balances set pending_fen = 101 where floor_fen is not null",
            "available_not_under_floor",
        ),
        ("update ledger.balances set pending_fen = -1", "pending_not_negative"),
        ("update ledger.pendings set resolution = 'voided'", "pending_resolved_whole"),
        (
            "update ledger.pendings set resolution = 'posted', posted_fen = 61, resolved_at = at",
            "pending_posted_within",
        ),
    ],
)
async def test_the_tables_hold_it_even_against_their_own_room(funded: Tx, clock, breach: str, guard: str):
    await api.keep_back(funded, CELL, [promise(clock, 2, 60)])
    with pytest.raises(CheckViolation, match=guard):
        await funded.run(Query("tests.breach", breach))


async def test_balances_of_any_past_time_and_statements_that_add_up(funded: Tx, clock):
    start = clock.now()
    for number in (2, 3):
        clock.at += MINUTE
        moved = Transfer(UUID(int=number), BUDGET.place(NIL), STORE.place(NIL), 10, "sale", NIL, clock.now())
        await api.transfer(funded, CELL, [moved])
    at = [await api.balances_at(funded, CELL, [BUDGET, STORE], start + MINUTE * n) for n in range(-1, 3)]
    assert [(each[BUDGET], each[STORE]) for each in at] == [(0, 0), (100, 0), (90, 10), (80, 20)]
    told = await api.statement(funded, CELL, BUDGET, start + MINUTE, start + MINUTE * 2)
    assert (told.opening_fen, told.closing_fen) == (100, 90)
    assert [(e.kind, e.other, e.amount_fen, e.balance_fen) for e in told.entries] == [
        ("sale", STORE, -10, 90)
    ]
    whole = await api.statement(funded, CELL, BUDGET, start, clock.now() + MINUTE)
    assert (whole.opening_fen, whole.closing_fen, len(whole.entries)) == (0, 80, 3)
    nothing = await api.statement(funded, CELL, PROGRAMME, start + MINUTE, start + MINUTE * 2)
    assert (nothing.opening_fen, nothing.closing_fen, nothing.entries) == (-100, -100, [])
