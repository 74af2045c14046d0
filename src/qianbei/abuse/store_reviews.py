"""The other half of the only caller of this package's SQL: reviews."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.abuse.contracts import Asked, Review, ReviewState, ReviewStep, Reward
from qianbei.abuse.store import queries
from qianbei.db import Tx
from qianbei.db.database import Row

FIELDS = Review.__struct_fields__
LOCKED = FIELDS[: FIELDS.index("asked") + 1]


async def open_reviews(
    tx: Tx, cell: int, reward: Reward, reviews: Sequence[Review], asked: Asked | None, at: datetime
) -> None:
    rows = await tx.rows(
        queries.open_reviews,
        {
            "cell": cell,
            "reward": reward.value,
            "review_ids": [each.review_id for each in reviews],
            "person_ids": [each.person_id for each in reviews],
            "subject_ids": [each.subject_id for each in reviews],
            "reasons": [" ".join(each.reasons) for each in reviews],
            "asked": asked and msgspec.to_builtins(asked),
            "at": at,
        },
    )
    if rows:
        await _insert_steps(tx, cell, [row[0] for row in rows], 1, ReviewStep.OPENED, None, "", at)


async def _insert_steps(
    tx: Tx,
    cell: int,
    review_ids: Sequence[UUID],
    seq: int,
    step: ReviewStep,
    by: UUID | None,
    words: str,
    at: datetime,
) -> None:
    await tx.run(
        queries.insert_steps,
        {
            "cell": cell,
            "review_ids": list(review_ids),
            "seq": seq,
            "step": step.value,
            "by_id": by,
            "words": words,
            "at": at,
        },
    )


async def lock_review(tx: Tx, cell: int, review_id: UUID) -> tuple[Review, int] | None:
    """The review and how many steps it has had."""
    rows = await tx.rows(queries.lock_review, {"cell": cell, "review_ids": [review_id]})
    return (_review(rows[0][:-1], LOCKED), rows[0][-1]) if rows else None


async def step(
    tx: Tx,
    cell: int,
    review: Review,
    seq: int,
    taken: ReviewStep,
    by: UUID,
    words: str,
) -> None:
    """Writes a review as it is now, and the step that made it so."""
    changed = {"state": review.state.value, "words": review.words, "at": review.changed_at}
    await tx.run(queries.update_review, {"cell": cell, "review_id": review.review_id, **changed})
    await _insert_steps(tx, cell, [review.review_id], seq, taken, by, words, review.changed_at)


async def queue(tx: Tx, cell: int, states: Collection[ReviewState], limit: int) -> list[Review]:
    asked = {"cell": cell, "states": [each.value for each in states], "limit": limit}
    return [_review(row) for row in await tx.rows(queries.queue, asked)]


async def decided(tx: Tx, cell: int, limit: int) -> list[Review]:
    return [_review(row) for row in await tx.rows(queries.decided, {"cell": cell, "limit": limit})]


async def find_review(tx: Tx, cell: int, review_id: UUID) -> Review | None:
    rows = await tx.rows(queries.find_review, {"cell": cell, "review_id": review_id})
    return _review(rows[0], LOCKED) if rows else None


async def reviews_of(tx: Tx, cell: int, person_id: UUID, limit: int) -> list[Review]:
    asked = {"cell": cell, "person_id": person_id, "limit": limit}
    return [_review(row) for row in await tx.rows(queries.reviews_of, asked)]


async def count_late(tx: Tx, cell: int, before: datetime) -> int:
    return (await tx.rows(queries.count_late, {"cell": cell, "before": before}))[0][0]


async def alarm_late(tx: Tx, cell: int, before: datetime, limit: int, at: datetime) -> list[UUID]:
    asked = {"cell": cell, "before": before, "limit": limit}
    late = [row[0] for row in await tx.rows(queries.lock_late_reviews, asked)]
    if late:
        await tx.run(queries.mark_alarmed, {"cell": cell, "review_ids": late, "at": at})
    return late


async def final_denials(
    tx: Tx, cell: int, reward: Reward, before: datetime, limit: int
) -> list[tuple[UUID, UUID]]:
    asked = {"cell": cell, "reward": reward.value, "before": before, "limit": limit}
    return [(row[0], row[1]) for row in await tx.rows(queries.final_denials, asked)]


async def close_denials(
    tx: Tx, cell: int, review_ids: Sequence[UUID], before: datetime, at: datetime
) -> set[UUID]:
    asked = {"cell": cell, "review_ids": list(review_ids), "before": before}
    closed = dict(await tx.rows(queries.lock_final_denials, asked))
    await tx.run(queries.close_reviews, {"cell": cell, "review_ids": list(closed), "at": at})
    return set(closed.values())


def _review(row: Row, fields: Sequence[str] = FIELDS) -> Review:
    known = {name: value for name, value in zip(fields, row, strict=True) if value is not None}
    return msgspec.convert(known, Review)
