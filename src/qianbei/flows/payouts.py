"""Cash from a wallet to a person's own account, through the payer.

pay_out:  wallet → payout      (wanted: the money is on its way and cannot be spent twice)
paid_out: payout → clearing    (the payer says that it is paid)
back:     payout → wallet      (the payer says no)
No answer is no answer: the money stays under way and the payer is asked again, under the one id that it knows.
Locks: payouts, balances.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.channels.payers.port import Payer, PayerAnswer
from qianbei.db import Database, Tx
from qianbei.flows import money
from qianbei.flows.packets import wallet
from qianbei.kit.clock import Clock
from qianbei.kit.ids import new_id
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Account, AccountKind, Transfer, TransferOutcome, transfer_id
from qianbei.messages import api as messages
from qianbei.messages.contracts import Kind, Telling
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Event
from qianbei.outbox.delivery import Delivery, Handler
from qianbei.packets import api as packets
from qianbei.packets import events
from qianbei.packets.contracts import OPEN_PAYOUTS, Payout, PayoutAnswer, PayoutState

QUESTIONS_MAX = 64
"""Questions in flight to the payer at once from one handler."""

ANSWERS = {PayerAnswer.PAID_OUT: PayoutAnswer.PAID, PayerAnswer.DECLINED: PayoutAnswer.DECLINED}


class Short(msgspec.Struct, frozen=True):
    """Refused: the wallet holds less. Nothing has changed."""

    balance_fen: int


class Wanting(msgspec.Struct, frozen=True):
    """A person wants this much of their wallet paid out."""

    payout_id: UUID
    person_id: UUID
    amount_fen: int


def under_way() -> Account:
    return Account(AccountKind.PAYOUT, money.NIL)


async def want(tx: Tx, cell: int, random: Random, wanting: Wanting, at: datetime) -> Payout | Short:
    """Takes the money out of the wallet and lets the payer be asked."""
    person_id = wanting.person_id
    await ledger.open_accounts(tx, cell, [wallet(person_id), under_way(), money.clearing()], at)
    source = wallet(person_id).place(person_id)
    moving = Transfer(
        transfer_id("pay_out", wanting.payout_id),
        source,
        under_way().place(wanting.payout_id),
        wanting.amount_fen,
        "pay_out",
        wanting.payout_id,
        at,
    )
    (outcome,) = await ledger.transfer(tx, cell, [moving])
    if outcome is TransferOutcome.FLOOR:
        return Short((await ledger.available(tx, cell, [source]))[source])
    money.must([outcome])
    payout = await packets.begin_payout(tx, cell, wanting.payout_id, person_id, wanting.amount_fen, at)
    await outbox.append(tx, [_event(cell, random, events.PAYOUT_WANTED, payout, at)])
    return payout


async def record(
    tx: Tx, cell: int, random: Random, answers: Sequence[tuple[UUID, PayoutAnswer]], at: datetime
) -> None:
    """What the payer said becomes known, and the money moves with it. What is no news changes nothing."""
    ended = await packets.record_answers(tx, cell, answers, at)
    money.must(await ledger.transfer(tx, cell, [_moved(payout, at) for payout in ended]))
    await outbox.append(tx, [_event(cell, random, events.PAYOUT_ENDED, each, at) for each in ended])
    await messages.enqueue(tx, cell, [_told(payout, at) for payout in ended])


def _told(payout: Payout, at: datetime) -> Telling:
    kind = Kind.PAYOUT_PAID if payout.state is PayoutState.PAID else Kind.PAYOUT_DECLINED
    params = {"amount_fen": payout.amount_fen}
    return Telling(payout.person_id, kind, str(payout.payout_id), at, params)


def _moved(payout: Payout, at: datetime) -> Transfer:
    is_paid = payout.state is PayoutState.PAID
    kind = "paid_out" if is_paid else "back"
    target = money.clearing() if is_paid else wallet(payout.person_id)
    return Transfer(
        transfer_id(kind, payout.payout_id),
        under_way().place(payout.payout_id),
        target.place(payout.payout_id),
        payout.amount_fen,
        kind,
        payout.payout_id,
        at,
    )


def _event(cell: int, random: Random, type_: str, payout: Payout, at: datetime) -> Event:
    payload = {"person_id": str(payout.person_id), "state": payout.state.value}
    return Event(cell, new_id(at, random), type_, payout.payout_id, payload, at)


def handler(payer: Payer, clock: Clock, random: Random, cell: int) -> Handler:
    """What the relay does when a payout is wanted."""

    async def ask(delivery: Delivery) -> None:
        async with delivery.database.reading() as tx:
            found = await packets.find_payouts(tx, cell, [event.key for event in delivery.events])
        answers = await _ask_all(payer, list(found.values()))
        async with delivery.transaction() as (tx, fresh):
            keys = {event.key for event in fresh}
            told = [answer for answer in answers if answer[0] in keys]
            await record(tx, cell, random, told, clock.now())

    return ask


async def ask_again(database: Database, payer: Payer, clock: Clock, random: Random, cell: int) -> int:
    """Puts every payout that is due to the payer again; returns how many. Safe to run twice at once."""
    async with database.reading() as tx:
        due = await packets.due_payouts(tx, cell, clock.now(), QUESTIONS_MAX)
    answers = await _ask_all(payer, due)
    if answers:
        async with database.transaction() as tx:
            await record(tx, cell, random, answers, clock.now())
    return len(answers)


async def _ask_all(payer: Payer, payouts: Sequence[Payout]) -> list[tuple[UUID, PayoutAnswer]]:
    gate = asyncio.Semaphore(QUESTIONS_MAX)

    async def one(payout: Payout) -> tuple[UUID, PayoutAnswer]:
        async with gate:
            said = await payer.pay_out(payout.payout_id, payout.amount_fen, str(payout.person_id))
        return payout.payout_id, ANSWERS.get(said, PayoutAnswer.NOTHING)

    return list(await asyncio.gather(*(one(each) for each in payouts if each.state in OPEN_PAYOUTS)))
