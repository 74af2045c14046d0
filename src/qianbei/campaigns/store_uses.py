"""Gifts, till sales and a person's own cards kept for longer: statements alone, nothing decided here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.campaigns.contracts import Gift, GiftState, TillSale, TillState
from qianbei.db import Tx, load_queries
from qianbei.db.database import Row

queries = load_queries(__package__)


async def insert_gift(tx: Tx, cell: int, gift: Gift) -> None:
    await tx.run(
        queries.insert_gift,
        {
            "cell": cell,
            "gift_id": gift.gift_id,
            "card_id": gift.card_id,
            "giver_id": gift.giver_id,
            "offered_at": gift.offered_at,
            "ends_at": gift.ends_at,
        },
    )


async def find_gifts(tx: Tx, cell: int, gift_ids: Sequence[UUID]) -> dict[UUID, Gift]:
    rows = await tx.rows(queries.find_gifts, {"cell": cell, "gift_ids": list(gift_ids)})
    return {row[0]: _gift(row) for row in rows}


async def gifts_over(tx: Tx, cell: int, at: datetime, limit: int) -> list[Gift]:
    return [_gift(row) for row in await tx.rows(queries.gifts_over, {"cell": cell, "at": at, "limit": limit})]


async def update_gift(tx: Tx, cell: int, gift: Gift) -> bool:
    parameters = {
        "cell": cell,
        "gift_id": gift.gift_id,
        "state": gift.state.value,
        "taker_id": gift.taker_id,
        "new_card_id": gift.new_card_id,
    }
    return await tx.run(queries.update_gift, parameters) == 1


async def insert_sale(tx: Tx, cell: int, sale: TillSale) -> None:
    await tx.run(
        queries.insert_sale,
        {
            "cell": cell,
            "sale_id": sale.sale_id,
            "card_id": sale.card_id,
            "person_id": sale.person_id,
            "code": sale.code,
            "shown_at": sale.shown_at,
            "ends_at": sale.ends_at,
        },
    )


async def find_sale(tx: Tx, cell: int, sale_id: UUID) -> TillSale | None:
    rows = await tx.rows(queries.find_sale, {"cell": cell, "sale_id": sale_id})
    return _sale(rows[0]) if rows else None


async def newest_sale_of_code(tx: Tx, cell: int, code: str) -> TillSale | None:
    rows = await tx.rows(queries.newest_sale_of_code, {"cell": cell, "code": code})
    return _sale(rows[0]) if rows else None


async def sales_over(tx: Tx, cell: int, at: datetime, limit: int) -> list[TillSale]:
    return [_sale(row) for row in await tx.rows(queries.sales_over, {"cell": cell, "at": at, "limit": limit})]


async def update_sale(tx: Tx, cell: int, sale: TillSale) -> bool:
    parameters = {
        "cell": cell,
        "sale_id": sale.sale_id,
        "state": sale.state.value,
        "store_id": sale.store_id,
        "seller_id": sale.seller_id,
        "amount_fen": sale.amount_fen,
        "card_fen": sale.card_fen,
        "redeemed_at": sale.redeemed_at,
    }
    return await tx.run(queries.update_sale, parameters) == 1


def _gift(row: Row) -> Gift:
    gift_id, card_id, giver_id, state, offered_at, ends_at, taker_id, new_card_id = row
    return Gift(gift_id, card_id, giver_id, GiftState(state), offered_at, ends_at, taker_id, new_card_id)


def _sale(row: Row) -> TillSale:
    sale_id, card_id, person_id, code, state, *rest = row
    return TillSale(sale_id, card_id, person_id, code, TillState(state), *rest)


async def extend_own(
    tx: Tx, cell: int, person_id: UUID, cause_id: UUID, ends: tuple[datetime, datetime], at: datetime
) -> datetime | None:
    """`ends`: cards that end before the first are good until the second."""
    worth_before, until = ends
    parameters = {"cell": cell, "person_id": person_id, "cause_id": cause_id, "at": at}
    rows = await tx.rows(queries.extend_own, {**parameters, "worth_before": worth_before, "until": until})
    return rows[0][0]
