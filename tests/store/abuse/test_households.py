"""What people show makes households, within bounds; what they share with a city does not."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from qianbei.abuse import api, rules, store
from qianbei.abuse.contracts import (
    KeyKind,
    Mark,
    Reason,
    Review,
    ReviewRefusal,
    ReviewState,
    ReviewStep,
    Reward,
    Seen,
    Verdict,
)
from qianbei.db import Tx

pytestmark = pytest.mark.anyio

CELL = 1
AT = datetime(2031, 2, 6, tzinfo=UTC)
PEPPER = b"p" * 32


def person(number: int) -> UUID:
    return UUID(int=number)


async def show(tx: Tx, number: int, *keys: tuple[KeyKind, str], at: datetime = AT) -> None:
    seen = [Seen(person(number), kind, api.key_hash(PEPPER, kind, value), at) for kind, value in keys]
    await api.observe(tx, CELL, person(number), seen)


@pytest.fixture
async def shared_lines(tx: Tx, monkeypatch: pytest.MonkeyPatch) -> None:
    """The city's first people shared a line."""
    monkeypatch.setattr(rules, "ELDERS_WITH_LINE_MIN", 2)
    for number in (90, 91):
        await show(tx, number, (KeyKind.NETWORK, "first"), at=AT - timedelta(days=8))


async def household(tx: Tx, number: int) -> list[UUID]:
    members, mates, _ = await api.standings(tx, CELL, [person(number)], AT)
    return mates.get(members[person(number)].household_id, [person(number)])


async def reasons(tx: Tx, number: int) -> tuple[Reason, ...]:
    members, _, _ = await api.standings(tx, CELL, [person(number)], AT)
    return members[person(number)].reasons


async def test_a_shared_device_makes_a_household_and_a_network_none(tx):
    for number in (1, 2):
        await show(tx, number, (KeyKind.NETWORK, "n"), (KeyKind.DEVICE, f"own-{number}"))
    assert await household(tx, 1) == [person(1)]
    await show(tx, 2, (KeyKind.DEVICE, "own-1"))
    assert await household(tx, 1) == await household(tx, 2) == [person(1), person(2)]


async def test_households_grow_together_over_different_keys(tx):
    await show(tx, 4, (KeyKind.DEVICE, "a"))
    await show(tx, 3, (KeyKind.DEVICE, "a"), (KeyKind.PAYMENT, "p"))
    await show(tx, 2, (KeyKind.DOOR, "d"))
    await show(tx, 1, (KeyKind.DOOR, "d"))
    await show(tx, 1, (KeyKind.PAYMENT, "p"))
    assert await household(tx, 4) == [person(number) for number in (1, 2, 3, 4)]
    await show(tx, 1, (KeyKind.PAYMENT, "p"))
    assert len(await household(tx, 1)) == 4, "the same again changes nothing"


async def test_a_gate_of_many_makes_no_household_of_those_who_come_later(tx):
    for number in range(1, 12):
        await show(tx, number, (KeyKind.DOOR, "gate"))
    assert len(await household(tx, 1)) == rules.HOME_MAX
    assert await household(tx, 11) == [person(11)]


async def test_a_household_is_bounded_and_who_would_come_beyond_waits(tx, monkeypatch):
    monkeypatch.setattr(rules, "HOUSEHOLD_MAX", 3)
    for number in range(1, 5):
        await show(tx, number, (KeyKind.DEVICE, "one"))
    assert len(await household(tx, 1)) == 3
    assert await reasons(tx, 4) == (Reason.HOUSEHOLD_FULL,)


async def test_emulators_are_seen_by_their_few_browsers(tx):
    for number in range(1, 9):
        await show(tx, number, (KeyKind.NETWORK, "n"), (KeyKind.AGENT, f"emulated-{number % 2}"))
    assert await reasons(tx, 7) == ()
    assert await reasons(tx, 8) == (Reason.EMULATORS,)
    for number in range(11, 20):
        await show(tx, number, (KeyKind.NETWORK, "dormitory"), (KeyKind.AGENT, f"real-{number}"))
    assert await reasons(tx, 19) == ()
    await show(tx, 8, (KeyKind.AGENT, "emulated-2"), at=AT + timedelta(days=8))
    assert await reasons(tx, 8) == (), "a sign lasts as long as what it was seen in"


