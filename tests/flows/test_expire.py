"""The clock only asks: no card and no cup is free because time passed."""

from datetime import timedelta
from random import Random

import pytest

from qianbei.flows.expire import CONFIRM_WITHIN, PAYMENT_WITHIN, expire
from qianbei.flows.subscriptions import ask_again
from qianbei.orders.contracts import OrderState
from qianbei.payments.contracts import PaymentEvent
from tests.support.books import plant, snapshot
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio


async def test_nothing_is_overdue_before_its_time(town: Town, clock):
    await town.placed(await town.guest())
    authorised = await town.placed(await town.guest())
    await town.payer_says(authorised, PaymentEvent.AUTHORISED)
    await town.confirmed(await town.guest())
    before = await snapshot(town.database)
    clock.at += PAYMENT_WITHIN - timedelta(seconds=1)
    assert await expire(town.database, CELL, Random(1), clock.at) == 0
    assert await snapshot(town.database) == before


@pytest.mark.parametrize(
    ("state", "limit", "reason"),
    [
        (OrderState.PLACED, PAYMENT_WITHIN, "payment_timeout"),
        (OrderState.AUTHORISED, CONFIRM_WITHIN, "store_silent"),
    ],
)
async def test_an_overdue_order_is_asked_to_end_and_keeps_what_it_holds(
    town: Town, payer, relayed, asking, clock, state: OrderState, limit: timedelta, reason: str
):
    guest = await town.guest()
    order_id = await town.placed(guest)
    if state is OrderState.AUTHORISED:
        await town.payer_says(order_id, PaymentEvent.AUTHORISED)
    clock.at += limit
    assert await expire(town.database, CELL, Random(1), clock.at) == 1
    assert await expire(town.database, CELL, Random(1), clock.at) == 0
    payer.silent = True
    for _ in range(20):
        clock.advance(hours=6)
        await relayed()
        await ask_again(town.database, asking)
        assert await expire(town.database, CELL, Random(1), clock.at) == 0
    assert await town.order_state(order_id) == "cancelling"
    assert await town.card_state(guest) == ("held", order_id)
    assert await town.cups_taken() == 1
    await town.assert_audit_is_clean()
    payer.silent = False
    clock.advance(hours=6)
    await ask_again(town.database, asking)
    query = "select state, ended_reason from orders.orders"
    assert await town.rows(query) == [("cancelled", reason)]
    assert await town.card_state(guest) == ("issued", None)
    assert await town.cups_taken() == 0


async def test_a_payer_silent_for_years_is_still_only_asked(town: Town, payer, relayed, asking, clock):
    """The count of unanswered questions has an end; the asking has none."""
    payer.silent = True
    guest = await town.guest()
    order_id = await town.placed(guest)
    await relayed()
    await plant(town.database, "update payments.payments set asks = 32767")
    clock.advance(hours=1)
    assert await ask_again(town.database, asking) == 1
    assert await town.card_state(guest) == ("held", order_id)
