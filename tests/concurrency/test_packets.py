"""A hundred hands in one packet, and one pocket emptied from all sides."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from qianbei.db import Database
from qianbei.flows import packets, payouts
from qianbei.packets import api as door
from qianbei.packets.contracts import Grab, GrabRefusal, Packet, Payout, Took
from tests.concurrency.conftest import retried
from tests.support.pockets import cash_of, grabbed, opened
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio


@pytest.fixture
async def crowded(database_dsn: str) -> AsyncIterator[Database]:
    """A hundred connections."""
    async with Database.opened(database_dsn, max_connections=100) as opened:
        yield opened


@pytest.fixture
async def packet(crowded: Database, clock, random) -> AsyncIterator[tuple[Town, Packet]]:
    town = await Town.founded(crowded, clock, random)
    packet = await opened(town, total_fen=288_800, count=80)
    assert isinstance(packet, Packet)
    yield town, packet
    await town.assert_audit_is_clean()


async def test_a_hundred_parallel_grabs_give_exactly_the_deck(crowded: Database, packet: tuple[Town, Packet]):
    town, red = packet
    started = asyncio.Barrier(100)

    async def grab(person_id):
        async with crowded.transaction():  # All hundred connections are open at once, then they race.
            await started.wait()
        grabs = [Grab(red.packet_id, person_id)]
        return await retried(crowded, lambda tx: packets.grab(tx, CELL, town.random, grabs, town.clock.now()))

    persons = [town.id() for _ in range(100)]
    outcomes = [outcome for (outcome,) in await asyncio.gather(*map(grab, persons))]
    took = {each.share.place: each.share.amount_fen for each in outcomes if isinstance(each, Took)}
    assert [took[place] for place in range(80)] == door.deck(red.plan, red.seed)
    assert outcomes.count(GrabRefusal.EMPTY) == 20
    assert (await town.balances())["wallet"] == 288_800
    assert (await town.balances())["packet"] == 0


async def test_a_person_who_grabs_a_hundred_times_at_once_has_one_share(
    crowded: Database, packet: tuple[Town, Packet]
):
    town, red = packet
    person = town.id()
    grabs = [Grab(red.packet_id, person)]
    outcomes = await asyncio.gather(
        *(
            retried(crowded, lambda tx: packets.grab(tx, CELL, town.random, grabs, town.clock.now()))
            for _ in range(100)
        )
    )
    assert Counter(each.created for (each,) in outcomes) == {True: 1, False: 99}
    assert len({each.share for (each,) in outcomes}) == 1
    assert await cash_of(town, person) == outcomes[0][0].share.amount_fen


async def test_a_wallet_emptied_from_a_hundred_sides_pays_what_it_had(
    crowded: Database, packet: tuple[Town, Packet]
):
    town, red = packet
    person = town.id()
    (took,) = await grabbed(town, red, person)
    had_fen, piece_fen = took.share.amount_fen, max(1, took.share.amount_fen // 30)

    async def want():
        wanting = payouts.Wanting(town.id(), person, piece_fen)
        return await retried(
            crowded, lambda tx: payouts.want(tx, CELL, town.random, wanting, town.clock.now())
        )

    outcomes = await asyncio.gather(*(want() for _ in range(100)))
    paid = [each for each in outcomes if isinstance(each, Payout)]
    assert len(paid) == min(100, had_fen // piece_fen)
    assert await cash_of(town, person) == had_fen - len(paid) * piece_fen


async def test_of_two_closings_at_once_one_gives_the_rest_back(packet: tuple[Town, Packet], clock):
    town, red = packet
    await grabbed(town, red, town.id())
    clock.advance(days=2)
    at = clock.now()
    closed = await asyncio.gather(
        *(packets.close_ended(town.database, CELL, town.random, at) for _ in range(8))
    )
    assert sum(closed) == 1
    assert (await town.balances())["packet"] == 0
