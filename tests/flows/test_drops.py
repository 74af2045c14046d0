"""A drop from its money to its last card, with real commits: by lot, then first come, and never a card too many."""

import pytest

from qianbei.campaigns.contracts import Issued
from qianbei.drops.contracts import DropRefusal, Place
from qianbei.flows import drops
from qianbei.messages.contracts import Kind
from qianbei.waves.contracts import RunState
from tests.support.books import snapshot
from tests.support.dropping import announced, drawn, newcomers, present, steered, took, winners, worked
from tests.support.town import CELL, FACE_FEN, Town

pytestmark = pytest.mark.anyio


async def test_a_drop_takes_its_money_out_of_the_budget_when_it_is_announced(town: Town):
    before = (await town.balances())["budget"]
    assert await announced(town, cards=7) is not None
    after = await town.balances()
    assert (before - after["budget"], after["drop"]) == (7 * FACE_FEN, 7 * FACE_FEN)


async def test_a_drop_that_the_budget_cannot_pay_is_not_announced(found_town):
    town = await found_town(budget_fen=3 * FACE_FEN - 1)
    await steered(town)
    before = await snapshot(town.database)
    assert await announced(town, cards=3) is None
    assert await snapshot(town.database) == before


async def test_of_more_people_than_cards_exactly_as_many_win(town: Town):
    drop = await drawn(town, cards=3, people=8)
    assert await worked(town, drop) == 2
    assert len(await winners(town, drop)) == 3
    told = dict(await town.rows("select person_id, kind from messages.messages"))
    assert len(told) == 8
    assert {each for each, kind in told.items() if kind == Kind.CARD_GIVEN} == await winners(town, drop)
    assert set(told.values()) == {Kind.CARD_GIVEN, Kind.DROP_NOT_DRAWN}
    assert await took(town, drop, await newcomers(town, 1)) == [DropRefusal.GONE]
    assert (await town.balances())["drop"] == 0


async def test_what_the_draw_left_goes_first_come_and_then_back(town: Town):
    budget = (await town.balances())["budget"]
    drop = await drawn(town, cards=5, people=2)
    late = await newcomers(town, 2)
    assert await took(town, drop, late) == 2 * [DropRefusal.DRAWING]
    await worked(town, drop)
    first = await took(town, drop, [late[0], late[0], late[1]])
    assert [each.created for each in first if isinstance(each, Issued)] == [True, True, True]
    before = await snapshot(town.database)
    again = await took(town, drop, late)
    assert [each.created for each in again if isinstance(each, Issued)] == [False, False]
    assert await snapshot(town.database) == before
    town.clock.at = drop.ends_at
    assert await took(town, drop, await newcomers(town, 1)) == [DropRefusal.OVER]
    assert await worked(town, drop) == 1
    balances = await town.balances()
    assert (balances["drop"], budget - balances["budget"]) == (0, 4 * FACE_FEN)


async def test_a_place_is_one_however_often_it_is_asked_for(town: Town):
    drop = await announced(town)
    assert drop is not None
    ids = await newcomers(town, 1)
    (first,) = await present(town, drop, ids)
    before = await snapshot(town.database)
    assert await present(town, drop, [*ids, *ids]) == [first, first]
    assert isinstance(first, Place)
    town.clock.at = drop.opens_at
    assert await present(town, drop, [*ids, town.id()]) == [first, DropRefusal.OVER]
    assert await snapshot(town.database) == before


async def test_killed_half_way_the_handing_out_goes_on_where_it_was(town: Town, monkeypatch):
    monkeypatch.setattr(drops, "TOLD_AT_ONCE", 2)
    drop = await drawn(town, cards=6, people=9)
    give = drops._give
    deaths = 0

    async def dying(*arguments):
        nonlocal deaths
        given = await give(*arguments)
        deaths += 1
        if deaths % 2:
            raise ConnectionError("the process is killed before its commit")
        return given

    monkeypatch.setattr(drops, "_give", dying)
    for _ in range(40):
        try:
            if not await drops.work(town.database, CELL, town.clock.now()):
                break
        except ConnectionError:
            await town.assert_audit_is_clean()
    assert deaths > 3
    assert len(await winners(town, drop)) == 6
    assert (await town.balances())["drop"] == 0


async def test_a_paused_campaign_draws_nothing_and_a_closed_one_gives_its_money_back(town: Town):
    drop = await drawn(town)
    await steered(town, RunState.PAUSED)
    before = await snapshot(town.database)
    assert await worked(town, drop) == 0
    assert await snapshot(town.database) == before
    await steered(town, RunState.CLOSED)
    assert await worked(town, drop) == 1
    assert (await town.balances())["drop"] == 0
    assert await winners(town, drop) == set()
