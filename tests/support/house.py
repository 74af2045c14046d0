"""The whole web on a small town, hot routes too, and people who stand at its doors.

me = await house.customer()
state = await me.say("来一杯…")
placed = await me.approve(state)
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
from starlette.types import ASGIApp, Message

from qianbei.agent.closer import NO_READING, CloserReading
from qianbei.agent.cups import CupsMemory
from qianbei.agent.stock import stock
from qianbei.agent.tools import NOTHING_DOWN, Tool
from qianbei.agent.turns import Agent
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import Place
from qianbei.db import Query
from qianbei.db.batcher import Batcher
from qianbei.flows import intake
from qianbei.flows.wanted import Approval
from qianbei.flows.work import Action
from qianbei.gate.answers import GateShape
from qianbei.payments.contracts import PaymentEvent
from qianbei.people.contracts import Role, RoleHeld
from qianbei.runtime.asgi import ROUTERS
from qianbei.views.orders import OrderView
from qianbei.web import gate_routes
from qianbei.web.app import create_app
from qianbei.web.chat.approve import ApproveRoute
from qianbei.web.chat.follow import PREFIX, OrderGetRoute, Statuses, read_statuses
from qianbei.web.chat.hub import Hub
from qianbei.web.chat.schema import HOT_SCHEMA
from qianbei.web.chat.turn import TurnRoute
from qianbei.web.deps import Deps
from qianbei.web.gate import GateDoor
from qianbei.web.gate_commits import CommitDoor
from qianbei.web.gate_members import Members
from qianbei.web.metrics import Metrics
from qianbei.web.session import Claims, mint
from tests.support.town import CELL, Town
from tests.support.web import Client

BASE = "http://127.0.0.1:8420"
PLACE = Place(UUID(int=77), {"zh-Hans": "望潮里", "en": "Wangchao Lane"}, 30_001_000, 120_001_000)
OPEN = GateShape()
ORDER = "来一杯大杯珍珠奶茶"
NEXT = {"authorised": Action.CONFIRM, "confirmed": Action.START, "making": Action.READY}


class Caller(Client):
    """Somebody at a door, in one conversation."""

    def __init__(self, http: httpx.AsyncClient, person_id: UUID | None = None) -> None:
        super().__init__(http)
        self.person_id = person_id
        self.conversation = str(uuid4())

    async def turn(self, words: str, state: Any = None, **changes: Any) -> httpx.Response:
        body = {
            "threadId": self.conversation,
            "runId": str(uuid4()),
            "messages": [{"id": str(uuid4()), "role": "user", "content": words}],
            "state": state or {},
            "tools": [],
            "context": [],
            "forwardedProps": {},
        }
        return await self.http.post("/api/v1/turn", json=body | changes)

    async def say(self, words: str, state: Any = None) -> dict[str, Any]:
        """The state after one turn."""
        answered = await self.turn(words, state)
        assert answered.status_code == 200, answered.text
        return snapshot_of(events_of(answered.text))

    async def approve(self, state: dict[str, Any], key: str = "", **more: Any) -> httpx.Response:
        body = {"offer": state["offer"], "seal": state["offer_seal"], **more}
        return await self.post("/orders", body, key)

    async def placed(self, words: str = ORDER) -> dict[str, Any]:
        """A new order, as the approval answered it."""
        answer = await self.approve(await self.say(words))
        assert answer.status_code == 201, answer.text
        return answer.json()["order"]


class House:
    """See the module's words."""

    def __init__(self, town: Town, deps: Deps, shape: GateShape = OPEN) -> None:
        self.town, self.deps = town, deps
        self.cups = CupsMemory(deps.database, deps.clock, CELL)
        self.hub = Hub(deps.database, CELL)
        self.seconds = 0.0
        self.door = GateDoor(
            shape,
            deps.sealer,
            deps.clock,
            Random(1),
            lambda: self.seconds,
            "house",
            is_secure=deps.settings.is_secure,
        )
        self.members = Members(
            deps.database,
            deps.clock,
            CELL,
            self.door,
            lambda: stock(deps.city.city, self.cups.taken, deps.clock.now()),
        )
        self.app = self.app_with()

    @classmethod
    @asynccontextmanager
    async def opened(cls, town: Town, deps: Deps, shape: GateShape = OPEN) -> AsyncIterator["House"]:
        async with deps.database.transaction() as tx:
            await catalog.add_places(tx, CELL, [PLACE])
        house = cls(town, deps, shape)
        await house.refresh()
        looking = asyncio.create_task(house.hub.run())
        try:
            yield house
        finally:
            looking.cancel()
            await asyncio.wait([looking])

    async def refresh(self) -> None:
        """What a worker does each second."""
        await self.deps.city.refresh()
        await self.cups.refresh()

    @asynccontextmanager
    async def caller(self, *roles: RoleHeld, person_id: UUID | None = None) -> AsyncIterator[Caller]:
        """A signed-in person with these roles, who lives nowhere."""
        person_id = person_id or uuid4()
        headers = {"Authorization": f"Bearer {mint(self.deps, Claims(CELL, person_id, roles))}"}
        async with self.nobody(headers) as caller:
            caller.person_id = person_id
            yield caller

    @asynccontextmanager
    async def nobody(self, headers: dict[str, str] | None = None) -> AsyncIterator[Caller]:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as http:
            yield Caller(http)

    @asynccontextmanager
    async def customer(self, *, has_door: bool = True) -> AsyncIterator[Caller]:
        """A guest with a card, and with a door."""
        async with self.nobody() as caller:
            place = {"place_id": str(PLACE.place_id)} if has_door else {}
            joined = await caller.post("/session", place)
            assert joined.status_code == 201, joined.text
            caller.person_id = UUID(joined.json()["person_id"])
            yield caller

    @asynccontextmanager
    async def merchant(self, seller_id: UUID | None = None) -> AsyncIterator[Caller]:
        role = RoleHeld(Role.MERCHANT, seller_id or self.town.seller_id)
        async with self.caller(role) as caller:
            yield caller

    @asynccontextmanager
    async def rider(self, name: str = "阿川") -> AsyncIterator[Caller]:
        """A registered rider, who has a phone of their own."""
        async with self.nobody() as caller:
            number = f"139{self.deps.random.randrange(10**8):08d}"
            await caller.with_phone(number)
            made = await caller.post("/riders", {"name": name, "fleet": "风火"})
            assert made.status_code == 201, made.text
            yield caller

    async def goes_on(self, order_id: str, until: str) -> None:
        """Payer and store do their steps until the order is there (at most `ready`)."""
        order = UUID(order_id)
        while (state := await self.town.order_state(order)) != until:
            if state == "placed":
                await self.town.payer_says(order, PaymentEvent.AUTHORISED)
            else:
                await self.town.store_does(order, NEXT[state])

    def commits(self, batches: Batcher[Approval, intake.Outcome]) -> CommitDoor:
        """The line in front of the batches; `run` it where something is to wait."""
        self.line = CommitDoor(self.door, batches.submit, self.deps.sealer, self.deps.clock)
        return self.line

    async def plant(self, text: str) -> None:
        """A change that no door makes."""
        async with self.deps.database.transaction() as tx:
            await tx.run(Query("tests.plant", text))

    async def codes(self, order_id: str) -> tuple[str, str]:
        """(pickup code, handover code)"""
        query = f"select pickup_code, handover_code from fulfilment.jobs where order_id = '{order_id}'"
        return (await self.town.rows(query))[0]

    def app_with(self, closer: CloserReading = NO_READING, down: frozenset[Tool] = NOTHING_DOWN) -> ASGIApp:
        """The web, where `closer` reads what the reader could not and the tools in `down` do not work."""
        deps, metrics = self.deps, Metrics()

        async def place(approvals: Sequence[Approval]) -> Sequence[intake.Outcome]:
            async with deps.database.transaction() as tx:
                return await intake.place(tx, CELL, deps.random, approvals)

        async def read(order_ids: Sequence[UUID]) -> Sequence[OrderView | None]:
            return await read_statuses(deps, order_ids)

        bounds: dict[str, Any] = {"max_batch": 50, "max_waiting": 500, "random": deps.random}
        batches: Batcher[Approval, intake.Outcome] = Batcher(place, **bounds)
        statuses: Statuses = Batcher(read, **bounds)
        agent = Agent(
            deps.database,
            deps.clock,
            deps.random,
            deps.sealer,
            CELL,
            deps.city,
            self.cups,
            lambda: down,
            closer,
            metrics.turn_unsure,
        )
        hot = {
            ("POST", "/api/v1/turn"): TurnRoute(deps, agent, self.door),
            ("POST", "/api/v1/orders"): ApproveRoute(deps, self.commits(batches), statuses),
            ("GET", PREFIX): OrderGetRoute(deps, statuses, self.hub, self.door),
            **gate_routes.routes(deps, self.door, self.members),
        }
        return create_app(deps, hot, HOT_SCHEMA, ROUTERS, metrics=metrics, browse=self.door.browse)


