"""The composition root of a web worker and of the work role: settings become the parts that do the work."""

import os
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from random import Random, SystemRandom
from uuid import UUID

import httpx
import msgspec

from qianbei.agent.city import CityMemory
from qianbei.agent.cups import CupsMemory
from qianbei.agent.stock import stock
from qianbei.agent.tools import IntakeWatch, ToolsMemory
from qianbei.agent.turns import Agent
from qianbei.channels.messages.sms import SmsGateway
from qianbei.channels.messages.targets import Targets
from qianbei.channels.payers.purses import HttpPurses
from qianbei.db import Database
from qianbei.db.batcher import Batcher
from qianbei.db.errors import ConnectionLost
from qianbei.db.pipelines import keep_plans
from qianbei.flows import intake
from qianbei.flows.claim_batches import ClaimOutcome, Claims
from qianbei.flows.wanted import Approval
from qianbei.gate.answers import GateShape
from qianbei.kit.clock import Clock
from qianbei.kit.seals import Sealer
from qianbei.runtime.city_clock import city_clock
from qianbei.runtime.database_home import own_disk
from qianbei.runtime.keys import Keys, load_keys
from qianbei.runtime.laddered import LadderedReading
from qianbei.runtime.model import closer_reading
from qianbei.runtime.settings import Settings
from qianbei.views.orders import OrderView
from qianbei.web import gate_routes
from qianbei.web.chat.approve import ApproveRoute
from qianbei.web.chat.follow import PREFIX, OrderGetRoute, Statuses, read_statuses
from qianbei.web.chat.hub import Hub
from qianbei.web.chat.turn import TurnRoute
from qianbei.web.deps import Deps, Outside, WebSettings
from qianbei.web.gate import GateDoor
from qianbei.web.gate_commits import CommitDoor
from qianbei.web.gate_members import Members
from qianbei.web.gate_metrics import GateNumbers
from qianbei.web.metrics import Metrics
from qianbei.web.readiness import Readiness
from qianbei.web.shell import HotRoutes

CITY_NAME = {"zh-Hans": "云汀", "en": "Yunting"}
CONNECTIONS_MAX = 8
"""For ordinary routes, beside the writers of intake and the few that only look (`db.database.LOOKS_MAX`)."""

INTAKE_WAITING_MAX = 4_096
"""About two seconds of placing at full speed; beyond it the answer is `busy` with a time to come back."""

INTAKE_APART_S = 0.02
"""Placing costs worker and PostgreSQL 3 ms before the first order, and 0.2 ms for each: below saturation most of what they
did was to place one order at a time, and turns waited for it."""

MODEL_SLOTS = 8
"""Calls of the model at once that the gate reckons with; the model's own purse bounds them too."""

CLAIM_BATCH_MAX = 1_000
CLAIMS_WAITING_MAX = 4_096
"""Who comes when so many wait has no card yet, and claims it by opening the page again."""

STATUS_BATCH_MAX = 200
STATUS_WAITING_MAX = 4_096


class IntakeShape(msgspec.Struct, frozen=True):
    """How approvals are gathered: orders in one transaction at most, and transactions at once in this worker."""

    batch_max: int = 500
    writers: int = 1


class Worker(msgspec.Struct, frozen=True):
    """The parts of one web worker."""

    deps: Deps
    hot: HotRoutes
    metrics: Metrics
    city: CityMemory
    cups: CupsMemory
    tools: ToolsMemory
    hub: Hub
    intake: Batcher[Approval, intake.Outcome]
    door: GateDoor
    commits: CommitDoor
    members: Members
    numbers: GateNumbers
    readiness: Readiness


@asynccontextmanager
async def web_worker(settings: Settings, shape: IntakeShape) -> AsyncIterator[Worker]:
    """A worker with its database open and its memories filled once; closes what it opened."""
    keys = load_keys(settings.data_folder)
    random = SystemRandom()
    async with (
        _outside(settings, keys) as outside,
        Database.opened(settings.dsn or "", CONNECTIONS_MAX) as database,
        Database.opened(settings.dsn or "", shape.writers, keep_plans) as placing,
    ):
        clock = await city_clock(database)
        city, cups = CityMemory(database, settings.cell), CupsMemory(database, clock, settings.cell)
        member = f"{socket.gethostname()}-{os.getpid()}"
        claims = Claims(database, clock, settings.cell, member)
        claim_batches = Batcher(
            claims.claim, max_batch=CLAIM_BATCH_MAX, max_waiting=CLAIMS_WAITING_MAX, random=random
        )
        deps = _deps(settings, keys, clock, random, database, claim_batches, city, outside)
        await city.refresh()
        await cups.refresh()
        hub = Hub(database, settings.cell)
        watch = IntakeWatch(clock)
        intake_batches = _intake(placing, deps.cell, random, shape, watch)
        tools = ToolsMemory(
            database, clock, settings.cell, watch, lambda: intake_batches.waiting >= INTAKE_WAITING_MAX
        )
        await tools.refresh()
        metrics = Metrics()
        async with closer_reading(settings, metrics.model_asked) as closer:
            door = _door(settings, deps, random, member)
            numbers = GateNumbers(door.board, metrics.registry)
            agent = _agent(deps, cups, tools, LadderedReading(closer, door.gate), metrics)
            commits = CommitDoor(door, intake_batches.submit, deps.sealer, clock)
            members = Members(
                database, clock, settings.cell, door, lambda: stock(city.city, cups.taken, clock.now())
            )
            await members.beat()
            readiness = Readiness(members, lambda: watch.is_down, own_disk(settings))
            gates = gate_routes.routes(deps, door, members)
            hot = {**_hot(deps, agent, commits, hub, random, door), **gates}
            yield Worker(
                deps,
                hot,
                metrics,
                city,
                cups,
                tools,
                hub,
                intake_batches,
                door,
                commits,
                members,
                numbers,
                readiness,
            )
            await commits.drain()
            await intake_batches.drain()
            await claim_batches.drain()
            with suppress(ConnectionLost):
                await claims.close()
                await members.leave()


