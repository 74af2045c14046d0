"""Both sides are rewarded when the newcomer holds a cup; before that the money is promised and no more."""

from datetime import timedelta
from itertools import pairwise

import pytest

from qianbei.db import Database
from qianbei.flows import draws, invites
from qianbei.invites import api as door
from qianbei.invites import events
from qianbei.invites.contracts import (
    Binding,
    BindRefusal,
    Draw,
    DrawRefusal,
    InviteRules,
    Prize,
    VoidReason,
)
from qianbei.kit.clock import FixedClock
from qianbei.outbox.relay import Relay
from tests.support.books import snapshot
from tests.support.inviting import PEPPER, bound, cards_of, code_of, handed_over, ruled, state_of
from tests.support.pockets import cash_of
from tests.support.town import CELL, FACE_FEN, Guest, Town, cardless

pytestmark = pytest.mark.anyio

JOINED = ("join", "issued")
REWARD = ("invite", "issued")


@pytest.fixture
def vested(database: Database, clock: FixedClock, random):
    """Delivers what is due."""
    relay = Relay(database, clock, random, {events.DUE: invites.handler(clock, random, CELL)}, name="tests")

    async def run() -> None:
        while await relay.step():
            await relay.settle()

    return run


async def promised_fen(town: Town) -> int:
    return (await town.rows("select sum(pending_fen)::bigint from ledger.balances"))[0][0]


async def test_binding_promises_two_cards_and_gives_none(town: Town):
    host, guest = await town.guests(2)
    before = await town.balances()
    made = await bound(town, guest, host)
    assert isinstance(made, Binding)
    assert await town.balances() == before
    assert await promised_fen(town) == 2 * FACE_FEN
    assert await cards_of(town, host) == await cards_of(town, guest) == [JOINED]


async def test_both_get_a_card_when_the_newcomers_first_order_is_handed_over(town: Town, vested):
    host, guest = await town.guests(2)
    await bound(town, guest, host)
    await vested()
    assert await cards_of(town, host) == [JOINED]
    await handed_over(town, guest)
    await vested()
    assert await cards_of(town, host) == [REWARD, JOINED]
    assert await cards_of(town, guest) == [REWARD, ("join", "redeemed")]
    assert await state_of(town, guest) == "vested"
    assert await promised_fen(town) == 0


async def test_a_second_order_and_a_repeated_event_give_nothing_more(town: Town, vested):
    host, guest = await town.guests(2)
    await bound(town, guest, host)
    order_id = await handed_over(town, guest)
    await vested()
    before = await snapshot(town.database)
    async with town.database.transaction() as tx:
        at = town.clock.now()
        dues = [invites.Due(guest.person_id, order_id, at)] * 2
        assert await invites.vest(tx, CELL, town.random, dues, at) == []
    assert await snapshot(town.database) == before
    town.clock.advance(minutes=20)  # The same cart again, and on purpose.
    await handed_over(town, cardless(guest))
    await vested()
    assert await cards_of(town, host) == [REWARD, JOINED]


async def test_an_order_that_ends_without_a_cup_does_not_count(town: Town, vested):
    host, guest = await town.guests(2)
    await bound(town, guest, host)
    order_id = await town.placed(guest)
    await town.cancels(order_id)
    async with town.database.transaction() as tx:
        due = invites.Due(guest.person_id, order_id, town.clock.now())
        assert await invites.vest(tx, CELL, town.random, [due], town.clock.now()) == []
    await vested()
    assert (await state_of(town, guest), await cards_of(town, host)) == ("bound", [JOINED])


async def test_somebody_elses_order_does_not_vest_an_invite(town: Town):
    host, guest, other = await town.guests(3)
    await bound(town, guest, host)
    order_id = await handed_over(town, other)
    async with town.database.transaction() as tx:
        due = invites.Due(guest.person_id, order_id, town.clock.now())
        assert await invites.vest(tx, CELL, town.random, [due], town.clock.now()) == []


async def test_the_first_code_binds_and_the_same_again_is_the_same(town: Town):
    host, other, guest = await town.guests(3)
    first = await bound(town, guest, host)
    before = await snapshot(town.database)
    assert await bound(town, guest, host) == first
    assert await bound(town, guest, other) is BindRefusal.BOUND
    assert await snapshot(town.database) == before


