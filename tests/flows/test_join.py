"""Joining and registering, with real commits."""

import asyncio
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from qianbei.campaigns.contracts import Campaign
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import NewSeller
from qianbei.db import Database
from qianbei.flows.campaign import open_campaign
from qianbei.flows.claim_batches import Claims
from qianbei.flows.join import Joined, JoinRequest, join
from qianbei.flows.register_merchant import MerchantRefusal, Registered, register_merchant
from qianbei.kit.clock import FixedClock
from qianbei.kit.ids import new_id
from qianbei.people import api as people
from qianbei.people.contracts import PersonKey, Role, RoleHeld
from qianbei.views.wallet import cards_of

pytestmark = pytest.mark.anyio

CELL = 1
DEVICE = b"d" * 32
NAMES = {"zh-Hans": "云汀喝起来", "en": "Yunting drinks"}


async def campaign(database: Database, clock: FixedClock, budget_fen: int = 10_000) -> None:
    end = clock.now() + timedelta(days=1)
    async with database.transaction() as tx:
        await open_campaign(tx, CELL, Campaign(UUID(int=5), NAMES, 2500, budget_fen, clock.now(), end))


async def joined(database: Database, clock: FixedClock, random: Random, device: bytes = DEVICE) -> Joined:
    """Somebody joins and claims, as the web does."""
    request = JoinRequest(CELL, new_id(clock.now(), random), device, "zh-Hans", clock.now())
    async with database.transaction() as tx:
        [outcome] = await join(tx, CELL, [request])
    await Claims(database, clock, CELL, "tests").claim([outcome.person.person_id])
    return outcome


async def cards(database: Database, person: PersonKey) -> list[str]:
    async with database.reading() as tx:
        return [card.state for card in await cards_of(tx, CELL, person.person_id)]


async def test_a_new_device_is_a_new_person_with_a_card(database, clock, random):
    await campaign(database, clock)
    outcome = await joined(database, clock, random)
    assert outcome.created
    assert await cards(database, outcome.person) == ["issued"]


async def test_a_known_device_is_its_person_again_without_a_second_card(database, clock, random):
    await campaign(database, clock)
    first = await joined(database, clock, random)
    again = await joined(database, clock, random)
    assert (again.person, again.created) == (first.person, False)
    assert await cards(database, first.person) == ["issued"]


async def test_one_device_at_ten_doors_at_once_is_one_person(database, clock, random):
    await campaign(database, clock)
    outcomes = await asyncio.gather(*(joined(database, clock, random) for _ in range(10)))
    assert len({outcome.person for outcome in outcomes}) == 1
    assert [outcome.created for outcome in outcomes].count(True) == 1
    assert await cards(database, outcomes[0].person) == ["issued"]


async def test_without_campaign_or_budget_one_joins_without_a_card(database, clock, random):
    before = await joined(database, clock, random)
    await campaign(database, clock, budget_fen=2_499)
    after = await joined(database, clock, random, b"e" * 32)
    assert before.created
    assert after.created
    assert await cards(database, before.person) == await cards(database, after.person) == []


async def test_a_merchant_needs_a_phone_and_without_one_nothing_is_made(database, clock, random):
    person = (await joined(database, clock, random)).person
    seller = NewSeller(UUID(int=1), NAMES, clock.now())
    async with database.transaction() as tx:
        assert await register_merchant(tx, person, seller) is MerchantRefusal.PHONE_FIRST
    async with database.reading() as tx:
        assert await catalog.sellers(tx, CELL, [seller.seller_id]) == {}
        assert await people.roles_of(tx, [person]) == [(RoleHeld(Role.CUSTOMER, None),)]


async def test_a_merchant_holds_the_role_on_the_seller(database, clock, random):
    person = (await joined(database, clock, random)).person
    seller = NewSeller(UUID(int=1), NAMES, clock.now())
    async with database.transaction() as tx:
        await people.store.update_phones(tx, [person], ["138****8000"])
        outcome = await register_merchant(tx, person, seller)
    expected = (RoleHeld(Role.CUSTOMER, None), RoleHeld(Role.MERCHANT, seller.seller_id))
    assert outcome == Registered(expected)
