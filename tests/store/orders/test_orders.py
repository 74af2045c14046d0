"""Orders on real rows."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from qianbei.db import Tx
from qianbei.db.errors import CheckViolation, UniqueViolation
from qianbei.orders import api
from qianbei.orders.contracts import (
    Actor,
    NewOrder,
    Order,
    OrderEvent,
    OrderState,
    OrderStep,
    StepRefusal,
)

pytestmark = pytest.mark.anyio

CELL = 1
PERSON, STORE = UUID(int=7), UUID(int=8)


def order(number: int, clock, **changes: object) -> NewOrder:
    made = NewOrder(
        UUID(int=number), PERSON, f"key-of-order-{number}", STORE, STORE, b'{"lines":[]}', b"h" * 32,
        bytes([number]) * 32, "sealed", None, 0, 1, 1, clock.now(),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


async def test_repeats_are_the_same_intent_the_same_key_or_a_recent_equal_cart(tx: Tx, clock):
    await api.place(tx, CELL, [order(n, clock) for n in (1, 2, 3, 4)])
    clock.advance(minutes=5)
    stranger = order(14, clock, person_id=UUID(int=70), idempotency_key="key-of-order-4")
    asked = [
        order(1, clock, idempotency_key="another", cart_hash=b"x" * 32),
        order(12, clock, idempotency_key="key-of-order-2", cart_hash=b"y" * 32),
        order(13, clock, cart_hash=bytes([3]) * 32),
    ]
    assert await api.find_repeats(tx, CELL, [stranger], clock.now()) == []
    found = await api.find_repeats(tx, CELL, asked, clock.now())
    assert {known.order_id.int for known in found} == {1, 2, 3}
    clock.advance(minutes=5)
    found = await api.find_repeats(tx, CELL, asked, clock.now())
    assert {known.order_id.int for known in found} == {1, 2}


@pytest.mark.parametrize("changes", [{"idempotency_key": "key-of-order-1"}, {"order_id": UUID(int=1)}])
async def test_the_table_itself_refuses_a_second_order_of_one_intent_or_key(tx: Tx, clock, changes):
    await api.place(tx, CELL, [order(1, clock)])
    with pytest.raises(UniqueViolation):
        await api.place(tx, CELL, [order(2, clock, **changes)])


async def test_the_table_refuses_a_card_that_pays_nothing(tx: Tx, clock):
    with pytest.raises(CheckViolation):
        await api.place(tx, CELL, [order(1, clock, card_id=UUID(int=3))])


async def test_a_step_is_written_with_its_history_and_a_refused_one_is_not(tx: Tx, clock):
    await api.place(tx, CELL, [order(n, clock) for n in (1, 2)])
    locked = await api.lock(tx, CELL, [UUID(int=2), UUID(int=1)])
    assert list(locked) == [UUID(int=1), UUID(int=2)]
    clock.advance(minutes=1)
    steps = [
        OrderStep(UUID(int=1), OrderEvent.PAYMENT_AUTHORISED, Actor.PAYER, clock.now()),
        OrderStep(UUID(int=2), OrderEvent.MADE, Actor.STORE, clock.now()),
        OrderStep(UUID(int=3), OrderEvent.MADE, Actor.STORE, clock.now()),
    ]
    moved, wrong, unknown = await api.step(tx, CELL, locked, steps)
    assert isinstance(moved, Order)
    assert (moved.state, moved.version) == (OrderState.AUTHORISED, 1)
    assert (wrong, unknown) == (StepRefusal.WRONG_STATE, StepRefusal.UNKNOWN)
    assert await api.lock(tx, CELL, [UUID(int=1), UUID(int=2)]) == locked | {UUID(int=1): moved}


async def test_what_waits_too_long_is_found_oldest_first_and_bounded(tx: Tx, clock):
    for number in (3, 1, 2):
        await api.place(tx, CELL, [order(number, clock)])
        clock.advance(minutes=1)
    before = clock.now() - timedelta(minutes=2)
    found = await api.stale(tx, CELL, OrderState.PLACED, before, 10)
    assert [each.int for each in found] == [3, 1]
    assert [each.int for each in await api.stale(tx, CELL, OrderState.PLACED, clock.now(), 1)] == [3]
    assert await api.stale(tx, CELL, OrderState.AUTHORISED, clock.now(), 10) == []
