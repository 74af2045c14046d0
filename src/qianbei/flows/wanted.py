"""An approval, and the rows that placing it would write. Pure: what becomes of them is decided in `intake`."""

import hashlib
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.fulfilment.contracts import Reservation, SlotKey
from qianbei.kit.ids import new_id, text_of
from qianbei.offers.agreed import Agreed, cart_hash
from qianbei.orders import events
from qianbei.orders.contracts import NewOrder
from qianbei.outbox.contracts import Event
from qianbei.payments.contracts import OpenPayment, payment_id_of


class Approval(msgspec.Struct, frozen=True):
    """A tap on exactly this checkout, by the person who owns it; seal and session were checked before.

    `order_id` is the offer's intent (`order_id_of`), derived once and bound into `approval`.
    """

    order_id: UUID
    offer: Agreed
    checkout: bytes
    checkout_hash: bytes
    approval: str
    idempotency_key: str
    again: bool
    at: datetime


class Wanted(msgspec.Struct, frozen=True):
    """An approval as the rows it would write."""

    approval: Approval
    order: NewOrder
    reservation: Reservation


def wanted_by(approval: Approval, random: Random) -> Wanted:
    """The rows of an approval, with the codes that its hand-overs will ask for."""
    offer, order_id = approval.offer, approval.order_id
    codes = random.getrandbits(64)
    order = NewOrder(
        order_id=order_id,
        person_id=offer.person,
        idempotency_key=approval.idempotency_key,
        store_id=offer.store_id,
        seller_id=offer.seller_id,
        checkout=approval.checkout,
        checkout_hash=approval.checkout_hash,
        cart_hash=cart_hash(offer),
        approval=approval.approval,
        card_id=offer.card_id,
        card_fen=offer.card_fen,
        pay_fen=offer.pay_fen,
        cups=offer.cups,
        placed_at=approval.at,
        wallet_fen=offer.wallet_fen,
    )
    reservation = Reservation(
        order_id=order_id,
        slot=SlotKey(offer.store_id, offer.slot_start),
        cups=offer.cups,
        cups_offered=offer.cups_per_slot,
        due_at=offer.ready_at,
        pickup_code=f"{codes % 10_000:04d}",
        handover_code=f"{codes // 10_000 % 10_000:04d}",
    )
    return Wanted(approval, order, reservation)


def hash_of(checkout: bytes) -> bytes:
    """SHA-256 of a checkout's canonical bytes: what the approval binds."""
    return hashlib.sha256(checkout).digest()


def payment_of(order: NewOrder) -> OpenPayment:
    """The payment that begins with an order."""
    return OpenPayment(payment_id_of(order.order_id), order.order_id, order.pay_fen, order.placed_at)


def placed_event(cell: int, random: Random, order: NewOrder) -> Event:
    """What the house is told of an order."""
    payload = {"person_id": text_of(order.person_id), "store_id": text_of(order.store_id)}
    return Event(
        cell, new_id(order.placed_at, random), events.PLACED, order.order_id, payload, order.placed_at
    )
