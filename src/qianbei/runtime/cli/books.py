"""The commands of whoever keeps the books: statement, balances, settle."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import REFUSED, Stop, faults_of_an_installation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from qianbei.views.statements import Cells

Owner = Annotated[
    str, typer.Argument(help="A campaign by its name in its file, or a campaign, seller or person by its id.")
]
Since = Annotated[datetime, typer.Option(help="From here; part of it. In UTC where no zone is named.")]
At = Annotated[
    datetime, typer.Option("--at", help="Everything up to it counts. In UTC where no zone is named.")
]
Until = Annotated[datetime, typer.Option(help="To here; not part of it. In UTC where no zone is named.")]
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
    from qianbei.views.statements import HEAD, has_accounts, lines

    settings = options.settings_from(data=data, dsn=dsn)
    owner_id = options.campaign_or_id(owner, settings.cell)

    async def run(reachable: str) -> None:
        async with Database.opened(reachable, max_connections=1) as database:
            if not await has_accounts(database, settings.cell, owner_id):
                raise _unknown(owner)
            await write(HEAD, lines(database, settings.cell, owner_id, _utc(since), _utc(until)), output)

    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        asyncio.run(run(reachable))


def balances(
    at: At = datetime(3000, 1, 1),  # noqa: DTZ001
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", help="A campaign by its name, a campaign, seller or person by its id; without it, all."
        ),
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
    owner_id = options.campaign_or_id(owner, settings.cell) if owner is not None else None

    async def run(reachable: str) -> None:
        async with Database.opened(reachable, max_connections=1) as database:
            if owner_id is not None and not await statements.has_accounts(database, settings.cell, owner_id):
                raise _unknown(owner)
            found = await statements.balances(database, settings.cell, owner_id, _utc(at))
            await write(statements.BALANCES_HEAD, _page(found), output)

    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        asyncio.run(run(reachable))


async def _page(rows: "list[Cells]") -> "AsyncIterator[list[Cells]]":
    yield rows


def settle(until: Until, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Close every seller's account until a time at least an hour ago, and print what each is paid. Safe to run again."""
    from qianbei.db.database import Database
    from qianbei.flows.settle import settle as settle_all
    from qianbei.ledger.api import SETTLE_AFTER, payable_accounts
    from qianbei.runtime.city_clock import city_clock
    from qianbei.runtime.database_home import database_for_a_command

    settings = options.settings_from(data=data, dsn=dsn)

    async def run(reachable: str) -> None:
        async with Database.opened(reachable, max_connections=1) as database:
            at = (await city_clock(database)).now()
            if _utc(until) > at - SETTLE_AFTER:
                latest = (at - SETTLE_AFTER).isoformat(timespec="seconds")
                raise Stop(f"the last hour is not settled yet; name a time up to {latest}", REFUSED)
            batches = await settle_all(database, settings.cell, _utc(until), at)
            async with database.reading() as tx:
                payable = await payable_accounts(tx, settings.cell)
        sellers = {account.account_id: account.owner_id for account in payable}
        for each in batches:
            times = f"{each.since.isoformat()} to {each.until.isoformat()}"
            sys.stdout.write(f"seller {sellers[each.account_id]}  {times}  {each.paid_fen} fen\n")
        sys.stdout.write(f"{len(batches)} settled, {sum(each.paid_fen for each in batches)} fen\n")

    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        asyncio.run(run(reachable))


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _unknown(owner: str | None) -> Stop:
    return Stop(f"{owner} has no account here; name a campaign of a file, or an id", REFUSED)
