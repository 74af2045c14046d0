"""Plans for many cards: the only caller of `sql/bulk.sql`, nothing decided here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts import (
    BulkKind,
    BulkPlan,
    BulkState,
    Card,
    CardEvent,
    CardState,
    Chosen,
    Extent,
    SourceKind,
)
from qianbei.campaigns.store import card_of
from qianbei.db import Tx, load_queries
from qianbei.db.database import Row

queries = load_queries(__package__)


class Done(msgspec.Struct, frozen=True):
    """What one batch changed; `last` None when there was nothing left."""

    cards: int
    money_fen: int
    last: UUID | None


async def extent(tx: Tx, cell: int, plan: BulkPlan, states: Sequence[CardState]) -> Extent:
    ((cards, money_fen),) = await tx.rows(queries.extent, _chosen(cell, plan, states))
    return Extent(cards, money_fen)


async def insert_plan(tx: Tx, cell: int, plan: BulkPlan) -> None:
    parameters = _choice(plan.chosen) | {
        "cell": cell,
        "plan_id": plan.plan_id,
        "kind": plan.kind.value,
        "new_end": plan.new_end,
        "reason": plan.reason,
        "after_card_id": plan.after_card_id,
        "made_at": plan.made_at,
    }
    await tx.run(queries.insert_plan, parameters)


async def update_plan(tx: Tx, cell: int, plan: BulkPlan) -> None:
    await tx.run(
        queries.update_plan,
        {
            "cell": cell,
            "plan_id": plan.plan_id,
            "state": plan.state.value,
            "after_card_id": plan.after_card_id,
            "cards": plan.cards,
            "money_fen": plan.money_fen,
            "told_at": plan.told_at,
        },
    )


async def lock_plan(tx: Tx, cell: int, plan_id: UUID) -> BulkPlan | None:
    rows = await tx.rows(queries.lock_plan, {"cell": cell, "plan_ids": [plan_id]})
    return _plan(rows[0]) if rows else None


async def plans(tx: Tx, cell: int, limit: int) -> list[BulkPlan]:
    return [_plan(row) for row in await tx.rows(queries.plans, {"cell": cell, "limit": limit})]


async def under_way(tx: Tx, cell: int, limit: int) -> list[UUID]:
    return [row[0] for row in await tx.rows(queries.plans_under_way, {"cell": cell, "limit": limit})]


async def lock_chosen(
    tx: Tx, cell: int, plan: BulkPlan, states: Sequence[CardState], limit: int
) -> dict[UUID, Card]:
    rows = await tx.rows(queries.lock_chosen, _chosen(cell, plan, states) | {"limit": limit})
    return {row[0]: card_of(row) for row in rows}


async def extend(
    tx: Tx, cell: int, plan: BulkPlan, states: Sequence[CardState], at: datetime, limit: int
) -> Done:
    parameters = {"plan_id": plan.plan_id, "reason": plan.reason, "at": at, "limit": limit}
    rows = await tx.rows(queries.extend_chosen, _chosen(cell, plan, states) | parameters)
    return Done(*rows[0])


async def shorten(
    tx: Tx, cell: int, plan: BulkPlan, states: Sequence[CardState], at: datetime, limit: int
) -> Done:
    rows = await tx.rows(
        queries.shorten_touched,
        {
            "cell": cell,
            "after": plan.after_card_id,
            "campaign_id": plan.chosen.campaign_id,
            "plan_id": plan.plan_id,
            "new_end": plan.new_end,
            "states": [state.value for state in states],
            "reason": plan.reason,
            "at": at,
            "limit": limit,
        },
    )
    return Done(*rows[0])


async def touched(
    tx: Tx, cell: int, plan_id: UUID, event: CardEvent, campaign_id: UUID, after: UUID, limit: int
) -> list[Card]:
    """Unlocked, by id."""
    parameters = {
        "cell": cell,
        "after": after,
        "campaign_id": campaign_id,
        "plan_id": plan_id,
        "event": event.value,
        "limit": limit,
    }
    return [card_of(row) for row in await tx.rows(queries.touched, parameters)]


async def cards_after(tx: Tx, cell: int, after: UUID, limit: int) -> list[Card]:
    """Unlocked, by id."""
    parameters = {"cell": cell, "after": after, "limit": limit}
    return [card_of(row) for row in await tx.rows(queries.cards_after, parameters)]


def _choice(chosen: Chosen) -> dict[str, Any]:
    return {
        "campaign_id": chosen.campaign_id,
        "template_id": chosen.template_id,
        "source_kind": chosen.source_kind and chosen.source_kind.value,
        "ends_before": chosen.ends_before,
    }


def _chosen(cell: int, plan: BulkPlan, states: Sequence[CardState]) -> dict[str, Any]:
    """Only an extension looks at the end that cards have: it never makes one shorter."""
    return _choice(plan.chosen) | {
        "cell": cell,
        "after": plan.after_card_id,
        "shorter_than": plan.new_end if plan.kind is BulkKind.EXTEND else None,
        "states": [state.value for state in states],
    }


def _plan(row: Row) -> BulkPlan:
    (
        plan_id,
        kind,
        campaign_id,
        template_id,
        source_kind,
        ends_before,
        new_end,
        reason,
        made_at,
        state,
        *rest,
    ) = row
    source = SourceKind(source_kind) if source_kind else None
    chosen = Chosen(campaign_id, template_id, source, ends_before)
    return BulkPlan(plan_id, BulkKind(kind), chosen, new_end, reason, made_at, BulkState(state), *rest)
