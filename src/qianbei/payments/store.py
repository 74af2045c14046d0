"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.db.database import Row
from qianbei.payments.contracts import OpenPayment, Payment, PaymentState
from qianbei.payments.rules import first_ask_again_at

queries = load_queries(__package__)


def _payment(row: Row) -> Payment:
    payment_id, order_id, amount_fen, state, asks, next_ask_at = row
    return Payment(payment_id, order_id, amount_fen, PaymentState(state), asks, next_ask_at)


async def insert(tx: Tx, cell: int, payments: Sequence[OpenPayment]) -> None:
    await tx.run(
        queries.insert_payments,
        {
            "cell": cell,
            "payment_ids": [payment.payment_id for payment in payments],
            "order_ids": [payment.order_id for payment in payments],
            "amounts": [payment.amount_fen for payment in payments],
            "next_ask_ats": [first_ask_again_at(payment.at) for payment in payments],
        },
    )


async def lock(tx: Tx, cell: int, payment_ids: Sequence[UUID]) -> dict[UUID, Payment]:
    rows = await tx.rows(queries.lock_payments, {"cell": cell, "payment_ids": list(payment_ids)})
    return {row[0]: _payment(row) for row in rows}


async def find(tx: Tx, cell: int, payment_ids: Sequence[UUID]) -> dict[UUID, Payment]:
    rows = await tx.rows(queries.find_payments, {"cell": cell, "payment_ids": list(payment_ids)})
    return {row[0]: _payment(row) for row in rows}


async def due_questions(tx: Tx, cell: int, at: datetime, limit: int) -> list[Payment]:
    rows = await tx.rows(queries.due_questions, {"cell": cell, "at": at, "limit": limit})
    return [_payment(row) for row in rows]


async def update(tx: Tx, cell: int, payments: Sequence[Payment]) -> None:
    await tx.run(
        queries.update_payments,
        {
            "cell": cell,
            "payment_ids": [payment.payment_id for payment in payments],
            "states": [payment.state.value for payment in payments],
            "asks": [payment.asks for payment in payments],
            "next_ask_ats": [payment.next_ask_at for payment in payments],
        },
    )
