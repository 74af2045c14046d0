"""Operators and joining people at the same instant."""

import asyncio
from datetime import timedelta

import pytest

from bench.support.joining import issue_joining_cards
from qianbei.campaigns.contracts import Campaign, OpenRefusal
from qianbei.flows.campaign import open_campaign
from tests.concurrency.conftest import retried
from tests.support.town import CELL, FACE_FEN, NAMES, Town

pytestmark = pytest.mark.anyio


def opening(town: Town, campaign_id):
    at = town.clock.now()
    campaign = Campaign(campaign_id, NAMES, FACE_FEN, 1_000_000, at, at + timedelta(days=1))
    return retried(town.database, lambda tx: open_campaign(tx, CELL, campaign))


async def test_of_ten_operators_at_once_one_opens_a_campaign(database, clock, random):
    town = Town(database, clock, random)
    outcomes = await asyncio.gather(*(opening(town, town.id()) for _ in range(10)))
    opened = [outcome for outcome in outcomes if isinstance(outcome, Campaign)]
    assert len(opened) == 1
    assert outcomes.count(OpenRefusal.RUNNING) == 9
    assert await town.rows("select campaign_id from campaigns.campaigns") == [(opened[0].campaign_id,)]
    assert (await town.balances())["budget"] == 1_000_000
    await town.assert_audit_is_clean()


async def test_an_opening_that_is_repeated_while_people_join_is_the_same_campaign(database, clock, random):
    town = await Town.founded(database, clock, random)
    guests = await town.guests(3)

    async def join(person_id):
        return await retried(database, lambda tx: issue_joining_cards(tx, CELL, [person_id], clock.now()))

    work = [opening(town, town.campaign_id) for _ in range(10)]
    work += [join(guest.person_id) for guest in guests * 5]
    await asyncio.gather(*work)
    assert await town.rows("select count(*) from campaigns.cards") == [(3,)]
    assert await town.rows("select count(*) from ledger.transfers where kind = 'fund'") == [(1,)]
    await town.assert_audit_is_clean()


async def test_a_campaign_may_follow_the_one_that_ended(database, clock, random):
    town = await Town.founded(database, clock, random)
    assert await opening(town, town.id()) is OpenRefusal.RUNNING
    clock.advance(days=10)
    assert isinstance(await opening(town, town.id()), Campaign)
    await town.assert_audit_is_clean()
