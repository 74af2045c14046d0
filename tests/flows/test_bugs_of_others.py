"""Bugs that other promotion engines shipped, each under the name of its promise, shown not to be here."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bench.support.joining import issue_joining_cards
from qianbei.flows.intake import Placed, Refusal, Refused
from qianbei.flows.subscriptions import ask_again
from qianbei.flows.work import Action
from qianbei.payments.contracts import PaymentEvent, payment_id_of
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio


async def test_first_3ds_attempt_does_not_burn_the_card(town: Town, payer, relayed, asking, clock):
    """saleor #7588: a voucher for one use was spent by the first call of a payment that needs a second."""
    guest = await town.guest()
    offer = town.offer(guest)
    payer.undecided = True
    placed = await town.approve(offer)
    assert isinstance(placed, Placed)
    await relayed()
    for _ in range(3):
        clock.advance(minutes=1)
        await ask_again(town.database, asking)
        again = await town.approve(offer)
        assert isinstance(again, Placed)
        assert (again.order_id, again.created) == (placed.order_id, False)
        assert await town.card_state(guest) == ("held", placed.order_id)
    payer.decide(payment_id_of(placed.order_id))
    clock.advance(minutes=10)
    await ask_again(town.database, asking)
    assert await town.order_state(placed.order_id) == "authorised"
    await town.store_does(placed.order_id, Action.CONFIRM)
    assert await town.card_state(guest) == ("redeemed", placed.order_id)
    moves = await town.rows("select event from campaigns.card_moves order by seq")
    assert [event for (event,) in moves] == ["hold", "redeem"]


async def test_a_declined_first_payment_leaves_the_card_for_the_second(town: Town, payer, relayed):
    guest = await town.guest()
    payer.declines = True
    first = await town.placed(guest)
    await relayed()
    assert await town.order_state(first) == "cancelled"
    payer.declines = False
    second = await town.placed(guest)
    await relayed()
    await town.store_does(second, Action.CONFIRM)
    assert await town.card_state(guest) == ("redeemed", second)


async def test_no_order_with_refunded_payment_after_race(town: Town, payer, relayed, asking, clock):
    """saleor #15855: store and customer at the same instant left an order whose money had gone back."""
    orders = [await town.placed(guest) for guest in await town.guests(12)]
    await relayed()

    async def both(order_id) -> None:
        await asyncio.gather(town.store_does(order_id, Action.CONFIRM), town.cancels(order_id))

    await asyncio.gather(*(both(order_id) for order_id in orders))
    for _ in range(3):
        await relayed()
        clock.advance(minutes=1)
        await ask_again(town.database, asking)
    for order_id in orders:
        pair = (await town.order_state(order_id), await town.payment_state(order_id))
        assert pair in {("cancelled", "voided"), ("cancelled", "refunded"), ("confirmed", "captured")}


async def test_cancelled_order_frees_the_person_limit(town: Town, relayed):
    """vendure #1466: a cancelled order still counted as a use."""
    guest = await town.guest()
    for _ in range(3):
        order_id = await town.placed(guest)
        await town.payer_says(order_id, PaymentEvent.AUTHORISED)
        await town.cancels(order_id)
        await relayed()
        assert await town.order_state(order_id) == "cancelled"
        town.clock.advance(minutes=11)
    assert isinstance(await town.placed(guest), type(order_id))


async def test_limit_counts_the_current_order(town: Town):
    """chameleon #801: a limit that looked at past orders only let two through at once."""
    guest = await town.guest()
    approvals = [town.approval(town.offer(guest), again=True) for _ in range(3)]
    outcomes = await town.place(approvals)
    assert Counter(type(outcome) for outcome in outcomes) == {Placed: 1, Refused: 2}
    assert outcomes[1:] == [Refused(Refusal.CARD_USED)] * 2
    assert await town.approve(town.offer(guest), again=True) == Refused(Refusal.CARD_USED)


async def test_limit_applies_to_automatic_promotions(town: Town):
    """vendure #4353: what needs no code had no limit. The joining card comes by itself, and once."""
    guest = await town.guest()
    order_id = await town.confirmed(guest)
    assert guest.card is not None
    for days in range(3):
        async with town.database.transaction() as tx:
            at = town.clock.now() + timedelta(days=days)
            again = await issue_joining_cards(tx, CELL, [guest.person_id], at)
        assert not again[guest.person_id].created
        assert again[guest.person_id].card.card_id == guest.card.card_id
    assert await town.card_state(guest) == ("redeemed", order_id)
    assert await town.rows("select count(*) from campaigns.cards") == [(1,)]
