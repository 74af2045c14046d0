"""What crosses the door of payments."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_id


class PaymentState(StrEnum):
    """Where a payment stands, as far as we know."""

    AUTHORISING = "authorising"
    UNKNOWN = "unknown"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    VOIDING = "voiding"
    REFUNDING = "refunding"
    DECLINED = "declined"
    VOIDED = "voided"
    REFUNDED = "refunded"


ENDED = frozenset({PaymentState.DECLINED, PaymentState.VOIDED, PaymentState.REFUNDED})
"""The payer holds no money of this payment and never will."""

OPEN_QUESTIONS = frozenset(
    {PaymentState.AUTHORISING, PaymentState.UNKNOWN, PaymentState.VOIDING, PaymentState.REFUNDING}
)
"""States in which the payer owes us an answer; they are asked again until it comes."""


class PaymentEvent(StrEnum):
    """What moves a payment: the payer's answers, and what we ask of it."""

    AUTHORISED = "authorised"
    DECLINED = "declined"
    CAPTURED = "captured"
    VOIDED = "voided"
    REFUNDED = "refunded"
    NO_ANSWER = "no_answer"
    ASK_BACK = "ask_back"


class Payment(msgspec.Struct, frozen=True):
    """One payment of one order. `asks` counts how often the open question was put."""

    payment_id: UUID
    order_id: UUID
    amount_fen: int
    state: PaymentState
    asks: int
    next_ask_at: datetime | None


class OpenPayment(msgspec.Struct, frozen=True):
    """A payment that begins: it will be asked of the payer by the relay."""

    payment_id: UUID
    order_id: UUID
    amount_fen: int
    at: datetime


class PaymentStep(msgspec.Struct, frozen=True):
    """Something happened to a payment."""

    payment_id: UUID
    event: PaymentEvent
    at: datetime


class Unmoved(StrEnum):
    """Why a step changed nothing."""

    UNKNOWN_PAYMENT = "payment_unknown"
    STALE = "answer_stale"


def payment_id_of(order_id: UUID) -> UUID:
    """One payment an order."""
    return derived_id("payment", order_id)
