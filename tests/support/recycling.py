"""Migrated databases that tests use one after another.

A clone of the template costs half a second of a core, and hundreds of tests want a database of their own. What a test
wrote is deleted instead, and the next one gets the same database, as empty as a clone. A database whose schema or
whose own rows a test changed is dropped.
"""

from psycopg import Connection, OperationalError, connect, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

USES_MAX = 25
"""Deleted rows stay in the files; after so many tests a new clone costs less than to read past them."""

_TABLES = """
select c.oid::regclass::text from pg_class c
where c.relkind = 'r' and c.oid >= 16384 and c.relpersistence = 'p' order by 1
"""

_CATALOGUES = (
    "pg_class",
    "pg_attribute",
    "pg_attrdef",
    "pg_constraint",
    "pg_trigger",
    "pg_proc",
    "pg_namespace",
)

_ALONE = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""


class Databases:
    """The databases of one server; `take` and `give_back` are for one thread. `close` at the end.

    One connection stays on each: a new one would read the whole catalogue anew to delete what a test wrote.
    """

    def __init__(self, server_dsn: str, template: str) -> None:
        self._server_dsn, self._template = server_dsn, template
        self._clean: list[str] = []
        self._uses: dict[str, int] = {}
        self._hands: dict[str, Connection] = {}
        with connect(make_conninfo(server_dsn, dbname=template), autocommit=True) as connection:
            self._tables = [name for (name,) in connection.execute(_TABLES)]
            self._schema = _schema_of(connection)
            self._kept = {table: _rows_of(connection, table) for table in self._filled(connection)}

    def take(self) -> str:
        """The dsn of a database that holds what the template holds."""
        name = self._clean.pop() if self._clean else self._cloned()
        self._uses[name] += 1
        return make_conninfo(self._server_dsn, dbname=name)

    def give_back(self, dsn: str) -> None:
        """Empties it for the next test, or drops it."""
        name = str(conninfo_to_dict(dsn)["dbname"])
        try:
            hand = self._hand(name)
        except OperationalError:  # The test ended every connection to its database.
            self._hands.pop(name).close()
            hand = self._hand(name)
        if self._uses[name] < USES_MAX and self.emptied(hand):
            self._clean.append(name)
        else:
            self._hands.pop(name).close()
            self._administer("drop database {} with (force)", name)

    def close(self) -> None:
        """Lets go of the databases; the server takes them with it."""
        for hand in self._hands.values():
            hand.close()

    def _hand(self, name: str) -> Connection:
        """The connection to a database to which there is no other any more."""
        if name not in self._hands:
            hand = make_conninfo(self._server_dsn, dbname=name, application_name="tests")  # No older server.
            self._hands[name] = connect(hand, autocommit=True)
        self._hands[name].execute(_ALONE)
        return self._hands[name]

    def emptied(self, connection: Connection) -> bool:
        """Deletes what was written; False where more was changed than rows of empty tables."""
        if _schema_of(connection) != self._schema:
            return False
        written = self._filled(connection) - set(self._kept)
        with connection.pipeline():
            # Foreign keys then need no order of deletes.
            connection.execute("set session_replication_role = replica")
            for table in written:
                connection.execute(f"delete from {table}")
            connection.execute("reset session_replication_role")
        return all(_rows_of(connection, table) == rows for table, rows in self._kept.items())

    def _filled(self, connection: Connection) -> set[str]:
        asked = " union all ".join(f"(select '{table}' from {table} limit 1)" for table in self._tables)
        return {name for (name,) in connection.execute(asked)}

    def _cloned(self) -> str:
        name = f"qianbei_{len(self._uses) + 1}"
        self._administer("create database {} template {}", name, self._template)
        self._uses[name] = 0
        return name

    def _administer(self, statement: str, *names: str) -> None:
        with connect(self._server_dsn, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _schema_of(connection: Connection) -> list[tuple]:
    """Which rows of the system's catalogues are ours and when each was last written: any DDL changes it."""
    each = (
        f"select count(*), sum(xmin::text::bigint * (oid_ % 1009 + 1)) from "
        f"(select xmin, {'attrelid' if name == 'pg_attribute' else 'oid'}::bigint as oid_ from {name}) t "
        f"where oid_ >= 16384"
        for name in _CATALOGUES
    )
    return connection.execute(" union all ".join(each)).fetchall()


def _rows_of(connection: Connection, table: str) -> list[tuple]:
    return connection.execute(f"select t::text from {table} t order by 1").fetchall()
