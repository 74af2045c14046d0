"""Tables lead with their cell, say what they hold, and have no life of their own; each rule was seen to fail."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]

OUTSIDE_CELLS = ("db.migrations", "db.installation", "people.identity_keys")
"""What belongs to the installation, and the keys that must be one in all cells."""

_TABLES = """
    with tables as (
        select c.oid, c.relname, n.nspname, n.nspname || '.' || c.relname as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition
            and n.nspname !~ '^(pg_|information_schema$)'
    )
"""


@pytest.fixture
def connection(migrated_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(migrated_dsn) as opened:
        yield opened
        opened.rollback()


def names(connection: Connection, query: str) -> list[str]:
    return [
        row[0] for row in connection.execute((_TABLES + query).encode(), {"outside": list(OUTSIDE_CELLS)})
    ]


def without_words(connection: Connection) -> list[str]:
    return names(
        connection,
        """
        select name from tables where obj_description(tables.oid, 'pg_class') is null
        union all
        select name || '.' || attname from tables join pg_attribute on attrelid = tables.oid
        where attnum > 0 and not attisdropped and col_description(tables.oid, attnum) is null
        """,
    )


def keys_without_cell(connection: Connection) -> list[str]:
    return names(
        connection,
        """
        select k.conname from tables join pg_constraint k on k.conrelid = tables.oid
        where k.contype in ('p', 'u', 'f', 'x') and name <> all(%(outside)s)
            and (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1]) <> 'cell'
        union all
        select c.relname from tables join pg_index i on i.indrelid = tables.oid join pg_class c on c.oid = indexrelid
        where i.indisunique and name <> all(%(outside)s)
            and coalesce((select attname from pg_attribute
                where attrelid = i.indrelid and attnum = i.indkey[0]), '') <> 'cell'
        union all
        select name from tables where not exists (
            select from pg_constraint where conrelid = tables.oid and contype = 'p')
        """,
    )


def keys_across_schemas(connection: Connection) -> list[str]:
    return names(
        connection,
        """
        select k.conname from tables join pg_constraint k on k.conrelid = tables.oid and k.contype = 'f'
        join tables target on target.oid = k.confrelid where target.nspname <> tables.nspname
        """,
    )


def own_life(connection: Connection) -> list[str]:
    """Triggers, sequences, and columns that fill themselves with a time or a number."""
    return names(
        connection,
        """
        select tgname from tables join pg_trigger on tgrelid = tables.oid where not tgisinternal
        union all
        select relname from pg_class where relkind = 'S' and relnamespace in (
            select oid from pg_namespace where nspname !~ '^(pg_|information_schema$)')
        union all
        select name || '.' || attname from tables join pg_attribute on attrelid = tables.oid
        where attidentity <> '' or attgenerated <> ''
        union all
        select name || '.default' from tables join pg_attrdef on adrelid = tables.oid
        where pg_get_expr(adbin, adrelid) ~* '(now|timestamp|nextval|random|uuid)\\w*\\('
            or pg_get_expr(adbin, adrelid) ~* 'current_'
        """,
    )


RULES: list[Callable[[Connection], list[str]]] = [
    without_words,
    keys_without_cell,
    keys_across_schemas,
    own_life,
]


@pytest.mark.parametrize("rule", RULES)
def test_every_table_keeps_the_rule(connection: Connection, rule: Callable[[Connection], list[str]]) -> None:
    assert rule(connection) == []


@pytest.mark.parametrize(
    ("rule", "breach"),
    [
        (without_words, "comment on table orders.orders is null"),
        (without_words, "alter table orders.orders add column planted text"),
        (keys_without_cell, "create table orders.planted (order_id uuid primary key, cell smallint)"),
        (keys_without_cell, "create unique index planted on orders.orders (order_id, cell)"),
        (keys_without_cell, "create table orders.planted (cell smallint)"),
        (
            keys_without_cell,
            "alter table orders.orders add unique (order_id, cell); alter table orders.history"
            " add foreign key (order_id, cell) references orders.orders (order_id, cell)",
        ),
        (
            keys_across_schemas,
            "create table outbox.planted (cell smallint, order_id uuid, primary key (cell, order_id),"
            " foreign key (cell, order_id) references orders.orders)",
        ),
        (own_life, "alter table orders.orders add column planted serial"),
        (own_life, "alter table orders.orders add column planted bigint generated always as identity"),
        (own_life, "alter table orders.orders add column planted timestamptz default now()"),
        (own_life, "alter table orders.orders add column planted date default current_date"),
        (
            own_life,
            "create trigger planted before update on orders.orders"
            " for each row execute function suppress_redundant_updates_trigger()",
        ),
    ],
)
def test_a_planted_breach_is_caught(
    connection: Connection, rule: Callable[[Connection], list[str]], breach: str
) -> None:
    connection.execute(breach.encode())
    assert any("planted" in name or "orders" in name for name in rule(connection))
