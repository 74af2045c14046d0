"""The door of payments. Callers hold the transaction; nobody asks a payer inside one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx
from qianbei.payments import rules, store
from qianbei.payments.contracts import OpenPayment, Payment, PaymentStep, Unmoved


async def open_payments(tx: Tx, cell: int, payments: Sequence[OpenPayment]) -> None:
    """Payments begin as `authorising`; the caller publishes that authorisation is wanted."""
    await store.insert(tx, cell, payments)


async def lock(tx: Tx, cell: int, payment_ids: Sequence[UUID]) -> dict[UUID, Payment]:
    """The lock pass."""
    return await store.lock(tx, cell, payment_ids)


async def find(tx: Tx, cell: int, payment_ids: Sequence[UUID]) -> dict[UUID, Payment]:
    """Payments as they stand, unlocked: for showing and for asking the payer, never for deciding."""
    return await store.find(tx, cell, payment_ids)


async def step(
    tx: Tx, cell: int, locked: dict[UUID, Payment], steps: Sequence[PaymentStep]
) -> list[Payment | Unmoved]:
    """Moves locked payments, each at most once in a call."""
    outcomes = [
        rules.moved(locked[s.payment_id], s) if s.payment_id in locked else Unmoved.UNKNOWN_PAYMENT
        for s in steps
    ]
    changed = [payment for payment in outcomes if isinstance(payment, Payment)]
    if changed:
        await store.update(tx, cell, changed)
    return outcomes


async def due_questions(tx: Tx, cell: int, at: datetime, limit: int) -> list[Payment]:
    """Payments whose open question is due to be put to the payer again."""
    return await store.due_questions(tx, cell, at, limit)
