"""A hundred who want at once what there is fifty of; budgets and leases under parallel claims."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bench.support.joining import issue_joining_cards
from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import Lease, LeaseRefusal, Node, NodeKind
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Issued
from qianbei.db import Database
from qianbei.db.batcher import Batcher
from qianbei.flows import leases
from qianbei.flows.claim_batches import ClaimRefusal, Claims
from qianbei.flows.claims import claim_directly, claim_leased
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from tests.concurrency.conftest import retried
from tests.support.town import CELL, FACE_FEN, Town

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def crowded(database_dsn: str) -> AsyncIterator[Database]:
    """As many connections as one server of the house accepts, but for its administrator's."""
    async with Database.opened(database_dsn, max_connections=100) as opened:
        yield opened


async def newcomers(town: Town, count: int):
    ids = [town.id() for _ in range(count)]
    async with town.database.transaction() as tx:
        await people.create_guests(tx, [NewGuest(CELL, each, "zh-Hans", town.clock.now()) for each in ids])
    return ids


def desk(town: Town, name: str) -> Claims:
    return Claims(town.database, town.clock, CELL, name)


async def directly(town: Town, person_id):
    return await retried(
        town.database, lambda tx: issue_joining_cards(tx, CELL, [person_id], town.clock.now())
    )


async def money_of(town: Town) -> tuple[int, int, int]:
    balances = await town.balances()
    return balances["budget"], balances["lease"], balances["liability"]


async def test_limit_holds_under_100_parallel_claims(crowded, clock, random):
    """Saleor #544. Every claim is a process of its own, with its own connection and lease."""
    town = await Town.founded(crowded, clock, random, budget_fen=50 * FACE_FEN)
    persons = await newcomers(town, 100)
    started = asyncio.Barrier(100)

    async def claim(number: int):
        async with crowded.transaction():  # All hundred connections are open at once, then they race.
            await started.wait()
        return (await desk(town, f"worker-{number}").claim([persons[number]]))[0]

    outcomes = await asyncio.gather(*(claim(number) for number in range(100)))
    assert Counter(isinstance(outcome, Issued) for outcome in outcomes) == {True: 50, False: 50}
    assert {each for each in outcomes if not isinstance(each, Issued)} == {ClaimRefusal.SPENT}
    assert await money_of(town) == (0, 0, 50 * FACE_FEN)
    await town.assert_audit_is_clean()


async def test_of_fifty_discounts_thirty_two_parallel_buyers_get_exactly_fifty(database, clock, random):
    """A widely used open shop gave out 162 of 50 in this way: 32 buyers who keep asking until they are refused."""
    town = await Town.founded(database, clock, random, budget_fen=50 * FACE_FEN)
    queue = await newcomers(town, 192)
    served: Counter[bool] = Counter()

    async def buyer(number: int):
        claims = desk(town, f"buyer-{number}")
        while queue:
            (outcome,) = await claims.claim([queue.pop()])
            served[isinstance(outcome, Issued)] += 1

    await asyncio.gather(*(buyer(number) for number in range(32)))
    assert served == {True: 50, False: 142}
    assert await town.rows("select count(*) from campaigns.cards") == [(50,)]
    assert await money_of(town) == (0, 0, 50 * FACE_FEN)
    await town.assert_audit_is_clean()


async def test_budget_guard_is_serialised_not_check_then_act(database, clock, random):
    """Medusa #16012. Who asks while another gives waits for the outcome, and is then refused."""
    town = await Town.founded(database, clock, random, budget_fen=FACE_FEN)
    first, second = await newcomers(town, 2)
    async with database.transaction() as tx:
        assert (await issue_joining_cards(tx, CELL, [first], clock.now()))[first].created
        waiting = asyncio.create_task(directly(town, second))
        done, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not done
    assert await waiting == {}
    assert await money_of(town) == (0, 0, FACE_FEN)


