"""How the sandbox's people use doors: a write is done once, a busy house is waited for, a shut one reported."""

import asyncio
from collections.abc import Callable
from random import Random

import httpx
import pytest

from qianbei.sandbox.people.doors import ATTEMPTS_MAX, Answer, Doors, DoorShutError

Reply = httpx.Response | Exception


def doors_that(replies: list[Reply], heard: list[httpx.Request]) -> tuple[Doors, httpx.AsyncClient]:
    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        reply = replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://house")
    return Doors(client, Random(1)), client


@pytest.mark.anyio
async def test_a_write_whose_answer_was_lost_is_said_again_under_the_same_key() -> None:
    heard: list[httpx.Request] = []
    busy = httpx.Response(503, headers={"Retry-After": "0"}, json={})
    doors, client = doors_that([httpx.ReadError("lost"), busy, httpx.Response(201, json={"a": 1})], heard)
    answer = await doors.write("POST", "/stores", {"name": "x"}, "token")
    assert answer == Answer(201, {"a": 1})
    assert len({request.headers["Idempotency-Key"] for request in heard}) == 1
    assert {request.content for request in heard} == {b'{"name":"x"}'}
    assert {request.headers["Authorization"] for request in heard} == {"Bearer token"}
    await client.aclose()


@pytest.mark.anyio
async def test_two_writes_never_share_a_key() -> None:
    heard: list[httpx.Request] = []
    doors, client = doors_that([httpx.Response(200, json={}), httpx.Response(200, json={})], heard)
    await doors.write("POST", "/stores", {})
    await doors.write("POST", "/stores", {})
    assert heard[0].headers["Idempotency-Key"] != heard[1].headers["Idempotency-Key"]
    await client.aclose()


@pytest.mark.anyio
async def test_a_refusal_is_an_answer_and_is_not_asked_again() -> None:
    heard: list[httpx.Request] = []
    doors, client = doors_that([httpx.Response(409, json={"error": {"code": "wrong_state"}})], heard)
    answer = await doors.write("POST", "/x", {})
    assert (answer.is_yes, answer.code, len(heard)) == (False, "wrong_state", 1)
    await client.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "reply",
    [
        lambda: httpx.ConnectError("nobody there"),
        lambda: httpx.Response(503, headers={"Retry-After": "0"}),
        lambda: httpx.Response(429, headers={"Retry-After": "0"}),
    ],
)
async def test_a_house_that_stays_shut_is_reported_after_a_few_attempts(reply: Callable[[], Reply]) -> None:
    heard: list[httpx.Request] = []
    doors, client = doors_that([reply() for _ in range(ATTEMPTS_MAX + 1)], heard)
    with pytest.raises(DoorShutError):
        await doors.get("/session")
    assert len(heard) == ATTEMPTS_MAX
    await client.aclose()


@pytest.mark.anyio
async def test_an_answer_that_is_no_json_is_a_shut_door() -> None:
    doors, client = doors_that([httpx.Response(500, text="<html>")], [])
    with pytest.raises(DoorShutError, match="without JSON"):
        await doors.get("/session")
    await client.aclose()


@pytest.mark.anyio
async def test_a_fresh_session_in_an_answer_is_noticed() -> None:
    reply = httpx.Response(
        201, headers={"Set-Cookie": "qianbei_session=abc.1.d~e; Path=/; HttpOnly"}, json={}
    )
    doors, client = doors_that([reply], [])
    assert (await doors.write("POST", "/riders", {})).session == "abc.1.d~e"
    await client.aclose()


def waiting(**headers: str) -> httpx.Response:
    error = {"code": "waiting", "details": {"number": 3, "ahead": 2}}
    return httpx.Response(429, headers={"Retry-After": "0", **headers}, json={"error": error})


@pytest.mark.anyio
async def test_a_person_in_line_keeps_the_ticket_and_comes_again_until_it_is_their_turn() -> None:
    heard: list[httpx.Request] = []
    first = waiting(**{"Set-Cookie": "qianbei_ticket=t1; HttpOnly; Path=/api/v1"})
    line: list[Reply] = [first, *(waiting() for _ in range(2 * ATTEMPTS_MAX))]
    doors, client = doors_that([*line, httpx.Response(200, content=b"data: {}")], heard)
    assert await doors.say("/turn", {"threadId": "x"}, "token") == b"data: {}"
    assert [each.headers.get("Cookie") for each in heard[:3]] == [
        None,
        "qianbei_ticket=t1",
        "qianbei_ticket=t1",
    ]
    await client.aclose()


@pytest.mark.anyio
async def test_nobody_stands_in_line_for_ever() -> None:
    heard: list[httpx.Request] = []
    doors, client = doors_that([waiting(**{"Retry-After": "601"})], heard)
    with pytest.raises(DoorShutError):
        async with asyncio.timeout(0.1):
            await doors.say("/turn", {}, "token")
    await client.aclose()


@pytest.mark.anyio
async def test_a_tap_in_line_is_brought_again_under_its_key_with_its_slip() -> None:
    heard: list[httpx.Request] = []
    pending = httpx.Response(202, headers={"Retry-After": "0"}, json={"pending": {"number": 1, "slip": "s1"}})
    doors, client = doors_that([pending, httpx.Response(201, json={"order_id": "o"})], heard)
    assert (await doors.write("POST", "/orders", {"seal": "x"}, "token")).body == {"order_id": "o"}
    assert len({request.headers["Idempotency-Key"] for request in heard}) == 1
    assert [request.content for request in heard] == [b'{"seal":"x"}', b'{"seal":"x","slip":"s1"}']
    await client.aclose()
