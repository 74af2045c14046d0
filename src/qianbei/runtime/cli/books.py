"""The commands of whoever keeps the books: statement, balances, settle."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import REFUSED, Stop
from qianbei.runtime.cli.working import look_into_database, say, work_on_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from qianbei.db import Database
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
    from qianbei.runtime.cli.tables import write
    from qianbei.views.statements import HEAD, has_accounts, lines

    async def look(database: "Database", cell: int) -> None:
        owner_id = options.campaign_or_id(owner, cell)
        if not await has_accounts(database, cell, owner_id):
            raise _unknown(owner)
        await write(HEAD, lines(database, cell, owner_id, _utc(since), _utc(until)), output)

    look_into_database(look, data, dsn)


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
    from qianbei.runtime.cli.tables import write
    from qianbei.views import statements

    async def look(database: "Database", cell: int) -> None:
        owner_id = options.campaign_or_id(owner, cell) if owner is not None else None
        if owner_id is not None and not await statements.has_accounts(database, cell, owner_id):
            raise _unknown(owner)
        found = await statements.balances(database, cell, owner_id, _utc(at))
        await write(statements.BALANCES_HEAD, _page(found), output)

    look_into_database(look, data, dsn)


async def _page(rows: "list[Cells]") -> "AsyncIterator[list[Cells]]":
    yield rows


def settle(until: Until, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Close every seller's account until a time at least an hour ago, and print what each is paid. Safe to run again."""
    from qianbei.flows.settle import settle as settle_all
    from qianbei.ledger.api import SETTLE_AFTER, payable_accounts

    async def work(database: "Database", cell: int, now: datetime) -> None:
        if _utc(until) > now - SETTLE_AFTER:
            latest = (now - SETTLE_AFTER).isoformat(timespec="seconds")
            raise Stop(f"the last hour is not settled yet; name a time up to {latest}", REFUSED)
        batches = await settle_all(database, cell, _utc(until), now)
        async with database.reading() as tx:
            payable = await payable_accounts(tx, cell)
        sellers = {account.account_id: account.owner_id for account in payable}
        for each in batches:
            times = f"{each.since.isoformat()} to {each.until.isoformat()}"
            say(f"seller {sellers[each.account_id]}  {times}  {each.paid_fen} fen")
        say(f"{len(batches)} settled, {sum(each.paid_fen for each in batches)} fen")

    work_on_database(work, data, dsn)


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _unknown(owner: str | None) -> Stop:
    return Stop(f"{owner} has no account here; name a campaign of a file, or an id", REFUSED)
