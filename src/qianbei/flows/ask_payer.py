"""The open question of a payment, put to the payer outside any transaction.

A process killed between question and answer leaves the question open, so it is put again; the payer knows each
payment by one id, so asking twice is asking once.
"""

from collections.abc import Sequence
from uuid import UUID

from qianbei.channels.payers.port import Payer, PayerAnswer
from qianbei.db import Database
from qianbei.flows.payment_answers import Answer
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


async def question(payer: Payer, payment: Payment) -> PayerAnswer | None:
    """Puts the open question of a payment; None when none is open."""
    if payment.state is PaymentState.AUTHORISING:
        return await payer.authorise(payment.payment_id, payment.amount_fen, str(payment.order_id))
    if payment.state is PaymentState.UNKNOWN:
        known = await payer.query(payment.payment_id)
        if known is not PayerAnswer.NEVER_HEARD_OF:
            return known
        return await payer.authorise(payment.payment_id, payment.amount_fen, str(payment.order_id))
    if payment.state is PaymentState.VOIDING:
        return await payer.void(payment.payment_id)
    if payment.state is PaymentState.REFUNDING:
        return await payer.refund(payment.payment_id)
    return None


async def find(database: Database, cell: int, order_ids: Sequence[UUID]) -> list[Payment]:
    """The payments of these orders as they stand now."""
    async with database.reading() as tx:
        found = await payments.find(tx, cell, [payment_id_of(order_id) for order_id in order_ids])
    return list(found.values())


def answers_of(asked: Sequence[tuple[Payment, PayerAnswer | None]]) -> list[Answer]:
    """What came back, as answers to record; nothing for what was not asked."""
    return [
        Answer(payment.order_id, payment.payment_id, EVENTS[answer])
        for payment, answer in asked
        if answer is not None
    ]
