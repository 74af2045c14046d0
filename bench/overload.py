"""A spike of three and of ten times what the house can do, by naive clients that knock again and again.

    python bench/overload.py [--capacity 30] [--spike 20] [--json] [--seed 1]

The capacity is pinned by configuration, so that this machine can truly offer a multiple of it. Each client has whole
conversations: words, an offer, a tap. Goodput is orders placed a second during the spike (from its third second on) against
the pinned capacity; recovery is when, after the spike, at least 95 % of what is then offered is placed and stays so. A run
whose generator was late by more than LAG_MS_MAX is void.

A third spike, of three times, meets one server; a second one joins it in the first third and is killed (SIGKILL) after the
second. Both share one port, and everybody has a connection of their own.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support import house
from bench.support.crowd import CELL, Crowd
from qianbei.db import Database, Query
from qianbei.kit.seals import Sealer
from qianbei.runtime.city_clock import city_clock
from qianbei.runtime.keys import load_keys
from qianbei.runtime.settings import Settings
from qianbei.views.audit import audit

APPLICATION = "qianbei.runtime.asgi:create"
CALM, CALM_S, AFTER_S = 0.5, 6.0, 30.0
WINDOW_S = 5.0
JOINING_SPIKE_S = 36.0
TAKEN_OVER_S = 6.0
"""A silent worker's part is taken over after four seconds; one for its beat, one for the others'."""
GOODPUT = Query("bench.goodput", "select member, (board->>'goodput_per_s')::float from gate.members")
SETTLING_S = 3.0
SECOND_SERVER = (
    "joined_after_s",
    "goodput_alone",
    "goodput_both",
    "goodput_just_after",
    "goodput_taken_over",
    "most_in_five_seconds",
)
LAG_MS_MAX = 250.0


async def run(capacity: float, spike_s: float, seed: int) -> dict[str, Any]:
    results, load = {}, os.getloadavg()[0]
    with house.durable_postgres() as (folder, dsn):
        settings = msgspec.structs.replace(house.settings_for(folder, dsn), orders_per_s=capacity)
        keys = load_keys(folder)
        async with Database.opened(dsn, max_connections=4) as database:
            clock = await city_clock(database)
            crowd = Crowd(database, clock, Sealer(keys.seal_keys, keys.current), Random(seed))
            await crowd.settle(budget_fen=10**12)
            for times in (3, 10):
                with house.web_server(settings, APPLICATION):
                    run = Run(crowd, folder, settings.port, capacity, times, spike_s, seed)
                    results[f"x{times}"] = await _spike(run, "SHARED")
            with house.web_server(settings, APPLICATION):
                run = Run(crowd, folder, settings.port, capacity, 3, JOINING_SPIKE_S, seed)
                spike, second = await asyncio.gather(_spike(run, "OWN"), _second(settings, database))
            results["two_servers"] = {**spike, **second, **_by_server(spike, second, capacity)}
            findings = await audit(database, CELL)
    for each in results.values():
        for time_of_this_machine in ("placed_s", "began_s", "started_s", "carried_s", "killed_s"):
            each.pop(time_of_this_machine, None)
    broken = {each.name: each.offending[:3] for each in findings if not each.is_kept}
    machine = house.machine()
    return {
        "capacity_per_s": capacity,
        "spike_s": spike_s,
        **results,
        "load": f"{load:.1f} and {os.getloadavg()[0]:.1f}",
        "audit": broken or "clean",
        "seed": seed,
        "machine": {field: getattr(machine, field) for field in machine.__struct_fields__},
    }


class Run(NamedTuple):
    """One spike: so many times the capacity, for so long."""

    crowd: Crowd
    folder: Path
    port: int
    capacity: float
    times: int
    spike_s: float
    seed: int


async def _spike(run: Run, connections: str) -> dict[str, Any]:
    capacity, spike_s = run.capacity, run.spike_s
    phases = [(CALM_S, CALM * capacity), (spike_s, run.times * capacity), (AFTER_S, CALM * capacity)]
    people = sum(int(span_s * rate) + 2 for span_s, rate in phases)
    file = run.folder / "tokens.txt"
    file.write_text("\n".join(await run.crowd.tokens(people)))
    arguments = [str(run.port), str(file), json.dumps(phases), str(run.seed), connections]
    command = [sys.executable, "-m", "bench.support.queuers", *arguments]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=house.ROOT, capture_output=True, text=True, check=True
    )
    report = json.loads(done.stdout)
    placed = sorted(report.pop("placed_s"))
    ends_s = CALM_S + spike_s
    per_s = sum(CALM_S + SETTLING_S <= at < ends_s for at in placed) / (spike_s - SETTLING_S)
    return {
        **report,
        "placed_s": placed,
        "offered_per_s": run.times * capacity,
        "goodput": per_s / capacity,
        "recovery_s": _recovery_s(placed, ends_s, 0.95 * CALM * capacity),
        "commits": 1.0 - report["taps_lost"] / max(1, report["taps"]),
        "placed_per_s_by_5_s": [
            sum(start <= at < start + 5 for at in placed) / 5 for start in range(0, int(ends_s + AFTER_S), 5)
        ],
        "is_void": report["lag_ms_max"] > LAG_MS_MAX,
    }


def _recovery_s(placed: list[float], ends_s: float, per_s: float) -> float:
    """From when on every five seconds have at least so many orders; the whole time when they never have."""
    starts = [ends_s + second for second in range(int(AFTER_S - WINDOW_S) + 1)]
    short = [at for at in starts if _rate(placed, at, at + WINDOW_S) < per_s]
    return max(short) + 1.0 - ends_s if short else 0.0


def _rate(placed: list[float], from_s: float, to_s: float) -> float:
    return sum(from_s <= at < to_s for at in placed) / (to_s - from_s)


async def _second(settings: Settings, database: Database) -> dict[str, float]:
    """A second server joins and is killed; when, on the clock of this machine."""
    await asyncio.sleep(CALM_S + JOINING_SPIKE_S / 3)
    before = {member for member, _ in await _goodput(database)}
    with ExitStack() as stack:
        started_s = time.monotonic()
        process = await asyncio.to_thread(stack.enter_context, house.web_server(settings, APPLICATION))
        while not any(  # noqa: ASYNC110 - another process tells it, in a row
            per_s > 0 for member, per_s in await _goodput(database) if member not in before
        ):
            await asyncio.sleep(0.2)
        carried_s = time.monotonic()
        await asyncio.sleep(max(TAKEN_OVER_S, started_s + JOINING_SPIKE_S / 3 - carried_s))
        os.killpg(process, signal.SIGKILL)
        killed_s = time.monotonic()
    return {"started_s": started_s, "carried_s": carried_s, "killed_s": killed_s}


async def _goodput(database: Database) -> list[tuple[str, float]]:
    """Orders placed a second by each server, as it says itself."""
    async with database.reading() as tx:
        return await tx.rows(GOODPUT)  # type: ignore[return-value]


def _by_server(spike: dict[str, Any], second: dict[str, float], capacity: float) -> dict[str, float]:
    """Goodput before the second server, with both, in the seconds after its end, and when its part was taken over."""
    placed, began_s = spike["placed_s"], spike["began_s"]
    started_s, carried_s, killed_s = (second[key] - began_s for key in ("started_s", "carried_s", "killed_s"))
    ends_s, taken_over_s = CALM_S + JOINING_SPIKE_S, killed_s + TAKEN_OVER_S
    spans = {
        "goodput_alone": (CALM_S + SETTLING_S, started_s),
        "goodput_both": (carried_s, killed_s),
        "goodput_just_after": (killed_s, taken_over_s),
        "goodput_taken_over": (taken_over_s, max(ends_s + SETTLING_S, taken_over_s + WINDOW_S)),
    }
    busiest = max((_rate(placed, at, at + WINDOW_S) for at in placed), default=0.0)
    return {
        **{name: _rate(placed, *span) / capacity for name, span in spans.items()},
        "most_in_five_seconds": busiest / capacity,
        "joined_after_s": carried_s - started_s,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--capacity", type=float, default=30.0, help="orders a second, pinned")
    parser.add_argument("--spike", type=float, default=20.0, help="seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    result = asyncio.run(run(arguments.capacity, arguments.spike, arguments.seed))
    if arguments.json:
        sys.stdout.write(json.dumps(result, indent=2) + "\n")
        return
    for name in ("x3", "x10", "two_servers"):
        each = result[name]
        sys.stdout.write(
            f"{name}: goodput {each['goodput']:.2f}, commits {each['commits']:.4f}, recovery {each['recovery_s']:.0f} s, "
            f"refused p99 {each['refused_p99_ms']:.0f} ms, max {each['refused_ms_max']:.0f} ms, lag "
            f"{each['lag_ms_max']:.0f} ms{' VOID' if each['is_void'] else ''}\n{each['statuses']}\n"
            f"{each['placed_per_s_by_5_s']}\n"
        )
    sys.stdout.write("".join(f"{key}: {result['two_servers'][key]:.2f}\n" for key in SECOND_SERVER))
    sys.stdout.write(f"audit {result['audit']}\n")


if __name__ == "__main__":
    main()
