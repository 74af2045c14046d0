"""A role's life: it runs until it is told to stop, and ends in good order."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def until_stopped(life: Coroutine[Any, Any, None]) -> bool:
    """Runs `life` to its end, or cancels it once on the first stop signal and waits for it to clean up.

    Whether it was stopped by a signal. Raises what `life` raises.
    """
    stop = asyncio.Event()
    for sign in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    living = asyncio.create_task(life)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({living, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if living.done():
        living.result()
        return False
    living.cancel()
    with suppress(asyncio.CancelledError):
        await living
    return True
