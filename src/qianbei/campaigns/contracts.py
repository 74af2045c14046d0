"""What crosses the door of campaigns."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class CardState(StrEnum):
    """Where a card stands. `issued → held → redeemed`; back by release or return; the rest are ends."""

    ISSUED = "issued"
    HELD = "held"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    GIFTED = "gifted"


class CardEvent(StrEnum):
    """What can happen to a card."""

    ISSUE = "issue"
    HOLD = "hold"
    RELEASE = "release"
    REDEEM = "redeem"
    RETURN = "return"


class CardRefusal(StrEnum):
    """Why a card did not move. Nothing has changed."""

    UNKNOWN = "card_unknown"
    NOT_YOURS = "card_not_yours"
    USED = "card_used"
    ENDED = "card_ended"
    NOT_THIS_ORDER = "card_not_this_order"


class IssueRefusal(StrEnum):
    """Why no card was issued."""

    ENDED = "campaign_ended"


class OpenRefusal(StrEnum):
    """Why a campaign was not opened."""

    RUNNING = "campaign_running"


class Campaign(msgspec.Struct, frozen=True):
    """One campaign of a cell. Money in fen."""

    campaign_id: UUID
    name: dict[str, str]
    face_fen: int
    budget_fen: int
    starts_at: datetime
    ends_at: datetime


class Card(msgspec.Struct, frozen=True):
    """One card of one person. `order_id` is set exactly while held or redeemed; `moves` counts its history."""

    card_id: UUID
    campaign_id: UUID
    person_id: UUID
    face_fen: int
    state: CardState
    order_id: UUID | None
    valid_until: datetime
    issued_at: datetime
    moves: int


class OpenCampaign(msgspec.Struct, frozen=True):
    """Start a campaign; one runs at a time in a cell."""

    cell: int
    campaign: Campaign


class IssueRequest(msgspec.Struct, frozen=True):
    """Issue the joining card of a running campaign to a person."""

    cell: int
    campaign_id: UUID
    person_id: UUID
    at: datetime


class Issued(msgspec.Struct, frozen=True):
    """The person's card; `created` is false when an earlier request issued it."""

    card: Card
    created: bool


IssueOutcome = Issued | IssueRefusal


class CardMove(msgspec.Struct, frozen=True):
    """Move a locked card. `valid_until` replaces the end when a fault of ours lengthens it."""

    card_id: UUID
    event: CardEvent
    order_id: UUID
    at: datetime
    reason: str
    valid_until: datetime | None = None