@pytest.mark.usefixtures("shared_lines")
async def test_a_block_of_numbers_counts_only_from_lines_of_nobody(tx):
    for number in range(1, 3):
        await show(tx, number, (KeyKind.NETWORK, f"far-{number}"), (KeyKind.BLOCK, "b"))
    assert await reasons(tx, 2) == (Reason.NUMBER_BLOCK,)
    for number in range(11, 16):
        await show(tx, number, (KeyKind.NETWORK, "office"), (KeyKind.BLOCK, "c"))
    assert await reasons(tx, 15) == ()


@pytest.mark.usefixtures("shared_lines")
async def test_strangers_at_a_door_wait_and_a_dormitory_does_not(tx):
    await show(tx, 1, (KeyKind.NETWORK, "far-1"), (KeyKind.DOOR, "mule"))
    assert await reasons(tx, 1) == (), "one has a tunnel"
    await show(tx, 2, (KeyKind.NETWORK, "far-2"), (KeyKind.DOOR, "mule"))
    assert await reasons(tx, 2) == (Reason.STRANGERS_AT_DOOR,)
    for number in range(11, 31):
        await show(tx, number, (KeyKind.NETWORK, f"campus-{number % 4}"), (KeyKind.DOOR, "gate"))
    assert await reasons(tx, 30) == ()


async def test_where_everybody_has_a_line_of_their_own_strangers_do_not_wait(tx, monkeypatch):
    monkeypatch.setattr(rules, "ELDERS_WITH_LINE_MIN", 2)
    for number in (90, 91):
        await show(tx, number, (KeyKind.NETWORK, f"first-{number}"), at=AT - timedelta(days=8))
    for number in range(1, 4):
        await show(tx, number, (KeyKind.NETWORK, f"own-{number}"), (KeyKind.DOOR, "home"))
    assert await reasons(tx, 3) == ()


async def test_one_device_for_a_whole_door_waits(tx):
    for number in range(1, 5):
        await show(tx, number, (KeyKind.DEVICE, "one"), (KeyKind.DOOR, "d"))
    assert await reasons(tx, 3) == ()
    assert await reasons(tx, 4) == (Reason.ONE_DEVICE,)


async def delayed(tx: Tx, number: int) -> Review:
    verdict = {person(number): Verdict(rules.Decision.DELAY, (Reason.EMULATORS, Reason.HOUSEHOLD_FULL))}
    await api.open_reviews(tx, CELL, Reward.JOINING, person(900), verdict, AT)
    (review,) = await api.reviews_of(tx, CELL, person(number))
    return review


async def test_a_review_is_opened_once_and_heard_before_others_when_appealed(tx):
    await show(tx, 1, (KeyKind.DEVICE, "a"))
    await show(tx, 2, (KeyKind.DEVICE, "a"))
    first, second = await delayed(tx, 1), await delayed(tx, 2)
    assert await delayed(tx, 1) == first
    assert first.reasons == (Reason.EMULATORS, Reason.HOUSEHOLD_FULL)
    appealed = await api.take_step(
        tx, CELL, second.review_id, ReviewStep.APPEALED, person(2), "we are six", AT
    )
    assert isinstance(appealed, Review)
    queue = await api.queue(tx, CELL)
    assert [(each.person_id, each.state, each.words) for each in queue] == [
        (person(2), ReviewState.APPEALED, "we are six"),
        (person(1), ReviewState.OPEN, ""),
    ]
    assert {each.household_size for each in queue} == {2}


async def test_a_denial_can_be_appealed_and_turned(tx):
    await show(tx, 1, (KeyKind.DEVICE, "a"))
    review_id = (await delayed(tx, 1)).review_id
    for step, by in (
        (ReviewStep.DENIED, 77),
        (ReviewStep.APPEALED, 1),
        (ReviewStep.CLEARED, 77),
    ):
        outcome = await api.take_step(tx, CELL, review_id, step, person(by), "seen", AT)
        assert isinstance(outcome, Review), outcome
        again = await api.take_step(tx, CELL, review_id, step, person(by), "seen", AT)
        assert isinstance(again, Review)
        assert again.state is outcome.state, "a repeat"
    members, _, _ = await api.standings(tx, CELL, [person(1)], AT)
    assert members[person(1)].mark is Mark.CLEARED
    late = await api.take_step(tx, CELL, review_id, ReviewStep.DENIED, person(77), "", AT)
    assert late is ReviewRefusal.NOT_NOW, "what was given is not taken back"
    steps = await tx.rows(store.queries.lock_review, {"cell": CELL, "review_ids": [review_id]})
    assert (steps[0][5], steps[0][-1]) == ("cleared", 4)
    (decided,) = await api.decided(tx, CELL)
    assert (decided.answered_by, decided.answer, decided.answered_at) == (person(77), "seen", AT)


