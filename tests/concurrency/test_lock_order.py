"""Every flow locks in the one order, so flows that meet wait for one another and never in a ring."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest

from bench.support.joining import issue_joining_cards
from qianbei.campaigns import api as campaigns
from qianbei.db import Database, Tx, load_queries
from qianbei.db.errors import DeadlockDetected
from qianbei.flows import ending, payment_answers, ride, rows
from qianbei.flows.ending import Ask
from qianbei.flows.expire import CONFIRM_WITHIN, expire
from qianbei.flows.intake import Placed
from qianbei.flows.payment_answers import Answer
from qianbei.flows.work import Action, Worker, act
from qianbei.orders import api as orders
from qianbei.orders.contracts import Actor, EndedReason, OrderEvent
from qianbei.payments.contracts import PaymentEvent, payment_id_of
from tests.concurrency.conftest import everywhere, retried
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio

ORDER = (
    "lock_pending",
    "lock_nodes",
    "lock_leases",
    "lock_orders",
    "lock_payments",
    "lock_cards",
    "lock_jobs",
    "lock_slots",
    "lock_ledger_pendings",
    "lock_balances",
)
ROOMS = ("budgets", "campaigns", "catalog", "fulfilment", "ledger", "orders", "outbox", "payments", "people")


def is_in_order(locks: Sequence[str]) -> bool:
    return all(ORDER.index(before) <= ORDER.index(after) for before, after in pairwise(locks))


@pytest.fixture
def locks(monkeypatch) -> dict[Tx, list[str]]:
    """Each transaction's lock queries, in the order it made them."""
    made: dict[Tx, list[str]] = {}
    look = Tx.rows

    async def noted(self, query, params=None):
        name = query.name.rpartition(".")[2]
        if name in ORDER:
            made.setdefault(self, []).append(name)
        return await look(self, query, params)

    monkeypatch.setattr(Tx, "rows", noted)
    return made


async def test_every_flow_locks_in_the_one_order(database: Database, clock, random, locks):
    town = await Town.founded(database, clock, random)
    refused, silent, handed = [await town.confirmed(guest) for guest in await town.guests(3)]
    await town.store_does(refused, Action.START)
    await town.store_refuses(refused, EndedReason.STORE_FAILED)
    await town.payer_says(refused, PaymentEvent.VOIDED)
    await town.cancels(silent)
    overdue = await town.placed(await town.guest())
    await town.payer_says(overdue, PaymentEvent.AUTHORISED)
    async with database.transaction() as tx:
        await ride.accept(tx, CELL, random, handed, town.id(), "小风", clock.now())
    clock.at += CONFIRM_WITHIN
    await expire(database, CELL, random, clock.at)
    assert {name for made in locks.values() for name in made} == set(ORDER) - {
        "lock_pending",
        "lock_ledger_pendings",
    }
    assert all(is_in_order(made) for made in locks.values()), list(locks.values())


async def test_the_guard_sees_a_flow_that_locks_backwards(database: Database, clock, random, locks):
    town = await Town.founded(database, clock, random)
    guest = await town.guest()
    order_id = await town.placed(guest)
    async with database.transaction() as tx:
        await campaigns.lock_cards(tx, CELL, [guest.card.card_id])
        await orders.lock(tx, CELL, [order_id])
    assert not all(is_in_order(made) for made in locks.values())


async def test_two_that_lock_backwards_are_a_deadlock(database: Database, clock, random):
    town = await Town.founded(database, clock, random)
    order_ids = [await town.placed(guest) for guest in await town.guests(2)]
    both = asyncio.Barrier(2)

    async def lock_one_then_other(one: UUID, other: UUID) -> None:
        async with database.transaction() as tx:
            await rows.lock(tx, CELL, [one])
            await both.wait()
            await rows.lock(tx, CELL, [other])

    outcomes = await asyncio.gather(
        lock_one_then_other(*order_ids), lock_one_then_other(*reversed(order_ids)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [DeadlockDetected]


def test_every_lock_names_the_order_of_its_rows():
    found = []
    for room in ROOMS:
        queries = load_queries(f"qianbei.{room}")
        for name in queries.names():
            text = getattr(queries, name).text.lower()
            if "for update" in text or "for no key update" in text:
                found.append(name)
                assert "order by" in text.partition("for update")[0], name
    assert set(ORDER) <= set(found)


async def test_writers_stores_payers_and_customers_at_once_leave_clean_books(
    database: Database, clock, random, intakes
):
    """Two intakes, confirmations, cancellations, answers and joins on the same orders, cards and slots."""
    town = await Town.founded(database, clock, random, cups_per_slot=200)
    chance = Random(5)
    guests = await town.guests(60)
    placed = [await town.placed(guest) for guest in guests[:30]]

    def answer(order_id: UUID, event: PaymentEvent):
        said = [Answer(order_id, payment_id_of(order_id), event)]
        return retried(database, lambda tx: payment_answers.record(tx, CELL, random, said, clock.now()))

    def step(order_id: UUID):
        store = Worker(store_id=town.store_id)
        return retried(
            database, lambda tx: act(tx, CELL, random, order_id, Action.CONFIRM, store, clock.now())
        )

    def cancel(order_ids: Sequence[UUID]):
        asks = [
            Ask(each, OrderEvent.CANCEL_ASKED, Actor.CUSTOMER, EndedReason.CUSTOMER_CANCELLED)
            for each in order_ids
        ]
        return retried(database, lambda tx: ending.begin(tx, CELL, random, asks, clock.now()))

    def join():
        people = [guest.person_id for guest in guests]
        return retried(database, lambda tx: issue_joining_cards(tx, CELL, people, clock.now()))

    work = [answer(each, PaymentEvent.AUTHORISED) for each in placed]
    work += [step(each) for each in placed] + [cancel(chance.sample(placed, 4)) for _ in range(8)]
    work += [answer(each, PaymentEvent.VOIDED) for each in placed] + [join() for _ in range(3)]
    chance.shuffle(work)
    approvals = [town.approval(town.offer(guest)) for guest in guests[30:]] * 2
    outcomes, *_ = await asyncio.gather(everywhere(intakes(2), approvals), *work)
    assert sum(isinstance(outcome, Placed) and outcome.created for outcome in outcomes) == 30
    await town.assert_audit_is_clean()
