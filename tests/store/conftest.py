"""Store tests run every function of a door on a real PostgreSQL and leave nothing behind."""

from collections.abc import AsyncIterator

import pytest

from qianbei.db.database import Database, Tx


class _Undo(Exception):
    """Rolls the test's transaction back."""


@pytest.fixture
async def tx(migrated_dsn: str) -> AsyncIterator[Tx]:
    """One transaction on the migrated database, rolled back when the test ends."""
    async with Database.opened(migrated_dsn, max_connections=1) as database:
        try:
            async with database.transaction() as opened:
                yield opened
                raise _Undo
        except _Undo:
            pass
