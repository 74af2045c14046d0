"""A file becomes a campaign that gives in its waves, at its pace, and never takes back what it said."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from qianbei.budgets import api as budgets
from qianbei.campaign_files.changes import Loss
from qianbei.flows import capping, running
from qianbei.flows.bulk import work as extend_some
from qianbei.flows.capping import Room
from qianbei.flows.claim_batches import ClaimRefusal, Claims
from qianbei.flows.launching import Launched, LaunchRefused, launch
from qianbei.flows.programmes import Programme, ProgrammeRefusal, open_programme, programme_id_of
from qianbei.invites import api as invites
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from qianbei.views.audit import audit
from qianbei.views.budgets import Dry, tree
from qianbei.waves import api as waves
from qianbei.waves.contracts import RunState, campaign_id_of, node_id_of
from tests.support.books import snapshot
from tests.support.town import CELL

pytestmark = pytest.mark.anyio

SPRING = (Path(__file__).parents[2] / "campaigns" / "spring-2026.yaml").read_text()
TEXT = SPRING.replace("2026-02", "2031-05").replace("per_hour: 600000 ", "per_hour: 60 ")
"""The spring of the tests' own year: it begins on the 6th of May."""

ID = campaign_id_of(CELL, "spring-2026")
HOUR = timedelta(hours=1)


@pytest.fixture
async def spring(database, clock):
    """Launched at its beginning; every promise holds at the end."""
    clock.at = clock.at.replace(day=5, hour=16, minute=0)
    await launched(database, clock, TEXT)
    yield ID
    broken = {each.name: each.offending for each in await audit(database, CELL) if not each.is_kept}
    assert not broken, broken


async def launched(database, clock, text: str) -> Launched:
    async with database.transaction() as tx:
        return await launch(tx, CELL, Random(1), text, clock.now())


async def refused(database, clock, text: str) -> LaunchRefused:
    before = await snapshot(database)
    with pytest.raises(LaunchRefused) as caught:
        await launched(database, clock, text)
    assert await snapshot(database) == before
    return caught.value


def second(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in (("version: 1", "version: 2"), ("dated: 2031-05-02", "dated: 2031-05-07"), *changes):
        assert old in text
        text = text.replace(old, new)
    return text


async def claimed(database, clock, count: int, claims: Claims | None = None) -> int:
    """How many of so many newcomers got a card."""
    ids = [UUID(int=Random().getrandbits(120)) for _ in range(count)]
    async with database.transaction() as tx:
        await people.create_guests(tx, [NewGuest(CELL, each, "en", clock.now()) for each in ids])
    outcomes = await (claims or Claims(database, clock, CELL, "tests")).claim(ids)
    return sum(not isinstance(each, ClaimRefusal) for each in outcomes)


async def steer(database, clock, step, *arguments):
    async with database.transaction() as tx:
        return await step(tx, CELL, ID, *arguments, clock.now())


async def test_the_same_file_twice_is_one_campaign(spring, database, clock):
    before = await snapshot(database)
    await launched(database, clock, TEXT)
    assert await snapshot(database) == before
    async with database.reading() as tx:
        assert len(await waves.waves_of(tx, CELL, spring)) == 4
        rules = await invites.rules_now(tx, CELL, spring)
    assert rules is not None
    assert rules.rules.invites_max == 20


async def test_a_wave_gives_no_faster_than_its_pace_and_loses_nothing(spring, database, clock):
    assert await claimed(database, clock, 3) == 0
    clock.at += HOUR / 2
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 100) == 30
    for _ in range(7):
        clock.at += timedelta(seconds=257)
        await running.pace(database, CELL, 1_000, clock.now())
    clock.at += timedelta(seconds=1)
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 100) == 30


async def test_a_wave_promises_no_more_cups_than_are_free(spring, database, clock):
    clock.at += 5 * HOUR
    await running.pace(database, CELL, 10, clock.now())
    assert await claimed(database, clock, 100) == 8
    await running.pace(database, CELL, 0, clock.now())
    assert await claimed(database, clock, 5) == 0


async def test_paused_means_nothing_at_once_and_resumed_makes_nothing_up(spring, database, clock):
    clock.at += HOUR
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 10) == 10
    assert (await steer(database, clock, running.pause)).state is RunState.PAUSED
    assert await claimed(database, clock, 10) == 0
    clock.at += 5 * HOUR
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 10) == 0
    assert (await steer(database, clock, running.resume)).state is RunState.RUNNING
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 100) == 50


