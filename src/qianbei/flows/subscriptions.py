"""Which fact makes the house act: event types and their handlers, and questions to the payer put again.

A handler first reads, then asks the payer outside any transaction, then records the answers together with the end
of the delivery. At least once: each question is idempotent by the payment id, each answer by the state it meets.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from uuid import UUID

import msgspec

from qianbei.channels.payers.port import Payer, PayerAnswer
from qianbei.db import Database
from qianbei.flows import clawbacks, invites, payment_answers, payouts
from qianbei.flows.ask_payer import Asked, answers_of, due, find, question
from qianbei.invites import events as invite_events
from qianbei.kit.clock import Clock
from qianbei.orders import events as order_events
from qianbei.outbox.delivery import Delivery, Handler
from qianbei.packets import events as packet_events
from qianbei.payments import events as payment_events
from qianbei.payments.contracts import Payment, PaymentState

QUESTIONS_MAX = 64
"""Questions in flight to the payer at once from one handler."""


class PayerSilentError(RuntimeError):
    """A capture got no answer: the delivery fails and is tried again, up to the dead letter an operator sees."""


class Asking(msgspec.Struct, frozen=True):
    """What the handlers need from the composition root."""

    payer: Payer
    clock: Clock
    random: Random
    cell: int


Ask = Callable[[Asked], Awaitable[PayerAnswer | None]]


def handlers(asking: Asking) -> Mapping[str, Handler]:
    """Event type → handler, for the relay."""

    async def put_open_question(delivery: Delivery) -> None:
        await _ask_and_record(asking, delivery, lambda each: question(asking.payer, each))

    async def capture(delivery: Delivery) -> None:
        await _ask_and_record(asking, delivery, lambda each: _capture(asking.payer, each.payment))

    return {
        order_events.PLACED: put_open_question,
        payment_events.MONEY_BACK_WANTED: put_open_question,
        payment_events.CAPTURE_WANTED: capture,
        invite_events.DUE: invites.handler(asking.clock, asking.random, asking.cell),
        invite_events.REFUNDED: clawbacks.handler(asking.clock, asking.random, asking.cell),
        packet_events.PAYOUT_WANTED: payouts.handler(asking.payer, asking.clock, asking.random, asking.cell),
    }


async def ask_again(database: Database, asking: Asking) -> int:
    """Puts every question that is due to the payer again; returns how many were put. Safe to run twice at once."""
    open_ones = await due(database, asking.cell, asking.clock.now(), QUESTIONS_MAX)
    asked = await _ask_all(open_ones, lambda each: question(asking.payer, each))
    answers = answers_of(asked)
    if answers:
        async with database.transaction() as tx:
            await payment_answers.record(tx, asking.cell, asking.random, answers, asking.clock.now())
    return len(asked)


async def _ask_and_record(asking: Asking, delivery: Delivery, ask: Ask) -> None:
    order_ids: list[UUID] = [event.key for event in delivery.events]
    asked = await _ask_all(await find(delivery.database, asking.cell, order_ids), ask)
    async with delivery.transaction() as (tx, fresh):
        keys = {event.key for event in fresh}
        answers = [answer for answer in answers_of(asked) if answer.order_id in keys]
        await payment_answers.record(tx, asking.cell, asking.random, answers, asking.clock.now())


async def _ask_all(asked: Sequence[Asked], ask: Ask) -> list[tuple[Asked, PayerAnswer | None]]:
    gate = asyncio.Semaphore(QUESTIONS_MAX)

    async def one(each: Asked) -> tuple[Asked, PayerAnswer | None]:
        async with gate:
            return each, await ask(each)

    return list(await asyncio.gather(*(one(each) for each in asked)))


async def _capture(payer: Payer, payment: Payment) -> PayerAnswer | None:
    """Captures what is still authorised; when the money was asked back meanwhile, that question goes on alone."""
    if payment.state is not PaymentState.AUTHORISED:
        return None
    answer = await payer.capture(payment.payment_id)
    if answer in (PayerAnswer.NO_ANSWER, PayerAnswer.PENDING, PayerAnswer.NEVER_HEARD_OF):
        raise PayerSilentError(f"capture of {payment.payment_id} got {answer}")
    return answer
