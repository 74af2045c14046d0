"""The payments of the sandbox payer, as a state machine without time, chance or I/O.

Every verb is idempotent by payment id: said again, it answers what is. Two rules matter to callers who lost a
reply: a void that comes before its authorisation is legal and final, and an authorisation never changes the
amount it was first asked for.
"""

from enum import StrEnum

import msgspec


class PaymentState(StrEnum):
    PENDING = "pending"
    AUTHORISED = "authorised"
    DECLINED = "declined"
    CAPTURED = "captured"
    VOIDED = "voided"
    REFUNDED = "refunded"
    PAID_OUT = "paid_out"


class Verb(StrEnum):
    CAPTURE = "capture"
    VOID = "void"
    REFUND = "refund"


class Refusal(StrEnum):
    NOT_FOUND = "not_found"
    WRONG_STATE = "wrong_state"
    AMOUNT_CHANGED = "amount_changed"


class Payment(msgspec.Struct, frozen=True):
    """One payment. `sequence` grows by one with each change, so a reader can drop what is older than it knows."""

    payment_id: str
    state: PaymentState
    sequence: int
    amount_fen: int
    person: str
    decide_at_ms: int | None = None
    """While pending: the wall time, in Unix milliseconds, at which it will be decided; None means never."""
    approve: bool = True
    """While pending: which way it will be decided."""
    is_payout: bool = False
    """Money to the person instead of from them: paid out or declined, and never moved again."""


class Verdict(msgspec.Struct, frozen=True):
    """How the payer's mood answers one authorisation: at once, later, or never (`PENDING` without a time)."""

    state: PaymentState
    decide_at_ms: int | None = None
    approve: bool = True


_MOVES = {
    (PaymentState.AUTHORISED, Verb.CAPTURE): PaymentState.CAPTURED,
    (PaymentState.AUTHORISED, Verb.VOID): PaymentState.VOIDED,
    (PaymentState.PENDING, Verb.VOID): PaymentState.VOIDED,
    (PaymentState.CAPTURED, Verb.REFUND): PaymentState.REFUNDED,
}
_ALREADY_DONE = {
    (PaymentState.CAPTURED, Verb.CAPTURE),
    (PaymentState.VOIDED, Verb.VOID),
    (PaymentState.DECLINED, Verb.VOID),
    (PaymentState.REFUNDED, Verb.REFUND),
}


class Book:
    """All payments by id. A method answers the payment as it now stands, or a refusal that changed nothing."""

    def __init__(self) -> None:
        self._payments: dict[str, Payment] = {}

    def find(self, payment_id: str) -> Payment | None:
        return self._payments.get(payment_id)

    def undecided(self) -> list[Payment]:
        """Payments that still have a decision coming."""
        waiting = (each for each in self._payments.values() if each.state is PaymentState.PENDING)
        return [each for each in waiting if each.decide_at_ms is not None]

    def restore(self, payment: Payment) -> None:
        """Takes over a payment as the journal tells it; the last word about a payment wins."""
        self._payments[payment.payment_id] = payment

    def authorise(self, payment_id: str, amount_fen: int, person: str, verdict: Verdict) -> Payment | Refusal:
        known = self._payments.get(payment_id)
        if known is None:
            return self._keep(
                Payment(
                    payment_id, verdict.state, 1, amount_fen, person, verdict.decide_at_ms, verdict.approve
                )
            )
        if known.is_payout:
            return Refusal.AMOUNT_CHANGED
        voided_unheard = known.state is PaymentState.VOIDED and known.amount_fen == 0
        if known.amount_fen != amount_fen and not voided_unheard:
            return Refusal.AMOUNT_CHANGED
        return known

    def pay_out(self, payout_id: str, amount_fen: int, person: str, verdict: Verdict) -> Payment | Refusal:
        """Money to a person. The same id again answers what is; with another amount, or as a payment, it is refused."""
        known = self._payments.get(payout_id)
        if known is not None:
            same = known.is_payout and known.amount_fen == amount_fen
            return known if same else Refusal.AMOUNT_CHANGED
        state = PaymentState.PAID_OUT if verdict.state is PaymentState.AUTHORISED else verdict.state
        return self._keep(
            Payment(payout_id, state, 1, amount_fen, person, verdict.decide_at_ms, verdict.approve, True)
        )

    def decide(self, payment_id: str) -> Payment | None:
        """The end of waiting. None when the payment is no longer pending (it was voided meanwhile)."""
        known = self._payments.get(payment_id)
        if known is None or known.state is not PaymentState.PENDING:
            return None
        yes = PaymentState.PAID_OUT if known.is_payout else PaymentState.AUTHORISED
        return self._move(known, yes if known.approve else PaymentState.DECLINED)

    def apply(self, verb: Verb, payment_id: str, amount_fen: int | None = None) -> Payment | Refusal:
        """Captures, voids or refunds the whole amount; `amount_fen`, when given, must be that amount."""
        known = self._payments.get(payment_id)
        if known is None:
            if verb is Verb.VOID:
                return self._keep(Payment(payment_id, PaymentState.VOIDED, 1, 0, ""))
            return Refusal.NOT_FOUND
        if known.is_payout:
            return Refusal.WRONG_STATE
        if amount_fen is not None and amount_fen != known.amount_fen:
            return Refusal.AMOUNT_CHANGED
        if (known.state, verb) in _ALREADY_DONE:
            return known
        after = _MOVES.get((known.state, verb))
        return Refusal.WRONG_STATE if after is None else self._move(known, after)

    def _move(self, payment: Payment, after: PaymentState) -> Payment:
        return self._keep(
            msgspec.structs.replace(payment, state=after, sequence=payment.sequence + 1, decide_at_ms=None)
        )

    def _keep(self, payment: Payment) -> Payment:
        self._payments[payment.payment_id] = payment
        return payment
