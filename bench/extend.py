"""What it costs to make very many cards good for longer, batch by batch, while none is lost to a kill.

    python bench/extend.py [--cards 100000] [--json] [--seed 1]

Cards are issued by the path of the house, then one plan extends them all: a lock, an update and a row of history for
each, committed batch by batch with synchronous_commit=on. The cost for ten million is extrapolated from the cost a
card, and said to be; how flat that cost is shows the last tenth of the batches beside the first.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median

import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support import house
from bench.support.joining import issue_joining_cards
from qianbei.campaigns.contracts import BulkKind, BulkPlan, BulkState, Campaign, Chosen
from qianbei.db import Database
from qianbei.flows import bulk
from qianbei.flows.campaign import open_campaign
from qianbei.kit.ids import new_id
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from qianbei.runtime.city_clock import city_clock
from qianbei.views.audit import audit

CELL = 1
MANY = 10_000_000
ISSUED_AT_ONCE = 5_000
NAME = {"zh-Hans": "压测", "en": "Bench"}


async def issued(database: Database, random: Random, count: int) -> Campaign:
    """A campaign whose `count` people have a card each."""
    clock = await city_clock(database)
    at = clock.now()
    campaign = Campaign(new_id(at, random), NAME, 2_500, 10**13, at, at + timedelta(days=10))
    async with database.transaction() as tx:
        await open_campaign(tx, CELL, campaign)
    for start in range(0, count, ISSUED_AT_ONCE):
        ids = [new_id(at, random) for _ in range(min(ISSUED_AT_ONCE, count - start))]
        async with database.transaction() as tx:
            await people.create_guests(tx, [NewGuest(CELL, each, "zh-Hans", at) for each in ids])
            await issue_joining_cards(tx, CELL, ids, clock.now())
    return campaign


async def extended(database: Database, random: Random, campaign: Campaign) -> list[float]:
    """Seconds of each batch of one plan over all cards."""
    at = (await city_clock(database)).now()
    plan = BulkPlan(
        new_id(at, random),
        BulkKind.EXTEND,
        Chosen(campaign.campaign_id),
        at + timedelta(days=20),
        "bench",
        at,
    )
    async with database.transaction() as tx:
        await bulk.make(tx, CELL, plan)
        await bulk.begin(tx, CELL, plan.plan_id)
    seconds: list[float] = []
    while True:
        began = time.perf_counter()
        now = await bulk.step(database, CELL, plan.plan_id, at)
        assert isinstance(now, BulkPlan), now
        if now.state is BulkState.APPLIED:
            return seconds
        seconds.append(time.perf_counter() - began)


async def measured(dsn: str, folder: Path, cards: int, seed: int) -> dict[str, object]:
    """The figures of one run."""
    random, postmaster = Random(seed), house.postmaster(folder)
    async with Database.opened(dsn, max_connections=2) as database:
        campaign = await issued(database, random, cards)
        cpu_s = house.cpu_s(postmaster)
        batches = await extended(database, random, campaign)
        cpu_s = house.cpu_s(postmaster) - cpu_s
        broken = [each.name for each in await audit(database, CELL) if not each.is_kept]
    tenth = max(1, len(batches) // 10)
    a_card_us = sum(batches) / cards * 1e6
    return {
        "cards": cards,
        "seconds": round(sum(batches), 2),
        "a_card_us": round(a_card_us, 1),
        "postgres_cpu_a_card_us": round(cpu_s / cards * 1e6, 1),
        "batch_ms_median": round(median(batches) * 1e3, 1),
        "batch_ms_max": round(max(batches) * 1e3, 1),
        "last_tenth_over_first": round(median(batches[-tenth:]) / median(batches[:tenth]), 2),
        "ten_million_s": round(a_card_us * MANY / 1e6),
        "ten_million_is": "measured" if cards == MANY else f"extrapolated from {cards}",
        "audit": broken or "clean",
    }


def main(arguments: Sequence[str]) -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--cards", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args(arguments)
    with house.durable_postgres() as (folder, dsn):
        found = uvloop.run(measured(dsn, folder, asked.cards, asked.seed))
    machine = house.machine()
    where = {field: getattr(machine, field) for field in machine.__struct_fields__}
    report = {**found, "seed": asked.seed, "machine": where}
    lines = [f"{name:>24}  {value}" for name, value in found.items()]
    sys.stdout.write(json.dumps(report, indent=2) + "\n" if asked.json else "\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
