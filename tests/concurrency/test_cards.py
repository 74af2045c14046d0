"""A hundred at once at one card, one gift, one code, one plan; and each guard taken away is missed.

`SCENARIOS` are promises under a crowd, each an AssertionError when broken. `GUARDS` takes away what holds them (a
lock, a unique key, a state check) and sees the scenario fail: a guard that nobody saw fail is no guard.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from random import Random

import pytest

from bench.support.joining import issue_joining_cards
from qianbei.campaigns import rules, store, store_bulk
from qianbei.campaigns.contracts import (
    BulkKind,
    BulkPlan,
    BulkState,
    CardEvent,
    CardState,
    Chosen,
    Gift,
    Issued,
    TillSale,
    UseRefusal,
)
from qianbei.db import Database, Query
from qianbei.flows import bulk, gifts, intake, till
from qianbei.flows.expire_cards import expire_cards
from qianbei.flows.intake import Placed
from qianbei.payments.contracts import PaymentEvent
from tests.concurrency.conftest import retried
from tests.support.books import plant
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio

CROWD = 100
Scenario = Callable[[Town], Awaitable[None]]


@pytest.fixture
async def town(database_dsn: str, clock, random) -> AsyncIterator[Town]:
    """A town that a hundred connections may ask at once."""
    async with Database.opened(database_dsn, max_connections=CROWD) as opened:
        yield await Town.founded(opened, clock, random, cups_per_slot=500)


async def one_gift_has_one_taker(town: Town) -> None:
    giver, *takers = await town.guests(CROWD + 1)
    gift = await offered(town, giver)

    async def take(taker):
        return await retried(
            town.database, lambda tx: gifts.accept(tx, CELL, gift.gift_id, taker.person_id, town.clock.now())
        )

    outcomes = await asyncio.gather(*(take(taker) for taker in takers))
    taken = [outcome for outcome in outcomes if isinstance(outcome, Issued)]
    assert (len(taken), outcomes.count(UseRefusal.OVER)) == (1, CROWD - 1)
    await town.assert_audit_is_clean()


async def one_code_is_scanned_once(town: Town) -> None:
    guest = await town.guest()
    sale = await shown(town, guest)

    async def scan(amount_fen: int):
        asked = till.Scan(sale.code, town.store_id, town.seller_id, amount_fen)
        return await retried(town.database, lambda tx: till.redeem(tx, CELL, asked, town.clock.now()))

    outcomes = await asyncio.gather(*(scan(1_000 + n) for n in range(CROWD)))
    assert sum(isinstance(outcome, TillSale) for outcome in outcomes) == 1
    assert outcomes.count(UseRefusal.CODE_OVER) == CROWD - 1
    await town.assert_audit_is_clean()


async def a_card_is_ordered_with_or_given_never_both(town: Town) -> None:
    guests = await town.guests(CROWD // 2)
    approvals = {guest.person_id: town.approval(town.offer(guest)) for guest in guests}

    async def order(guest):
        return (await place(town, approvals[guest.person_id])).__class__ is Placed

    async def give(guest):
        return isinstance(await offering(town, guest), Gift)

    done = await asyncio.gather(*(way(guest) for guest in guests for way in (order, give)))
    assert [sum(done[n : n + 2]) for n in range(0, CROWD, 2)] == [1] * (CROWD // 2)
    await town.assert_audit_is_clean()


async def holds_and_releases_lose_no_card(town: Town) -> None:
    guests = await town.guests(CROWD // 4)

    async def order_and_lose(guest) -> None:
        outcome = await place(town, town.approval(town.offer(guest), again=True))
        if isinstance(outcome, Placed):
            await town.payer_says(outcome.order_id, PaymentEvent.DECLINED)

    await asyncio.gather(*(order_and_lose(guest) for guest in guests * 4))
    states = Counter([await town.card_state(guest) for guest in guests])
    assert states == {("issued", None): CROWD // 4}
    await town.assert_audit_is_clean()


async def one_person_joins_once(town: Town) -> None:
    person_id = (await town.guests(1))[0].person_id
    await asyncio.gather(*(_joined(town, person_id) for _ in range(CROWD)))
    query = f"select count(*) from campaigns.cards where person_id = '{person_id}'"
    assert await town.rows(query) == [(1,)]
    await town.assert_audit_is_clean()


async def a_plan_touches_each_card_once(town: Town) -> None:
    count = 3 * bulk.EXTEND_BATCH
    await town.guests(count)
    at = town.clock.now()
    plan = BulkPlan(
        town.id(), BulkKind.EXTEND, Chosen(town.campaign_id), at + timedelta(days=30), "outage", at
    )
    async with town.database.transaction() as tx:
        await bulk.make(tx, CELL, plan)
        await bulk.begin(tx, CELL, plan.plan_id)

    async def step():
        return await bulk.step(town.database, CELL, plan.plan_id, at)

    await asyncio.gather(*(step() for _ in range(CROWD)))
    async with town.database.transaction() as tx:
        ended = await bulk.begin(tx, CELL, plan.plan_id)
    assert isinstance(ended, BulkPlan)
    assert (ended.state, ended.cards) == (BulkState.APPLIED, count)
    assert await town.rows("select count(*) from campaigns.card_moves where event = 'extend'") == [(count,)]
    await town.assert_audit_is_clean()


async def no_two_cards_show_one_code(town: Town) -> None:
    one, two = await town.guests(2)
    town.random = Random(5)
    first = await shown(town, one)
    town.random = Random(5)
    with pytest.raises(Exception, match=r"one_shown_code|till_sales_pkey"):
        await shown(town, two)
    assert await town.card_state(one) == ("held", first.sale_id)


async def a_card_on_an_order_never_expires(town: Town) -> None:
    guest = await town.guest()
    order_id = await town.placed(guest)
    late = town.clock.now() + timedelta(days=40)
    await asyncio.gather(*(expire_cards(town.database, CELL, late) for _ in range(10)))
    assert await town.card_state(guest) == ("held", order_id)
    await town.assert_audit_is_clean()


SCENARIOS: list[Scenario] = [
    one_gift_has_one_taker,
    one_code_is_scanned_once,
    a_card_is_ordered_with_or_given_never_both,
    holds_and_releases_lose_no_card,
    one_person_joins_once,
    a_plan_touches_each_card_once,
    no_two_cards_show_one_code,
    a_card_on_an_order_never_expires,
]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(bulk, "EXTEND_BATCH", 10)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
async def test_a_crowd_changes_no_promise(town: Town, scenario: Scenario):
    await scenario(town)


def without_lock(module, name: str):
    """The query as it would be if somebody had forgotten the lock."""

    async def take_away(town: Town, monkeypatch) -> None:
        query = getattr(module.queries, name)
        text = query.text.replace("for update of card", "").replace("for update", "")
        assert text != query.text
        monkeypatch.setattr(module, "queries", _Instead(module.queries, name, Query(query.name, text)))

    return take_away


class _Instead:
    """A room's queries with one of them replaced."""

    def __init__(self, queries, name: str, query: Query) -> None:
        self._queries, self._name, self._query = queries, name, query

    def __getattr__(self, name: str):
        return self._query if name == self._name else getattr(self._queries, name)


