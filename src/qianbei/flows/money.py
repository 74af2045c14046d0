"""The money beside a card and an order, as chains of transfers.

fund:   programme → budget                         (the campaign opens; a sum for several lies in a budget of its own)
lease:  budget → lease                             (a worker may give it out; what it did not give goes back)
issue:  lease, or budget → liability               (a card is given: its money is set aside)
redeem: liability → store, liability → budget      (the store said yes: used face to the store, the rest back)
cash:   clearing → store                           (what the person pays; `wallets` has what their wallet pays)
return: the redeem chain backwards; the unused part comes from the budget while it has some, else from goodwill,
        so that a card that comes back by somebody's fault is whole even when the budget is spent. A store that
        made the cup and did not fail keeps its pay: then goodwill gives back card and cash.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts import Campaign, Card
from qianbei.db import Tx
from qianbei.flows.returns import StorePay
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Account, AccountKind, Place, Transfer, TransferOutcome, transfer_id
from qianbei.orders.contracts import Order

NIL = UUID(int=0)


class MoneyBrokenError(AssertionError):
    """A transfer that the rows promised was refused: the transaction must not commit."""


def programme() -> Account:
    return Account(AccountKind.PROGRAMME, NIL)


OUTSIDE = programme().place(NIL)
"""Where money comes from that no programme of ours has set aside."""


def clearing() -> Account:
    return Account(AccountKind.CLEARING, NIL)


def goodwill() -> Account:
    return Account(AccountKind.GOODWILL, NIL)


def budget(campaign_id: UUID) -> Account:
    return Account(AccountKind.BUDGET, campaign_id)


def lease(campaign_id: UUID) -> Account:
    return Account(AccountKind.LEASE, campaign_id)


def liability(campaign_id: UUID) -> Account:
    return Account(AccountKind.LIABILITY, campaign_id)


def store_payable(seller_id: UUID) -> Account:
    return Account(AccountKind.STORE_PAYABLE, seller_id)


class _Way(msgspec.Struct, frozen=True):
    kind: str
    debit: Account
    credit: Account
    amount_fen: int


def _transfers(ways: Sequence[_Way], order: Order, occasion: int, at: datetime) -> list[Transfer]:
    card_id = order.card_id or order.order_id
    return [
        Transfer(
            transfer_id=transfer_id(way.kind, order.order_id, occasion),
            debit=way.debit.place(_subject(way.debit, card_id, order)),
            credit=way.credit.place(_subject(way.credit, card_id, order)),
            amount_fen=way.amount_fen,
            kind=way.kind,
            subject_id=order.order_id,
            at=at,
        )
        for way in ways
        if way.amount_fen > 0
    ]


def _subject(account: Account, card_id: UUID, order: Order) -> UUID:
    return card_id if account.kind is AccountKind.LIABILITY else order.order_id


async def open_for_campaign(tx: Tx, cell: int, campaign: Campaign, source: Place, at: datetime) -> None:
    """Opens a campaign's accounts and moves its budget in."""
    accounts = [
        programme(),
        clearing(),
        goodwill(),
        budget(campaign.campaign_id),
        lease(campaign.campaign_id),
        liability(campaign.campaign_id),
    ]
    await ledger.open_accounts(tx, cell, accounts, at)
    if campaign.budget_fen:
        fund = Transfer(
            transfer_id("fund", campaign.campaign_id),
            source,
            budget(campaign.campaign_id).place(NIL),
            campaign.budget_fen,
            "fund",
            campaign.campaign_id,
            at,
        )
        must(await ledger.transfer(tx, cell, [fund]))


def issues(
    source: Place, campaign_id: UUID, face_fen: int, card_ids: Sequence[UUID], at: datetime
) -> list[Transfer]:
    """source → liability for each card. A card is issued once, so its id is the transfer's."""
    target = liability(campaign_id)
    return [
        Transfer(card_id, source, target.place(card_id), face_fen, "issue", card_id, at)
        for card_id in card_ids
    ]


async def settle_confirmed(
    tx: Tx, cell: int, confirmed: Sequence[Order], cards: dict[UUID, Card], at: datetime
) -> None:
    """Moves the money of orders whose store just said yes."""
    await ledger.open_accounts(
        tx, cell, [clearing(), *{store_payable(order.seller_id) for order in confirmed}], at
    )
    transfers: list[Transfer] = []
    for order in confirmed:
        store = store_payable(order.seller_id)
        ways = [_Way("cash", clearing(), store, order.pay_fen)]
        if order.card_id is not None:
            card = cards[order.card_id]
            held = liability(card.campaign_id)
            ways.append(_Way("redeem", held, store, order.card_fen))
            ways.append(_Way("unused", held, budget(card.campaign_id), card.face_fen - order.card_fen))
        transfers += _transfers(ways, order, 0, at)
    must(await ledger.transfer(tx, cell, transfers))


async def reverse_settled(
    tx: Tx, cell: int, ended: Sequence[tuple[Order, StorePay]], cards: dict[UUID, Card], at: datetime
) -> None:
    """Moves the money back for those of the ended orders whose store had said yes; nothing for the others.

    What a store keeps for a cup that it made, goodwill pays in its place.
    """
    cash = {transfer_id("cash", order.order_id): (order, pay) for order, pay in ended}
    settled = [cash[done] for done in await ledger.done(tx, cell, list(cash))]
    if not settled:
        return
    await ledger.open_accounts(tx, cell, [goodwill()], at)
    certain = [back for order, pay in settled for back in _back(order, pay, cards, at)]
    wholes = [_whole_again(order, cards[order.card_id], at) for order, _ in settled if order.card_id]
    from_budget = [first for first, _ in wholes if first is not None]
    outcomes = await ledger.transfer(tx, cell, [*certain, *from_budget])
    must(outcomes[: len(certain)])
    spent = {
        t.subject_id
        for t, outcome in zip(from_budget, outcomes[len(certain) :], strict=True)
        if outcome is TransferOutcome.FLOOR
    }
    must(
        await ledger.transfer(
            tx, cell, [second for _, second in wholes if second and second.subject_id in spent]
        )
    )


def _back(order: Order, pay: StorePay, cards: dict[UUID, Card], at: datetime) -> list[Transfer]:
    """The person's cash, and what the card paid."""
    by_goodwill = pay is StorePay.KEEPS_BY_GOODWILL
    source = goodwill() if by_goodwill else store_payable(order.seller_id)
    kinds = ("goodwill_cash", "goodwill_return") if by_goodwill else ("cash_back", "return")
    ways = [_Way(kinds[0], source, clearing(), order.pay_fen)]
    if order.card_id is not None:
        ways.append(_Way(kinds[1], source, liability(cards[order.card_id].campaign_id), order.card_fen))
    return _transfers(ways, order, 0, at)


def _whole_again(order: Order, card: Card, at: datetime) -> tuple[Transfer | None, Transfer | None]:
    """The unused part of the face, from the budget or else from goodwill."""
    held, unused_fen = liability(card.campaign_id), card.face_fen - order.card_fen
    first = _transfers([_Way("unused_back", budget(card.campaign_id), held, unused_fen)], order, 0, at)
    second = _transfers([_Way("goodwill", goodwill(), held, unused_fen)], order, 0, at)
    return (first[0], second[0]) if first else (None, None)


def must(outcomes: Sequence[TransferOutcome]) -> None:
    """All done, now or before; anything else may not be committed."""
    refused = [o for o in outcomes if o not in (TransferOutcome.DONE, TransferOutcome.ALREADY)]
    if refused:
        raise MoneyBrokenError(f"transfers refused that the rows promised: {refused}")