async def test_release_and_claim_do_not_lose_updates(database, clock, random):
    """Medusa #16595. Leases are closed and called back while others claim: every piece is given or free, once."""
    town = await Town.founded(database, clock, random, budget_fen=200 * FACE_FEN)
    persons = await newcomers(town, 120)
    desks = [desk(town, f"worker-{number}") for number in range(6)]

    async def work(claims: Claims, own):
        for start in range(0, len(own), 4):
            assert all(isinstance(each, Issued) for each in await claims.claim(own[start : start + 4]))
            if start % 8 == 0:
                await claims.close()

    await asyncio.gather(*(work(each, persons[n::6]) for n, each in enumerate(desks)))
    await asyncio.gather(*(each.close() for each in desks))
    assert await money_of(town) == (80 * FACE_FEN, 0, 120 * FACE_FEN)
    node = (await town.rows("select drawn_count, drawn_fen from budgets.nodes"))[0]
    assert node == (120, 120 * FACE_FEN)
    await town.assert_audit_is_clean()


async def test_retry_of_a_claim_does_not_burn_the_lease(database, clock, random):
    """A conditional insert after the decrement burns it: 50 used for one hold of 25."""
    town = await Town.founded(database, clock, random, budget_fen=9 * FACE_FEN)
    persons = await newcomers(town, 2)
    claims, other = desk(town, "one"), desk(town, "other")
    first = await claims.claim(persons * 3)
    assert [each.created for each in first if isinstance(each, Issued)] == [True] * 6
    before = await money_of(town)
    for again in (
        await claims.claim(persons),
        await other.claim(persons),
        await desk(town, "one").claim(persons),
    ):
        assert [(each.created, each.card.person_id) for each in again if isinstance(each, Issued)] == [
            (False, person_id) for person_id in persons
        ]  # fmt: skip
    assert await town.rows("select sum(used + used_before)::int from budgets.leases") == [(2,)]
    assert (await money_of(town))[2] == before[2] == 2 * FACE_FEN
    assert sum(await money_of(town)) == 9 * FACE_FEN
    await town.assert_audit_is_clean()


async def test_one_person_at_ten_workers_at_once_takes_one_piece(database, clock, random):
    town = await Town.founded(database, clock, random)
    persons = await newcomers(town, 12)
    outcomes = await asyncio.gather(
        *(desk(town, f"w{n}").claim(persons[::-1] if n % 2 else persons) for n in range(10))
    )
    assert sum(each.created for told in outcomes for each in told if isinstance(each, Issued)) == 12
    assert await town.rows("select sum(used + used_before)::int from budgets.leases") == [(12,)]
    await town.assert_audit_is_clean()


async def test_last_yuan_can_be_given_out(database, clock, random):
    """Leases shrink near the end, and what lies with an idle or dead worker is called back: not a fen is stranded."""
    budget_fen = 400 * FACE_FEN + 1
    town = await Town.founded(database, clock, random, budget_fen=budget_fen)
    idle = desk(town, "idle")
    await idle.claim(await newcomers(town, 40))
    queue = await newcomers(town, 600)
    served: Counter[bool] = Counter()

    async def work(claims: Claims):
        while queue:
            batch = [queue.pop() for _ in range(min(7, len(queue)))]
            for outcome in await claims.claim(batch):
                served[isinstance(outcome, Issued)] += 1

    await asyncio.gather(*(work(desk(town, f"worker-{number}")) for number in range(6)))
    assert served == {True: 360, False: 240}
    left, lent, given = await money_of(town)
    assert (left, lent, given) == (1, 0, 400 * FACE_FEN)
    assert given / budget_fen >= 0.999
    await town.assert_audit_is_clean()


async def leased(town: Town, holder: str, want: int, node_id=None):
    at = town.clock.now()
    ask = leases.Ask(node_id or town.campaign_id, holder, FACE_FEN, want, at, at + MINUTE)
    async with town.database.transaction() as tx:
        return await leases.lend(tx, CELL, ask)


async def claim_from(town: Town, lease: Lease, persons):
    async with town.database.transaction() as tx:
        campaign = await campaigns.running(tx, CELL, town.clock.now())
        assert campaign is not None
        return await claim_leased(tx, CELL, campaign, lease, persons, town.clock.now())


async def test_a_paused_worker_is_fenced_by_its_epoch(database, clock, random):
    town = await Town.founded(database, clock, random)
    persons = await newcomers(town, 1)
    paused = await leased(town, "same name", 10)
    assert isinstance(paused, Lease)
    renewed = await leased(town, "same name", 10)
    assert isinstance(renewed, Lease)
    assert renewed.epoch > paused.epoch
    before = await money_of(town)
    assert await claim_from(town, paused, persons) is LeaseRefusal.FENCED
    assert await money_of(town) == before
    assert await town.rows("select count(*) from campaigns.cards") == [(0,)]
    clock.at += MINUTE
    assert await claim_from(town, renewed, persons) is LeaseRefusal.FENCED
    assert await money_of(town) == before
    await town.assert_audit_is_clean()


