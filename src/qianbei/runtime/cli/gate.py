"""`qianbei gate nowcast`: where the day is going, as the operator's page says it. It asks an installation that runs."""

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import typer

from qianbei.runtime.cli import options
from qianbei.runtime.cli.failures import USAGE, Stop, faults_of_an_installation

if TYPE_CHECKING:
    from qianbei.runtime.settings import Settings

commands = typer.Typer(help="The gate: who comes, what runs out, what to turn.", no_args_is_help=True)

SIGNED_FOR = timedelta(minutes=5)
# Not the page's words: a page names its own buttons, in two languages; a command line names commands and speaks English.
TO_DO = {
    "hold": "nothing to turn",
    "pace": "the budget ends too soon: slow the waves (qianbei campaign slow)",
    "stores": "cups end before closing: ask stores for more, or keep cards for another day (step D4)",
    "orders_per_s": "kitchens take less than is let through: lower the orders a second on the operator's page",
    "ladder": "people wait: give new conversations less of the model (a higher step on the operator's page)",
    "keep_cards": "people wait too long: keep their cards and let them come later (step D4)",
}
NAMES = {"budget": "budget, yuan", "cups": "cups until closing", "slots": "cups of the next hour"}


@commands.callback()
def _group() -> None:
    """The gate: who comes, what runs out, what to turn."""


@commands.command()
def nowcast(
    url: options.Url = None,
    data: options.Data = None,
    dsn: options.Dsn = None,
    as_json: options.Json = False,
) -> None:
    """Arrivals against the forecast with their interval, when budget, cups and slots run out, and the knob to turn."""
    from qianbei.runtime.cli.client import Client

    settings = options.settings_of_a_role(data=data, dsn=dsn)
    with faults_of_an_installation(settings.dsn):
        token = asyncio.run(_operators_token(settings))
    with Client.at(options.address_of(url), "en", token) as client:
        seen = client.get("/ops/gate")
    if as_json:
        sys.stdout.write(json.dumps({"now": seen["now"], **seen["nowcast"]}, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(told(seen["nowcast"])) + "\n")


async def _operators_token(settings: "Settings") -> str:
    """What the operator's page would carry after its key was shown; nobody is made a customer for a look."""
    from qianbei.db import Database
    from qianbei.kit.seals import Sealer
    from qianbei.people.contracts import operator_id
    from qianbei.runtime.city_clock import city_clock
    from qianbei.runtime.keys import KEYS_FILE, load_keys
    from qianbei.web.session import Claims, sealed

    if not (settings.data_folder / KEYS_FILE).is_file():
        raise Stop(
            f"{settings.data_folder} holds no keys of an installation; name its folder with --data", USAGE
        )
    keys = load_keys(settings.data_folder)
    async with Database.opened(settings.dsn or "", max_connections=1) as database:
        clock = await city_clock(database)
    ends = clock.now() + SIGNED_FOR / clock.real_s(1.0)
    claims = Claims(settings.cell, operator_id(settings.cell), (), operator_until=ends)
    return sealed(Sealer(keys.seal_keys, keys.current), claims, ends)


def told(said: Mapping[str, Any]) -> list[str]:
    """The nowcast for a person, line by line."""
    per_s, expected, ratio = said["arrivals_per_s"], said["expected_per_s"], said["ratio"]
    lines = [f"people a second {per_s:.2f}, seen {said['seen_s']:.0f} s"]
    if expected is None:
        lines.append("actual / forecast: no forecast given (the operator's page keeps one)")
    elif ratio is None:
        lines.append("actual / forecast: one minute is needed")
    else:
        interval = f"{ratio['low']:.2f} to {ratio['high']:.2f}"
        lines.append(f"actual / forecast {ratio['value']:.2f} ({interval}), {expected:.2f} a second forecast")
    lines += [_resource(each) for each in said["runs_out"]]
    return [*lines, *(f"to do now: {TO_DO[knob]}" for knob in said["knobs"])]


def _resource(each: Mapping[str, Any]) -> str:
    unit = 100 if each["name"] == "budget" else 1
    left, per_hour = each["left"] / unit, each["per_hour"] / unit
    gone = "gone: not in sight"
    if each["out_at"] is not None:
        gone = f"gone at {_minute(each['out_at'])} ({_minute(each['low_at'])} to {_minute(each['high_at'])})"
    short = ", TOO SOON" if each["is_short"] else ""
    return f"{NAMES[each['name']]}: {left:,.0f} left, {per_hour:,.0f} an hour, {gone}{short}"


def _minute(at: str | None) -> str:
    """Of a time in ISO 8601, to the minute, with its zone."""
    return "not in sight" if at is None else f"{at[:10]} {at[11:16]} UTC"
