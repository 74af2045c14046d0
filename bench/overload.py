"""A spike of three and of ten times what the house can do, by naive clients that knock again and again.

    python bench/overload.py [--capacity 20] [--spike 20] [--only x3 x10 two_servers] [--json] [--seed 1]

The capacity is pinned by configuration, so that this machine can truly offer a multiple of it. Each client has whole
conversations: words, an offer, a tap. Orders are counted in the database, ten times a second. Goodput is orders placed a
second during the spike (from its third second on) against the pinned capacity; recovery is when, after the spike, at least
95 % of what is then offered is placed and stays so. A run whose generator was late by more than LAG_MS_MAX is void.

A third spike, of three times, meets one server; a second one joins it in the first third and is killed (SIGKILL) after the
second. Both share one port, and everybody has a connection of their own. What must be true is told by name, with its
figure (`bench.support.proofs`).
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support import house
from bench.support.counting import Placed, counted
from bench.support.crowd import CELL, Crowd
from bench.support.proofs import proved
from qianbei.db import Database, Query
from qianbei.kit.seals import Sealer
from qianbei.runtime.city_clock import city_clock
from qianbei.runtime.keys import load_keys
from qianbei.runtime.settings import Settings
from qianbei.views.audit import audit

APPLICATION = "qianbei.runtime.asgi:create"
CALM, CALM_S, AFTER_S = 0.5, 6.0, 30.0
WINDOW_S = 5.0
JOINING_SPIKE_S = 45.0
TAKEN_OVER_S = 6.0
"""A killed worker's part is taken over within three seconds; as many for people to come who are called for it."""
GOODPUT = Query("bench.goodput", "select member, (board->>'goodput_per_s')::float from gate.members")
SETTLING_S = 3.0
SPIKES = ("x3", "x10", "two_servers")
LAG_MS_MAX = 250.0


async def run(capacity: float, spike_s: float, seed: int, only: Sequence[str]) -> dict[str, Any]:
    results, load = {}, os.getloadavg()[0]
    with house.durable_postgres() as (folder, dsn):
        settings = msgspec.structs.replace(house.settings_for(folder, dsn), orders_per_s=capacity)
        keys = load_keys(folder)
        async with Database.opened(dsn, max_connections=4) as database:
            clock = await city_clock(database)
            crowd = Crowd(database, clock, Sealer(keys.seal_keys, keys.current), Random(seed))
            await crowd.settle(budget_fen=10**12)
            for name, times in (("x3", 3), ("x10", 10)):
                if name in only:
                    with house.web_server(settings, APPLICATION):
                        run = Run(crowd, folder, settings.port, capacity, times, spike_s, seed)
                        results[name] = await _spike(run, database)
            if "two_servers" in only:
                with house.web_server(settings, APPLICATION):
                    run = Run(crowd, folder, settings.port, capacity, 3, JOINING_SPIKE_S, seed)
                    results["two_servers"] = await _joined_spike(run, settings, database)
            findings = await audit(database, CELL)
    broken = {each.name: each.offending[:3] for each in findings if not each.is_kept}
    machine = house.machine()
    result = {
        "capacity_per_s": capacity,
        "spike_s": spike_s,
        **results,
        "load": f"{load:.1f} and {os.getloadavg()[0]:.1f}",
        "audit": broken or "clean",
        "seed": seed,
        "machine": {field: getattr(machine, field) for field in machine.__struct_fields__},
    }
    return {**result, "proved": msgspec.to_builtins(proved(result))}


class Run(NamedTuple):
    """One spike: so many times the capacity, for so long."""

    crowd: Crowd
    folder: Path
    port: int
    capacity: float
    times: int
    spike_s: float
    seed: int

    @property
    def phases(self) -> list[tuple[float, float]]:
        """(seconds, arrivals a second)"""
        calm = CALM * self.capacity
        return [(CALM_S, calm), (self.spike_s, self.times * self.capacity), (AFTER_S, calm)]


async def _spike(run: Run, database: Database) -> dict[str, Any]:
    async with counted(database) as placed:
        report = await _offered(run, "SHARED")
    return _told(run, report, placed)


async def _joined_spike(run: Run, settings: Settings, database: Database) -> dict[str, Any]:
    async with counted(database) as placed:
        report, second = await asyncio.gather(_offered(run, "OWN"), _second(settings, database))
    return {**_told(run, report, placed), **_by_server(run, report, second, placed)}


