"""The command's tree and its one door: parse, run, answer with an exit code."""

import os
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer
from typer.exceptions import TyperException

from qianbei.runtime.cli import (
    books,
    campaign,
    cards,
    drops,
    gate,
    installation,
    menu,
    messages,
    order,
    packets,
    read,
    roles,
    store,
)
from qianbei.runtime.cli.failures import USAGE, Stop, complain
from qianbei.runtime.cli.working import say

INTERRUPTED = 130

application = typer.Typer(
    name="qianbei",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
application.command(help=installation.up.__doc__)(installation.up)
application.command(help=order.order.__doc__)(order.order)
application.command(help=read.read.__doc__)(read.read)
application.command(help=installation.migrate.__doc__)(installation.migrate)
application.command(help=installation.audit.__doc__)(installation.audit)
application.command(help=books.statement.__doc__)(books.statement)
application.command(help=books.balances.__doc__)(books.balances)
application.command(help=books.settle.__doc__)(books.settle)
application.add_typer(menu.commands, name="menu")
application.add_typer(packets.commands, name="packets")
application.add_typer(drops.commands, name="drops")
application.add_typer(campaign.commands, name="campaign")
application.add_typer(cards.commands, name="cards")
application.add_typer(store.commands, name="store")
application.add_typer(messages.commands, name="messages")
application.add_typer(gate.commands, name="gate")
for role in (roles.serve, roles.work, roles.sandbox, roles.payer, roles.carrier):
    application.command(help=role.__doc__, rich_help_panel="Roles of `qianbei up`, to run apart")(role)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        say(f"qianbei {version('qianbei')}")
        raise typer.Exit


@application.callback()
def _root(
    is_asked: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """An AI ordering agent and the free-order campaign engine behind it."""


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; returns its exit code. Bugs keep their traceback, everything else is one line."""
    os.environ.setdefault("PGCONNECT_TIMEOUT", "10")  # libpq's own default is to wait for ever.
    try:
        return application(list(arguments), prog_name="qianbei", standalone_mode=False) or 0
    except TyperException as fault:
        command = getattr(getattr(fault, "ctx", None), "command_path", "qianbei")
        complain(f"{fault.format_message()} Try: {command} --help")
        return USAGE
    except Stop as stop:
        complain(str(stop))
        return stop.exit_code
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
