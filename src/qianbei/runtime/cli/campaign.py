"""`qianbei campaign`: a campaign from its file, from the plan to the close. Each command says what it changes."""

from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from qianbei.runtime.cli import campaign_budget, campaign_file, options
from qianbei.runtime.cli.campaign_file import File, read_campaign
from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop
from qianbei.runtime.cli.working import say, work_on_database, yuan

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from qianbei.campaign_files.schema import CampaignFile
    from qianbei.db import Database, Tx
    from qianbei.waves.contracts import Run

commands = typer.Typer(
    help="Plan, rehearse, launch and steer a campaign from its file.", no_args_is_help=True
)
commands.add_typer(campaign_budget.commands, name="budget")
commands.command()(campaign_file.shift)

PEOPLE_PER_HOUR = 1_000
LIST_BATCH = 500

WAYS_OUT = {
    "another_runs": (
        "another campaign has not ended when this one starts, and one runs at a time. `qianbei campaign close NAME` ends one that "
        "came from a file; then let yours start later than that. A sandbox begins with a welcome campaign of its own "
        "unless it finds yours: `qianbei migrate --data FOLDER`, launch there, then `qianbei up --data FOLDER`"
    ),
    "closed": "this campaign was closed for good; give yours another name",
    "programme_unknown": "nobody set its programme's sum aside; `qianbei campaign programme NAME YUAN` does it",
    "programme_spent": "its programme has less than that left",
    "other_programme": "a launched campaign keeps the programme that it draws from",
}
"""What can be done about a refusal that says too little by itself."""

Slug = Annotated[str, typer.Argument(help="The campaign's name in its file.")]
Percent = Annotated[int, typer.Argument(min=1, max=1000, help="Percent of the file's speed.")]
People = Annotated[int, typer.Option("--people-per-hour", min=0, help="How many come in an hour.")]


@commands.callback()
def _group() -> None:
    """Plan, rehearse, launch and steer a campaign."""


@commands.command()
def plan(file: File) -> None:
    """Check a file and say what it would give at most. Asks no installation."""
    from qianbei.campaign_files.forecast import cards_max
    from qianbei.campaign_files.schema import JOINING

    checked, _ = read_campaign(file)
    say(f"{checked.campaign} version {checked.version}: {yuan(checked.budget_fen)}")
    for wave in checked.waves:
        say(f"  wave {wave.id}: at most {cards_max(checked, wave)} cards, {yuan(wave.budget_fen)}")
    for each in checked.packets:
        say(f"  packets {each.id}: {each.budget_fen // each.packet_fen} of {yuan(each.packet_fen)}")
    for each in checked.drops:
        face_fen = checked.template(each.template).face_fen
        say(f"  drop {each.id}: {each.cards} cards at {each.opens_at}, {yuan(each.cards * face_fen)}")
    invited = checked.invites.invites_max if checked.invites else 0
    say(
        f"  a person: at most {yuan((1 + invited) * checked.template(JOINING).face_fen)} by joining and inviting"
    )


@commands.command(name="dry-run")
def dry_run(
    file: File, people_per_hour: People = PEOPLE_PER_HOUR, data: options.Data = None, dsn: options.Dsn = None
) -> None:
    """Say what launching would change, for how many cards and how much money, and how it would burn. Changes nothing."""
    from qianbei.campaign_files.forecast import burns

    checked, text = read_campaign(file)
    _apply(checked, text, data, dsn, keeps=False)
    say(f"with {people_per_hour} people an hour:")
    for burn in burns(checked, people_per_hour):
        end = f"runs out at {burn.runs_out_at.isoformat()}" if burn.runs_out_at else "does not run out"
        say(f"  wave {burn.wave}: {burn.cards} of {burn.cards_max} cards, {yuan(burn.money_fen)}, {end}")
    for each in checked.drops:
        say(f"  drop {each.id}: {each.cards} cards, by lot if more than so many are present")
    say("nothing was changed")


