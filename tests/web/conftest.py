"""A whole web on a database of the test's own, asked through its ASGI door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import httpx
import pytest

from qianbei.agent.city import CityMemory
from qianbei.channels.messages.targets import Targets
from qianbei.db import Database
from qianbei.db.batcher import Batcher
from qianbei.flows.claim_batches import Claims
from qianbei.kit.clock import FixedClock
from qianbei.kit.seals import Sealer
from qianbei.runtime.asgi import ROUTERS
from qianbei.web.app import create_app
from qianbei.web.deps import Deps, Outside, WebSettings
from tests.support.house import House
from tests.support.outside import Recorder
from tests.support.town import Town
from tests.support.web import OPERATOR_KEY, Client


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2031, 5, 20, 4, 0, tzinfo=UTC))


@pytest.fixture
def deps(database: Database, clock: FixedClock, random: Random, tmp_path: Path) -> Deps:
    settings = WebSettings(
        sandbox=True,
        operator_key=OPERATOR_KEY,
        city_name={"zh-Hans": "云汀", "en": "Yunting"},
        public_url="http://127.0.0.1:8420",
        version="0.0.0-test",
        roles="serve",
        static=tmp_path / "static",
    )
    claims = Claims(database, clock, 1, "tests")
    return Deps(
        clock=clock,
        random=random,
        database=database,
        sealer=Sealer({"k1": b"k" * 32}, "k1"),
        pepper=b"p" * 32,
        payer_secret=b"s" * 32,
        cell=1,
        claims=Batcher(claims.claim, max_batch=50, max_waiting=500, random=random),
        city=CityMemory(database, 1),
        settings=settings,
        outside=Outside(Targets(b"k" * 32), "push-key", ("push.example",), Recorder(), True),
    )


@pytest.fixture
def browser(deps: Deps):
    """Opens browsers on one web."""
    app = create_app(deps, {}, {}, ROUTERS)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Client]:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420") as http:
            yield Client(http)

    return opened


@pytest.fixture
async def client(browser) -> AsyncIterator[Client]:
    async with browser() as opened:
        yield opened


@pytest.fixture
async def house(database: Database, clock: FixedClock, random: Random, deps: Deps) -> AsyncIterator[House]:
    """A whole web with its hot routes on a small town."""
    town = await Town.founded(database, clock, random)
    async with House.opened(town, deps) as opened:
        yield opened
