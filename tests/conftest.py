"""What every kind of test may ask for: one PostgreSQL for each test process, and migrated databases on it.

`database` is a fresh clone of the migrated template, with real commits; `tests/store` has `tx`, rolled back.
Durability is off here: a test of durability starts its own server.
"""

import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from qianbei.db.database import Database
from qianbei.db.embedded import FORGETFUL, EmbeddedPostgres
from qianbei.db.migrate import migrate
from qianbei.kit.clock import FixedClock

NOON = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
"""Noon in 云汀 on the day on which tests happen."""

TEMPLATE = "qianbei_template"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def random() -> Random:
    return Random(20310520)


@pytest.fixture(scope="session")
def server_dsn() -> Iterator[str]:
    """A server of this test process alone."""
    folder = Path(tempfile.mkdtemp(prefix="qianbei-tests-"))
    folder.chmod(0o755)  # Its user must get in when the tests run as root.
    server = EmbeddedPostgres(folder, FORGETFUL)
    try:
        yield server.start()
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template(server_dsn: str) -> str:
    """The name of a migrated database that nobody is connected to."""
    _administer(server_dsn, sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
    migrate(make_conninfo(server_dsn, dbname=TEMPLATE), NOON)
    return TEMPLATE


@pytest.fixture(scope="session")
def migrated_dsn(server_dsn: str, template: str) -> str:
    """One migrated database for the whole run: nobody may commit anything to it."""
    return _clone(server_dsn, template, "qianbei_shared")


@pytest.fixture
def database_dsn(server_dsn: str, template: str) -> Iterator[str]:
    """A migrated database of this test alone."""
    name = f"qianbei_{next(_numbers)}"
    yield _clone(server_dsn, template, name)
    _administer(server_dsn, sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
async def database(database_dsn: str) -> AsyncIterator[Database]:
    """A pool on a migrated database of this test alone."""
    async with Database.opened(database_dsn, max_connections=8) as opened:
        yield opened


def _clone(server_dsn: str, template: str, name: str) -> str:
    statement = sql.SQL("create database {} template {}")
    _administer(server_dsn, statement.format(sql.Identifier(name), sql.Identifier(template)))
    return make_conninfo(server_dsn, dbname=name)


def _administer(server_dsn: str, statement: sql.Composed) -> None:
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        connection.execute(statement)
