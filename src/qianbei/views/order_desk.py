"""One order as an operator needs it to decide: its money, its card's end, and who took every step."""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.db import Tx, load_queries

queries = load_queries(__package__)


class DeskStep(msgspec.Struct, frozen=True):
    """One line of an order's history; `person_id` is the operator of an operator's step."""

    event: str
    state: str
    by: str
    at: datetime
    person_id: UUID | None


class DeskOrder(msgspec.Struct, frozen=True):
    """`card_until` is the end of the card that is on it; the steps begin with the placing."""

    order_id: UUID
    state: str
    ended_reason: str | None
    store_name: dict[str, str]
    placed_at: datetime
    pay_fen: int
    card_fen: int
    wallet_fen: int
    wrong_codes: int
    card_until: datetime | None
    steps: list[DeskStep]


async def at_desk(tx: Tx, cell: int, order_id: UUID) -> DeskOrder | None:
    """None where there is no such order."""
    parameters = {"cell": cell, "order_id": order_id}
    rows = await tx.rows(queries.order_at_desk, parameters)
    if not rows:
        return None
    placed = DeskStep("placed", "placed", "customer", rows[0][4], None)
    steps = [DeskStep(*row) for row in await tx.rows(queries.steps_at_desk, parameters)]
    return DeskOrder(*rows[0], steps=[placed, *steps])
