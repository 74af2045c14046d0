"""`qianbei drops`: what anybody can check about a drop, with or without an installation."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop
from qianbei.runtime.cli.options import Url, address_of
from qianbei.runtime.cli.packets import read_record

if TYPE_CHECKING:
    from qianbei.drops.contracts import LotRecord

commands = typer.Typer(help="Prove a drop of cards.", no_args_is_help=True)


@commands.callback()
def _group() -> None:
    """Prove a drop of cards."""


@commands.command()
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(help="The drop's record with all its tags, as GET /api/v1/drops/ID gives it."),
    ] = None,
    drop: Annotated[
        str | None, typer.Option("--drop", help="Id of a drop whose record is asked for.")
    ] = None,
    url: Url = None,
) -> None:
    """Recompute every lot of a drop from its seed and places, and the seed from what was published before.

    Exit code 0: the winners are those committed to; 1: they are not, it is not drawn yet, or nobody knows such a drop; 2: no such file.
    """
    from qianbei.drops.api import record_fault

    record = _asked(drop, url) if drop else _decoded(read_record(file))
    fault = record_fault(record)
    if fault is not None:
        raise Stop(f"drop {record.plan.drop_id}: {fault.replace('_', ' ')}", REFUSED)
    winners = min(record.plan.cards, len(record.tags))
    sys.stdout.write(
        f"drop {record.plan.drop_id}: {len(record.tags)} places, {winners} winners, as committed\n"
    )


def _asked(drop: str, url: str | None) -> "LotRecord":
    """The record with the tags of all its pages."""
    import json

    import msgspec

    from qianbei.runtime.cli.client import Client

    with Client.at(address_of(url), "en") as client:
        first = page = _decoded(json.dumps(client.get(f"/drops/{drop}")).encode())
        tags = list(first.tags)
        while page.next is not None:
            page = _decoded(json.dumps(client.get(f"/drops/{drop}?after={page.next}")).encode())
            tags += page.tags
    return msgspec.structs.replace(first, tags=tags)


def _decoded(body: bytes) -> "LotRecord":
    import msgspec

    from qianbei.drops.contracts import LotRecord

    try:
        return msgspec.json.decode(body, type=LotRecord)
    except msgspec.DecodeError as fault:
        raise Stop(
            f"this is no record of a drop: {fault}; take it from GET /api/v1/drops/ID", USAGE
        ) from fault