async def test_nobody_invites_themselves_not_even_on_a_second_account(town: Town):
    host, guest = await town.guests(2)
    before = await snapshot(town.database)
    assert await bound(town, host, host) is BindRefusal.SELF
    assert await bound(town, guest, host, same=[host.person_id]) is BindRefusal.SELF
    assert {**await snapshot(town.database), "invites.rules": []} == {**before, "invites.rules": []}


async def test_a_ring_of_any_length_is_refused(town: Town):
    ring = await town.guests(5)
    assert await bound(town, ring[1], ring[0])
    assert await bound(town, ring[0], ring[1]) is BindRefusal.RING
    for inviter, invitee in pairwise(ring[1:]):
        assert isinstance(await bound(town, invitee, inviter), Binding)
    assert await bound(town, ring[0], ring[4]) is BindRefusal.RING


async def test_who_has_ordered_is_no_newcomer_but_who_only_tried_is(town: Town):
    host, buyer, tried = await town.guests(3)
    await town.placed(buyer)
    order_id = await town.placed(tried)
    await town.cancels(order_id)
    assert await bound(town, buyer, host) is BindRefusal.NOT_NEW
    assert isinstance(await bound(town, tried, host), Binding)


async def test_at_most_twenty_rewards_and_so_many_a_day(town: Town, clock: FixedClock):
    host, *newcomers = await town.guests(22)
    outcomes = []
    for number, guest in enumerate(newcomers):
        if number == 10:
            assert await bound(town, guest, host) is BindRefusal.FULL_TODAY
            clock.advance(days=1)
        outcomes.append(await bound(town, guest, host))
    assert [isinstance(each, Binding) for each in outcomes] == 20 * [True] + [False]
    assert outcomes[20] is BindRefusal.FULL


async def test_an_invite_that_came_to_nothing_makes_room_for_another(town: Town, clock: FixedClock):
    await ruled(town, InviteRules(invites_max=1, vests_within_days=2))
    host, first, second = await town.guests(3)
    before = (await town.balances())["budget"]
    await bound(town, first, host)
    assert await bound(town, second, host) is BindRefusal.FULL
    clock.advance(days=2)
    assert await void_overdue(town) == 0
    clock.advance(hours=1)
    assert await void_overdue(town) == 1
    assert await void_overdue(town) == 0
    assert await state_of(town, first) == "voided"
    assert (await town.balances())["budget"] == before
    assert isinstance(await bound(town, second, host), Binding)


async def void_overdue(town: Town) -> int:
    return await invites.void_overdue(town.database, CELL, town.random, town.clock.now())


async def test_a_promise_taken_back_is_never_given(town: Town, vested):
    host, guest = await town.guests(2)
    await bound(town, guest, host)
    async with town.database.transaction() as tx:
        reason = VoidReason.CLAWED_BACK
        at = town.clock.now()
        (ended,) = await invites.void(tx, CELL, town.random, [guest.person_id], reason, at)
        assert await invites.void(tx, CELL, town.random, [guest.person_id], reason, at) == []
    assert ended.ended_reason == "clawed_back"
    await handed_over(town, guest)
    await vested()
    assert await cards_of(town, host) == [JOINED]
    assert await promised_fen(town) == 0


async def test_a_cup_after_the_promise_ended_gives_nothing(town: Town):
    host, guest = await town.guests(2)
    made = await bound(town, guest, host)
    order_id = await handed_over(town, guest)
    assert isinstance(made, Binding)
    async with town.database.transaction() as tx:
        due = invites.Due(guest.person_id, order_id, made.vests_by)
        assert await invites.vest(tx, CELL, town.random, [due], town.clock.now()) == []


async def test_a_card_earned_before_the_campaigns_end_and_told_after_it_can_be_used(
    town: Town, clock: FixedClock
):
    host, guest = await town.guests(2)
    await bound(town, guest, host)
    due = invites.Due(guest.person_id, await handed_over(town, guest), clock.now())
    clock.advance(days=11)
    async with town.database.transaction() as tx:
        assert await invites.vest(tx, CELL, town.random, [due], clock.now())
    ends = await town.rows("select distinct valid_until from campaigns.cards where source_kind = 'invite'")
    assert ends == [(clock.now() + timedelta(hours=24),)]


async def test_without_money_nothing_is_promised(found_town):
    town = await found_town(budget_fen=3 * FACE_FEN)
    host, guest = await town.guests(2)
    await code_of(town, host)
    before = await snapshot(town.database)
    assert await bound(town, guest, host) is BindRefusal.SPENT
    assert await snapshot(town.database) | {"invites.rules": []} == before | {"invites.rules": []}


