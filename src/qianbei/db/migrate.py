"""The forward-only migration runner over `migrations/NNNN_{pre|post}_what.sql`.

`pre` may run while the old code still serves, `post` only when nothing of it is left; numbers give the order. So whoever
connects signs with the newest number it knows, and a `post` waits, with all behind it, while a connection of something older
is open: who did not sign is older, unless it calls itself something else (psql does). Code may serve as soon as no `pre`
waits, also beside a newer one's. Each file runs once, in its own transaction, under an advisory lock, and its checksum is
remembered: a changed file is an error, never a second run. There is no way back down.
"""

import hashlib
import re
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, LiteralString, cast

import msgspec
import psycopg
from psycopg.conninfo import make_conninfo

from qianbei.db.errors import translated

_FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<phase>pre|post)_(?P<what>[a-z0-9_]+)\.sql")
_LOCK_KEY = 0x71B3
"""Any constant: two runners on one database wait for one another."""

_SIGNED = "qianbei "
_OLDER = """
select pid, coalesce(host(client_addr), 'this machine')
from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
    and (
        application_name = ''
        or substring(application_name from %(signed)s)::int < %(number)s
    )
order by pid
"""


class Phase(StrEnum):
    PRE = "pre"
    POST = "post"


class Migration(msgspec.Struct, frozen=True):
    number: int
    phase: Phase
    what: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def name(self) -> str:
        return f"{self.number:04}_{self.phase}_{self.what}"


class MigrationError(Exception):
    """The files and the database disagree: a file changed, vanished, or has a bad or double number."""


class Upgrade(msgspec.Struct, frozen=True):
    """What was applied; what waits, and for which connections of older code: the number of each one's server process, and
    where it comes from."""

    applied: Sequence[Migration]
    waiting: Sequence[Migration] = ()
    older: Sequence[tuple[int, str]] = ()

    @property
    def may_serve(self) -> bool:
        return all(each.phase is Phase.POST for each in self.waiting)


def migrations() -> list[Migration]:
    """Every migration of the house, by number."""
    found: dict[int, Migration] = {}
    for file in (resources.files("qianbei.db") / "migrations").iterdir():
        match = _FILE_NAME.fullmatch(file.name)
        if not match:
            raise MigrationError(f"{file.name} is not named NNNN_pre_what.sql or NNNN_post_what.sql")
        number = int(match["number"])
        if number in found:
            raise MigrationError(f"{file.name}: another migration has the number {number:04}")
        found[number] = Migration(number, Phase(match["phase"]), match["what"], file.read_text("utf-8"))
    return [found[number] for number in sorted(found)]


@cache
def _signature() -> str:
    return f"{_SIGNED}{migrations()[-1].number:04}"


def signed(dsn: str) -> str:
    """The address by which this version's connections are known to whoever brings the database to a newer one."""
    return make_conninfo(dsn, application_name=_signature())


def pending(dsn: str) -> list[Migration]:
    """What `migrate` has still to apply. Raises MigrationError, DatabaseError."""
    with translated(), psycopg.connect(signed(dsn), autocommit=True) as connection:
        return _pending(connection, migrations())


def migrate(dsn: str, at: datetime, known: Sequence[Migration] | None = None) -> Upgrade:
    """Applies what is pending, in order, each in one transaction, up to what would break older code that is connected.

    `at` is the time written beside each. Raises MigrationError, DatabaseError.
    """
    known = migrations() if known is None else known
    with translated(), psycopg.connect(signed(dsn), autocommit=True) as connection, _locked(connection):
        todo = _pending(connection, known)
        is_new = len(todo) == len(known)
        for done, migration in enumerate(todo):
            if migration.phase is Phase.POST and not is_new and (older := _older(connection, migration)):
                return Upgrade(todo[:done], todo[done:], older)
            _apply(connection, migration, at)
        return Upgrade(todo)


def _older(connection: psycopg.Connection[Any], migration: Migration) -> list[tuple[int, str]]:
    return connection.execute(_OLDER, {"signed": rf"^{_SIGNED}(\d+)$", "number": migration.number}).fetchall()


@contextmanager
def _locked(connection: psycopg.Connection[Any]):
    connection.execute("select pg_advisory_lock(%s)", [_LOCK_KEY])
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", [_LOCK_KEY])


def _pending(connection: psycopg.Connection[Any], known: Sequence[Migration]) -> list[Migration]:
    applied = _applied(connection)
    by_number = {migration.number: migration for migration in known}
    for number, (name, checksum) in applied.items():
        migration = by_number.get(number)
        if migration is None and number > max(by_number) and f"_{Phase.PRE}_" in name:
            continue  # Of a newer version, which begins beside this one.
        if migration is None:
            raise MigrationError(f"the database has {name}, which this version does not know")
        if migration.checksum != checksum:
            raise MigrationError(f"{name} was changed after it was applied")
    return [migration for migration in known if migration.number not in applied]


def _applied(connection: psycopg.Connection[Any]) -> dict[int, tuple[str, str]]:
    table = connection.execute("select to_regclass('db.migrations') is not null").fetchone()
    if table is None or not table[0]:
        return {}
    rows = connection.execute("select number, name, checksum from db.migrations").fetchall()
    return {number: (name, checksum) for number, name, checksum in rows}


def _apply(connection: psycopg.Connection[Any], migration: Migration, at: datetime) -> None:
    with connection.transaction():
        connection.execute(cast(LiteralString, migration.sql))
        connection.execute(
            "insert into db.migrations (number, name, checksum, applied_at) values (%s, %s, %s, %s)",
            [migration.number, migration.name, migration.checksum, at],
        )
