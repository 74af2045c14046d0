"""The pool and its transactions: the one place where anything is committed.

    async with database.transaction() as tx:
        rows = await tx.rows(queries.lock_cards, {"card_ids": ids})

Leaving the block commits, any exception rolls back. Statements are `Query` values, never strings built on the
way. There are no savepoints: a batch that fails is run again in smaller batches (see `batcher`).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, LiteralString, Self, cast

from psycopg import AsyncCursor, IsolationLevel, ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool

from qianbei.db.adapters import AdaptContext
from qianbei.db.errors import ConnectionLost, QueryFailed, translated
from qianbei.db.pipelines import Connection, Row, prepare_to_look
from qianbei.db.sql import Query

Params = Mapping[str, object]

POOL_WAIT_S = 10.0
"""How long a transaction waits for a free connection before ConnectionLost; the gate sheds long before."""

PREPARE_AFTER = 2
"""Executions of one statement on one connection before it is kept prepared."""

LOOKS_MAX = 3
"""Connections for who only looks, opened when somebody does: facts of turns, statuses and last orders are a batch each."""


def is_address(dsn: str) -> bool:
    """Whether a text is a connection string (libpq's: a URI, or words like host=…), reachable or not."""
    try:
        conninfo_to_dict(dsn)
    except ProgrammingError:
        return False
    return True


class Sent:
    """A statement on its way inside a pipeline; its answer may be read once the pipeline block has ended."""

    def __init__(self) -> None:
        self._rows: list[Row] | None = None
        self._count = -1

    @property
    def rows(self) -> list[Row]:
        assert self._rows is not None, "read a pipeline's answers after its block"
        return self._rows

    @property
    def count(self) -> int:
        assert self._rows is not None, "read a pipeline's answers after its block"
        return self._count

    async def take(self, cursor: AsyncCursor[Row]) -> None:
        self._rows = await cursor.fetchall() if cursor.description else []
        self._count = cursor.rowcount


class Pipeline:
    """Statements that travel together: one round trip, answers afterwards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.sent: list[tuple[Sent, AsyncCursor[Row]]] = []

    async def send(self, query: Query, params: Params | None = None) -> Sent:
        answer = Sent()
        cursor = self._connection.cursor(binary=True)
        await _execute(cursor, query, params)
        self.sent.append((answer, cursor))
        return answer


class Tx:
    """One open transaction. Not to be shared between tasks."""

    def __init__(self, connection: Connection, rest: AsyncExitStack | None = None) -> None:
        self._connection = connection
        self._rest = rest
        self._is_gathering = False

    async def rows(self, query: Query, params: Params | None = None) -> list[Row]:
        """All rows of a statement. Raises DatabaseError."""
        with translated(), self._connection.cursor_of(query.text) as cursor:
            await _execute(cursor, query, params)
            if self._is_gathering:
                await asyncio.sleep(0)  # The other reads of this round trip come first.
            return await cursor.fetchall()

    async def run(self, query: Query, params: Params | None = None) -> int:
        """Runs a statement whose rows do not matter; returns the number of rows it touched."""
        with translated(), self._connection.cursor_of(query.text) as cursor:
            await _execute(cursor, query, params)
            return cursor.rowcount

    async def with_commit(self) -> None:
        """From here on statements wait for the commit and travel with it in one round trip. What one of them raises is
        raised there at the latest, and `run` counts no rows; `rows` still waits for its own."""
        assert self._rest is not None, "only a transaction that may write has a commit"
        with translated():
            await self._rest.enter_async_context(self._connection.pipeline())

    async def at_once(self, *reads: Coroutine[Any, Any, Any]) -> list[Any]:
        """The results of several reads of this transaction, which travel in one round trip and reach the server in
        the order given: the connection's own lock lets them through in that order."""
        with translated():
            async with self._connection.pipeline():
                self._is_gathering = True
                results = await asyncio.gather(*reads, return_exceptions=True)
                self._is_gathering = False
        failures = [result for result in results if isinstance(result, BaseException)]
        if failures:
            told = (each for each in failures if getattr(each.__cause__, "sqlstate", None))
            raise next(told, failures[0])  # What the server said, not what it took along.
        return results

    @asynccontextmanager
    async def pipeline(self) -> AsyncIterator[Pipeline]:
        """Several statements in one round trip: `send` them, read the answers after the block."""
        with translated():
            pipeline = Pipeline(self._connection)
            async with self._connection.pipeline():
                yield pipeline
            for answer, cursor in pipeline.sent:
                await answer.take(cursor)


class Look:
    """Selects that are asked again and again, one round trip each; each sees an instant of its own, and none can write."""

    def __init__(self, connection: Connection) -> None:
        self._tx = Tx(connection)

    async def rows(self, query: Query, params: Params | None = None) -> list[Row]:
        """All rows of a select. Raises DatabaseError."""
        return await self._tx.rows(query, params)


class Database:
    """Connections to one PostgreSQL: a pool for transactions, and a few connections for who only looks."""

    def __init__(
        self, dsn: str, pool: AsyncConnectionPool[Connection], looks: AsyncConnectionPool[Connection]
    ) -> None:
        self.dsn = dsn
        self._pool, self._looks = pool, looks

    @classmethod
    @asynccontextmanager
    async def opened(cls, dsn: str, max_connections: int) -> AsyncIterator[Self]:
        """`open` and `close` as one block."""
        database = await cls.open(dsn, max_connections)
        try:
            yield database
        finally:
            await database.close()

    @classmethod
    async def open(cls, dsn: str, max_connections: int, wait_s: float = POOL_WAIT_S) -> Self:
        """Connects (one connection at once, more on demand). Raises ConnectionLost when nobody answers in `wait_s`."""
        pool = _pool(dsn, 1, max_connections)
        looks = _pool(dsn, 0, LOOKS_MAX, prepare_to_look, autocommit=True)
        with translated():
            try:
                await pool.open(wait=True, timeout=wait_s)
                await looks.open()
            except BaseException:
                await pool.close()
                raise
        return cls(dsn, pool, looks)

    async def close(self) -> None:
        await self._looks.close()
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """Reads committed data, commits when the block ends, rolls back on any exception."""
        with translated():
            async with self._pool.connection() as connection, AsyncExitStack() as rest:
                yield Tx(connection, rest)
                # In either case the driver would leave the block as if it had committed.
                if connection.closed:
                    raise ConnectionLost("the connection broke before the commit")
                if connection.pgconn.transaction_status == TransactionStatus.INERROR:
                    raise QueryFailed(
                        "a statement failed and nobody heard: nothing of this transaction is kept"
                    )
                if connection.pgconn.pipeline_status:
                    await connection.commit()

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Look]:
        """Selects without a transaction around them, for what one query answers."""
        with translated():
            async with self._looks.connection() as connection:
                yield Look(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        """A read-only transaction over one snapshot: all its queries see the same instant."""
        with translated():
            async with self._pool.connection() as connection:
                await connection.set_read_only(True)
                await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
                try:
                    async with connection.transaction():
                        yield Tx(connection)
                finally:
                    if not connection.closed:
                        await connection.set_read_only(None)
                        await connection.set_isolation_level(None)


def _pool(
    dsn: str,
    connections_min: int,
    connections_max: int,
    configure: Callable[[Connection], Awaitable[None]] | None = None,
    *,
    autocommit: bool = False,
) -> AsyncConnectionPool[Connection]:
    """A pool that is not open yet."""
    settings = {"context": AdaptContext(), "prepare_threshold": PREPARE_AFTER, "autocommit": autocommit}
    return AsyncConnectionPool(
        dsn,
        connection_class=Connection,
        kwargs=settings,
        min_size=connections_min,
        max_size=connections_max,
        open=False,
        configure=configure,
        timeout=POOL_WAIT_S,
    )


async def _execute(cursor: AsyncCursor[Row], query: Query, params: Params | None) -> None:
    # An empty mapping still makes the driver read `%%` as `%`, so a text means the same with and without values.
    await cursor.execute(cast(LiteralString, query.text), params or {})
