"""`qianbei cards`: extend, recall or issue anew many cards at once, in steps that can each be looked at.

plan → apply → tell, or undo. A plan is kept: whoever is killed while it is applied asks for `apply` again, or leaves the
rest to the work role.
"""

from datetime import datetime
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated, TypeVar
from uuid import UUID

import typer

from qianbei.campaigns.contracts import BulkKind, BulkPlan, BulkRefusal, BulkState, Chosen, SourceKind
from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop
from qianbei.runtime.cli.working import say, work_on_database, yuan

if TYPE_CHECKING:
    from qianbei.db import Database

DoneT = TypeVar("DoneT")

commands = typer.Typer(
    help="Extend, recall or reissue many cards: plan (a dry run), apply in batches, tell, undo.",
    no_args_is_help=True,
)

PLANS_MAX = 50


@commands.callback()
def _group() -> None:
    """Extend, recall or reissue many cards."""


Kind = Annotated[
    BulkKind,
    typer.Argument(
        help="extend: good for longer. recall: taken back, but for cards on an order. "
        "reissue: a new card for each that expired or was recalled, paid by the budget."
    ),
]
Campaign = Annotated[
    str, typer.Option("--campaign", help="Whose cards: the campaign's name in its file, or its id.")
]
Until = Annotated[
    str | None,
    typer.Option("--until", help="The new end, with its zone: 2026-02-28T23:59:59+08:00. Not for a recall."),
]
Reason = Annotated[str, typer.Option("--reason", help="Why; their owners read it in the card's history.")]
Template = Annotated[UUID | None, typer.Option("--template", help="Only cards of this kind.")]
Given = Annotated[SourceKind | None, typer.Option("--source", help="Only cards given for this.")]
EndsBefore = Annotated[str | None, typer.Option("--ends-before", help="Only cards that end before this.")]
Apply = Annotated[bool, typer.Option("--apply", help="Apply it at once.")]
Tell = Annotated[bool, typer.Option("--tell", help="Let the owners know when it is applied.")]
Plan = Annotated[UUID, typer.Argument(metavar="PLAN", help="The plan's id, as `plan` and `list` say it.")]


@commands.command(name="plan")
def make_plan(
    kind: Kind,
    campaign: Campaign,
    reason: Reason,
    until: Until = None,
    template: Template = None,
    source: Given = None,
    ends_before: EndsBefore = None,
    apply: Apply = False,
    tell: Tell = False,
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Keep a plan for many cards and say how many it would touch; no card is changed before it is applied."""
    from qianbei.flows import bulk
    from qianbei.kit.ids import new_id

    if (until is None) != (kind is BulkKind.RECALL):
        raise Stop("--until says the new end of an extension or reissue; a recall has none", USAGE)
    new_end, before = _instant("--until", until), _instant("--ends-before", ends_before)

    async def work(database: "Database", cell: int, now: datetime) -> None:
        chosen = Chosen(options.campaign_or_id(campaign, cell), template, source, before)
        plan = BulkPlan(new_id(now, SystemRandom()), kind, chosen, new_end, reason, now)
        async with database.transaction() as tx:
            extent = _must(await bulk.make(tx, cell, plan))
        say(f"plan {plan.plan_id}: {kind} {extent.cards} cards worth {yuan(extent.money_fen)}")
        if apply:
            await _applied(database, cell, plan.plan_id, now, tell=tell)
        else:
            say(f"nothing was changed; `qianbei cards apply {plan.plan_id}` does it")

    work_on_database(work, data, dsn)


@commands.command(name="apply")
def apply_plan(plan: Plan, tell: Tell = False, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Do a plan, batch by batch; one that was broken off goes on where it was."""

    async def work(database: "Database", cell: int, now: datetime) -> None:
        await _applied(database, cell, plan, now, tell=tell)

    work_on_database(work, data, dsn)


@commands.command(name="tell")
def tell_owners(plan: Plan, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Let the owners of the cards know. After that only a recall can be undone."""

    async def work(database: "Database", cell: int, now: datetime) -> None:
        await _told(database, cell, plan, now)

    work_on_database(work, data, dsn)


@commands.command()
def undo(plan: Plan, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Take a plan back, also one that is half done. What people were told stands, but for a recall."""
    from qianbei.flows import bulk

    async def work(database: "Database", cell: int, now: datetime) -> None:
        async with database.transaction() as tx:
            _must(await bulk.undo(tx, cell, plan))
        await _to_its_end(database, cell, plan, now)

    work_on_database(work, data, dsn)


@commands.command(name="list")
def list_plans(data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Say how far the newest plans are. Changes nothing."""
    from qianbei.campaigns import api as campaigns

    async def work(database: "Database", cell: int, now: datetime) -> None:
        async with database.reading() as tx:
            found = await campaigns.plans(tx, cell, PLANS_MAX)
        for plan in found:
            told = ", owners told" if plan.told_at else ""
            done = f"{plan.cards} cards worth {yuan(plan.money_fen)}"
            say(f"{plan.plan_id}  {plan.kind:<7}  {plan.state}{told}: {done}  {plan.reason}")

    work_on_database(work, data, dsn)


async def _applied(database: "Database", cell: int, plan_id: UUID, now: datetime, *, tell: bool) -> None:
    from qianbei.flows import bulk

    async with database.transaction() as tx:
        _must(await bulk.begin(tx, cell, plan_id))
    await _to_its_end(database, cell, plan_id, now)
    if tell:
        await _told(database, cell, plan_id, now)


async def _told(database: "Database", cell: int, plan_id: UUID, now: datetime) -> None:
    from qianbei.flows import bulk

    async with database.transaction() as tx:
        plan = _must(await bulk.tell(tx, cell, SystemRandom(), plan_id, now))
    say(f"the owners of {plan.cards} cards are told, spread over time")


async def _to_its_end(database: "Database", cell: int, plan_id: UUID, now: datetime) -> None:
    """Batch by batch, as the work role does it too; both at once do no batch twice."""
    from qianbei.flows import bulk

    while True:
        plan = _must(await bulk.step(database, cell, plan_id, now))
        if plan.state in (BulkState.APPLIED, BulkState.UNDONE):
            say(f"{plan.state}: {plan.cards} cards changed, worth {yuan(plan.money_fen)}")
            return


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
