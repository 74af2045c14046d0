"""Two `serve` processes on one port share one limit: a second joins in the middle of a rush, then one is killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from random import Random
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from bench.support.crowd import CELL, Crowd
from qianbei.db import Database, Query
from qianbei.kit.seals import Sealer
from qianbei.runtime.city_clock import city_clock
from qianbei.runtime.keys import load_keys
from qianbei.runtime.ports import free_port
from qianbei.runtime.settings import Settings
from qianbei.views.audit import audit

pytestmark = pytest.mark.anyio

LIMIT_PER_S = 50.0
FIRST, LATER = 200, 60
PATIENCE_S = 60.0
ORDERS = Query("test.orders", "select count(*) from orders.orders")
MEMBERS = Query(
    "test.members",
    "select member, (board->>'capacity_per_s')::float, (board->>'goodput_per_s')::float from gate.members",
)


class Server:
    """One `qianbei serve`, in a session of its own."""

    def __init__(self, settings: Settings, log: Path) -> None:
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "qianbei.runtime.cli", "serve"],
                env=os.environ | settings.environment(),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Settings], Server]]:
    servers: list[Server] = []

    def start(settings: Settings) -> Server:
        servers.append(Server(settings, tmp_path / "serve.log"))
        return servers[-1]

    yield start
    for each in servers:
        each.kill()


async def tap(port: int, request: bytes) -> int:
    """The status of one approval over a connection of its own; 0 when the connection broke."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        line = await reader.readline()
        writer.close()
    except ConnectionError:
        return 0
    return int(line[9:12]) if line else 0


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not await holds():
        assert time.monotonic() < deadline_s
        await asyncio.sleep(0.1)


async def test_a_second_server_joins_and_one_is_killed_and_the_limit_holds_for_both(
    database: Database, database_dsn: str, tmp_path: Path, serve: Callable[[Settings], Server]
):
    settings = Settings(
        data=str(tmp_path), dsn=database_dsn, port=free_port(), sandbox=True, orders_per_s=LIMIT_PER_S
    )
    port, keys = settings.port, load_keys(tmp_path)
    crowd = Crowd(database, await city_clock(database), Sealer(keys.seal_keys, keys.current), Random(1))
    await crowd.settle(budget_fen=10**12)

    async def rows(query: Query):
        async with database.reading() as tx:
            return await tx.rows(query)

    async def is_up() -> bool:
        try:
            return (
                await asyncio.to_thread(lambda: urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).status)
                == 200
            )
        except (URLError, ConnectionError):
            return False

    async def capacities() -> list[float]:
        return [capacity for _, capacity, _ in await rows(MEMBERS)]

    serve(settings)
    taps = await crowd.taps(FIRST + LATER, port)
    await until(is_up)
    began_s = time.monotonic()
    answers = asyncio.gather(*(tap(port, each) for each in taps[:FIRST]))
    first = {member for member, _, _ in await rows(MEMBERS)}
    second = serve(settings)
    assert set(await answers) <= {201, 202}, "an approval is placed or stands in line"

    async def has_joined() -> bool:
        return await capacities() == [LIMIT_PER_S / 2] * 2

    async def carries() -> bool:
        await asyncio.gather(*(tap(port, taps.pop()) for _ in range(4) if len(taps) > FIRST))
        return any(goodput > 0 for member, _, goodput in await rows(MEMBERS) if member not in first)

    unsent = list(taps)
    await until(has_joined)
    await until(carries)
    second.kill()

    async def all_placed() -> bool:
        """People tap again until they are told of their order, whichever server had their tap."""
        statuses = await asyncio.gather(*(tap(port, each) for each in unsent))
        unsent[:] = [each for each, status in zip(unsent, statuses, strict=True) if status not in {200, 201}]
        return not unsent

    async def has_taken_over() -> bool:
        return max(await capacities()) == LIMIT_PER_S

    await until(all_placed)
    took_s = time.monotonic() - began_s
    overlap = LIMIT_PER_S / 2 * 2.0  # Until the first one hears of the second it keeps the whole limit.
    assert LIMIT_PER_S * took_s + overlap + 0.2 * LIMIT_PER_S >= FIRST + LATER, "the limit held all the time"
    await until(has_taken_over)
    assert await rows(ORDERS) == [(FIRST + LATER,)], "every tap is one order"
    assert all(finding.is_kept for finding in await audit(database, CELL))
