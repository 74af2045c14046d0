"""The door of the ledger. Callers hold the transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx
from qianbei.ledger import rules, store
from qianbei.ledger.contracts import Account, Transfer, TransferOutcome


async def open_accounts(tx: Tx, cell: int, accounts: Sequence[Account], at: datetime) -> None:
    """Opens what is not open yet; an account is the same account however often it is opened."""
    await store.insert_accounts(tx, cell, accounts, at)


async def transfer(tx: Tx, cell: int, transfers: Sequence[Transfer]) -> list[TransferOutcome]:
    """Each transfer done, already done, or refused with nothing changed; judged in request order.

    Locks the balances in their one order first, so a repeat that waited sees what the first one wrote.
    """
    if not transfers:
        return []
    places = {place for t in transfers for place in (t.debit, t.credit)}
    balances = await store.lock_balances(tx, cell, sorted(places))
    already = await store.find_transfers(tx, cell, [t.transfer_id for t in transfers])
    outcomes, change = rules.decide(balances, already, transfers)
    done = [t for t, outcome in zip(transfers, outcomes, strict=True) if outcome is TransferOutcome.DONE]
    if done:
        await store.write(tx, cell, done, change)
    return outcomes


async def balances(tx: Tx, cell: int, accounts: Sequence[Account]) -> dict[UUID, int]:
    """The balance of each account in fen, by account id; for showing, not for deciding."""
    return await store.balance_of_accounts(tx, cell, [account.account_id for account in accounts])


async def done(tx: Tx, cell: int, transfer_ids: Sequence[UUID]) -> list[UUID]:
    """Which of these transfers were made, in the order of the ids."""
    return sorted(await store.find_transfers(tx, cell, transfer_ids))
