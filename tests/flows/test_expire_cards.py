"""Cards end by time only when they are free, in batches, and their money goes back."""

from datetime import timedelta

import pytest

from qianbei.flows import expire_cards as job
from qianbei.flows.expire_cards import expire_cards
from qianbei.payments.contracts import PaymentEvent
from tests.support.books import snapshot
from tests.support.town import CELL, FACE_FEN, Town

pytestmark = pytest.mark.anyio
TEN_DAYS = timedelta(days=10)


async def expire_all(town: Town) -> None:
    while await expire_cards(town.database, CELL, town.clock.now()):
        pass


async def test_free_cards_end_and_their_money_may_be_given_out_again(town: Town, monkeypatch):
    monkeypatch.setattr(job, "BATCH_MAX", 2)
    guests = await town.guests(5)
    budget_fen = (await town.balances())["budget"]
    before = await snapshot(town.database)
    town.clock.at += TEN_DAYS - timedelta(microseconds=1)
    assert await expire_cards(town.database, CELL, town.clock.now()) == 0
    assert await snapshot(town.database) == before
    town.clock.at += timedelta(microseconds=1)
    assert [await expire_cards(town.database, CELL, town.clock.now()) for _ in range(4)] == [2, 2, 1, 0]
    assert {await town.card_state(guest) for guest in guests} == {("expired", None)}
    balances = await town.balances()
    assert (balances["liability"], balances["budget"]) == (0, budget_fen + 5 * FACE_FEN)


async def test_a_card_on_an_order_never_expires_and_ends_after_it_came_back(town: Town):
    guest = await town.guest()
    order_id = await town.placed(guest)
    town.clock.at += TEN_DAYS
    await expire_all(town)
    assert await town.card_state(guest) == ("held", order_id)
    await town.payer_says(order_id, PaymentEvent.DECLINED)
    assert await town.card_state(guest) == ("issued", None)
    await expire_all(town)
    assert await town.card_state(guest) == ("expired", None)


async def test_a_redeemed_card_is_looked_at_once(town: Town):
    guest = await town.guest()
    order_id = await town.confirmed(guest)
    town.clock.at += TEN_DAYS
    assert await expire_cards(town.database, CELL, town.clock.now()) == 1
    assert await expire_cards(town.database, CELL, town.clock.now()) == 0
    assert await town.card_state(guest) == ("redeemed", order_id)
