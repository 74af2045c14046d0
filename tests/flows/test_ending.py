"""How an order ends without a cup: asked by somebody, finished when the payer is known to hold nothing."""

from datetime import timedelta

import pytest

from qianbei.flows import money
from qianbei.flows.subscriptions import ask_again
from qianbei.flows.work import Action
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Transfer, TransferOutcome, transfer_id
from qianbei.orders.contracts import Actor, EndedReason, Order, OrderEvent, StepRefusal
from qianbei.payments.contracts import PaymentEvent, payment_id_of
from tests.flows.conftest import FoundTown
from tests.support.books import snapshot
from tests.support.town import CELL, FACE_FEN, Guest, Town

pytestmark = pytest.mark.anyio

DAY = timedelta(hours=24)


async def reach(town: Town, guest: Guest, state: str):
    """An order of this guest that got as far as `state`."""
    order_id = await town.placed(guest)
    if state != "placed":
        await town.payer_says(order_id, PaymentEvent.AUTHORISED)
    for action, reached in ((Action.CONFIRM, "confirmed"), (Action.START, "making"), (Action.READY, "ready")):
        if await town.order_state(order_id) == state:
            break
        await town.store_does(order_id, action)
        assert await town.order_state(order_id) == reached
    return order_id


async def valid_until(town: Town, guest: Guest):
    assert guest.card is not None
    query = f"select valid_until from campaigns.cards where card_id = '{guest.card.card_id}'"
    return (await town.rows(query))[0][0]


@pytest.mark.parametrize("state", ["placed", "authorised", "confirmed"])
async def test_what_a_customer_cancels_is_held_until_the_payer_gave_the_money_back(
    town: Town, payer, relayed, state: str
):
    guest = await town.guest()
    untouched = await town.balances()
    end = await valid_until(town, guest)
    order_id = await reach(town, guest, state)
    held = await town.card_state(guest)
    assert isinstance(await town.cancels(order_id), Order)
    assert await town.order_state(order_id) == "cancelling"
    assert await town.card_state(guest) == held
    assert await town.cups_taken() == 1
    await town.assert_audit_is_clean()
    await relayed()
    assert payer.state(payment_id_of(order_id)) == "voided"
    query = "select state, ended_reason from orders.orders"
    assert await town.rows(query) == [("cancelled", "customer_cancelled")]
    assert await town.card_state(guest) == ("issued", None)
    assert await town.cups_taken() == 0
    assert await town.balances() | {"store_payable": 0} == untouched | {"store_payable": 0}
    assert await valid_until(town, guest) == end


@pytest.mark.parametrize("state", ["making", "ready"])
async def test_a_customer_cannot_cancel_what_is_being_made(town: Town, state: str):
    order_id = await reach(town, await town.guest(), state)
    before = await snapshot(town.database)
    assert await town.cancels(order_id) is StepRefusal.WRONG_STATE
    assert await snapshot(town.database) == before


async def test_only_who_may_ends_an_order(town: Town):
    order_id = await reach(town, await town.guest(), "authorised")
    before = await snapshot(town.database)
    for event, by in (
        (OrderEvent.CANCEL_ASKED, Actor.STORE),
        (OrderEvent.STORE_REFUSED, Actor.CUSTOMER),
        (OrderEvent.TIME_RAN_OUT, Actor.CUSTOMER),
    ):
        outcome = await town.wants_end(order_id, event, by, EndedReason.CUSTOMER_CANCELLED)
        assert outcome is StepRefusal.NOT_ALLOWED
    assert await town.wants_end(
        town.id(), OrderEvent.CANCEL_ASKED, Actor.CUSTOMER, EndedReason.CUSTOMER_CANCELLED
    ) is (StepRefusal.UNKNOWN)
    assert await snapshot(town.database) == before


@pytest.mark.parametrize("state", ["authorised", "confirmed", "making"])
async def test_a_card_that_comes_back_by_the_stores_fault_is_good_for_a_day_at_least(
    town: Town, relayed, clock, state: str
):
    guest = await town.guest()
    order_id = await reach(town, guest, state)
    reason = EndedReason.STORE_REFUSED if state == "authorised" else EndedReason.STORE_FAILED
    assert isinstance(await town.store_refuses(order_id, reason), Order)
    clock.at = await valid_until(town, guest) - timedelta(minutes=1)
    await relayed()
    assert await town.order_state(order_id) == "cancelled"
    assert await town.card_state(guest) == ("issued", None)
    assert await valid_until(town, guest) == clock.at + DAY


async def test_a_fault_never_shortens_a_card(town: Town, relayed):
    guest = await town.guest()
    end = await valid_until(town, guest)
    await town.store_refuses(await reach(town, guest, "making"), EndedReason.STORE_FAILED)
    await relayed()
    assert await valid_until(town, guest) == end


