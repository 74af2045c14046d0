"""`qianbei messages`: what goes outside, and the switch that stops it. Works on the database, so it needs no web server."""

import asyncio
import sys
from collections.abc import Sequence
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import REFUSED, Stop, faults_of_an_installation

if TYPE_CHECKING:
    from qianbei.messages.contracts import Channel, ChannelStatus

commands = typer.Typer(help="Stop and start what goes outside, and see how it goes.", no_args_is_help=True)

PATIENCE_S = 60.0
"""Longer than a lease: by then a worker has finished its batch, or was killed and holds nothing."""

LOOK_EVERY_S = 0.2

One = Annotated[
    str | None, typer.Option("--channel", help="web_push or sms; without it both.", metavar="CHANNEL")
]


@commands.callback()
def _group() -> None:
    """Stop and start what goes outside, and see how it goes."""


@commands.command()
def stop(channel: One = None, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Stop sending. Returns when no worker holds a message any more: from then on nothing goes out."""
    _turn(channel, data, dsn, is_stopped=True)


@commands.command()
def start(channel: One = None, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """Let sending go on. What became too late meanwhile is not sent."""
    _turn(channel, data, dsn, is_stopped=False)


@commands.command()
def status(channel: One = None, data: options.Data = None, dsn: options.Dsn = None) -> None:
    """How much waits in each channel, how it ended, and whether it is stopped. Changes nothing."""
    chosen = _channels(channel)
    settings = options.settings_of_a_role(data=data, dsn=dsn)
    with faults_of_an_installation(settings.dsn):
        for each in asyncio.run(_look(settings.dsn or "", settings.cell, chosen)):
            _say(each)


def _turn(channel: str | None, data: str | None, dsn: str | None, *, is_stopped: bool) -> None:
    chosen = _channels(channel)
    settings = options.settings_of_a_role(data=data, dsn=dsn)
    with faults_of_an_installation(settings.dsn):
        found = asyncio.run(_turned(settings.dsn or "", settings.cell, chosen, is_stopped=is_stopped))
    for each in found:
        _say(each)
    busy = [each.channel.value for each in found if is_stopped and each.in_hand]
    if busy:
        raise Stop(f"{', '.join(busy)}: stopped, but a worker still holds messages; ask again", REFUSED)


def _channels(name: str | None) -> "Sequence[Channel]":
    from qianbei.messages.contracts import Channel

    if name is None:
        return list(Channel)
    if name not in list(Channel):
        raise Stop(f"--channel {name} is none; write {' or '.join(Channel)}", REFUSED)
    return [Channel(name)]


async def _turned(
    dsn: str, cell: int, channels: "Sequence[Channel]", *, is_stopped: bool
) -> "list[ChannelStatus]":
    from qianbei.db import Database
    from qianbei.flows.sending import turn_switch
    from qianbei.messages.contracts import Switch
    from qianbei.people.contracts import operator_id
    from qianbei.runtime.city_clock import city_clock

    async with Database.opened(dsn, max_connections=1) as database:
        clock = await city_clock(database)
        operator = operator_id(cell)
        for channel in channels:
            turn = Switch(channel, is_stopped, operator, clock.now())
            await turn_switch(database, cell, SystemRandom(), turn)
    found = await _look(dsn, cell, channels)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_S
    while is_stopped and any(each.in_hand for each in found) and loop.time() < deadline:
        await asyncio.sleep(LOOK_EVERY_S)
        found = await _look(dsn, cell, channels)
    return found


async def _look(dsn: str, cell: int, channels: "Sequence[Channel]") -> "list[ChannelStatus]":
    from qianbei.db import Database
    from qianbei.messages import api as messages
    from qianbei.runtime.city_clock import city_clock

    async with Database.opened(dsn, max_connections=1) as database:
        clock = await city_clock(database)
        async with database.reading() as tx:
            found = await messages.statuses(tx, cell, clock.now())
    return [each for each in found if each.channel in channels]


def _say(each: "ChannelStatus") -> None:
    state = "stopped" if each.is_stopped else "running"
    counts = f"{each.queued} queued, {each.sent} sent, {each.refused} refused, {each.gone} gone"
    sys.stdout.write(f"{each.channel.value}: {state}; {counts}, {each.unknown} unanswered\n")
