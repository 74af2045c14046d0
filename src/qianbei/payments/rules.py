"""How a payment moves, as data; and when an open question is put again."""

from datetime import datetime, timedelta

import msgspec

from qianbei.payments.contracts import (
    OPEN_QUESTIONS,
    Payment,
    PaymentEvent,
    PaymentState,
    PaymentStep,
    Unmoved,
)

S, E = PaymentState, PaymentEvent

EDGES: dict[tuple[PaymentState, PaymentEvent], PaymentState] = {
    **{(state, E.AUTHORISED): S.AUTHORISED for state in (S.AUTHORISING, S.UNKNOWN)},
    **{(state, E.DECLINED): S.DECLINED for state in (S.AUTHORISING, S.UNKNOWN, S.VOIDING)},
    (S.AUTHORISING, E.NO_ANSWER): S.UNKNOWN,
    (S.UNKNOWN, E.NO_ANSWER): S.UNKNOWN,
    (S.VOIDING, E.NO_ANSWER): S.VOIDING,
    (S.REFUNDING, E.NO_ANSWER): S.REFUNDING,
    (S.AUTHORISED, E.CAPTURED): S.CAPTURED,
    **{(state, E.ASK_BACK): S.VOIDING for state in (S.AUTHORISING, S.UNKNOWN, S.AUTHORISED)},
    (S.CAPTURED, E.ASK_BACK): S.REFUNDING,
    (S.VOIDING, E.VOIDED): S.VOIDED,
    (S.VOIDING, E.CAPTURED): S.REFUNDING,
    (S.VOIDING, E.REFUNDED): S.REFUNDED,
    (S.REFUNDING, E.REFUNDED): S.REFUNDED,
}
"""Every step that changes something. A void may meet a capture on its way: then the money goes back by refund."""

FIRST_ASK_AGAIN = timedelta(seconds=10)
LAST_ASK_AGAIN = timedelta(minutes=5)
"""An open question is put again after 10 s, doubling up to 5 min, for as long as it is open: it is never assumed."""

ASKS_COUNTED_MAX = 1_000
"""The count of unanswered questions ends here, the asking does not."""


def moved(payment: Payment, step: PaymentStep) -> Payment | Unmoved:
    """The payment after the step; `STALE` when the answer tells nothing new."""
    state = EDGES.get((payment.state, step.event))
    if state is None:
        return Unmoved.STALE
    asks = min(payment.asks + 1, ASKS_COUNTED_MAX) if step.event is E.NO_ANSWER else 0
    next_ask_at = step.at + ask_again_after(asks) if state in OPEN_QUESTIONS else None
    return msgspec.structs.replace(payment, state=state, asks=asks, next_ask_at=next_ask_at)


def ask_again_after(asks: int) -> timedelta:
    return min(FIRST_ASK_AGAIN * 2 ** min(asks, 10), LAST_ASK_AGAIN)


def first_ask_again_at(at: datetime) -> datetime:
    return at + FIRST_ASK_AGAIN
