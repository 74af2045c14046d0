"""A town for every flow; when its test ends, every promise is recomputed from the rows."""

from collections.abc import AsyncIterator, Awaitable, Callable
from random import Random

import pytest

from qianbei.db import Database
from qianbei.flows.subscriptions import Asking, handlers
from qianbei.kit.clock import FixedClock
from qianbei.outbox.relay import Relay
from tests.support.payer import BookPayer
from tests.support.town import CELL, Town

FoundTown = Callable[..., Awaitable[Town]]


@pytest.fixture
async def found_town(database: Database, clock: FixedClock, random: Random) -> AsyncIterator[FoundTown]:
    """Founds a town with the test's own numbers; the audit runs when the test is over."""
    founded: list[Town] = []

    async def found(**numbers: int) -> Town:
        founded.append(await Town.founded(database, clock, random, **numbers))
        return founded[-1]

    yield found
    for town in founded:
        await town.assert_audit_is_clean()


@pytest.fixture
async def town(found_town: FoundTown) -> Town:
    return await found_town()


@pytest.fixture
def payer() -> BookPayer:
    return BookPayer(Random(7))


@pytest.fixture
def asking(payer: BookPayer, clock: FixedClock, random: Random) -> Asking:
    return Asking(payer, clock, random, CELL)


@pytest.fixture
def relayed(database: Database, clock: FixedClock, asking: Asking) -> Callable[[], Awaitable[None]]:
    """Delivers every event that is due now."""
    relay = Relay(database, clock, Random(8), handlers(asking), name="tests")

    async def run() -> None:
        while await relay.step():
            await relay.settle()

    return run
