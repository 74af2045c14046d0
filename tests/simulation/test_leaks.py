"""A web worker that has served a morning holds no more than one that has just begun."""

import asyncio
import resource
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.guests import Guest, guests_at
from tests.support.installation import Installation, in_full, installed, linux_only, until

WARM_UP = 40
CUSTOMERS = 100
ORDERS_EACH = 3
"""100 customers order three times: each has a card once, and pays the full price afterwards."""
FOLLOWERS = 100
GROWTH_BYTES_MAX = 16 * 1024 * 1024
"""Room for what a process may keep for good: prepared statements, arenas that Python does not give back."""
FILES_MORE_MAX = 6
"""Connections to the database that the pool keeps a while."""

pytestmark = [pytest.mark.anyio, linux_only, in_full]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("leaks")
    with installed(Installation(folder / "data", "--city-speed", "10")) as running:
        yield running


async def test_orders_and_dropped_streams_leave_nothing_in_the_worker(installation: Installation) -> None:
    async with guests_at(installation.url, WARM_UP) as guests:
        await asyncio.gather(*(guest.order() for guest in guests))
        await follow_and_drop(guests)
    worker = installation.processes()["web worker"]
    before_bytes, before_files = resident_bytes(worker), open_files(worker)

    async with guests_at(installation.url, CUSTOMERS) as guests:
        for _ in range(ORDERS_EACH):
            await asyncio.gather(*(guest.order_once_more() for guest in guests))
        await follow_and_drop(guests[:FOLLOWERS])

    assert installation.processes()["web worker"] == worker
    await asyncio.to_thread(until, lambda: open_files(worker) <= before_files + FILES_MORE_MAX)
    assert resident_bytes(worker) - before_bytes < GROWTH_BYTES_MAX


async def follow_and_drop(guests: Sequence[Guest]) -> None:
    """Every guest follows the order; the lines are cut when the first part of the stream has come."""
    async with asyncio.TaskGroup() as followers:
        for guest in guests:
            followers.create_task(guest.glance())


def resident_bytes(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def open_files(process: int) -> int:
    return sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())
