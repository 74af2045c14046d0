"""A card at the till of an offline shop: a one-time code, scanned by the merchant within minutes, or free again.

The shop says what the goods cost; the card pays all but one fen of it, and the rest is paid at the till, where no
payer of ours is asked. So this hold may end by time alone: nobody outside owes us an answer. Categories are not known
at a till: a card limited to some cannot be used there.
"""

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
    TillSale,
    TillState,
    UseRefusal,
)
from qianbei.db import Database, Tx
from qianbei.flows import card_money
from qianbei.kit.ids import new_id
from qianbei.offers.card_terms import Basket, NotHere, pays_fen, why_not

SHOWN_FOR = timedelta(minutes=5)
CODE_FIGURES = 10
"""Ten figures for five minutes: who guesses a thousand a second finds one of a thousand codes in three hours."""

BATCH_MAX = 200


class Scan(msgspec.Struct, frozen=True):
    """What a till sends: the code, and what the goods cost in fen."""

    code: str
    store_id: UUID
    seller_id: UUID
    amount_fen: int


async def show(
    tx: Tx, cell: int, random: Random, person_id: UUID, card_id: UUID, at: datetime
) -> TillSale | CardRefusal:
    """A code for a card, which is held for it; a card that is shown already has the same code until it ends."""
    locked = await campaigns.lock_cards(tx, cell, [card_id])
    card = locked.get(card_id)
    if card is not None and card.person_id == person_id and card.state is CardState.HELD and card.order_id:
        shown = await campaigns.find_sale(tx, cell, card.order_id)
        if shown is not None:
            return shown
    refusal = campaigns.holdable(card, person_id, at)
    if refusal is not None:
        return refusal
    code = f"{random.randrange(10**CODE_FIGURES):0{CODE_FIGURES}d}"
    sale = TillSale(new_id(at, random), card_id, person_id, code, TillState.SHOWN, at, at + SHOWN_FOR)
    await campaigns.insert_sale(tx, cell, sale)
    await _move(tx, cell, locked, sale, CardEvent.HOLD, "till_shown", at)
    return sale


async def redeem(tx: Tx, cell: int, scan: Scan, at: datetime) -> TillSale | UseRefusal | NotHere:
    """The sale as it was paid. The same till scanning again gets the same answer, any other one is refused."""
    first = await campaigns.newest_sale_of_code(tx, cell, scan.code.strip())
    if first is None:
        return UseRefusal.CODE_UNKNOWN
    sale, locked = await _lock(tx, cell, first)
    if sale.state is TillState.REDEEMED and (sale.store_id, sale.amount_fen) == (
        scan.store_id,
        scan.amount_fen,
    ):
        return sale
    if sale.state is not TillState.SHOWN or at >= sale.ends_at:
        return UseRefusal.CODE_OVER
    card = locked[sale.card_id]
    terms = (await campaigns.find_templates(tx, cell, [card.template_id]))[card.template_id].terms
    refusal = why_not(terms, Basket(scan.seller_id, scan.amount_fen, None))
    card_fen = pays_fen(card.face_fen, scan.amount_fen)
    if refusal is not None or not card_fen:
        return refusal or NotHere.THRESHOLD
    paid = msgspec.structs.replace(
        sale,
        state=TillState.REDEEMED,
        store_id=scan.store_id,
        seller_id=scan.seller_id,
        amount_fen=scan.amount_fen,
        card_fen=card_fen,
        redeemed_at=at,
    )
    await _move(tx, cell, locked, sale, CardEvent.REDEEM, "till_scanned", at)
    assert await campaigns.update_sale(tx, cell, paid), "the sale's card is locked"
    await card_money.pay_at_till(tx, cell, card, paid, at)
    return paid


async def lapse(database: Database, cell: int, at: datetime) -> int:
    """Frees the cards of codes that no till scanned in time; how many. Safe to run twice at once."""
    async with database.reading() as tx:
        over = await campaigns.sales_over(tx, cell, at, BATCH_MAX)
    for each in over:
        async with database.transaction() as tx:
            sale, locked = await _lock(tx, cell, each)
            if sale.state is TillState.SHOWN:
                await _move(tx, cell, locked, sale, CardEvent.RELEASE, "till_lapsed", at)
                lapsed = msgspec.structs.replace(sale, state=TillState.LAPSED)
                assert await campaigns.update_sale(tx, cell, lapsed), "the sale's card is locked"
    return len(over)


async def _lock(tx: Tx, cell: int, first: TillSale) -> tuple[TillSale, dict[UUID, Card]]:
    """The sale as it is and stays while its card is locked."""
    locked = await campaigns.lock_cards(tx, cell, [first.card_id])
    sale = await campaigns.find_sale(tx, cell, first.sale_id)
    assert sale is not None, "sales are never deleted"
    return sale, locked


async def _move(
    tx: Tx, cell: int, locked: dict[UUID, Card], sale: TillSale, event: CardEvent, reason: str, at: datetime
) -> None:
    move = CardMove(sale.card_id, event, sale.sale_id, at, reason)
    (outcome,) = await campaigns.move(tx, cell, locked, [move])
    assert not isinstance(outcome, StrEnum), f"the card of a till sale did not move: {outcome}"
