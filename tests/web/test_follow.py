"""GET /orders/{id} and its stream: the own order alone, as it moves, to its end."""

import asyncio
from contextlib import contextmanager
from uuid import UUID

import pytest
from ag_ui.core import Event
from ag_ui_validate import apply_patch
from ag_ui_validate.pytest_plugin import assert_valid_agui
from pydantic import TypeAdapter

from qianbei.gate.classes import TrafficClass
from qianbei.payments.contracts import PaymentEvent
from qianbei.web.chat import events as spoken
from qianbei.web.chat import follow, hub
from tests.support.house import Listener
from tests.support.recorded import assert_as_recorded

pytestmark = pytest.mark.anyio

EVENT = TypeAdapter(Event)


def assert_valid(events: list[dict]) -> None:
    for event in events:
        EVENT.validate_python(event)
    assert_valid_agui(events, features=["shared-state"], max_warnings=0)


def listen(house, caller, order_id: str) -> Listener:
    headers = caller.http.build_request("GET", f"/api/v1/orders/{order_id}/follow").headers
    return Listener(house.app, f"/api/v1/orders/{order_id}/follow", headers)


def sse(events: list[dict]) -> str:
    return b"".join(spoken.sse(event) for event in events).decode()


async def test_only_its_person_sees_an_order(house):
    async with house.customer() as me, house.customer() as other, house.nobody() as nobody:
        order_id = (await me.placed())["order_id"]
        for path in (f"/orders/{order_id}", f"/orders/{order_id}/follow"):
            assert (await other.get(path)).status_code == 404
            assert (await nobody.get(path)).status_code == 401
        assert (await me.get(f"/orders/{order_id}")).status_code == 200
        for path in (
            "/orders/nothing",
            f"/orders/{order_id}/else",
            "/orders/",
            f"/orders/{order_id}/follow/x",
        ):
            assert (await me.get(path)).status_code == 404, path


async def test_an_own_order_may_be_kept_for_seconds_and_is_asked_for_by_its_tag(house):
    async with house.customer() as me:
        path = f"/orders/{(await me.placed())['order_id']}"
        told = await me.get(path)
        assert told.headers["cache-control"] == "private, max-age=1", "nobody else's cache, and not for long"
        assert told.headers["vary"] == "authorization, cookie"
        tag = told.headers["etag"]
        for known in (tag, f'"other", W/{tag}'):
            same = await me.get(path, headers={"If-None-Match": known})
            assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        await me.post(f"{path}/cancel", {})
        moved = await me.get(path, headers={"If-None-Match": tag})
        assert (moved.status_code, moved.json()["state"]) == (200, "cancelling")
        house.door.gate.room.join(UUID(int=1), TrafficClass.NEW, house.seconds)
        assert (await me.get(path)).headers["cache-control"] == "private, max-age=5", (
            "slowed while people wait"
        )


async def test_the_list_holds_the_own_orders_newest_first(house):
    async with house.customer() as me, house.customer() as other:
        first = (await me.placed())["order_id"]
        house.town.clock.advance(minutes=11)
        me.conversation = "00000000-0000-4000-8000-000000000001"
        second = (await me.placed("来两杯大杯珍珠奶茶"))["order_id"]
        listed = (await me.get("/orders")).json()["orders"]
        assert [order["order_id"] for order in listed] == [second, first]
        assert (await other.get("/orders")).json() == {"orders": []}
        assert len((await me.get("/orders?limit=1")).json()["orders"]) == 1


async def test_the_stream_tells_every_change_and_ends_with_the_order(house):
    async with house.customer() as me, house.rider() as rider:
        order = await me.placed()
        order_id = order["order_id"]
        stream = listen(house, me, order_id)
        await stream.hears(2)
        heard = 2
        for step in ("confirmed", "making", "ready"):
            await house.goes_on(order_id, step)
            heard = len(await stream.hears(heard + 1))
        pickup, handover = await house.codes(order_id)
        await rider.post(f"/rider/tasks/{order_id}/accept", {})
        await stream.hears(heard + 1)
        for path, body in (
            ("pick-up", {"pickup_code": pickup}),
            ("arrive", {}),
            ("hand-over", {"handover_code": handover}),
        ):
            heard = len(stream.events)
            assert (await rider.post(f"/rider/tasks/{order_id}/{path}", body)).status_code == 200
            await stream.hears(heard + 1)
        async with asyncio.timeout(5):
            await stream.task
        events = stream.events
        assert_valid(events)
        assert (events[0]["type"], events[1]["type"], events[-1]["type"]) == (
            "RUN_STARTED",
            "STATE_SNAPSHOT",
            "RUN_FINISHED",
        )
        seen = events[1]["snapshot"]
        for event in events[2:-1]:
            seen = apply_patch(seen, event["delta"]).result
        now = (await me.get(f"/orders/{order_id}")).json()
        assert (seen, now["state"]) == ({"order": now}, "handed_over")
        assert_as_recorded("follow", [sse(events)])


