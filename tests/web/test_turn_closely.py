"""A turn that a model reads: an honest word at once, one valid run, and no offer before a yes."""

import asyncio
import json
import time
from typing import Any
from uuid import uuid4

import pytest

from qianbei.agent.model.client import ModelClient
from qianbei.agent.model.limits import Limits
from qianbei.agent.model.port import ModelFault
from qianbei.agent.model.reader import UNDERSTOOD, ModelReader
from qianbei.agent.tools import SILENT_ASKS, IntakeWatch, Tool, ToolsMemory
from qianbei.db.errors import ConnectionLost
from qianbei.gate.ladder import Step
from qianbei.runtime.laddered import LadderedReading
from qianbei.runtime.model import closer_reading
from qianbei.runtime.settings import Settings
from qianbei.web.metrics import Metrics
from tests.support.house import ORDER, Caller, House, events_of, snapshot_of
from tests.support.model import ModelServer, ScriptedModel, completion
from tests.support.recorded import assert_as_recorded
from tests.support.town import CELL
from tests.web.test_ops import operator, overview
from tests.web.test_turn import assert_valid

pytestmark = pytest.mark.anyio

ODD = "整俩那个白乎乎的汤水"
TWO = {
    "intent": "order",
    "cart": [{"item": "pearl-milk-tea", "quantity": 2, "options": [], "without": []}],
    "unread": [],
    "say": "",
}
FIRST_WORD_S = 0.3


def closer(model: Any, counted: list[str], turn_s: float = 1.0) -> ModelReader:
    return ModelReader(model, time.monotonic, counted.append, Limits(turn_s=turn_s))


async def heard(
    house: House, me: Caller, words: str, leaves_after_s: float = 60.0
) -> list[tuple[float, str]]:
    """The parts of the answer with the seconds at which each came."""
    run = {"threadId": me.conversation, "runId": str(uuid4()), "state": {}}
    body = json.dumps(run | {"messages": [{"role": "user", "content": words}]}).encode()
    cookies = "; ".join(f"{name}={value}" for name, value in me.http.cookies.items())
    headers = [(b"cookie", cookies.encode()), (b"accept-language", b"zh-Hans")]
    headers += [(key.lower(), value) for key, value in me.http.headers.raw]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/turn",
        "query_string": b"",
        "headers": headers,
    }
    parts: list[tuple[float, str]] = []
    started_s = time.monotonic()

    unread = [body]

    async def receive() -> dict[str, Any]:
        if not unread:
            await asyncio.sleep(leaves_after_s)
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": unread.pop()}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            parts.append((time.monotonic() - started_s, message["body"].decode()))

    await house.app(scope, receive, send)
    return parts


async def test_a_slow_model_is_announced_within_300_ms_and_the_run_is_valid(house):
    counted: list[str] = []
    house.app = house.app_with(closer(ScriptedModel(TWO, wait_s=0.6), counted))
    async with house.customer() as me:
        await me.say("菜单")  # The first turn of a process loads what every turn needs.
        (first_s, first), (last_s, last) = await heard(house, me, ODD)
        assert first_s < FIRST_WORD_S
        assert last_s > 0.6
        assert "我再仔细看看" in first
        events = events_of(first + last)
        assert_valid(events)
        assert_as_recorded("turn-closely", [first + last])
        state = snapshot_of(events)
        assert (state["offer"], state["draft"]["is_guess"], counted) == (None, True, [UNDERSTOOD])
        agreed = await me.say(state["chips"][0]["say"], state)
        assert (await me.approve(agreed)).status_code == 201


async def test_a_turn_sent_again_joins_the_model_call_under_way_and_who_leaves_cancels_it(house):
    class Counting(ScriptedModel):
        ended = 0

        async def ask(self, prompt, output_tokens_max):
            said = await super().ask(prompt, output_tokens_max)
            self.ended += 1
            return said

    model = Counting(TWO, wait_s=0.5)
    house.app = house.app_with(closer(model, []))
    async with house.customer() as me:
        await me.say("菜单")
        first, second = await asyncio.gather(heard(house, me, ODD), heard(house, me, ODD))
        assert (len(first), len(second), len(model.asked)) == (2, 2, 1)
        me.conversation = str(uuid4())
        gone, stays = await asyncio.gather(heard(house, me, ODD, leaves_after_s=0.1), heard(house, me, ODD))
        assert (len(gone), len(stays), len(model.asked), model.ended) == (1, 2, 2, 2)
        me.conversation = str(uuid4())
        assert len(await heard(house, me, ODD, leaves_after_s=0.1)) == 1
        await asyncio.sleep(0.6)
        assert (len(model.asked), model.ended) == (3, 2), "nobody waits for it: it is not asked to the end"


async def test_no_transaction_is_open_while_a_model_thinks(house):
    open_now: list[int] = []

    class Watching(ScriptedModel):
        async def ask(self, prompt, output_tokens_max):
            rows = await house.town.rows(
                "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'"
            )
            open_now.append(rows[0][0])
            return await super().ask(prompt, output_tokens_max)

    house.app = house.app_with(closer(Watching(TWO), []))
    async with house.customer() as me:
        await me.say(ODD)
    assert open_now == [0]


