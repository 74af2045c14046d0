"""The commands of whoever runs an installation: up, migrate, audit."""

import asyncio
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop, faults_of_an_installation

if TYPE_CHECKING:
    from qianbei.db.migrate import Upgrade

NoSandbox = Annotated[
    bool,
    typer.Option("--no-sandbox", help="Without the sandbox city, its payer and its echoed one-time codes."),
]


def up(
    host: options.Host = None,
    port: options.Port = None,
    data: options.Data = None,
    dsn: options.Dsn = None,
    city_speed: options.CitySpeed = None,
    seed: options.Seed = None,
    web_workers: options.WebWorkers = None,
    public_url: options.PublicUrl = None,
    payer_url: options.PayerUrl = None,
    no_sandbox: NoSandbox = False,
) -> None:
    """Run everything on this machine until Ctrl-C: PostgreSQL, web, work, and the sandbox city with its payer."""
    from rich.console import Console

    from qianbei.runtime.cli.links import show_links
    from qianbei.runtime.up import run_up

    flags: dict[str, Any] = {"host": host, "port": port, "data": data, "dsn": dsn, "city_speed": city_speed}
    flags |= {"seed": seed, "web_workers": web_workers, "public_url": public_url, "payer_url": payer_url}
    settings = options.settings_from(**flags, sandbox=False if no_sandbox else None)
    if settings.city_speed != 1 and not settings.sandbox:
        raise Stop("only a sandbox city can live faster; leave --city-speed or --no-sandbox out", USAGE)
    console = Console(highlight=False)
    started_s = time.monotonic()

    def say(text: str) -> None:
        console.print(f"[dim]{time.monotonic() - started_s:6.1f} s[/dim]  {text}")

    with faults_of_an_installation(settings.dsn):
        asyncio.run(run_up(settings, say, lambda ready, keys: show_links(console, ready, keys)))


def migrate(data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Bring the database up to this version, as far as what is connected can live with. Forward only; safe to run again."""
    from qianbei.db.migrate import migrate as apply_migrations
    from qianbei.runtime.database_home import database_for_a_command

    settings = options.settings_from(data=data, dsn=dsn)
    database = database_for_a_command(settings, may_make=True)
    with faults_of_an_installation(settings.dsn), database as reachable:
        upgrade = apply_migrations(reachable, datetime.now(UTC))
    for migration in upgrade.applied:
        sys.stdout.write(f"applied {migration.name}\n")
    said = (
        "the database fits this version"
        if upgrade.may_serve
        else "the database does not fit this version yet"
    )
    sys.stdout.write(f"{len(upgrade.applied)} applied; {said}\n")
    if upgrade.waiting:
        _tell_what_waits(upgrade)
    if not upgrade.may_serve:
        raise typer.Exit(REFUSED)


def _tell_what_waits(upgrade: "Upgrade") -> None:
    first, number = upgrade.waiting[0].name, len(upgrade.waiting)
    what = first if number == 1 else f"{first} and {number - 1} more"
    sys.stdout.write(f"waiting: {what}, for older servers, workers or tools that are still connected:\n")
    for process, place in upgrade.older:
        sys.stdout.write(f"  from {place}, PostgreSQL process {process}\n")
    begin = "Start this version beside them, stop them" if upgrade.may_serve else "Stop them"
    sys.stdout.write(f"{begin}, then run `qianbei migrate` again.\n")


def audit(as_json: options.Json = False, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Recompute every promise from the rows alone. Exit code 1 and the offending ids when one is broken."""
    from qianbei.runtime.cli.audit_report import run_audit
    from qianbei.runtime.database_home import database_for_a_command

    settings = options.settings_from(data=data, dsn=dsn)
    with faults_of_an_installation(settings.dsn), database_for_a_command(settings) as reachable:
        options.need_current(reachable)
        holds = asyncio.run(run_audit(reachable, settings.cell, as_json))
    if not holds:
        raise typer.Exit(REFUSED)
