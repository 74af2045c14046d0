"""Red packets from the budget to wallets and back, with real commits; cash paid out with the payer on a bad day."""

from datetime import timedelta

import pytest

from qianbei.db import Database
from qianbei.flows import packets, payouts
from qianbei.kit.clock import FixedClock
from qianbei.outbox.relay import Relay
from qianbei.packets import api as door
from qianbei.packets import events
from qianbei.packets.contracts import (
    Fixed,
    GrabRefusal,
    Packet,
    PayoutAnswer,
    PayoutState,
    PlanRefusal,
    Took,
)
from tests.support.books import snapshot
from tests.support.payer import BookPayer
from tests.support.pockets import cash_of, grabbed, opened, wanted
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio


async def packet_in(town: Town, **numbers: int) -> Packet:
    packet = await opened(town, **numbers)
    assert isinstance(packet, Packet)
    return packet


async def with_cash(town: Town, amount_fen: int = 10_000):
    """A person with exactly this in the wallet."""
    person_id = town.id()
    await grabbed(town, await packet_in(town, total_fen=amount_fen, count=1), person_id)
    return person_id


async def close(town: Town) -> int:
    return await packets.close_ended(town.database, CELL, town.random, town.clock.now())


async def test_a_packet_takes_its_whole_deck_out_of_the_budget_at_once(town: Town):
    before = (await town.balances())["budget"]
    packet = await opened(town, 10_000, 10, (Fixed(5_000, 1),))
    after = await town.balances()
    assert isinstance(packet, Packet)
    assert (before - after["budget"], after["packet"]) == (10_000, 10_000)
    deck = [row[0] for row in await town.rows("select amount_fen from packets.shares order by place")]
    assert deck == door.deck(packet.plan, packet.seed)
    assert (sum(deck), max(deck)) == (10_000, 5_000)


async def test_a_packet_that_the_budget_cannot_pay_is_not_opened(found_town):
    town = await found_town(budget_fen=9_999)
    before = await snapshot(town.database)
    assert await opened(town) is PlanRefusal.SPENT
    assert await opened(town, total_fen=3, count=4) is PlanRefusal.TOTAL
    assert await snapshot(town.database) == before


async def test_everybody_gets_the_next_share_into_the_wallet_until_there_is_none(town: Town):
    packet = await packet_in(town, count=3)
    persons = [town.id() for _ in range(4)]
    outcomes = await grabbed(town, packet, *persons)
    deck = door.deck(packet.plan, packet.seed)
    assert [each.share.amount_fen for each in outcomes if isinstance(each, Took)] == deck
    assert outcomes[3] is GrabRefusal.EMPTY
    assert [await cash_of(town, each) for each in persons] == [*deck, 0]
    told = await town.rows(f"select payload from outbox.events where type = '{events.TAKEN}'")
    assert len(told) == 3


async def test_a_retry_gets_the_same_share_and_no_more_money(town: Town):
    packet, person = await packet_in(town), town.id()
    (first,) = await grabbed(town, packet, person)
    before = await snapshot(town.database)
    again = await grabbed(town, packet, person, person)
    assert [(each.share, each.created) for each in again] == 2 * [(first.share, False)]
    assert await snapshot(town.database) == before


async def test_what_nobody_took_goes_back_when_the_packet_ends(town: Town, clock: FixedClock):
    before = (await town.balances())["budget"]
    packet, person = await packet_in(town), town.id()
    (took,) = await grabbed(town, packet, person)
    assert await close(town) == 0
    clock.advance(days=1)
    assert await grabbed(town, packet, town.id()) == [GrabRefusal.ENDED]
    assert await close(town) == 1
    assert await close(town) == 0
    balances = await town.balances()
    assert (balances["packet"], before - balances["budget"]) == (0, took.share.amount_fen)
    assert await grabbed(town, packet, town.id()) == [GrabRefusal.ENDED]
    (late,) = await grabbed(town, packet, person)
    assert late.share == took.share


@pytest.fixture
def paid_out(database: Database, clock: FixedClock, payer: BookPayer, random):
    """The payer is asked what is wanted now, and again what is due."""
    handlers = {events.PAYOUT_WANTED: payouts.handler(payer, clock, random, CELL)}
    relay = Relay(database, clock, random, handlers, name="tests")

    async def run() -> None:
        while await relay.step():
            await relay.settle()
        await payouts.ask_again(database, payer, clock, random, CELL)

    return run


async def state_of(town: Town) -> str:
    return (await town.rows("select state from packets.payouts"))[0][0]


async def test_cash_is_paid_out_to_the_fen(town: Town, paid_out):
    person = await with_cash(town)
    before = (await town.balances()).get("clearing", 0)
    await wanted(town, person, 4_000)
    assert await cash_of(town, person) == 6_000
    await paid_out()
    balances = await town.balances()
    assert (await state_of(town), balances["payout"]) == ("paid", 0)
    assert balances["clearing"] - before == 4_000


async def test_more_than_the_wallet_holds_is_not_paid_out(town: Town):
    person = await with_cash(town)
    await wanted(town, person, 9_999)
    before = await snapshot(town.database)
    assert await wanted(town, person, 2) == payouts.Short(1)
    assert await snapshot(town.database) == before


async def test_a_payer_that_says_no_leaves_the_cash_in_the_wallet(town: Town, payer: BookPayer, paid_out):
    person = await with_cash(town)
    payer.declines = True
    await wanted(town, person, 10_000)
    await paid_out()
    assert (await state_of(town), await cash_of(town, person)) == ("declined", 10_000)


async def test_an_unknown_payout_is_asked_again_and_paid_once(
    town: Town, payer: BookPayer, paid_out, clock: FixedClock
):
    person = await with_cash(town)
    await wanted(town, person, 10_000)
    payer.lost_rate = 1.0  # The payer pays, and nobody hears of it.
    await paid_out()
    for _ in range(3):
        assert (await state_of(town), await cash_of(town, person)) == ("unknown", 0)
        clock.advance(minutes=6)
        await paid_out()
    payer.lost_rate = 0.0
    clock.advance(minutes=6)
    await paid_out()
    assert await state_of(town) == "paid"
    assert [each.amount_fen for each in payer.book._payments.values()] == [10_000]
    assert (await town.balances())["payout"] == 0


async def test_a_late_word_about_an_ended_payout_changes_nothing(town: Town, paid_out):
    person = await with_cash(town)
    payout = await wanted(town, person, 10_000)
    await paid_out()
    before = await snapshot(town.database)
    async with town.database.transaction() as tx:
        answers = [(payout.payout_id, PayoutAnswer.DECLINED), (town.id(), PayoutAnswer.PAID)]
        await payouts.record(tx, CELL, town.random, answers, town.clock.now() + timedelta(hours=1))
    assert await snapshot(town.database) == before
    assert payout.state is PayoutState.ASKED
