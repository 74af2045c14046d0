"""Taking back what an invite gave when the order that earned it was refunded after the handover.

clawback:           liability → budget   (a card that nobody used: it is revoked, others may have its money)
goodwill_clawback:  goodwill → budget    (used, on an order, or given away: its owner keeps it and owes nothing)
Who pays for a card says CLAWBACKS; a person's card on an order is never touched. Locks: invites, orders, cards, balances.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from random import Random
from uuid import UUID

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Card, CardEvent, CardMove, CardState
from qianbei.db import Tx
from qianbei.flows import card_money
from qianbei.flows.invites import promised_cards
from qianbei.invites import api as invites
from qianbei.invites import events
from qianbei.invites.contracts import Binding, BindingState, VoidReason
from qianbei.kit.clock import Clock
from qianbei.kit.ids import new_id
from qianbei.orders import api as orders
from qianbei.orders.contracts import Order, OrderState
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Event
from qianbei.outbox.delivery import Delivery, Handler


class Payer(StrEnum):
    """Whose money makes the budget whole again."""

    CARD = "card"
    GOODWILL = "goodwill"
    NOBODY = "nobody"


CLAWBACKS: dict[CardState, Payer] = {
    CardState.ISSUED: Payer.CARD,
    CardState.HELD: Payer.GOODWILL,
    CardState.REDEEMED: Payer.GOODWILL,
    CardState.GIFTED: Payer.GOODWILL,
    CardState.EXPIRED: Payer.NOBODY,
    CardState.REVOKED: Payer.NOBODY,
}
"""By the state of the card that the invite gave. An ended card's money went home when it ended."""


def refunded(cell: int, random: Random, ended: Sequence[Order], at: datetime) -> list[Event]:
    """What must be told when orders that were handed over have been refunded."""
    return [
        Event(cell, new_id(at, random), events.REFUNDED, each.person_id, {"order_id": str(each.order_id)}, at)
        for each in ended
    ]


async def claw_back(
    tx: Tx, cell: int, random: Random, order_ids: dict[UUID, UUID], at: datetime
) -> list[Binding]:
    """Takes back what newcomers' refunded orders (newcomer → order) had earned both sides; the invites taken back."""
    locked = await invites.lock(tx, cell, sorted(order_ids))
    found = await orders.lock(tx, cell, sorted(order_ids.values()))
    gone = {each for each, id_ in order_ids.items() if found[id_].state is OrderState.CANCELLED}
    open_ = [each for each in locked.values() if each.state is BindingState.BOUND and each.earned_at]
    await invites.unmark_earned(tx, cell, sorted({each.invitee_id for each in open_} & gone))
    vested = [
        each
        for each in locked.values()
        if each.state is BindingState.VESTED
        and each.invitee_id in gone
        and each.order_id == order_ids[each.invitee_id]
    ]
    ended = await invites.claw_back(tx, cell, vested, VoidReason.REFUNDED)
    given = [card_id for each in ended for card_id in promised_cards(each)]
    await _take_back(tx, cell, await campaigns.lock_cards(tx, cell, sorted(given)), at)
    payload = {"reason": VoidReason.REFUNDED.value}
    told = [
        Event(
            cell,
            new_id(at, random),
            events.CLAWED_BACK,
            each.invitee_id,
            payload | {"inviter_id": str(each.inviter_id)},
            at,
        )
        for each in ended
    ]
    await outbox.append(tx, told)
    return ended


async def _take_back(tx: Tx, cell: int, cards: dict[UUID, Card], at: datetime) -> None:
    payers = {card_id: CLAWBACKS[card.state] for card_id, card in cards.items()}
    moves = [
        CardMove(card_id, CardEvent.REVOKE, None, at, VoidReason.CLAWED_BACK.value)
        for card_id, payer in payers.items()
        if payer is Payer.CARD
    ]
    outcomes = await campaigns.move(tx, cell, cards, moves)
    revoked = [card for card in outcomes if isinstance(card, Card)]
    assert len(revoked) == len(moves), f"a free card was not revoked: {outcomes}"
    await card_money.give_up(tx, cell, "clawback", revoked, at)
    kept = [cards[card_id] for card_id, payer in payers.items() if payer is Payer.GOODWILL]
    await card_money.make_good(tx, cell, "goodwill_clawback", kept, at)


def handler(clock: Clock, random: Random, cell: int) -> Handler:
    """What the relay does when a newcomer's order was refunded."""

    async def claw_all(delivery: Delivery) -> None:
        async with delivery.transaction() as (tx, fresh):
            for event in fresh:
                order_id = UUID(event.payload["order_id"])
                await claw_back(tx, cell, random, {event.key: order_id}, clock.now())

    return claw_all
