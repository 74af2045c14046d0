"""Facts of the whole installation that every process must agree on: one small table of names and values."""

from typing import Any

from qianbei.db.adapters import Json
from qianbei.db.database import Tx
from qianbei.db.sql import load_queries

queries = load_queries(__package__)


async def read_fact(tx: Tx, name: str) -> Any:
    """The value, or None when nobody wrote it."""
    rows = await tx.rows(queries.read_fact, {"name": name})
    return rows[0][0] if rows else None


async def write_fact(tx: Tx, name: str, value: Any) -> None:
    """Writes or replaces a fact; `value` is plain data."""
    await tx.run(queries.write_fact, {"name": name, "value": Json(value)})
