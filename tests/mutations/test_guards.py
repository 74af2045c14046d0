"""Each guard is in place, and the table names them all. Seconds, on one database whose parents are not asked for."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import CheckViolation, LockNotAvailable, UniqueViolation

from qianbei.db import load_queries
from qianbei.db.sql import Query
from tests.mutations import guards
from tests.mutations.plugin import IS_EACH, ROW_LOCK, drop, unlocked
from tests.mutations.rows import AT, BY_TYPE, ID, LATER, SOUND, another, columns_of, insert

ROOMS = sorted({lock.name.split(".")[0] for lock in guards.LOCKS})
CAST = re.compile(r"%\((\w+)\)s::([a-z_]+(?:\[\])?)")
TYPES = {
    "timestamptz": "timestamp with time zone",
    "int": "integer",
    "timestamptz[]": "timestamp with time zone[]",
}
COUNTED = {"slots": [1], "limit": 10, "attempts_max": 5, "cell": 1, "cells": [1]}


@pytest.fixture(scope="module")
def connections(migrated_dsn: str) -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    with psycopg.connect(migrated_dsn) as one, psycopg.connect(migrated_dsn) as two:
        yield one, two


@pytest.fixture
def one(connections: tuple[psycopg.Connection, psycopg.Connection]) -> Iterator[psycopg.Connection]:
    """A connection whose work is undone."""
    yield connections[0]
    connections[0].rollback()


@pytest.mark.parametrize("key", guards.keys(), ids=lambda key: key.name)
def test_no_two_rows_agree_in_a_key(one: psycopg.Connection, key: guards.Key):
    without(one, key.name)
    columns = columns_of(one, key.table)
    first = insert(one, key.table)
    other = {
        name: another(columns[name][0], 7)
        for name in first
        if name not in key.columns and name not in SOUND.get(key.table, {}) and _varies(columns[name][0])
    }
    if key.table == "packets.shares" and "place" in key.columns:
        other["person_id"] = UUID(int=7)
    with pytest.raises(UniqueViolation) as refused:
        insert(one, key.table, **other)
    assert refused.value.diag.constraint_name == key.constraint


def _varies(kind: str) -> bool:
    return kind in (
        "uuid",
        "bytea",
        "text",
        "integer",
        "bigint",
        "smallint",
        "timestamp with time zone",
        "date",
    )


@pytest.mark.parametrize("floor", guards.FLOORS, ids=lambda floor: floor.name)
def test_a_row_below_a_floor_is_not_let_in(one: psycopg.Connection, floor: guards.Floor):
    table, _, constraint = floor.name.rpartition(".")
    insert(one, table)
    one.rollback()
    without(one, floor.name)
    with pytest.raises(CheckViolation) as refused:
        insert(one, table, **floor.breach)
    assert refused.value.diag.constraint_name == constraint


def _query(name: str) -> Query:
    room, _, name_in_it = name.partition(".")
    query = getattr(load_queries(f"qianbei.{room}"), name_in_it)
    return Query(query.name, unlocked(query.text)) if IS_EACH else query


def without(connection: psycopg.Connection, name: str) -> None:
    """Nothing, but when every test must fail."""
    if IS_EACH:
        drop(connection, name)


def _parameters(query: Query, given: dict[str, Any]) -> dict[str, Any]:
    """What finds the row that `insert` makes."""
    found: dict[str, Any] = {}
    for name, cast in CAST.findall(query.text):
        kind = str(TYPES.get(cast, cast))
        value = BY_TYPE[kind]
        is_a_time_to_come = kind == "timestamp with time zone" and name not in ("new_end",)
        found[name] = given.get(name, COUNTED.get(name, LATER if is_a_time_to_come else value))
    return found


def _row(lock: guards.Lock, two: psycopg.Connection) -> None:
    """The lock's row, committed."""
    insert(two, lock.table, **lock.row)
    if lock.table == "campaigns.cards":
        insert(
            two,
            "campaigns.card_moves",
            order_id=ID,
            event="extend",
            from_state="issued",
            to_state="issued",
            seq=1,
            old_valid_until=AT,
        )
    two.commit()


@pytest.fixture
def two(connections: tuple[psycopg.Connection, psycopg.Connection]) -> Iterator[psycopg.Connection]:
    """Another connection; what it commits is taken out again."""
    connection = connections[1]
    yield connection
    connection.rollback()
    connection.execute("set local session_replication_role = replica")
    for table in sorted({lock.table for lock in guards.LOCKS if lock.table} | {"campaigns.card_moves"}):
        connection.execute(f"delete from {table}")  # pyright: ignore
    connection.commit()


