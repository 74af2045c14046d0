"""The sandbox carrier as a process of its own (`qianbei carrier`)."""

import asyncio
import signal
from datetime import UTC, datetime

import structlog
from granian.constants import Interfaces
from granian.server.embed import Server

from qianbei.kit.clock import Anchor, CityClock
from qianbei.sandbox.carrier.app import CarrierApp

_log = structlog.get_logger(__name__)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def serve(host: str, port: int, secret: bytes) -> None:
    """Serves until TERM or interrupt."""
    app = CarrierApp(secret, CityClock(Anchor(real=_EPOCH, city=_EPOCH, speed=1.0)))
    server = Server(app, address=host, port=port, interface=Interfaces.ASGI, log_enabled=False)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    _log.info("sandbox_carrier_up", host=host, port=port)
    await server.serve()
