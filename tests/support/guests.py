"""Customers at the public doors who never give up: each wants exactly one cup, whatever breaks on the way.

Like the pages, a guest repeats a request whose answer was lost with the same bytes and the same key, comes back
when the house says that it is busy, taps its button to try again, and asks for a fresh price when a quote ended. Any answer that a customer
could not act on (a 500, an answer that is no JSON, another person's order) is a failure of the test.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any
from uuid import uuid4

import httpx

from qianbei.agent.speech import Speech
from qianbei.kit.words import Language

Json = dict[str, Any]

WORDS = (
    "来一杯大杯珍珠奶茶，少冰三分糖",
    "来一杯珍珠奶茶",
    "帮我点杯珍珠奶茶，去冰",
    "A large pearl milk tea, less ice",
)
REFRESH = "刷新报价"
TRY_AGAIN = frozenset(Speech(language).say("try_again") for language in (Language.ZH_HANS, Language.EN))
COME_BACK = frozenset({429, 503})
PAUSE_S = 0.3
PATIENCE_S = 60.0
"""How long a guest goes on without an answer before the test has failed."""
ANSWER_S = 15.0
"""How long a guest waits for one answer before taking it for lost."""

_NO_TLS = SSLContext(PROTOCOL_TLS_CLIENT)
"""Never used, and shared: making one for each browser would cost more than all its requests."""


class Guest:
    """One customer, who orders once. `order_id` is known from the first answer that names it."""

    def __init__(self, http: httpx.AsyncClient, number: int, place_id: str) -> None:
        self._http = http
        self._number = number
        self._place_id = place_id
        self._conversation = str(uuid4())
        self.person_id = ""
        self.order_id = ""
        self.approvals: list[int] = []
        """The status of every answer to an approval."""

    async def order(self) -> None:
        """From the greeting to an order that stands."""
        await self.come()
        await self.order_here()

    async def order_once_more(self) -> None:
        """Another order, in a conversation of its own. The person comes first if they are not here yet."""
        if not self.person_id:
            await self.come()
        self._conversation, self.order_id = str(uuid4()), ""
        self._number += 1
        await self.order_here()

    async def order_here(self) -> None:
        """From the first words to an order that stands, for a guest who has come."""
        state = await self.say(WORDS[self._number % len(WORDS)], {})
        deadline_s = time.monotonic() + PATIENCE_S
        while not self.order_id:
            assert time.monotonic() < deadline_s, self.approvals
            if not await self.approve(state):
                state = await self.say(REFRESH, state)

    async def come(self) -> None:
        """Opens the page: a guest's session, with a place to be delivered to."""
        session = await self.write("/session", {"language": "zh-Hans", "place_id": self._place_id})
        self.person_id = session["person_id"]

    def stand_in_for(self, other: "Guest") -> None:
        """Becomes the same person in another browser: with the other's cookies, in the same conversation."""
        self._http.cookies.update(other._http.cookies)
        self._conversation, self.person_id = other._conversation, other.person_id

    async def get(self, path: str) -> Json:
        return _yes(await self._answered("GET", path, None, ""))

    async def write(self, path: str, body: Json) -> Json:
        """A write done once, however often it must be said."""
        return _yes(await self._answered("POST", path, body, str(uuid4())))

    async def share_code(self) -> None:
        """Tells the rider the code through the app; does nothing when the order has moved on."""
        await self._answered("POST", f"/orders/{self.order_id}/share-code", {}, str(uuid4()))

    async def glance(self) -> None:
        """Follows the order and cuts the line when the first part of the stream has come."""
        async with self._http.stream("GET", f"/api/v1/orders/{self.order_id}/follow") as stream:
            assert stream.status_code == 200, stream.status_code
            assert b"RUN_STARTED" in await anext(stream.aiter_bytes())

    async def follow(self) -> list[Json]:
        """The whole stream of the order, up to where it ended."""
        path = f"/api/v1/orders/{self.order_id}/follow"
        return events_of((await self._http.get(path, timeout=None)).text)

    async def cancel(self) -> None:
        """Changes their mind; does nothing when the cup is being made already."""
        answer = await self._answered("POST", f"/orders/{self.order_id}/cancel", {}, str(uuid4()))
        assert answer.is_success or answer.json()["error"]["code"] == "wrong_state", answer.text

    async def say(self, words: str, state: Json) -> Json:
        """Words until they are heard; the state that came back, which must hold an offer."""
        deadline_s = time.monotonic() + PATIENCE_S
        while (state := await self._turn(words, state))["offer"] is None:
            assert time.monotonic() < deadline_s, words
            (words,) = (chip["say"] for chip in state["chips"] if chip["label"] in TRY_AGAIN)
            await asyncio.sleep(PAUSE_S)
        return state

    async def _turn(self, words: str, state: Json) -> Json:
        """One turn's state: with an offer, or with the house's own button to try again."""
        message = {"id": str(uuid4()), "role": "user", "content": words}
        run = {"threadId": self._conversation, "runId": str(uuid4()), "state": state, "messages": [message]}
        turn = run | {"tools": [], "context": [], "forwardedProps": {}}
        events = events_of((await self._answered("POST", "/turn", turn, "")).text)
        assert events[-1]["type"] == "RUN_FINISHED", events
        (after,) = (event["snapshot"] for event in events if event["type"] == "STATE_SNAPSHOT")
        told = "".join(event["delta"] for event in events if event["type"] == "TEXT_MESSAGE_CONTENT")
        assert after["offer"] or any(chip["label"] in TRY_AGAIN for chip in after["chips"]), told
        return after

    async def approve(self, state: Json) -> bool:
        """The tap on one offer, under one key until it is answered. False when a fresh price is needed."""
        answer = await self._answered(
            "POST", "/orders", {"offer": state["offer"], "seal": state["offer_seal"]}, str(uuid4())
        )
        self.approvals.append(answer.status_code)
        if answer.is_success:
            self.order_id = answer.json()["order_id"]
            return True
        error = answer.json()["error"]
        if error["code"] == "duplicate_cart":  # An answer was lost, the quote ended, and yet the order stood.
            self.order_id = error["details"]["order_id"]
            return True
        assert error["code"] in {"offer_expired", "slot_full"}, error
        return False

    async def _answered(self, method: str, path: str, body: Json | None, key: str) -> httpx.Response:
        """The answer to one request, sent again with the same bytes and key until there is one."""
        content = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        deadline_s = time.monotonic() + PATIENCE_S
        while True:
            try:
                answer = await self._http.request(method, f"/api/v1{path}", content=content, headers=headers)
            except httpx.TransportError:
                if time.monotonic() > deadline_s:
                    raise
            else:
                if answer.status_code not in COME_BACK:
                    assert answer.status_code < 500, (method, path, answer.status_code, answer.text)
                    return answer
                assert "Retry-After" in answer.headers, answer.headers
                assert time.monotonic() < deadline_s, answer.text
            await asyncio.sleep(PAUSE_S)


def events_of(stream: str) -> list[Json]:
    """The AG-UI events of a whole stream."""
    return [json.loads(line[5:]) for line in stream.splitlines() if line.startswith("data:")]


def _yes(answer: httpx.Response) -> Json:
    assert answer.is_success, (answer.request.url, answer.status_code, answer.text)
    return answer.json()


@asynccontextmanager
async def guests_at(url: str, count: int) -> AsyncIterator[Sequence[Guest]]:
    """Guests all over the city, none of whom has come yet, each with a browser of their own."""
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(_browser(url)) for _ in range(count)]
        places = _yes(await browsers[0].get("/api/v1/places"))["places"]
        yield [
            Guest(browser, number, places[number % len(places)]["place_id"])
            for number, browser in enumerate(browsers)
        ]


def _browser(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, timeout=ANSWER_S, trust_env=False, verify=_NO_TLS)
