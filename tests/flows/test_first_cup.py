"""One order from the tap to the hand, and what stands in every book afterwards."""

import pytest

from qianbei.flows import ride
from qianbei.flows.intake import Placed
from qianbei.flows.work import Action, Done
from qianbei.fulfilment.contracts import JobRefusal
from qianbei.ledger.contracts import AccountKind
from qianbei.orders.contracts import OrderState, StepRefusal
from qianbei.payments.contracts import PaymentEvent
from qianbei.views import orders as order_views
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio


async def codes(town: Town, order_id) -> tuple[str, str]:
    query = f"select pickup_code, handover_code from fulfilment.jobs where order_id = '{order_id}'"
    return (await town.rows(query))[0]


async def test_a_cup_goes_from_the_tap_to_the_hand(database, clock, random):
    town = await Town.founded(database, clock, random)
    guest, rider = await town.guest(), town.id()
    order_id = await town.placed(guest)
    assert await town.card_state(guest) == ("held", order_id)
    await town.payer_says(order_id, PaymentEvent.AUTHORISED)
    for action in (Action.CONFIRM, Action.START, Action.READY):
        assert isinstance(await town.store_does(order_id, action), Done)
    async with database.transaction() as tx:
        taken = await ride.accept(tx, CELL, random, order_id, rider, "小风", clock.now())
    assert isinstance(taken, Done)
    pickup, handover = await codes(town, order_id)
    assert isinstance(await town.rider_does(order_id, Action.PICK_UP, rider, pickup), Done)
    assert isinstance(await town.rider_does(order_id, Action.ARRIVE, rider), Done)
    done = await town.rider_does(order_id, Action.HAND_OVER, rider, handover)
    assert isinstance(done, Done)
    assert done.order.state is OrderState.HANDED_OVER
    await town.payer_says(order_id, PaymentEvent.CAPTURED)
    async with database.reading() as tx:
        seen = (await order_views.by_id(tx, CELL, [order_id]))[order_id]
    assert [step.state for step in seen.history] == [
        "placed",
        "authorised",
        "confirmed",
        "making",
        "ready",
        "picked_up",
        "at_door",
        "handed_over",
    ]
    assert seen.payment == {"state": "captured", "amount_fen": 1}
    await town.assert_audit_is_clean()


async def test_the_sellers_yes_moves_the_used_face_to_the_store_and_the_rest_to_the_budget(
    database, clock, random
):
    town = await Town.founded(database, clock, random, budget_fen=10_000)
    guest = await town.guest()
    await town.confirmed(guest)
    balances = dict(
        await town.rows(
            "select a.kind, sum(b.balance_fen)::bigint from ledger.accounts a "
            "join ledger.balances b using (cell, account_id) group by a.kind"
        )
    )
    total = 1_500 + 300 + 100 + 300
    assert balances == {
        AccountKind.PROGRAMME: -10_000,
        AccountKind.BUDGET: 10_000 - (total - 1),
        AccountKind.LIABILITY: 0,
        AccountKind.STORE_PAYABLE: total,
        AccountKind.CLEARING: -1,
        AccountKind.GOODWILL: 0,
        AccountKind.LEASE: 0,
    }
    await town.assert_audit_is_clean()


async def test_the_same_tap_again_is_the_same_order(database, clock, random):
    town = await Town.founded(database, clock, random)
    offer = town.offer(await town.guest())
    approval = town.approval(offer)
    first, twice, later = (await town.place([approval, approval])) + (await town.place([approval]))
    assert first == Placed(first.order_id, OrderState.PLACED, created=True)
    assert twice == later == Placed(first.order_id, OrderState.PLACED, created=False)
    assert await town.rows("select count(*) from orders.orders") == [(1,)]
    await town.assert_audit_is_clean()


async def test_a_step_out_of_turn_changes_nothing(database, clock, random):
    town = await Town.founded(database, clock, random)
    order_id = await town.confirmed(await town.guest())
    before = await town.rows("select * from orders.orders, fulfilment.jobs")
    assert await town.store_does(order_id, Action.READY) is StepRefusal.WRONG_STATE
    assert await town.rider_does(order_id, Action.PICK_UP, town.id(), "0000") is JobRefusal.NOT_YOURS
    assert await town.rows("select * from orders.orders, fulfilment.jobs") == before
