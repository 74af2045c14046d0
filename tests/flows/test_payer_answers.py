"""The payer answers late, twice, out of order or not at all; order, card, cups and money end right."""

import itertools
from datetime import timedelta

import pytest

from qianbei.flows import payment_answers
from qianbei.flows.payment_answers import Answer
from qianbei.flows.subscriptions import ask_again
from qianbei.flows.work import Action, Done
from qianbei.payments.contracts import PaymentEvent, PaymentState, payment_id_of
from tests.support.books import snapshot
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio

A_WHILE = timedelta(seconds=11)


async def test_a_yes_shows_the_order_to_the_store(town: Town, payer, relayed):
    order_id = await town.placed(await town.guest())
    await relayed()
    assert await town.order_state(order_id) == "authorised"
    assert payer.state(payment_id_of(order_id)) == "authorised"
    assert await town.rows("select state from fulfilment.jobs") == [("queued",)]


@pytest.mark.parametrize("silent", [False, True])
async def test_the_payer_knows_a_person_by_one_name_whatever_they_order(
    town: Town, payer, relayed, asking, clock, silent: bool
):
    guest = await town.guest()
    payer.silent = silent
    order_id = await town.placed(guest)
    await relayed()
    payer.silent = False
    clock.at += timedelta(minutes=5)
    await ask_again(town.database, asking)
    payment = payer.book.find(str(payment_id_of(order_id)))
    assert payment.person == str(guest.person_id)


async def test_a_no_gives_card_and_cups_back(town: Town, payer, relayed):
    payer.declines = True
    guest = await town.guest()
    order_id = await town.placed(guest)
    await relayed()
    query = "select state, ended_reason from orders.orders"
    assert await town.rows(query) == [("cancelled", "payment_declined")]
    assert await town.card_state(guest) == ("issued", None)
    assert await town.cups_taken() == 0
    assert await town.payment_state(order_id) == "declined"


async def test_a_silent_payer_is_asked_again_and_nothing_is_assumed(
    town: Town, payer, relayed, asking, clock
):
    payer.silent = True
    guest = await town.guest()
    order_id = await town.placed(guest)
    await relayed()
    assert await town.payment_state(order_id) == "unknown"
    for _ in range(6):
        clock.at += timedelta(minutes=5)
        assert await ask_again(town.database, asking) == 1
    assert await town.order_state(order_id) == "placed"
    assert await town.card_state(guest) == ("held", order_id)
    assert await town.cups_taken() == 1


@pytest.mark.parametrize(("declines", "state"), [(False, "authorised"), (True, "cancelled")])
async def test_a_payer_that_wakes_up_is_believed(
    town: Town, payer, relayed, asking, clock, declines: bool, state: str
):
    payer.silent = True
    guest = await town.guest()
    order_id = await town.placed(guest)
    await relayed()
    payer.silent, payer.declines = False, declines
    assert await ask_again(town.database, asking) == 0
    clock.at += timedelta(minutes=1)
    assert await ask_again(town.database, asking) == 1
    assert await town.order_state(order_id) == state
    assert (await town.card_state(guest))[0] == ("issued" if declines else "held")


@pytest.mark.parametrize(("approve", "state"), [(True, "authorised"), (False, "cancelled")])
async def test_a_payer_that_thinks_long_is_asked_what_it_thought(
    town: Town, payer, relayed, asking, clock, approve: bool, state: str
):
    payer.undecided, payer.declines = True, not approve
    order_id = await town.placed(await town.guest())
    await relayed()
    assert await town.payment_state(order_id) == "unknown"
    payer.decide(payment_id_of(order_id))
    clock.at += timedelta(minutes=1)
    await ask_again(town.database, asking)
    assert await town.order_state(order_id) == state


async def test_a_lost_answer_is_asked_for_and_the_payer_paid_once(town: Town, payer, relayed, asking, clock):
    payer.lost_rate = 1.0
    order_id = await town.placed(await town.guest())
    await relayed()
    payer.lost_rate = 0.0
    clock.at += timedelta(minutes=1)
    await ask_again(town.database, asking)
    assert await town.order_state(order_id) == "authorised"
    assert len(payer.known) == 1


async def test_an_answer_that_tells_nothing_new_changes_nothing(town: Town):
    order_id = await town.confirmed(await town.guest())
    await town.payer_says(order_id, PaymentEvent.CAPTURED)
    before = await snapshot(town.database)
    for event in PaymentEvent:
        if event is not PaymentEvent.ASK_BACK:
            await town.payer_says(order_id, event)
    assert await snapshot(town.database) == before


async def test_no_answer_revives_what_was_cancelled(town: Town):
    guest = await town.guest()
    order_id = await town.placed(guest)
    await town.payer_says(order_id, PaymentEvent.DECLINED)
    before = await snapshot(town.database)
    for event in PaymentEvent:
        await town.payer_says(order_id, event)
    assert await snapshot(town.database) == before
    assert await town.card_state(guest) == ("issued", None)


async def test_answers_in_any_order_and_twice_end_at_a_known_end(town: Town):
    said = (PaymentEvent.NO_ANSWER, PaymentEvent.AUTHORISED, PaymentEvent.DECLINED)
    for order in itertools.permutations(said):
        guest = await town.guest()
        order_id = await town.placed(guest)
        for event in order:
            await town.payer_says(order_id, event)
            await town.payer_says(order_id, event)
        first = next(event for event in order if event is not PaymentEvent.NO_ANSWER)
        assert await town.payment_state(order_id) == first.value
        expected = "held" if first is PaymentEvent.AUTHORISED else "issued"
        assert (await town.card_state(guest))[0] == expected
        await town.assert_audit_is_clean()


async def test_an_answer_about_an_order_that_nobody_placed_changes_nothing(town: Town):
    before = await snapshot(town.database)
    await town.payer_says(town.id(), PaymentEvent.AUTHORISED)
    assert await snapshot(town.database) == before


async def test_one_call_may_bring_many_answers_and_the_last_about_an_order_counts(town: Town):
    order_ids = [await town.placed(guest) for guest in await town.guests(3)]
    answers = [Answer(o, payment_id_of(o), PaymentEvent.AUTHORISED) for o in order_ids]
    answers += [Answer(order_ids[0], payment_id_of(order_ids[0]), PaymentEvent.DECLINED)]
    async with town.database.transaction() as tx:
        await payment_answers.record(tx, CELL, town.random, answers, town.clock.now())
    assert [await town.order_state(o) for o in order_ids] == ["cancelled", "authorised", "authorised"]


async def test_the_money_is_captured_once_the_store_said_yes(town: Town, payer, relayed):
    order_id = await town.placed(await town.guest())
    await relayed()
    assert isinstance(await town.store_does(order_id, Action.CONFIRM), Done)
    await relayed()
    assert await town.payment_state(order_id) == PaymentState.CAPTURED
    assert payer.heard == {"authorise": 1, "capture": 1}


async def test_a_capture_that_gets_no_answer_is_tried_again(town: Town, payer, relayed, clock):
    order_id = await town.placed(await town.guest())
    await relayed()
    await town.store_does(order_id, Action.CONFIRM)
    payer.lost_rate = 1.0
    await relayed()
    assert await town.payment_state(order_id) == PaymentState.AUTHORISED
    payer.lost_rate = 0.0
    clock.at += A_WHILE
    await relayed()
    assert await town.payment_state(order_id) == PaymentState.CAPTURED
    assert await town.rows("select count(*) from outbox.events where state <> 'done'") == [(0,)]