@asynccontextmanager
async def _outside(settings: Settings, keys: Keys) -> AsyncIterator[Outside]:
    """Whom this worker may name and ask while somebody waits: the gateway for one-time codes, since every other text is the
    work role's to send, and the payer."""
    async with httpx.AsyncClient(trust_env=False) as client:
        yield Outside(
            Targets(keys.messages.targets),
            keys.messages.vapid_public,
            tuple(settings.push_hosts.split()),
            sms=None
            if settings.sms_url is None
            else SmsGateway(client, settings.sms_url, keys.messages.sms_secret),
            shows_codes=settings.shows_codes,
            purses=None
            if settings.payer_url is None
            else HttpPurses(client, settings.payer_url, keys.payer_secret),
        )


def _deps(
    settings: Settings,
    keys: Keys,
    clock: Clock,
    random: Random,
    database: Database,
    claims: Batcher[UUID, ClaimOutcome],
    city: CityMemory,
    outside: Outside,
) -> Deps:
    return Deps(
        clock=clock,
        random=random,
        database=database,
        sealer=Sealer(keys.seal_keys, keys.current),
        pepper=keys.pepper,
        payer_secret=keys.payer_secret,
        cell=settings.cell,
        claims=claims,
        city=city,
        settings=_web_settings(settings, keys.operator_key),
        outside=outside,
    )


def _agent(
    deps: Deps, cups: CupsMemory, tools: ToolsMemory, closer: LadderedReading, metrics: Metrics
) -> Agent:
    return Agent(
        deps.database,
        deps.clock,
        deps.random,
        deps.sealer,
        deps.cell,
        deps.city,
        cups,
        lambda: tools.down,
        closer,
        metrics.turn_unsure,
        lambda: tools.drop,
    )


def _intake(
    database: Database, cell: int, random: Random, shape: IntakeShape, watch: IntakeWatch
) -> Batcher[Approval, intake.Outcome]:
    kinds: intake.Kinds = {}

    async def write(approvals: Sequence[Approval]) -> Sequence[intake.Outcome]:
        with watch.write():
            async with database.transaction() as tx:
                return await intake.place(tx, cell, random, approvals, kinds)

    return Batcher(
        write,
        max_batch=shape.batch_max,
        max_waiting=INTAKE_WAITING_MAX,
        random=random,
        key=lambda approval: approval.offer.person.bytes,
        workers=shape.writers,
        apart_s=INTAKE_APART_S,
    )


def _door(settings: Settings, deps: Deps, random: Random, member: str) -> GateDoor:
    shape = GateShape(
        orders_per_s=settings.orders_per_s,
        model_slots=MODEL_SLOTS if settings.model_url else 0,
        has_small_model=settings.model_small_name is not None,
        is_dry=settings.gate_dry_run,
    )
    is_secure = deps.settings.is_secure
    return GateDoor(shape, deps.sealer, deps.clock, random, time.monotonic, member, is_secure=is_secure)


def _hot(
    deps: Deps, agent: Agent, commits: CommitDoor, hub: Hub, random: Random, door: GateDoor
) -> HotRoutes:
    async def read(order_ids: Sequence[UUID]) -> Sequence[OrderView | None]:
        return await read_statuses(deps, order_ids)

    statuses: Statuses = Batcher(
        read,
        max_batch=STATUS_BATCH_MAX,
        max_waiting=STATUS_WAITING_MAX,
        random=random,
    )
    return {
        ("POST", "/api/v1/turn"): TurnRoute(deps, agent, door),
        ("POST", "/api/v1/orders"): ApproveRoute(deps, commits, statuses),
        ("GET", PREFIX): OrderGetRoute(deps, statuses, hub, door),
    }


def _web_settings(settings: Settings, operator_key: str) -> WebSettings:
    return WebSettings(
        sandbox=settings.sandbox,
        operator_key=operator_key,
        city_name=CITY_NAME,
        public_url=settings.url,
        version=version("qianbei"),
        roles="serve",
        static=Path(str(files("qianbei.web"))) / "static",
        has_model=settings.model_url is not None,
    )