def events_of(stream: str) -> list[dict[str, Any]]:
    """The events of an SSE stream, comments left out."""
    parts = [line.removeprefix("data: ") for line in stream.splitlines() if line.startswith("data: ")]
    return [msgspec.json.decode(part) for part in parts]


def snapshot_of(events: Sequence[dict[str, Any]]) -> dict[str, Any]:
    (snapshot,) = [event["snapshot"] for event in events if event["type"] == "STATE_SNAPSHOT"]
    return snapshot


class Listener:
    """A raw ASGI request whose answer is read while it is still being given."""

    def __init__(self, app: ASGIApp, path: str, headers: httpx.Headers) -> None:
        self.events: list[dict[str, Any]] = []
        self.comments = 0
        self._leaves = asyncio.Event()
        self._news = asyncio.Event()
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": b"",
            "headers": [(key.lower(), value) for key, value in headers.raw],
        }
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self) -> Message:
        await self._leaves.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        text = message.get("body", b"").decode()
        self.comments += text.startswith(":")
        self.events += events_of(text)
        self._news.set()

    async def hears(self, count: int) -> list[dict[str, Any]]:
        """The events so far, when they are so many."""
        async with asyncio.timeout(5):
            while len(self.events) < count:
                self._news.clear()
                await self._news.wait()
        return self.events

    async def leaves(self) -> None:
        self._leaves.set()
        async with asyncio.timeout(5):
            await self.task