async def test_a_card_that_came_back_buys_the_next_cup_and_its_history_says_all(town: Town, relayed):
    guest = await town.guest()
    first = await reach(town, guest, "making")
    await town.store_refuses(first, EndedReason.STORE_FAILED)
    await relayed()
    second = await reach(town, guest, "confirmed")
    assert await town.card_state(guest) == ("redeemed", second)
    query = "select seq, event, order_id, reason from campaigns.card_moves order by seq"
    assert await town.rows(query) == [
        (1, "hold", first, "order_placed"),
        (2, "redeem", first, "store_confirmed"),
        (3, "return", first, "store_failed"),
        (4, "hold", second, "order_placed"),
        (5, "redeem", second, "store_confirmed"),
    ]


async def test_captured_money_goes_back_by_refund(town: Town, payer, relayed):
    guest = await town.guest()
    order_id = await reach(town, guest, "placed")
    await relayed()
    await town.store_does(order_id, Action.CONFIRM)
    await relayed()
    assert await town.payment_state(order_id) == "captured"
    await town.cancels(order_id)
    assert await town.payment_state(order_id) == "refunding"
    await relayed()
    assert payer.state(payment_id_of(order_id)) == "refunded"
    assert await town.payment_state(order_id) == "refunded"
    assert await town.card_state(guest) == ("issued", None)
    balances = await town.balances()
    assert (balances["store_payable"], balances["clearing"]) == (0, 0)
    assert balances["liability"] == FACE_FEN


async def test_a_void_that_meets_a_capture_becomes_a_refund(town: Town, payer, relayed, asking, clock):
    """The answer to the capture is lost, the customer cancels, and the void finds the money taken."""
    guest = await town.guest()
    order_id = await reach(town, guest, "placed")
    await relayed()
    await town.store_does(order_id, Action.CONFIRM)
    payer.lost_rate = 1.0
    await relayed()
    assert payer.state(payment_id_of(order_id)) == "captured"
    await town.cancels(order_id)
    assert await town.payment_state(order_id) == "voiding"
    payer.lost_rate = 0.0
    for _ in range(3):
        clock.at += timedelta(minutes=1)
        await relayed()
        await ask_again(town.database, asking)
    assert payer.state(payment_id_of(order_id)) == "refunded"
    assert await town.order_state(order_id) == "cancelled"
    assert await town.card_state(guest) == ("issued", None)


@pytest.mark.parametrize("late", [PaymentEvent.AUTHORISED, PaymentEvent.DECLINED])
async def test_a_late_answer_to_a_cancelled_question_does_no_harm(town: Town, relayed, late: PaymentEvent):
    guest = await town.guest()
    order_id = await reach(town, guest, "placed")
    await town.cancels(order_id)
    await town.payer_says(order_id, late)
    assert await town.order_state(order_id) == (
        "cancelling" if late is PaymentEvent.AUTHORISED else "cancelled"
    )
    await relayed()
    assert await town.order_state(order_id) == "cancelled"
    assert await town.card_state(guest) == ("issued", None)


async def test_an_ending_asked_twice_is_one_ending(town: Town, relayed):
    order_id = await reach(town, await town.guest(), "authorised")
    await town.cancels(order_id)
    before = await snapshot(town.database)
    assert await town.cancels(order_id) is StepRefusal.WRONG_STATE
    assert await town.store_refuses(order_id) is StepRefusal.WRONG_STATE
    assert await snapshot(town.database) == before
    await relayed()
    before = await snapshot(town.database)
    assert await town.cancels(order_id) is StepRefusal.WRONG_STATE
    assert await snapshot(town.database) == before


async def test_a_card_comes_back_whole_from_goodwill_when_the_budget_is_spent(found_town: FoundTown, relayed):
    town = await found_town(budget_fen=FACE_FEN)
    first = await town.guest()
    order_id = await reach(town, first, "confirmed")
    unused = (await town.balances())["budget"]
    assert unused == FACE_FEN - (1_500 + 300 + 100 + 300 - 1) > 0
    await spend_budget(town)
    await town.store_refuses(order_id, EndedReason.STORE_FAILED)
    await relayed()
    assert await town.card_state(first) == ("issued", None)
    balances = await town.balances()
    assert balances["liability"] == FACE_FEN
    assert (balances["budget"], balances["goodwill"]) == (0, -unused)


async def spend_budget(town: Town) -> None:
    """The rest of the budget goes back to the programme, as if cards had taken it."""
    left_fen = (await town.balances())["budget"]
    source, target = money.budget(town.campaign_id).place(money.NIL), money.programme().place(money.NIL)
    back = Transfer(
        transfer_id("spent", town.campaign_id),
        source,
        target,
        left_fen,
        "spent",
        town.campaign_id,
        town.clock.now(),
    )
    async with town.database.transaction() as tx:
        assert await ledger.transfer(tx, CELL, [back]) == [TransferOutcome.DONE]
