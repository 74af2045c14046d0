"""`qianbei campaign budget`: what a wave may give in its city or on a day. Tried first; `--apply` does it, `undo` takes it back."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop
from qianbei.runtime.cli.working import say, work_on_database, yuan

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from uuid import UUID

    from qianbei.budgets.contracts import Node
    from qianbei.db import Database, Tx
    from qianbei.flows.capping import Room
    from qianbei.views.budgets import BudgetView

    Step = Callable[[Tx, int, UUID, datetime], Awaitable[list[Node]]]
    """Is given the cell, the campaign and the city's time; answers the budgets that it changed."""

commands = typer.Typer(
    help="Cap what a wave gives in its city or on a day, and move room between days.", no_args_is_help=True
)

WAYS_OUT = {
    "not_running": "no such campaign runs here; launch it with its file",
    "no_wave": "the campaign has no such wave; `qianbei campaign budget show NAME` lists them",
    "other_city": "an installation is one city, and the wave's is open under another name",
    "days_before_city": "days stand under this wave already, and a budget never moves; cap these days instead",
    "no_day": "that day has no budget under this wave; `qianbei campaign budget cap … --day` opens one",
    "no_cap": "a day without such a cap has no room of its own to move",
    "under_drawn": "that is less than what was given through it already",
    "nothing_to_undo": "no cap of this campaign was changed by hand",
}

Slug = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="The campaign's name in its file.")]
Wave = Annotated[str, typer.Option("--wave", help="Which wave of it, by its id in the file.")]
Money = Annotated[int | None, typer.Option("--yuan", min=0, max=10**11, help="Money, in whole yuan.")]
Cards = Annotated[int | None, typer.Option("--cards", min=0, max=10**11, help="Number of cards.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it. Without it nothing is changed.")]


@commands.callback()
def _group() -> None:
    """Cap what a wave gives in its city or on a day."""


@commands.command()
def show(campaign: Slug, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Every budget of a campaign, with what it gave and what it can still give."""
    from qianbei.waves.contracts import campaign_id_of

    async def work(database: "Database", cell: int, now: datetime) -> None:
        async with database.reading() as tx:
            await _shown(tx, cell, campaign_id_of(cell, campaign), now)

    work_on_database(work, data, dsn)


@commands.command()
def cap(
    campaign: Slug,
    wave: Wave,
    city: Annotated[str | None, typer.Option("--city", help="The wave's city, as you call it.")] = None,
    day: Annotated[
        str | None, typer.Option("--day", metavar="DATE", help="A day of the city: 2026-02-07.")
    ] = None,
    yuan_at_most: Money = None,
    cards_at_most: Cards = None,
    apply: Apply = False,
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Open a budget for the wave's city or a day of it, or change its caps. Without --yuan and --cards it has none.

    It counts from when it is opened: in the middle of a day it caps the rest of that day.
    """
    from qianbei.flows import capping

    if (city is None) == (day is None):
        raise Stop("name either --city or --day", USAGE)
    room = _room(yuan_at_most, cards_at_most)
    on = _date(day) if day else None

    async def step(tx: "Tx", cell: int, id_: "UUID", at: datetime) -> "list[Node]":
        if on is not None:
            return await capping.cap_day(tx, cell, id_, wave, on, room, at)
        return await capping.cap_city(tx, cell, id_, wave, city or "", room, at)

    _change(campaign, step, data, dsn, keeps=apply)


@commands.command()
def move(
    campaign: Slug,
    wave: Wave,
    from_day: Annotated[str, typer.Option("--from", metavar="DATE", help="The day that gives room away.")],
    to_day: Annotated[str, typer.Option("--to", metavar="DATE", help="The day that gets it.")],
    yuan_moved: Money = None,
    cards_moved: Cards = None,
    apply: Apply = False,
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Move room from one day's budget to another's: what a day did not give can be given on the next."""
    from qianbei.flows import capping

    room, days = _room(yuan_moved, cards_moved), (_date(from_day), _date(to_day))
    if days[0] == days[1] or not (yuan_moved or cards_moved):
        raise Stop("name two days, and --yuan or --cards", USAGE)
    _change(
        campaign,
        lambda tx, cell, id_, at: capping.move_room(tx, cell, id_, wave, days, room, at),
        data,
        dsn,
        keeps=apply,
    )


@commands.command()
def undo(campaign: Slug, apply: Apply = False, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Take the newest change of caps back; a budget that it opened stays, without a cap.

    Taking back is a change as well: a second undo does again what the first took back.
    """
    from qianbei.flows import capping

    _change(campaign, capping.undo, data, dsn, keeps=apply)


class _DryRun(Exception):
    """Rolls the transaction back."""


def _change(slug: str, step: "Step", data: str | None, dsn: str | None, *, keeps: bool) -> None:
    from qianbei.flows.capping import CapRefused
    from qianbei.waves.contracts import campaign_id_of

    async def work(database: "Database", cell: int, now: datetime) -> None:
        id_ = campaign_id_of(cell, slug)
        try:
            async with database.transaction() as tx:
                changed = await step(tx, cell, id_, now)
                await _shown(tx, cell, id_, now, {node.node_id for node in changed})
                if not keeps:
                    raise _DryRun
        except _DryRun:
            say("nothing was changed; --apply does it")
        except CapRefused as refused:
            raise Stop(f"refused: {WAYS_OUT[refused.reason.value]}; nothing changed", REFUSED) from refused

    work_on_database(work, data, dsn)


async def _shown(
    tx: "Tx", cell: int, campaign_id: "UUID", now: datetime, changed: "set[UUID] | None" = None
) -> None:
    """The tree; a star stands before what was changed."""
    from qianbei.views.budgets import in_order, tree

    nodes = await tree(tx, cell, campaign_id, now)
    if not nodes:
        raise Stop(f"refused: {WAYS_OUT['not_running']}", REFUSED)
    for node, depth in in_order(nodes):
        star = "*" if changed and node.node_id in changed else " "
        say(f"{star} {'  ' * depth}{node.kind} {node.label}: {_figures(node)}")


def _figures(node: "BudgetView") -> str:
    left = [yuan(node.left_fen)] if node.left_fen is not None else []
    left += [f"{node.left_count:,} cards"] if node.left_count is not None else []
    kept = f", set aside {yuan(node.set_aside_fen)}" if node.set_aside_fen else ""
    return f"given {yuan(node.given_fen)} ({node.given_count:,}){kept}, left {' and '.join(left) or 'no cap'}"


def _room(yuan_: int | None, cards: int | None) -> "Room":
    from qianbei.flows.capping import Room

    return Room(None if yuan_ is None else yuan_ * 100, cards)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Stop(f"{text} is no date; write it as 2026-02-07", USAGE) from fault
