"""The waiting room and the commit line through HTTP, on a clock of the test's own."""

import asyncio
from datetime import datetime, timedelta
from http.cookiejar import DefaultCookiePolicy
from random import Random
from uuid import uuid4

import msgspec
import pytest

from qianbei.agent.stock import Stock
from qianbei.db import Database, Query
from qianbei.db.errors import ConnectionLost
from qianbei.gate.answers import GateShape, Knobs
from qianbei.gate.classes import TrafficClass
from qianbei.gate.counts import Fate
from qianbei.gate.ladder import Step
from qianbei.gate.room import SILENCE_S
from qianbei.gate.scheduler import Work
from qianbei.gate.store import learned, taken_elsewhere
from qianbei.sandbox.people.customers import last_state
from qianbei.sandbox.people.doors import Doors
from qianbei.web.gate import SLOTS, GateDoor
from qianbei.web.gate_members import LEARNED_S, MISSED_S, SILENT_S, Members
from tests.support.house import PLACE, House, events_of, snapshot_of
from tests.support.town import Town
from tests.support.web import OPERATOR_KEY

pytestmark = pytest.mark.anyio
ORDER = "来一杯大杯珍珠奶茶"
EACH_THEIR_OWN = DefaultCookiePolicy(allowed_domains=[])
"""Many people through one client: no cookie of one is sent by another."""


@pytest.fixture
async def busy(database, clock, random, deps):
    """A house that lets about one order a second through, and is full."""
    town = await Town.founded(database, clock, random)
    async with House.opened(town, deps, GateShape(orders_per_s=1.0)) as house:
        now_s = house.seconds
        while house.door.gate.room.waiting == 0:
            house.door.gate.ask(uuid4(), uuid4(), now_s)
            now_s += 0.001
        yield house


async def test_who_can_not_come_in_yet_has_a_place_a_range_and_a_ticket(busy: House):
    async with busy.customer() as me:
        answer = await me.turn(ORDER)
        assert answer.status_code == 429
        error = answer.json()["error"]
        assert error["code"] == "waiting"
        place = error["details"]
        assert (place["lane"], place["number"] >= 1) == ("holder", True)
        assert 0 <= place["from_s"] < place["to_s"]
        assert int(answer.headers["retry-after"]) >= 1
        assert "qianbei_ticket=" in answer.headers["set-cookie"]
        again = (await me.turn(ORDER)).json()["error"]["details"]
        assert again["number"] == place["number"], "one place a person"
        assert await busy.town.rows("select count(*) from orders.orders") == [(0,)]


async def test_the_place_is_called_and_the_conversation_goes_on(busy: House):
    async with busy.customer() as me:
        assert (await me.turn(ORDER)).status_code == 429
        for _ in range(30):
            busy.seconds += 1.0
            busy.door.tick(0.0)
            for live in busy.door.gate.held.live.over(1e9):
                busy.door.gate.held.end(live.conversation)
        assert (await me.get("/gate/place")).json()["state"] == "called"
        answer = await me.turn(ORDER)
        assert answer.status_code == 200, answer.text
        assert "qianbei_pass=" in answer.headers["set-cookie"]
        assert snapshot_of(events_of(answer.text))["offer"]


async def test_under_https_every_cookie_is_secure_and_no_script_reads_it(database, clock, random, deps):
    town = await Town.founded(database, clock, random)
    behind_tls = msgspec.structs.replace(deps.settings, public_url="https://qianbei.test")
    deps = msgspec.structs.replace(deps, settings=behind_tls)
    async with House.opened(town, deps, GateShape(orders_per_s=1.0)) as house, house.nobody() as outside:
        set_cookies = []

        async def keep(response):
            set_cookies.extend(response.headers.get_list("set-cookie"))

        outside.http.event_hooks["response"].append(keep)
        for _ in range(4):
            outside.http.cookies.clear()
            joined = await outside.post("/session", {"place_id": str(PLACE.place_id)})
            outside.http.headers["Authorization"] = f"Bearer {joined.json()['token']}"
            outside.conversation = str(uuid4())
            await outside.turn(ORDER)
            del outside.http.headers["Authorization"]
    names = {each.partition("=")[0] for each in set_cookies}
    assert names == {"qianbei_session", "qianbei_device", "qianbei_pass", "qianbei_ticket"}
    for each in set_cookies:
        assert {"Secure", "HttpOnly", "SameSite=lax"} <= set(each.split("; ")), each


