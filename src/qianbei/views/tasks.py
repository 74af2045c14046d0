"""A store's open work and a rider's: what the two pages and their APIs show."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict
from uuid import UUID

import msgspec

from qianbei.db import Tx, load_queries
from qianbei.db.database import Row
from qianbei.offers.contracts import OfferLine

queries = load_queries(__package__)

TASKS_MAX = 500
OFFERS_MAX = 20

ORDER_WORDS: Mapping[str, str] = {
    "reserved": "placed",
    "queued": "authorised",
    "stopping": "cancelling",
    "released": "cancelled",
}
"""The order's word for a job's state, where it is another."""


class Spot(TypedDict):
    lat_e6: int
    lng_e6: int


class StoreSpot(Spot):
    """Where a rider picks up."""

    name: dict[str, str]
    address: str


class DoorSpot(Spot):
    """Where a rider hands over."""

    text: str
    place: dict[str, str]


class RiderName(TypedDict):
    name: str


class TaskView(msgspec.Struct, frozen=True):
    """One order as the store sees it; `state` is the order's word for it. `number` is what people call out."""

    order_id: UUID
    number: str
    store_id: UUID
    state: str
    cups: int
    lines: list[OfferLine]
    slot_start: datetime
    due_at: datetime
    pickup_code: str
    rider: RiderName | None
    placed_at: datetime
    version: int


class RideView(msgspec.Struct, frozen=True):
    """One order as a rider sees it. The customer's code is here only when the customer shared it."""

    order_id: UUID
    number: str
    state: str
    store: StoreSpot
    door: DoorSpot
    cups: int
    ready_at: datetime
    distance_m: int
    fee_fen: int
    shared_code: str | None
    version: int


def number_of(order_id: UUID) -> str:
    """Four figures to call out in a shop; not unique, the codes are what opens a handover."""
    return f"{order_id.int % 10_000:04d}"


async def of_stores(tx: Tx, cell: int, store_ids: Sequence[UUID]) -> list[TaskView]:
    """Open tasks of some stores by due time, at most TASKS_MAX."""
    parameters = {"cell": cell, "store_ids": list(store_ids), "limit": TASKS_MAX}
    return [_task(row) for row in await tx.rows(queries.tasks_of_stores, parameters)]


async def task(tx: Tx, cell: int, order_id: UUID) -> TaskView | None:
    """One task in whatever state it is."""
    rows = await tx.rows(queries.tasks_by_id, {"cell": cell, "order_ids": [order_id]})
    return _task(rows[0]) if rows else None


async def current_ride(tx: Tx, cell: int, rider_id: UUID) -> RideView | None:
    """What the rider carries now."""
    rows = await tx.rows(queries.ride_of_rider, {"cell": cell, "rider_id": rider_id})
    return _ride(rows[0]) if rows else None


async def offered_rides(tx: Tx, cell: int) -> list[RideView]:
    """Work that no rider has yet."""
    rows = await tx.rows(queries.rides_offered, {"cell": cell, "limit": OFFERS_MAX})
    return [_ride(row) for row in rows]


async def ride(tx: Tx, cell: int, order_id: UUID) -> RideView | None:
    """One ride in whatever state it is."""
    rows = await tx.rows(queries.rides_by_id, {"cell": cell, "order_ids": [order_id]})
    return _ride(rows[0]) if rows else None


def _task(row: Row) -> TaskView:
    order_id, store_id, state, cups, slot, due_at, code, rider_name, version, lines, placed_at = row
    rider: RiderName | None = {"name": rider_name} if rider_name else None
    shown = str(ORDER_WORDS.get(state, state))
    return TaskView(
        order_id,
        number_of(order_id),
        store_id,
        shown,
        cups,
        msgspec.convert(lines, list[OfferLine]),
        slot,
        due_at,
        code,
        rider,
        placed_at,
        version,
    )


def _ride(row: Row) -> RideView:
    order_id, state, cups, due_at, shared, code, version, names, address, lat_e6, lng_e6, checkout = row
    fees = (price["amount_fen"] for price in checkout["prices"] if price["kind"] == "delivery")
    return RideView(
        order_id=order_id,
        number=number_of(order_id),
        state=state,
        store={"name": names, "address": address, "lat_e6": lat_e6, "lng_e6": lng_e6},
        door={
            "text": checkout["address_text"],
            "place": checkout["place"],
            "lat_e6": checkout["lat_e6"],
            "lng_e6": checkout["lng_e6"],
        },
        cups=cups,
        ready_at=due_at,
        distance_m=checkout["distance_m"],
        fee_fen=sum(fees),
        shared_code=code if shared and state == "at_door" else None,
        version=version,
    )
