"""A customer of the crowd against a scripted chat: says words, takes the offer, tells the rider the code."""

from random import Random
from typing import Any

import httpx
import msgspec
import pytest

from qianbei.sandbox.city import make_city
from qianbei.sandbox.people.customers import TURNS_MAX, Crowd, last_state
from qianbei.sandbox.people.doors import Doors
from qianbei.sandbox.people.pace import Pace
from qianbei.sandbox.people.street import Street


class NoWait(Pace):
    async def live(self, city_s: float) -> None:
        return

    async def wait(self, real_s: float) -> None:
        return


class Chat:
    """A scripted house: each turn answers the next state, each look at the order the next state of it."""

    def __init__(self, states: list[dict[str, Any]], order_states: list[str]) -> None:
        self.states = states
        self.order_states = order_states
        self.turns: list[dict[str, Any]] = []
        self.placed: list[dict[str, Any]] = []
        self.refusal: httpx.Response | None = None

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1")
        body = msgspec.json.decode(request.content) if request.content else {}
        if path == "/session":
            return httpx.Response(201, json={"token": "t"})
        if path == "/turn":
            self.turns.append(body)
            return httpx.Response(200, content=stream(self.states.pop(0)))
        if path == "/orders":
            self.placed.append(body)
            return self.refusal or httpx.Response(
                201, json={"order_id": "o1", "state": "placed", "created": True}
            )
        return httpx.Response(200, json={"state": self.order_states.pop(0), "handover_code": "4711"})


def stream(state: dict[str, Any]) -> bytes:
    events = [
        {"type": "RUN_STARTED"},
        {"type": "STATE_SNAPSHOT", "snapshot": state},
        {"type": "RUN_FINISHED"},
    ]
    return b"".join(b"data: " + msgspec.json.encode(event) + b"\n\n" for event in events)


async def visit(chat: Chat, street: Street) -> str | None:
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(chat.answer), base_url="http://house"
    ) as client:
        doors = Doors(client, Random(1))
        crowd = Crowd(doors, make_city(1), ["place"], street, NoWait(1.0), Random(2), per_minute=1.0)
        return await crowd.visit()


@pytest.mark.anyio
async def test_a_customer_orders_by_words_and_tells_the_rider_the_code() -> None:
    question = {"draft": 1, "chips": [{"label": "热", "say": "要热的"}]}
    offered = {"offer": {"pay_fen": 1}, "offer_seal": "s", "chips": []}
    chat, street = Chat([question, offered], ["making", "at_door", "handed_over"]), Street()
    assert await visit(chat, street) == "handed_over"
    assert [turn["state"] for turn in chat.turns] == [{}, question]
    assert chat.turns[1]["messages"][-1]["content"] == "要热的"
    assert len({turn["threadId"] for turn in chat.turns}) == 1
    assert chat.placed == [{"offer": {"pay_fen": 1}, "seal": "s"}]
    assert street.heard("o1") == "4711"


@pytest.mark.anyio
async def test_a_customer_leaves_when_turns_lead_nowhere() -> None:
    chat = Chat([{"chips": [{"label": "?", "say": "?"}]} for _ in range(TURNS_MAX + 1)], [])
    assert await visit(chat, Street()) is None
    assert (len(chat.turns), chat.placed) == (TURNS_MAX, [])


@pytest.mark.anyio
async def test_a_refused_customer_leaves() -> None:
    chat = Chat([{"offer": {"pay_fen": 1}, "offer_seal": "s"}], [])
    chat.refusal = httpx.Response(409, json={"error": {"code": "slot_full"}})
    assert await visit(chat, Street()) is None


def test_the_last_state_of_a_stream_counts() -> None:
    assert last_state(stream({"a": 1}) + stream({"a": 2})) == {"a": 2}
    assert last_state(b": a comment\n\n") is None
