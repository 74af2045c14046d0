"""One household at several doors at once stays within its cap; people who show one key at once become one household."""

import asyncio

import pytest

from bench.support.joining import issue_joining_cards
from qianbei.abuse import api as abuse
from qianbei.abuse import rules
from qianbei.abuse.contracts import KeyKind, Seen
from qianbei.campaigns.contracts import Issued
from qianbei.flows.claim_batches import ClaimRefusal, Claims
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from tests.concurrency.conftest import overlapped, retried
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio


async def test_one_household_claims_at_twelve_doors_at_once_and_gets_its_cap(database, clock, random):
    town = await Town.founded(database, clock, random)
    ids = [town.id() for _ in range(12)]
    device = abuse.key_hash(b"p" * 32, KeyKind.DEVICE, "one")
    async with database.transaction() as tx:
        await people.create_guests(tx, [NewGuest(CELL, each, "zh-Hans", clock.now()) for each in ids])

    async def shows(person_id):
        seen = [Seen(person_id, KeyKind.DEVICE, device, clock.now())]
        await retried(database, lambda tx: abuse.observe(tx, CELL, person_id, seen))

    await asyncio.gather(*(shows(each) for each in ids))
    rows = await town.rows("select count(distinct household_id), count(household_id) from abuse.members")
    assert rows == [(1, 12)], "nobody was missed who showed the key at the same instant"

    async def claims(number, person_id):
        return (await Claims(database, clock, CELL, f"door-{number}").claim([person_id]))[0]

    outcomes = await asyncio.gather(*(claims(number, each) for number, each in enumerate(ids)))
    assert sum(isinstance(each, Issued) for each in outcomes) == rules.HOUSEHOLD_CAP
    assert {each for each in outcomes if not isinstance(each, Issued)} == {ClaimRefusal.WAITS}
    await town.assert_audit_is_clean()


async def test_the_last_card_of_a_household_waits_for_who_is_just_taking_it(database, clock, random):
    town = await Town.founded(database, clock, random)
    ids = [town.id() for _ in range(rules.HOUSEHOLD_CAP + 1)]
    device = abuse.key_hash(b"p" * 32, KeyKind.DEVICE, "one")
    async with database.transaction() as tx:
        await people.create_guests(tx, [NewGuest(CELL, each, "zh-Hans", clock.now()) for each in ids])
        for each in ids:
            await abuse.observe(tx, CELL, each, [Seen(each, KeyKind.DEVICE, device, clock.now())])
        assert len(await issue_joining_cards(tx, CELL, ids[:-2], clock.now())) == rules.HOUSEHOLD_CAP - 1
    last, one_more = ids[-2:]
    given = await overlapped(
        database,
        lambda tx: issue_joining_cards(tx, CELL, [last], clock.now()),
        lambda tx: issue_joining_cards(tx, CELL, [one_more], clock.now()),
    )
    assert [list(each) for each in given] == [[last], []]
    await town.assert_audit_is_clean()
