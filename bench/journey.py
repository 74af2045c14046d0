"""Whole journeys through HTTP: words → offer → approval → placed → status. How many a second, and where the time goes.

    python bench/journey.py [--journeys 4000] [--connections 128] [--workers 2] [--paced 10] [--json] [--seed 1]

Each journey is a new person's, with a door and a card, in a city of sixty stores that share one real menu: the
reader reads the words, stores are compared and quoted, the offer is sealed, approved, placed (synchronous_commit=on)
and read back. Then PACED_SHARE of what was reached is offered for --paced seconds, to see how late answers come. Web workers (one a core unless said), PostgreSQL and generator share this machine; payer and relay do
not run. Afterwards the audit is run.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.intake import APPLICATION, Bench, audited, opened, vars_of
from bench.support import house
from bench.support.crowd import WORDS

WARMING_JOURNEYS = 300
PACED_SHARE = 0.6
"""Of what was reached as fast as possible: so much is offered to see how late answers come below saturation."""


async def generated(bench: Bench, count: int, connections: int, rate: float = 0.0) -> dict:
    """Runs so many journeys of new people, from a process of its own; the generator's report. Without a rate they are made
    as fast as they are answered."""
    file = bench.folder / "tokens.txt"
    file.write_text("\n".join(await bench.crowd.tokens(count)))
    module = [sys.executable, "-m", "bench.support.journeys"]
    command = [*module, str(bench.settings.port), str(file), str(connections), WORDS, str(rate)]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=house.ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"void: {done.stderr.strip().splitlines()[-1][-600:]}")
    return json.loads(done.stdout)


async def run(journeys: int, connections: int, workers: int, paced_s: int, seed: int) -> dict:
    async with opened(seed) as bench:
        with house.web_server(bench.settings, APPLICATION, workers) as server:
            await generated(bench, WARMING_JOURNEYS, connections)
            await bench.analyzed()
            postgres = house.postmaster(bench.folder)
            web_s, postgres_s = house.cpu_s(server), house.cpu_s(postgres)
            report = await generated(bench, journeys, connections)
            web_s, postgres_s = house.cpu_s(server) - web_s, house.cpu_s(postgres) - postgres_s
            rate = PACED_SHARE * report["journeys_per_s"]
            paced = await generated(bench, max(1, int(rate * paced_s)), connections, rate)
        cpu_s = {"web": web_s, "postgres": postgres_s, "generator": report.pop("cpu_s")}
        return {
            **report,
            "connections": connections,
            "workers": workers,
            "cpu_us_per_journey": {part: each / journeys * 1e6 for part, each in cpu_s.items()},
            "paced": {"offered_per_s": rate} | {spread: paced[spread] for spread in ("p50_ms", "p99_ms")},
            "audit": await audited(bench),
            "seed": seed,
            "machine": vars_of(house.machine()),
        }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--journeys", type=int, default=4_000)
    parser.add_argument("--connections", type=int, default=128)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--paced", type=int, default=10, help="seconds below saturation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    result = asyncio.run(run(given.journeys, given.connections, given.workers, given.paced, given.seed))
    if given.json:
        sys.stdout.write(json.dumps(result, indent=2) + "\n")
        return
    sys.stdout.write(f"{result['journeys_per_s']:.0f} journeys/s\n")
    for part, us in result["cpu_us_per_journey"].items():
        sys.stdout.write(f"CPU us a journey, {part}: {us:.0f}\n")
    for step, ms in result["p99_ms"].items():
        sys.stdout.write(f"{step}: p50 {result['p50_ms'][step]:.0f} ms, p99 {ms:.0f} ms\n")
    paced = result["paced"]
    late = ", ".join(f"{step} {ms:.0f}" for step, ms in paced["p99_ms"].items())
    sys.stdout.write(f"at {paced['offered_per_s']:.0f} a second, p99 ms: {late}\n")
    sys.stdout.write(f"audit {result['audit']}\n")


if __name__ == "__main__":
    main()
