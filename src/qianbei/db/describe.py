"""Writes docs/data.md from the comments in the database: `python -m qianbei.db.describe > docs/data.md`.

Each schema opens with the first line of its room's docstring; everything else is what the migrations say. The
command makes a throw-away database, so it describes this version and no installation.
"""

import ast
import asyncio
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from importlib import resources
from itertools import groupby
from pathlib import Path

from qianbei.db.database import Database, Row
from qianbei.db.embedded import FORGETFUL, EmbeddedPostgres
from qianbei.db.migrate import migrate
from qianbei.db.sql import load_queries

queries = load_queries("qianbei.db")

_HEAD = """# Data

Generated from the comments in the migrations by `python -m qianbei.db.describe > docs/data.md`; do not edit.

One schema for each room that owns tables; no other room's statements name them, the read-only views apart. `cell`
(a city) leads every key. Ids are made by the application, times are UTC and come from the city's clock, money is in
fen. No triggers, no sequences, no defaults that ask for the time.
"""


async def describe(dsn: str) -> str:
    """The page for a migrated database."""
    async with Database.opened(dsn, max_connections=1) as database, database.reading() as tx:
        columns = await tx.rows(queries.describe_columns)
        rules = defaultdict[tuple[str, str], list[str]](list)
        for schema, table, rule in await tx.rows(queries.describe_rules):
            rules[schema, table].append(rule)
    parts = [_HEAD]
    for schema, of_schema in groupby(columns, key=lambda row: row[0]):
        parts.append(f"\n## {schema}\n\n{_purpose(schema)}\n")
        for table, of_table in groupby(of_schema, key=lambda row: row[1]):
            parts.append(_table(schema, table, list(of_table), rules[schema, table]))
    return "".join(parts)


def _table(schema: str, table: str, columns: list[Row], rules: list[str]) -> str:
    lines = [f"\n### {schema}.{table}\n", f"{columns[0][2]}\n", "| column | type | |", "|---|---|---|"]
    for _, _, _, name, type_name, is_required, words in columns:
        optional = "" if is_required else ", may be null"
        lines.append(f"| `{name}` | {type_name}{optional} | {_cell(words)} |")
    lines += ["", *[f"- `{rule}`" for rule in rules], ""]
    return "\n".join(lines)


def _cell(words: str | None) -> str:
    return " ".join((words or "").split()).replace("|", "\\|")


def _purpose(schema: str) -> str:
    """The first line of a room's docstring, read without importing the room."""
    code = (resources.files("qianbei") / schema / "__init__.py").read_text("utf-8")
    return (ast.get_docstring(ast.parse(code)) or "").partition("\n\n")[0]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="qianbei-describe-") as folder:
        Path(folder).chmod(0o755)  # The server's user must get in when we are root.
        with EmbeddedPostgres(Path(folder), FORGETFUL) as server:
            migrate(server.dsn, datetime(2000, 1, 1, tzinfo=UTC))
            sys.stdout.write(asyncio.run(describe(server.dsn)))


if __name__ == "__main__":
    main()
