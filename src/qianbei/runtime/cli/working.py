"""What the commands share that work on the database themselves: the connection, the city's time, money in words."""

import asyncio
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import faults_of_an_installation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from qianbei.db import Database

    Looking = Callable[[Database, int], Awaitable[None]]
    """Is given the database and the cell."""

    Work = Callable[[Database, int, datetime], Awaitable[None]]
    """Is given the city's time, too."""


def look_into_database(looking: "Looking", data: str | None, dsn: str | None) -> None:
    """Does it on one connection, with the embedded server started for it where none runs."""
    from qianbei.db.database import Database
    from qianbei.runtime.database_home import database_for_a_command

    settings = options.settings_from(data=data, dsn=dsn)

    async def run(reachable: str) -> None:
        async with Database.opened(reachable, max_connections=1) as database:
            await looking(database, settings.cell)

    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        asyncio.run(run(reachable))


def work_on_database(work: "Work", data: str | None, dsn: str | None) -> None:
    """The same at the city's time, which begins with it in an installation that never ran."""
    from qianbei.runtime.city_clock import city_clock

    async def looking(database: "Database", cell: int) -> None:
        await work(database, cell, (await city_clock(database)).now())

    look_into_database(looking, data, dsn)


def yuan(fen: int) -> str:
    """In words for a terminal."""
    return f"{fen // 100:,}.{fen % 100:02} yuan"


def say(text: str) -> None:
    """One line on the standard output."""
    sys.stdout.write(f"{text}\n")
