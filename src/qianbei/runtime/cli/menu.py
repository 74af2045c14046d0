"""`qianbei menu`: what a merchant can ask about a menu file before uploading it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop

commands = typer.Typer(help="Work on a menu file.", no_args_is_help=True)

BYTES_MAX = 1_000_000
"""What the menu door takes (the API refuses more, too)."""


@commands.callback()
def _group() -> None:
    """Work on a menu file."""


@commands.command()
def check(
    file: Annotated[Path, typer.Argument(help="The menu, in YAML or JSON (docs/menu-format.md).")],
) -> None:
    """Check a menu file; every error is told with its line and column. Exit code 1 when there is one."""
    from qianbei.kit.words import Language
    from qianbei.menu import Menu, explain, parse_menu

    menu = parse_menu(read_menu(file))
    if isinstance(menu, Menu):
        sys.stdout.write(f"{file}: {len(menu.items)} items, no error\n")
        return
    for problem in menu:
        sys.stdout.write(f"{file}:{problem.line}:{problem.column}: {explain(problem, Language.EN)}\n")
    count = len(menu)
    raise Stop(f"{count} {'error' if count == 1 else 'errors'} in {file}; see docs/menu-format.md", REFUSED)


def read_menu(file: Path) -> str:
    """The text of a menu file. Ends the command when it cannot be one."""
    try:
        body = file.read_bytes()
    except OSError as fault:
        raise Stop(f"{file} cannot be read ({fault.strerror}); name a menu file", USAGE) from fault
    if len(body) > BYTES_MAX:
        raise Stop(f"{file} has {len(body)} bytes, a menu at most {BYTES_MAX}; is it the right file?", USAGE)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Stop(f"{file} is not UTF-8 text (byte {fault.start}); save it as UTF-8", USAGE) from fault
