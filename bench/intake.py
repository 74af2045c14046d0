"""Full orders through HTTP: how many a second, how late, at what cost, and against one transaction an order.

    python bench/intake.py [--seconds 15] [--json]          capacity, cost, and the ratio to one by one
    python bench/intake.py --offered 1157 --seconds 600     how late at that many a second
    python bench/intake.py --orders 1000000                 what an order costs when so many are there already
    python bench/intake.py --orders 10000000 --copied       the same; what is there past 100 thousand are copies

Each order is approved by its own person with a sealed offer of five options and a card: session, seal, hash, expiry,
repeat, card, slot and store are checked, then order, card, card history, job, slot, payment and event are written
with synchronous_commit=on. Web workers (--workers, one a core unless said), PostgreSQL and generator share this
machine. A closed-loop probe finds the capacity; then an open loop offers 95 % of it, 90 %, 85 % … until the answers
come within LATE_MS, and the figures at that rate are the result (median of --runs); what was offered in vain is told
too. The baseline is this very code with batches of one: the same statements in the same order, the writing ones in one
pipeline. The payer and the relay do not run: what happens after the commit is not intake.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support import house
from bench.support.copies import Copies
from bench.support.crowd import CELL, Crowd
from qianbei.db import Database, Query
from qianbei.kit.seals import Sealer
from qianbei.runtime.city_clock import city_clock
from qianbei.runtime.keys import load_keys
from qianbei.runtime.settings import Settings
from qianbei.views.audit import audit

APPLICATION = "qianbei.runtime.asgi:create"
CONNECTIONS = 256
PROBE_S = 4
SHARES = (0.95, 0.9, 0.85, 0.8, 0.7, 0.6)
"""Of the probe's capacity: what is offered, one after the other."""

LATE_MS = 250
"""The 99th percentile above which a rate counts as offered in vain."""

BASELINE_ORDERS = 600
BASELINE_WRITERS = (1, 4, 8, 16)
GUESS_PER_S = 2_000
"""Only sizes the probes; what is measured does not depend on it."""

WARMING_ORDERS = 2_000
GROWTH_MARKS = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000)
COPIED_FROM = 100_000
"""Orders that are placed before any is copied."""

GROWTH_SAMPLE = 8_000
GROWTH_FILL = 50_000


class Bench(NamedTuple):
    """What every mode needs: a house that runs, and people to order."""

    folder: Path
    settings: Settings
    database: Database
    crowd: Crowd

    async def analyzed(self) -> None:
        """PostgreSQL counts its tables, as it does by itself within seconds: plans are then those of a running city."""
        async with self.database.transaction() as tx:
            await tx.run(Query("bench.analyze", "analyze"))

    async def generated(self, count: int, rate: float) -> dict:
        """Sends `count` new approvals; the generator's report."""
        file = self.folder / "requests.bin"
        await self.crowd.requests(count, file, self.settings.port)
        return _checked(await asyncio.to_thread(house.generate, self.settings.port, file, CONNECTIONS, rate))


@asynccontextmanager
async def opened(seed: int) -> AsyncIterator[Bench]:
    with house.durable_postgres() as (folder, dsn):
        settings = house.settings_for(folder, dsn)
        keys = load_keys(folder)
        async with Database.opened(dsn, max_connections=4) as database:
            clock = await city_clock(database)
            crowd = Crowd(database, clock, Sealer(keys.seal_keys, keys.current), Random(seed))
            await crowd.settle(budget_fen=10**12)
            yield Bench(folder, settings, database, crowd)


async def capacity(seconds: int, seed: int, runs: int, workers: int) -> dict:
    """The most orders a second, and the ratio to one transaction an order."""
    async with opened(seed) as bench:
        baseline = {}
        for writers in BASELINE_WRITERS:
            at_once = str(writers)
            with house.web_server(bench.settings, "bench.one_by_one:create", BENCH_WRITERS=at_once):
                baseline[str(writers)] = (await bench.generated(BASELINE_ORDERS, 0))["per_s"]
        with house.web_server(bench.settings, APPLICATION, workers) as server:
            probe = await bench.generated(PROBE_S * GUESS_PER_S, 0)
            await bench.analyzed()
            rates = [share * probe["per_s"] for share in SHARES]
            tried = [await _offered(bench, server, rates[0], seconds, runs)]
            while tried[-1][0]["p99_ms"] > LATE_MS and len(tried) < len(rates):
                tried.append(await _offered(bench, server, rates[len(tried)], seconds, runs))
        found = await audited(bench)
    middle, results = tried[-1]
    return {
        **middle,
        "ratio_to_one_by_one": middle["orders_per_s"] / max(baseline.values()),
        "workers": workers,
        "probe_orders_per_s": probe["per_s"],
        "tried": [
            {part: each[part] for part in ("offered_per_s", "orders_per_s", "p99_ms")} for each, _ in tried
        ],
        "one_by_one_orders_per_s": baseline,
        "runs_orders_per_s": [result["orders_per_s"] for result in results],
        "runs_p99_ms": [result["p99_ms"] for result in results],
        "audit": found,
    }


