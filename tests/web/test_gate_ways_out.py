"""Ways out of the waiting room: to be told, the quick form, and later with a card that lasts."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from qianbei.gate.answers import GateShape, Knobs
from qianbei.gate.classes import TrafficClass
from qianbei.gate.ladder import Step
from qianbei.gate.tickets import Ticket, seal_ticket
from tests.support.house import ORDER, Caller, House
from tests.support.town import Town

pytestmark = pytest.mark.anyio


@pytest.fixture
async def busy(database, clock, random, deps):
    """A house that lets about one order in three seconds through, and is full for half an hour."""
    town = await Town.founded(database, clock, random)
    async with House.opened(town, deps, GateShape(orders_per_s=0.3)) as house:
        for _ in range(500):
            house.door.gate.ask(uuid4(), uuid4(), house.seconds)
        assert house.door.gate.room.waiting > 400
        yield house


async def called(house: House, me: Caller) -> None:
    for _ in range(3_000):
        if (await me.get("/gate/place")).json()["state"] == "called":
            return
        house.seconds += 2.0
        house.door.tick(0.0)
        for live in house.door.gate.held.live.over(1e9):
            house.door.gate.held.end(live.conversation)
    raise AssertionError("never called")


async def test_who_asked_to_be_told_finds_a_message_when_their_turn_comes_and_only_one(busy: House):
    async with busy.customer() as me:
        await me.turn(ORDER)
        assert (await me.post("/gate/notify", {})).json()["place"]["notify"]
        await called(busy, me)
        await busy.members.beat()
        await busy.members.beat()
        told = await busy.town.rows("select person_id, kind from messages.messages where kind = 'place_came'")
        assert told == [(me.person_id, "place_came")]


async def test_the_quick_form_is_chosen_while_waiting_and_begun_with(busy: House):
    async with busy.customer() as me:
        await me.turn(ORDER)
        assert (await me.post("/gate/form", {})).json()["place"]["is_form"]
        await called(busy, me)
        answer = await me.turn("老样子")
        assert "快速点单" in answer.text


@pytest.mark.parametrize(("way", "state", "notify"), [("leave", "none", None), ("notify", "waiting", True)])
async def test_a_way_out_is_of_the_place_at_a_worker_that_is_gone(busy: House, way, state, notify):
    async with busy.customer() as me:
        assert me.person_id is not None
        now = busy.deps.clock.now()
        told = Ticket(me.person_id, "gone", TrafficClass.NEW, 1, now.timestamp(), now.timestamp())
        me.http.cookies.set("qianbei_ticket", seal_ticket(busy.deps.sealer, told, now))
        busy.door.carrying.living = set()
        said = (await me.post(f"/gate/{way}", {})).json()
        assert (said["state"], said["place"] and said["place"]["notify"]) == (state, notify)
        assert (await me.get("/gate/place")).json()["state"] == state


async def test_coming_back_later_keeps_the_card_for_a_day_more_and_its_history_tells(busy: House, clock):
    async with busy.caller() as other:
        assert (await other.turn(ORDER)).json()["error"]["details"]["keep_card"]
    await busy.plant(f"update campaigns.cards set valid_until = '{clock.now() + timedelta(hours=2)}'")
    async with busy.customer() as me:
        await busy.plant(f"update campaigns.cards set valid_until = '{clock.now() + timedelta(hours=2)}'")
        await busy.members.turn_knobs(Knobs(Step.D4))
        waiting = (await me.turn(ORDER)).json()["error"]
        assert waiting["details"]["keep_card"]
        said = (await me.post("/gate/later", {})).json()
        assert (said["state"], datetime.fromisoformat(said["card_until"])) == (
            "later",
            clock.now() + timedelta(hours=24),
        )
        again = (await me.post("/gate/later", {})).json()
        assert again["card_until"] == said["card_until"], "tapped twice, extended once"
        assert await busy.town.rows("select event, reason from campaigns.card_moves") == [
            ("extend", "waited")
        ]
        assert (await me.get("/gate/place")).json()["state"] == "none"
        await busy.town.assert_audit_is_clean()


async def test_a_card_is_not_extended_for_who_need_not_wait_long(house: House):
    async with house.customer() as me:
        before = await house.town.rows("select valid_until from campaigns.cards")
        assert (await me.post("/gate/later", {})).json() == {
            "state": "none",
            "place": None,
            "card_until": None,
        }
        assert await house.town.rows("select valid_until from campaigns.cards") == before


async def test_a_line_longer_than_the_cups_that_are_left_is_told_so_at_once(busy: House):
    await busy.members.beat()
    assert busy.door.gate.places_left is not None
    assert busy.door.gate.places_left > 500
    promised = {busy.deps.clock.now(): busy.door.gate.places_left - 100}
    busy.cups.taken = {busy.town.store_id: promised}
    await busy.members.beat()
    assert busy.door.gate.places_left == 100
    async with busy.caller() as late:
        assert (await late.turn(ORDER)).json()["error"]["code"] == "out_of_reach"
