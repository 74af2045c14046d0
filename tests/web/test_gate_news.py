"""What workers tell one another reaches the others, however late, at a stop and after a failure."""

import asyncio
from datetime import timedelta
from random import Random
from uuid import uuid4

import msgspec
import pytest

from qianbei.agent.stock import Stock
from qianbei.db import Database
from qianbei.db.errors import QueryFailed
from qianbei.gate import store
from qianbei.gate.answers import GateShape
from qianbei.web.gate import GateDoor
from qianbei.web.gate_members import SILENT_S, Members

pytestmark = pytest.mark.anyio
CELL = 7


@pytest.fixture
def member(deps, database, clock):
    def named(name: str) -> tuple[GateDoor, Members]:
        shape = GateShape(orders_per_s=100.0)
        door = GateDoor(shape, deps.sealer, clock, Random(name), lambda: 0.0, name, is_secure=False)
        return door, Members(database, clock, CELL, door, lambda: Stock(100, 10, 60.0))

    return named


async def taken_of(database: Database, clock, name: str) -> list[store.Taken]:
    async with database.reading() as tx:
        return await store.taken_elsewhere(tx, CELL, name, clock.now() - timedelta(hours=1))


async def test_a_beat_that_stood_long_for_its_turn_is_heard_all_the_same(member, database, clock):
    (one_door, one), (two_door, two) = member("one"), member("two")
    for each in (one, two, one, two):
        await each.beat()
    taken = (uuid4(), clock.now().timestamp())
    one_door.carrying.to_tell.append(taken)
    async with database.transaction() as tx:
        await store.lock_members(tx, CELL)
        beating = asyncio.create_task(one.beat())
        await asyncio.sleep(0.05)
        clock.advance(seconds=SILENT_S + 1)
        (board,) = [each.board for each in two.living if each.member == "two"]
        await store.beat(tx, CELL, "two", msgspec.json.encode(board), clock.now())
        two._heard_at = clock.now()
    await beating
    await two.beat()
    assert two_door.gate.commits.drain_per_s == 50.0, "who just told is alive"
    assert two_door.carrying._taken[taken[0]].at == taken[1]


async def test_who_stops_tells_what_was_taken_since_the_last_beat(member, database, clock):
    door, one = member("one")
    await one.beat()
    taken = (uuid4(), clock.now().timestamp())
    door.carrying.to_tell.append(taken)
    await one.leave()
    assert await taken_of(database, clock, "two") == [taken]


@pytest.mark.parametrize("ends_by", [QueryFailed("the statement is wrong"), asyncio.CancelledError()])
async def test_a_beat_that_fails_tells_its_news_the_next_time(member, database, clock, monkeypatch, ends_by):
    door, one = member("one")
    taken = (uuid4(), clock.now().timestamp())
    door.carrying.to_tell.append(taken)

    async def fails(*_: object) -> None:
        raise ends_by

    with monkeypatch.context() as broken:
        broken.setattr(store, "knobs", fails)
        with pytest.raises(type(ends_by)):
            await one.beat()
    assert (one.lost, door.is_measuring) == (None, True), "the database was there"
    assert await taken_of(database, clock, "two") == []
    await one.beat()
    assert await taken_of(database, clock, "two") == [taken]
