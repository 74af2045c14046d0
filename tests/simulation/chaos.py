"""Faults at chosen awaits: statements that fail, tasks cancelled in the middle, connections dropped, commits whose
answer is lost or that never arrive."""

import asyncio
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest

from qianbei.db import Database, Tx
from qianbei.db.errors import ConnectionLost, DatabaseError, SerializationFailure

DROPS = 0.2
"""So much rarer is a connection that really breaks: each costs a new one."""


class Chaos:
    """Strikes while `armed`; `struck` counts what it did."""

    def __init__(self, random: Random, rate: float) -> None:
        self.armed = False
        self.struck: Counter[str] = Counter()
        self._random, self._rate = random, rate

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows, run, transaction = Tx.rows, Tx.run, Database.transaction

        async def struck_rows(tx: Tx, query: Any, params: Any = None) -> Any:
            return await self._through(tx, lambda: rows(tx, query, params))

        async def struck_run(tx: Tx, query: Any, params: Any = None) -> Any:
            return await self._through(tx, lambda: run(tx, query, params))

        @asynccontextmanager
        async def struck_transaction(database: Database) -> AsyncIterator[Tx]:
            async with transaction(database) as tx:
                yield tx
                if self._strikes("commit_never_sent", DROPS):
                    _cut(tx)
            if self._strikes("commit_unanswered"):
                raise ConnectionLost("the commit was sent and nothing came back")

        monkeypatch.setattr(Tx, "rows", struck_rows)
        monkeypatch.setattr(Tx, "run", struck_run)
        monkeypatch.setattr(Database, "transaction", struck_transaction)

    async def survives(self, work: Awaitable[Any]) -> Any:
        """The result of the work, or None when a fault ended it. Bugs are raised."""
        task = asyncio.ensure_future(work)
        await asyncio.wait([task])
        if task.cancelled() or isinstance(task.exception(), DatabaseError):
            return None
        return task.result()

    async def _through(self, tx: Tx, statement: Callable[[], Awaitable[Any]]) -> Any:
        if self._strikes("killed_before"):
            raise asyncio.CancelledError
        if self._strikes("connection_dropped", DROPS):
            _cut(tx)
        if self._strikes("connection_lost"):
            raise ConnectionLost("planted")
        task = asyncio.current_task()
        if task is not None and self._strikes("killed_within"):
            asyncio.get_running_loop().call_soon(task.cancel)
        result = await statement()
        if self._strikes("met_another"):
            raise SerializationFailure("planted")
        return result

    def _strikes(self, fault: str, share: float = 1.0) -> bool:
        if not self.armed or self._random.random() >= self._rate * share:
            return False
        self.struck[fault] += 1
        return True


def _cut(tx: Tx) -> None:
    """Ends the connection as a network does, under whoever is reading from it. Closing it here would free what psycopg
    still reads for another statement of the same round trip."""
    with socket.socket(fileno=os.dup(tx._connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
