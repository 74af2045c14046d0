"""What an operator is answered: the overview, the newest campaign's budgets, and its pace."""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.flows.running import Changed
from qianbei.views.budgets import BudgetView
from qianbei.views.ops import Overview
from qianbei.waves.contracts import RunState, Steer


class OutboxFigures(msgspec.Struct, frozen=True):
    pending: int
    dead: int
    oldest_pending_s: int


class ModelFigures(msgspec.Struct, frozen=True):
    """What a configured language model was asked by this worker."""

    configured: bool
    calls: int
    orders: int
    turns_unsure: int
    calls_per_order: float


class PromiseKept(msgspec.Struct, frozen=True):
    """One check of the audit; `sample` are some of what offends."""

    name: str
    promise: int
    ok: bool
    offending: int
    sample: list[str]


class AuditBody(msgspec.Struct, frozen=True):
    at: datetime
    promises: list[PromiseKept]


class OverviewBody(Overview, frozen=True, kw_only=True):
    """All that the operator's page shows at one look."""

    now: datetime
    outbox: OutboxFigures
    model: ModelFigures
    audit: AuditBody


class CampaignMade(msgspec.Struct, frozen=True):
    campaign_id: UUID


class BudgetsBody(msgspec.Struct, frozen=True):
    """The tree of the newest campaign, its cards by state and their moves by what they were, as counted `at`."""

    at: datetime
    campaign_id: UUID | None
    nodes: list[BudgetView]
    cards: dict[str, int]
    moves: dict[str, int]


class WaveBody(msgspec.Struct, frozen=True):
    """A wave and what it may give; `per_hour` None: as fast as people come."""

    node_id: UUID
    name: dict[str, str]
    ways: tuple[str, ...]
    is_open: bool
    starts_at: datetime
    ends_at: datetime
    per_hour: int | None
    cups_percent: int | None
    allowed: int
    cards_max: int


class PaceBody(msgspec.Struct, frozen=True, kw_only=True):
    """How fast a campaign gives, and the newest changes."""

    campaign_id: UUID
    slug: str
    state: RunState
    pace_percent: int
    waves: list[WaveBody]
    changes: list[Steer]


class PaceChanged(PaceBody, frozen=True, kw_only=True):
    """`in_a_day`: cards of each wave before and after."""

    in_a_day: list[Changed]
