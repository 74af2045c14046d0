"""The door of abuse. Callers hold the transaction; they give or keep back what is asked for.

Locks: keys, members, households, reviews, all before budgets, orders and cards.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.abuse import rules, store, store_reviews
from qianbei.abuse.contracts import (
    Asked,
    KeyKind,
    Mark,
    Member,
    Reason,
    Review,
    ReviewRefusal,
    ReviewState,
    ReviewStep,
    Reward,
    Seen,
    Standing,
    Verdict,
)
from qianbei.db import Tx
from qianbei.kit.ids import derived_id

key_hash = rules.key_hash
network_of = rules.network_of

ANSWERED_WITHIN = rules.ANSWERED_WITHIN
APPEAL_WITHIN = rules.APPEAL_WITHIN

QUEUE_MAX = 100
"""Reviews on one page."""

WAITING = (ReviewState.OPEN, ReviewState.APPEALED)


async def observe(tx: Tx, cell: int, person_id: UUID, seen: Sequence[Seen]) -> None:
    """Keeps what a person showed just now, makes those who share it a household, and looks for signs.

    All of `seen` are this person's. The same again changes nothing but the signs, which are looked for anew.
    """
    if not seen:
        return
    at = max(each.at for each in seen)
    linking = [each for each in seen if each.kind in rules.LINKING]
    await store.lock_keys(tx, sorted(_lock_id(each) for each in linking))
    await store.keep_seen(tx, cell, person_id, seen, at)
    has_room = await _link(tx, cell, person_id, linking)
    full = () if has_room else (Reason.HOUSEHOLD_FULL,)
    reasons = (*await _signals(tx, cell, person_id, at), *full)
    await store.update_member(tx, cell, person_id, {each.kind for each in seen}, reasons)


async def _signals(tx: Tx, cell: int, person_id: UUID, at: datetime) -> tuple[Reason, ...]:
    """What the city's lines are like is asked only where it makes a difference."""
    since = {kind: at - within for kind, within in rules.GROUP_WITHIN.items()}
    groups = await store.groups(tx, cell, person_id, since, at - rules.WEEK)
    plain = rules.signals(groups, are_lines_shared=False)
    with_lines = rules.signals(groups, are_lines_shared=True)
    if with_lines == plain:
        return plain
    elders = await store.elders(tx, cell, at - rules.WEEK)
    return with_lines if rules.are_lines_shared(*elders) else plain


async def look_again(tx: Tx, cell: int, person_ids: Collection[UUID], at: datetime) -> None:
    """Signs anew for people of whom nothing new was seen: others may have come to what they share."""
    for person_id in sorted(person_ids):
        await store.update_member(tx, cell, person_id, set(), await _signals(tx, cell, person_id, at))


async def introduce(tx: Tx, cell: int, person_id: UUID, inviter_id: UUID, at: datetime) -> None:
    """An inviter brought somebody: both belong to the tree of whoever began it. Signs are looked for anew."""
    above = await store.keys_of(tx, cell, [inviter_id], (KeyKind.TREE,))
    tree = above[inviter_id][0][1] if above[inviter_id] else rules.tree_of(inviter_id)
    await observe(tx, cell, person_id, [Seen(person_id, KeyKind.TREE, tree, at)])


async def is_known(tx: Tx, cell: int, seen: Seen) -> bool:
    """Whether this person showed this key before: then there is nothing new to observe."""
    shown = await store.keys_of(tx, cell, [seen.person_id], (seen.kind,))
    return (seen.kind, seen.value_hash) in shown[seen.person_id]


def _lock_id(seen: Seen) -> int:
    return int.from_bytes(seen.value_hash[:8], "big", signed=True)


async def _link(tx: Tx, cell: int, person_id: UUID, seen: Sequence[Seen]) -> bool:
    """Whether everybody who shares could become one household."""
    if not seen:
        return True
    found = await store.sharers(tx, cell, seen, rules.HOUSEHOLD_MAX + 1)
    by_kind = {kind: [each for each in found if each.kind is kind] for kind in {each.kind for each in found}}
    linked = {each for kind, many in by_kind.items() if rules.links(kind, len(many)) for each in many}
    mine = next((each.household_id for each in found if each.person_id == person_id), None)
    if all(each.person_id == person_id or (mine and each.household_id == mine) for each in linked):
        return True
    households = sorted({each.household_id for each in linked if each.household_id is not None})
    if mine is not None:
        households = sorted({*households, mine})
    alone = {each.person_id for each in linked if each.household_id is None}
    sizes = await store.sizes(tx, cell, households)
    if not rules.merged([*sizes.values(), len(alone)]):
        return False
    people = await store.lock_linked(tx, cell, sorted({*alone, person_id}), households)
    if not rules.merged([len(people)]):
        return False
    household_id = min(people)
    await store.make_household(tx, cell, household_id, people, set(households) - {household_id})
    return True


async def standings(
    tx: Tx, cell: int, person_ids: Collection[UUID], at: datetime
) -> tuple[dict[UUID, Member], dict[UUID, list[UUID]], bool]:
    """The lock pass: those of these people who ever showed anything, who is in their household with them, and whether
    the city is busy.

    Of the others nothing is known: each is a `Member` of an id alone.
    """
    members = await store.lock_members(tx, cell, list(person_ids))
    households = sorted({each.household_id for each in members.values() if each.household_id is not None})
    mates = await store.lock_households(tx, cell, households) if households else {}
    busy = await store.is_busy(tx, cell, at - rules.HOUR, rules.CITY_BUSY_PER_HOUR)
    return members, mates, busy


