import time
from datetime import UTC, datetime

import msgspec
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from qianbei.db import Database
from qianbei.db.errors import QueryFailed
from qianbei.db.migrate import Migration, MigrationError, Phase, Upgrade, migrate, migrations, pending
from qianbei.db.wake import wakes

AT = datetime(2031, 5, 20, tzinfo=UTC)
BEFORE = Migration(9000, Phase.PRE, "before", "create table db.before (n integer primary key)")
EXTRA = Migration(9001, Phase.POST, "extra", "create table db.extra (n integer primary key)")
AFTER = Migration(9002, Phase.PRE, "after", "create table db.after (n integer primary key)")


@pytest.fixture
def empty_dsn(server_dsn: str) -> str:
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        connection.execute("drop database if exists empty")
        connection.execute("create database empty")
    return make_conninfo(server_dsn, dbname="empty")


def has_extra(dsn: str) -> bool:
    with psycopg.connect(dsn) as connection:
        return connection.execute("select to_regclass('db.extra') is not null").fetchall() == [(True,)]


def test_everything_is_applied_once_and_in_order(empty_dsn: str) -> None:
    assert pending(empty_dsn) == migrations()
    with psycopg.connect(empty_dsn):
        assert migrate(empty_dsn, AT) == Upgrade(migrations()), "nobody can be older than a new database"
    assert migrate(empty_dsn, AT).applied == pending(empty_dsn) == []
    with psycopg.connect(empty_dsn) as connection:
        rows = connection.execute("select name, applied_at from db.migrations order by number").fetchall()
    assert rows == [(migration.name, AT) for migration in migrations()]


def test_a_migration_that_fails_leaves_nothing(database_dsn: str) -> None:
    broken = Migration(9002, Phase.PRE, "broken", "create table db.extra (n integer); select nonsense")
    with pytest.raises(QueryFailed):
        migrate(database_dsn, AT, [*migrations(), broken])
    assert not has_extra(database_dsn)
    assert pending(database_dsn) == []


def test_a_changed_file_is_refused_and_nothing_else_runs(database_dsn: str) -> None:
    first, *rest = migrations()
    changed = msgspec.structs.replace(first, sql=first.sql + "\n-- later thought")
    with pytest.raises(MigrationError, match="0001_pre_db was changed"):
        migrate(database_dsn, AT, [changed, *rest, EXTRA])
    assert not has_extra(database_dsn)


def test_an_older_program_refuses_a_newer_database(database_dsn: str) -> None:
    migrate(database_dsn, AT, [*migrations(), EXTRA])
    with pytest.raises(MigrationError, match="9001_post_extra, which this version does not know"):
        migrate(database_dsn, AT)


@pytest.mark.parametrize("name", ["", "qianbei 9000"], ids=["unsigned", "older"])
def test_what_older_code_cannot_live_with_waits_until_it_has_left(database_dsn: str, name: str) -> None:
    known = [*migrations(), BEFORE, EXTRA, AFTER]
    with psycopg.connect(database_dsn, application_name=name) as older:
        held = migrate(database_dsn, AT, known)
        assert (held.applied, held.waiting, held.may_serve) == ([BEFORE], [EXTRA, AFTER], False)
        assert held.older == [(older.info.backend_pid, "this machine")]
        assert not has_extra(database_dsn)
        assert migrate(database_dsn, AT, known[:-1]).may_serve, "only what follows on it is left"
    wait_until_alone(database_dsn)
    assert migrate(database_dsn, AT, known) == Upgrade([EXTRA, AFTER])


@pytest.mark.parametrize("name", ["psql", "qianbei backup", "qianbei 9001"])
def test_a_tool_and_what_is_not_older_are_not_waited_for(database_dsn: str, name: str) -> None:
    with psycopg.connect(database_dsn, application_name=name):
        assert migrate(database_dsn, AT, [*migrations(), EXTRA]).applied == [EXTRA]


@pytest.mark.anyio
async def test_every_connection_of_a_server_says_how_old_it_is(database_dsn: str) -> None:
    async with Database.opened(database_dsn, max_connections=2) as database, database.looking():
        listening = wakes(database_dsn, ["anything"], 60.0)
        for _ in range(2):  # At once, and when it has connected.
            await anext(listening)
        with psycopg.connect(database_dsn) as eye:
            told = eye.execute(
                "select application_name from pg_stat_activity"
                " where datname = current_database() and application_name <> 'tests' and pid <> pg_backend_pid()"
            ).fetchall()
        await listening.aclose()
    assert told == [(f"qianbei {migrations()[-1].number:04}",)] * 3


def test_older_code_goes_on_and_starts_anew_beside_what_a_newer_one_may_do_before_it(
    database_dsn: str,
) -> None:
    migrate(database_dsn, AT, [*migrations(), BEFORE])
    assert pending(database_dsn) == []


def test_a_migration_that_vanished_is_no_newer_one(database_dsn: str) -> None:
    known = migrations()
    migrate(database_dsn, AT, [*known, BEFORE])
    with pytest.raises(MigrationError, match="9000_pre_before, which this version does not know"):
        migrate(database_dsn, AT, [*known, EXTRA])


def wait_until_alone(dsn: str) -> None:
    """A server process ends a moment after its connection."""
    with psycopg.connect(dsn, autocommit=True) as eye:
        for _ in range(500):
            others = eye.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and backend_type = 'client backend' and application_name <> 'tests' and pid <> pg_backend_pid()"
            )
            if others.fetchall() == [(0,)]:
                return
            time.sleep(0.01)
    raise AssertionError("somebody stays")
