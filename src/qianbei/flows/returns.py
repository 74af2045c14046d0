"""The return matrix: what becomes of card, cash and the store's pay when an order fails, by who failed and how far it was.

One table, and nothing else decides. A pair that is not in it cannot happen: the machine of orders has no such edge.
A store that began to make is paid, by goodwill where the fault is the rider's or ours. A card comes back with its
full end, and a day at least when neither the customer nor their payment failed.
"""

from enum import StrEnum

import msgspec

from qianbei.orders.contracts import EndedReason, OrderState


class Fault(StrEnum):
    """Who failed."""

    CUSTOMER = "customer"
    PAYER = "payer"
    STORE = "store"
    RIDER = "rider"
    PLATFORM = "platform"


class CardFate(StrEnum):
    """What becomes of the card that was on the order."""

    STAYS_USED = "stays_used"
    BACK = "back"
    BACK_LONGER = "back_longer"


class StorePay(StrEnum):
    """What becomes of the store's money."""

    NEVER_HAD = "never_had"
    GIVES_BACK = "gives_back"
    KEEPS = "keeps"
    KEEPS_BY_GOODWILL = "keeps_by_goodwill"


class Return(msgspec.Struct, frozen=True):
    """One cell of the table. Cash goes back exactly when the card does."""

    card: CardFate
    store: StorePay

    @property
    def cash_is_back(self) -> bool:
        return self.card is not CardFate.STAYS_USED


S, P, C = OrderState, StorePay, CardFate

LIVE = (S.PLACED, S.AUTHORISED, S.CONFIRMED, S.MAKING, S.READY, S.PICKED_UP, S.AT_DOOR)
"""The stages, from the placing to the door."""

RETURNS: dict[tuple[Fault, OrderState], Return] = {
    (Fault.CUSTOMER, S.PLACED): Return(C.BACK, P.NEVER_HAD),
    (Fault.CUSTOMER, S.AUTHORISED): Return(C.BACK, P.NEVER_HAD),
    (Fault.CUSTOMER, S.CONFIRMED): Return(C.BACK, P.GIVES_BACK),
    (Fault.CUSTOMER, S.AT_DOOR): Return(C.STAYS_USED, P.KEEPS),
    (Fault.PAYER, S.PLACED): Return(C.BACK, P.NEVER_HAD),
    (Fault.STORE, S.AUTHORISED): Return(C.BACK_LONGER, P.NEVER_HAD),
    (Fault.STORE, S.CONFIRMED): Return(C.BACK_LONGER, P.GIVES_BACK),
    (Fault.STORE, S.MAKING): Return(C.BACK_LONGER, P.GIVES_BACK),
    (Fault.STORE, S.READY): Return(C.BACK_LONGER, P.GIVES_BACK),
    (Fault.STORE, S.HANDED_OVER): Return(C.BACK_LONGER, P.GIVES_BACK),
    (Fault.RIDER, S.READY): Return(C.BACK_LONGER, P.KEEPS_BY_GOODWILL),
    (Fault.RIDER, S.PICKED_UP): Return(C.BACK_LONGER, P.KEEPS_BY_GOODWILL),
    (Fault.RIDER, S.AT_DOOR): Return(C.BACK_LONGER, P.KEEPS_BY_GOODWILL),
    (Fault.RIDER, S.HANDED_OVER): Return(C.BACK_LONGER, P.KEEPS_BY_GOODWILL),
    (Fault.PLATFORM, S.PLACED): Return(C.BACK_LONGER, P.NEVER_HAD),
    (Fault.PLATFORM, S.AUTHORISED): Return(C.BACK_LONGER, P.NEVER_HAD),
    (Fault.PLATFORM, S.CONFIRMED): Return(C.BACK_LONGER, P.GIVES_BACK),
    (Fault.PLATFORM, S.MAKING): Return(C.BACK_LONGER, P.KEEPS_BY_GOODWILL),
    (Fault.PLATFORM, S.READY): Return(C.BACK_LONGER, P.KEEPS_BY_GOODWILL),
    (Fault.PLATFORM, S.PICKED_UP): Return(C.BACK_LONGER, P.KEEPS_BY_GOODWILL),
    (Fault.PLATFORM, S.AT_DOOR): Return(C.BACK_LONGER, P.KEEPS_BY_GOODWILL),
    (Fault.PLATFORM, S.HANDED_OVER): Return(C.BACK_LONGER, P.KEEPS_BY_GOODWILL),
}

FAULTS: dict[EndedReason, Fault] = {
    EndedReason.CUSTOMER_CANCELLED: Fault.CUSTOMER,
    EndedReason.CUSTOMER_ABSENT: Fault.CUSTOMER,
    EndedReason.CUSTOMER_REFUSED: Fault.CUSTOMER,
    EndedReason.PAYMENT_DECLINED: Fault.PAYER,
    EndedReason.PAYMENT_TIMEOUT: Fault.PLATFORM,
    EndedReason.STORE_REFUSED: Fault.STORE,
    EndedReason.STORE_SILENT: Fault.STORE,
    EndedReason.STORE_FAILED: Fault.STORE,
    EndedReason.RIDER_SILENT: Fault.RIDER,
    EndedReason.RIDER_FAILED: Fault.RIDER,
    EndedReason.HANDOVER_STUCK: Fault.PLATFORM,
    EndedReason.CALLED_OFF: Fault.PLATFORM,
    EndedReason.WRONG_CUP: Fault.STORE,
    EndedReason.SPOILED_ON_THE_WAY: Fault.RIDER,
    EndedReason.MADE_GOOD: Fault.PLATFORM,
}
"""Whose fault a reason is. A payer that stays silent is one that we chose, so its silence is ours."""


AFTER_HANDOVER = frozenset({EndedReason.WRONG_CUP, EndedReason.SPOILED_ON_THE_WAY, EndedReason.MADE_GOOD})
"""Refunds: what an order had earned by its handover is taken back (clawbacks)."""

REFUNDED: dict[Fault, EndedReason] = {FAULTS[reason]: reason for reason in AFTER_HANDOVER}
"""What an order ends as that is refunded because somebody failed."""


def returned(reason: EndedReason, stage: OrderState) -> Return | None:
    """What becomes of an order that failed at `stage`; None where that cannot happen."""
    return RETURNS.get((FAULTS[reason], stage))
