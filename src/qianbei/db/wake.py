"""Wake-ups: LISTEN/NOTIFY says that there may be work, and a slow tick says so anyway.

A notification is never the truth and may be lost; whoever wakes looks at the rows. `notify` goes out with the
commit of its transaction, so a sleeper is never woken for what is not there yet.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import msgspec
import psycopg
from psycopg import sql

from qianbei.db.database import Tx
from qianbei.db.migrate import signed
from qianbei.db.sql import load_queries

RETRY_S_MAX = 5.0
WAITING_MAX = 1000
"""Notifications kept for a slow listener; the oldest are dropped, since a wake-up is only a hint."""

queries = load_queries(__package__)


class Wake(msgspec.Struct, frozen=True):
    """`channel` is empty for a tick."""

    channel: str
    payload: str


TICK = Wake("", "")


async def notify(tx: Tx, channel: str, payload: str = "") -> None:
    """Wakes the listeners of a channel when this transaction commits. `payload` is a hint of < 8,000 bytes."""
    await tx.run(queries.notify, {"channel": channel, "payload": payload})


async def wakes(dsn: str, channels: Sequence[str], fallback_s: float) -> AsyncIterator[Wake]:
    """A wake-up for every notification, and a TICK at once, after every reconnection and every quiet `fallback_s`.

    Never ends by itself; a lost connection is only a reason to tick. Close it with `aclose`, or by cancelling.
    """
    queue: asyncio.Queue[Wake] = asyncio.Queue(WAITING_MAX)
    listener = asyncio.create_task(_listen(dsn, channels, queue))
    try:
        yield TICK
        while True:
            wake = TICK
            # Not wait_for: before Python 3.12 it loses a cancellation that meets a notification.
            with suppress(TimeoutError):
                async with asyncio.timeout(fallback_s):
                    wake = await queue.get()
            yield wake
    finally:
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener


async def _listen(dsn: str, channels: Sequence[str], queue: asyncio.Queue[Wake]) -> None:
    retry_s = 0.1
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(signed(dsn), autocommit=True) as connection:
                for channel in channels:
                    await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
                retry_s = 0.1
                _put(queue, TICK)
                async for note in connection.notifies():
                    _put(queue, Wake(note.channel, note.payload))
        except psycopg.Error:
            await asyncio.sleep(retry_s)
            retry_s = min(retry_s * 2, RETRY_S_MAX)


def _put(queue: asyncio.Queue[Wake], wake: Wake) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(wake)
