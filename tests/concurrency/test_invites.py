"""A hundred newcomers at one code, and rings that close from all sides at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from qianbei.db import Database, Tx
from qianbei.flows import draws, invites
from qianbei.invites import api as door
from qianbei.invites.contracts import Binding, BindRefusal, Draw, DrawRefusal, InviteRules, Prize
from tests.concurrency.conftest import overlapped, retried
from tests.support.inviting import bound, cards_of, handed_over, ruled
from tests.support.pockets import cash_of
from tests.support.town import CELL, FACE_FEN, Guest, Town

pytestmark = pytest.mark.anyio


@pytest.fixture
async def town(database_dsn: str, clock, random) -> AsyncIterator[Town]:
    """A town with a hundred connections; when its test ends, every promise is recomputed from the rows."""
    async with Database.opened(database_dsn, max_connections=100) as crowded:
        founded = await Town.founded(crowded, clock, random, cups_per_slot=200)
        yield founded
        await founded.assert_audit_is_clean()


async def uses(town: Town, invitee: Guest, inviter: Guest) -> Binding | BindRefusal:
    asked = invites.Asked(invitee.person_id, inviter.person_id, (), town.clock.now())
    return await retried(town.database, lambda tx: invites.bind(tx, CELL, town.random, asked))


async def test_of_a_hundred_newcomers_at_one_code_exactly_twenty_are_bound(town: Town):
    await ruled(town, InviteRules(per_day_max=1_000))
    host, *newcomers = await town.guests(101)
    started = asyncio.Barrier(100)

    async def use(guest: Guest):
        async with town.database.transaction():  # All hundred connections are open at once, then they race.
            await started.wait()
        return await uses(town, guest, host)

    outcomes = await asyncio.gather(*map(use, newcomers))
    assert Counter(isinstance(each, Binding) for each in outcomes) == {True: 20, False: 80}
    assert {each for each in outcomes if not isinstance(each, Binding)} == {BindRefusal.FULL}
    assert await town.rows("select sum(pending_fen)::bigint from ledger.balances") == [(40 * FACE_FEN,)]


@pytest.mark.parametrize("length", [2, 3, 4, 7])
async def test_a_ring_that_closes_from_all_sides_at_once_stays_open(town: Town, length: int):
    """Each of these binds is harmless alone; all of them would be a ring."""
    await ruled(town, InviteRules())
    for _ in range(5):
        ring = await town.guests(length)
        pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
        outcomes = await asyncio.gather(*(uses(town, invitee, inviter) for invitee, inviter in pairs))
        assert sum(isinstance(each, Binding) for each in outcomes) == length - 1
        assert outcomes.count(BindRefusal.RING) == 1


async def test_a_newcomer_with_ten_codes_at_once_is_bound_to_one(town: Town):
    await ruled(town, InviteRules())
    guest, *hosts = await town.guests(11)
    outcomes = await asyncio.gather(*(uses(town, guest, host) for host in hosts))
    assert Counter(isinstance(each, Binding) for each in outcomes) == {True: 1, False: 9}
    assert await town.rows("select sum(pending_fen)::bigint from ledger.balances") == [(2 * FACE_FEN,)]


async def test_an_invite_vests_once_however_often_it_is_told_and_while_it_is_voided(town: Town, clock):
    await ruled(town, InviteRules(vests_within_days=2))
    host, guest = await town.guests(2)
    await bound(town, guest, host)
    due = invites.Due(guest.person_id, await handed_over(town, guest), clock.now())
    clock.advance(days=3)  # Told so late that the promise is overdue, too.

    async def vest() -> int:
        at = clock.now()
        return len(await retried(town.database, lambda tx: invites.vest(tx, CELL, town.random, [due], at)))

    async def void() -> int:
        return await invites.void_overdue(town.database, CELL, town.random, clock.now())

    ended = await asyncio.gather(*(job() for _ in range(20) for job in (vest, void)))
    assert sum(ended) == 1
    given = await cards_of(town, host)
    ((state,),) = await town.rows("select state from invites.bindings")
    assert (state == "vested") == (("invite", "issued") in given)


async def test_a_draw_earned_once_is_drawn_once(town: Town):
    host = await with_a_draw(town)

    async def draw() -> Draw | DrawRefusal:
        at = town.clock.now()
        return await retried(town.database, lambda tx: draws.draw(tx, CELL, town.random, host.person_id, at))

    outcomes = await asyncio.gather(*(draw() for _ in range(50)))
    assert Counter(isinstance(each, Draw) for each in outcomes) == {True: 1, False: 49}
    assert await cash_of(town, host.person_id) == 700


async def test_a_draw_waits_for_who_is_just_drawing_it(town: Town):
    host = await with_a_draw(town)

    async def draw(tx: Tx) -> Draw | DrawRefusal:
        return await draws.draw(tx, CELL, town.random, host.person_id, town.clock.now())

    drawn, refused = await overlapped(town.database, draw, draw)
    assert isinstance(drawn, Draw)
    assert refused is DrawRefusal.NOT_EARNED


async def with_a_draw(town: Town) -> Guest:
    """Somebody whose invites earned one."""
    await ruled(town, InviteRules(prizes=(Prize(700, 1_000_000),)))
    host, *newcomers = await town.guests(4)
    async with town.database.transaction() as tx:
        await door.code_of(tx, CELL, b"p" * 32, host.person_id, town.clock.now())
    for guest in newcomers:
        await bound(town, guest, host)
        due = invites.Due(guest.person_id, await handed_over(town, guest), town.clock.now())
        await retried(
            town.database,
            lambda tx, due=due: invites.vest(tx, CELL, town.random, [due], town.clock.now()),
        )
    return host
