"""The life of a card as data, and the one pure function that moves it."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts import Card, CardEvent, CardMove, CardRefusal, CardState
from qianbei.kit.ids import derived_id

EDGES: dict[tuple[CardState, CardEvent], CardState] = {
    (CardState.ISSUED, CardEvent.HOLD): CardState.HELD,
    (CardState.HELD, CardEvent.RELEASE): CardState.ISSUED,
    (CardState.HELD, CardEvent.REDEEM): CardState.REDEEMED,
    (CardState.REDEEMED, CardEvent.RETURN): CardState.ISSUED,
}
"""Every legal step. What is not here cannot happen."""

GRACE = timedelta(hours=24)
"""A card that comes back by our, the store's or the rider's fault stays good at least this long."""


def joining_card_id(campaign_id: UUID, person_id: UUID) -> UUID:
    """The same person and campaign always give the same card: a retry finds it."""
    return derived_id("card", campaign_id, person_id)


def end_after_fault(card: Card, at: datetime) -> datetime:
    """The later of the old end and a day from now."""
    return max(card.valid_until, at + GRACE)


def holdable(card: Card | None, person_id: UUID, at: datetime) -> CardRefusal | None:
    """May this person put this card on a new order now? None means yes."""
    if card is None:
        return CardRefusal.UNKNOWN
    if card.person_id != person_id:
        return CardRefusal.NOT_YOURS
    if card.state is not CardState.ISSUED:
        return CardRefusal.USED
    if at >= card.valid_until:
        return CardRefusal.ENDED
    return None


def moved(card: Card, move: CardMove) -> Card | CardRefusal:
    """The card after the move, or why not. A card on an order moves only for that order."""
    to_state = EDGES.get((card.state, move.event))
    if to_state is None:
        return CardRefusal.USED
    if card.order_id is not None and card.order_id != move.order_id:
        return CardRefusal.NOT_THIS_ORDER
    on_order = to_state in (CardState.HELD, CardState.REDEEMED)
    return msgspec.structs.replace(
        card,
        state=to_state,
        order_id=move.order_id if on_order else None,
        valid_until=move.valid_until or card.valid_until,
        moves=card.moves + 1,
    )