async def test_the_status_document_is_small_cacheable_and_for_nobody_in_particular(busy: House):
    async with busy.nobody() as anybody:
        answer = await anybody.get("/gate/status")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=1"
        assert len(answer.content) < 1000
        assert answer.json()["state"] == "waiting"
    busy.door.members = [{**answer.json()["members"][0], "member": f"machine-{n}"} for n in range(50)]
    assert len(busy.door.status_document()) < 1000


async def test_leaving_gives_the_place_up(busy: House):
    async with busy.customer() as me:
        await me.turn(ORDER)
        assert (await me.get("/gate/place")).json()["state"] == "waiting"
        assert (await me.post("/gate/leave", {})).json()["state"] == "none"


async def test_asking_to_be_told_keeps_the_place_through_silence(busy: House):
    async with busy.customer() as me:
        await me.turn(ORDER)
        await me.post("/gate/notify", {})
        busy.seconds += 200.0
        busy.door.gate.room.peek(busy.seconds)
        assert (await me.get("/gate/place")).json()["state"] != "none"


async def test_places_that_stock_can_not_reach_are_told_so_at_once(busy: House):
    busy.door.gate.places_left = 0
    async with busy.customer() as me:
        assert (await me.turn(ORDER)).json()["error"]["code"] == "out_of_reach"


async def test_a_tap_past_the_lane_stands_in_line_with_a_number_and_is_placed(database, clock, random, deps):
    town = await Town.founded(database, clock, random)
    async with House.opened(town, deps, GateShape(orders_per_s=5.0)) as house, house.customer() as me:
        state = await me.say(ORDER)
        while house.door.gate.commits.enter(uuid4(), uuid4(), house.seconds) is None:
            pass
        key = str(uuid4())
        answer = await me.approve(state, key)
        assert answer.status_code == 202
        pending = answer.json()["pending"]
        assert pending["number"] >= 1
        assert await town.rows("select count(*) from orders.orders") == [(0,)]
        clock.advance(seconds=150)  # The price was good for two minutes, but the tap was in time.
        house.seconds += 100.0
        line = asyncio.create_task(house.line.run())
        try:
            async with asyncio.timeout(5):
                while (answer := await me.approve(state, key)).status_code == 202:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        finally:
            line.cancel()
        assert answer.status_code == 201, answer.text
        await town.assert_audit_is_clean()


async def test_a_slip_makes_a_tap_count_as_made_when_it_was_made(house: House, clock):
    async with house.customer() as me:
        state, key = await me.say(ORDER), str(uuid4())
        answers = []

        async def keep(approval):
            answers.append(house.line.slip(approval))
            return await place(approval)

        place, house.line._place = house.line._place, keep
        await house.plant("update catalog.stores set status = 'paused'")
        assert (await me.approve(state, key)).status_code == 409
        await house.plant("update catalog.stores set status = 'open'")
        clock.advance(seconds=150)
        assert (await me.approve(state, key)).json()["error"]["code"] == "offer_expired"
        assert (await me.approve(state, str(uuid4()), slip=answers[0])).status_code == 409
        assert (await me.approve(state, key, slip=answers[0])).status_code == 201


async def test_the_same_turn_sent_again_joins_the_one_under_way(house: House):
    async with house.customer() as me:
        first, second = await asyncio.gather(me.turn(ORDER), me.turn(ORDER))
        assert (first.status_code, second.status_code) == (200, 200)
        assert snapshot_of(events_of(first.text))["draft"] == snapshot_of(events_of(second.text))["draft"]


@pytest.mark.parametrize(
    ("path", "kind"), [("/wallet", TrafficClass.BROWSING), ("/orders/{order}", TrafficClass.STATUS)]
)
async def test_what_finds_no_slot_in_time_is_told_to_come_again_and_of_nothing_else(
    house: House, path: str, kind: TrafficClass
):
    scheduler, counts = house.door._scheduler, house.door.gate.counts
    turns = [Work(TrafficClass.RUNNING, number, 0.0, 9.0) for number in range(SLOTS.slots - SLOTS.kept)]
    async with house.customer() as me:
        path = f"/api/v1{path}".format(order=(await me.placed())["order_id"])
        assert all(scheduler.offer(each, house.seconds) for each in turns)
        looking = asyncio.create_task(me.http.get(path))
        while not house.door._sleeping:  # noqa: ASYNC110 - nobody tells it to a test
            await asyncio.sleep(0)
        house.seconds += 1.0
        house.door.tick(0.0)
        assert ((await looking).json()["error"]["code"], counts.of(kind, Fate.SHED)) == ("busy", 1)
        for each in turns:
            scheduler.finish(each)
        assert (await me.http.get(path)).status_code == 200
        assert counts.of(kind, Fate.ADMITTED) == 1


