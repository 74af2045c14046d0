"""Rewards that wait, decided: a reviewer's word, a person's appeal, and what becomes of what was kept back.

A cleared invite is given by the relay, a cleared card at once, a joining card or a place when its person comes again.
A denial that nobody appealed in time is final: then a promise that was kept back for it goes to others.
Locks: invites before abuse, abuse before budgets and cards.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec
import structlog

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import Review, ReviewRefusal, ReviewState, ReviewStep, Reward
from qianbei.db import Database, Tx
from qianbei.flows import giving, invites
from qianbei.invites import api as invite_door
from qianbei.invites import events as invite_events
from qianbei.invites.contracts import VoidReason
from qianbei.kit.ids import new_id
from qianbei.messages import api as messages
from qianbei.messages.contracts import Kind, Telling
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Event

TOLD = {ReviewState.CLEARED: Kind.REVIEW_CLEARED, ReviewState.DENIED: Kind.REVIEW_DENIED}
"""The decisions that a person is told."""

log = structlog.get_logger(__name__)


class Decision(msgspec.Struct, frozen=True):
    """What somebody says about a review: an operator clears or denies with a reason, the person appeals."""

    review_id: UUID
    step: ReviewStep
    by: UUID
    words: str


async def decide(tx: Tx, cell: int, random: Random, said: Decision, at: datetime) -> Review | ReviewRefusal:
    """One step of one review; a step that was just taken is answered as taken."""
    review = await abuse.take_step(tx, cell, said.review_id, said.step, said.by, said.words, at)
    if isinstance(review, ReviewRefusal) or review.changed_at != at or review.state not in TOLD:
        return review
    key = f"{review.review_id}.{at.isoformat()}"
    await messages.enqueue(tx, cell, [Telling(review.person_id, TOLD[review.state], key, at)])
    if review.state is ReviewState.DENIED:
        return review
    if review.reward is Reward.INVITE:
        payload = {"order_id": str(review.subject_id)}
        due = Event(cell, new_id(at, random), invite_events.DUE, review.person_id, payload, at)
        await outbox.append(tx, [due])
    elif review.reward is Reward.CARD:
        await giving.cleared(tx, cell, review, at)
    return review


async def decide_all(
    tx: Tx, cell: int, random: Random, said: Sequence[Decision], at: datetime
) -> list[Review | ReviewRefusal]:
    """Several reviews, such as those of one ring, each as if alone; outcomes in the order asked."""
    outcomes = {
        each.review_id: await decide(tx, cell, random, each, at)
        for each in sorted(said, key=lambda each: each.review_id)
    }
    return [outcomes[each.review_id] for each in said]


async def alarm(database: Database, cell: int, at: datetime) -> int:
    """Tells operators of reviews that wait longer than was promised: on their page and in the log. How many are new."""
    async with database.transaction() as tx:
        late = await abuse.alarm_late(tx, cell, at)
    if late:
        log.error("review.late", reviews=len(late), first=str(late[0]))
    return len(late)


async def close_denied(database: Database, cell: int, random: Random, at: datetime) -> int:
    """Makes denials final that nobody appealed in time; how many were due. Safe to run twice at once."""
    async with database.reading() as tx:
        due = await abuse.final_denials(tx, cell, Reward.INVITE, at)
    if due:
        async with database.transaction() as tx:
            await invite_door.lock(tx, cell, [person_id for _, person_id in due])
            denied = await abuse.close_denials(tx, cell, [review_id for review_id, _ in due], at)
            await invites.void(tx, cell, random, sorted(denied), VoidReason.DENIED, at)
    return len(due)
