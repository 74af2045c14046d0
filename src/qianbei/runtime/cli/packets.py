"""`qianbei packets`: what anybody can check about a red packet, with or without an installation."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop
from qianbei.runtime.cli.options import Url, address_of

commands = typer.Typer(help="Prove a red packet.", no_args_is_help=True)

BYTES_MAX = 1_000_000


@commands.callback()
def _group() -> None:
    """Prove a red packet."""


@commands.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="The packet's record, as GET /api/v1/packets/ID gives it.")
    ] = None,
    packet: Annotated[
        str | None, typer.Option("--packet", help="Id of a packet whose record is asked for.")
    ] = None,
    url: Url = None,
) -> None:
    """Recompute every share of a packet from its seed, and the seed from what was published before.

    Exit code 0: all is as committed; 1: it is not, the seed is not told yet, or nobody knows such a packet; 2: no such file.
    """
    import msgspec

    from qianbei.packets.api import record_fault
    from qianbei.packets.contracts import PacketRecord

    body = _asked(packet, url) if packet else read_record(file)
    try:
        record = msgspec.json.decode(body, type=PacketRecord)
    except msgspec.DecodeError as fault:
        raise Stop(
            f"this is no record of a packet: {fault}; take it from GET /api/v1/packets/ID", USAGE
        ) from fault
    fault = record_fault(record)
    if fault is not None:
        raise Stop(f"packet {record.plan.packet_id}: {fault.replace('_', ' ')}", REFUSED)
    shares = record.shares or ()
    sys.stdout.write(
        f"packet {record.plan.packet_id}: {len(shares)} shares, {sum(shares)} fen, as committed\n"
    )


def _asked(packet: str, url: str | None) -> bytes:
    import json

    from qianbei.runtime.cli.client import Client

    with Client.at(address_of(url), "en") as client:
        return json.dumps(client.get(f"/packets/{packet}")).encode()


def read_record(file: Path | None) -> bytes:
    """A record's file; raises Stop for what cannot be one."""
    if file is None:
        raise Stop("name a file with a record, or the id of one", USAGE)
    try:
        with file.open("rb") as opened:
            body = opened.read(BYTES_MAX + 1)
    except OSError as fault:
        raise Stop(f"{file} cannot be read ({fault.strerror}); name a record", USAGE) from fault
    if len(body) > BYTES_MAX:
        raise Stop(f"{file} is larger than any record; is it the right file?", USAGE)
    return body
