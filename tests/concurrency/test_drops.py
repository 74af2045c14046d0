"""A crowd at midnight: thirty-two at once get exactly what there is, and a thousand bots of one device one card."""

import asyncio
from collections import Counter

import pytest

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import KeyKind, Seen
from qianbei.campaigns.contracts import Issued
from qianbei.drops.contracts import DropRefusal, Place
from qianbei.flows import drops
from tests.concurrency.conftest import retried
from tests.support.dropping import announced, drawn, newcomers, winners, worked
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio


async def test_thirty_two_parallel_buyers_get_exactly_what_the_draw_left(database, clock, random):
    town = await Town.founded(database, clock, random)
    drop = await drawn(town, cards=50, people=10)
    await worked(town, drop)
    queue = await newcomers(town, 96)
    outcomes = Counter[str]()

    async def buyer():
        while queue:
            ids = [queue.pop()]
            (outcome,) = await retried(
                database, lambda tx, ids=ids: drops.take(tx, CELL, drop.drop_id, ids, clock.now())
            )
            outcomes["card" if isinstance(outcome, Issued) else outcome.value] += 1

    await asyncio.gather(*(buyer() for _ in range(32)))
    assert outcomes == {"card": 40, "drop_gone": 56}
    assert len(await winners(town, drop)) == 50
    await town.assert_audit_is_clean()


async def test_a_thousand_bots_of_one_device_have_one_place_and_at_most_one_card(database, clock, random):
    """Each has an account of its own; before the draw, and again at the counter."""
    town = await Town.founded(database, clock, random)
    drop = await announced(town, cards=5)
    assert drop is not None
    bots = await newcomers(town, 1_000)
    device = abuse.key_hash(b"p" * 32, KeyKind.DEVICE, "emulator")
    async with database.transaction() as tx:
        await abuse.observe(tx, CELL, bots[0], [Seen(bots[0], KeyKind.DEVICE, device, clock.now())])
        await tx.run(*_shown(bots, device, clock.now()))

    async def swarm(step):
        batches = [bots[n : n + 50] for n in range(0, 1_000, 50)]
        return [
            each
            for found in await asyncio.gather(
                *(
                    retried(database, lambda tx, ids=ids: step(tx, CELL, drop.drop_id, ids, clock.now()))
                    for ids in batches
                )
            )
            for each in found
        ]

    entered = await swarm(drops.enter)
    assert sum(isinstance(each, Place) for each in entered) == 1
    assert entered.count(DropRefusal.TWIN) == 999
    clock.at = drop.opens_at
    await worked(town, drop)
    taken = await swarm(drops.take)
    assert sum(isinstance(each, Issued) for each in taken) == 1
    assert len(await winners(town, drop)) == 1
    await town.assert_audit_is_clean()


def _shown(bots, device, at):
    """All at once what each would have shown at its first visit: a thousand single ones take ten seconds."""
    from qianbei.db import Query

    text = (
        "insert into abuse.keys (cell, kind, value_hash, person_id, seen_at) select 1, 'device', %(device)s::bytea,"
        " id, %(at)s::timestamptz from unnest(%(ids)s::uuid[]) as id on conflict do nothing"
    )
    return Query("tests.shown", text), {"device": device, "ids": bots, "at": at}


async def test_a_place_taken_at_the_last_instant_is_in_the_draw_or_nowhere(database, clock, random):
    """The draw waits for places that are being taken, and no place is taken once it began."""
    town = await Town.founded(database, clock, random)
    drop = await announced(town, cards=1)
    assert drop is not None
    (last,) = await newcomers(town, 1)
    before, clock.at = clock.now(), drop.opens_at
    async with database.transaction() as tx:
        (place,) = await drops.enter(tx, CELL, drop.drop_id, [last], before)
        assert isinstance(place, Place)
        drawing = asyncio.create_task(drops.work(database, CELL, clock.now()))
        await asyncio.sleep(0.2)
    await drawing
    await worked(town, drop)
    assert await winners(town, drop) == {last}
    await town.assert_audit_is_clean()
