"""Plans for many cards at once."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts.cards import SourceKind


class BulkKind(StrEnum):
    EXTEND = "extend"
    RECALL = "recall"
    REISSUE = "reissue"


class BulkState(StrEnum):
    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class BulkRefusal(StrEnum):
    """Why a plan was not made, or did not go on. Nothing has changed."""

    UNKNOWN = "plan_unknown"
    NOBODYS = "plan_of_no_campaign"
    END_INVALID = "plan_end_invalid"
    WRONG_STATE = "plan_wrong_state"
    TOLD = "plan_told"
    BUDGET_SPENT = "budget_spent"


class Chosen(msgspec.Struct, frozen=True):
    """Which cards of a campaign; None chooses all."""

    campaign_id: UUID
    template_id: UUID | None = None
    source_kind: SourceKind | None = None
    ends_before: datetime | None = None


class BulkPlan(msgspec.Struct, frozen=True):
    """Something done to many cards. `cards` and `money_fen` count what is done so far; `new_end` but for a recall."""

    plan_id: UUID
    kind: BulkKind
    chosen: Chosen
    new_end: datetime | None
    reason: str
    made_at: datetime
    state: BulkState = BulkState.PLANNED
    after_card_id: UUID = UUID(int=0)
    cards: int = 0
    money_fen: int = 0
    told_at: datetime | None = None


class Extent(msgspec.Struct, frozen=True):
    """How many cards, and the sum of their faces in fen."""

    cards: int
    money_fen: int
