"""What an operator sees at one look: orders, money, the campaign, dead letters, stores."""

from typing import Any
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.views.tasks import number_of

queries = load_queries(__package__)

RECENT_MAX = 30
DEAD_LETTERS_MAX = 100


async def overview(tx: Tx, cell: int) -> dict[str, Any]:
    """Plain data for the ops page, each part one SELECT in one snapshot."""
    here = {"cell": cell}
    recent = await tx.rows(queries.orders_recent, {**here, "limit": RECENT_MAX})
    dead = await tx.rows(queries.dead_letters, {**here, "limit": DEAD_LETTERS_MAX})
    return {
        "orders": dict(await tx.rows(queries.orders_by_state, here)),  # type: ignore[arg-type]
        "orders_recent": [_recent(*row) for row in recent],
        "money": [
            {"account": f"{kind} x {accounts}", "kind": kind, "balance_fen": balance_fen}
            for kind, balance_fen, accounts in await tx.rows(queries.money_by_kind, here)
        ],
        "campaign": await _campaign(tx, cell),
        "dead_letters": [
            dict(zip(("event_id", "type", "key", "attempts", "last_error", "at"), row, strict=True))
            for row in dead
        ],
        "stores": dict(await tx.rows(queries.stores_by_status, here)),  # type: ignore[arg-type]
    }


def _recent(
    order_id: UUID, state: str, store_name: dict[str, str], placed_at: object, pay_fen: int, card_fen: int
) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "number": number_of(order_id),
        "state": state,
        "store_name": store_name,
        "placed_at": placed_at,
        "pay_fen": pay_fen,
        "card_fen": card_fen,
    }


async def funnel(tx: Tx, cell: int, campaign_id: UUID) -> dict[str, dict[str, int]]:
    """A campaign's cards by the state they are in, and their moves by what they were (hold, release, redeem, ...)."""
    parameters = {"cell": cell, "campaign_id": campaign_id}
    return {
        "cards": dict(await tx.rows(queries.cards_by_state, parameters)),  # type: ignore[arg-type]
        "moves": dict(await tx.rows(queries.card_moves_by_event, parameters)),  # type: ignore[arg-type]
    }


async def newest_campaign_id(tx: Tx, cell: int) -> UUID | None:
    """The campaign that the ops page shows."""
    rows = await tx.rows(queries.newest_campaign, {"cell": cell})
    return rows[0][0] if rows else None


async def _campaign(tx: Tx, cell: int) -> dict[str, Any] | None:
    rows = await tx.rows(queries.newest_campaign, {"cell": cell})
    if not rows:
        return None
    campaign_id, name, budget_fen, ends_at, left_fen, liability_fen = rows[0]
    parameters = {"cell": cell, "campaign_id": campaign_id}
    cards: dict[str, int] = dict(await tx.rows(queries.cards_by_state, parameters))  # type: ignore[arg-type]
    return {
        "campaign_id": campaign_id,
        "name": name,
        "ends_at": ends_at,
        "budget_fen": budget_fen,
        "left_fen": left_fen,
        "liability_fen": liability_fen,
        "redeemed_fen": budget_fen - left_fen - liability_fen,
        "cards_issued": sum(cards.values()),
        "cards_held": cards.get("held", 0),
        "cards_redeemed": cards.get("redeemed", 0),
    }
