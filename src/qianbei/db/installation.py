"""Facts of the whole installation that every process must agree on: one small table of names and values."""

from typing import Any

from qianbei.db.database import Tx
from qianbei.db.sql import Query

_READ = Query("db.read_fact", "select value from db.installation where name = %(name)s::text")
_WRITE = Query(
    "db.write_fact",
    "insert into db.installation (name, value) values (%(name)s::text, %(value)s::jsonb)"
    " on conflict (name) do update set value = excluded.value",
)


async def read_fact(tx: Tx, name: str) -> Any:
    """The value, or None when nobody wrote it."""
    rows = await tx.rows(_READ, {"name": name})
    return rows[0][0] if rows else None


async def write_fact(tx: Tx, name: str, value: Any) -> None:
    """Writes or replaces a fact; `value` is plain data."""
    await tx.run(_WRITE, {"name": name, "value": value})