def judge(member: Member, household_given: int, *, is_busy: bool) -> Verdict:
    """May this reward be given now? `household_given` counts what others of the household have."""
    return rules.judge(Standing(member, household_given, is_busy))


def review_id_of(person_id: UUID, reward: Reward, subject_id: UUID) -> UUID:
    """A delayed reward has one review, however often it is asked for."""
    return derived_id("review", person_id, reward.value, subject_id)


async def open_reviews(
    tx: Tx,
    cell: int,
    reward: Reward,
    subject_id: UUID,
    delayed: Mapping[UUID, Verdict],
    at: datetime,
    asked: Asked | None = None,
) -> None:
    """A review for each person's delayed reward; one that is there stays as it is."""
    reviews = [
        Review(
            review_id_of(person_id, reward, subject_id),
            person_id,
            reward,
            subject_id,
            verdict.reasons,
            ReviewState.OPEN,
            at,
            at,
        )
        for person_id, verdict in delayed.items()
    ]
    if reviews:
        await store_reviews.open_reviews(tx, cell, reward, reviews, asked, at)


async def take_step(
    tx: Tx, cell: int, review_id: UUID, step: ReviewStep, by: UUID, words: str, at: datetime
) -> Review | ReviewRefusal:
    """A reviewer clears or denies, the person appeals; a step that was just taken is answered as taken.

    An appeal of somebody else's review is unknown. What a reviewer says is the person's mark for later rewards.
    """
    found = await store_reviews.lock_review(tx, cell, review_id)
    if found is None or (step is ReviewStep.APPEALED and found[0].person_id != by):
        return ReviewRefusal.UNKNOWN
    review, steps = found
    state = rules.after(review.state, step)
    if state is None:
        return review if review.state.value == step.value else ReviewRefusal.NOT_NOW
    if step is ReviewStep.DENIED and not words:
        return ReviewRefusal.WORDS
    if step is ReviewStep.APPEALED and rules.is_final(review.state, review.changed_at, at):
        return ReviewRefusal.TOO_LATE
    said = words if step is ReviewStep.APPEALED else review.words
    changed = msgspec.structs.replace(review, state=state, changed_at=at, words=said)
    if step is not ReviewStep.APPEALED:
        changed = msgspec.structs.replace(changed, answer=words, answered_by=by, answered_at=at)
    await store_reviews.step(tx, cell, changed, steps + 1, step, by, words)
    marks = {ReviewStep.CLEARED: Mark.CLEARED, ReviewStep.DENIED: Mark.DENIED}
    if step in marks:
        await store.mark(tx, cell, review.person_id, marks[step])
    return changed


async def identities(
    tx: Tx, cell: int, person_ids: Collection[UUID]
) -> dict[UUID, list[tuple[KeyKind, bytes]]]:
    """What stands for each of these people where one person may come once; nothing for who showed nothing."""
    return await store.keys_of(tx, cell, person_ids, rules.ONE_PERSON)


async def queue(tx: Tx, cell: int) -> list[Review]:
    """What waits for a reviewer: appeals first, then by how long it waits; at most QUEUE_MAX."""
    return await store_reviews.queue(tx, cell, WAITING, QUEUE_MAX)


async def find_review(tx: Tx, cell: int, review_id: UUID) -> Review | None:
    """One review, unlocked: for showing."""
    return await store_reviews.find_review(tx, cell, review_id)


async def decided(tx: Tx, cell: int) -> list[Review]:
    """What reviewers said last, newest first, with who said it; at most QUEUE_MAX."""
    return await store_reviews.decided(tx, cell, QUEUE_MAX)


async def count_late(tx: Tx, cell: int, at: datetime) -> int:
    """Reviews that wait longer than ANSWERED_WITHIN."""
    return await store_reviews.count_late(tx, cell, at - rules.ANSWERED_WITHIN)


async def alarm_late(tx: Tx, cell: int, at: datetime) -> list[UUID]:
    """Marks reviews of which operators must be told that they are late; each once, at most QUEUE_MAX."""
    return await store_reviews.alarm_late(tx, cell, at - rules.ANSWERED_WITHIN, QUEUE_MAX, at)


async def final_denials(tx: Tx, cell: int, reward: Reward, at: datetime) -> list[tuple[UUID, UUID]]:
    """(review, person) of denials that nobody appealed in time, unlocked; at most QUEUE_MAX."""
    return await store_reviews.final_denials(tx, cell, reward, at - rules.APPEAL_WITHIN, QUEUE_MAX)


async def close_denials(tx: Tx, cell: int, review_ids: Collection[UUID], at: datetime) -> set[UUID]:
    """Makes these denials final, but for those appealed meanwhile; whose they are."""
    return await store_reviews.close_denials(tx, cell, sorted(review_ids), at - rules.APPEAL_WITHIN, at)


async def reviews_of(tx: Tx, cell: int, person_id: UUID) -> list[Review]:
    """A person's own, newest first."""
    return await store_reviews.reviews_of(tx, cell, person_id, QUEUE_MAX)
