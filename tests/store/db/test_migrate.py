from datetime import UTC, datetime

import msgspec
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from qianbei.db.errors import QueryFailed
from qianbei.db.migrate import Migration, MigrationError, Phase, migrate, migrations, pending

AT = datetime(2031, 5, 20, tzinfo=UTC)
EXTRA = Migration(9001, Phase.POST, "extra", "create table db.extra (n integer primary key)")


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
    assert migrate(empty_dsn, AT) == migrations()
    assert migrate(empty_dsn, AT) == pending(empty_dsn) == []
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
