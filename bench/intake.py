"""Full orders through HTTP: how many a second, how late, at what cost, and against one transaction an order.

    python bench/intake.py [--seconds 15] [--json] [--seed 1]

Each order is approved by its own person with a sealed offer of five options and a card: session, seal, hash, expiry,
repeat, card, slot and store are checked, then order, card, card history, job, slot, payment and event are written
with synchronous_commit=on. Web worker, PostgreSQL and generator share this machine. A closed-loop probe finds the
capacity; then an open loop offers 95 % of it, and its figures are the result (median of --runs). The baseline is this
very code with batches of one: the same statements in the same order, not sent in one pipeline. The payer and the relay
do not run: what happens after the commit is not intake.
"""

import argparse
import asyncio
import json
import statistics
import sys
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support import house
from bench.support.crowd import CELL, Crowd
from qianbei.db import Database
from qianbei.kit.seals import Sealer
from qianbei.runtime.city_clock import city_clock
from qianbei.runtime.keys import load_keys
from qianbei.views.audit import audit

CONNECTIONS = 256
PROBE_S = 4
BASELINE_ORDERS = 600
BASELINE_WRITERS = (1, 4, 8, 16)
GUESS_PER_S = 2_000
"""Only sizes the probes; what is measured does not depend on it."""


async def run(seconds: int, seed: int, runs: int) -> dict:
    with house.durable_postgres() as (folder, dsn):
        settings = house.settings_for(folder, dsn)
        keys = load_keys(folder)
        async with Database.opened(dsn, max_connections=4) as database:
            clock = await city_clock(database)
            crowd = Crowd(database, clock, Sealer(keys.seal_keys, keys.current), Random(seed))
            await crowd.settle(budget_fen=10**12)
            file = folder / "requests.bin"
            baseline = {}
            for writers in BASELINE_WRITERS:
                await crowd.requests(BASELINE_ORDERS, file, settings.port)
                environment = {"BENCH_WRITERS": str(writers)}
                with house.web_server(settings, "bench.one_by_one:create", **environment):
                    report = await asyncio.to_thread(house.generate, settings.port, file, CONNECTIONS, 0)
                baseline[str(writers)] = _checked(report)["per_s"]
            with house.web_server(settings, "qianbei.runtime.asgi:create") as server:
                await crowd.requests(PROBE_S * GUESS_PER_S, file, settings.port)
                probe = _checked(await asyncio.to_thread(house.generate, settings.port, file, CONNECTIONS, 0))
                rate = 0.95 * probe["per_s"]
                results = []
                for _ in range(runs):
                    await crowd.requests(int(rate * seconds), file, settings.port)
                    results.append(await _measured(database, folder, settings.port, server, file, rate))
            findings = await audit(database, CELL)
        broken = {each.name: each.offending[:3] for each in findings if not each.is_kept}
    middle = sorted(results, key=lambda result: result["orders_per_s"])[len(results) // 2]
    best = max(baseline.values())
    return {
        **middle,
        "ratio_to_one_by_one": middle["orders_per_s"] / best,
        "probe_orders_per_s": probe["per_s"],
        "one_by_one_orders_per_s": baseline,
        "runs_orders_per_s": [result["orders_per_s"] for result in results],
        "runs_p99_ms": [result["p99_ms"] for result in results],
        "p99_ms_median": statistics.median(result["p99_ms"] for result in results),
        "audit": broken or "clean",
        "seed": seed,
        "machine": vars_of(house.machine()),
    }


async def _measured(
    database: Database, folder: Path, port: int, server: int, file: Path, rate: float
) -> dict:
    """One open-loop run: figures, CPU by part, rows and WAL an order."""
    postgres = house.postmaster(folder)
    rows, wal = await house.rows_written(database), await house.wal_bytes(database)
    web_s, postgres_s = house.cpu_s(server), house.cpu_s(postgres)
    report = _checked(await asyncio.to_thread(house.generate, port, file, CONNECTIONS, rate))
    web_s, postgres_s = house.cpu_s(server) - web_s, house.cpu_s(postgres) - postgres_s
    orders = report["requests"]
    written = {
        table: (count - rows.get(table, 0)) / orders
        for table, count in (await house.rows_written(database)).items()
        if count > rows.get(table, 0)
    }
    return {
        "orders_per_s": report["per_s"],
        "offered_per_s": rate,
        "p50_ms": report["p50_ms"],
        "p99_ms": report["p99_ms"],
        "orders": orders,
        "generator_lag_ms_max": report["lag_ms_max"],
        "cpu_us_per_order": {
            "web": web_s / orders * 1e6,
            "postgres": postgres_s / orders * 1e6,
            "generator": report["cpu_s"] / orders * 1e6,
        },
        "rows_per_order": sum(written.values()),
        "rows_per_order_by_table": dict(sorted(written.items())),
        "wal_bytes_per_order": (await house.wal_bytes(database) - wal) / orders,
    }


def _checked(report: dict) -> dict:
    """A run that was not all 201 measured something else."""
    if set(report["statuses"]) != {"201"}:
        raise SystemExit(f"void: not every order was placed: {report['statuses']}")
    return report


def vars_of(machine: house.Machine) -> dict:
    return {field: getattr(machine, field) for field in machine.__struct_fields__}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=15, help="length of each open-loop run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    result = asyncio.run(run(arguments.seconds, arguments.seed, arguments.runs))
    if arguments.json:
        sys.stdout.write(json.dumps(result, indent=2) + "\n")
        return
    sys.stdout.write(
        f"{result['orders_per_s']:.0f} orders/s offered open loop, p50 {result['p50_ms']:.0f} ms, "
        f"p99 {result['p99_ms']:.0f} ms\n"
        f"{result['ratio_to_one_by_one']:.1f} x one transaction an order (best of 1-16 connections)\n"
        f"CPU us an order: { {k: round(v) for k, v in result['cpu_us_per_order'].items()} }\n"
        f"{result['rows_per_order']:.1f} rows and {result['wal_bytes_per_order']:.0f} B of WAL an order\n"
        f"audit {result['audit']}\n"
    )


if __name__ == "__main__":
    main()
