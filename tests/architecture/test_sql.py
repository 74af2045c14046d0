"""Queries name only their own schema, can be prepared alone, are all used; and each rule has been seen to fail."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from qianbei.db.sql import Query
from tests.architecture.sql_rules import (
    READERS,
    complaints,
    files_of,
    lock_complaints,
    queries_of,
    rooms_with_sql,
    used_names,
)

ROOMS = rooms_with_sql()


@pytest.fixture
def connection(migrated_dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """One transaction on the migrated database, rolled back."""
    with psycopg.connect(migrated_dsn) as opened:
        yield opened
        opened.rollback()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_keeps_to_its_own_schema_and_asks_nobody_for_the_time(room: str) -> None:
    found = {query.name: wrong for query in queries_of(room) if (wrong := complaints(room, query))}
    assert found == {}


@pytest.mark.parametrize("room", ROOMS)
def test_locks_stand_in_one_file_in_order(room: str) -> None:
    found = {query.name: wrong for file, query in files_of(room) if (wrong := lock_complaints(file, query))}
    assert found == {}


@pytest.mark.parametrize("room", ROOMS)
def test_names_used_are_names_defined(room: str) -> None:
    defined = {query.name.rpartition(".")[2] for query in queries_of(room)}
    assert used_names(room) == defined


@pytest.mark.parametrize("room", ROOMS)
def test_every_query_can_be_prepared_alone(room: str, connection: psycopg.Connection[Any]) -> None:
    for query in queries_of(room):
        prepare(connection, query)


@pytest.mark.parametrize("room", sorted(READERS & set(ROOMS)))
def test_a_reading_room_needs_no_more_than_select(room: str, connection: psycopg.Connection[Any]) -> None:
    become_reader(connection)
    for query in queries_of(room):
        explain(connection, query)


PLANTED = [
    ("orders", "select card_id from campaigns.cards", "belongs to another room"),
    ("orders", "with c as (select 1) select * from c, campaigns.cards", "belongs to another room"),
    ("orders", "delete from campaigns.cards", "belongs to another room"),
    ("orders", "insert into orders.orders select * from cards", "cards without its schema"),
    ("orders", "select order_id from orders.orders where placed_at < now()", "calls now()"),
    ("orders", "select current_timestamp", "asks the database for the time"),
    ("orders", "select gen_random_uuid()", "calls gen_random_uuid()"),
    ("orders", "select order_id from orders.orders where cell = %(cell)s", "without a cast"),
    ("orders", "select 1; select 2", "several statements"),
    ("views", "update orders.orders set cell = 1", "only reads"),
    ("views", "with gone as (delete from orders.orders returning 1) select * from gone", "only reads"),
    ("views", "select order_id from orders.orders for share", "only reads"),
]


@pytest.mark.parametrize(("room", "text", "complaint"), PLANTED)
def test_a_planted_breach_is_caught(room: str, text: str, complaint: str) -> None:
    assert any(complaint in found for found in complaints(room, Query("planted", text)))


def test_a_planted_lock_is_caught() -> None:
    ordered = Query("planted", "select order_id from orders.orders order by order_id for update")
    assert lock_complaints("orders.sql", ordered) == ["locks outside locks.sql"]
    assert lock_complaints("locks.sql", ordered) == []
    assert lock_complaints(
        "locks.sql", Query("planted", "select order_id from orders.orders for update")
    ) == ["locks without ORDER BY"]


def test_a_query_that_cannot_be_prepared_is_caught(connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn):
        prepare(connection, Query("planted", "select nothing from db.installation"))


def test_a_planted_write_is_refused_to_the_reader(connection: psycopg.Connection[Any]) -> None:
    become_reader(connection)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        explain(connection, Query("planted", "delete from db.installation"))


def prepare(connection: psycopg.Connection[Any], query: Query) -> None:
    try:
        connection.execute(f"prepare planted as {query.prepared_text()}".encode())
    except psycopg.Error as error:
        error.add_note(query.name)
        raise
    connection.execute("deallocate planted")


def explain(connection: psycopg.Connection[Any], query: Query) -> None:
    """Plans a query with nulls for its values, which checks its rights."""
    connection.execute(f"prepare planted as {query.prepared_text()}".encode())
    nulls = ", ".join(["null"] * len(query.parameters()))
    connection.execute(f"explain execute planted{f'({nulls})' if nulls else ''}".encode())
    connection.execute("deallocate planted")


def become_reader(connection: psycopg.Connection[Any]) -> None:
    connection.execute("create role planted_reader")
    schemas = connection.execute(
        "select nspname from pg_namespace where nspname !~ '^(pg_|information_schema|public)'"
    ).fetchall()
    for (schema,) in schemas:
        name = sql.Identifier(schema)
        connection.execute(sql.SQL("grant usage on schema {} to planted_reader").format(name))
        connection.execute(sql.SQL("grant select on all tables in schema {} to planted_reader").format(name))
    connection.execute("set local role planted_reader")
