"""What we ask of any payer. Every call is idempotent by the payment id; no answer is an answer of its own."""

from enum import StrEnum
from typing import Protocol
from uuid import UUID


class PayerAnswer(StrEnum):
    """What the payer is known to have said. `NO_ANSWER`: silent, unreachable, or not understood."""

    PENDING = "pending"
    AUTHORISED = "authorised"
    DECLINED = "declined"
    CAPTURED = "captured"
    VOIDED = "voided"
    REFUNDED = "refunded"
    PAID_OUT = "paid_out"
    NEVER_HEARD_OF = "never_heard_of"
    NO_ANSWER = "no_answer"


class Payer(Protocol):
    """The port. Amounts in fen; `person` is opaque to the payer."""

    async def authorise(self, payment_id: UUID, amount_fen: int, person: str) -> PayerAnswer: ...

    async def capture(self, payment_id: UUID) -> PayerAnswer: ...

    async def void(self, payment_id: UUID) -> PayerAnswer:
        """Legal before the payer ever heard of the payment; afterwards it can never be authorised."""
        ...

    async def refund(self, payment_id: UUID) -> PayerAnswer: ...

    async def pay_out(self, payout_id: UUID, amount_fen: int, person: str) -> PayerAnswer:
        """Money to a person: `PAID_OUT` or `DECLINED`. Asked again under the same id, it answers what is."""
        ...

    async def query(self, payment_id: UUID) -> PayerAnswer: ...
