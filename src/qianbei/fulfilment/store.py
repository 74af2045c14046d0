"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.db.database import Row
from qianbei.fulfilment.contracts import Job, JobState, Reservation, Slot, SlotKey

queries = load_queries(__package__)


async def open_slots(tx: Tx, cell: int, requests: Sequence[Reservation]) -> None:
    await tx.run(
        queries.open_slots,
        {
            "cell": cell,
            "store_ids": [request.slot.store_id for request in requests],
            "starts_ats": [request.slot.starts_at for request in requests],
            "cups_offered": [request.cups_offered for request in requests],
        },
    )


async def lock_slots(tx: Tx, cell: int, keys: Collection[SlotKey]) -> dict[SlotKey, Slot]:
    rows = await tx.rows(
        queries.lock_slots,
        {
            "cell": cell,
            "store_ids": [key.store_id for key in keys],
            "starts_ats": [key.starts_at for key in keys],
        },
    )
    return {
        SlotKey(store_id, starts_at): Slot(offered, taken) for store_id, starts_at, offered, taken in rows
    }


async def take_cups(tx: Tx, cell: int, change: Mapping[SlotKey, int]) -> None:
    await tx.run(
        queries.take_cups,
        {
            "cell": cell,
            "store_ids": [key.store_id for key in change],
            "starts_ats": [key.starts_at for key in change],
            "cups": list(change.values()),
        },
    )


async def insert_jobs(tx: Tx, cell: int, requests: Sequence[Reservation]) -> None:
    await tx.run(
        queries.insert_jobs,
        {
            "cell": cell,
            "order_ids": [request.order_id for request in requests],
            "store_ids": [request.slot.store_id for request in requests],
            "starts_ats": [request.slot.starts_at for request in requests],
            "cups": [request.cups for request in requests],
            "due_ats": [request.due_at for request in requests],
            "pickup_codes": [request.pickup_code for request in requests],
            "handover_codes": [request.handover_code for request in requests],
        },
    )


async def lock_jobs(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, Job]:
    rows = await tx.rows(queries.lock_jobs, {"cell": cell, "order_ids": list(order_ids)})
    return {row[0]: _job(row) for row in rows}


async def update_jobs(tx: Tx, cell: int, jobs: Sequence[Job]) -> None:
    await tx.run(
        queries.update_jobs,
        {
            "cell": cell,
            "order_ids": [job.order_id for job in jobs],
            "states": [job.state.value for job in jobs],
            "code_shared": [job.code_shared for job in jobs],
            "wrong_codes": [job.wrong_codes for job in jobs],
            "rider_ids": [job.rider_id for job in jobs],
            "rider_names": [job.rider_name for job in jobs],
        },
    )


async def job_of_rider(tx: Tx, cell: int, rider_id: UUID) -> UUID | None:
    rows = await tx.rows(queries.job_of_rider, {"cell": cell, "rider_id": rider_id})
    return rows[0][0] if rows else None


def _job(row: Row) -> Job:
    order_id, store_id, starts_at, cups, state, *rest = row
    return Job(order_id, store_id, starts_at, cups, JobState(state), *rest)
