"""POST /turn: one AG-UI run over a sealed draft; what was edited, stolen, stale or malformed is refused in words."""

from uuid import UUID, uuid4

import msgspec
import pytest
from ag_ui.core import Event
from ag_ui_validate.pytest_plugin import assert_valid_agui
from pydantic import TypeAdapter

from qianbei.agent.state import DRAFT_LASTS
from tests.support.house import ORDER, events_of, snapshot_of
from tests.support.recorded import RECORDED, assert_as_recorded

pytestmark = pytest.mark.anyio

EVENT = TypeAdapter(Event)
OF_ONE_TURN = [
    "RUN_STARTED",
    "TEXT_MESSAGE_START",
    "TEXT_MESSAGE_CONTENT",
    "TEXT_MESSAGE_END",
    "STATE_SNAPSHOT",
    "RUN_FINISHED",
]


def assert_valid(events: list[dict]) -> None:
    for event in events:
        EVENT.validate_python(event)
    assert_valid_agui(events, features=["shared-state", "messaging"], max_warnings=0)


async def test_a_turn_is_one_valid_run(house):
    async with house.customer() as me:
        answered = await me.turn(ORDER)
        events = events_of(answered.text)
        assert [event["type"] for event in events] == OF_ONE_TURN
        assert answered.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert answered.headers["cache-control"] == "no-store"
        assert_valid(events)
        assert {events[0]["threadId"], events[-1]["threadId"]} == {me.conversation}


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("order", "zh-Hans", [ORDER, "不要珍珠", "再来一杯"]),
        ("order-en", "en", ["a large pearl milk tea", "no pearls", "one more"]),
        ("no-order", "zh-Hans", ["你好", "没有的东西", "到哪了", ""]),
    ],
)
async def test_turns_are_valid_live_and_as_recorded(house, name, language, said):
    async with house.customer() as me:
        me.http.headers["Accept-Language"] = language
        state, streams = {}, []
        for words in said:
            answered = await me.turn(words, state)
            events = events_of(answered.text)
            assert_valid(events)
            state = snapshot_of(events)
            streams.append(answered.text)
        assert_as_recorded(f"turn-{name}", streams)


@pytest.mark.parametrize("file", sorted(RECORDED.glob("*.sse")), ids=lambda file: file.stem)
def test_every_recorded_run_is_valid(file):
    runs = file.read_text(encoding="utf-8").split("\n\n\n")
    assert runs
    for run in runs:
        assert_valid(events_of(run))


def test_a_run_without_its_end_is_caught():
    with pytest.raises(AssertionError):
        assert_valid([{"type": "RUN_STARTED", "threadId": "t", "runId": "r"}])


async def test_the_draft_goes_on_from_the_state_that_came_back(house):
    async with house.customer() as me:
        first = await me.say(ORDER)
        second = await me.say("再来一杯", first)
        assert (second["draft"]["sequence"], second["offer"]["lines"][0]["quantity"]) == (2, 2)


async def refused(house, words="再来一杯", *, state, **changes):
    """What a changed state is answered, and that it placed nothing."""
    async with house.customer() as me:
        kept = await me.say(ORDER)
        answered = await me.turn(words, state(kept), **changes)
        assert await house.town.rows("select count(*) from orders.orders") == [(0,)]
        return answered


