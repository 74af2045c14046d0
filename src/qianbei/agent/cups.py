"""Cups already promised, as this worker holds them in memory: at most a second old, and only to quote from.

Intake counts the truth in the placing transaction; a quote made on stale cups is at worst refused there.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

import structlog

from qianbei.db import Database
from qianbei.db.errors import ConnectionLost
from qianbei.fulfilment.contracts import slot_start
from qianbei.kit.clock import Clock
from qianbei.views import turn as views

REFRESH_S = 1.0

log = structlog.get_logger(__name__)


class CupsMemory:
    """Store → slot start → cups promised."""

    def __init__(self, database: Database, clock: Clock, cell: int) -> None:
        self._database = database
        self._clock = clock
        self._cell = cell
        self.taken: Mapping[UUID, dict[datetime, int]] = MappingProxyType({})

    async def refresh(self) -> None:
        """Reads the slots from the running one on. Raises DatabaseError."""
        async with self._database.reading() as tx:
            self.taken = await views.cups_taken(tx, self._cell, slot_start(self._clock.now()))

    async def run(self) -> None:
        """Refreshes until cancelled; a lost database only makes the numbers older."""
        while True:
            try:
                await self.refresh()
            except ConnectionLost as error:
                log.warning("cups.refresh_failed", error=str(error))
            await asyncio.sleep(REFRESH_S)
