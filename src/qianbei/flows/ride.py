"""A rider takes a task; a customer tells the rider the code through the app."""

from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.db import Tx
from qianbei.flows import rows
from qianbei.flows.work import Done, WorkOutcome
from qianbei.fulfilment import api as fulfilment
from qianbei.fulfilment import events
from qianbei.fulfilment.contracts import JobRefusal, JobState
from qianbei.outbox import api as outbox

OPEN_TO_RIDERS = (JobState.CONFIRMED, JobState.MAKING, JobState.READY)


async def accept(
    tx: Tx, cell: int, random: Random, order_id: UUID, rider_id: UUID, rider_name: str, at: datetime
) -> WorkOutcome:
    """The first rider who takes it has it. One task at a time: two at once meet a unique index and retry."""
    locked = await rows.lock(tx, cell, [order_id])
    order, job = locked.orders.get(order_id), locked.jobs.get(order_id)
    if order is None or job is None:
        return JobRefusal.NOT_YOURS
    if job.rider_id == rider_id:
        return Done(order, job)
    if job.rider_id is not None or job.state not in OPEN_TO_RIDERS:
        return JobRefusal.ALREADY_TAKEN
    if await fulfilment.job_of_rider(tx, cell, rider_id) is not None:
        return JobRefusal.ONE_AT_A_TIME
    job = msgspec.structs.replace(job, rider_id=rider_id, rider_name=rider_name, version=job.version + 1)
    await fulfilment.write_jobs(tx, cell, [job])
    await outbox.append(tx, [rows.event(cell, random, events.RIDER_TOOK, order, at)])
    return Done(order, job)


async def share_code(
    tx: Tx, cell: int, random: Random, order_id: UUID, person_id: UUID, at: datetime
) -> WorkOutcome:
    """For who cannot speak at the door. Only while the rider stands there."""
    locked = await rows.lock(tx, cell, [order_id])
    order, job = locked.orders.get(order_id), locked.jobs.get(order_id)
    if order is None or job is None or order.person_id != person_id:
        return JobRefusal.NOT_YOURS
    if job.code_shared or job.state is JobState.HANDED_OVER:
        return Done(order, job)
    if job.state is not JobState.AT_DOOR:
        return JobRefusal.WRONG_STATE
    job = msgspec.structs.replace(job, code_shared=True, version=job.version + 1)
    await fulfilment.write_jobs(tx, cell, [job])
    await outbox.append(tx, [rows.event(cell, random, events.CODE_SHARED, order, at)])
    return Done(order, job)