async def test_an_order_that_ended_is_told_in_one_snapshot(house):
    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        await house.town.payer_says(UUID(order_id), PaymentEvent.DECLINED)
        stream = listen(house, me, order_id)
        async with asyncio.timeout(5):
            await stream.task
        assert [event["type"] for event in stream.events] == ["RUN_STARTED", "STATE_SNAPSHOT", "RUN_FINISHED"]
        assert stream.events[1]["snapshot"]["order"]["state"] == "cancelled"
        assert_valid(stream.events)


async def test_a_client_that_leaves_leaves_nothing_behind(house):
    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        before = asyncio.all_tasks()
        streams = [listen(house, me, order_id) for _ in range(3)]
        for stream in streams:
            await stream.hears(2)
        for stream in streams:
            await stream.leaves()
        assert asyncio.all_tasks() <= before
        assert house.hub.followers == 0
        assert all(stream.events[-1]["type"] != "RUN_FINISHED" for stream in streams)


async def test_a_worker_that_stops_ends_its_streams_whole_and_soon_ends_those_that_still_come(house):
    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        stream = listen(house, me, order_id)
        await stream.hears(2)
        house.hub.close()
        late = listen(house, me, order_id)
        for each in (stream, late):
            async with asyncio.timeout(5):
                await each.task
            assert each.events[-1]["type"] == "RUN_FINISHED"
            assert_valid(each.events)


async def test_a_long_silence_is_broken_and_a_long_stream_ends_whole(house, monkeypatch):
    monkeypatch.setattr(follow, "QUIET_S", 0.05)
    monkeypatch.setattr(follow, "FOLLOW_S_MAX", 0.4)
    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        stream = listen(house, me, order_id)
        async with asyncio.timeout(5):
            await stream.task
        assert stream.comments > 2
        assert stream.events[-1]["type"] == "RUN_FINISHED"
        assert_valid(stream.events)


async def test_a_fault_of_the_stream_is_not_hidden(house, monkeypatch):
    def broken(_):
        raise RuntimeError("planted")

    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        monkeypatch.setattr(house.hub, "following", broken)
        stream = listen(house, me, order_id)
        with pytest.raises(RuntimeError, match="planted"):
            await stream.task


async def test_more_orders_than_one_look_holds_are_all_looked_at(house, monkeypatch):
    monkeypatch.setattr(hub, "LOOKED_AT_ONCE_MAX", 1)
    async with house.customer() as me, house.customer() as other:
        orders = [(caller, (await caller.placed())["order_id"]) for caller in (me, other)]
        streams = [listen(house, caller, order_id) for caller, order_id in orders]
        for stream in streams:
            await stream.hears(2)
        for _, order_id in orders:
            await house.goes_on(order_id, "confirmed")
        for stream in streams:
            await stream.hears(3)
            await stream.leaves()


async def test_leaving_in_the_instant_of_a_change_ends_the_stream(house, monkeypatch):
    queue = asyncio.Queue(1)

    @contextmanager
    def following(_):
        yield queue

    monkeypatch.setattr(house.hub, "following", following)
    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        order = (await follow.read_statuses(house.deps, [UUID(order_id)]))[0]
        for steps in range(6):
            stream = listen(house, me, order_id)
            await stream.hears(2)
            await asyncio.sleep(0.02)
            leaving = asyncio.create_task(stream.leaves())
            for _ in range(steps):
                await asyncio.sleep(0)
            queue.put_nowait(order)
            await leaving
            queue = asyncio.Queue(1)
