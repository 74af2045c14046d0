"""Whole journeys through HTTP: words → offer → approval → placed → status. How many a second, and where the time goes.

    python bench/journey.py [--journeys 4000] [--connections 128] [--workers 2] [--paced 10] [--json] [--seed 1]

Each journey is a new person's, with a door and a card, in a city of sixty stores that share one real menu: the
reader reads the words, stores are compared and quoted, the offer is sealed, approved, placed (synchronous_commit=on)
and read back. Then PACED_SHARES of what was reached are offered for --paced seconds each, to see how late answers come: to
the generator, which shares the cores and waits for them too, and by the server's own figures, from a request's arrival to its
answer. Web workers (one a core unless said), PostgreSQL and generator share this machine; payer and relay do not run.
Afterwards the audit is run.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.intake import APPLICATION, Bench, audited, opened, vars_of
from bench.support import house
from bench.support.crowd import WORDS

WARMING_JOURNEYS = 300
PACED_SHARES = (0.4, 0.6)
"""Of what was reached as fast as possible: so much is offered to see how late answers come below saturation."""

ROUTES = {"turn": "/api/v1/turn", "approve": "/api/v1/orders", "status": "/api/v1/orders/"}
Counts = dict[float, float]
"""Requests answered within so many seconds, by seconds."""

COUNTED_S = 1.0
"""By then every worker has counted what it answered (`qianbei.web.metrics.COUNTED_EVERY_S`)."""


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


async def offered(bench: Bench, rate: float, seconds: int, connections: int) -> dict:
    """How late answers come at a rate: to the generator, and in the server."""
    before = await served(bench)
    report = await generated(bench, max(1, int(rate * seconds)), connections, rate)
    after = await served(bench)
    counts = {step: {s: n - before[step][s] for s, n in after[step].items()} for step in ROUTES}
    return {
        "offered_per_s": rate,
        "p50_ms": report["p50_ms"],
        "p99_ms": report["p99_ms"],
        "server_p50_ms": {step: within_ms(count, 0.5) for step, count in counts.items()},
        "server_p99_ms": {step: within_ms(count, 0.99) for step, count in counts.items()},
    }


async def served(bench: Bench) -> dict[str, Counts]:
    """What the workers together counted so far: requests by step and the time within which they were answered."""
    await asyncio.sleep(COUNTED_S)
    async with httpx.AsyncClient(trust_env=False) as client:
        said = await client.get(f"http://127.0.0.1:{bench.settings.port}/metrics")
    counts: dict[str, Counts] = {step: {} for step in ROUTES}
    steps = {route: step for step, route in ROUTES.items()}
    for family in text_string_to_metric_families(said.text):
        for sample in family.samples:
            if sample.name == "qianbei_http_first_byte_seconds_bucket" and sample.labels["route"] in steps:
                counts[steps[sample.labels["route"]]][float(sample.labels["le"])] = sample.value
    return counts


def within_ms(counts: Counts, share: float) -> float:
    """The time within which that share was answered, evenly spread in its bucket, as Prometheus reckons it."""
    wanted, lower_s, lower = share * max(counts.values()), 0.0, 0.0
    for upper_s, count in sorted(counts.items()):
        if count >= wanted:
            return (lower_s + (upper_s - lower_s) * (wanted - lower) / (count - lower)) * 1000
        lower_s, lower = upper_s, count
    raise AssertionError("the last bucket holds all")


async def run(journeys: int, connections: int, workers: int, paced_s: int, seed: int) -> dict:
    async with opened(seed) as bench:
        with house.web_server(bench.settings, APPLICATION, workers) as server:
            await generated(bench, WARMING_JOURNEYS, connections)
            await bench.analyzed()
            postgres = house.postmaster(bench.folder)
            web_s, postgres_s = house.cpu_s(server), house.cpu_s(postgres)
            report = await generated(bench, journeys, connections)
            web_s, postgres_s = house.cpu_s(server) - web_s, house.cpu_s(postgres) - postgres_s
            rates = [share * report["journeys_per_s"] for share in PACED_SHARES]
            paced = [await offered(bench, rate, paced_s, connections) for rate in rates]
        cpu_s = {"web": web_s, "postgres": postgres_s, "generator": report.pop("cpu_s")}
        return {
            **report,
            "connections": connections,
            "workers": workers,
            "cpu_us_per_journey": {part: each / journeys * 1e6 for part, each in cpu_s.items()},
            "paced": paced,
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
    for paced in result["paced"]:
        for whose in ("p99_ms", "server_p50_ms", "server_p99_ms"):
            late = ", ".join(f"{step} {ms:.0f}" for step, ms in paced[whose].items())
            sys.stdout.write(f"at {paced['offered_per_s']:.0f} a second, {whose}: {late}\n")
    sys.stdout.write(f"audit {result['audit']}\n")


if __name__ == "__main__":
    main()
