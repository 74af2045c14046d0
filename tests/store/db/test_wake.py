import asyncio
import time

import psycopg
import pytest

from qianbei.db.database import Database
from qianbei.db.wake import TICK, Wake, notify, wakes

pytestmark = pytest.mark.anyio


async def test_a_commit_wakes_and_a_rollback_does_not(database: Database) -> None:
    waiting = wakes(database.dsn, ["work"], fallback_s=30)
    assert await anext(waiting) == await anext(waiting) == TICK  # At once, and when LISTEN stands.
    with pytest.raises(ZeroDivisionError):
        await _notify_and_fail(database)
    async with database.transaction() as tx:
        await notify(tx, "work", "committed")
    assert await asyncio.wait_for(anext(waiting), 5) == Wake("work", "committed")
    await waiting.aclose()


async def _notify_and_fail(database: Database) -> None:
    async with database.transaction() as tx:
        await notify(tx, "work", "rolled back")
        raise ZeroDivisionError


async def test_without_any_notification_it_ticks(database: Database) -> None:
    waiting = wakes(database.dsn, ["work"], fallback_s=0.02)
    started_s = time.monotonic()
    assert {await anext(waiting) for _ in range(5)} == {TICK}
    assert time.monotonic() - started_s < 2
    await waiting.aclose()


async def test_a_lost_connection_is_made_again(database: Database) -> None:
    waiting = wakes(database.dsn, ["work"], fallback_s=30)
    assert await anext(waiting) == await anext(waiting) == TICK
    end_listeners = (
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where query like 'listen%' and datname = current_database()"
    )
    with psycopg.connect(database.dsn) as connection:
        connection.execute(end_listeners)
    assert await asyncio.wait_for(anext(waiting), 5) == TICK
    async with database.transaction() as tx:
        await notify(tx, "work")
    assert await asyncio.wait_for(anext(waiting), 5) == Wake("work", "")
    await waiting.aclose()


async def test_without_a_server_it_still_ticks() -> None:
    waiting = wakes("host=/nowhere dbname=none", ["work"], fallback_s=0.01)
    assert [await anext(waiting) for _ in range(3)] == [TICK] * 3
    await waiting.aclose()
