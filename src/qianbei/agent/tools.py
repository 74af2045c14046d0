"""The tools by which an order becomes real, and how a worker knows that one does not work.

Deliberately absent: any opinion. A tool is down because rows, queues or answers say so.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from qianbei.db import Database
from qianbei.db.errors import ConnectionLost
from qianbei.kit.clock import Clock
from qianbei.views import turn as views

REFRESH_S = 2.0

SILENT_ASKS = 3
"""A payer that left so many questions about one payment unanswered is down: two lost answers are an ordinary day."""

INTAKE_REST = timedelta(seconds=5)
"""After a failed write intake counts as down for so long, unless another one works."""

log = structlog.get_logger(__name__)


class Tool(StrEnum):
    """What a turn may need beside its own memory."""

    PAYER = "payer"
    INTAKE = "intake"
    STORES = "stores"
    MODEL = "model"
    CAMPAIGN = "campaign"


NOTHING_DOWN: frozenset[Tool] = frozenset()


class IntakeWatch:
    """Whether this worker's last write of orders reached the database."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failed_at: datetime | None = None

    @contextmanager
    def write(self) -> Iterator[None]:
        """Around one write; what it raises is passed on."""
        try:
            yield
        except ConnectionLost:
            self._failed_at = self._clock.now()
            raise
        self._failed_at = None

    @property
    def is_down(self) -> bool:
        return self._failed_at is not None and self._clock.now() - self._failed_at < INTAKE_REST


class ToolsMemory:
    """What the rows say of payer, campaign and drops, a few seconds old, and what this worker knows of intake."""

    def __init__(
        self, database: Database, clock: Clock, cell: int, intake: IntakeWatch, is_full: Callable[[], bool]
    ) -> None:
        self._database, self._clock, self._cell = database, clock, cell
        self._intake, self._is_full = intake, is_full
        self._from_rows = NOTHING_DOWN
        self.drop: views.NextDrop | None = None
        """The next drop of cards, as old as the rest."""

    @property
    def down(self) -> frozenset[Tool]:
        """The tools that do not work now; stores and model are seen by the turn itself."""
        is_down = self._intake.is_down or self._is_full()
        return self._from_rows | {Tool.INTAKE} if is_down else self._from_rows

    async def refresh(self) -> None:
        """Raises DatabaseError."""
        async with self._database.reading() as tx:
            at = self._clock.now()
            signs = await views.signs(tx, self._cell, SILENT_ASKS, at)
            self.drop = await views.next_drop(tx, self._cell, at)
        found = {Tool.PAYER: signs.is_payer_silent, Tool.CAMPAIGN: not signs.has_campaign}
        self._from_rows = frozenset(tool for tool, is_down in found.items() if is_down)

    async def run(self) -> None:
        """Refreshes until cancelled; a lost database only makes the knowledge older."""
        while True:
            try:
                await self.refresh()
            except ConnectionLost as error:
                log.warning("tools.refresh_failed", error=str(error))
            await asyncio.sleep(REFRESH_S)
