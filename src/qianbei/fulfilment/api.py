"""The door of fulfilment. Callers hold the transaction."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from qianbei.db import Tx
from qianbei.fulfilment import rules, store
from qianbei.fulfilment.contracts import Job, Reservation, Slot, SlotKey

code_opens = rules.code_opens


async def lock_slots(tx: Tx, cell: int, requests: Sequence[Reservation]) -> dict[SlotKey, Slot]:
    """The lock pass: the slots these reservations want, opened where they did not exist yet."""
    keys = sorted({request.slot for request in requests})
    slots = await store.lock_slots(tx, cell, keys)
    if len(slots) < len(keys):
        await store.open_slots(tx, cell, [request for request in requests if request.slot not in slots])
        slots = await store.lock_slots(tx, cell, keys)
    return slots


async def reserve(tx: Tx, cell: int, accepted: Sequence[Reservation]) -> None:
    """Writes reservations that were decided on locked slots."""
    taken: Counter[SlotKey] = Counter()
    for request in accepted:
        taken[request.slot] += request.cups
    await store.take_cups(tx, cell, taken)
    await store.insert_jobs(tx, cell, accepted)


async def give_back(tx: Tx, cell: int, jobs: Sequence[Job]) -> None:
    """Returns the cups of jobs that end without a cup; locks the slots in their order first."""
    given: Counter[SlotKey] = Counter()
    for job in jobs:
        given[SlotKey(job.store_id, job.slot_starts_at)] -= job.cups
    await store.lock_slots(tx, cell, sorted(given))
    await store.take_cups(tx, cell, given)


async def lock_jobs(tx: Tx, cell: int, order_ids: Sequence[UUID]) -> dict[UUID, Job]:
    """The lock pass for work already begun."""
    return await store.lock_jobs(tx, cell, order_ids)


async def write_jobs(tx: Tx, cell: int, jobs: Sequence[Job]) -> None:
    """Locked jobs as the flow decided them."""
    if jobs:
        await store.update_jobs(tx, cell, jobs)


async def job_of_rider(tx: Tx, cell: int, rider_id: UUID) -> UUID | None:
    """The order a rider carries now."""
    return await store.job_of_rider(tx, cell, rider_id)
