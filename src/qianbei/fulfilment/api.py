"""The door of fulfilment. Callers hold the transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from qianbei.db import Tx
from qianbei.fulfilment import rules, store
from qianbei.fulfilment.contracts import Job, Reservation, Slot, SlotKey

code_opens = rules.code_opens
WRONG_CODES_MAX = rules.WRONG_CODES_MAX


async def lock_slots(tx: Tx, cell: int, requests: Sequence[Reservation]) -> dict[SlotKey, Slot]:
    """The lock pass: those of the wanted slots that exist. One that is absent offers all that is asked of it."""
    return await store.lock_slots(tx, cell, {request.slot for request in requests})


async def reserve(tx: Tx, cell: int, locked: Mapping[SlotKey, Slot], accepted: Sequence[Reservation]) -> None:
    """Writes reservations that were decided on locked slots.

    A slot comes into being with its first reservation, as large as that one says. When another transaction opened
    it meanwhile this raises db.UniqueViolation, and the whole batch is run again.
    """
    opened: dict[SlotKey, Reservation] = {}
    taken: Counter[SlotKey] = Counter()
    for request in accepted:
        taken[request.slot] += request.cups
        if request.slot not in locked:
            opened.setdefault(request.slot, request)
    if opened:
        await store.open_slots(tx, cell, [opened[slot] for slot in sorted(opened)])
    await store.take_cups(tx, cell, taken)
    await store.insert_jobs(tx, cell, accepted)


async def give_back(tx: Tx, cell: int, jobs: Sequence[Job]) -> None:
    """Returns the cups of jobs that end without a cup; locks the slots in their order first."""
    given: Counter[SlotKey] = Counter()
    for job in jobs:
        given[SlotKey(job.store_id, job.slot_starts_at)] -= job.cups
    await store.lock_slots(tx, cell, given.keys())
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