async def test_a_denial_says_why_and_is_final_when_nobody_appealed_in_time(tx):
    review_id = (await delayed(tx, 1)).review_id
    denied = ReviewStep.DENIED
    assert await api.take_step(tx, CELL, review_id, denied, person(77), "", AT) is ReviewRefusal.WORDS
    assert (await delayed(tx, 1)).state is ReviewState.OPEN
    assert isinstance(await api.take_step(tx, CELL, review_id, denied, person(77), "one phone", AT), Review)
    late = AT + rules.APPEAL_WITHIN
    assert await api.final_denials(tx, CELL, Reward.JOINING, late - rules.HOUR) == []
    assert await api.final_denials(tx, CELL, Reward.JOINING, late) == [(review_id, person(1))]
    appealed = await api.take_step(tx, CELL, review_id, ReviewStep.APPEALED, person(1), "no", late)
    assert appealed is ReviewRefusal.TOO_LATE
    assert await api.close_denials(tx, CELL, [review_id], late) == {person(1)}
    assert await api.close_denials(tx, CELL, [review_id], late) == set()


async def test_a_review_that_waits_too_long_is_told_once_until_its_next_step(tx):
    review_id = (await delayed(tx, 1)).review_id
    late = AT + rules.ANSWERED_WITHIN
    assert await api.alarm_late(tx, CELL, late - rules.HOUR) == []
    assert (await api.count_late(tx, CELL, late), await api.alarm_late(tx, CELL, late)) == (1, [review_id])
    assert await api.alarm_late(tx, CELL, late) == []
    await api.take_step(tx, CELL, review_id, ReviewStep.APPEALED, person(1), "still here", late)
    assert await api.count_late(tx, CELL, late) == 0
    assert await api.alarm_late(tx, CELL, late + rules.ANSWERED_WITHIN) == [review_id]


async def test_nobody_appeals_for_somebody_else(tx):
    review_id = (await delayed(tx, 1)).review_id
    outcome = await api.take_step(tx, CELL, review_id, ReviewStep.APPEALED, person(2), "mine", AT)
    assert outcome is ReviewRefusal.UNKNOWN
    assert (await delayed(tx, 1)).state is ReviewState.OPEN


async def test_a_busy_city_is_seen_from_its_newcomers(tx, monkeypatch):
    monkeypatch.setattr(rules, "CITY_BUSY_PER_HOUR", 3)
    for number in range(1, 4):
        await show(tx, number, (KeyKind.DEVICE, f"{number}"))
    assert (await api.standings(tx, CELL, [person(1)], AT))[2] is False
    await show(tx, 4, (KeyKind.DEVICE, "4"))
    assert (await api.standings(tx, CELL, [person(1)], AT))[2] is True
    assert (await api.standings(tx, CELL, [person(1)], AT + rules.HOUR))[2] is False


async def test_a_new_crowd_at_a_door_is_seen_and_one_with_a_line_or_a_past_is_not(tx):
    for number in range(1, 7):
        await show(tx, 50 + number, (KeyKind.NETWORK, f"line-{number}"))
        await show(tx, number, (KeyKind.NETWORK, f"line-{number}"), (KeyKind.DOOR, "mule"))
    assert await reasons(tx, 5) == ()
    assert await reasons(tx, 6) == (Reason.NEW_CROWD,)
    await show(tx, 20, (KeyKind.NETWORK, "old"), (KeyKind.DOOR, "old"), at=AT - timedelta(days=8))
    for number in range(21, 27):
        await show(tx, number, (KeyKind.NETWORK, f"line-{number - 20}"), (KeyKind.DOOR, "old"))
    assert await reasons(tx, 26) == ()
    for number in range(31, 37):
        await show(tx, number, (KeyKind.NETWORK, f"own-{number // 2}"), (KeyKind.DOOR, "home"))
    assert await reasons(tx, 36) == ()


