"""The return matrix on real rows: every way to fail at every stage, and walks through several orders at once."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianbei.flows import no_handover
from qianbei.flows.expire import LIMITS, expire
from qianbei.flows.no_handover import DOOR_WAIT, Why
from qianbei.flows.returns import FAULTS, RETURNS, CardFate, Fault, StorePay
from qianbei.flows.work import Action, Done
from qianbei.fulfilment.contracts import JobRefusal
from qianbei.orders.contracts import EndedReason, Order, OrderState
from qianbei.payments.contracts import PaymentEvent
from tests.flows.conftest import FoundTown
from tests.support.books import snapshot
from tests.support.pockets import rich
from tests.support.town import CELL, FACE_FEN, Guest, Town

pytestmark = pytest.mark.anyio

S = OrderState
DAY = timedelta(hours=24)
CASH_FEN = 600
STEPS = ((S.CONFIRMED, Action.CONFIRM), (S.MAKING, Action.START), (S.READY, Action.READY))


async def reach(town: Town, relayed, guest: Guest, stage: OrderState):
    """An order of this guest that got as far as `stage`, and its rider."""
    order_id, rider = await town.placed(guest), town.id()
    if stage is S.PLACED:
        return order_id, rider
    await relayed()
    for reached, action in STEPS:
        if await town.order_state(order_id) == stage:
            return order_id, rider
        await town.store_does(order_id, action)
        assert await town.order_state(order_id) == reached
    await town.rider_takes(order_id, rider)
    for action, code in ((Action.PICK_UP, 0), (Action.ARRIVE, 0), (Action.HAND_OVER, 1)):
        if await town.order_state(order_id) == stage:
            break
        assert isinstance(
            await town.rider_does(order_id, action, rider, (await town.codes(order_id))[code]), Done
        )
    assert await town.order_state(order_id) == stage
    return order_id, rider


async def says(town: Town, order_id, rider, why: Why):
    async with town.database.transaction() as tx:
        return await no_handover.cannot_hand_over(
            tx, CELL, town.random, order_id, rider, why, town.clock.now()
        )


async def times_out(town: Town, order_id, rider):
    state = await town.order_state(order_id)
    town.clock.at += next(limit for each, limit, _ in LIMITS if each == state)
    assert await expire(town.database, CELL, Random(1), town.clock.at) == 1


async def customer_cancels(town: Town, order_id, rider):
    assert isinstance(await town.cancels(order_id), Order)


async def customer_is_absent(town: Town, order_id, rider):
    town.clock.at += DOOR_WAIT
    assert isinstance(await says(town, order_id, rider, Why.CUSTOMER_ABSENT), Done)


async def payer_declines(town: Town, order_id, rider):
    await town.payer_says(order_id, PaymentEvent.DECLINED)


async def store_fails(town: Town, order_id, rider):
    assert isinstance(await town.store_refuses(order_id, EndedReason.STORE_FAILED), Order)


async def rider_fails(town: Town, order_id, rider):
    assert isinstance(await says(town, order_id, rider, Why.BAG_DAMAGED), Done)


async def operator_ends(town: Town, order_id, rider):
    async with town.database.transaction() as tx:
        outcome = await no_handover.call_off(tx, CELL, town.random, order_id, town.id(), town.clock.now())
    assert isinstance(outcome, Order)


def refunded(fault: Fault) -> Callable[..., Awaitable[None]]:
    async def refund(town: Town, order_id, rider):
        async with town.database.transaction() as tx:
            outcome = await no_handover.refund(
                tx, CELL, town.random, order_id, fault, town.id(), town.clock.now()
            )
        assert isinstance(outcome, Order)

    return refund


WAYS: dict[tuple[Fault, OrderState], Callable[..., Awaitable[None]]] = {
    **{(Fault.CUSTOMER, stage): customer_cancels for stage in (S.PLACED, S.AUTHORISED, S.CONFIRMED)},
    (Fault.CUSTOMER, S.AT_DOOR): customer_is_absent,
    (Fault.PAYER, S.PLACED): payer_declines,
    **{(Fault.STORE, stage): store_fails for stage in (S.AUTHORISED, S.CONFIRMED, S.MAKING, S.READY)},
    (Fault.RIDER, S.READY): times_out,
    **{(Fault.RIDER, stage): rider_fails for stage in (S.PICKED_UP, S.AT_DOOR)},
    (Fault.PLATFORM, S.PLACED): times_out,
    **{
        (Fault.PLATFORM, stage): operator_ends
        for stage in (S.AUTHORISED, S.CONFIRMED, S.MAKING, S.READY, S.PICKED_UP, S.AT_DOOR)
    },
    **{(fault, S.HANDED_OVER): refunded(fault) for fault in (Fault.STORE, Fault.RIDER, Fault.PLATFORM)},
}


def test_there_is_a_way_to_every_cell_of_the_table():
    assert set(WAYS) == set(RETURNS)


async def valid_until(town: Town, guest: Guest) -> datetime:
    assert guest.card is not None
    query = f"select valid_until from campaigns.cards where card_id = '{guest.card.card_id}'"
    return (await town.rows(query))[0][0]


@pytest.mark.parametrize(("fault", "stage"), WAYS, ids=lambda value: str(value))
async def test_card_wallet_cash_and_pay_end_as_the_table_says(
    town: Town, relayed, fault: Fault, stage: OrderState
):
    guest = await rich(town, await town.guest(), CASH_FEN)
    fate, end = RETURNS[fault, stage], await valid_until(town, guest)
    untouched = await town.balances()
    order_id, rider = await reach(town, relayed, guest, stage)
    offer = town.offer(guest)
    price_fen = offer.total_fen
    assert (offer.card_fen, offer.wallet_fen) == (FACE_FEN, CASH_FEN)
    town.clock.at = max(town.clock.at, end - timedelta(hours=3))
    if stage is not S.PLACED:
        await relayed()
    await WAYS[fault, stage](town, order_id, rider)
    await relayed()
    assert await town.order_state(order_id) == "cancelled"
    reason = (await town.rows("select ended_reason from orders.orders"))[0][0]
    assert FAULTS[EndedReason(reason)] is fault
    balances = await town.balances()
    used = fate.card is CardFate.STAYS_USED
    assert await town.card_state(guest) == (("redeemed", order_id) if used else ("issued", None))
    now = await valid_until(town, guest)
    assert now == (max(end, town.clock.at + DAY) if fate.card is CardFate.BACK_LONGER else end)
    assert balances["liability"] == (0 if used else FACE_FEN)
    store_fen = price_fen if fate.store in (StorePay.KEEPS, StorePay.KEEPS_BY_GOODWILL) else 0
    assert balances.get("store_payable", 0) == store_fen
    assert balances["clearing"] == (-offer.pay_fen if used else 0)
    assert balances["wallet"] == (0 if used else CASH_FEN)
    assert balances["goodwill"] == (-price_fen if fate.store is StorePay.KEEPS_BY_GOODWILL else 0)
    assert balances["budget"] == untouched["budget"]
    assert await town.cups_taken() == 0
    assert await town.payment_state(order_id) in (
        ("authorised", "captured") if used else ("voided", "refunded", "declined")
    )


async def goes_on(town: Town, order_id, rider):
    """The next step of store or rider."""
    state = await town.order_state(order_id)
    if state in (S.AUTHORISED, S.CONFIRMED, S.MAKING):
        await town.store_does(order_id, STEPS[(S.AUTHORISED, S.CONFIRMED, S.MAKING).index(S(state))][1])
    elif state != S.PLACED:
        await town.rider_takes(order_id, rider)
        pickup, handover = await town.codes(order_id)
        action, code = {
            S.READY: (Action.PICK_UP, pickup),
            S.PICKED_UP: (Action.ARRIVE, ""),
            S.AT_DOOR: (Action.HAND_OVER, handover),
        }[S(state)]
        assert isinstance(await town.rider_does(order_id, action, rider, code), Done)


async def push(town: Town, order_id, rider, choice: int) -> None:
    """On, most of the time; else one of the ways to fail from here. Nothing for an order that has ended."""
    state = await town.order_state(order_id)
    if state == S.HANDED_OVER and choice <= 5:
        return
    ways = [way for (_, stage), way in WAYS.items() if stage == state and way is not times_out]
    if ways:
        await (ways[choice % len(ways)] if choice > 5 else goes_on)(town, order_id, rider)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), min_size=8, max_size=30))
async def test_any_walk_leaves_money_whole_and_no_card_lost(found_town: FoundTown, town: Town, relayed, walk):
    town.clock.advance(hours=1)
    guests = await town.guests(3)
    live = [(await town.placed(guest), town.id()) for guest in guests]
    for index, choice in walk:
        await push(town, *live[index], choice)
        if choice % 3 == 0:
            await relayed()
    await relayed()
    await town.assert_audit_is_clean()
    for guest, (order_id, _) in zip(guests, live, strict=True):
        state, on = await town.card_state(guest)
        ended = await town.order_state(order_id) == S.CANCELLED
        assert (state, on) == ("issued", None) or on == order_id
        assert ended or on == order_id


async def test_who_did_not_wait_at_the_door_may_not_say_that_nobody_came(town: Town, relayed):
    order_id, rider = await reach(town, relayed, await town.guest(), S.AT_DOOR)
    before = await snapshot(town.database)
    assert await says(town, order_id, rider, Why.CUSTOMER_ABSENT) is JobRefusal.WAIT_AT_DOOR
    assert await says(town, order_id, town.id(), Why.CUSTOMER_ABSENT) is JobRefusal.NOT_YOURS
    assert await snapshot(town.database) == before
    carried, second = await reach(town, relayed, await town.guest(), S.PICKED_UP)
    before = await snapshot(town.database)
    assert await says(town, carried, second, Why.CUSTOMER_ABSENT) is JobRefusal.WRONG_STATE
    assert await snapshot(town.database) == before


async def test_a_locked_code_is_unlocked_by_an_operator_or_ended_by_the_clock(town: Town, relayed):
    guests = await town.guests(2)
    (one, rider), (two, other) = [await reach(town, relayed, guest, S.AT_DOOR) for guest in guests]
    for order_id, carrier in ((one, rider), (two, other)):
        wrong = f"{(int((await town.codes(order_id))[1]) + 1) % 10_000:04d}"
        for _ in range(5):
            await town.rider_does(order_id, Action.HAND_OVER, carrier, wrong)
        assert await town.rider_does(order_id, Action.HAND_OVER, carrier, wrong) is JobRefusal.CODE_LOCKED
    async with town.database.transaction() as tx:
        assert await no_handover.unlock(tx, CELL, one)
        assert not await no_handover.unlock(tx, CELL, town.id())
    assert isinstance(await town.rider_does(one, Action.HAND_OVER, rider, (await town.codes(one))[1]), Done)
    await times_out(town, two, other)
    await relayed()
    assert await town.order_state(two) == "cancelled"
    assert await town.card_state(guests[1]) == ("issued", None)
