"""The open question of a payment, put to the payer outside any transaction.

A process killed between question and answer leaves the question open, so it is put again; the payer knows each
payment by one id, so asking twice is asking once.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.channels.payers.port import Payer, PayerAnswer
from qianbei.db import Database, Tx
from qianbei.flows.payment_answers import Answer
from qianbei.orders import api as orders
from qianbei.payments import api as payments
from qianbei.payments.contracts import Payment, PaymentEvent, PaymentState, payment_id_of

EVENTS: dict[PayerAnswer, PaymentEvent] = {
    PayerAnswer.PENDING: PaymentEvent.NO_ANSWER,
    PayerAnswer.NO_ANSWER: PaymentEvent.NO_ANSWER,
    PayerAnswer.NEVER_HEARD_OF: PaymentEvent.NO_ANSWER,
    PayerAnswer.PAID_OUT: PaymentEvent.NO_ANSWER,  # Of a payment it means nothing.
    PayerAnswer.AUTHORISED: PaymentEvent.AUTHORISED,
    PayerAnswer.DECLINED: PaymentEvent.DECLINED,
    PayerAnswer.CAPTURED: PaymentEvent.CAPTURED,
    PayerAnswer.VOIDED: PaymentEvent.VOIDED,
    PayerAnswer.REFUNDED: PaymentEvent.REFUNDED,
}


class Asked(msgspec.Struct, frozen=True):
    """A payment, and who pays: a payer knows somebody by one name, whatever they order."""

    payment: Payment
    person_id: UUID


async def question(payer: Payer, asked: Asked) -> PayerAnswer | None:
    """Puts the open question of a payment; None when none is open."""
    payment, person = asked.payment, str(asked.person_id)
    if payment.state is PaymentState.AUTHORISING:
        return await payer.authorise(payment.payment_id, payment.amount_fen, person)
    if payment.state is PaymentState.UNKNOWN:
        known = await payer.query(payment.payment_id)
        if known is not PayerAnswer.NEVER_HEARD_OF:
            return known
        return await payer.authorise(payment.payment_id, payment.amount_fen, person)
    if payment.state is PaymentState.VOIDING:
        return await payer.void(payment.payment_id)
    if payment.state is PaymentState.REFUNDING:
        return await payer.refund(payment.payment_id)
    return None


async def find(database: Database, cell: int, order_ids: Sequence[UUID]) -> list[Asked]:
    """The payments of these orders as they stand now."""
    async with database.reading() as tx:
        found = await payments.find(tx, cell, [payment_id_of(order_id) for order_id in order_ids])
        return await _with_persons(tx, cell, list(found.values()))


async def due(database: Database, cell: int, at: datetime, limit: int) -> list[Asked]:
    """Payments whose open question is to be put again."""
    async with database.reading() as tx:
        return await _with_persons(tx, cell, await payments.due_questions(tx, cell, at, limit))


async def _with_persons(tx: Tx, cell: int, found: Sequence[Payment]) -> list[Asked]:
    persons = await orders.persons(tx, cell, [payment.order_id for payment in found]) if found else {}
    return [Asked(payment, persons[payment.order_id]) for payment in found]


def answers_of(asked: Sequence[tuple[Asked, PayerAnswer | None]]) -> list[Answer]:
    """What came back, as answers to record; nothing for what was not asked."""
    return [
        Answer(each.payment.order_id, each.payment.payment_id, EVENTS[answer])
        for each, answer in asked
        if answer is not None
    ]
