"""The commands of whoever keeps the books: statement, settle."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import faults_of_an_installation

Owner = Annotated[UUID, typer.Argument(help="A campaign, seller or programme, by its id.")]
Since = Annotated[datetime, typer.Option(help="From here, in UTC; part of it.")]
Until = Annotated[datetime, typer.Option(help="To here, in UTC; not part of it.")]


def statement(
    owner: Owner,
    since: Since = datetime(2000, 1, 1),  # noqa: DTZ001 - typer reads dates without a zone.
    until: Until = datetime(3000, 1, 1),  # noqa: DTZ001
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Print every transfer of a campaign or seller as CSV, with its card, order, order lines and batch."""
    from qianbei.db.database import Database
    from qianbei.runtime.database_home import database_for_a_command
    from qianbei.views.statements import lines

    settings = options.settings_from(data=data, dsn=dsn)

    async def run(reachable: str) -> None:
        async with Database.opened(reachable, max_connections=1) as database:
            async for part in lines(database, settings.cell, owner, _utc(since), _utc(until)):
                sys.stdout.write(part)

    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        asyncio.run(run(reachable))


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
