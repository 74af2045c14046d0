"""Connections whose statements travel together: kept until an answer is wanted, then sent in one write.

The driver's own pipeline gives the server each statement as it comes (the server wakes for each), waits alone for a
transaction's begin, and once more at the end of a block whose answers are all there. Only the driver's protected steps
are overridden here; what a statement is and what its answer means stay the driver's.
"""

from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from psycopg import AsyncConnection, AsyncCursor, AsyncPipeline
from psycopg.generators import send
from psycopg.pq import TransactionStatus

Row = tuple[Any, ...]
Steps = Generator[Any, Any, None]
"""What the driver waits for, step by step."""

ROWS_KEPT_MAX = 512
"""A cursor holds its last values and answer: one with more rows is not kept for another time."""


class Connection(AsyncConnection[Row]):
    """A connection whose pipelines keep their statements, a transaction's begin among them."""

    _spare: dict[str, AsyncCursor[Row]] | None = None

    @contextmanager
    def cursor_of(self, statement: str) -> Iterator[AsyncCursor[Row]]:
        """A cursor for a statement, the one that lately ran it where that is free: it knows how the statement's values
        are written and read, which a new one works out again. Nobody reads from it after the block, though the
        answer of a statement that waits for the commit may still be to come."""
        if self._spare is None:
            self._spare = {}
        cursor = self._spare.pop(statement, None) or self.cursor(binary=True)
        yield cursor
        if cursor.rowcount <= ROWS_KEPT_MAX:
            self._spare[statement] = cursor

    @asynccontextmanager
    async def pipeline(self) -> AsyncIterator[AsyncPipeline]:
        if self._pipeline is None:
            self._pipeline = _Keeping(self)
        async with super().pipeline() as pipeline:
            yield pipeline

    def _start_query(self) -> Steps:
        if self._pipeline is None or self._autocommit:
            yield from super()._start_query()
        elif self.pgconn.transaction_status == TransactionStatus.IDLE:
            yield from self._exec_command(self._get_tx_start_command())
            yield from self._pipeline._communicate_gen()


class _Keeping(AsyncPipeline):
    def _communicate_gen(self) -> Steps:
        """Commands go as far as libpq's buffer."""
        while self.command_queue:
            self.command_queue.popleft()()
        yield from ()

    def _fetch_gen(self, *, flush: bool) -> Steps:
        """All that was kept is sent, with a Sync so that nothing is open afterwards, and all answers are read."""
        if not self.result_queue:
            return
        if flush:
            self._enqueue_sync()
            yield from self._communicate_gen()
        yield from send(self.pgconn)
        yield from super()._fetch_gen(flush=False)

    def _exit_gen(self) -> Steps:
        yield from self._fetch_gen(flush=True)


async def prepare_to_look(connection: Connection) -> None:
    """Settings of a connection on which a few selects are asked again and again and nothing is written.

    Their plans are made once and kept: making one for each batch took two thirds of PostgreSQL's time for a turn. A
    plan from when a table was empty enters it by an index, though perhaps not by the best: it is made anew once the
    table is counted (`statistics.py`).
    """
    for setting in (
        "default_transaction_read_only = on",
        "plan_cache_mode = force_generic_plan",
        "enable_seqscan = off",
    ):
        await connection.execute(f"set {setting}")
