"""Every reason not to place an order, each with the proof that nothing was taken."""

from datetime import timedelta

import msgspec
import pytest

from qianbei.catalog.contracts import StoreStatus
from qianbei.db import Query
from qianbei.flows.intake import Placed, Refusal, Refused
from qianbei.flows.wanted import Approval
from qianbei.offers.quote import UsableCard
from qianbei.orders.contracts import OrderState
from qianbei.payments.contracts import PaymentEvent
from tests.flows.conftest import FoundTown
from tests.support.books import snapshot
from tests.support.town import FACE_FEN, Town, cardless

pytestmark = pytest.mark.anyio


async def refused_with_nothing_changed(town: Town, approval: Approval) -> Refused:
    before = await snapshot(town.database)
    (outcome,) = await town.place([approval])
    assert isinstance(outcome, Refused), outcome
    assert await snapshot(town.database) == before
    return outcome


async def test_an_offer_ends_at_its_last_second(town: Town, clock):
    offer = town.offer(await town.guest())
    clock.at = offer.expires_at
    outcome = await refused_with_nothing_changed(town, town.approval(offer))
    assert outcome == Refused(Refusal.OFFER_EXPIRED)
    clock.at = offer.expires_at - timedelta(milliseconds=1)
    assert isinstance(await town.approve(offer), Placed)


async def test_a_key_names_one_body_for_ever(town: Town):
    guest = await town.guest()
    first = await town.approve(town.offer(guest), key="a-key-of-this-person")
    assert isinstance(first, Placed)
    other = town.approval(town.offer(guest, quantity=2), key="a-key-of-this-person")
    outcome = await refused_with_nothing_changed(town, other)
    assert outcome == Refused(Refusal.KEY_REUSED, first.order_id)


async def test_a_key_of_one_person_means_nothing_for_another(town: Town):
    one, other = await town.guests(2)
    first = await town.approve(town.offer(one), key="the-same-key-twice")
    second = await town.approve(town.offer(other), key="the-same-key-twice")
    assert isinstance(first, Placed)
    assert isinstance(second, Placed)
    assert first.order_id != second.order_id


async def test_an_equal_cart_from_elsewhere_is_asked_about_and_taken_when_meant(town: Town, clock):
    guest = await town.guest()
    first = await town.approve(town.offer(guest))
    assert isinstance(first, Placed)
    clock.advance(minutes=9)
    twin = town.offer(cardless(guest))
    outcome = await refused_with_nothing_changed(town, town.approval(twin))
    assert outcome == Refused(Refusal.DUPLICATE_CART, first.order_id)
    meant = await town.approve(twin, again=True)
    assert isinstance(meant, Placed)
    assert meant.created
    assert meant.order_id != first.order_id


async def test_an_equal_cart_is_not_asked_about_after_ten_minutes_nor_once_the_first_was_cancelled(
    town: Town, clock
):
    one, other = await town.guests(2)
    await town.placed(one)
    cancelled = await town.placed(other)
    await town.payer_says(cancelled, PaymentEvent.DECLINED)
    assert isinstance(await town.approve(town.offer(other)), Placed)
    clock.advance(minutes=10)
    assert isinstance(await town.approve(town.offer(cardless(one))), Placed)


async def test_another_quantity_is_another_cart(town: Town):
    guest = await town.guest()
    await town.placed(guest)
    assert isinstance(await town.approve(town.offer(cardless(guest), quantity=2)), Placed)


async def test_a_store_that_paused_takes_no_order(town: Town):
    offer = town.offer(await town.guest())
    await town.set_status(StoreStatus.PAUSED)
    outcome = await refused_with_nothing_changed(town, town.approval(offer))
    assert outcome == Refused(Refusal.STORE_PAUSED)


async def test_a_store_that_nobody_knows_takes_no_order(town: Town):
    offer = msgspec.structs.replace(town.offer(await town.guest()), store_id=town.id())
    outcome = await refused_with_nothing_changed(town, town.approval(offer))
    assert outcome == Refused(Refusal.STORE_PAUSED)


async def test_a_full_slot_takes_no_order(found_town: FoundTown):
    town = await found_town(cups_per_slot=3)
    one, other = await town.guests(2)
    assert isinstance(await town.approve(town.offer(one, quantity=2)), Placed)
    outcome = await refused_with_nothing_changed(town, town.approval(town.offer(other, quantity=2)))
    assert outcome == Refused(Refusal.SLOT_FULL)
    assert isinstance(await town.approve(town.offer(other)), Placed)
    assert await town.cups_taken() == 3


async def test_an_order_larger_than_a_slot_opens_none(town: Town):
    offer = msgspec.structs.replace(town.offer(await town.guest()), cups=13)
    outcome = await refused_with_nothing_changed(town, town.approval(offer))
    assert outcome == Refused(Refusal.SLOT_FULL)


async def test_a_slot_keeps_the_cups_it_was_opened_with(town: Town):
    one, other = await town.guests(2)
    await town.placed(one)
    larger = msgspec.structs.replace(town.offer(other, quantity=12), cups_per_slot=99)
    outcome = await refused_with_nothing_changed(town, town.approval(larger))
    assert outcome == Refused(Refusal.SLOT_FULL)


async def test_a_card_on_an_order_is_used(town: Town):
    guest = await town.guest()
    await town.placed(guest)
    outcome = await refused_with_nothing_changed(town, town.approval(town.offer(guest, quantity=2)))
    assert outcome == Refused(Refusal.CARD_USED)


async def test_a_redeemed_card_is_used(town: Town):
    guest = await town.guest()
    await town.confirmed(guest)
    outcome = await refused_with_nothing_changed(town, town.approval(town.offer(guest, quantity=2)))
    assert outcome == Refused(Refusal.CARD_USED)


async def test_the_card_of_another_person_or_of_nobody_is_no_card(town: Town):
    owner, thief = await town.guests(2)
    unknown = UsableCard(town.id(), "joining_card", FACE_FEN, None)
    for card in (owner.card, unknown):
        offer = town.offer(msgspec.structs.replace(thief, card=card))
        outcome = await refused_with_nothing_changed(town, town.approval(offer))
        assert outcome == Refused(Refusal.CARD_USED)


async def test_a_card_ends_at_its_last_second(town: Town, clock):
    guest = await town.guest()
    assert guest.card is not None
    async with town.database.reading() as tx:
        query = Query("tests.end", "select valid_until from campaigns.cards where card_id = %(id)s::uuid")
        ((valid_until,),) = await tx.rows(query, {"id": guest.card.card_id})
    clock.at = valid_until
    outcome = await refused_with_nothing_changed(town, town.approval(town.offer(guest)))
    assert outcome == Refused(Refusal.CARD_ENDED)
    clock.at = valid_until - timedelta(seconds=1)
    assert isinstance(await town.approve(town.offer(guest)), Placed)


async def test_a_retry_after_the_offer_ended_finds_the_order_and_where_it_stands(town: Town, clock):
    guest = await town.guest()
    approval = town.approval(town.offer(guest))
    (first,) = await town.place([approval])
    assert isinstance(first, Placed)
    await town.payer_says(first.order_id, PaymentEvent.AUTHORISED)
    clock.advance(hours=3)
    await town.set_status(StoreStatus.PAUSED)
    before = await snapshot(town.database)
    later = msgspec.structs.replace(approval, at=clock.now())
    assert await town.place([later]) == [Placed(first.order_id, OrderState.AUTHORISED, created=False)]
    assert await snapshot(town.database) == before
