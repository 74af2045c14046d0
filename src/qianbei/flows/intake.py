"""Placing orders: one natural batch, one transaction, three passes.

lock: what the batch touches, in the one order; decide: pure, in request order, the first refusal of a request
wins and nothing of it is taken; apply: set-based, survivors only. A single order is a batch of one.
The duplicate that slips between lock and apply (another process, same instant) raises UniqueViolation; the
batcher runs the batch again and then finds the first order.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random
from uuid import UUID

import msgspec

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Card, CardEvent, CardMove, CardRefusal, CardTemplate
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import StoreStatus
from qianbei.db import Tx
from qianbei.flows import wallets
from qianbei.flows.wanted import Approval, Wanted, payment_of, placed_event, wanted_by
from qianbei.fulfilment import api as fulfilment
from qianbei.fulfilment.contracts import Slot, SlotKey
from qianbei.offers.card_terms import Basket, pays_fen, why_not
from qianbei.orders import api as orders
from qianbei.orders.contracts import KnownOrder, NewOrder, OrderState
from qianbei.outbox import api as outbox
from qianbei.payments import api as payments


class Refusal(StrEnum):
    """Why an order was not placed. Nothing has been taken."""

    OFFER_EXPIRED = "offer_expired"
    KEY_REUSED = "idempotency_key_reused"
    DUPLICATE_CART = "duplicate_cart"
    STORE_PAUSED = "store_paused"
    SLOT_FULL = "slot_full"
    CARD_USED = "card_used"
    CARD_ENDED = "card_ended"
    CARD_NOT_HERE = "card_not_here"
    WALLET_LESS = "wallet_less"


class Placed(msgspec.Struct, frozen=True):
    """The order of this intent; `created` is false when an earlier request placed it."""

    order_id: UUID
    state: OrderState
    created: bool


class Refused(msgspec.Struct, frozen=True):
    """Not placed. `order_id` names the order it would repeat, where there is one."""

    reason: Refusal
    order_id: UUID | None = None


Outcome = Placed | Refused


class Locked(msgspec.Struct, frozen=True):
    """What the decision may look at: rows that stay as they are until the transaction ends."""

    repeats: Sequence[KnownOrder]
    stores: Mapping[UUID, StoreStatus]
    cards: Mapping[UUID, Card]
    kinds: Mapping[UUID, CardTemplate]
    slots: Mapping[SlotKey, Slot]
    cash: Mapping[UUID, int] = {}
    """What lies in the wallets of the persons who pay with it, in fen."""


Kinds = dict[UUID, CardTemplate]
"""Kinds of card that were read before. What a kind says is never changed, so a writer keeps those it has met."""


async def place(
    tx: Tx, cell: int, random: Random, approvals: Sequence[Approval], kinds: Kinds | None = None
) -> list[Outcome]:
    """Places what can be placed. All approvals belong to `cell`; outcomes come in their order."""
    wanted = [wanted_by(approval, random) for approval in approvals]
    locked = await _lock(tx, cell, wanted, {} if kinds is None else kinds)
    outcomes = decide(locked, wanted)
    accepted = [w for w, o in zip(wanted, outcomes, strict=True) if isinstance(o, Placed) and o.created]
    if accepted:
        tx.with_commit()
        await _apply(tx, cell, random, locked, accepted)
    return outcomes


async def _lock(tx: Tx, cell: int, wanted: Sequence[Wanted], kinds: Kinds) -> Locked:
    """Repeats are looked for last: who waited for a twin's card or slot then finds the twin's order."""
    at = max(w.approval.at for w in wanted)
    cards, slots, cash, repeats, stores = await tx.at_once(
        campaigns.lock_cards(tx, cell, [w.order.card_id for w in wanted if w.order.card_id]),
        fulfilment.lock_slots(tx, cell, [w.reservation for w in wanted]),
        wallets.lock_cash(tx, cell, {w.order.person_id for w in wanted if w.order.wallet_fen}),
        orders.find_repeats(tx, cell, [w.order for w in wanted], at),
        catalog.statuses(tx, cell, list({w.order.store_id for w in wanted})),
    )
    new = {card.template_id for card in cards.values()} - kinds.keys()
    if new:
        kinds.update(await campaigns.find_templates(tx, cell, list(new)))
    return Locked(repeats, stores, cards, kinds, slots, cash)


def decide(locked: Locked, wanted: Sequence[Wanted]) -> list[Outcome]:
    """Pure. What is accepted early in the batch is seen by what comes after it."""
    batch = _Batch(locked)
    return [batch.decide(each) for each in wanted]


class _Batch:
    """Running state of one decision: orders known so far, cards taken, cups left.

    Everything that an approval may repeat is its own person's, so one look by person tells most that they repeat
    nothing. Dictionaries go by the ids' integers, whose hash costs nothing.
    """

    def __init__(self, locked: Locked) -> None:
        self._locked = locked
        self._of_person: dict[int, list[KnownOrder]] = {}
        self._cards_taken: set[int] = set()
        self._cash_left = dict(locked.cash)
        self._cups_left = {key: slot.cups_offered - slot.cups_taken for key, slot in locked.slots.items()}
        for known in locked.repeats:
            self._of_person.setdefault(known.person_id.int, []).append(known)

    def decide(self, wanted: Wanted) -> Outcome:
        approval, order, reservation = wanted.approval, wanted.order, wanted.reservation
        earlier = self._of_person.setdefault(order.person_id.int, [])
        if earlier:
            repeat = _repeat(order, earlier)
            if repeat is not None:
                return repeat
        if approval.at >= approval.offer.expires_at:
            return Refused(Refusal.OFFER_EXPIRED)
        if earlier and not approval.again:
            twin = _twin(order, earlier)
            if twin is not None:
                return Refused(Refusal.DUPLICATE_CART, twin.order_id)
        if self._locked.stores.get(order.store_id) is not StoreStatus.OPEN:
            return Refused(Refusal.STORE_PAUSED)
        # A slot that nobody opened yet offers what its first order was told.
        left = self._cups_left.get(reservation.slot, reservation.cups_offered)
        if left < reservation.cups:
            return Refused(Refusal.SLOT_FULL)
        refusal = self._card_refusal(order, approval)
        if refusal is not None:
            return Refused(refusal)
        if order.wallet_fen and order.wallet_fen > self._cash_left.get(order.person_id, 0):
            return Refused(Refusal.WALLET_LESS)
        if order.wallet_fen:
            self._cash_left[order.person_id] -= order.wallet_fen
        self._cups_left[reservation.slot] = left - reservation.cups
        if order.card_id is not None:
            self._cards_taken.add(order.card_id.int)
        earlier.append(_known(order))
        return Placed(order.order_id, OrderState.PLACED, created=True)

    def _card_refusal(self, order: NewOrder, approval: Approval) -> Refusal | None:
        if order.card_id is None:
            return None
        if order.card_id.int in self._cards_taken:
            return Refusal.CARD_USED
        card = self._locked.cards.get(order.card_id)
        refusal = campaigns.holdable(card, order.person_id, approval.at)
        if refusal is not None or card is None:
            return Refusal.CARD_ENDED if refusal is CardRefusal.ENDED else Refusal.CARD_USED
        offer = approval.offer
        basket = Basket(order.seller_id, offer.total_fen, offer.categories)
        is_allowed = why_not(self._locked.kinds[card.template_id].terms, basket) is None
        pays = order.card_fen <= pays_fen(card.face_fen, offer.total_fen)
        return None if is_allowed and pays else Refusal.CARD_NOT_HERE


def _repeat(order: NewOrder, earlier: Sequence[KnownOrder]) -> Outcome | None:
    """The same intent finds its order, whatever the clock says; a key never names two bodies."""
    for known in earlier:
        is_same_key = known.idempotency_key == order.idempotency_key
        if is_same_key and known.checkout_hash != order.checkout_hash:
            return Refused(Refusal.KEY_REUSED, known.order_id)
    for known in earlier:
        if known.order_id == order.order_id:
            return Placed(known.order_id, known.state, created=False)
    return None


def _twin(order: NewOrder, earlier: Sequence[KnownOrder]) -> KnownOrder | None:
    """The newest order of an equal cart to the same place that was not called off."""
    for known in reversed(earlier):
        if known.cart_hash == order.cart_hash and known.state is not OrderState.CANCELLED:
            return known
    return None


def _known(order: NewOrder) -> KnownOrder:
    return KnownOrder(
        order.order_id,
        order.person_id,
        order.idempotency_key,
        order.checkout_hash,
        order.cart_hash,
        OrderState.PLACED,
        order.placed_at,
    )


async def _apply(tx: Tx, cell: int, random: Random, locked: Locked, accepted: Sequence[Wanted]) -> None:
    await orders.place(tx, cell, [w.order for w in accepted])
    holds = [
        CardMove(w.order.card_id, CardEvent.HOLD, w.order.order_id, w.approval.at, "order_placed")
        for w in accepted
        if w.order.card_id is not None
    ]
    if holds:
        for outcome in await campaigns.move(tx, cell, dict(locked.cards), holds):
            assert not isinstance(outcome, StrEnum), f"the card of an accepted order was not held: {outcome}"
    await fulfilment.reserve(tx, cell, locked.slots, [w.reservation for w in accepted])
    await payments.open_payments(tx, cell, [payment_of(w.order) for w in accepted])
    await outbox.append(tx, [placed_event(cell, random, w.order) for w in accepted])
    await wallets.keep_back(tx, cell, [w.order for w in accepted if w.order.wallet_fen])
