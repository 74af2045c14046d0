"""What the doors of cards and of the running campaign answer."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts import BulkKind, BulkState, Chosen, Extent


class CodeBody(msgspec.Struct, frozen=True):
    """A code for a gift or a till, and until when it is good."""

    code: str
    ends_at: datetime


class EarnedBody(msgspec.Struct, frozen=True):
    card_id: UUID
    face_fen: int


class TaskDone(msgspec.Struct, frozen=True):
    task: str
    done: bool


class WaysToEarn(msgspec.Struct, frozen=True):
    """How a card can be earned just now."""

    code: bool
    update: bool
    tasks: list[TaskDone]


RuleTexts = TypedDict("RuleTexts", {"zh-Hans": list[str], "zh-Hant": list[str], "en": list[str]})


class RulesVersionBody(msgspec.Struct, frozen=True):
    version: int
    since: datetime
    rules: RuleTexts


class RuleBook(msgspec.Struct, frozen=True):
    """Versions of the campaign's rules, newest first."""

    name: dict[str, str] | None
    versions: list[RulesVersionBody]


class PlanBody(msgspec.Struct, frozen=True, kw_only=True):
    """Something done to many cards: what was chosen, and how far it is."""

    plan_id: UUID
    kind: BulkKind
    chosen: Chosen
    new_end: datetime | None
    reason: str
    state: BulkState
    cards: int
    money_fen: int
    made_at: datetime
    told_at: datetime | None


class PlanMade(PlanBody, frozen=True, kw_only=True):
    would_touch: Extent


class PlansBody(msgspec.Struct, frozen=True):
    plans: list[PlanBody]
