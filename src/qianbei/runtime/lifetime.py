"""A role's life: it runs until it is told to stop, and ends in good order."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def until_stopped(life: Coroutine[Any, Any, None], on_stop: Callable[[], None] | None = None) -> None:
    """Runs `life` to its end, or cancels it once on the first stop signal and waits for it to clean up.

    `on_stop` is called before the cancelling. Further signals change nothing. Raises what `life` raises.
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
        return
    if on_stop is not None:
        on_stop()
    living.cancel()
    with suppress(asyncio.CancelledError):
        await living
