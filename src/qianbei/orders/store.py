"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.db.adapters import LongTexts
from qianbei.db.database import Row
from qianbei.orders.contracts import EndedReason, KnownOrder, NewOrder, Order, OrderState, OrderStep

queries = load_queries(__package__)


async def find_repeats(tx: Tx, cell: int, orders: Sequence[NewOrder], since: datetime) -> list[KnownOrder]:
    rows = await tx.rows(
        queries.find_repeats,
        {
            "cell": cell,
            "person_ids": [order.person_id for order in orders],
            "order_ids": [order.order_id for order in orders],
            "idempotency_keys": [order.idempotency_key for order in orders],
            "cart_hashes": [order.cart_hash for order in orders],
            "since": since,
        },
    )
    return [
        KnownOrder(order_id, person_id, key, checkout_hash, cart_hash, OrderState(state), placed_at)
        for order_id, person_id, key, checkout_hash, cart_hash, state, placed_at in rows
    ]


async def insert(tx: Tx, cell: int, orders: Sequence[NewOrder]) -> None:
    await tx.run(
        queries.insert_orders,
        {
            "cell": cell,
            "order_ids": [order.order_id for order in orders],
            "person_ids": [order.person_id for order in orders],
            "idempotency_keys": [order.idempotency_key for order in orders],
            "store_ids": [order.store_id for order in orders],
            "seller_ids": [order.seller_id for order in orders],
            "checkouts": LongTexts(order.checkout for order in orders),
            "checkout_hashes": [order.checkout_hash for order in orders],
            "cart_hashes": [order.cart_hash for order in orders],
            "approvals": [order.approval for order in orders],
            "card_ids": [order.card_id for order in orders],
            "card_fens": [order.card_fen for order in orders],
            "pay_fens": [order.pay_fen for order in orders],
            "cups": [order.cups for order in orders],
            "placed_ats": [order.placed_at for order in orders],
            "wallet_fens": [order.wallet_fen for order in orders],
        },
    )


async def lock(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, Order]:
    rows = await tx.rows(queries.lock_orders, {"cell": cell, "order_ids": list(order_ids)})
    return {row[0]: _order(row) for row in rows}


async def persons(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    parameters = {"cell": cell, "order_ids": list(order_ids)}
    return dict(await tx.rows(queries.persons, parameters))  # type: ignore[arg-type]


async def stale(tx: Tx, cell: int, state: OrderState, before: datetime, limit: int) -> list[UUID]:
    parameters = {"cell": cell, "state": state.value, "before": before, "limit": limit}
    return [row[0] for row in await tx.rows(queries.stale_orders, parameters)]


async def failed_at(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, OrderState]:
    rows = await tx.rows(queries.failed_at, {"cell": cell, "order_ids": list(order_ids)})
    return {order_id: OrderState(state) for order_id, state in rows}


async def served(tx: Tx, cell: int, person_ids: Sequence[UUID]) -> set[UUID]:
    rows = await tx.rows(queries.served, {"cell": cell, "person_ids": list(person_ids)})
    return {row[0] for row in rows}


async def moved_at(tx: Tx, cell: int, order_id: UUID) -> datetime | None:
    rows = await tx.rows(queries.moved_at, {"cell": cell, "order_id": order_id})
    return rows[0][0] if rows else None


async def write_steps(
    tx: Tx, cell: int, before: Sequence[Order], after: Sequence[Order], steps: Sequence[OrderStep]
) -> None:
    """The orders as moved and one history row each; the three sequences run in step."""
    order_ids = [order.order_id for order in after]
    await tx.run(
        queries.update_orders,
        {
            "cell": cell,
            "order_ids": order_ids,
            "states": [order.state.value for order in after],
            "ended_reasons": [order.ended_reason and order.ended_reason.value for order in after],
            "versions": [order.version for order in after],
            "ats": [step.at for step in steps],
        },
    )
    await tx.run(
        queries.insert_history,
        {
            "cell": cell,
            "order_ids": order_ids,
            "seqs": [order.version for order in after],
            "events": [step.event.value for step in steps],
            "from_states": [order.state.value for order in before],
            "to_states": [order.state.value for order in after],
            "bys": [step.by.value for step in steps],
            "ats": [step.at for step in steps],
            "person_ids": [step.person_id for step in steps],
        },
    )


def _order(row: Row) -> Order:
    state, reason = OrderState(row[4]), EndedReason(row[5]) if row[5] else None
    return Order(row[0], row[1], row[2], row[3], state, reason, *row[6:])


async def buyers(tx: Tx, cell: int, person_ids: Sequence[UUID]) -> set[UUID]:
    rows = await tx.rows(queries.buyers, {"cell": cell, "person_ids": list(person_ids)})
    return {row[0] for row in rows}
