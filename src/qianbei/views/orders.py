"""An order as its person sees it, and the versions by which a follower notices a change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from qianbei.db import Tx, load_queries
from qianbei.db.database import Look, Row
from qianbei.payments.contracts import payment_id_of

queries = load_queries(__package__)

CAN_CANCEL = frozenset({"placed", "authorised", "confirmed"})
CODE_SHOWN = frozenset({"confirmed", "making", "ready", "picked_up", "at_door"})


class HistoryRow(msgspec.Struct, frozen=True):
    """One step; `by` is customer, payer, store, rider or system."""

    state: str
    event: str
    at: datetime
    by: str


class Checkout(msgspec.Struct, frozen=True):
    """What is told of an order out of the checkout that was approved (`checkout_in`)."""

    store_id: str
    store_name: dict[str, str]
    conversation: str
    ready_at: datetime
    eta_from: datetime
    eta_to: datetime
    cups_ahead: int
    lines: msgspec.Raw


_checkouts = msgspec.json.Decoder(Checkout)
_steps = msgspec.json.Decoder(list[HistoryRow])


class OrderView(msgspec.Struct, frozen=True):
    """An order for its person. `checkout` is the JSON of exactly what was approved; `version` rises with every change."""

    order_id: UUID
    person_id: UUID
    state: str
    ended_reason: str | None
    version: int
    placed_at: datetime
    store_id: str
    store_name: dict[str, str]
    checkout: msgspec.Raw
    times: dict[str, datetime]
    history: list[HistoryRow]
    ready_at: datetime
    eta_from: datetime
    eta_to: datetime
    cups_ahead: int
    rider: dict[str, str] | None
    handover_code: str | None
    code_shared: bool
    payment: dict[str, Any] | None
    card: dict[str, Any] | None
    can_cancel: bool


async def by_id(tx: Tx | Look, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, OrderView]:
    """Orders by id; unknown ids are absent. Whose they are is the caller's to check."""
    ids = list(order_ids)
    rows = await tx.rows(
        queries.orders_by_id,
        {"cell": cell, "order_ids": ids, "payment_ids": [payment_id_of(order_id) for order_id in ids]},
    )
    return {row[0]: _view(row) for row in rows}


def checkout_in(order: OrderView) -> Checkout:
    """The approved checkout, as far as people are told of it."""
    return _checkouts.decode(order.checkout)


async def of_person(tx: Tx, cell: int, person_id: UUID, limit: int) -> list[OrderView]:
    """A person's newest orders, newest first."""
    parameters = {"cell": cell, "person_id": person_id, "limit": limit}
    ids = [row[0] for row in await tx.rows(queries.order_ids_of_person, parameters)]
    found = await by_id(tx, cell, ids)
    return [found[order_id] for order_id in ids if order_id in found]


async def versions(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """(order version, job version) of each order."""
    rows = await tx.rows(queries.versions_of_orders, {"cell": cell, "order_ids": list(order_ids)})
    return {order_id: (order, job) for order_id, order, job in rows}


def _view(row: Row) -> OrderView:
    (order_id, person_id, state, ended_reason, version, placed_at, checkout, card_id, _, job_version) = row[
        :10
    ]
    rider_name, handover_code, code_shared, payment_state, amount_fen, card_state, steps = row[10:]
    told = _checkouts.decode(checkout)
    placed = HistoryRow("placed", "placed", placed_at, "customer")
    history = [placed, *_steps.decode(steps)] if steps else [placed]
    return OrderView(
        order_id=order_id,
        person_id=person_id,
        state=state,
        ended_reason=ended_reason,
        version=version + (job_version or 0),
        placed_at=placed_at,
        store_id=told.store_id,
        store_name=told.store_name,
        checkout=msgspec.Raw(checkout.encode()),
        times={step.state: step.at for step in history},
        history=history,
        ready_at=told.ready_at,
        eta_from=told.eta_from,
        eta_to=told.eta_to,
        cups_ahead=told.cups_ahead,
        rider={"name": rider_name} if rider_name else None,
        handover_code=handover_code if state in CODE_SHOWN else None,
        code_shared=bool(code_shared),
        payment={"state": payment_state, "amount_fen": amount_fen} if payment_state else None,
        card={"card_id": card_id, "state": card_state} if card_id else None,
        can_cancel=state in CAN_CANCEL,
    )
