"""Your own PostgreSQL by --dsn, and a second web server on it: the same city, the same promises."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qianbei.runtime.ports import free_port
from tests.support.guests import Guest, guests_at
from tests.support.installation import COMMAND, Installation, installed, is_listening, linux_only, until
from tests.support.own_postgres import newest, own_postgres

CITY_SPEED = 40
HANDED_OVER_WITHIN_S = 90.0

pytestmark = [pytest.mark.anyio, linux_only]


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    binaries = newest()
    if binaries is None:
        pytest.skip("no other PostgreSQL is installed under /usr/lib/postgresql")
    with own_postgres(binaries) as reachable:
        yield reachable


@pytest.fixture(scope="module")
def installation(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on that database, which `qianbei migrate` has prepared."""
    folder = tmp_path_factory.mktemp("own-database")
    made = Installation(folder / "data", "--dsn", dsn, "--city-speed", str(CITY_SPEED))
    migrated = made.run("migrate", "--dsn", dsn)
    assert migrated.returncode == 0, migrated.stderr
    assert migrated.stdout.startswith("applied 0001_")
    with installed(made) as running:
        yield running


@pytest.fixture
def second_url(installation: Installation, dsn: str, tmp_path: Path) -> Iterator[str]:
    """A second `qianbei serve` on the same data folder and database, at another port."""
    port = free_port()
    words = ["serve", "--port", str(port), "--dsn", dsn, "--data", str(installation.data)]
    with (tmp_path / "said").open("wb") as said:
        server = subprocess.Popen(
            [*COMMAND, *words], stdout=said, stderr=said, env=installation.environment()
        )
    try:
        until(lambda: is_listening(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        assert server.wait(20) == 0


async def test_your_own_postgresql_serves_to_a_handed_over_cup(installation: Installation, dsn: str) -> None:
    assert set(installation.processes()) == {
        "up",
        "serve",
        "web worker",
        "work",
        "payer",
        "carrier",
        "sandbox",
    }
    assert not (installation.data / "postgres").exists()
    async with guests_at(installation.url, 1) as guests:
        await guests[0].order()
        await until_handed_over(guests[0])
    audit = await asyncio.to_thread(installation.run, "audit", "--dsn", dsn)
    assert audit.returncode == 0, audit.stdout


async def test_a_second_serve_joins_and_either_takes_up_what_the_other_began(
    installation: Installation, second_url: str, dsn: str
) -> None:
    async with guests_at(installation.url, 2) as here, guests_at(second_url, 2) as there:
        began_here, began_there = here[0], there[0]
        for began, other in ((began_here, there[1]), (began_there, here[1])):
            await began.come()
            state = await began.say("来一杯珍珠奶茶", {})
            other.stand_in_for(began)
            assert await other.approve(state)
            assert await began.approve(state), "the same tap again, at the first server"
            assert began.order_id == other.order_id
    with psycopg.connect(dsn) as connection:
        orders = connection.execute("select order_id::text from orders.orders").fetchall()
    assert {(began_here.order_id,), (began_there.order_id,)} <= set(orders)
    assert len(orders) == len(set(orders))


async def until_handed_over(guest: Guest) -> None:
    """Follows the order to its end, and tells the rider the code at the door."""
    async with asyncio.timeout(HANDED_OVER_WITHIN_S):
        while (order := await guest.get(f"/orders/{guest.order_id}"))["state"] != "handed_over":
            assert order["state"] not in {"cancelling", "cancelled"}, order["history"]
            if order["state"] == "at_door":
                await guest.share_code()
            await asyncio.sleep(0.3)
