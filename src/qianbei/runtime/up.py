"""`qianbei up`: a whole installation on one machine, from an empty folder to serving, and back to nothing running.

Things start in the order in which they need one another and stop in the opposite order, whatever happened between.
Deliberately absent: anything only this command could do. Each role runs the same when started by hand.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec

from qianbei.db.migrate import migrate
from qianbei.runtime.database_home import kept_postgres
from qianbei.runtime.installation import DataFolder, Running
from qianbei.runtime.keys import Keys, load_keys
from qianbei.runtime.ports import free_port, need_free_port
from qianbei.runtime.processes import Child
from qianbei.runtime.settings import Settings

Say = Callable[[str], None]
Keeper = Coroutine[Any, Any, None]

READY_S = 60.0
_LOOK_EVERY_S = 0.05
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_up(settings: Settings, say: Say, ready: Callable[[Settings, Keys], None]) -> None:
    """Runs everything until SIGINT, SIGTERM or SIGHUP; `ready` is called once it serves.

    Raises InstallationFault, BrokenKeysError, DatabaseFault, MigrationError, DatabaseError or ChildFailed, each
    after everything that was started has ended.
    """
    stop = asyncio.Event()
    for sign in _STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    life = asyncio.create_task(_live(settings, say, ready))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({life, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not life.done():
        say("stopping")
        life.cancel()
    with suppress(asyncio.CancelledError):
        await life


async def _live(settings: Settings, say: Say, ready: Callable[[Settings, Keys], None]) -> None:
    async with AsyncExitStack() as stack:
        folder = DataFolder.hold(settings.data_folder)
        stack.callback(folder.release)
        folder.need_room()
        keys = load_keys(folder.path)
        await need_free_port(settings.host, settings.port)
        settings, keepers = await _database(settings, stack, say)
        if settings.sandbox and not settings.payer_url:
            settings = msgspec.structs.replace(settings, payer_url=f"http://127.0.0.1:{free_port()}")
            keepers.append(await _role("payer", settings, stack, say))
        serve = await _child("serve", settings, stack)
        keepers.append(await _role("work", settings, stack, say))
        await _serving(settings, serve)
        keepers.append(serve.keep(say))
        if settings.sandbox:
            keepers.append(await _role("sandbox", settings, stack, say))
        folder.announce(Running(os.getpid(), settings.url))
        ready(settings, keys)
        await _first_failure(keepers)


async def _database(settings: Settings, stack: AsyncExitStack, say: Say) -> tuple[Settings, list[Keeper]]:
    """The settings with a dsn that answers and is migrated, and what keeps it so."""
    keepers: list[Keeper] = []
    if not settings.dsn:
        say("PostgreSQL")
        postgres = await stack.enter_async_context(kept_postgres(settings))
        settings = msgspec.structs.replace(settings, dsn=postgres.start())
        keepers.append(postgres.keep(say))
    for migration in migrate(settings.dsn or "", datetime.now(UTC)):
        say(f"migration {migration.name}")
    return settings, keepers


async def _role(name: str, settings: Settings, stack: AsyncExitStack, say: Say) -> Keeper:
    return (await _child(name, settings, stack)).keep(say)


async def _child(name: str, settings: Settings, stack: AsyncExitStack) -> Child:
    """Starts one role of this same command; it is stopped when the stack unwinds."""
    child = Child(
        name,
        [sys.executable, "-P", "-m", "qianbei.runtime.cli", name],
        os.environ | settings.environment(),
        settings.data_folder / "logs",
    )
    stack.push_async_callback(child.stop)
    await child.start()
    return child


async def _serving(settings: Settings, serve: Child) -> None:
    """Returns once /healthz answers. Raises ChildFailed when the web server ends first, or takes too long."""
    deadline = time.monotonic() + READY_S
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        while serve.process is not None and time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                if (await client.get(f"http://{host}:{settings.port}/healthz")).is_success:
                    return
            await asyncio.sleep(_LOOK_EVERY_S)
    raise serve.failure()


async def _first_failure(keepers: Sequence[Keeper]) -> None:
    """Keeps everything running; ends only by cancellation or by raising what the first failing keeper raised."""
    tasks = [asyncio.create_task(keeper) for keeper in keepers]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
