"""What every kind of test may ask for: one PostgreSQL for each test process, and migrated databases on it.

`database` is a fresh clone of the migrated template, with real commits; `tests/store` has `tx`, rolled back.
Durability is off here: a test of durability starts its own server.
"""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from qianbei.db.database import Database
from qianbei.db.embedded import FORGETFUL, EmbeddedPostgres
from qianbei.db.migrate import migrate
from qianbei.kit.clock import FixedClock
from tests.support.recycling import Databases

settings.register_profile("quick", max_examples=25)
"""For `make check`; `make test` looks at four times as many examples where a test says no number of its own."""

pytest_plugins = ["tests.support.dealing"]

NOON = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
"""Noon in 云汀 on the day on which tests happen."""

TEMPLATE = "qianbei_template"

CONNECTIONS_MAX = "150"
"""A hundred that race, and those that stay on the databases."""


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
    server = EmbeddedPostgres(folder, FORGETFUL | {"max_connections": CONNECTIONS_MAX})
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
def databases(server_dsn: str, template: str) -> Iterator[Databases]:
    """The migrated databases that tests of this process use one after another."""
    with closing(Databases(server_dsn, template)) as made:
        yield made


@pytest.fixture(scope="session")
def migrated_dsn(databases: Databases) -> str:
    """One migrated database for the whole run: nobody may commit anything to it."""
    return databases.take()


@pytest.fixture
def database_dsn(databases: Databases) -> Iterator[str]:
    """A migrated database of this test alone."""
    dsn = databases.take()
    yield dsn
    databases.give_back(dsn)


@pytest.fixture
async def database(database_dsn: str) -> AsyncIterator[Database]:
    """A pool on a migrated database of this test alone."""
    async with Database.opened(database_dsn, max_connections=8) as opened:
        yield opened


def _administer(server_dsn: str, statement: sql.Composed) -> None:
    with psycopg.connect(server_dsn, autocommit=True) as connection:
        connection.execute(statement)
