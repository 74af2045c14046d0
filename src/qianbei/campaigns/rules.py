"""The life of a card as data, and the one pure function that moves it."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts import (
    BulkKind,
    Card,
    CardEvent,
    CardMove,
    CardRefusal,
    CardState,
    CardTemplate,
    IssueRequest,
)

S, E = CardState, CardEvent

EDGES: dict[tuple[CardState, CardEvent], CardState] = {
    (S.ISSUED, E.HOLD): S.HELD,
    (S.HELD, E.RELEASE): S.ISSUED,
    (S.HELD, E.REDEEM): S.REDEEMED,
    (S.REDEEMED, E.RETURN): S.ISSUED,
    (S.HELD, E.GIVE): S.GIFTED,
    (S.ISSUED, E.EXPIRE): S.EXPIRED,
    (S.ISSUED, E.REVOKE): S.REVOKED,
    (S.REVOKED, E.RESTORE): S.ISSUED,
    **{(state, E.EXTEND): state for state in (S.ISSUED, S.HELD, S.REDEEMED)},
    **{(state, E.REPLACE): state for state in (S.EXPIRED, S.REVOKED)},
    **{(state, E.SHORTEN): state for state in (S.ISSUED, S.HELD, S.REDEEMED)},
}
"""Every legal step. What is not here cannot happen."""

ENDS = frozenset({S.EXPIRED, S.REVOKED, S.GIFTED})
"""Nothing is set aside for these any more. Only a recall can be taken back."""

ON_SOMETHING = frozenset({S.HELD, S.REDEEMED})
OF_ITSELF = frozenset({E.EXTEND, E.SHORTEN, E.REPLACE})
"""Moves that leave a card in its state, and on whatever it is on."""

BULK_STATES: dict[BulkKind, tuple[CardState, ...]] = {
    BulkKind.EXTEND: (S.ISSUED, S.HELD),
    BulkKind.RECALL: (S.ISSUED,),
    BulkKind.REISSUE: (S.EXPIRED, S.REVOKED),
}
"""Which cards a plan can touch. One on an order is never recalled."""

BULK_EVENTS: dict[BulkKind, CardEvent] = {
    BulkKind.EXTEND: E.EXTEND,
    BulkKind.RECALL: E.REVOKE,
    BulkKind.REISSUE: E.REPLACE,
}
"""What a plan does to each of its cards."""

GRACE = timedelta(hours=24)
"""A card that comes back by our, the store's or the rider's fault stays good at least this long."""


def end_after_fault(valid_until: datetime, at: datetime) -> datetime:
    """The later of the old end and a day from now."""
    return max(valid_until, at + GRACE)


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
    """The card after the move, or why not. A card on an order, gift or sale moves only for that."""
    to_state = EDGES.get((card.state, move.event))
    if to_state is None:
        return CardRefusal.USED
    if move.event is E.EXPIRE and move.at < card.valid_until:
        return CardRefusal.NOT_ENDED
    if move.event in OF_ITSELF:
        on = card.order_id
    elif card.order_id not in (None, move.order_id):
        return CardRefusal.NOT_THIS_ORDER
    else:
        on = move.order_id if to_state in ON_SOMETHING else None
    return msgspec.structs.replace(
        card,
        state=to_state,
        order_id=on,
        valid_until=move.valid_until or card.valid_until,
        moves=card.moves + 1,
    )


def issued_from(template: CardTemplate, request: IssueRequest) -> Card:
    """The card as it begins."""
    return Card(
        card_id=request.card_id,
        campaign_id=template.campaign_id,
        person_id=request.person_id,
        face_fen=template.face_fen,
        state=S.ISSUED,
        order_id=None,
        valid_until=request.valid_until or template.valid_until,
        issued_at=request.at,
        moves=0,
        template_id=template.template_id,
    )