async def dry(database, clock, wave: str) -> Dry | None:
    async with database.reading() as tx:
        return next(each.dry for each in await tree(tx, CELL, ID, clock.now()) if each.label == wave)


async def test_an_operator_is_told_why_a_wave_has_no_card_to_give_now(database, clock):
    clock.at = clock.at.replace(day=5, hour=16, minute=0)
    await launched(database, clock, TEXT.replace("per_hour: 300000}", "per_hour: 30}\n    cards_max: 10"))
    assert await dry(database, clock, "tea") is Dry.PACED
    assert await dry(database, clock, "meals") is Dry.BEFORE
    clock.at += HOUR
    await running.pace(database, CELL, 1_000, clock.now())
    assert await dry(database, clock, "tea") is None
    async with database.transaction() as tx:
        given = await budgets.lock_room(tx, CELL, node_id_of(ID, "update"), "direct", clock.now())
        assert given is not None
        await budgets.give_directly(tx, CELL, given, 10, 10)
    assert await dry(database, clock, "update") is Dry.ALL_GIVEN, "though its money is not"
    await steer(database, clock, running.pause)
    assert await dry(database, clock, "tea") is Dry.PAUSED
    await steer(database, clock, running.close)
    assert await dry(database, clock, "tea") is Dry.OVER


async def test_slowed_it_gives_that_part(spring, database, clock):
    await steer(database, clock, running.slow, 10)
    clock.at += HOUR
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 100) == 6


async def capped(database, clock, step, *arguments):
    async with database.transaction() as tx:
        return [
            (each.label, each.cap_count) for each in await step(tx, CELL, ID, "tea", *arguments, clock.now())
        ]


async def test_a_day_gives_no_more_than_its_cap_and_what_it_kept_moves_to_the_next(spring, database, clock):
    today, tomorrow = date(2031, 5, 6), date(2031, 5, 7)
    clock.at += HOUR
    await running.pace(database, CELL, 1_000, clock.now())
    claims = Claims(database, clock, CELL, "tests")
    assert await claimed(database, clock, 4, claims) == 4
    assert await capped(database, clock, capping.cap_day, today, Room(None, 8)) == [("2031-05-06", 8)]
    assert await claimed(database, clock, 50, claims) == 8
    assert await capped(database, clock, capping.cap_day, today, Room(None, 20)) == [("2031-05-06", 20)]
    await capped(database, clock, capping.cap_day, tomorrow, Room(None, 1))
    moved = await capped(database, clock, capping.move_room, (today, tomorrow), Room(None, 12))
    assert moved == [("2031-05-06", 8), ("2031-05-07", 13)]
    assert await claimed(database, clock, 5, claims) == 0
    clock.at = clock.at.replace(hour=16, day=6)
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 50, claims) == 13
    async with database.transaction() as tx:
        with pytest.raises(capping.CapRefused, match="under_drawn"):
            await capping.undo(tx, CELL, ID, clock.now())


async def test_a_cap_that_cannot_be_changes_nothing_and_one_that_was_set_is_taken_back(
    spring, database, clock
):
    await capped(database, clock, capping.cap_city, "Yunting", Room(9 * 2500, None))
    before = await snapshot(database)
    for reason, step, *asked in (
        ("other_city", capping.cap_city, "Elsewhere", Room(None, 1)),
        ("no_day", capping.move_room, (date(2031, 5, 6), date(2031, 5, 7)), Room(1, None)),
    ):
        with pytest.raises(capping.CapRefused, match=reason):
            await capped(database, clock, step, *asked)
    assert await snapshot(database) == before
    clock.at += HOUR
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 50) == 9
    await capped(database, clock, capping.cap_day, date(2031, 5, 6), Room(None, 0))
    assert await claimed(database, clock, 1) == 0
    async with database.transaction() as tx:
        (undone,) = await capping.undo(tx, CELL, ID, clock.now())
    assert (undone.label, undone.cap_count) == ("2031-05-06", None)
    await capped(database, clock, capping.cap_city, "Yunting", Room(None, None))
    assert await claimed(database, clock, 60) == 51


