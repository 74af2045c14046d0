"""What happens is told once; what is told goes out at its pace, survives a killed worker, and stops when it is stopped."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from qianbei.campaigns.contracts import BulkKind
from qianbei.flows import bulk, gifts, payouts, rounds
from qianbei.flows.sending import forget_over, in_hand, send_some, turn_switch
from qianbei.messages import api as messages
from qianbei.messages.contracts import Channel, Kind, Outcome, Switch, Telling
from qianbei.packets.contracts import PayoutAnswer
from qianbei.payments.contracts import PaymentEvent
from tests.flows.test_bulk import does, made, plan, runs
from tests.flows.test_gifts import accepts, offered
from tests.support.outside import Recorder, inbox, sending, wants
from tests.support.pockets import grabbed, opened, wanted
from tests.support.town import CELL, FACE_FEN, Town

pytestmark = pytest.mark.anyio

PUSH = Channel.WEB_PUSH
OPERATOR = UUID(int=99)


async def told(town: Town, person_id: UUID) -> list[Kind]:
    return [message.kind for message in await inbox(town, person_id)]


async def tell(town: Town, *person_ids: UUID, count: int = 1, **how) -> None:
    tellings = [
        Telling(person_id, Kind.CARDS_RECALLED, f"{n}", town.clock.now(), **how)
        for person_id in person_ids
        for n in range(count)
    ]
    async with town.database.transaction() as tx:
        await messages.enqueue(tx, CELL, tellings)


async def states(town: Town) -> list[tuple]:
    return await town.rows("select state, count(*)::int from messages.sends group by 1 order by 1")


async def test_cards_that_come_back_or_change_hands_are_told_once(town: Town):
    owner, giver, taker = await town.guests(3)
    order_id = await town.placed(owner)
    await town.payer_says(order_id, PaymentEvent.AUTHORISED)
    await town.store_refuses(order_id)
    await town.payer_says(order_id, PaymentEvent.VOIDED)
    await town.payer_says(order_id, PaymentEvent.VOIDED)
    (message,) = await inbox(town, owner.person_id)
    assert (message.kind, message.params["face_fen"]) == (Kind.CARD_RETURNED, FACE_FEN)
    await accepts(town, await offered(town, giver), taker)
    assert (await told(town, giver.person_id), await told(town, taker.person_id)) == ([Kind.GIFT_TAKEN], [])
    await offered(town, owner)
    town.clock.advance(hours=25)
    await gifts.return_gifts(town.database, CELL, town.clock.now())
    assert await told(town, owner.person_id) == [Kind.GIFT_RETURNED, Kind.CARD_RETURNED]


async def test_the_end_of_a_payout_is_told_with_its_money(town: Town):
    person_id = town.id()
    await grabbed(town, await opened(town, total_fen=10_000, count=1), person_id)
    payout = await wanted(town, person_id, 4_000)
    for _ in range(2):
        async with town.database.transaction() as tx:
            answer = [(payout.payout_id, PayoutAnswer.DECLINED)]
            await payouts.record(tx, CELL, town.random, answer, town.clock.now())
    (message,) = await inbox(town, person_id)
    assert (message.kind, message.params) == (Kind.PAYOUT_DECLINED, {"amount_fen": 4_000})


async def go_through(town: Town) -> None:
    for _ in range(50):
        if not await rounds.go_on(town.database, CELL, 50.0, town.clock.now()):
            return
    raise AssertionError("the rounds do not end")


async def test_a_plan_tells_each_owner_once_however_often_it_is_killed(town: Town, monkeypatch):
    monkeypatch.setattr(rounds, "BATCH_MAX", 2)
    guests = await town.guests(5)
    await wants(town, guests[0].person_id)
    asked = plan(town, BulkKind.EXTEND)
    await made(town, asked)
    await does(town, bulk.begin, asked.plan_id)
    await runs(town, asked.plan_id)
    assert await told(town, guests[0].person_id) == []
    for _ in range(2):
        await does(town, bulk.tell, town.random, asked.plan_id, town.clock.now())
    await asyncio.gather(*(rounds.go_on(town.database, CELL, 50.0, town.clock.now()) for _ in range(3)))
    await go_through(town)
    for guest in guests:
        (message,) = await inbox(town, guest.person_id)
        assert message.params["valid_until"] == asked.new_end.isoformat()
    assert await states(town) == [("queued", 1)]


async def test_ends_are_told_two_days_before_and_once_a_day_of_the_end(town: Town):
    guests = await town.guests(2)
    await rounds.about_ends(town.database, CELL, town.clock.now())
    await go_through(town)
    assert await told(town, guests[0].person_id) == []
    town.clock.advance(days=8, hours=1)
    for _ in range(2):
        await rounds.about_ends(town.database, CELL, town.clock.now())
        await go_through(town)
        await rounds.about_ends(town.database, CELL, town.clock.now())
        town.clock.advance(days=1)
    await go_through(town)
    assert [await told(town, guest.person_id) for guest in guests] == [[Kind.CARDS_ENDING]] * 2


async def test_a_packet_is_told_to_all_and_its_end_to_who_took_none(town: Town):
    took, missed = await town.guests(2)
    packet = await opened(town, total_fen=10_000, count=5)
    await opened(town, total_fen=10_000, count=5)
    await go_through(town)
    await grabbed(town, packet, took.person_id)
    town.clock.at = packet.ends_at - timedelta(minutes=1)
    await go_through(town)
    assert await told(town, took.person_id) == [Kind.PACKET_OPENED]
    assert await told(town, missed.person_id) == [Kind.PACKET_ENDING, Kind.PACKET_OPENED]


async def test_two_workers_at_once_send_each_message_once(town: Town):
    (guest,) = await town.guests(1)
    await wants(town, guest.person_id)
    await tell(town, guest.person_id, count=40)
    town.clock.advance(minutes=1)
    recorder = Recorder()
    workers = [sending(town, recorder, f"w{n}") for n in range(2)]
    while sum(await asyncio.gather(*(send_some(town.database, each, PUSH) for each in workers))):
        town.clock.advance(seconds=1)
    assert len(recorder.heard) == 40
    assert set(recorder.heard.values()) == {1}
    assert await states(town) == [("sent", 40)]


async def test_who_is_killed_between_sending_and_telling_neither_loses_nor_doubles(town: Town):
    (guest,) = await town.guests(1)
    await wants(town, guest.person_id)
    await tell(town, guest.person_id)
    town.clock.advance(minutes=1)
    recorder = Recorder()
    recorder.gate.clear()
    killed = asyncio.create_task(send_some(town.database, sending(town, recorder, "killed"), PUSH))
    await recorder.reached.wait()
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    recorder.gate.set()
    other = sending(town, recorder, "other")
    town.clock.advance(seconds=5)
    assert await send_some(town.database, other, PUSH) == 0
    town.clock.advance(seconds=30)
    assert await send_some(town.database, other, PUSH) == 1
    ((_, times),) = recorder.heard.items()
    assert times == 2, "the same id: the other side takes it for one"
    assert await states(town) == [("sent", 1)]
    town.clock.advance(minutes=10)
    assert await send_some(town.database, other, PUSH) == 0


async def test_nothing_is_sent_after_the_stop_and_no_hand_holds_any(town: Town):
    (guest,) = await town.guests(1)
    await wants(town, guest.person_id)
    await tell(town, guest.person_id, count=20)
    town.clock.advance(minutes=1)
    recorder = Recorder()
    recorder.gate.clear()
    slow = sending(town, recorder, rate_per_s=5.0)
    under_way = asyncio.create_task(send_some(town.database, slow, PUSH))
    await recorder.reached.wait()
    stop = Switch(PUSH, True, OPERATOR, town.clock.now())
    await turn_switch(town.database, CELL, town.random, stop)
    assert await in_hand(town.database, CELL, PUSH, town.clock.now()) == 5
    recorder.gate.set()
    assert await under_way == 5
    assert await in_hand(town.database, CELL, PUSH, town.clock.now()) == 0
    for _ in range(5):
        town.clock.advance(minutes=1)
        assert await send_some(town.database, slow, PUSH) == 0
    assert len(recorder.parcels) == 5
    await turn_switch(town.database, CELL, town.random, Switch(PUSH, False, OPERATOR, town.clock.now()))
    assert await send_some(town.database, slow, PUSH) == 5


async def test_a_gateway_that_never_answers_is_asked_five_times_and_then_left(town: Town):
    (guest,) = await town.guests(1)
    await wants(town, guest.person_id, Channel.SMS)
    await tell(town, guest.person_id)
    recorder = Recorder(lambda parcel: Outcome.UNKNOWN)
    for _ in range(40):
        town.clock.advance(minutes=1)
        await send_some(town.database, sending(town, recorder), Channel.SMS)
    assert list(recorder.heard.values()) == [5]
    assert await states(town) == [("unknown", 1)]


async def test_a_service_that_wants_to_be_left_alone_is(town: Town):
    (guest,) = await town.guests(1)
    await wants(town, guest.person_id)
    await tell(town, guest.person_id)
    recorder = Recorder(lambda parcel: Outcome.UNKNOWN)
    recorder.again_after_s = 1_800.0
    assert await send_some(town.database, sending(town, recorder), PUSH) == 1
    town.clock.advance(minutes=29)
    assert await send_some(town.database, sending(town, recorder), PUSH) == 0
    town.clock.advance(minutes=1)
    assert await send_some(town.database, sending(town, recorder), PUSH) == 1


async def test_who_opts_out_while_it_is_queued_gets_nothing_but_the_inbox(town: Town):
    stays, leaves = await town.guests(2)
    for guest in (stays, leaves):
        await wants(town, guest.person_id)
    await tell(town, stays.person_id, leaves.person_id)
    async with town.database.transaction() as tx:
        await messages.opt_out(tx, CELL, leaves.person_id, PUSH, town.clock.now())
    town.clock.advance(minutes=1)
    recorder = Recorder()
    await send_some(town.database, sending(town, recorder), PUSH)
    assert [str(stays.person_id) in each.target.decode() for each in recorder.parcels] == [True]
    assert await told(town, leaves.person_id) == [Kind.CARDS_RECALLED]
    assert await states(town) == [("sent", 1), ("withdrawn", 1)]
    town.clock.advance(days=40)
    assert await forget_over(town.database, CELL, town.clock.now()) == 2
    assert await states(town) == []
