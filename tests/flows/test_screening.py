"""Screening before a card exists: households have caps, farms wait, people are heard, paid orders are never touched."""

from uuid import UUID

import pytest

from qianbei.abuse import api as abuse
from qianbei.abuse import rules
from qianbei.abuse.contracts import KeyKind, Reason, Review, ReviewState, ReviewStep, Seen
from qianbei.campaigns.contracts import Issued
from qianbei.flows.claim_batches import ClaimRefusal, Claims
from qianbei.flows.reviews import Decision, decide
from qianbei.people import api as people
from qianbei.people.contracts import NewGuest
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio

PEPPER = b"p" * 32
OPERATOR = UUID(int=77)


async def newcomers(town: Town, count: int, *keys: tuple[KeyKind, str]) -> list[UUID]:
    """People who all show these keys, and have no card."""
    ids = [town.id() for _ in range(count)]
    now = town.clock.now()
    async with town.database.transaction() as tx:
        await people.create_guests(tx, [NewGuest(CELL, each, "zh-Hans", now) for each in ids])
        for each in ids:
            seen = [Seen(each, kind, abuse.key_hash(PEPPER, kind, value), now) for kind, value in keys]
            await abuse.observe(tx, CELL, each, seen)
    return ids


async def claim(town: Town, ids: list[UUID]) -> list[object]:
    outcomes = await Claims(town.database, town.clock, CELL, "tests").claim(ids)
    return [True if isinstance(each, Issued) else each for each in outcomes]


async def reviews(town: Town, person_id: UUID) -> list[Review]:
    async with town.database.reading() as tx:
        return await abuse.reviews_of(tx, CELL, person_id)


async def says(
    town: Town, review: Review, step: ReviewStep, by: UUID = OPERATOR, words: str = "seen"
) -> object:
    async with town.database.transaction() as tx:
        said = Decision(review.review_id, step, by, words)
        return await decide(tx, CELL, town.random, said, town.clock.now())


async def test_a_family_of_six_gets_six_cards_and_a_seventh_waits_with_the_reason(town):
    ids = await newcomers(town, 7, (KeyKind.DEVICE, "tablet"))
    before = await town.balances()
    assert await claim(town, ids) == [True] * 6 + [ClaimRefusal.WAITS]
    assert (await town.balances())["liability"] - before.get("liability", 0) == 6 * 2_500
    (review,) = await reviews(town, ids[6])
    assert (review.state, review.reasons) == (ReviewState.OPEN, (Reason.HOUSEHOLD_FULL,))
    assert await claim(town, ids) == [True] * 6 + [ClaimRefusal.WAITS], "who has a card has it again"
    assert len(await reviews(town, ids[6])) == 1
    assert await reviews(town, ids[0]) == []


async def test_a_dormitory_behind_one_network_is_given_every_card(town):
    ids = [
        (await newcomers(town, 1, (KeyKind.NETWORK, "campus"), (KeyKind.AGENT, f"model-{number % 7}")))[0]
        for number in range(20)
    ]
    assert await claim(town, ids) == [True] * 20


async def test_emulators_wait_and_a_cleared_one_is_given_its_card(town):
    keys = ((KeyKind.NETWORK, "rented"), (KeyKind.AGENT, "emulated"))
    ids = await newcomers(town, 10, *keys)
    assert await claim(town, ids) == [True] * 4 + [ClaimRefusal.WAITS] * 6
    (review,) = await reviews(town, ids[9])
    cleared = await says(town, review, ReviewStep.CLEARED)
    assert isinstance(cleared, Review)
    assert await claim(town, ids[8:]) == [ClaimRefusal.WAITS, True]


async def test_who_was_denied_is_heard_and_given(town):
    ids = await newcomers(town, 7, (KeyKind.PAYMENT, "purse"))
    await claim(town, ids)
    (review,) = await reviews(town, ids[6])
    await says(town, review, ReviewStep.DENIED)
    assert await claim(town, ids[6:]) == [ClaimRefusal.WAITS]
    appealed = await says(town, review, ReviewStep.APPEALED, ids[6], "three generations, one purse")
    assert isinstance(appealed, Review)
    assert appealed.state is ReviewState.APPEALED
    await says(town, review, ReviewStep.CLEARED)
    assert await claim(town, ids[6:]) == [True]


async def test_a_sign_that_comes_later_takes_no_card_away(town):
    ids = await newcomers(town, 1, (KeyKind.NETWORK, "rented"), (KeyKind.AGENT, "emulated"))
    assert await claim(town, ids) == [True]
    await newcomers(town, 8, (KeyKind.NETWORK, "rented"), (KeyKind.AGENT, "emulated"))
    async with town.database.transaction() as tx:
        seen = Seen(
            ids[0],
            KeyKind.NETWORK,
            abuse.key_hash(PEPPER, KeyKind.NETWORK, "rented"),
            town.clock.now(),
        )
        await abuse.observe(tx, CELL, ids[0], [seen])
    assert await claim(town, ids) == [True]
    assert await reviews(town, ids[0]) == []


async def test_in_a_crowd_a_card_comes_with_a_phone_and_a_door(town, monkeypatch):
    monkeypatch.setattr(rules, "CITY_BUSY_PER_HOUR", 2)
    ids = await newcomers(town, 4, (KeyKind.NETWORK, "campus"))
    assert await claim(town, ids) == [ClaimRefusal.WAITS] * 4
    assert await reviews(town, ids[0]) == [], "nobody suspects them"
    proved = await newcomers(town, 1, (KeyKind.PHONE, "1"), (KeyKind.DOOR, "7"))
    assert await claim(town, proved) == [True]
