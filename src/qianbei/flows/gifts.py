"""Giving a card to somebody: offered under a signed code, accepted once, or back with its giver at the end.

While it is offered the card is held for the gift, so it is on no order. The taker gets a new card of the same kind and
end; the giver's ends as gifted. Every change happens under the lock of the giver's card.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

import msgspec

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import (
    Card,
    CardEvent,
    CardMove,
    CardRefusal,
    CardState,
    Gift,
    GiftState,
    Issued,
    IssueRequest,
    Source,
    SourceKind,
    UseRefusal,
)
from qianbei.db import Database, Tx
from qianbei.flows import card_money, telling
from qianbei.kit.ids import new_id
from qianbei.messages.contracts import Kind

OFFERED_FOR = timedelta(hours=24)
BATCH_MAX = 200


async def offer(
    tx: Tx, cell: int, random: Random, giver_id: UUID, card_id: UUID, at: datetime
) -> Gift | CardRefusal:
    """Sets a card aside for whoever brings the code; a card that is offered already is the same gift."""
    locked = await campaigns.lock_cards(tx, cell, [card_id])
    card = locked.get(card_id)
    if card is not None and card.person_id == giver_id and card.state is CardState.HELD and card.order_id:
        gifts = await campaigns.find_gifts(tx, cell, [card.order_id])
        if card.order_id in gifts:
            return gifts[card.order_id]
    refusal = campaigns.holdable(card, giver_id, at)
    if refusal is not None or card is None:
        return refusal or CardRefusal.UNKNOWN
    gift = Gift(
        new_id(at, random),
        card_id,
        giver_id,
        GiftState.OFFERED,
        at,
        min(at + OFFERED_FOR, card.valid_until),
    )
    await campaigns.insert_gift(tx, cell, gift)
    await _move(tx, cell, locked, [CardMove(card_id, CardEvent.HOLD, gift.gift_id, at, "gift_offered")])
    return gift


async def accept(tx: Tx, cell: int, gift_id: UUID, taker_id: UUID, at: datetime) -> Issued | UseRefusal:
    """The taker's card. Who took it gets it again; anybody later finds it gone."""
    gift, locked = await _lock(tx, cell, gift_id)
    if gift is None:
        return UseRefusal.UNKNOWN
    if gift.giver_id == taker_id:
        return UseRefusal.OWN
    if gift.taker_id == taker_id and gift.new_card_id is not None:
        found = await campaigns.find_cards(tx, cell, [gift.new_card_id])
        return Issued(found[gift.new_card_id], created=False)
    if gift.state is not GiftState.OFFERED or at >= gift.ends_at:
        return UseRefusal.OVER
    (given,) = await _move(tx, cell, locked, [_gift_move(gift, CardEvent.GIVE, "gift_accepted", at)])
    template = (await campaigns.find_templates(tx, cell, [given.template_id]))[given.template_id]
    source = Source(SourceKind.GIFT, gift_id)
    (new,) = await campaigns.issue(
        tx, template, [IssueRequest(cell, taker_id, source, at, given.valid_until)]
    )
    assert isinstance(new, Issued), new
    await card_money.pass_on(tx, cell, given, new.card, at)
    accepted = msgspec.structs.replace(
        gift, state=GiftState.ACCEPTED, taker_id=taker_id, new_card_id=new.card.card_id
    )
    assert await campaigns.update_gift(tx, cell, accepted), "the gift's card is locked"
    await telling.about_cards(tx, cell, Kind.GIFT_TAKEN, [given], at)
    return new


async def take_back(tx: Tx, cell: int, gift_id: UUID, giver_id: UUID, at: datetime) -> Gift | UseRefusal:
    """The giver changed their mind; a gift that is back already is back."""
    gift, locked = await _lock(tx, cell, gift_id)
    if gift is None or gift.giver_id != giver_id:
        return UseRefusal.UNKNOWN
    if gift.state is GiftState.ACCEPTED:
        return UseRefusal.OVER
    if gift.state is GiftState.RETURNED:
        return gift
    return await _return(tx, cell, gift, locked, "gift_taken_back", at)


async def return_gifts(database: Database, cell: int, at: datetime) -> int:
    """Brings back what nobody took in time; how many. Safe to run twice at once."""
    async with database.reading() as tx:
        over = await campaigns.gifts_over(tx, cell, at, BATCH_MAX)
    for each in over:
        async with database.transaction() as tx:
            gift, locked = await _lock(tx, cell, each.gift_id)
            if gift is not None and gift.state is GiftState.OFFERED:
                await _return(tx, cell, gift, locked, "gift_returned", at)
                back = await campaigns.find_cards(tx, cell, [gift.card_id])
                await telling.about_cards(tx, cell, Kind.GIFT_RETURNED, list(back.values()), at)
    return len(over)


async def _lock(tx: Tx, cell: int, gift_id: UUID) -> tuple[Gift | None, dict[UUID, Card]]:
    """The gift as it is and stays while its card is locked."""
    first = (await campaigns.find_gifts(tx, cell, [gift_id])).get(gift_id)
    if first is None:
        return None, {}
    locked = await campaigns.lock_cards(tx, cell, [first.card_id])
    return (await campaigns.find_gifts(tx, cell, [gift_id]))[gift_id], locked


async def _return(tx: Tx, cell: int, gift: Gift, locked: dict[UUID, Card], reason: str, at: datetime) -> Gift:
    await _move(tx, cell, locked, [_gift_move(gift, CardEvent.RELEASE, reason, at)])
    back = msgspec.structs.replace(gift, state=GiftState.RETURNED)
    assert await campaigns.update_gift(tx, cell, back), "the gift's card is locked"
    return back


def _gift_move(gift: Gift, event: CardEvent, reason: str, at: datetime) -> CardMove:
    return CardMove(gift.card_id, event, gift.gift_id, at, reason)


async def _move(tx: Tx, cell: int, locked: dict[UUID, Card], moves: Sequence[CardMove]) -> list[Card]:
    moved: list[Card] = []
    for outcome in await campaigns.move(tx, cell, locked, moves):
        assert not isinstance(outcome, StrEnum), f"the card of a gift did not move: {outcome}"
        moved.append(outcome)
    return moved