async def test_a_cap_on_a_wave_holds_for_all_its_cities_together(database, clock, random):
    town = await Town.founded(database, clock, random)
    wave, north, south = town.id(), town.id(), town.id()
    nodes = [
        Node(wave, town.campaign_id, town.campaign_id, NodeKind.WAVE, "first", cap_count=10),
        Node(north, wave, town.campaign_id, NodeKind.CITY, "north", cap_fen=8 * FACE_FEN + 1),
        Node(south, wave, town.campaign_id, NodeKind.CITY, "south", cap_count=8),
    ]
    async with database.transaction() as tx:
        assert await budgets.open_nodes(tx, CELL, nodes, clock.now()) == nodes
    lent = [
        await leased(town, f"{node}-{number}", 100, node) for number in range(12) for node in (north, south)
    ]
    got = [each for each in lent if isinstance(each, Lease)]
    assert sum(each.granted for each in got) == 10
    assert all(sum(each.granted for each in got if each.node_id == city) <= 8 for city in (north, south))
    assert {each for each in lent if not isinstance(each, Lease)} == {LeaseRefusal.PARKED}
    await town.assert_audit_is_clean()


async def test_what_a_dead_worker_held_is_lent_again_after_its_time(database, clock, random):
    town = await Town.founded(database, clock, random, budget_fen=4 * FACE_FEN)
    dead = [await leased(town, f"dead-{number}", 100) for number in range(4)]
    assert sum(each.granted for each in dead if isinstance(each, Lease)) == 4
    assert await leased(town, "alive", 100) is LeaseRefusal.PARKED
    clock.at += MINUTE
    alive = await leased(town, "alive", 100)
    assert isinstance(alive, Lease)
    assert alive.granted == 2
    await town.assert_audit_is_clean()


async def test_a_worker_borrows_as_people_come_and_not_more_with_every_lease_that_ends_unused(
    database, clock, random
):
    town = await Town.founded(database, clock, random, budget_fen=1_000 * FACE_FEN)
    worker, lent = desk(town, "one"), []
    for crowd in (3, 4, 5):
        await worker.claim(await newcomers(town, crowd))
    for _ in range(5):
        lent.append((await money_of(town))[1] // FACE_FEN)
        clock.at += MINUTE
        await worker.claim(await newcomers(town, 1))
    assert lent == [9, 5, 2, 0, 0]
    await town.assert_audit_is_clean()


async def test_what_is_lent_comes_back_to_who_gives_directly(database, clock, random):
    town = await Town.founded(database, clock, random, budget_fen=3 * FACE_FEN)
    assert isinstance(await leased(town, "idle", 3), Lease)
    async with database.transaction() as tx:
        campaign = await campaigns.running(tx, CELL, clock.now())
        assert campaign is not None
        claimed = await claim_directly(
            tx, CELL, campaign, campaign.campaign_id, await newcomers(town, 4), clock.now()
        )
    assert (len(claimed.issued), len(claimed.short)) == (3, 1)
    assert await money_of(town) == (0, 0, 3 * FACE_FEN)
    await town.assert_audit_is_clean()


async def test_claims_that_wait_together_are_written_together(database, clock, random):
    town = await Town.founded(database, clock, random)
    sizes: list[int] = []
    claims = desk(town, "one")

    async def write(person_ids):
        sizes.append(len(person_ids))
        return await claims.claim(person_ids)

    batcher = Batcher(write, max_batch=64, max_waiting=500, random=random)
    outcomes = await asyncio.gather(*(batcher.submit(each) for each in await newcomers(town, 100)))
    assert all(isinstance(outcome, Issued) for outcome in outcomes)
    assert sizes == [64, 36]
    await town.assert_audit_is_clean()


async def test_the_first_who_give_directly_at_once_are_all_counted(database, clock, random):
    town = await Town.founded(database, clock, random)
    await asyncio.gather(*(directly(town, each) for each in await newcomers(town, 20)))
    assert await town.rows("select used_before::int from budgets.leases where holder = 'direct'") == [(20,)]
    await town.assert_audit_is_clean()
