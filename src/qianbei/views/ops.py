"""What an operator sees at one look: orders, money, the campaign, dead letters, stores."""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.db import Tx, load_queries
from qianbei.kit.words import spelled
from qianbei.views.tasks import number_of

queries = load_queries(__package__)

RECENT_MAX = 30
DEAD_LETTERS_MAX = 100


class RecentOrder(msgspec.Struct, frozen=True):
    """One of the newest orders; `number` is what people call out."""

    order_id: UUID
    number: str
    state: str
    store_name: dict[str, str]
    placed_at: datetime
    pay_fen: int
    card_fen: int


class MoneyOfKind(msgspec.Struct, frozen=True):
    """What the accounts of one kind hold together; `account` says how many they are."""

    account: str
    kind: str
    balance_fen: int


class CampaignFigures(msgspec.Struct, frozen=True):
    """The newest campaign; `set_aside_fen` lies with open drops and packets, `redeemed_fen` is what has left it."""

    campaign_id: UUID
    name: dict[str, str]
    ends_at: datetime
    budget_fen: int
    left_fen: int
    liability_fen: int
    set_aside_fen: int
    redeemed_fen: int
    cards_issued: int
    cards_held: int
    cards_redeemed: int


class DeadLetter(msgspec.Struct, frozen=True):
    """An event that failed too often."""

    event_id: UUID
    type: str
    key: str
    attempts: int
    last_error: str
    at: datetime


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """The rows' part of the ops page; `orders` and `stores` count by state."""

    orders: dict[str, int]
    orders_recent: list[RecentOrder]
    money: list[MoneyOfKind]
    campaign: CampaignFigures | None
    dead_letters: list[DeadLetter]
    stores: dict[str, int]


async def overview(tx: Tx, cell: int) -> Overview:
    """Each part one SELECT in one snapshot."""
    here = {"cell": cell}
    recent = await tx.rows(queries.orders_recent, {**here, "limit": RECENT_MAX})
    dead = await tx.rows(queries.dead_letters, {**here, "limit": DEAD_LETTERS_MAX})
    return Overview(
        orders=dict(await tx.rows(queries.orders_by_state, here)),  # type: ignore[arg-type]
        orders_recent=[RecentOrder(row[0], number_of(row[0]), *row[1:]) for row in recent],
        money=[
            MoneyOfKind(f"{kind} x {accounts}", kind, balance_fen)
            for kind, balance_fen, accounts in await tx.rows(queries.money_by_kind, here)
        ],
        campaign=await _campaign(tx, cell),
        dead_letters=[DeadLetter(*row) for row in dead],
        stores=dict(await tx.rows(queries.stores_by_status, here)),  # type: ignore[arg-type]
    )


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


async def _campaign(tx: Tx, cell: int) -> CampaignFigures | None:
    rows = await tx.rows(queries.newest_campaign, {"cell": cell})
    if not rows:
        return None
    campaign_id, name, budget_fen, ends_at, left_fen, liability_fen, set_aside_fen = rows[0]
    parameters = {"cell": cell, "campaign_id": campaign_id}
    cards: dict[str, int] = dict(await tx.rows(queries.cards_by_state, parameters))  # type: ignore[arg-type]
    return CampaignFigures(
        campaign_id=campaign_id,
        name=spelled(name),
        ends_at=ends_at,
        budget_fen=budget_fen,
        left_fen=left_fen,
        liability_fen=liability_fen,
        set_aside_fen=set_aside_fen,
        redeemed_fen=budget_fen - left_fen - liability_fen - set_aside_fen,
        cards_issued=sum(cards.values()),
        cards_held=cards.get("held", 0),
        cards_redeemed=cards.get("redeemed", 0),
    )
