"""The door of orders. Callers hold the transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx
from qianbei.orders import rules, store
from qianbei.orders.contracts import KnownOrder, NewOrder, Order, OrderState, OrderStep, StepRefusal

SAME_CART_WITHIN = rules.SAME_CART_WITHIN


async def find_repeats(tx: Tx, cell: int, orders: Sequence[NewOrder], at: datetime) -> list[KnownOrder]:
    """Orders that these approvals may repeat: same intent, same key, or a recent equal cart."""
    return await store.find_repeats(tx, cell, orders, at - rules.SAME_CART_WITHIN)


async def place(tx: Tx, cell: int, orders: Sequence[NewOrder]) -> None:
    """Writes the orders as placed. A duplicate raises db.UniqueViolation and the whole batch is run again."""
    await store.insert(tx, cell, orders)


async def lock(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, Order]:
    """The lock pass."""
    return await store.lock(tx, cell, order_ids)


async def step(
    tx: Tx, cell: int, locked: dict[UUID, Order], steps: Sequence[OrderStep]
) -> list[Order | StepRefusal]:
    """Moves locked orders, each at most once in a call; a refused step changes nothing."""
    outcomes = [
        rules.moved(locked[s.order_id], s) if s.order_id in locked else StepRefusal.UNKNOWN for s in steps
    ]
    done = [(s, o) for s, o in zip(steps, outcomes, strict=True) if isinstance(o, Order)]
    if done:
        before = [locked[s.order_id] for s, _ in done]
        await store.write_steps(tx, cell, before, [order for _, order in done], [s for s, _ in done])
    return outcomes


async def persons(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Whose these orders are, which never changes."""
    return await store.persons(tx, cell, order_ids)


async def stale(tx: Tx, cell: int, state: OrderState, before: datetime, limit: int) -> list[UUID]:
    """Orders that have waited in `state` since `before` or longer."""
    return await store.stale(tx, cell, state, before, limit)


async def failed_at(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, OrderState]:
    """The stage at which ended orders failed; nothing for those that did not end."""
    return await store.failed_at(tx, cell, order_ids)


async def moved_at(tx: Tx, cell: int, order_id: UUID) -> datetime | None:
    """Since when an order is in its state."""
    return await store.moved_at(tx, cell, order_id)


async def buyers(tx: Tx, cell: int, person_ids: Sequence[UUID]) -> set[UUID]:
    """Of these persons, those who have an order under way or in their hands; unlocked."""
    return await store.buyers(tx, cell, person_ids)


async def served(tx: Tx, cell: int, person_ids: Sequence[UUID]) -> set[UUID]:
    """Of these persons, who has an order that was handed over and not refunded."""
    return await store.served(tx, cell, person_ids)
