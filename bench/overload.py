"""A spike of three and of ten times what the house can do, by naive clients that knock again and again.

    python bench/overload.py [--capacity 30] [--spike 20] [--json] [--seed 1]

The capacity is pinned by configuration, so that this machine can truly offer a multiple of it. Each client has whole
conversations: words, an offer, a tap. Goodput is orders placed a second during the spike (from its third second on) against
the pinned capacity; recovery is how long after the spike half the capacity, offered, waits for nothing. A run whose
generator was late by more than LAG_MS_MAX is void.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support import house
from bench.support.crowd import CELL, Crowd
from qianbei.db import Database
from qianbei.kit.seals import Sealer
from qianbei.runtime.city_clock import city_clock
from qianbei.runtime.keys import load_keys
from qianbei.views.audit import audit

CALM, CALM_S, AFTER_S = 0.5, 6.0, 20.0
SETTLING_S = 3.0
LAG_MS_MAX = 250.0


async def run(capacity: float, spike_s: float, seed: int) -> dict[str, Any]:
    results = {}
    with house.durable_postgres() as (folder, dsn):
        settings = msgspec.structs.replace(house.settings_for(folder, dsn), orders_per_s=capacity)
        keys = load_keys(folder)
        async with Database.opened(dsn, max_connections=4) as database:
            clock = await city_clock(database)
            crowd = Crowd(database, clock, Sealer(keys.seal_keys, keys.current), Random(seed))
            await crowd.settle(budget_fen=10**12)
            for times in (3, 10):
                with house.web_server(settings, "qianbei.runtime.asgi:create"):
                    results[f"x{times}"] = await _spike(
                        crowd, folder, settings.port, capacity, times, spike_s, seed
                    )
            findings = await audit(database, CELL)
    broken = {each.name: each.offending[:3] for each in findings if not each.is_kept}
    machine = house.machine()
    return {
        "capacity_per_s": capacity,
        "spike_s": spike_s,
        **results,
        "audit": broken or "clean",
        "seed": seed,
        "machine": {field: getattr(machine, field) for field in machine.__struct_fields__},
    }


async def _spike(
    crowd: Crowd, folder: Path, port: int, capacity: float, times: int, spike_s: float, seed: int
) -> dict[str, Any]:
    phases = [(CALM_S, CALM * capacity), (spike_s, times * capacity), (AFTER_S, CALM * capacity)]
    people = sum(int(span_s * rate) + 2 for span_s, rate in phases)
    file = folder / "tokens.txt"
    file.write_text("\n".join(await crowd.tokens(people)))
    command = [
        sys.executable,
        "-m",
        "bench.support.queuers",
        str(port),
        str(file),
        json.dumps(phases),
        str(seed),
    ]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=house.ROOT, capture_output=True, text=True, check=True
    )
    report = json.loads(done.stdout)
    placed = report.pop("placed_s")
    ends_s = CALM_S + spike_s
    per_s = sum(CALM_S + SETTLING_S <= at < ends_s for at in placed) / (spike_s - SETTLING_S)
    return {
        **report,
        "offered_per_s": times * capacity,
        "goodput": per_s / capacity,
        "commits": 1.0 - report["taps_lost"] / max(1, report["taps"]),
        "placed_per_s_by_5_s": [
            sum(start <= at < start + 5 for at in placed) / 5 for start in range(0, int(ends_s + AFTER_S), 5)
        ],
        "is_void": report["lag_ms_max"] > LAG_MS_MAX,
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
    for times in ("x3", "x10"):
        each = result[times]
        sys.stdout.write(
            f"{times}: goodput {each['goodput']:.2f}, commits {each['commits']:.4f}, refused p99 "
            f"{each['refused_p99_ms']:.0f} ms, max {each['refused_ms_max']:.0f} ms, lag {each['lag_ms_max']:.0f} ms"
            f"{' VOID' if each['is_void'] else ''}\n{each['statuses']}\n{each['placed_per_s_by_5_s']}\n"
        )
    sys.stdout.write(f"audit {result['audit']}\n")


if __name__ == "__main__":
    main()
