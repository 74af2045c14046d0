"""What every query must keep to, read off its parse tree. Each function returns complaints, none when all is well."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from pglast import parser

from qianbei.db.sql import Query, load_queries, parse_queries

SOURCE = Path(__file__).parents[2] / "src" / "qianbei"

CLOCKS_AND_DICE = {"now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday"} | {
    *("random", "gen_random_uuid", "uuidv4", "uuidv7", "nextval", "currval", "setseed")
}
READERS = frozenset({"views"})
"""Rooms that may look at every schema, and only look."""

_PARAMETER = re.compile(r"%\(\w+\)s(?P<cast>\s*::)?")


def rooms_with_sql() -> list[str]:
    return sorted(folder.parent.name for folder in SOURCE.glob("*/sql"))


def queries_of(room: str) -> list[Query]:
    queries = load_queries(f"qianbei.{room}")
    return [getattr(queries, name) for name in queries.names()]


def files_of(room: str) -> Iterator[tuple[str, Query]]:
    """File name and query, for rules about where a query stands."""
    for file in sorted((SOURCE / room / "sql").glob("*.sql")):
        for query in parse_queries(file.read_text(), file.name):
            yield file.name, query


def complaints(room: str, query: Query) -> list[str]:
    """Everything wrong with one query of a room, by its text alone."""
    tree = msgspec.json.decode(parser.parse_sql_json(query.prepared_text()))
    found = [*_schemas(room, tree), *_clocks(tree), *_casts(query)]
    if len(tree["stmts"]) != 1:
        found.append("holds several statements")
    if room in READERS:
        found += _writes(tree)
    return found


def lock_complaints(file: str, query: Query) -> list[str]:
    """Locks stand in locks.sql, and in the order of a key."""
    tree = msgspec.json.decode(parser.parse_sql_json(query.prepared_text()))
    found: list[str] = []
    for node in _nodes(tree):
        if "lockingClause" not in node:
            continue
        if file != "locks.sql":
            found.append("locks outside locks.sql")
        if "sortClause" not in node:
            found.append("locks without ORDER BY")
    return found


def _schemas(room: str, tree: dict[str, Any]) -> Iterator[str]:
    defined = {node["ctename"] for node in _nodes(tree) if "ctename" in node}
    locked = [id(target["RangeVar"]) for node in _nodes(tree) for target in node.get("lockedRels", [])]
    for node in _nodes(tree):
        name = node.get("relname")
        if name is None or id(node) in locked or (name in defined and "schemaname" not in node):
            continue
        schema = node.get("schemaname")
        if schema is None:
            yield f"{name} without its schema"
        elif schema != room and room not in READERS and (room, schema) != ("db", "pg_catalog"):
            yield f"{schema}.{name} belongs to another room"


def _clocks(tree: dict[str, Any]) -> Iterator[str]:
    for node in _nodes(tree):
        if "SQLValueFunction" in node:
            yield "asks the database for the time or the user"
        for part in node.get("funcname", []):
            if part.get("String", {}).get("sval") in CLOCKS_AND_DICE:
                yield f"calls {part['String']['sval']}()"


def _casts(query: Query) -> Iterator[str]:
    for match in _PARAMETER.finditer(query.text):
        if not match["cast"]:
            yield f"{match[0]} without a cast"


def _writes(tree: dict[str, Any]) -> Iterator[str]:
    for node in _nodes(tree):
        for statement in (
            "InsertStmt",
            "UpdateStmt",
            "DeleteStmt",
            "MergeStmt",
            "lockingClause",
            "intoClause",
        ):
            if statement in node:
                yield f"{statement} in a room that only reads"


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for child in tree.values():
            yield from _nodes(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from _nodes(child)


def used_names(room: str) -> set[str]:
    """Names that the room's code asks its queries for."""
    return {
        node.attr
        for path in (SOURCE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "queries"
    }
