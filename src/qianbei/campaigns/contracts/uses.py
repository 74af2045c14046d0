"""Cards without an order: offered as a gift, or shown at a till."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class UseRefusal(StrEnum):
    """Why a gift or a code at a till was refused. Nothing has changed."""

    UNKNOWN = "gift_unknown"
    OVER = "gift_over"
    OWN = "gift_own"
    CODE_UNKNOWN = "till_code_unknown"
    CODE_OVER = "till_code_over"
    NOT_HERE = "card_not_here"


class GiftState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Gift(msgspec.Struct, frozen=True):
    """A card offered. While offered the card is held for it; accepted, the taker has a new card of the same kind."""

    gift_id: UUID
    card_id: UUID
    giver_id: UUID
    state: GiftState
    offered_at: datetime
    ends_at: datetime
    taker_id: UUID | None = None
    new_card_id: UUID | None = None


class TillState(StrEnum):
    SHOWN = "shown"
    REDEEMED = "redeemed"
    LAPSED = "lapsed"


class TillSale(msgspec.Struct, frozen=True):
    """A card shown at a till. The last five fields are set exactly when it was scanned; money in fen."""

    sale_id: UUID
    card_id: UUID
    person_id: UUID
    code: str
    state: TillState
    shown_at: datetime
    ends_at: datetime
    store_id: UUID | None = None
    seller_id: UUID | None = None
    amount_fen: int | None = None
    card_fen: int | None = None
    redeemed_at: datetime | None = None