async def test_a_server_that_hangs_costs_the_turns_time_and_the_reader_answers(house):
    counted: list[str] = []
    async with ModelServer(["hang"]).running() as server:
        client = ModelClient(server.url, "m", None, 5.0)
        house.app = house.app_with(closer(client, counted, turn_s=0.4))
        async with house.customer() as me:
            state = await me.say(ODD)
        await client.close()
    assert counted == [ModelFault.SLOW]
    assert (state["offer"], state["draft"]["lines"]) == (None, [])


async def test_words_that_the_reader_knows_never_reach_a_model(house):
    model = ScriptedModel(TWO)
    house.app = house.app_with(closer(model, []))
    async with house.customer() as me:
        state: dict[str, Any] = {}
        for words in (ORDER, "不要珍珠", "再来一杯", "菜单", "到哪了", "好的", "谢谢"):
            state = await me.say(words, state)
    assert model.asked == []


async def test_the_operator_sees_how_often_a_model_is_asked_for_an_order(house):
    async with house.customer() as me, house.customer() as second:
        await me.say(ODD)
        await me.placed()
        seen = (await overview(await operator(second)))["model"]
        text = (await second.http.get("/metrics")).text
    used = {"calls": 0, "orders": 1, "turns_unsure": 1, "calls_per_order": 0.0}
    assert seen == {"configured": False, **used}
    assert "qianbei_llm_calls_per_order 0.0" in text
    assert "qianbei_turns_unsure_total 1.0" in text


def test_calls_are_divided_by_the_orders_that_were_placed() -> None:
    metrics = Metrics()
    for status in (201, 201, 200, 409):
        metrics.observe("POST", "/api/v1/orders", status, 0.01)
    for outcome in (UNDERSTOOD, ModelFault.SLOW, UNDERSTOOD):
        metrics.model_asked(outcome)
    used = metrics.model_use()
    assert (used.calls, used.orders, used.calls_per_order) == (3, 2, 1.5)
    assert b"qianbei_llm_calls_per_order 1.5" in metrics.exposition()


async def test_a_configured_model_is_loaded_beside_the_start_and_then_reads(house):
    counted: list[str] = []
    async with ModelServer([completion(json.dumps(TWO))]).running() as server:
        settings = Settings(model_url=server.url, model_name="m", model_key="k", model_small_name="s")
        async with closer_reading(settings, counted.append) as reading:
            async with asyncio.timeout(60):
                while not reading.may_read(uuid4()):  # noqa: ASYNC110 - nothing tells when it is there
                    await asyncio.sleep(0.05)
            house.app = house.app_with(LadderedReading(reading, house.door.gate))
            for step in (Step.D0, Step.D1, Step.D2, Step.D3):
                house.door.gate.ladder.least = step
                async with house.customer() as me:
                    guessed = (await me.say(ODD))["draft"]["is_guess"]
                    assert guessed is (step <= Step.D2), step
    assert counted == [UNDERSTOOD] * 3
    asked = [(request["model"], request["max_tokens"]) for request in server.requests]
    assert asked == [("m", 700), ("m", 250), ("s", 250)], "the third of the four steps has the small model"
    async with closer_reading(Settings(), counted.append) as nothing:
        assert not nothing.may_read(uuid4())


# Hands, from the rows ----------------------------------------------------------------------------------------


async def test_a_silent_payer_and_a_missing_campaign_are_seen_in_the_rows(house, clock):
    tools = ToolsMemory(house.deps.database, clock, CELL, IntakeWatch(clock), lambda: False)
    await tools.refresh()
    assert tools.down == frozenset()
    async with house.customer() as me:
        await me.placed()
    for asks, down in ((SILENT_ASKS - 1, frozenset()), (SILENT_ASKS, {Tool.PAYER})):
        await house.plant(f"update payments.payments set asks = {asks}, state = 'unknown'")
        await tools.refresh()
        assert tools.down == down
    clock.advance(days=400)
    await tools.refresh()
    assert Tool.CAMPAIGN in tools.down


async def test_a_full_intake_is_down(house, clock):
    tools = ToolsMemory(house.deps.database, clock, CELL, IntakeWatch(clock), lambda: True)
    assert tools.down == {Tool.INTAKE}
    house.app = house.app_with(down=tools.down)
    async with house.customer() as me:
        state = await me.say(ORDER)
        assert (state["offer"], len(state["draft"]["lines"])) == (None, 1)


async def test_without_the_order_book_the_cart_is_kept_and_nothing_is_claimed(house, monkeypatch):
    async with house.customer() as me:
        placed = await me.placed()
        state = await me.say("再来一杯", await me.say(ORDER))

        def lost(*_: Any) -> None:
            raise ConnectionLost("gone")

        monkeypatch.setattr(house.deps.database, "looking", lost)
        answered = await me.turn("加珍珠", state)
        assert answered.status_code == 200
        events = events_of(answered.text)
        assert_valid(events)
        kept = snapshot_of(events)
        assert kept["draft"]["lines"] == state["draft"]["lines"]
        assert (kept["offer"], kept["orders"]) == (None, [placed["order_id"]])
        assert "原样不动" in answered.text
        monkeypatch.undo()
        assert (await me.say(kept["chips"][0]["say"], kept))["draft"]["number"] == state["draft"]["number"]
