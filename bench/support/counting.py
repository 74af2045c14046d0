"""Orders as the database counts them, at the time it counted them: what was placed, whoever heard of it when."""

import asyncio
import time
from bisect import bisect_left
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from qianbei.db import Database, Query

EVERY_S = 0.1
COUNT = Query(
    "bench.placed",
    "select count(*), extract(epoch from clock_timestamp())::double precision from orders.orders",
)


class Placed:
    """Pairs of (monotonic seconds, orders so far)."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, int]] = []

    def by(self, at_s: float) -> float:
        """Orders placed until then, in a straight line between two looks."""
        after = bisect_left(self.seen, (at_s, 0))
        if after == 0 or after == len(self.seen):
            return self.seen[min(after, len(self.seen) - 1)][1]
        (from_s, before), (to_s, then) = self.seen[after - 1 : after + 1]
        return before + (then - before) * (at_s - from_s) / (to_s - from_s)

    def per_s(self, from_s: float, to_s: float) -> float:
        return (self.by(to_s) - self.by(from_s)) / (to_s - from_s)

    def most_per_s(self, span_s: float, from_s: float = 0.0) -> float:
        """The busiest span of so many seconds that begins after `from_s`."""
        return max((self.per_s(at_s, at_s + span_s) for at_s, _ in self.seen if at_s >= from_s), default=0.0)


@asynccontextmanager
async def counted(database: Database) -> AsyncIterator[Placed]:
    """Counts while the block runs."""
    placed = Placed()

    async def look() -> None:
        while True:
            async with database.reading() as tx:
                orders, at = (await tx.rows(COUNT))[0]
            placed.seen.append((at - time.time() + time.monotonic(), orders))
            await asyncio.sleep(EVERY_S)

    looking = asyncio.create_task(look())
    try:
        yield placed
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
