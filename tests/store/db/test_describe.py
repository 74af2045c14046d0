from pathlib import Path

import pytest

from qianbei.db import Database
from qianbei.db.describe import describe
from qianbei.db.sql import Query

PAGE = Path(__file__).parents[3] / "docs" / "data.md"

pytestmark = pytest.mark.anyio


async def test_the_page_of_the_data_is_current(migrated_dsn: str) -> None:
    assert await describe(migrated_dsn) == PAGE.read_text(), (
        "run python -m qianbei.db.describe > docs/data.md"
    )


async def test_a_new_column_makes_the_page_stale(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.run(Query("planted", "alter table outbox.events add column planted text"))
    assert await describe(database.dsn) != PAGE.read_text()