async def test_the_board_shows_every_class_and_the_knob_reaches_every_worker(busy: House):
    async with busy.customer() as me, busy.customer() as stranger:
        await me.turn(ORDER)
        assert (await stranger.get("/ops/gate")).status_code == 403
        await me.post("/session/operator", {"key": OPERATOR_KEY})
        board = (await me.get("/ops/gate")).json()["board"]
        assert board["counts"]["new"]["waiting"] >= 1
        assert board["capacity_per_s"] == 1.0
        assert set(board["savings"]) == {"D0", "D1", "D2", "D3"}
        wanted = {"least_step": 3, "orders_per_s": 7.5, "off": [2], "back_at": None, "expected_per_s": 20.0}
        assert (await me.post("/ops/gate", wanted)).json()["knobs"] == wanted
        assert busy.door.gate.ladder.least is Step.D3
        assert busy.door.gate.commits.drain_per_s == 7.5
        await busy.members.beat()
        assert {row["limit"] for row in (await me.get("/ops/gate")).json()["changes"]} == {
            "ladder",
            "ladder_D2",
            "orders_per_s",
        }
        assert busy.door.gate.ladder.off == {Step.D2}
        for _ in range(7):
            busy.seconds += 10.0
            await busy.members.beat()
        nowcast = (await me.get("/ops/gate")).json()["nowcast"]
        assert nowcast["ratio"]["low"] <= nowcast["ratio"]["value"] <= nowcast["ratio"]["high"]
        assert [each["name"] for each in nowcast["runs_out"]] == ["budget", "cups", "slots"]
        assert nowcast["knobs"] != []
        for wrong in ({"least_step": 9}, {"off": [0]}, {"off": [5]}):
            assert (await me.post("/ops/gate", wrong)).status_code == 422