async def test_money_that_is_promised_is_not_given_to_others(found_town):
    town = await found_town(budget_fen=4 * FACE_FEN)
    host, guest = await town.guests(2)
    assert isinstance(await bound(town, guest, host), Binding)
    late = await town.guest()
    assert late.card is None


async def test_only_the_inviter_is_rewarded_where_the_rules_say_so(town: Town, vested):
    await ruled(town, InviteRules(rewards_newcomer=False))
    host, guest = await town.guests(2)
    await bound(town, guest, host)
    await handed_over(town, guest)
    await vested()
    assert await cards_of(town, host) == [REWARD, JOINED]
    assert await cards_of(town, guest) == [("join", "redeemed")]


async def test_a_person_keeps_one_code_and_two_never_share_one(town: Town, monkeypatch):
    host, guest = await town.guests(2)
    code = await code_of(town, host)
    assert await code_of(town, host) == code
    async with town.database.reading() as tx:
        assert await door.inviter_of(tx, CELL, code) == host.person_id
        assert await door.inviter_of(tx, CELL, "AAAAAAAAA") is None
    monkeypatch.setattr(
        "qianbei.invites.rules.code_of",
        lambda pepper, person_id, attempt: code if attempt < 3 else "ZZZZZZ999",
    )
    assert await code_of(town, guest) == "ZZZZZZ999"
    assert door.code_in(PEPPER, code) == code


async def earned(town: Town, vested, count: int = 3) -> Guest:
    """A host whose newcomers all hold a cup, today."""
    host, *newcomers = await town.guests(1 + count)
    for guest in newcomers:
        await bound(town, guest, host)
        await handed_over(town, guest)
    await vested()
    return host


async def draw(town: Town, guest: Guest) -> Draw | DrawRefusal:
    async with town.database.transaction() as tx:
        return await draws.draw(tx, CELL, town.random, guest.person_id, town.clock.now())


SURE = InviteRules(prizes=(Prize(8_800, 1_000_000),))


async def test_three_vested_in_a_day_are_one_draw(found_town, vested):
    town = await found_town(cups_per_slot=200)
    await ruled(town, SURE)
    host = await earned(town, vested, 5)
    drawn = await draw(town, host)
    assert isinstance(drawn, Draw)
    assert (drawn.number, drawn.amount_fen, await cash_of(town, host.person_id)) == (1, 8_800, 8_800)
    before = await snapshot(town.database)
    assert await draw(town, host) is DrawRefusal.NOT_EARNED
    assert await snapshot(town.database) == before


async def test_two_vested_today_and_one_tomorrow_are_none(found_town, vested, clock: FixedClock):
    town = await found_town(cups_per_slot=200)
    host, *newcomers = await town.guests(4)
    for number, guest in enumerate(newcomers):
        clock.advance(days=number // 2)
        await bound(town, guest, host)
        await handed_over(town, guest)
        await vested()
    assert await draw(town, host) is DrawRefusal.NOT_EARNED


async def test_a_draw_is_what_the_committed_seed_says(found_town, vested, clock: FixedClock, random):
    town = await found_town(cups_per_slot=200)
    await draws.prepare_days(town.database, CELL, random, clock.now())
    today, tomorrow = await town.rows("select day, commitment from invites.days order by day")
    host = await earned(town, vested)
    drawn = await draw(town, host)
    assert isinstance(drawn, Draw)
    assert drawn.day == today[0] < tomorrow[0]
    ((seed,),) = await town.rows(f"select seed from invites.days where day = '{drawn.day}'")
    assert door.commitment(bytes(seed), drawn.day) == bytes(today[1])
    assert door.roll_of(bytes(seed), drawn.day, host.person_id, 1) == drawn.roll
    assert door.won_fen(InviteRules(), drawn.roll) == drawn.amount_fen


async def test_where_the_largest_prize_could_not_be_paid_nobody_draws_and_the_right_stays(found_town, vested):
    town = await found_town(budget_fen=100_000, cups_per_slot=200)
    host = await earned(town, vested)
    assert await draw(town, host) is DrawRefusal.SHORT
    await ruled(town, InviteRules(prizes=(Prize(200, 1_000_000),)))
    drawn = await draw(town, host)
    assert isinstance(drawn, Draw)
    assert drawn.amount_fen == 200
