"""The sandbox payer as a process: `python -m qianbei.sandbox.payer.serve --port … --journal … `.

It is one Python process with Granian inside, so killing that one process kills the payer, and the journal is the
only thing it leaves behind. The shared secret comes from a file, never from the command line.
"""

import argparse
import asyncio
import logging
import signal
from collections.abc import Sequence
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
from qianbei.sandbox.payer.knobs import EVERYDAY, QUIET, Mood

_log = structlog.get_logger(__name__)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def serve(
    host: str, port: int, journal_path: Path, secret: bytes, callback_url: str, seed: int, quiet: bool = False
) -> None:
    """Serves until TERM or interrupt. `quiet` starts with every trouble knob at zero."""
    clock = CityClock(Anchor(real=_EPOCH, city=_EPOCH, speed=1.0))
    book, journal = Book(), Journal(journal_path)
    replayed = journal.replay(book)
    limits = httpx.Limits(max_connections=16, max_keepalive_connections=16)
    async with httpx.AsyncClient(timeout=5.0, limits=limits, trust_env=False) as client:
        app = PayerApp(
            book=book,
            journal=journal,
            mood=Mood(QUIET if quiet else EVERYDAY, seed),
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


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="sandbox-payer", description="The sandbox payer of Qianbei.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--journal", type=Path, required=True, help="append-only file of payments")
    parser.add_argument("--secret-file", type=Path, required=True, help="file that holds the shared secret")
    parser.add_argument("--callback-url", required=True, help="where changes are told")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", action="store_true", help="start without any trouble")
    given = parser.parse_args(arguments)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    asyncio.run(
        serve(
            host=given.host,
            port=given.port,
            journal_path=given.journal,
            secret=given.secret_file.read_bytes().strip(),
            callback_url=given.callback_url,
            seed=given.seed,
            quiet=given.quiet,
        )
    )


if __name__ == "__main__":
    main()