async def _offered(run: Run, connections: str) -> dict[str, Any]:
    """What the generator says of its people."""
    people = sum(int(span_s * rate) + 2 for span_s, rate in run.phases)
    file = run.folder / "tokens.txt"
    file.write_text("\n".join(await run.crowd.tokens(people)))
    arguments = [str(run.port), str(file), json.dumps(run.phases), str(run.seed), connections]
    command = [sys.executable, "-m", "bench.support.queuers", *arguments]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=house.ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def _told(run: Run, report: dict[str, Any], placed: Placed) -> dict[str, Any]:
    began_s, capacity = report["began_s"], run.capacity
    ends_s = began_s + CALM_S + run.spike_s
    goodput_per_s = placed.per_s(began_s + CALM_S + SETTLING_S, ends_s)
    return {
        **{key: value for key, value in report.items() if key != "began_s"},
        "offered_per_s": run.times * capacity,
        "goodput": goodput_per_s / capacity,
        "recovery_s": _recovery_s(placed, ends_s, 0.95 * CALM * capacity),
        "commits": 1.0 - report["taps_lost"] / max(1, report["taps"]),
        "placed_per_s_by_5_s": [
            round(placed.per_s(began_s + start, began_s + start + 5), 1)
            for start in range(0, int(CALM_S + run.spike_s + AFTER_S), 5)
        ],
        "lag_ms_bound": LAG_MS_MAX,
        "is_void": report["lag_ms_max"] > LAG_MS_MAX,
    }


def _recovery_s(placed: Placed, ends_s: float, per_s: float) -> float:
    """From when on every five seconds have at least so many orders; the whole time when they never have."""
    starts = [ends_s + second for second in range(int(AFTER_S - WINDOW_S) + 1)]
    short = [at for at in starts if placed.per_s(at, at + WINDOW_S) < per_s]
    return max(short) + 1.0 - ends_s if short else 0.0


async def _second(settings: Settings, database: Database) -> dict[str, float]:
    """A second server joins and is killed; when, on the clock of this machine."""
    await asyncio.sleep(CALM_S + JOINING_SPIKE_S / 3)
    before = {member for member, _ in await _goodput(database)}
    with ExitStack() as stack:
        started_s = time.monotonic()
        kill_s = started_s + JOINING_SPIKE_S / 3
        process = await asyncio.to_thread(stack.enter_context, house.web_server(settings, APPLICATION))
        while time.monotonic() < kill_s and not any(  # noqa: ASYNC110 - another process tells it, in a row
            per_s > 0 for member, per_s in await _goodput(database) if member not in before
        ):
            await asyncio.sleep(0.2)
        carried_s = time.monotonic()
        await asyncio.sleep(kill_s - carried_s)
        os.killpg(process, signal.SIGKILL)
        killed_s = time.monotonic()
    return {"started_s": started_s, "carried_s": carried_s, "killed_s": killed_s}


async def _goodput(database: Database) -> list[tuple[str, float]]:
    """Orders placed a second by each server, as it says itself."""
    async with database.reading() as tx:
        return await tx.rows(GOODPUT)  # type: ignore[return-value]


def _by_server(
    run: Run, report: dict[str, Any], second: dict[str, float], placed: Placed
) -> dict[str, float]:
    """Goodput before the second server, with both, in the seconds after its end, and when its part was taken over."""
    began_s, capacity = report["began_s"], run.capacity
    started_s, carried_s, killed_s = second["started_s"], second["carried_s"], second["killed_s"]
    taken_over_s = killed_s + TAKEN_OVER_S
    ends_s = max(began_s + CALM_S + run.spike_s, taken_over_s + WINDOW_S)
    spans = {
        "goodput_alone": (began_s + CALM_S + SETTLING_S, started_s),
        "goodput_both": (min(carried_s + SETTLING_S, killed_s - SETTLING_S), killed_s),
        "goodput_just_after": (killed_s, taken_over_s),
        "goodput_taken_over": (taken_over_s, ends_s),
    }
    return {
        **{name: placed.per_s(*span) / capacity for name, span in spans.items()},
        "most_in_five_seconds": placed.most_per_s(WINDOW_S) / capacity,
        "most_after_the_kill": placed.most_per_s(WINDOW_S, killed_s) / capacity,
        "joined_after_s": carried_s - started_s,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--capacity", type=float, default=20.0, help="orders a second, pinned")
    parser.add_argument("--spike", type=float, default=20.0, help="seconds")
    parser.add_argument("--only", nargs="+", choices=SPIKES, default=SPIKES, help="these spikes alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    result = asyncio.run(run(arguments.capacity, arguments.spike, arguments.seed, arguments.only))
    if arguments.json:
        sys.stdout.write(json.dumps(result, indent=2) + "\n")
        return
    for name in arguments.only:
        sys.stdout.write(f"{name}: {result[name]['statuses']}\n{result[name]['placed_per_s_by_5_s']}\n")
    for name, proof in result["proved"].items():
        said = "yes" if proof["is_true"] else "NO"
        bound = f"{proof['must'].replace('_', ' ')} {proof['bound']:g}"
        sys.stdout.write(f"{said:<4}{name:<40}{proof['figure']:>10.3f}   {bound}\n")


if __name__ == "__main__":
    main()