def without(statement: str):
    async def take_away(town: Town, monkeypatch) -> None:
        await plant(town.database, statement)

    return take_away


async def without_freedom_asked(town: Town, monkeypatch) -> None:
    """A sweep that takes every card for a free one."""
    monkeypatch.setattr(rules, "EDGES", rules.EDGES | {(CardState.HELD, CardEvent.EXPIRE): CardState.EXPIRED})
    monkeypatch.setattr(store, "card_of", _as_issued(store.card_of))


def _as_issued(card_of):
    def read(row):
        return card_of((*row[:4], "issued", None, *row[6:]))

    return read


def both(*ways):
    async def take_away(town: Town, monkeypatch) -> None:
        for way in ways:
            await way(town, monkeypatch)

    return take_away


UNNUMBERED = without("alter table campaigns.card_moves drop constraint card_moves_pkey")
"""The numbers of a history are unique too, which alone stops two moves from the same state."""

GUARDS = [
    ("lock of a gift's card", without_lock(store, "lock_cards"), one_gift_has_one_taker),
    (
        "lock of a card at a till",
        both(without_lock(store, "lock_cards"), UNNUMBERED),
        one_code_is_scanned_once,
    ),
    (
        "lock of an order's card",
        both(without_lock(store, "lock_cards"), UNNUMBERED),
        a_card_is_ordered_with_or_given_never_both,
    ),
    ("lock of a plan", without_lock(store_bulk, "lock_plan"), a_plan_touches_each_card_once),
    ("unique shown code", without("drop index campaigns.one_shown_code"), no_two_cards_show_one_code),
    ("state asked before a card ends", without_freedom_asked, a_card_on_an_order_never_expires),
    (
        "unique card of person and source",
        without(
            "alter table campaigns.cards drop constraint one_card_a_person_and_source,"
            " drop constraint cards_pkey cascade"
        ),
        one_person_joins_once,
    ),
]


@pytest.mark.parametrize(("guard", "take_away", "scenario"), GUARDS, ids=[guard for guard, _, _ in GUARDS])
async def test_a_guard_taken_away_is_missed(
    town: Town, monkeypatch, guard: str, take_away, scenario: Scenario
):
    await take_away(town, monkeypatch)
    with pytest.raises((Exception, pytest.fail.Exception)):  # An assertion of the flow or of the scenario.
        await five_times(scenario, town)


async def five_times(scenario: Scenario, town: Town) -> None:
    """A race is seen sooner or later."""
    for _ in range(5):
        await scenario(town)


async def offering(town: Town, guest):
    assert guest.card is not None
    card_id = guest.card.card_id
    return await retried(
        town.database,
        lambda tx: gifts.offer(tx, CELL, town.random, guest.person_id, card_id, town.clock.now()),
    )


async def offered(town: Town, guest) -> Gift:
    gift = await offering(town, guest)
    assert isinstance(gift, Gift)
    return gift


async def shown(town: Town, guest) -> TillSale:
    async with town.database.transaction() as tx:
        sale = await till.show(tx, CELL, town.random, guest.person_id, guest.card.card_id, town.clock.now())
    assert isinstance(sale, TillSale)
    return sale


async def place(town: Town, approval):
    return (await retried(town.database, lambda tx: intake.place(tx, CELL, town.random, [approval])))[0]


async def _joined(town: Town, person_id):
    return await retried(
        town.database, lambda tx: issue_joining_cards(tx, CELL, [person_id], town.clock.now())
    )
