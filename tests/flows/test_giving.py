"""Cards for an update, a code and a list: from the wave that gives so now, once a person, never past its budget."""

from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import KeyKind, Reason, ReviewStep, Seen
from qianbei.campaigns.contracts import Issued, SourceKind
from qianbei.flows import giving, running
from qianbei.flows.giving import GiveRefusal
from qianbei.flows.launching import launch
from qianbei.flows.reviews import Decision, decide
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from qianbei.views import wallet
from qianbei.views.audit import audit
from tests.support.books import plant, snapshot
from tests.support.town import CELL

pytestmark = pytest.mark.anyio

SPRING = (Path(__file__).parents[2] / "campaigns" / "spring-2026.yaml").read_text()
TEXT = SPRING.replace("2026-02", "2031-05").replace("per_hour: 100000", "per_hour: 2")
TEXT = TEXT.replace("ways: [code, list]", "ways: [code, list, task]")
TEXT = TEXT.replace("    codes: [val", "    tasks: [phone, first-cup, helped]\n    codes: [val")
PEOPLE = [UUID(int=n) for n in range(1, 6)]


@pytest.fixture
async def day(database, clock):
    """Moves to noon of a day of the campaign; every promise holds at the end."""
    clock.at = clock.at.replace(day=5, hour=16)
    async with database.transaction() as tx:
        await people.create_guests(tx, [NewGuest(CELL, each, "en", clock.now()) for each in PEOPLE])
        await launch(tx, CELL, Random(1), TEXT, clock.now())

    async def moved(day: int) -> None:
        clock.at = clock.at.replace(day=day, hour=4)
        await running.pace(database, CELL, 1_000, clock.now())

    yield moved
    broken = {each.name: each.offending for each in await audit(database, CELL) if not each.is_kept}
    assert not broken, broken


async def test_an_update_gives_one_card_to_a_page_that_is_new_enough(day, database, clock):
    await day(7)
    async with database.transaction() as tx:
        old = await giving.by_update(tx, CELL, PEOPLE[0], "0.0.9", clock.now())
        new = await giving.by_update(tx, CELL, PEOPLE[0], "0.10.0", clock.now())
        again = await giving.by_update(tx, CELL, PEOPLE[0], "0.11.0", clock.now())
    assert old is GiveRefusal.NOT_EARNED
    assert isinstance(new, Issued)
    assert again == Issued(new.card, created=False)


async def test_a_code_gives_to_who_knows_it_as_fast_as_the_wave_allows(day, database, clock):
    await day(14)
    before = await snapshot(database)
    async with database.transaction() as tx:
        wrong = await giving.by_word(tx, CELL, SourceKind.CODE, "another", PEOPLE[0], clock.now())
    assert wrong is GiveRefusal.NOT_EARNED
    assert await snapshot(database) == before
    async with database.transaction() as tx:
        right = [
            await giving.by_word(tx, CELL, SourceKind.CODE, "valentine-2026", each, clock.now())
            for each in PEOPLE
        ]
    assert [isinstance(each, Issued) for each in right] == [True] * 5  # Two an hour since eight.
    async with database.transaction() as tx:
        listed = await giving.by_list(tx, CELL, "helpers", PEOPLE, clock.now())
        again = await giving.by_list(tx, CELL, "helpers", PEOPLE, clock.now())
        nobody = await giving.by_list(tx, CELL, "helpers", [UUID(int=99)], clock.now())
    assert nobody == [GiveRefusal.NOT_EARNED]
    assert [isinstance(each, Issued) for each in listed] == [True] * 3 + [False] * 2
    assert [each.created for each in again if isinstance(each, Issued)] == [False] * 3


async def test_a_task_gives_to_who_is_seen_or_said_to_have_done_it(day, database, clock):
    await day(14)
    proved = "update people.persons set phone_masked = '138****8000' where person_id = %(id)s::uuid"
    await plant(database, proved, {"id": PEOPLE[0]})
    await running.pace(database, CELL, 1_000, clock.now())
    async with database.transaction() as tx:
        done = [await giving.by_task(tx, CELL, "phone", each, clock.now()) for each in PEOPLE[:2]]
        none = await giving.by_task(tx, CELL, "first-cup", PEOPLE[0], clock.now())
        unseen = await giving.by_task(tx, CELL, "helped", PEOPLE[0], clock.now())
        guessed = await giving.by_word(tx, CELL, SourceKind.CODE, "helped", PEOPLE[0], clock.now())
        told = await giving.by_list(tx, CELL, "helped", PEOPLE[:2], clock.now(), SourceKind.TASK)
        wrong = await giving.by_list(tx, CELL, "other", PEOPLE[:1], clock.now(), SourceKind.TASK)
    assert [isinstance(each, Issued) for each in done] == [True, False]
    assert [none, unseen, guessed, *wrong] == [GiveRefusal.NOT_EARNED] * 4
    assert all(isinstance(each, Issued) and each.created for each in told)


async def test_outside_its_wave_a_way_gives_nothing(day, database, clock):
    await day(10)
    before = await snapshot(database)
    async with database.transaction() as tx:
        asked = await giving.by_word(tx, CELL, SourceKind.CODE, "valentine-2026", PEOPLE[0], clock.now())
        assert await giving.by_list(tx, CELL, "helpers", PEOPLE[:1], clock.now()) == [GiveRefusal.NO_CAMPAIGN]
    assert asked is GiveRefusal.NO_CAMPAIGN
    assert await snapshot(database) == before


async def test_a_code_is_screened_and_a_cleared_card_comes_when_its_wave_has_ended(
    day, database, clock, monkeypatch
):
    monkeypatch.setattr("qianbei.abuse.rules.HOUSEHOLD_CAP", 2)
    await day(14)
    async with database.transaction() as tx:
        for each in PEOPLE[:3]:
            tablet = Seen(each, KeyKind.DEVICE, abuse.key_hash(b"p", KeyKind.DEVICE, "tablet"), clock.now())
            await abuse.observe(tx, CELL, each, [tablet])
        given = [
            await giving.by_word(tx, CELL, SourceKind.CODE, "valentine-2026", each, clock.now())
            for each in PEOPLE[:3]
        ]
        listed = await giving.by_list(tx, CELL, "helpers", PEOPLE[:3], clock.now())
    assert [isinstance(each, Issued) for each in given] == [True, True, False]
    assert given[2] is listed[2] is GiveRefusal.WAITS
    clock.at = clock.at.replace(day=25)
    async with database.transaction() as tx:
        reviews = await abuse.reviews_of(tx, CELL, PEOPLE[2])
        assert [each.reasons for each in reviews] == [(Reason.HOUSEHOLD_FULL,)] * 2
        for each in reviews:
            said = Decision(each.review_id, ReviewStep.CLEARED, UUID(int=77), "a large family")
            await decide(tx, CELL, Random(1), said, clock.now())
            await decide(tx, CELL, Random(1), said, clock.now())
        held = await wallet.cards_of(tx, CELL, PEOPLE[2])
    assert [(card.state, card.valid_until > clock.now()) for card in held] == [("issued", True)] * 2
