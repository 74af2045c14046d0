"""Payments on real rows."""

from datetime import timedelta
from uuid import UUID

import pytest

from qianbei.db import Tx
from qianbei.db.errors import UniqueViolation
from qianbei.payments import api
from qianbei.payments.contracts import (
    OpenPayment,
    Payment,
    PaymentEvent,
    PaymentState,
    PaymentStep,
    Unmoved,
    payment_id_of,
)
from qianbei.payments.rules import FIRST_ASK_AGAIN

pytestmark = pytest.mark.anyio

CELL = 1
ORDERS = [UUID(int=n) for n in (1, 2, 3)]
IDS = [payment_id_of(order_id) for order_id in ORDERS]


@pytest.fixture
async def opened(tx: Tx, clock) -> Tx:
    for n, order_id in enumerate(ORDERS):
        at = clock.now() + timedelta(seconds=n)
        await api.open_payments(tx, CELL, [OpenPayment(payment_id_of(order_id), order_id, 1, at)])
    return tx


async def test_an_order_has_one_payment(opened: Tx, clock):
    again = OpenPayment(IDS[0], ORDERS[0], 1, clock.now())
    with pytest.raises(UniqueViolation):
        await api.open_payments(opened, CELL, [again])


async def test_open_questions_come_due_oldest_first_and_bounded(opened: Tx, clock):
    soon = clock.now() + FIRST_ASK_AGAIN
    assert await api.due_questions(opened, CELL, soon - timedelta(seconds=1), 10) == []
    due = await api.due_questions(opened, CELL, soon + timedelta(minutes=1), 2)
    assert [payment.payment_id for payment in due] == IDS[:2]
    locked = await api.lock(opened, CELL, IDS)
    answered = PaymentStep(IDS[0], PaymentEvent.AUTHORISED, clock.now())
    silent = PaymentStep(IDS[1], PaymentEvent.NO_ANSWER, soon)
    await api.step(opened, CELL, locked, [answered, silent])
    due = await api.due_questions(opened, CELL, soon + timedelta(seconds=15), 10)
    assert [payment.payment_id for payment in due] == IDS[2:]


async def test_a_stale_answer_writes_nothing(opened: Tx, clock):
    locked = await api.lock(opened, CELL, IDS[::-1])
    assert list(locked) == sorted(IDS)
    steps = [
        PaymentStep(IDS[0], PaymentEvent.CAPTURED, clock.now()),
        PaymentStep(UUID(int=99), PaymentEvent.AUTHORISED, clock.now()),
        PaymentStep(IDS[1], PaymentEvent.AUTHORISED, clock.now()),
    ]
    stale, unknown, moved = await api.step(opened, CELL, locked, steps)
    assert (stale, unknown) == (Unmoved.STALE, Unmoved.UNKNOWN_PAYMENT)
    assert isinstance(moved, Payment)
    assert moved.state is PaymentState.AUTHORISED
    now = await api.find(opened, CELL, IDS)
    assert now == locked | {IDS[1]: moved}