async def test_a_purse_of_three_doors_waits_and_a_familys_does_not(tx):
    for number in range(1, 5):
        door = (KeyKind.DOOR, f"door-{min(number, 3)}")
        await show(tx, number, (KeyKind.PAYMENT, "purse"), door)
        await show(tx, 10 + number, (KeyKind.PAYMENT, "mother's"), (KeyKind.DOOR, "home"))
    assert await reasons(tx, 2) == ()
    assert await reasons(tx, 3) == (Reason.PURSE_OF_MANY,)
    assert await reasons(tx, 14) == ()


@pytest.mark.usefixtures("shared_lines")
async def test_a_device_of_two_homes_waits_and_a_familys_tablet_does_not(tx):
    for number in (1, 2):
        own = (KeyKind.NETWORK, f"line-{number}"), (KeyKind.DOOR, f"door-{number}")
        await show(tx, number, (KeyKind.DEVICE, "handed on"), *own)
        await show(tx, 10 + number, (KeyKind.DEVICE, "tablet"), (KeyKind.NETWORK, "first"), own[1])
    assert await reasons(tx, 2) == (Reason.DEVICE_OF_MANY,)
    assert await reasons(tx, 12) == ()


async def test_signs_are_looked_for_anew_when_others_came_since(tx):
    for number in range(1, 4):
        await show(tx, number, (KeyKind.PAYMENT, "purse"), (KeyKind.DOOR, f"door-{number}"))
    assert await reasons(tx, 1) == ()
    await api.look_again(tx, CELL, [person(1), person(2)], AT)
    assert await reasons(tx, 1) == await reasons(tx, 2) == (Reason.PURSE_OF_MANY,)


async def test_a_line_of_many_doors_is_no_line_that_people_share(tx):
    for number in range(100, 112):
        await show(tx, number, (KeyKind.NETWORK, "carrier"), (KeyKind.DOOR, f"own-{number}"))
    for number, line in enumerate(("carrier", "carrier", "carrier", "carrier", "one", "two"), 1):
        await show(tx, number, (KeyKind.NETWORK, line), (KeyKind.DOOR, "mule"))
    assert await reasons(tx, 5) == ()
    assert await reasons(tx, 6) == (Reason.NEW_CROWD,)


async def test_newcomers_of_few_doors_and_browsers_on_a_fresh_network_wait_and_a_crowd_does_not(tx):
    for number in range(1, 17):
        model = (KeyKind.AGENT, f"model-{number % 5}")
        await show(tx, number, (KeyKind.NETWORK, "rented"), model, (KeyKind.DOOR, f"door-{number % 5}"))
        stall = (KeyKind.DOOR, f"row-{number % 5}")
        await show(tx, 40 + number, (KeyKind.NETWORK, "market"), (KeyKind.AGENT, f"own-{number}"), stall)
    assert Reason.FRESH_NETWORK in await reasons(tx, 16)
    assert Reason.FRESH_NETWORK not in await reasons(tx, 56)
    for number in range(11, 31):
        await show(tx, number, (KeyKind.NETWORK, "stage"), (KeyKind.DOOR, f"home-{number}"))
    assert await reasons(tx, 30) == ()


@pytest.mark.usefixtures("shared_lines")
async def test_strangers_who_lead_back_to_one_inviter_wait(tx):
    for number in range(1, 4):
        await show(tx, number, (KeyKind.NETWORK, f"far-{number}"))
    await api.introduce(tx, CELL, person(2), person(1), AT)
    assert await reasons(tx, 2) == ()
    await api.introduce(tx, CELL, person(3), person(2), AT)
    assert await reasons(tx, 3) == (Reason.INVITE_BURST,)


async def test_a_payment_account_that_is_known_is_nothing_new(tx):
    purse = Seen(person(1), KeyKind.PAYMENT, b"p" * 32, AT)
    assert not await api.is_known(tx, CELL, purse)
    await api.observe(tx, CELL, person(1), [purse])
    assert await api.is_known(tx, CELL, purse)
