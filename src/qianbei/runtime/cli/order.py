"""`qianbei order`: from words to a handed-over drink, through the same public API as the chat page."""

import os
import sys
from typing import Annotated

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import REFUSED

HANDED_OVER = "handed_over"


def order(
    said: Annotated[str, typer.Argument(metavar="WORDS", help="What you would like, in your own words.")],
    url: options.Url = None,
    watch: Annotated[bool, typer.Option("--watch", help="Follow the order until it is handed over.")] = False,
    as_json: options.Json = False,
    lang: Annotated[
        str | None, typer.Option("--lang", help="zh-Hans, zh-Hant or en. Default: the one of your LANG.")
    ] = None,
    place: Annotated[
        str | None,
        typer.Option("--place", help="Where to deliver: part of a place's name. Default: the first."),
    ] = None,
) -> None:
    """Order by words, as a guest, and approve the checkout that it reads back.

    Exit code 0: handed over (placed, without --watch); 1: refused or cancelled; 2: unreachable.
    """
    from rich.console import Console

    from qianbei.kit.words import language_of
    from qianbei.runtime.cli.client import Client
    from qianbei.runtime.cli.following import follow
    from qianbei.runtime.cli.order_view import JsonView, TextView
    from qianbei.runtime.cli.ordering import approve, ask, deliver_to

    own = os.environ.get("LANG", "").replace("_", "-")
    language = options.language_named(lang) if lang else language_of(own)
    view = JsonView(language) if as_json else TextView(Console(highlight=False), language)
    can_ask_back = not as_json and sys.stdin.isatty()
    with Client.at(options.address_of(url), language) as client:
        session = client.post("/session", {"language": language})
        deliver_to(client, session, place, language)
        placed = approve(client, ask(client, said, view, can_ask_back), view)
        if not watch:
            view.note("order.left_alone", order_id=placed["order_id"])
        else:
            ended = follow(client, placed, view, in_sandbox=bool(session["sandbox"]))
            if ended["state"] != HANDED_OVER:
                raise typer.Exit(REFUSED)