async def paced(rate: float, seconds: int, seed: int, workers: int) -> dict:
    """How late answers come while `rate` orders a second are offered."""
    async with opened(seed) as bench:
        with house.web_server(bench.settings, APPLICATION, workers) as server:
            await bench.generated(WARMING_ORDERS, 0)
            await bench.analyzed()
            result = await _measured(bench, server, int(rate * seconds), rate)
        return {**result, "seconds": seconds, "workers": workers, "audit": await audited(bench)}


async def growth(orders: int, seed: int, workers: int, *, copied: bool) -> dict:
    """What an order costs when 10 thousand, 30 thousand, 100 thousand … are there, all placed by this same path; or
    those past COPIED_FROM are copies, and the audit is of what stood before."""
    marks = sorted({*(n for n in GROWTH_MARKS if n < orders), orders})
    steps, there, found, copies = [], 0, None, None
    async with opened(seed) as bench:
        with house.web_server(bench.settings, APPLICATION, workers) as server:
            for mark in marks:
                if copied and there >= COPIED_FROM:
                    found = found or await audited(bench)
                    copies = copies or await Copies.begun(bench.database)
                    times = (mark - there) // copies.orders
                    await copies.add(times)
                    there += times * copies.orders
                    await copies.rest()
                while there < mark - GROWTH_SAMPLE:
                    count = min(GROWTH_FILL, mark - GROWTH_SAMPLE - there)
                    await bench.generated(count, 0)
                    there += count
                step = await _measured(bench, server, GROWTH_SAMPLE, 0)
                there += GROWTH_SAMPLE
                steps.append({"orders_there": there, **step})
        return {"steps": steps, "copied": copied, "workers": workers, "audit": found or await audited(bench)}


async def _offered(
    bench: Bench, server: int, rate: float, seconds: int, runs: int
) -> tuple[dict, list[dict]]:
    """The run in the middle by its p99, and all of them."""
    results = [await _measured(bench, server, int(rate * seconds), rate) for _ in range(runs)]
    return sorted(results, key=lambda result: result["p99_ms"])[len(results) // 2], results


async def audited(bench: Bench) -> str | dict:
    findings = await audit(bench.database, CELL)
    return {each.name: each.offending[:3] for each in findings if not each.is_kept} or "clean"


async def _measured(bench: Bench, server: int, count: int, rate: float) -> dict:
    """One run, open loop unless `rate` is 0: figures, CPU by part, rows and WAL an order."""
    file, database = bench.folder / "requests.bin", bench.database
    await bench.crowd.requests(count, file, bench.settings.port)
    postgres = house.postmaster(bench.folder)
    rows, wal = await house.rows_written(database), await house.wal_bytes(database)
    web_s, postgres_s = house.cpu_s(server), house.cpu_s(postgres)
    report = _checked(await asyncio.to_thread(house.generate, bench.settings.port, file, CONNECTIONS, rate))
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
    parser.add_argument("--offered", type=float, help="orders a second to offer, instead of the capacity")
    parser.add_argument("--orders", type=int, help="grow to so many orders, measuring on the way")
    parser.add_argument("--copied", action="store_true", help="grow by copies past 100 thousand orders")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="web worker processes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    if given.orders:
        result = asyncio.run(growth(given.orders, given.seed, given.workers, copied=given.copied))
    elif given.offered:
        result = asyncio.run(paced(given.offered, given.seconds, given.seed, given.workers))
    else:
        result = asyncio.run(capacity(given.seconds, given.seed, given.runs, given.workers))
    result |= {"seed": given.seed, "machine": vars_of(house.machine())}
    if given.json:
        sys.stdout.write(json.dumps(result, indent=2) + "\n")
        return
    for step in result.get("steps", [result]):
        sys.stdout.write(_line(step))
    if "ratio_to_one_by_one" in result:
        sys.stdout.write(f"{result['ratio_to_one_by_one']:.1f} x one transaction an order (best of 1-16)\n")
    sys.stdout.write(f"audit {result['audit']}\n")


def _line(step: dict) -> str:
    cpu = ", ".join(f"{part} {us:.0f}" for part, us in step["cpu_us_per_order"].items())
    there = f"{step['orders_there']:,} there: " if "orders_there" in step else ""
    return (
        f"{there}{step['orders_per_s']:.0f} orders/s, p50 {step['p50_ms']:.0f} ms, p99 {step['p99_ms']:.0f} ms, "
        f"CPU us an order: {cpu}, {step['rows_per_order']:.1f} rows and "
        f"{step['wal_bytes_per_order']:.0f} B of WAL an order\n"
    )


if __name__ == "__main__":
    main()
