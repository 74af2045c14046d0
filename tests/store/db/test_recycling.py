"""A database that a test gave back is as empty as a clone for the next one, or it is dropped."""

import psycopg
import pytest

from tests.support.recycling import Databases

PERSON = "'00000000-0000-0000-0000-000000000001'::uuid"
WRITES = (
    f"insert into people.persons values (1, {PERSON}, 'en', null, '2031-05-20')",
    f"insert into people.roles values (1, {PERSON}, 'rider', {PERSON}, '2031-05-20')",
)
COUNTS = "select count(*) from people.persons union all select count(*) from people.roles"


def test_what_was_written_is_gone_and_the_database_is_used_again(databases: Databases):
    dsn = databases.take()
    with psycopg.connect(dsn, autocommit=True) as forgotten:
        for statement in WRITES:
            forgotten.execute(statement)
        databases.give_back(dsn)
    assert databases.take() == dsn
    with psycopg.connect(dsn) as connection:
        assert connection.execute(COUNTS).fetchall() == [(0,), (0,)]
    databases.give_back(dsn)


@pytest.mark.parametrize(
    "change",
    [
        "alter table people.roles drop constraint roles_cell_person_id_fkey",
        "alter table people.persons alter column language drop not null",
        "create index on people.roles (subject)",
        "drop table people.riders",
        "delete from db.migrations where number = 1",
        "update db.migrations set name = 'another' where number = 1",
    ],
)
def test_what_else_was_changed_is_seen(databases: Databases, database_dsn: str, change: str):
    with psycopg.connect(database_dsn) as connection:
        assert databases.emptied(connection)
        connection.execute(change)
        assert not databases.emptied(connection)
        connection.rollback()


def test_a_database_that_was_changed_is_dropped(databases: Databases):
    dsn = databases.take()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("drop table people.riders")
    databases.give_back(dsn)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(dsn)
