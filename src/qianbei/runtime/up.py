"""`qianbei up`: a whole installation on one machine, from an empty folder to serving, and back to nothing running.

Things start in the order in which they need one another and stop in the opposite order, whatever happened between.
Deliberately absent: anything only this command could do. Each role runs the same when started by hand.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import msgspec

from qianbei.db import Database
from qianbei.db.migrate import migrate
from qianbei.runtime.city_clock import take_anchor
from qianbei.runtime.database_home import kept_postgres
from qianbei.runtime.installation import DataFolder, InstallationFault, Running
from qianbei.runtime.keys import Keys, load_keys
from qianbei.runtime.lifetime import until_stopped
from qianbei.runtime.ports import free_port, need_free_port
from qianbei.runtime.processes import Child
from qianbei.runtime.settings import Settings

Say = Callable[[str], None]
Keeper = Callable[[], Coroutine[Any, Any, None]]

ROLE_COMMAND: tuple[str, ...] = (sys.executable, "-P", "-m", "qianbei.runtime.cli")
"""What starts a role when its name is added: this same command, whatever is on the PATH or in this folder."""

READY_S = 180.0
"""On a machine that is busy with much else a worker was seen to take more than a minute."""
_LOOK_EVERY_S = 0.05
MOVING_IN_S = 30.0
"""How long a new sandbox city may take to open its stores before the links are shown all the same."""


def sandbox_tokens(settings: Settings) -> Path:
    """Where the sandbox city keeps who lives there; it writes the file when everybody has moved in."""
    return settings.data_folder / "sandbox-tokens.json"


async def run_up(settings: Settings, say: Say, ready: Callable[[Settings, Keys], None]) -> None:
    """Runs everything until SIGINT, SIGTERM or SIGHUP; `ready` is called once it serves.

    Raises InstallationFault, BrokenKeysError, DatabaseFault, MigrationError, DatabaseError or ChildFailed, each
    after everything that was started has ended.
    """
    await until_stopped(_live(settings, say, ready), on_stop=lambda: say("stopping"))


async def _live(settings: Settings, say: Say, ready: Callable[[Settings, Keys], None]) -> None:
    async with AsyncExitStack() as stack:
        folder = DataFolder.hold(settings.data_folder)
        stack.callback(folder.release)
        folder.need_room()
        keys = load_keys(folder.path)
        await need_free_port(settings.host, settings.port)
        settings, keepers = await _database(settings, stack, say)
        own_payer = settings.sandbox and not settings.payer_url
        if own_payer:
            settings = msgspec.structs.replace(settings, payer_url=f"http://127.0.0.1:{free_port()}")
        own_carrier = settings.sandbox and not settings.sms_url
        if own_carrier:
            own_url = f"http://127.0.0.1:{free_port()}/sms"
            settings = msgspec.structs.replace(settings, sms_url=own_url, show_codes=settings.shows_codes)
        say("web")
        serve = await _child("serve", settings, stack)
        await _serving(settings, serve)  # Before the others, which would only take the machine from it.
        keepers.append(partial(serve.keep, say))
        parties = [
            ("payer", own_payer),
            ("carrier", own_carrier),
            ("work", True),
            ("sandbox", settings.sandbox),
        ]
        for name in (name for name, is_wanted in parties if is_wanted):
            keepers.append(partial((await _child(name, settings, stack)).keep, say))
        if settings.sandbox:
            await _city_settled(settings, say)
        folder.announce(Running(os.getpid(), settings.url))
        say(f"serving on {settings.url}")
        ready(settings, keys)
        await _first_failure(keepers)


async def _database(settings: Settings, stack: AsyncExitStack, say: Say) -> tuple[Settings, list[Keeper]]:
    """The settings with a dsn that answers, migrated and with the city's clock set; and what keeps it so."""
    keepers: list[Keeper] = []
    if not settings.dsn:
        say("PostgreSQL")
        postgres = await stack.enter_async_context(kept_postgres(settings))
        settings = msgspec.structs.replace(settings, dsn=postgres.start())
        keepers.append(partial(postgres.keep, say))
    dsn = settings.dsn or ""
    upgrade = migrate(dsn, datetime.now(UTC))
    for migration in upgrade.applied:
        say(f"migration {migration.name}")
    if not upgrade.may_serve:
        raise InstallationFault(
            f"{upgrade.waiting[0].name} waits for older servers: stop them, then start again"
        )
    for migration in upgrade.waiting:
        say(f"migration {migration.name} waits for older servers to stop; then run `qianbei migrate`")
    async with Database.opened(dsn, max_connections=1) as database:
        await take_anchor(database, settings.city_speed if settings.sandbox else 1.0)
    return settings, keepers


async def _child(name: str, settings: Settings, stack: AsyncExitStack) -> Child:
    """Starts one role of this same command; it is stopped when the stack unwinds."""
    child = Child(
        name,
        [*ROLE_COMMAND, name],
        os.environ | settings.environment(),
        settings.data_folder / "logs",
    )
    stack.push_async_callback(child.stop)
    await child.start()
    return child


async def _serving(settings: Settings, serve: Child) -> None:
    """Returns once /healthz answers. Raises ChildFailed when the web server ends first, or takes too long."""
    deadline = time.monotonic() + READY_S
    while serve.process is not None and time.monotonic() < deadline:
        if await asyncio.to_thread(_is_healthy, settings.local_url):
            return
        await asyncio.sleep(_LOOK_EVERY_S)
    raise serve.failure()


def _is_healthy(url: str) -> bool:
    """Asks without a proxy, and with the standard library alone: a start has no time for a client's import."""
    try:
        with build_opener(ProxyHandler({})).open(f"{url}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (OSError, HTTPException):
        return False


async def _city_settled(settings: Settings, say: Say) -> None:
    """Returns once the sandbox city has moved in (it then keeps who lives there), or should have by now."""
    tokens, deadline = sandbox_tokens(settings), time.monotonic() + MOVING_IN_S
    if tokens.exists():
        return
    say("sandbox city: opening its stores")
    while not tokens.exists() and time.monotonic() < deadline:  # noqa: ASYNC110 - another process makes the file
        await asyncio.sleep(_LOOK_EVERY_S)


async def _first_failure(keepers: Sequence[Keeper]) -> None:
    """Keeps everything running; ends only by cancellation or by raising what the first failing keeper raised."""
    tasks = [asyncio.create_task(keeper()) for keeper in keepers]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
