"""What a reviewer decides about an invite, and what becomes of its promise while they have not."""

from datetime import timedelta

import pytest

from qianbei.abuse import api as abuse
from qianbei.abuse import rules
from qianbei.abuse.contracts import KeyKind, Review, ReviewState, ReviewStep, Seen
from qianbei.flows import invites, reviews
from qianbei.invites import events
from qianbei.outbox.relay import Relay
from tests.support.inviting import bound, cards_of, handed_over, state_of
from tests.support.town import CELL, Guest, Town

pytestmark = pytest.mark.anyio


@pytest.fixture
async def waiting(town: Town, monkeypatch) -> tuple[Guest, Guest, Review]:
    """A host, a newcomer of a household that has had its share, and the review of their invite."""
    host, guest = await town.guests(2)
    monkeypatch.setattr(rules, "HOUSEHOLD_CAP", 0)
    at = town.clock.now()
    async with town.database.transaction() as tx:
        for each in (host, guest):
            tablet = Seen(each.person_id, KeyKind.DEVICE, b"t" * 32, at)
            await abuse.observe(tx, CELL, each.person_id, [tablet])
    made = await bound(town, guest, host)
    due = invites.Due(guest.person_id, await handed_over(town, guest), town.clock.now())
    async with town.database.transaction() as tx:
        assert await invites.vest(tx, CELL, town.random, [due], town.clock.now()) == []
        (review,) = await abuse.reviews_of(tx, CELL, guest.person_id)
    town.clock.at = made.vests_by + timedelta(days=1)
    assert await invites.void_overdue(town.database, CELL, town.random, town.clock.at) == 0
    return host, guest, review


async def say(town: Town, review: Review, step: ReviewStep, by) -> Review:
    async with town.database.transaction() as tx:
        said = reviews.Decision(review.review_id, step, by, "seen")
        outcome = await reviews.decide(tx, CELL, town.random, said, town.clock.now())
    assert isinstance(outcome, Review)
    return outcome


async def delivered(town: Town) -> None:
    relay = Relay(
        town.database,
        town.clock,
        town.random,
        {events.DUE: invites.handler(town.clock, town.random, CELL)},
        name="tests",
    )
    while await relay.step():
        await relay.settle()


async def test_an_invite_earned_in_time_is_given_when_its_review_ends_after_its_time(town: Town, waiting):
    host, guest, review = waiting
    assert (await say(town, review, ReviewStep.CLEARED, town.id())).state is ReviewState.CLEARED
    await delivered(town)
    assert await state_of(town, guest) == "vested"
    assert ("invite", "issued") in await cards_of(town, host)
    await town.assert_audit_is_clean()


async def test_a_denied_invite_goes_to_others_only_when_nobody_appealed_in_time(town: Town, waiting):
    _, guest, review = waiting
    budget = (await town.balances())["budget"]
    await say(town, review, ReviewStep.DENIED, town.id())
    town.clock.at += rules.APPEAL_WITHIN - timedelta(hours=1)
    await say(town, review, ReviewStep.APPEALED, guest.person_id)
    town.clock.at += timedelta(days=30)
    assert await reviews.close_denied(town.database, CELL, town.random, town.clock.at) == 0
    await say(town, review, ReviewStep.DENIED, town.id())
    town.clock.at += rules.APPEAL_WITHIN
    assert await reviews.close_denied(town.database, CELL, town.random, town.clock.at) == 1
    assert await reviews.close_denied(town.database, CELL, town.random, town.clock.at) == 0
    assert await state_of(town, guest) == "voided"
    assert (await town.balances())["budget"] == budget
    assert (await town.rows("select sum(pending_fen)::bigint from ledger.balances"))[0][0] == 0
    await town.assert_audit_is_clean()


async def test_operators_are_told_once_of_a_review_that_waits_too_long(town: Town, waiting):
    assert await reviews.alarm(town.database, CELL, town.clock.at) == 1
    assert await reviews.alarm(town.database, CELL, town.clock.at) == 0


async def test_what_was_decided_is_told_to_its_person(town: Town, waiting):
    _, guest, review = waiting
    await say(town, review, ReviewStep.DENIED, town.id())
    kinds = await town.rows(f"select kind from messages.messages where person_id = '{guest.person_id}'")
    assert ("review_denied",) in kinds
