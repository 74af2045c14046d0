"""Drops of a town."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Issued
from qianbei.drops.contracts import Drop, DropPlan, DropRefusal, Place
from qianbei.flows import drops
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from qianbei.waves import api as waves
from qianbei.waves.contracts import Run, RunState
from tests.support.town import CELL, NAMES, Town

MINUTE = timedelta(minutes=1)


async def steered(town: Town, state: RunState = RunState.RUNNING) -> None:
    """The town's campaign runs, as one from a file does."""
    async with town.database.transaction() as tx:
        await waves.write_run(tx, CELL, Run(town.campaign_id, "town", state, 100, 1))


async def announced(
    town: Town, cards: int = 3, opens_in: timedelta = MINUTE, lasts: timedelta = 9 * MINUTE
) -> Drop | None:
    """A drop that takes places now, opens in a minute and ends nine minutes later."""
    await steered(town)
    at = town.clock.now()
    async with town.database.transaction() as tx:
        template = (await campaigns.find_templates(tx, CELL, [town.campaign_id]))[town.campaign_id]
        times = (at, at + opens_in, at + opens_in + lasts)
        new = drops.NewDrop(DropPlan(town.id(), cards), template, NAMES, *times)
        return await drops.announce(tx, CELL, town.random, new, at)


async def newcomers(town: Town, count: int) -> list[UUID]:
    """People who have nothing yet."""
    ids = [town.id() for _ in range(count)]
    async with town.database.transaction() as tx:
        await people.create_guests(tx, [NewGuest(CELL, each, "en", town.clock.now()) for each in ids])
    return ids


async def present(town: Town, drop: Drop, ids: Sequence[UUID]) -> list[Place | DropRefusal]:
    async with town.database.transaction() as tx:
        return await drops.enter(tx, CELL, drop.drop_id, ids, town.clock.now())


async def took(town: Town, drop: Drop, ids: Sequence[UUID]) -> list[Issued | DropRefusal]:
    async with town.database.transaction() as tx:
        return await drops.take(tx, CELL, drop.drop_id, ids, town.clock.now())


async def drawn(town: Town, cards: int = 3, people: int = 5) -> Drop:
    """A drop whose time has come, with so many people present."""
    drop = await announced(town, cards)
    assert drop is not None
    await present(town, drop, await newcomers(town, people))
    town.clock.at = drop.opens_at
    return drop


async def worked(town: Town, drop: Drop) -> int:
    """Everything that is to be done for drops now; how many steps."""
    steps = 0
    while await drops.work(town.database, CELL, town.clock.now()):
        steps += 1
    return steps


async def winners(town: Town, drop: Drop) -> set[UUID]:
    query = f"select person_id from campaigns.cards where source_id = '{drop.drop_id}'"
    return {row[0] for row in await town.rows(query)}