@commands.command()
def programme(
    name: Annotated[
        str, typer.Argument(help="Its name; `programme: NAME` in a campaign's file draws from it.")
    ],
    yuan_in_all: Annotated[
        int, typer.Argument(metavar="YUAN", min=1, max=10**11, help="All it will ever have.")
    ],
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Set a sum aside that several campaigns draw from: all of them together never pass it."""
    from qianbei.flows.programmes import ProgrammeRefusal, open_programme

    async def work(database: "Database", cell: int, now: datetime) -> None:
        async with database.transaction() as tx:
            opened = await open_programme(tx, cell, name, yuan_in_all * 100, now)
            if isinstance(opened, ProgrammeRefusal):
                raise Stop(f"refused: {name} {opened.value.replace('_', ' ')}; nothing changed", REFUSED)
        say(
            f"programme {name}: {yuan(opened.budget_fen)}, {yuan(opened.left_fen)} of it for campaigns to come"
        )

    work_on_database(work, data, dsn)


@commands.command()
def launch(file: File, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Launch a file, or the newer version of one. What worsens what people hold is refused."""
    _apply(*read_campaign(file), data, dsn, keeps=True)


@commands.command()
def extend(file: File, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Launch a newer version that ends later; cards that people hold become good for as long."""
    longer = _apply(*read_campaign(file), data, dsn, keeps=True)
    say(f"the work role extends {longer} cards, batch by batch")


@commands.command()
def pause(campaign: Slug, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Give nothing from now on, until it is resumed."""
    from qianbei.flows import running

    _steer(campaign, running.pause, data, dsn)


@commands.command()
def resume(campaign: Slug, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Give again."""
    from qianbei.flows import running

    _steer(campaign, running.resume, data, dsn)


@commands.command()
def slow(campaign: Slug, percent: Percent, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Give at so many percent of the file's speed; 100 is the file's."""
    from qianbei.flows import running

    _steer(campaign, lambda tx, cell, id_, at: running.slow(tx, cell, id_, percent, at), data, dsn)


@commands.command()
def undo(campaign: Slug, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Take the newest pause, resume or change of speed back."""
    from qianbei.flows import running

    _steer(campaign, running.undo, data, dsn)


@commands.command()
def close(campaign: Slug, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Give nothing any more, for good. Cards that people hold stay good until their own end."""
    from qianbei.flows import running

    _steer(campaign, running.close, data, dsn)


@commands.command()
def give(
    name: Annotated[
        str, typer.Argument(help="The list's name: it gives each person one card, however often.")
    ],
    file: Annotated[Path, typer.Argument(help="CSV: a person's id in the first column of each line.")],
    task: Annotated[
        bool,
        typer.Option("--task", help="The name is a task of the campaign's, which these people have done."),
    ] = False,
    data: options.Data = None,
    dsn: options.Dsn = None,
) -> None:
    """Give a card to everybody on a list, out of the wave that gives by list (or for the task) now."""
    import csv

    from qianbei.campaigns.contracts import Issued, SourceKind
    from qianbei.flows.giving import by_list

    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            ids = [UUID(row[0].strip()) for row in csv.reader(opened) if row]
    except OSError as fault:
        raise Stop(f"{file} cannot be read ({fault.strerror}); name a list", USAGE) from fault
    except ValueError as fault:
        raise Stop(f"{file} is no list of persons: {fault}; write one id a line", USAGE) from fault

    way = SourceKind.TASK if task else SourceKind.LIST

    async def work(database: "Database", cell: int, now: datetime) -> None:
        given, new = 0, 0
        for start in range(0, len(ids), LIST_BATCH):
            async with database.transaction() as tx:
                outcomes = await by_list(tx, cell, name, ids[start : start + LIST_BATCH], now, way)
            cards = [each for each in outcomes if isinstance(each, Issued)]
            given, new = given + len(cards), new + sum(each.created for each in cards)
        say(f"{new} cards given, {given - new} had theirs before, {len(ids) - given} got none")

    work_on_database(work, data, dsn)


class _DryRun(Exception):
    """Rolls the transaction back."""


def _apply(file: "CampaignFile", text: str, data: str | None, dsn: str | None, *, keeps: bool) -> int:
    """Launches, and says so; without `keeps` all is rolled back. How many held cards are lengthened."""
    from qianbei.campaign_files.schema import instant
    from qianbei.flows.launching import LaunchRefused
    from qianbei.flows.launching import launch as launch_file

    longer = 0

    async def work(database: "Database", cell: int, now: datetime) -> None:
        nonlocal longer
        try:
            async with database.transaction() as tx:
                done = await launch_file(tx, cell, SystemRandom(), text, now)
                longer = done.longer.cards
                say(f"campaign {done.campaign_id}, version {done.version}")
                if longer:
                    say(f"{longer} cards worth {yuan(done.longer.money_fen)} become good for longer")
                if instant(file.ends_at) <= now:
                    say("all its times are past, so it gives nothing; for a trial give it later ones")
                if not keeps:
                    raise _DryRun
        except _DryRun:
            pass
        except LaunchRefused as refusal:
            why = [f"{each.loss.value} {each.of}".strip().replace("_", " ") for each in refusal.worse]
            said = ", ".join(why) or WAYS_OUT.get(refusal.reason, refusal.reason.replace("_", " "))
            raise Stop(f"refused: {said}; nothing changed") from refusal

    work_on_database(work, data, dsn)
    return longer


def _steer(
    slug: str,
    step: "Callable[[Tx, int, UUID, datetime], Awaitable[Run | None]]",
    data: str | None,
    dsn: str | None,
) -> None:
    from qianbei.views.budgets import tree
    from qianbei.waves.contracts import campaign_id_of

    async def work(database: "Database", cell: int, now: datetime) -> None:
        id_ = campaign_id_of(cell, slug)
        async with database.transaction() as tx:
            run = await step(tx, cell, id_, now)
            if run is None:
                raise Stop(f"no campaign {slug} runs here; launch it with its file", REFUSED)
            whole = next(each for each in await tree(tx, cell, id_, now) if each.node_id == id_)
        say(f"{slug} is {run.state.value} at {run.pace_percent} % of its speed")
        say(
            f"given: {whole.given_count}, {yuan(whole.given_fen)}; set aside: {yuan(whole.set_aside_fen)}; left: {yuan(whole.left_fen or 0)}"
        )

    work_on_database(work, data, dsn)
