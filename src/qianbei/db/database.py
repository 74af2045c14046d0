"""The pool and its transactions: the one place where anything is committed.

    async with database.transaction() as tx:
        rows = await tx.rows(queries.lock_cards, {"card_ids": ids})

Leaving the block commits, any exception rolls back. Statements are `Query` values, never strings built on the
way. There are no savepoints: a batch that fails is run again in smaller batches (see `batcher`).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Self

from psycopg import Error as DriverError
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool

from qianbei.db.adapters import AdaptContext
from qianbei.db.errors import ConnectionLost, QueryFailed, translated
from qianbei.db.migrate import signed
from qianbei.db.pipelines import Answer, Connection, Params, Row, prepare_to_look
from qianbei.db.sql import Query

POOL_WAIT_S = 10.0
"""How long a transaction waits for a free connection before ConnectionLost; the gate sheds long before."""

LOOKS_MAX = 3
"""Connections for who only looks, opened when somebody does: facts of turns, statuses and last orders are a batch each."""


Configure = Callable[[Connection], Awaitable[None]]


def is_address(dsn: str) -> bool:
    """Whether a text is a connection string (libpq's: a URI, or words like host=…), reachable or not."""
    try:
        conninfo_to_dict(dsn)
    except ProgrammingError:
        return False
    return True


class Tx:
    """One open transaction. Not to be shared between tasks."""

    def __init__(self, connection: Connection, begin: bytes = b"") -> None:
        self._connection = connection
        self._begin = begin
        """Opens it, and travels with its first statement; empty from then on, and where there is none to open."""
        self._is_gathering = self._is_with_commit = False

    async def rows(self, query: Query, params: Params | None = None) -> list[Row]:
        """All rows of a statement. Raises DatabaseError."""
        with translated():
            answer = self._kept(query, params)
            await self._answers()
        return answer.rows

    async def run(self, query: Query, params: Params | None = None) -> int:
        """Runs a statement whose rows do not matter; returns the number of rows it touched."""
        with translated():
            answer = self._kept(query, params)
            if not self._is_with_commit:
                await self._answers()
        return answer.count

    def with_commit(self) -> None:
        """From here on statements wait for the commit and travel with it in one round trip. What one of them raises is
        raised there at the latest, and `run` counts no rows; `rows` still waits for its own."""
        self._is_with_commit = True

    async def at_once(self, *reads: Coroutine[Any, Any, Any]) -> list[Any]:
        """The results of several reads of this transaction, which travel in one round trip and reach the server in
        the order given. They await nothing but this transaction."""
        results: dict[Coroutine[Any, Any, Any], Any] = dict.fromkeys(reads)
        waiting = list(reads)
        try:
            while waiting:
                self._is_gathering = True
                waiting = [read for read in waiting if not _has_ended(read, results)]
                self._is_gathering = False
                with translated():
                    await self._connection.answers()
        finally:
            self._is_gathering = False
            for read in reads:
                read.close()
        return list(results.values())

    async def commit(self) -> None:
        """Sends what waits for the commit, and the commit. Nothing is kept where a connection broke or an error was
        swallowed: the server would end such a transaction as if it had committed."""
        if self._connection.closed:
            raise ConnectionLost("the connection broke before the commit")
        if self._connection.pgconn.transaction_status == TransactionStatus.INERROR:
            raise QueryFailed("a statement failed and nobody heard: nothing of this transaction is kept")
        if not self._begin:
            self._connection.command(b"commit")
            await self._connection.answers()

    def _kept(self, query: Query, params: Params | None) -> Answer:
        if self._begin:
            self._connection.command(self._begin)
            self._begin = b""
        return self._connection.keep(query, params or {})

    async def _answers(self) -> None:
        if self._is_gathering:
            await asyncio.sleep(0)  # `at_once` goes on when the answers are there.
        else:
            await self._connection.answers()


def _has_ended(read: Coroutine[Any, Any, Any], results: dict[Coroutine[Any, Any, Any], Any]) -> bool:
    """Lets a read go on until it wants an answer."""
    try:
        read.send(None)
    except StopIteration as ended:
        results[read] = ended.value
        return True
    return False


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
    async def opened(
        cls, dsn: str, max_connections: int, configure: Configure | None = None
    ) -> AsyncIterator[Self]:
        """`open` and `close` as one block."""
        database = await cls.open(dsn, max_connections, configure=configure)
        try:
            yield database
        finally:
            await database.close()

    @classmethod
    async def open(
        cls,
        dsn: str,
        max_connections: int,
        wait_s: float = POOL_WAIT_S,
        configure: Configure | None = None,
    ) -> Self:
        """Connects (one connection at once, more on demand), each set as `configure` says. Raises ConnectionLost when
        nobody answers in `wait_s`."""
        pool = _pool(dsn, 1, max_connections, configure)
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
        async with self._begun(b"begin") as tx:
            yield tx
            await tx.commit()

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Look]:
        """Selects without a transaction around them, for what one query answers."""
        with translated():
            connection = await self._looks.getconn()
            try:
                yield Look(connection)
            finally:
                await self._looks.putconn(connection)

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        """A read-only transaction over one snapshot: all its queries see the same instant."""
        return self._begun(b"begin isolation level repeatable read, read only")

    @asynccontextmanager
    async def _begun(self, begin: bytes) -> AsyncIterator[Tx]:
        """The driver ends what is still open when the block ends."""
        with translated():
            async with self._pool.connection() as connection:
                try:
                    yield Tx(connection, begin)
                except BaseException:
                    with suppress(DriverError):
                        await (
                            connection.answers()
                        )  # What was kept must be off the line before it can roll back.
                    raise


def _pool(
    dsn: str,
    connections_min: int,
    connections_max: int,
    configure: Configure | None = None,
    *,
    autocommit: bool = False,
) -> AsyncConnectionPool[Connection]:
    """A pool that is not open yet."""
    settings = {"context": AdaptContext(), "autocommit": autocommit}
    return AsyncConnectionPool(
        signed(dsn),
        connection_class=Connection,
        kwargs=settings,
        min_size=connections_min,
        max_size=connections_max,
        open=False,
        configure=configure,
        timeout=POOL_WAIT_S,
    )
