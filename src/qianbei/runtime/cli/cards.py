"""`qianbei cards`: extend, recall or issue anew many cards at once. Without --apply it only says what it would do."""

import asyncio
import sys
from datetime import datetime
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

import typer

from qianbei.campaigns.contracts import BulkKind, BulkPlan, BulkRefusal, BulkState, Chosen, SourceKind
from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop, faults_of_an_installation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from qianbei.db import Database

    Work = Callable[[Database, int, datetime], Awaitable[None]]

DoneT = TypeVar("DoneT")
Where = tuple[str | None, str | None]

commands = typer.Typer(
    help="Extend, recall or reissue many cards: plan, dry run, apply in batches, tell, undo.",
    no_args_is_help=True,
)


@commands.callback()
def _group() -> None:
    """Extend, recall or reissue many cards."""


Campaign = Annotated[UUID, typer.Option("--campaign", help="Whose cards.")]
Until = Annotated[str, typer.Option("--until", help="The new end, with its zone: 2026-02-28T23:59:59+08:00.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; their owners read it in the history.")]
Template = Annotated[UUID | None, typer.Option("--template", help="Only cards of this kind.")]
Kind = Annotated[SourceKind | None, typer.Option("--source", help="Only cards given for this.")]
EndsBefore = Annotated[str | None, typer.Option("--ends-before", help="Only cards that end before this.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it, after the dry run.")]
Tell = Annotated[bool, typer.Option("--tell", help="Let the owners know when it is done.")]
Plan = Annotated[UUID, typer.Argument(help="The plan's id, as the command that made it said.")]


@commands.command()
def extend(
    campaign: Campaign,
    until: Until,
    reason: Reason,
    template: Template = None,
    source: Kind = None,
    ends_before: EndsBefore = None,
    apply: Apply = False,
    tell: Tell = False,
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Make cards good for longer; none for less long."""
    chosen = Chosen(campaign, template, source, _instant("--ends-before", ends_before))
    _plan(BulkKind.EXTEND, chosen, until, reason, apply, tell, (data, dsn))


@commands.command()
def recall(
    campaign: Campaign,
    reason: Reason,
    template: Template = None,
    source: Kind = None,
    ends_before: EndsBefore = None,
    apply: Apply = False,
    tell: Tell = False,
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Take back cards that nobody has put on an order; their money goes back to the budget."""
    chosen = Chosen(campaign, template, source, _instant("--ends-before", ends_before))
    _plan(BulkKind.RECALL, chosen, None, reason, apply, tell, (data, dsn))


@commands.command()
def reissue(
    campaign: Campaign,
    until: Until,
    reason: Reason,
    template: Template = None,
    source: Kind = None,
    ends_before: EndsBefore = None,
    apply: Apply = False,
    tell: Tell = False,
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Give a new card for each that expired or was recalled, paid by the budget."""
    chosen = Chosen(campaign, template, source, _instant("--ends-before", ends_before))
    _plan(BulkKind.REISSUE, chosen, until, reason, apply, tell, (data, dsn))


@commands.command()
def undo(plan: Plan, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Take a plan back, also one that is half done. What people were told stands, but for a recall."""
    from qianbei.flows import bulk

    async def work(database: "Database", cell: int, now: datetime) -> None:
        async with database.transaction() as tx:
            _must(await bulk.undo(tx, cell, plan))
        await _to_its_end(database, cell, plan, now)

    _run(work, data, dsn)


def _plan(
    kind: BulkKind, chosen: Chosen, until: str | None, reason: str, apply: bool, tell: bool, where: Where
) -> None:
    from qianbei.flows import bulk
    from qianbei.kit.ids import new_id

    new_end, random = _instant("--until", until), SystemRandom()

    async def work(database: "Database", cell: int, now: datetime) -> None:
        plan = BulkPlan(new_id(now, random), kind, chosen, new_end, reason, now)
        async with database.transaction() as tx:
            extent = _must(await bulk.make(tx, cell, plan))
        _say(f"plan {plan.plan_id}: {kind} {extent.cards} cards worth {extent.money_fen} fen")
        if not apply:
            _say("nothing was changed; run it again with --apply")
            return
        async with database.transaction() as tx:
            _must(await bulk.begin(tx, cell, plan.plan_id))
        await _to_its_end(database, cell, plan.plan_id, now)
        if tell:
            async with database.transaction() as tx:
                _must(await bulk.tell(tx, cell, random, plan.plan_id, now))

    _run(work, *where)


async def _to_its_end(database: "Database", cell: int, plan_id: UUID, now: datetime) -> None:
    """Batch by batch, as the work role does it too; both at once do no batch twice."""
    from qianbei.flows import bulk

    while True:
        plan = _must(await bulk.step(database, cell, plan_id, now))
        if plan.state in (BulkState.APPLIED, BulkState.UNDONE):
            _say(f"{plan.state}: {plan.cards} cards changed, worth {plan.money_fen} fen")
            return


def _run(work: "Work", data: str | None, dsn: str | None) -> None:
    from qianbei.db.database import Database
    from qianbei.runtime.city_clock import city_clock
    from qianbei.runtime.database_home import database_for_a_command

    settings = options.settings_from(data=data, dsn=dsn)

    async def run(reachable: str) -> None:
        async with Database.opened(reachable, max_connections=1) as database:
            await work(database, settings.cell, (await city_clock(database)).now())

    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        asyncio.run(run(reachable))


def _must(outcome: DoneT | BulkRefusal) -> DoneT:
    if isinstance(outcome, BulkRefusal):
        raise Stop(f"{outcome.value.replace('_', ' ')}; no card was changed by this step", REFUSED)
    return outcome


def _instant(flag: str, text: str | None) -> datetime | None:
    """A time with its zone: one that cannot be read, or has none, is no end of anything."""
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as fault:
        raise Stop(f"{flag} {text} is no time; write it as 2026-02-28T23:59:59+08:00", USAGE) from fault
    if instant.tzinfo is None:
        raise Stop(f"{flag} {text} has no zone; write it as 2026-02-28T23:59:59+08:00", USAGE)
    return instant


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
