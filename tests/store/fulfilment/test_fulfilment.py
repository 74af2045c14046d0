"""Slots and jobs on real rows."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from qianbei.db import Tx
from qianbei.db.errors import CheckViolation, UniqueViolation
from qianbei.fulfilment import api
from qianbei.fulfilment.contracts import JobState, Reservation, Slot, SlotKey, slot_start

pytestmark = pytest.mark.anyio

CELL = 1
STORE = UUID(int=5)


def reservation(number: int, clock, cups: int = 1, offered: int = 3, later: int = 0) -> Reservation:
    slot = SlotKey(STORE, slot_start(clock.now()) + timedelta(minutes=5 * later))
    return Reservation(UUID(int=number), slot, cups, offered, clock.now(), "1111", "2222")


async def test_a_slot_opens_with_its_first_order_and_counts_every_cup(tx: Tx, clock):
    wanted = [reservation(1, clock, 2), reservation(2, clock, 1, offered=99), reservation(3, clock, later=1)]
    assert await api.lock_slots(tx, CELL, wanted) == {}
    await api.reserve(tx, CELL, {}, wanted)
    slots = await api.lock_slots(tx, CELL, wanted[::-1])
    assert slots == {wanted[0].slot: Slot(3, 3), wanted[2].slot: Slot(3, 1)}
    assert list(slots) == sorted(slots)


async def test_a_slot_opened_meanwhile_is_not_opened_twice(tx: Tx, clock):
    await api.reserve(tx, CELL, {}, [reservation(1, clock)])
    with pytest.raises(UniqueViolation):
        await api.reserve(tx, CELL, {}, [reservation(2, clock)])


async def test_the_table_sells_no_cup_that_is_not_offered(tx: Tx, clock):
    await api.reserve(tx, CELL, {}, [reservation(1, clock, 3)])
    more = [reservation(2, clock)]
    with pytest.raises(CheckViolation, match="cups_not_oversold"):
        await api.reserve(tx, CELL, await api.lock_slots(tx, CELL, more), more)


async def test_cups_that_are_given_back_are_free(tx: Tx, clock):
    wanted = [reservation(1, clock, 2), reservation(2, clock, 1)]
    await api.reserve(tx, CELL, {}, wanted)
    jobs = await api.lock_jobs(tx, CELL, [UUID(int=1)])
    await api.give_back(tx, CELL, list(jobs.values()))
    assert await api.lock_slots(tx, CELL, wanted) == {wanted[0].slot: Slot(3, 1)}


async def test_a_rider_carries_one_job_and_the_table_says_so_too(tx: Tx, clock):
    await api.reserve(tx, CELL, {}, [reservation(1, clock), reservation(2, clock)])
    rider = UUID(int=8)
    jobs = await api.lock_jobs(tx, CELL, [UUID(int=1), UUID(int=2)])
    one, two = (
        msgspec.structs.replace(job, state=JobState.READY, rider_id=rider, rider_name="小风")
        for job in jobs.values()
    )
    await api.write_jobs(tx, CELL, [one])
    await api.write_jobs(tx, CELL, [])
    assert await api.job_of_rider(tx, CELL, rider) == one.order_id
    assert await api.job_of_rider(tx, CELL, UUID(int=9)) is None
    with pytest.raises(UniqueViolation, match="jobs_one_at_a_time"):
        await api.write_jobs(tx, CELL, [two])
