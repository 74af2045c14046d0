"""Many cards at once: planned, tried dry, applied in batches, told, undone; and never worse for who holds one."""

from datetime import timedelta

import pytest

from qianbei.campaigns.contracts import BulkKind, BulkPlan, BulkRefusal, BulkState, Chosen, Extent
from qianbei.flows import bulk
from qianbei.flows.expire_cards import expire_cards
from tests.flows.test_ending import spend_budget
from tests.support.books import snapshot
from tests.support.town import CELL, FACE_FEN, Town

pytestmark = pytest.mark.anyio

TWENTY_DAYS = timedelta(days=20)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(bulk, "EXTEND_BATCH", 2)
    monkeypatch.setattr(bulk, "MONEY_BATCH", 2)


def plan(town: Town, kind: BulkKind) -> BulkPlan:
    at = town.clock.now()
    new_end = None if kind is BulkKind.RECALL else at + TWENTY_DAYS
    return BulkPlan(town.id(), kind, Chosen(town.campaign_id), new_end, "outage", at)


async def made(town: Town, asked: BulkPlan) -> Extent | BulkRefusal:
    async with town.database.transaction() as tx:
        return await bulk.make(tx, CELL, asked)


async def does(town: Town, what, *arguments):
    async with town.database.transaction() as tx:
        return await what(tx, CELL, *arguments)


async def runs(town: Town, plan_id) -> BulkPlan:
    for _ in range(20):
        now = await bulk.step(town.database, CELL, plan_id, town.clock.now())
        assert isinstance(now, BulkPlan), now
        if now.state in (BulkState.APPLIED, BulkState.UNDONE):
            return now
    raise AssertionError("it does not end")


async def ends(town: Town) -> list[tuple]:
    return await town.rows("select card_id, state, valid_until from campaigns.cards order by card_id")


async def test_an_extension_reaches_free_and_held_cards_and_shortens_none(town: Town):
    guests = await town.guests(5)
    held = await town.placed(guests[0])
    asked = plan(town, BulkKind.EXTEND)
    first = await ends(town)
    assert await made(town, asked) == Extent(5, 5 * FACE_FEN)
    assert await ends(town) == first
    assert await bulk.work(town.database, CELL, town.clock.now()) == 0
    await does(town, bulk.begin, asked.plan_id)
    half = await bulk.step(town.database, CELL, asked.plan_id, town.clock.now())
    assert isinstance(half, BulkPlan)
    assert (half.cards, half.state) == (2, BulkState.APPLYING)
    while await bulk.work(town.database, CELL, town.clock.now()):
        pass
    done = await does(town, bulk.begin, asked.plan_id)
    assert (done.state, done.cards, done.money_fen) == (BulkState.APPLIED, 5, 5 * FACE_FEN)
    assert {row[2] for row in await ends(town)} == {asked.new_end}
    assert await town.card_state(guests[0]) == ("held", held)
    shorter = bulk.replace(asked, plan_id=town.id(), new_end=town.clock.now() + timedelta(days=1))
    assert await made(town, shorter) == Extent(0, 0)
    await does(town, bulk.begin, shorter.plan_id)
    await runs(town, shorter.plan_id)
    assert {row[2] for row in await ends(town)} == {asked.new_end}


@pytest.mark.parametrize("kind", [BulkKind.EXTEND, BulkKind.RECALL])
async def test_what_was_half_done_is_undone_to_the_card(town: Town, kind: BulkKind):
    await town.guests(5)
    before, balances = await ends(town), await town.balances()
    asked = plan(town, kind)
    await made(town, asked)
    await does(town, bulk.begin, asked.plan_id)
    await bulk.step(town.database, CELL, asked.plan_id, town.clock.now())
    assert await ends(town) != before
    await does(town, bulk.undo, asked.plan_id)
    assert (await runs(town, asked.plan_id)).cards == 0
    assert await ends(town) == before
    assert await town.balances() == balances


async def test_a_recall_leaves_what_is_on_an_order_and_gives_the_money_back(town: Town):
    guests = await town.guests(3)
    held, budget_fen = await town.placed(guests[0]), (await town.balances())["budget"]
    asked = plan(town, BulkKind.RECALL)
    assert await made(town, asked) == Extent(2, 2 * FACE_FEN)
    await does(town, bulk.begin, asked.plan_id)
    await runs(town, asked.plan_id)
    assert await town.card_state(guests[0]) == ("held", held)
    assert await town.card_state(guests[1]) == ("revoked", None)
    assert (await town.balances())["budget"] == budget_fen + 2 * FACE_FEN
    await does(town, bulk.tell, town.random, asked.plan_id, town.clock.now())
    await does(town, bulk.undo, asked.plan_id)
    await runs(town, asked.plan_id)
    assert await town.card_state(guests[1]) == ("issued", None)


