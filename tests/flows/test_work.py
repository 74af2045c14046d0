"""Store and rider: each step by whom it belongs to, once, and against the right code."""

import asyncio

import pytest

from qianbei.db.errors import UniqueViolation
from qianbei.flows import ride
from qianbei.flows.work import Action, Done, Worker, act
from qianbei.fulfilment.contracts import JobRefusal
from qianbei.orders.contracts import EndedReason, StepRefusal
from tests.support.books import snapshot
from tests.support.town import CELL, Town

pytestmark = pytest.mark.anyio


async def ready(town: Town):
    order_id = await town.confirmed(await town.guest())
    for action in (Action.START, Action.READY):
        assert isinstance(await town.store_does(order_id, action), Done)
    return order_id


async def takes(town: Town, order_id, rider_id):
    async with town.database.transaction() as tx:
        now = town.clock.now()
        return await ride.accept(tx, CELL, town.random, order_id, rider_id, "小风", now)


async def shares(town: Town, order_id, person_id):
    async with town.database.transaction() as tx:
        return await ride.share_code(tx, CELL, town.random, order_id, person_id, town.clock.now())


async def codes(town: Town, order_id) -> tuple[str, str]:
    query = f"select pickup_code, handover_code from fulfilment.jobs where order_id = '{order_id}'"
    return (await town.rows(query))[0]


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10_000:04d}"


async def test_a_store_neither_sees_nor_does_what_is_not_paid_or_not_its_own(town: Town):
    placed, confirmed = await town.placed(await town.guest()), await town.confirmed(await town.guest())
    before = await snapshot(town.database)
    assert await town.store_does(placed, Action.CONFIRM) is JobRefusal.NOT_YOURS
    async with town.database.transaction() as tx:
        stranger = Worker(store_id=town.id())
        outcome = await act(tx, CELL, town.random, confirmed, Action.START, stranger, town.clock.now())
    assert outcome is JobRefusal.NOT_YOURS
    assert await town.store_does(town.id(), Action.CONFIRM) is JobRefusal.NOT_YOURS
    assert await snapshot(town.database) == before


async def test_a_step_that_is_done_is_answered_as_done_and_moves_nothing(town: Town):
    order_id = await town.confirmed(await town.guest())
    before = await snapshot(town.database)
    assert isinstance(await town.store_does(order_id, Action.CONFIRM), Done)
    assert await snapshot(town.database) == before


async def test_a_store_cannot_carry_and_a_rider_cannot_cook(town: Town):
    bag, order, rider = await ready(town), await town.confirmed(await town.guest()), town.id()
    pickup, _ = await codes(town, bag)
    await takes(town, order, rider)
    before = await snapshot(town.database)
    async with town.database.transaction() as tx:
        store = Worker(store_id=town.store_id, code=pickup)
        outcome = await act(tx, CELL, town.random, bag, Action.PICK_UP, store, town.clock.now())
    assert outcome is StepRefusal.NOT_ALLOWED
    assert await town.rider_does(order, Action.START, rider) is StepRefusal.NOT_ALLOWED
    assert await snapshot(town.database) == before


async def test_the_first_rider_has_the_task_and_carries_one_at_a_time(town: Town):
    one, two = await ready(town), await ready(town)
    rider, late = town.id(), town.id()
    assert isinstance(await takes(town, one, rider), Done)
    before = await snapshot(town.database)
    assert isinstance(await takes(town, one, rider), Done)
    assert await takes(town, one, late) is JobRefusal.ALREADY_TAKEN
    assert await takes(town, two, rider) is JobRefusal.ONE_AT_A_TIME
    assert await takes(town, town.id(), late) is JobRefusal.NOT_YOURS
    assert await snapshot(town.database) == before
    assert isinstance(await takes(town, two, late), Done)


async def test_a_rider_who_taps_two_tasks_at_once_has_one(town: Town):
    both, rider = [await ready(town), await ready(town)], town.id()
    outcomes = await asyncio.gather(*(takes(town, each, rider) for each in both), return_exceptions=True)
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 1
    (refused,) = [outcome for outcome in outcomes if not isinstance(outcome, Done)]
    assert isinstance(refused, UniqueViolation) or refused is JobRefusal.ONE_AT_A_TIME


async def test_five_wrong_codes_lock_the_bag_for_good(town: Town):
    order_id, rider = await ready(town), town.id()
    await takes(town, order_id, rider)
    pickup, _ = await codes(town, order_id)
    for _ in range(5):
        outcome = await town.rider_does(order_id, Action.PICK_UP, rider, other(pickup))
        assert outcome is JobRefusal.WRONG_CODE
    before = await snapshot(town.database)
    assert await town.rider_does(order_id, Action.PICK_UP, rider, pickup) is JobRefusal.CODE_LOCKED
    assert await snapshot(town.database) == before


async def test_a_bag_needs_its_own_code_and_a_hand_the_customers(town: Town):
    order_id, rider = await ready(town), town.id()
    await takes(town, order_id, rider)
    pickup, handover = await codes(town, order_id)
    assert isinstance(await town.rider_does(order_id, Action.PICK_UP, rider, f" {pickup} "), Done)
    assert isinstance(await town.rider_does(order_id, Action.ARRIVE, rider), Done)
    assert await town.rider_does(order_id, Action.HAND_OVER, rider, "") is JobRefusal.WRONG_CODE
    assert await town.rider_does(order_id, Action.HAND_OVER, town.id(), handover) is JobRefusal.NOT_YOURS
    assert isinstance(await town.rider_does(order_id, Action.HAND_OVER, rider, handover), Done)
    assert await town.rows("select wrong_codes from fulfilment.jobs") == [(0,)]


async def test_the_customer_alone_shares_the_code_and_only_at_the_door(town: Town):
    order_id, rider = await ready(town), town.id()
    query = f"select person_id from orders.orders where order_id = '{order_id}'"
    person_id = (await town.rows(query))[0][0]
    await takes(town, order_id, rider)
    before = await snapshot(town.database)
    assert await shares(town, order_id, person_id) is JobRefusal.WRONG_STATE
    assert await shares(town, order_id, town.id()) is JobRefusal.NOT_YOURS
    assert await snapshot(town.database) == before
    await town.rider_does(order_id, Action.PICK_UP, rider, (await codes(town, order_id))[0])
    await town.rider_does(order_id, Action.ARRIVE, rider)
    assert isinstance(await shares(town, order_id, person_id), Done)
    before = await snapshot(town.database)
    assert isinstance(await shares(town, order_id, person_id), Done)
    assert await snapshot(town.database) == before


async def test_a_rider_is_free_again_when_the_store_fails(town: Town, relayed):
    order_id, second = await town.confirmed(await town.guest()), await ready(town)
    rider = town.id()
    await takes(town, order_id, rider)
    await town.store_refuses(order_id, EndedReason.STORE_FAILED)
    assert isinstance(await takes(town, second, rider), Done)
    await relayed()
    assert await takes(town, order_id, town.id()) is JobRefusal.ALREADY_TAKEN
