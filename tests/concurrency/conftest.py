"""Many writers at once on one real database: what serves in one process, and in several."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import TypeVar

import pytest

from qianbei.db import Database, Query, Tx
from qianbei.db.batcher import Batcher
from qianbei.db.errors import retryable
from qianbei.flows import intake
from qianbei.flows.intake import Outcome
from qianbei.flows.wanted import Approval
from tests.support.town import CELL

OutcomeT = TypeVar("OutcomeT")
Intake = Batcher[Approval, Outcome]

TRIES_MAX = 6


@pytest.fixture
def intakes(database: Database) -> Callable[[int], list[Intake]]:
    """Writers as that many serving processes would have them."""

    def make(count: int) -> list[Intake]:
        return [_intake(database, Random(seed)) for seed in range(count)]

    return make


def _intake(database: Database, random: Random) -> Intake:
    async def write(approvals: Sequence[Approval]) -> Sequence[Outcome]:
        async with database.transaction() as tx:
            return await intake.place(tx, CELL, random, approvals)

    return Batcher(write, max_batch=16, max_waiting=10_000, random=random)


async def everywhere(writers: Sequence[Intake], approvals: Sequence[Approval]) -> list[Outcome]:
    """All at once, dealt to the writers in turn."""
    outcomes = await asyncio.gather(
        *(writers[n % len(writers)].submit(approval) for n, approval in enumerate(approvals))
    )
    return [outcome for outcome in outcomes if isinstance(outcome, intake.Placed | intake.Refused)]


async def retried(database: Database, work: Callable[[Tx], Awaitable[OutcomeT]]) -> OutcomeT:
    """One transaction, run again when another was there first, as doors and jobs do."""
    for _ in range(TRIES_MAX - 1):
        try:
            async with database.transaction() as tx:
                return await work(tx)
        except Exception as error:
            if not retryable(error):
                raise
    async with database.transaction() as tx:
        return await work(tx)


async def overlapped(
    database: Database,
    first: Callable[[Tx], Awaitable[OutcomeT]],
    second: Callable[[Tx], Awaitable[OutcomeT]],
) -> tuple[OutcomeT, OutcomeT]:
    """Two transactions; the second goes as far as it gets while the first has done its work and not committed.

    A race that needs no luck: without the lock that makes the second wait, it does not see what the first did.
    """
    waits = Query(
        "tests.waits",
        "select exists (select from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock')",
    )
    async with database.transaction() as tx:
        outcome = await first(tx)
        following = asyncio.create_task(retried(database, second))
        while not following.done():
            async with database.reading() as looking:
                if await looking.rows(waits) == [(True,)]:
                    break
    return outcome, await following
