"""What crosses the door of orders."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_beside


class OrderState(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    AUTHORISED = "authorised"
    CONFIRMED = "confirmed"
    MAKING = "making"
    READY = "ready"
    PICKED_UP = "picked_up"
    AT_DOOR = "at_door"
    HANDED_OVER = "handed_over"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


ENDED = frozenset({OrderState.HANDED_OVER, OrderState.CANCELLED})


class OrderEvent(StrEnum):
    """What can happen to an order."""

    PAYMENT_AUTHORISED = "payment_authorised"
    PAYMENT_DECLINED = "payment_declined"
    STORE_CONFIRMED = "store_confirmed"
    STORE_REFUSED = "store_refused"
    MAKING_STARTED = "making_started"
    MADE = "made"
    PICKED_UP = "picked_up"
    ARRIVED = "arrived"
    HANDED_OVER = "handed_over"
    CANCEL_ASKED = "cancel_asked"
    TIME_RAN_OUT = "time_ran_out"
    DELIVERY_FAILED = "delivery_failed"
    NOBODY_TOOK_IT = "nobody_took_it"
    CALLED_OFF = "called_off"
    REFUND_GRANTED = "refund_granted"
    """After the handover: the cup was not what was ordered, and an operator says by whose fault."""
    MONEY_IS_BACK = "money_is_back"


class Actor(StrEnum):
    """Who may cause an event."""

    CUSTOMER = "customer"
    PAYER = "payer"
    STORE = "store"
    RIDER = "rider"
    OPERATOR = "operator"
    SYSTEM = "system"


class EndedReason(StrEnum):
    """Why an order ended without a cup in a hand, or was refunded after it."""

    CUSTOMER_CANCELLED = "customer_cancelled"
    CUSTOMER_ABSENT = "customer_absent"
    CUSTOMER_REFUSED = "customer_refused"
    PAYMENT_DECLINED = "payment_declined"
    PAYMENT_TIMEOUT = "payment_timeout"
    STORE_REFUSED = "store_refused"
    STORE_SILENT = "store_silent"
    STORE_FAILED = "store_failed"
    RIDER_SILENT = "rider_silent"
    RIDER_FAILED = "rider_failed"
    HANDOVER_STUCK = "handover_stuck"
    CALLED_OFF = "called_off"
    WRONG_CUP = "wrong_cup"
    SPOILED_ON_THE_WAY = "spoiled_on_the_way"
    MADE_GOOD = "made_good"
    """Refunded after the handover: by the store's fault, the rider's, and ours."""


class StepRefusal(StrEnum):
    """Why an order did not move. Nothing has changed."""

    UNKNOWN = "order_unknown"
    WRONG_STATE = "wrong_state"
    NOT_ALLOWED = "not_allowed"


class Order(msgspec.Struct, frozen=True):
    """What flows decide on. The checkout itself stays in the row and is read by views."""

    order_id: UUID
    person_id: UUID
    store_id: UUID
    seller_id: UUID
    state: OrderState
    ended_reason: EndedReason | None
    card_id: UUID | None
    card_fen: int
    pay_fen: int
    placed_at: datetime
    version: int
    wallet_fen: int = 0
    """What the person's wallet pays beside the card."""


class NewOrder(msgspec.Struct, frozen=True):
    """An order to be written as placed. `checkout` is the canonical JSON of exactly what was approved."""

    order_id: UUID
    person_id: UUID
    idempotency_key: str
    store_id: UUID
    seller_id: UUID
    checkout: bytes
    checkout_hash: bytes
    cart_hash: bytes
    approval: str
    card_id: UUID | None
    card_fen: int
    pay_fen: int
    cups: int
    placed_at: datetime
    wallet_fen: int = 0


class KnownOrder(msgspec.Struct, frozen=True):
    """An order of a person that an approval may repeat."""

    order_id: UUID
    person_id: UUID
    idempotency_key: str
    checkout_hash: bytes
    cart_hash: bytes
    state: OrderState
    placed_at: datetime


class OrderStep(msgspec.Struct, frozen=True):
    """An event for a locked order."""

    order_id: UUID
    event: OrderEvent
    by: Actor
    at: datetime
    ended_reason: EndedReason | None = None
    person_id: UUID | None = None
    """Which operator; nobody else's steps need it."""


def order_id_of(person_id: UUID, conversation_id: UUID, draft_number: int) -> UUID:
    """The intent is the order: a retry, a double tap or a lost reply derives the same id.

    Beside its conversation, so that the orders of one hour lie together in every index that goes by them.
    """
    return derived_beside(conversation_id, "order", draft_number, also=person_id)
