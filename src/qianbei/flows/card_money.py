"""The money of cards that move without an order: what is set aside for a card follows the card.

expire, revoke: liability → budget        (the card ended: its money may be given out again)
clawback:       goodwill → budget         (an invite was taken back whose card its owner keeps)
restore:        budget → liability        (a recall taken back; from goodwill where the budget is spent meanwhile)
gift:           liability → liability     (from the giver's card to the taker's)
redeem:         liability → store, liability → budget   (used at a till)
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.campaigns.contracts import Card, TillSale
from qianbei.db import Tx
from qianbei.flows import money
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Place, Transfer, TransferOutcome, transfer_id


async def give_up(tx: Tx, cell: int, kind: str, cards: Sequence[Card], at: datetime) -> None:
    """Cards that just ended give their face back to the budget."""
    transfers = [
        _transfer(kind, card, _held(card), money.budget(card.campaign_id).place(card.card_id), at)
        for card in cards
    ]
    money.must(await ledger.transfer(tx, cell, transfers))


async def make_good(tx: Tx, cell: int, kind: str, cards: Sequence[Card], at: datetime) -> None:
    """Goodwill gives the budget the face of cards that their owners keep."""
    if not cards:
        return
    await ledger.open_accounts(tx, cell, [money.goodwill()], at)
    source = money.goodwill().place(money.NIL)
    transfers = [
        Transfer(
            transfer_id(kind, card.card_id),
            source,
            money.budget(card.campaign_id).place(card.card_id),
            card.face_fen,
            kind,
            card.card_id,
            at,
        )
        for card in cards
    ]
    money.must(await ledger.transfer(tx, cell, transfers))


async def take_up(tx: Tx, cell: int, kind: str, cards: Sequence[Card], at: datetime) -> None:
    """Cards that just came back have their face set aside again."""
    if not cards:
        return
    await ledger.open_accounts(tx, cell, [money.goodwill()], at)
    from_budget = [
        _transfer(kind, card, money.budget(card.campaign_id).place(card.card_id), _held(card), at)
        for card in cards
    ]
    outcomes = await ledger.transfer(tx, cell, from_budget)
    money.must([each for each in outcomes if each is not TransferOutcome.FLOOR])
    short = [card for card, each in zip(cards, outcomes, strict=True) if each is TransferOutcome.FLOOR]
    goodwill = money.goodwill().place(money.NIL)
    money.must(
        await ledger.transfer(
            tx, cell, [_transfer(f"goodwill_{kind}", card, goodwill, _held(card), at) for card in short]
        )
    )


async def pass_on(tx: Tx, cell: int, old: Card, new: Card, at: datetime) -> None:
    """A gift: the face moves to the taker's card. Where both lie in one balance row nothing has to move."""
    if _held(old) != _held(new):
        money.must(await ledger.transfer(tx, cell, [_transfer("gift", new, _held(old), _held(new), at)]))


async def pay_at_till(tx: Tx, cell: int, card: Card, sale: TillSale, at: datetime) -> None:
    """The store gets what the card paid; the unused face goes back to the budget."""
    assert sale.seller_id is not None
    assert sale.card_fen is not None
    store = money.store_payable(sale.seller_id)
    await ledger.open_accounts(tx, cell, [store], at)
    ways: list[tuple[str, Place, int]] = [
        ("redeem", store.place(sale.sale_id), sale.card_fen),
        ("unused", money.budget(card.campaign_id).place(card.card_id), card.face_fen - sale.card_fen),
    ]
    transfers = [
        Transfer(transfer_id(kind, sale.sale_id), _held(card), target, amount_fen, kind, sale.sale_id, at)
        for kind, target, amount_fen in ways
        if amount_fen
    ]
    money.must(await ledger.transfer(tx, cell, transfers))


def _held(card: Card) -> Place:
    return money.liability(card.campaign_id).place(card.card_id)


def _transfer(kind: str, card: Card, debit: Place, credit: Place, at: datetime) -> Transfer:
    """A card may end and come back again and again: its count of moves tells the occasions apart."""
    id_: UUID = transfer_id(kind, card.card_id, card.moves)
    return Transfer(id_, debit, credit, card.face_fen, kind, card.card_id, at)
