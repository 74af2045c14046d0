"""Cash of a wallet on an order: kept back when it is placed, the store's when it says yes, free when it ends before.

wallet:          wallet → store     (a pending from the placing on, posted with the store's yes, voided without it)
wallet_back:     store → wallet     (the order ended after the yes; the store gives back)
goodwill_wallet: goodwill → wallet  (the same, where the store keeps its pay)
Locks: pendings, balances.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from qianbei.db import Tx
from qianbei.flows import money
from qianbei.flows.packets import wallet
from qianbei.flows.returns import StorePay
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Pending, Resolve, ResolveOutcome, Transfer, transfer_id
from qianbei.orders.contracts import NewOrder, Order

KEPT_FOR = timedelta(days=3_650)
"""A hold ends with its order and never by time: longer than any order lasts."""


async def lock_cash(tx: Tx, cell: int, person_ids: Collection[UUID]) -> dict[UUID, int]:
    """What lies in these wallets and is not kept back, in fen, as it stays until this transaction ends."""
    places = {wallet(person_id).place(person_id): person_id for person_id in person_ids}
    if not places:
        return {}
    found = await ledger.lock_available(tx, cell, list(places))
    return {person_id: found[place] for place, person_id in places.items() if place in found}


async def keep_back(tx: Tx, cell: int, placed: Sequence[NewOrder]) -> None:
    """For orders whose wallets were found to hold it, and are locked."""
    if not placed:
        return
    at = max(order.placed_at for order in placed)
    await ledger.open_accounts(tx, cell, [money.store_payable(order.seller_id) for order in placed], at)
    pendings = [
        Pending(
            transfer_id("wallet", order.order_id),
            wallet(order.person_id).place(order.person_id),
            money.store_payable(order.seller_id).place(order.order_id),
            order.wallet_fen,
            "wallet",
            order.order_id,
            order.placed_at,
            order.placed_at + KEPT_FOR,
        )
        for order in placed
    ]
    money.must(await ledger.keep_back(tx, cell, pendings))


async def pay(tx: Tx, cell: int, confirmed: Sequence[Order], at: datetime) -> None:
    """The store said yes: what was kept back is its own."""
    await _resolve(tx, cell, [(order, order.wallet_fen) for order in confirmed if order.wallet_fen], at)


async def give_back(tx: Tx, cell: int, ended: Sequence[tuple[Order, StorePay]], at: datetime) -> None:
    """Orders that ended without a cup: what was kept back is free, what was paid comes back."""
    paying = {
        transfer_id("wallet", order.order_id): (order, kept) for order, kept in ended if order.wallet_fen
    }
    if not paying:
        return
    paid = set(await ledger.done(tx, cell, list(paying)))
    await _resolve(tx, cell, [(order, None) for id_, (order, _) in paying.items() if id_ not in paid], at)
    back = [_back(*paying[id_], at) for id_ in sorted(paid)]
    await ledger.open_accounts(tx, cell, [money.goodwill()], at)
    money.must(await ledger.transfer(tx, cell, back))


def _back(order: Order, kept: StorePay, at: datetime) -> Transfer:
    by_goodwill = kept is StorePay.KEEPS_BY_GOODWILL
    kind = "goodwill_wallet" if by_goodwill else "wallet_back"
    source = money.goodwill() if by_goodwill else money.store_payable(order.seller_id)
    target = wallet(order.person_id).place(order.person_id)
    return Transfer(
        transfer_id(kind, order.order_id),
        source.place(order.order_id),
        target,
        order.wallet_fen,
        kind,
        order.order_id,
        at,
    )


async def _resolve(tx: Tx, cell: int, orders: Sequence[tuple[Order, int | None]], at: datetime) -> None:
    asked = [Resolve(transfer_id("wallet", order.order_id), post_fen, at) for order, post_fen in orders]
    outcomes = await ledger.resolve(tx, cell, asked)
    refused = [o for o in outcomes if o not in (ResolveOutcome.DONE, ResolveOutcome.ALREADY)]
    if refused:
        raise money.MoneyBrokenError(f"cash that an order kept back is not there: {refused}")
