"""The sandbox payer as a process of its own (`qianbei payer`).

It is one Python process with Granian inside, so killing that one process kills the payer, and the journal is the
only thing it leaves behind. Deliberately absent: a second worker, which would be a second book.
"""

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path

import httpx
import structlog
from granian.constants import Interfaces
from granian.server.embed import Server

from qianbei.kit.clock import Anchor, CityClock
from qianbei.sandbox.payer.app import PayerApp
from qianbei.sandbox.payer.book import Book
from qianbei.sandbox.payer.callbacks import Callbacks
from qianbei.sandbox.payer.journal import Journal
from qianbei.sandbox.payer.knobs import EVERYDAY, Mood

_log = structlog.get_logger(__name__)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def serve(
    host: str, port: int, journal_path: Path, secret: bytes, callback_url: str, seed: int
) -> None:
    """Serves until TERM or interrupt."""
    clock = CityClock(Anchor(real=_EPOCH, city=_EPOCH, speed=1.0))
    book, journal = Book(), Journal(journal_path)
    replayed = journal.replay(book)
    limits = httpx.Limits(max_connections=16, max_keepalive_connections=16)
    async with httpx.AsyncClient(timeout=5.0, limits=limits, trust_env=False) as client:
        app = PayerApp(
            book=book,
            journal=journal,
            mood=Mood(EVERYDAY, seed),
            callbacks=Callbacks(client, callback_url, secret, clock),
            secret=secret,
            clock=clock,
        )
        server = Server(
            app, address=host, port=port, interface=Interfaces.ASGI, backlog=1024, log_enabled=False
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.stop)
        _log.info("sandbox_payer_up", host=host, port=port, changes_replayed=replayed)
        await server.serve()
    journal.close()