async def test_closed_it_gives_nothing_for_good_and_held_cards_stay(spring, database, clock):
    clock.at += HOUR
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 3) == 3
    assert (await steer(database, clock, running.close)).state is RunState.CLOSED
    assert await claimed(database, clock, 3) == 0
    assert await steer(database, clock, running.resume) is None
    assert (await refused(database, clock, second())).reason == "closed"
    assert await ends(database) == {"2031-05-23T16:00:00+00:00": 3}


async def ends(database) -> dict[str, int]:
    from qianbei.db import Query

    async with database.reading() as tx:
        rows = await tx.rows(Query("tests.ends", "select valid_until from campaigns.cards"))
    found = [row[0].isoformat() for row in rows]
    return {each: found.count(each) for each in found}


async def test_an_extension_reaches_the_cards_that_people_hold_and_every_version_stays(
    spring, database, clock
):
    clock.at += HOUR
    await running.pace(database, CELL, 1_000, clock.now())
    assert await claimed(database, clock, 3) == 3
    done = await launched(database, clock, second(("2031-05-24T", "2031-05-29T")))
    assert (done.version, done.longer.cards, done.longer.money_fen) == (2, 3, 7_500)
    while await extend_some(database, CELL, clock.now()):
        pass
    assert await ends(database) == {"2031-05-28T16:00:00+00:00": 3}
    async with database.reading() as tx:
        known = await waves.versions(tx, CELL, spring)
    assert [each.version for each in known] == [2, 1]
    assert known[1].text == TEXT


async def test_what_worsens_what_people_hold_is_refused_with_the_reason(spring, database, clock):
    worse = await refused(database, clock, second(("2031-05-24T", "2031-05-23T")))
    assert worse.reason == "worse"
    assert {Loss.CARD_ENDS_EARLIER, Loss.ENDS_EARLIER} <= {each.loss for each in worse.worse}
    shorter = await refused(database, clock, second(("invites_max: 20", "invites_max: 5")))
    assert [each.loss for each in shorter.worse] == [Loss.INVITES_LESS]


async def test_a_second_campaign_waits_for_the_first(spring, database, clock):
    other = TEXT.replace("campaign: spring-2026", "campaign: summer")
    assert (await refused(database, clock, other)).reason == "another_runs"


async def test_packets_open_one_after_another_in_their_time(spring, database, clock):
    random = Random(3)
    assert await running.open_packets(database, CELL, random, clock.now()) == 0
    clock.at = clock.at.replace(day=13)
    assert await running.open_packets(database, CELL, random, clock.now()) == 1
    assert await running.open_packets(database, CELL, random, clock.now()) == 0


async def test_campaigns_of_a_programme_never_pass_its_sum(database, clock):
    clock.at = clock.at.replace(day=5, hour=16, minute=0)
    text = TEXT.replace("version: 1\n", "version: 1\nprogramme: year\n")
    assert (await refused(database, clock, text)).reason == "programme_unknown"
    budget_fen, id_ = 300_000_000_000, programme_id_of(CELL, "year")

    async def opened(sum_fen: int) -> Programme | ProgrammeRefusal:
        async with database.transaction() as tx:
            return await open_programme(tx, CELL, "year", sum_fen, clock.now())

    assert await opened(budget_fen + 5) == Programme(id_, budget_fen + 5, budget_fen + 5)
    assert await opened(budget_fen) is ProgrammeRefusal.OTHER_SUM
    await launched(database, clock, text)
    assert await opened(budget_fen + 5) == Programme(id_, budget_fen + 5, 5)
    newer = text.replace("version: 1\n", "version: 2\n").replace("dated: 2031-05-02", "dated: 2031-05-07")
    assert (
        await refused(database, clock, newer.replace("programme: year\n", ""))
    ).reason == "other_programme"
    more = newer.replace(f"budget_fen: {budget_fen} ", f"budget_fen: {budget_fen + 6} ")
    assert (await refused(database, clock, more)).reason == "programme_spent"
    await launched(database, clock, more.replace(f"{budget_fen + 6}", f"{budget_fen + 5}"))
    assert await opened(budget_fen + 5) == Programme(id_, budget_fen + 5, 0)
    async with database.reading() as tx:
        *_, last = await tree(tx, CELL, ID, clock.now())
    assert (last.kind, last.label, last.left_fen) == ("programme", "year", 0)
    assert all(each.is_kept for each in await audit(database, CELL))
