"""The commands of whoever keeps the books: statement, balances, settle."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import faults_of_an_installation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from qianbei.views.statements import Cells

Owner = Annotated[UUID, typer.Argument(help="A campaign, seller or programme, by its id.")]
Since = Annotated[datetime, typer.Option(help="From here, in UTC; part of it.")]
At = Annotated[datetime, typer.Option("--at", help="In UTC; everything up to it counts.")]
Until = Annotated[datetime, typer.Option(help="To here, in UTC; not part of it.")]


Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="A file: .parquet for Parquet, else CSV. Without it: CSV, printed."),
]


def statement(
    owner: Owner,
    since: Since = datetime(2000, 1, 1),  # noqa: DTZ001 - typer reads dates without a zone.
    until: Until = datetime(3000, 1, 1),  # noqa: DTZ001
    output: Output = None,
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Every transfer of a campaign or seller, as CSV or Parquet, with its card, order, order lines and batch."""
    from qianbei.db.database import Database
    from qianbei.runtime.cli.tables import write
    from qianbei.runtime.database_home import database_for_a_command
    from qianbei.views.statements import HEAD, lines

    settings = options.settings_from(data=data, dsn=dsn)

    async def run(reachable: str) -> None:
        async with Database.opened(reachable, max_connections=1) as database:
            await write(HEAD, lines(database, settings.cell, owner, _utc(since), _utc(until)), output)

    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        asyncio.run(run(reachable))


def balances(
    at: At = datetime(3000, 1, 1),  # noqa: DTZ001
    owner: Annotated[
        UUID | None, typer.Option("--owner", help="A campaign, seller or person; without it, all.")
    ] = None,
    output: Output = None,
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """What every account held at any past time, as CSV or Parquet."""
    from qianbei.db.database import Database
    from qianbei.runtime.cli.tables import write
    from qianbei.runtime.database_home import database_for_a_command
    from qianbei.views import statements

    settings = options.settings_from(data=data, dsn=dsn)

    async def run(reachable: str) -> None:
        async with Database.opened(reachable, max_connections=1) as database:
            found = await statements.balances(database, settings.cell, owner, _utc(at))
            await write(statements.BALANCES_HEAD, _page(found), output)

    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        asyncio.run(run(reachable))


async def _page(rows: "list[Cells]") -> "AsyncIterator[list[Cells]]":
    yield rows


def settle(until: Until, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Close every seller's account until a time at least an hour ago, and print what each is paid. Safe to run again."""
    from qianbei.db.database import Database
    from qianbei.flows.settle import settle as settle_all
    from qianbei.runtime.city_clock import city_clock
    from qianbei.runtime.database_home import database_for_a_command

    settings = options.settings_from(data=data, dsn=dsn)

    async def run(reachable: str) -> None:
        async with Database.opened(reachable, max_connections=1) as database:
            at = (await city_clock(database)).now()
            batches = await settle_all(database, settings.cell, _utc(until), at)
        for each in batches:
            sys.stdout.write(f"{each.account_id}  {each.since.isoformat()}  {each.paid_fen} fen\n")
        sys.stdout.write(f"{len(batches)} settled, {sum(each.paid_fen for each in batches)} fen\n")

    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        asyncio.run(run(reachable))


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)
