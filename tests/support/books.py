"""Everything that stands in every book, to compare before and after."""

from typing import Any

from qianbei.db import Database, Query

SCHEMAS = (
    "budgets",
    "campaigns",
    "catalog",
    "drops",
    "fulfilment",
    "invites",
    "ledger",
    "orders",
    "outbox",
    "packets",
    "payments",
    "people",
)

Books = dict[str, list[str]]


async def snapshot(database: Database) -> Books:
    """Table → its rows as text, sorted. Two equal snapshots: nothing has changed."""
    async with database.reading() as tx:
        names = await tx.rows(
            Query(
                "tests.tables",
                "select schemaname || '.' || tablename from pg_tables where schemaname = any(%(schemas)s::text[])",
            ),
            {"schemas": list(SCHEMAS)},
        )
        books: Books = {}
        for (name,) in sorted(names):
            rows = await tx.rows(Query("tests.rows", f"select t::text from {name} as t order by 1"))
            books[name] = [row[0] for row in rows]
    return books


async def plant(database: Database, text: str, values: dict[str, Any] | None = None) -> None:
    """Runs a statement that no room would ever run, to see whether somebody notices."""
    async with database.transaction() as tx:
        await tx.run(Query("tests.plant", text), values)