async def test_expired_cards_are_issued_anew_once_and_withdrawn_before_anybody_is_told(town: Town):
    await town.guests(3)
    town.clock.at += timedelta(days=10)
    while await expire_cards(town.database, CELL, town.clock.now()):
        pass
    asked, balances = plan(town, BulkKind.REISSUE), await town.balances()
    assert await made(town, asked) == Extent(3, 3 * FACE_FEN)
    await does(town, bulk.begin, asked.plan_id)
    assert (await runs(town, asked.plan_id)).cards == 3
    states = [row[1] for row in await ends(town)]
    assert sorted(states) == ["expired"] * 3 + ["issued"] * 3
    assert (await town.balances())["liability"] == 3 * FACE_FEN
    await does(town, bulk.undo, asked.plan_id)
    await runs(town, asked.plan_id)
    assert sorted(row[1] for row in await ends(town)) == ["expired"] * 3 + ["revoked"] * 3
    assert await town.balances() == balances


async def test_what_people_were_told_is_not_taken_back(town: Town):
    await town.guests(1)
    asked = plan(town, BulkKind.EXTEND)
    await made(town, asked)
    await does(town, bulk.begin, asked.plan_id)
    before = await snapshot(town.database)
    assert (
        await does(town, bulk.tell, town.random, asked.plan_id, town.clock.now()) is BulkRefusal.WRONG_STATE
    )
    assert await snapshot(town.database) == before
    await runs(town, asked.plan_id)
    told = await does(town, bulk.tell, town.random, asked.plan_id, town.clock.now())
    assert await does(town, bulk.tell, town.random, asked.plan_id, town.clock.now()) == told
    before = await snapshot(town.database)
    assert await does(town, bulk.undo, asked.plan_id) is BulkRefusal.TOLD
    assert await does(town, bulk.undo, town.id()) is BulkRefusal.UNKNOWN
    assert await snapshot(town.database) == before
    query = "select count(*) from outbox.events where type = 'campaigns.cards_changed.v1'"
    assert await town.rows(query) == [(1,)]


async def test_a_reissue_waits_for_a_budget_that_is_spent(found_town):
    town = await found_town(budget_fen=3 * FACE_FEN)
    await town.guests(3)
    town.clock.at += timedelta(days=10)
    asked = plan(town, BulkKind.REISSUE)
    while await expire_cards(town.database, CELL, town.clock.now()):
        pass
    await made(town, asked)
    await does(town, bulk.begin, asked.plan_id)
    assert isinstance(await bulk.step(town.database, CELL, asked.plan_id, town.clock.now()), BulkPlan)
    await spend_budget(town)
    before = await snapshot(town.database)
    assert await bulk.step(town.database, CELL, asked.plan_id, town.clock.now()) is BulkRefusal.BUDGET_SPENT
    assert await snapshot(town.database) == before
    later = plan(town, BulkKind.EXTEND)
    await made(town, later)
    await does(town, bulk.begin, later.plan_id)
    while await bulk.work(town.database, CELL, town.clock.now()):
        pass
    states = dict(await town.rows("select plan_id, state from campaigns.bulk_plans"))
    assert states == {asked.plan_id: "applying", later.plan_id: "applied"}, "none waits for another's money"


async def test_a_plan_for_cards_that_nobody_has_given_is_refused(town: Town):
    before = await snapshot(town.database)
    asked = plan(town, BulkKind.EXTEND)
    for chosen in (Chosen(town.id()), Chosen(town.campaign_id, template_id=town.id())):
        assert await made(town, bulk.replace(asked, chosen=chosen)) is BulkRefusal.NOBODYS
    assert await snapshot(town.database) == before


async def test_an_end_that_is_none_is_refused(town: Town):
    before = await snapshot(town.database)
    asked = plan(town, BulkKind.EXTEND)
    for new_end in (None, town.clock.now(), (town.clock.now() + TWENTY_DAYS).replace(tzinfo=None)):
        refused = await made(town, bulk.replace(asked, new_end=new_end))
        assert refused is BulkRefusal.END_INVALID
    assert await snapshot(town.database) == before