EDITS = {
    "a line": lambda draft: draft["lines"][0]["choice"].update(quantity=9),
    "an option": lambda draft: draft["lines"][0]["choice"]["options"][0].update(option="medium"),
    "an id": lambda draft: draft.update(store=str(uuid4())),
    "the person": lambda draft: draft.update(person=str(uuid4())),
    "the number": lambda draft: draft.update(number=draft["number"] + 1),
    "a new field": lambda draft: draft.update(price_fen=1),
    "a field less": lambda draft: draft.pop("sequence"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
async def test_an_edited_draft_is_refused_in_words(house, edit):
    def edited(state):
        edit(state["draft"])
        return state

    answered = await refused(house, state=edited)
    assert answered.status_code == 409
    error = answered.json()["error"]
    assert error["code"] == "seal_broken"
    assert error["message"]
    assert error["safe"]
    assert error["next"]


@pytest.mark.parametrize("seal", ["", "k1.1.x", "nonsense", "🍵", None, 7, ["a"], {"a": 1}])
async def test_an_edited_seal_is_refused(house, seal):
    answered = await refused(house, state=lambda state: state | {"seal": seal})
    assert (answered.status_code, answered.json()["error"]["code"]) == (409, "seal_broken")


async def test_prices_shown_in_the_state_are_not_read_from_it(house):
    """Only the draft counts: an edited offer in the state changes no quote."""
    async with house.customer() as me:
        state = await me.say(ORDER)
        honest = state["offer"]["pay_fen"], state["offer"]["total_fen"]
        state["offer"].update(total_fen=1, pay_fen=0)
        after = await me.say("你好", state)
        assert (after["offer"]["pay_fen"], after["offer"]["total_fen"]) == honest


async def test_another_persons_draft_is_refused(house):
    async with house.customer() as me, house.customer() as other:
        other.conversation = me.conversation
        answered = await other.turn("再来一杯", await me.say(ORDER))
        assert (answered.status_code, answered.json()["error"]["code"]) == (409, "not_your_draft")


async def test_a_draft_of_another_conversation_is_refused(house):
    async with house.customer() as me:
        state = await me.say(ORDER)
        me.conversation = str(uuid4())
        answered = await me.turn("再来一杯", state)
        assert (answered.status_code, answered.json()["error"]["code"]) == (409, "not_your_draft")


async def test_a_draft_of_yesterday_has_expired(house, clock):
    async with house.customer() as me:
        state = await me.say(ORDER)
        clock.at += DRAFT_LASTS
        answered = await me.turn("再来一杯", state)
        assert (answered.status_code, answered.json()["error"]["code"]) == (409, "seal_expired")


MALFORMED = {
    "nothing": b"",
    "no object": b"[]",
    "cut off": b'{"threadId": "',
    "no thread": b'{"runId":"r","messages":[]}',
    "a thread that is no id": b'{"threadId":"t","runId":"r","messages":[]}',
    "messages of another kind": b'{"threadId":"%s","runId":"r","messages":7}' % str(uuid4()).encode(),
    "no text": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "a deep state": b'{"threadId":"%s","runId":"r","messages":[],"state":%s}'
    % (str(uuid4()).encode(), b"[" * 50_000 + b"]" * 50_000),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
async def test_what_is_no_run_is_malformed(house, body):
    async with house.customer() as me:
        answered = await me.http.post("/api/v1/turn", content=body)
        assert (answered.status_code, answered.json()["error"]["code"]) == (400, "malformed")


async def test_no_depth_of_a_state_is_a_fault_of_ours(house):
    async with house.customer() as me:
        for depth in (10, 500, *range(800, 1_000, 5)):
            state = b'{"seal":"k1.1.x","draft":%s%s}' % (b"[" * depth, b"]" * depth)
            body = b'{"threadId":"%s","runId":"r","messages":[],"state":%s}' % (
                me.conversation.encode(),
                state,
            )
            assert (await me.http.post("/api/v1/turn", content=body)).status_code in (400, 409), depth


@pytest.mark.parametrize(
    "state", [7, "x", [1], {"draft": {}}, {"seal": "k1.1.x"}, {"draft": [[[]]], "seal": "k1.9999999999.x"}]
)
async def test_a_state_that_is_none_of_ours_is_refused(house, state):
    async with house.customer() as me:
        answered = await me.turn("你好", state)
        assert (answered.status_code, answered.json()["error"]["code"]) == (409, "seal_broken")


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [{"role": "user"}],
        [{"role": "user", "content": 7}],
        [{"role": "user", "content": [{"type": "image"}, 7, {"type": "text", "text": 9}]}],
        [{"role": "assistant", "content": ORDER}],
        [{"role": "system", "content": ORDER}],
    ],
)
async def test_messages_without_words_of_the_person_are_a_turn_without_words(house, messages):
    async with house.customer() as me:
        answered = await me.turn("", messages=messages)
        assert answered.status_code == 200
        state = snapshot_of(events_of(answered.text))
        assert (state["draft"]["lines"], state["offer"]) == ([], None)


async def test_words_in_parts_are_one_text(house):
    parts = [{"type": "text", "text": "来一杯"}, {"type": "text", "text": "大杯珍珠奶茶"}]
    async with house.customer() as me:
        answered = await me.turn("", messages=[{"role": "user", "content": parts}])
        assert snapshot_of(events_of(answered.text))["offer"] is not None


async def test_a_body_that_is_too_large_is_refused(house):
    async with house.customer() as me:
        answered = await me.turn("x" * 300_000)
        assert (answered.status_code, answered.json()["error"]["code"]) == (413, "too_large")


async def test_words_of_100_kb_get_a_normal_answer(house):
    async with house.customer() as me:
        answered = await me.turn("奶" * 33_000)
        events = events_of(answered.text)
        assert_valid(events)
        assert snapshot_of(events)["draft"]["lines"] == []


async def test_nobody_has_no_turn(house):
    async with house.nobody() as nobody:
        answered = await nobody.turn(ORDER)
        assert (answered.status_code, answered.json()["error"]["code"]) == (401, "sign_in_first")


async def test_without_a_door_the_answer_asks_for_one(house):
    async with house.customer(has_door=False) as me:
        state = await me.say(ORDER)
        assert (state["offer"], state["draft"]["lines"]) == (None, [])
        assert state["chips"] == [{"label": "再试一次", "say": ORDER}]


async def test_the_number_rises_over_every_order_that_exists_already(house):
    async with house.customer() as me:
        old = await me.say(ORDER)
        first = (await me.approve(old)).json()["order"]
        second_state = await me.say("来两杯大杯珍珠奶茶", old)
        assert second_state["draft"]["number"] == 1
        assert second_state["orders"] == [first["order_id"]]
        assert (await me.approve(second_state)).status_code == 201
        third = await me.say("来三杯大杯珍珠奶茶", old)
        assert (third["draft"]["number"], third["offer"]["draft_number"]) == (2, 2)


async def test_a_client_that_knows_the_protocol_only_may_leave_our_fields_out(house):
    async with house.customer() as me:
        body = {"threadId": str(uuid4()), "runId": "r", "messages": [{"role": "user", "content": ORDER}]}
        answered = await me.http.post("/api/v1/turn", json=body)
        assert UUID(snapshot_of(events_of(answered.text))["draft"]["conversation"]) == UUID(body["threadId"])
        assert msgspec.json.decode(answered.text.splitlines()[0].removeprefix("data: "))["runId"] == "r"
