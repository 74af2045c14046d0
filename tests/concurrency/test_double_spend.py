"""What there is one of is given once, however many ask at the same instant."""

import asyncio
from collections import Counter

import pytest

from bench.support.joining import issue_joining_cards
from qianbei.flows.intake import Placed, Refusal, Refused
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from tests.concurrency.conftest import everywhere, retried
from tests.support.pockets import rich
from tests.support.town import CELL, FACE_FEN, Town, cardless

pytestmark = pytest.mark.anyio


def reasons(outcomes) -> Counter:
    return Counter(o.reason if isinstance(o, Refused) else o.created for o in outcomes)


async def test_of_a_hundred_orders_for_the_last_fifty_cups_exactly_fifty_are_placed(
    database, clock, random, intakes
):
    town = await Town.founded(database, clock, random, cups_per_slot=50)
    approvals = [town.approval(town.offer(guest)) for guest in await town.guests(100)]
    outcomes = await everywhere(intakes(4), approvals)
    assert reasons(outcomes) == {True: 50, Refusal.SLOT_FULL: 50}
    assert await town.cups_taken() == 50
    await town.assert_audit_is_clean()


async def test_of_twenty_orders_with_one_card_one_is_placed(database, clock, random, intakes):
    town = await Town.founded(database, clock, random)
    guest = await town.guest()
    await town.placed(await town.guest())  # The slot is open: nobody has to begin again because of it.
    approvals = [town.approval(town.offer(guest), again=True) for _ in range(20)]
    outcomes = await everywhere(intakes(4), approvals)
    assert reasons(outcomes) == {True: 1, Refusal.CARD_USED: 19}
    await town.assert_audit_is_clean()


async def test_forty_taps_on_one_checkout_in_four_processes_are_one_order(database, clock, random, intakes):
    town = await Town.founded(database, clock, random)
    offer = town.offer(await town.guest())
    outcomes = await everywhere(intakes(4), [town.approval(offer) for _ in range(40)])
    assert reasons(outcomes) == {True: 1, False: 39}
    assert len({outcome.order_id for outcome in outcomes if isinstance(outcome, Placed)}) == 1
    await town.assert_audit_is_clean()


async def test_equal_carts_from_ten_conversations_at_once_are_one_order(database, clock, random, intakes):
    town = await Town.founded(database, clock, random)
    guest = await town.guest()
    outcomes = await everywhere(intakes(2), [town.approval(town.offer(guest)) for _ in range(10)])
    assert reasons(outcomes) == {True: 1, Refusal.DUPLICATE_CART: 9}
    await town.assert_audit_is_clean()


async def newcomers(town: Town, count: int):
    ids = [town.id() for _ in range(count)]
    async with town.database.transaction() as tx:
        await people.create_guests(tx, [NewGuest(CELL, each, "zh-Hans", town.clock.now()) for each in ids])
    return ids


async def test_a_hundred_joins_of_one_person_are_one_card_and_one_transfer(database, clock, random):
    town = await Town.founded(database, clock, random)
    (person_id,) = await newcomers(town, 1)

    async def join():
        return await retried(database, lambda tx: issue_joining_cards(tx, CELL, [person_id], clock.now()))

    issued = await asyncio.gather(*(join() for _ in range(100)))
    assert sum(each[person_id].created for each in issued) == 1
    assert await town.rows("select count(*) from campaigns.cards") == [(1,)]
    assert await town.rows("select count(*) from ledger.transfers where kind = 'issue'") == [(1,)]
    await town.assert_audit_is_clean()


async def test_a_budget_for_fifty_cards_gives_exactly_fifty_to_a_hundred_and_twenty(database, clock, random):
    town = await Town.founded(database, clock, random, budget_fen=50 * FACE_FEN)
    lows: list[int] = []

    async def join(person_id):
        return await retried(database, lambda tx: issue_joining_cards(tx, CELL, [person_id], clock.now()))

    async def watch():
        while True:
            lows.append((await town.balances())["budget"])

    watcher = asyncio.create_task(watch())
    issued = await asyncio.gather(*(join(each) for each in await newcomers(town, 120)))
    watcher.cancel()
    await asyncio.wait([watcher])
    assert sum(len(each) for each in issued) == 50
    balances = await town.balances()
    assert (balances["budget"], balances["liability"]) == (0, 50 * FACE_FEN)
    assert min(lows) >= 0
    await town.assert_audit_is_clean()


async def test_two_tabs_that_spend_the_same_cash_are_one_order(database, clock, random, intakes):
    town = await Town.founded(database, clock, random)
    guest = await rich(town, cardless(await town.guest()), 600)
    approvals = [town.approval(town.offer(guest, quantity=2 + n % 2), again=True) for n in range(8)]
    outcomes = await everywhere(intakes(4), approvals)
    assert reasons(outcomes) == {True: 1, Refusal.WALLET_LESS: 7}
    assert await town.rows("select sum(pending_fen)::int from ledger.balances") == [(600,)]
    await town.assert_audit_is_clean()
