"""What the doors of rewards that wait answer."""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.abuse.contracts import Reason, ReviewRefusal, ReviewState, Reward


class Said(msgspec.Struct, frozen=True):
    """A reason in words that people read."""

    code: Reason
    message: str


class ReviewBody(msgspec.Struct, frozen=True, kw_only=True):
    """A reward that waits or was decided. `words` are its person's, `answer` the reviewer's."""

    review_id: UUID
    reward: Reward
    reward_words: str
    state: ReviewState
    state_words: str
    reasons: list[Said]
    opened_at: datetime
    changed_at: datetime
    words: str
    answer: str
    answered_at: datetime | None
    answer_by: datetime
    appeal_by: datetime | None


class ReviewForOperator(ReviewBody, frozen=True, kw_only=True):
    """The same with who it is, and who decided."""

    person_id: UUID
    household_size: int
    answered_by: UUID | None
    alarmed_at: datetime | None


class ReviewsBody(msgspec.Struct, frozen=True):
    """`late` wait longer than was promised."""

    late: int
    reviews: list[ReviewForOperator]


class WaitingBody(msgspec.Struct, frozen=True):
    """What of the caller's waits; `first` are proofs that would give it at once."""

    first: list[Said]
    reviews: list[ReviewBody]
    how: str


class NotDecided(msgspec.Struct, frozen=True):
    review_id: UUID
    code: ReviewRefusal


class DecidedBody(msgspec.Struct, frozen=True):
    """How many were decided, and which could not be."""

    decided: int
    refused: list[NotDecided]
