"""Card claims: how many a second, at what cost, and against one hot row.

    python bench/claims.py [--claims 100000] [--json] [--seed 1]
    python bench/claims.py --cards 1000000 [--json]        how the cost of a claim grows with the cards there are

A claim is a person's joining card with its money set aside: one card, one transfer, balances, all committed with
synchronous_commit=on. People exist before; each claims once. Measured is what a web worker would run: natural batches
in front of two writers, each with its own lease. The baseline is one transaction a claim on the one budget row, with
the same statements and rows in one pipeline, best of 1 to 16 connections. Holds are those cards put on orders, in
batches of the same size. One process claims, one PostgreSQL writes; both share this machine.
"""

import argparse
import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.support import house
from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import DIRECT
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Campaign, CardEvent, CardMove, Issued, card_id_of, joining
from qianbei.db import Database, load_queries
from qianbei.db.batcher import Batcher
from qianbei.flows import money
from qianbei.flows.campaign import open_campaign
from qianbei.flows.claim_batches import Claims
from qianbei.kit.clock import Clock
from qianbei.kit.ids import new_id
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from qianbei.runtime.city_clock import city_clock
from qianbei.views.audit import audit

CELL = 1
FACE_FEN = 2_500
BATCH_MAX = 1_000
WRITERS = 2
WAITING = 4_000
"""Claims in flight: as many as wait while both writers are busy."""

HOT_ROW_CLAIMS = 3_000
HOT_ROW_CONNECTIONS = (1, 2, 4, 8, 16)
GC_YOUNG_OBJECTS = 50_000
MARKS = (10_000, 30_000, 100_000, 300_000, 1_000_000)
NAME = {"zh-Hans": "压测", "en": "Bench"}

ledger_queries = load_queries("qianbei.ledger")
campaign_queries = load_queries("qianbei.campaigns")


class Bench:
    """A campaign with money, and people without cards."""

    def __init__(self, database: Database, clock: Clock, folder: Path, seed: int) -> None:
        self.database, self.random, self.clock = database, Random(seed), clock
        self.postgres = house.postmaster(folder)
        at = self.clock.now()
        self.campaign = Campaign(new_id(at, self.random), NAME, FACE_FEN, 10**13, at, at + timedelta(days=10))
        self.template, self.source = joining(self.campaign)
        self.desks = [Claims(database, clock, CELL, f"bench-{n}") for n in range(WRITERS)]

    async def open(self) -> None:
        async with self.database.transaction() as tx:
            await open_campaign(tx, CELL, self.campaign)

    async def people(self, count: int) -> list[UUID]:
        ids = [new_id(self.clock.now(), self.random) for _ in range(count)]
        for start in range(0, count, 5_000):
            chunk = ids[start : start + 5_000]
            guests = [NewGuest(CELL, each, "zh-Hans", self.clock.now()) for each in chunk]
            async with self.database.transaction() as tx:
                await people.create_guests(tx, guests)
        return ids

    async def measured(self, count: int, work: Callable[[], Awaitable[None]]) -> dict:
        """Wall clock and CPU of `count` claims or holds."""
        postgres_s, own_s, start = house.cpu_s(self.postgres), time.process_time(), time.perf_counter()
        await work()
        took_s = time.perf_counter() - start
        own_s = time.process_time() - own_s
        return {
            "per_s": count / took_s,
            "cpu_us": {
                "worker": own_s / count * 1e6,
                "postgres": (house.cpu_s(self.postgres) - postgres_s) / count * 1e6,
            },
        }

    async def batched(self, person_ids: Sequence[UUID]) -> dict:
        free = list(self.desks)

        async def write(batch: Sequence[UUID]) -> Sequence[object]:
            desk = free.pop()
            try:
                return await desk.claim(batch)
            finally:
                free.append(desk)

        batcher = Batcher(
            write,
            max_batch=BATCH_MAX,
            max_waiting=len(person_ids),
            random=self.random,
            key=lambda person_id: person_id.bytes,
            workers=WRITERS,
        )
        todo = iter(person_ids)

        async def person() -> None:
            for person_id in todo:
                outcome = await batcher.submit(person_id)
                assert isinstance(outcome, Issued), outcome

        async def everybody() -> None:
            await asyncio.gather(*(person() for _ in range(WAITING)))
            for desk in self.desks:
                await desk.close()

        return await self.measured(len(person_ids), everybody)

    async def hot_row(self, person_ids: Sequence[UUID], connections: int) -> dict:
        todo = iter(person_ids)

        async def one() -> None:
            for person_id in todo:
                await self._claim_on_the_hot_row(person_id)

        async def everybody() -> None:
            await asyncio.gather(*(one() for _ in range(connections)))

        result = await self.measured(len(person_ids), everybody)
        async with self.database.transaction() as tx:  # The tree learns it afterwards: no row more a claim.
            room = await budgets.lock_room(tx, CELL, self.campaign.campaign_id, DIRECT, self.clock.now())
            assert room is not None
            await budgets.give_directly(tx, CELL, room, FACE_FEN, len(person_ids))
        return result

    async def _claim_on_the_hot_row(self, person_id: UUID) -> None:
        """The rows of a claim, in one transaction and one round trip; the floor is the table's own."""
        campaign, at = self.campaign, self.clock.now()
        card_id = card_id_of(self.source, person_id)
        budget = money.budget(campaign.campaign_id).place(card_id)
        (transfer,) = money.issues(budget, campaign.campaign_id, FACE_FEN, [card_id], at)
        places = {
            "account_ids": [transfer.debit.account_id, transfer.credit.account_id],
            "slots": [transfer.debit.slot, transfer.credit.slot],
        }
        card = {
            "cell": CELL,
            "campaign_id": campaign.campaign_id,
            "template_id": self.template.template_id,
            "face_fen": FACE_FEN,
            "card_ids": [card_id],
            "person_ids": [person_id],
            "source_kinds": [self.source.kind],
            "source_ids": [self.source.source_id],
            "valid_untils": [campaign.ends_at],
            "issued_ats": [at],
        }
        row = {
            "cell": CELL,
            "transfer_ids": [card_id],
            "debit_accounts": [transfer.debit.account_id],
            "debit_slots": [transfer.debit.slot],
            "credit_accounts": [transfer.credit.account_id],
            "credit_slots": [transfer.credit.slot],
            "amounts": [FACE_FEN],
            "kinds": [transfer.kind],
            "subject_ids": [card_id],
            "ats": [at],
        }
        change = {"cell": CELL, **places, "amounts": [-FACE_FEN, FACE_FEN], "kept": [0, 0]}
        async with self.database.transaction() as tx:
            await tx.at_once(
                tx.run(campaign_queries.insert_cards, card),
                tx.run(ledger_queries.insert_transfers, row),
                tx.run(ledger_queries.lock_balances, {"cell": CELL, **places}),
                tx.run(ledger_queries.add_to_balances, change),
            )

    async def holds(self, person_ids: Sequence[UUID]) -> dict:
        """Cards put on orders, as intake does it."""
        cards = [card_id_of(self.source, each) for each in person_ids]
        batches = [cards[start : start + BATCH_MAX] for start in range(0, len(cards), BATCH_MAX)]
        todo = iter(batches)

        async def one() -> None:
            for batch in todo:
                at = self.clock.now()
                moves = [
                    CardMove(card_id, CardEvent.HOLD, new_id(at, self.random), at, "order_placed")
                    for card_id in batch
                ]
                async with self.database.transaction() as tx:
                    locked = await campaigns.lock_cards(tx, CELL, batch)
                    outcomes = await campaigns.move(tx, CELL, locked, moves)
                assert not any(isinstance(outcome, str) for outcome in outcomes)

        async def everybody() -> None:
            await asyncio.gather(*(one() for _ in range(WRITERS)))

        return await self.measured(len(cards), everybody)