@pytest.mark.parametrize("lock", [each for each in guards.LOCKS if each.table], ids=lambda lock: lock.name)
def test_who_locked_a_row_holds_it(two: psycopg.Connection, one: psycopg.Connection, lock: guards.Lock):
    """The second waits for the first; where it should rather pass by, it goes without the row."""
    _row(lock, two)
    query = _query(lock.name)
    parameters = _parameters(query, lock.given)
    if query.text.lstrip().startswith("with"):
        _writes_what_it_locked(one, two, lock, parameters)
        return
    assert one.execute(query.text, parameters).fetchall(), "the row is found"  # pyright: ignore
    with pytest.raises(LockNotAvailable):
        two.execute(f"select 1 from {lock.table} for update nowait")  # pyright: ignore
    two.rollback()
    if "skip locked" in query.text:
        two.execute("set local lock_timeout = 100")
        assert two.execute(query.text, parameters).fetchall() == []  # pyright: ignore


def _writes_what_it_locked(
    one: psycopg.Connection, two: psycopg.Connection, lock: guards.Lock, parameters: dict[str, Any]
) -> None:
    """A statement that locks and writes in one: asked for the lock before its write, it does not read what is over."""
    query = _query(lock.name)
    plan = "\n".join(row[0] for row in one.execute(f"explain {query.text}", parameters))  # pyright: ignore
    assert "LockRows" in plan
    one.rollback()
    if "skip locked" in query.text:
        one.execute(f"select 1 from {lock.table} for update")  # pyright: ignore
        two.execute("set local lock_timeout = 100")
        assert two.execute(query.text, parameters).fetchall() == []  # pyright: ignore


@pytest.mark.parametrize(
    "lock", [each for each in guards.LOCKS if not each.table], ids=lambda lock: lock.name
)
def test_who_locked_what_has_no_row_holds_it(
    two: psycopg.Connection, one: psycopg.Connection, lock: guards.Lock
):
    query = _query(lock.name)
    parameters = _parameters(query, lock.given)
    one.execute(query.text, parameters)  # pyright: ignore
    two.execute("set local lock_timeout = 100")
    with pytest.raises(LockNotAvailable):
        two.execute(query.text, parameters)  # pyright: ignore


def test_the_table_names_every_key_floor_and_lock(one: psycopg.Connection):
    keys = one.execute(
        "select indrelid::regclass::text || '.' || relname from pg_index join pg_class on oid = indexrelid"
        " where indisunique and relnamespace::regnamespace::text not in ('pg_catalog', 'pg_toast')"
    ).fetchall()
    assert {row[0] for row in keys} == set(map(attrgetter("name"), guards.keys()))
    named = one.execute(
        "select conrelid::regclass::text || '.' || conname from pg_constraint where contype = 'c'"
        " and conname !~ '_check[0-9]*$' and connamespace::regnamespace::text !~ '^(pg_|information)'"
    ).fetchall()
    assert {row[0] for row in named} == {floor.name for floor in guards.FLOORS}
    locking = {
        f"{room}.{name}"
        for room in ROOMS
        for name in load_queries(f"qianbei.{room}").names()
        if ROW_LOCK.search(_query(f"{room}.{name}").text) or "pg_advisory" in _query(f"{room}.{name}").text
    }
    assert locking == {lock.name for lock in guards.LOCKS}


def test_every_room_with_locks_is_in_the_table():
    rooms = {path.parents[1].name for path in Path("src/qianbei").glob("*/sql/locks.sql")}
    silent = {each.split(".")[0] for each in guards.NO_LOCK_CLAUSE}
    assert rooms == set(ROOMS) | silent
    assert len(guards.names()) == len(set(guards.names()))


@pytest.mark.parametrize("rule", guards.RULES, ids=lambda rule: rule.name)
def test_every_rule_of_the_table_is_a_line_that_stands_once(rule: guards.Rule):
    spec = find_spec(rule.module)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).read_text().count(rule.old) == 1


@pytest.mark.parametrize("fence", guards.FENCES, ids=lambda fence: fence.name)
def test_every_fence_of_the_table_is_a_condition_that_stands_once(fence: guards.Fence):
    assert _query(fence.query).text.count(fence.old) == 1