async def test_when_the_database_is_silent_shares_hold_and_limits_fall(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    await house.members.beat()
    before = house.door.gate.commits.drain_per_s
    with monkeypatch.context() as silence:
        silence.setattr(house.members, "_database", Lost())
        with pytest.raises(ConnectionLost):
            await house.members.beat()
    assert (house.door.is_measuring, house.door.gate.commits.drain_per_s) == (False, before)
    await house.members.beat()
    assert house.door.is_measuring


class Lost:
    """A database that nobody reaches."""

    def transaction(self):
        raise ConnectionLost("gone")


async def test_workers_share_the_limit_and_take_over_who_falls_silent(house: House, deps, clock):
    doors = [
        GateDoor(
            GateShape(orders_per_s=100.0), deps.sealer, clock, deps.random, lambda: 0.0, name, is_secure=False
        )
        for name in ("one", "two")
    ]
    one, two = (Members(deps.database, clock, 7, door, lambda: Stock(100, 10, 60.0)) for door in doors)
    await one.beat()
    assert doors[0].gate.commits.drain_per_s == 100.0
    await two.beat()
    assert sum(door.gate.commits.drain_per_s for door in doors) <= 102.0, "who joins waits for its part"
    await one.beat()
    await two.beat()
    assert [door.gate.commits.drain_per_s for door in doors] == [50.0, 50.0]
    clock.advance(seconds=SILENT_S + 1)
    await one.beat()
    assert doors[0].gate.commits.drain_per_s == 100.0, "the other one is gone"
    await two.beat()
    await two.leave()
    await one.beat()
    assert doors[0].gate.commits.drain_per_s == 100.0


async def test_a_worker_that_starts_forecasts_by_what_earlier_ones_saw(busy: House, deps, clock):
    await busy.members.beat()
    patience, errors = busy.door.gate.room.coming.patience, busy.door.gate.promises.errors
    patience.recall(msgspec.structs.replace(patience.kept(), hurry=0.8))
    for cohort in range(20):
        for _ in range(10):
            errors.learn(10.0, 16.0, busy.seconds + 4.0 * cohort)
    busy.seconds += LEARNED_S
    await busy.members.beat()
    door = GateDoor(GateShape(), deps.sealer, clock, Random(1), lambda: 0.0, "new", is_secure=False)
    await Members(deps.database, clock, busy.deps.cell, door, lambda: Stock(100, 10, 60.0)).beat()
    assert door.gate.room.coming.patience.kept() == patience.kept()
    assert patience.kept().hurry == 0.8
    assert door.gate.promises.errors.range(10.0, 0.0).to_s == pytest.approx(16.0, abs=0.1)


async def test_what_a_worker_of_another_version_learned_ends_nobodys_beat(busy: House, deps) -> None:
    other = Query(
        "other", "insert into gate.patience values (%(cell)s, '{\"bands\": 8}'::json, %(at)s::timestamptz)"
    )
    async with deps.database.transaction() as tx:
        await tx.run(other, {"cell": busy.deps.cell, "at": deps.clock.now()})
        assert await learned(tx, busy.deps.cell) is None
    await busy.members.beat()


async def test_a_killed_workers_part_is_taken_over_before_a_silent_ones(
    house: House, deps, clock, database_dsn
):
    def member(name: str, database: Database) -> tuple[GateDoor, Members]:
        shape = GateShape(orders_per_s=100.0)
        door = GateDoor(shape, deps.sealer, clock, deps.random, lambda: 0.0, name, is_secure=False)
        return door, Members(database, clock, 7, door, lambda: Stock(100, 10, 60.0))

    door, one = member("one", deps.database)
    async with Database.opened(database_dsn, max_connections=1) as its_own:
        _, two = member("two", its_own)
        for each in (one, two, one, two):
            await each.beat()
        clock.advance(seconds=MISSED_S)
        await one.beat()
        assert door.gate.commits.drain_per_s == 50.0, "slow is not dead"
    for _ in range(100):  # Its server process ends a moment after the connection.
        await one.beat()
        if door.gate.commits.drain_per_s == 100.0:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody took the part over")


async def test_what_one_worker_took_of_a_killed_one_is_taken_at_all(busy: House, deps, clock):
    door = GateDoor(GateShape(), deps.sealer, clock, Random(1), lambda: 0.0, "other", is_secure=False)
    other, person = Members(deps.database, clock, busy.deps.cell, door, lambda: Stock(100, 10, 60.0)), uuid4()
    at = clock.now()
    door.carrying.to_tell.append((person, at.timestamp()))
    await other.beat()
    await busy.members.beat()
    assert busy.door.carrying._taken[person].at == at.timestamp()
    await other.leave()
    clock.advance(seconds=SILENCE_S - 1)
    late = GateDoor(GateShape(), deps.sealer, clock, Random(1), lambda: 0.0, "late", is_secure=False)
    starts = Members(deps.database, clock, busy.deps.cell, late, lambda: Stock(100, 10, 60.0))
    await starts.beat()
    assert late.carrying._taken[person].at == at.timestamp(), "as long as a ticket is good"
    clock.advance(seconds=2)
    newer = (uuid4(), clock.now().timestamp())
    late.carrying.to_tell.append(newer)
    await starts.beat()
    async with deps.database.transaction() as tx:
        told = await taken_elsewhere(tx, busy.deps.cell, "anybody", at - timedelta(seconds=1))
    assert told == [newer], "no longer"


async def test_the_board_is_of_all_workers_whichever_is_asked(busy: House, deps, clock):
    door = GateDoor(
        GateShape(orders_per_s=1.0), deps.sealer, clock, Random(1), lambda: 0.0, "other", is_secure=False
    )
    for _ in range(30):
        door.gate.ask(uuid4(), uuid4(), 0.0)
    other = Members(deps.database, clock, busy.deps.cell, door, lambda: Stock(100, 10, 60.0))
    own = busy.door.board()
    async with busy.customer() as me:
        await me.post("/session/operator", {"key": OPERATOR_KEY})
        for each in (other, busy.members) * 4:
            await each.beat()
        board = (await me.get("/ops/gate")).json()["board"]
    assert board["counts"]["new"]["offered"] == own.counts["new"]["offered"] + 30
    assert board["waiting_now"]["new"] == own.waiting_now["new"] + door.gate.room.waiting
    assert board["capacity_per_s"] == pytest.approx(1.0, rel=0.01), "parts follow one another"


async def test_people_of_the_city_wait_in_both_lines_and_all_get_their_cup(database, clock, random, deps):
    town = await Town.founded(database, clock, random)
    async with House.opened(town, deps, GateShape(orders_per_s=4.0)) as house, house.nobody() as outside:
        outside.http._cookies.jar.set_policy(EACH_THEIR_OWN)
        gate, doors = house.door.gate, Doors(outside.http, Random(5))
        strangers = []
        while gate.room.waiting == 0:
            strangers.append(uuid4())
            gate.ask(uuid4(), strangers[-1], house.seconds)

        async def lives():
            """Time goes on ten times as fast, and those who came before leave."""
            while True:
                await asyncio.sleep(0.02)
                house.seconds += 0.2
                if strangers:
                    gate.held.end(strangers.pop())
                house.door.tick(0.0)

        tasks = [asyncio.create_task(lives()), asyncio.create_task(house.line.run())]
        answers = await asyncio.gather(*(_order_of(doors) for _ in range(8)))
        for task in tasks:
            task.cancel()
        assert [answer.status for answer in answers] == [201] * 8
        assert gate.counts.of(TrafficClass.NEW, Fate.WAITING) >= 1, (
            "nobody had to wait: the test shows nothing"
        )
        assert await town.rows("select count(*) from orders.orders") == [(8,)]
        await town.assert_audit_is_clean()


async def _order_of(doors: Doors):
    session = await doors.write("POST", "/session", {"language": "zh-Hans", "place_id": str(PLACE.place_id)})
    token, words = session.body["token"], {"id": "1", "role": "user", "content": ORDER}
    turn = {"threadId": str(uuid4()), "runId": "1", "messages": [words], "state": {}}
    state = last_state(await doors.say("/turn", turn, token)) or {}
    return await doors.write("POST", "/orders", {"offer": state["offer"], "seal": state["offer_seal"]}, token)


async def test_a_quiet_installation_tells_nobody_of_a_burst_to_wait(database, clock, random, deps):
    town = await Town.founded(database, clock, random, cups_per_slot=1000)
    async with House.opened(town, deps) as house, house.nobody() as outside:
        outside.http._cookies.jar.set_policy(EACH_THEIR_OWN)
        heard = []

        async def keep(response):
            heard.append(response.status_code)

        outside.http.event_hooks["response"].append(keep)
        doors = Doors(outside.http, Random(5))
        answers = await asyncio.gather(*(_order_of(doors) for _ in range(50)))
    assert {answer.code for answer in answers} == {""}
    assert set(heard) == {200, 201}
    assert heard.count(201) == 100, "fifty sessions and fifty orders, each at the first try"


async def test_who_holds_a_card_waits_in_the_lane_of_holders_until_it_is_on_an_order(busy: House):
    async with busy.customer() as me, busy.caller() as without:
        assert (await me.turn(ORDER)).json()["error"]["details"]["lane"] == "holder"
        assert (await without.turn(ORDER)).json()["error"]["details"]["lane"] == "new"
        await me.post("/gate/leave", {})
        assert me.person_id is not None
        busy.door.spent(me.person_id)
        assert (await me.turn(ORDER)).json()["error"]["details"]["lane"] == "new"


async def test_an_order_with_a_card_makes_its_owner_wait_like_others(house: House):
    async with house.customer() as me:
        assert me.person_id is not None
        assert me.person_id not in house.door._spent
        await me.placed()
        assert me.person_id in house.door._spent


async def test_the_quick_form_is_said_once_and_lies_on_the_table(house: House):
    await house.members.turn_knobs(Knobs(Step.D3))
    async with house.customer() as me:
        first = await me.turn("你好")
        texts = [each["delta"] for each in events_of(first.text) if each["type"] == "TEXT_MESSAGE_CONTENT"]
        assert "快速点单" in texts[0]
        state = snapshot_of(events_of(first.text))
        assert [chip["say"] for chip in state["chips"]][:3] == ["老样子", "推荐最近的三家", "推荐最便宜的"]
        second = await me.turn(ORDER, state)
        assert "快速点单" not in second.text
        assert snapshot_of(events_of(second.text))["offer"]


async def test_a_closed_house_says_so_with_a_time_and_whoever_is_inside_goes_on(house: House):
    back_at = house.deps.clock.now() + timedelta(hours=1)
    async with house.customer() as inside, house.customer() as outside:
        state = await inside.say("你好")
        await house.members.turn_knobs(Knobs(Step.D5, back_at=back_at))
        refused = await outside.turn(ORDER)
        assert refused.status_code == 503
        error = refused.json()["error"]
        assert (error["code"], datetime.fromisoformat(error["details"]["back_at"])) == ("closed", back_at)
        assert int(refused.headers["retry-after"]) >= 30
        assert house.door.gate.room.waiting == 0
        status = (await outside.get("/gate/status")).json()
        assert (status["state"], datetime.fromisoformat(status["back_at"])) == ("closed", back_at)
        approved = await inside.approve(await inside.say(ORDER, state))
        assert approved.status_code == 201, approved.text