async def compare(bench: Bench, claims: int) -> tuple[dict, list[UUID]]:
    """Both in turns, so that other work meets both; the middle one of the batched runs counts. Also who claimed last."""
    await bench.batched(await bench.people(claims // 10))
    hot: dict[str, float] = {}
    runs: list[dict] = []
    persons: list[UUID] = []
    for connections in HOT_ROW_CONNECTIONS:
        result = await bench.hot_row(await bench.people(HOT_ROW_CLAIMS), connections)
        hot[str(connections)] = result["per_s"]
        persons = await bench.people(claims // len(HOT_ROW_CONNECTIONS))
        runs.append(await bench.batched(persons))
    middle = sorted(runs, key=lambda run: run["per_s"])[len(runs) // 2]
    result = {
        "claims_per_s": middle["per_s"],
        "runs_claims_per_s": [run["per_s"] for run in runs],
        "ratio_to_hot_row": middle["per_s"] / max(hot.values()),
        "hot_row_claims_per_s": hot,
        "cpu_us_per_claim": middle["cpu_us"],
        "claims": len(persons),
    }
    return result, persons


async def growth(bench: Bench, cards: int) -> list[dict]:
    """What claims cost on the way to each mark from the one before, with the upkeep of tables that falls due there."""
    made, results = 0, []
    await bench.batched(await bench.people(2_000))  # Statements are prepared and leases have grown.
    for mark in [each for each in MARKS if each <= cards]:
        count, took_s, cpu_us = mark - made, 0.0, dict.fromkeys(("worker", "postgres"), 0.0)
        while made < mark:
            step = min(50_000, mark - made)
            run = await bench.batched(await bench.people(step))
            made, took_s = made + step, took_s + step / run["per_s"]
            cpu_us = {part: us + run["cpu_us"][part] * step / count for part, us in cpu_us.items()}
        results.append({"cards": mark, "claims_per_s": count / took_s, "cpu_us_per_claim": cpu_us})
    return results


async def run(claims: int, cards: int, seed: int) -> dict:
    load = [os.getloadavg()[0]]
    gc.freeze()
    gc.set_threshold(GC_YOUNG_OBJECTS, 20, 50)  # As a web worker does.
    with house.durable_postgres() as (folder, dsn):
        async with Database.opened(dsn, max_connections=max(HOT_ROW_CONNECTIONS)) as database:
            bench = Bench(database, await city_clock(database), folder, seed)
            await bench.open()
            if cards:
                result, persons = {"growth": await growth(bench, cards)}, list[UUID]()
            else:
                result, persons = await compare(bench, claims)
            findings = await audit(database, CELL)
            broken = {each.name: each.offending[:3] for each in findings if not each.is_kept}
            if persons:
                holds = await bench.holds(persons)
                result |= {"holds_per_s": holds["per_s"], "cpu_us_per_hold": holds["cpu_us"]}
    machine = house.machine()
    load.append(os.getloadavg()[0])
    return {
        **result,
        "audit": broken or "clean",
        "seed": seed,
        "load": " and ".join(f"{each:.1f}" for each in load),
        "machine": {field: getattr(machine, field) for field in machine.__struct_fields__},
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--claims", type=int, default=100_000, help="in five runs")
    parser.add_argument("--cards", type=int, default=0, help="growth mode: up to this many cards")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # As a web worker runs.
        result = runner.run(run(arguments.claims, arguments.cards, arguments.seed))
    indent = 2 if arguments.json else None
    sys.stdout.write(json.dumps(result, indent=indent) + "\n")


if __name__ == "__main__":
    main()
