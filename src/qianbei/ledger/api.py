"""The door of the ledger. Callers hold the transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx
from qianbei.ledger import rules, store
from qianbei.ledger.contracts import (
    Account,
    AccountKind,
    Pending,
    Place,
    Resolve,
    ResolveOutcome,
    Settlement,
    SettleRefusal,
    Statement,
    Transfer,
    TransferOutcome,
    transfer_id,
)

SETTLE_AFTER = rules.SETTLE_AFTER


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
    known = await store.find_written(tx, cell, [t.transfer_id for t in transfers])
    outcomes, change = rules.decide(balances, known, transfers)
    done = [t for t, outcome in zip(transfers, outcomes, strict=True) if outcome is TransferOutcome.DONE]
    if done:
        await store.write(tx, cell, done, change)
    return outcomes


async def keep_back(tx: Tx, cell: int, pendings: Sequence[Pending]) -> list[TransferOutcome]:
    """Promises money: each pending kept back, already known, or refused with nothing changed."""
    if not pendings:
        return []
    places = {place for p in pendings for place in (p.debit, p.credit)}
    balances = await store.lock_balances(tx, cell, sorted(places))
    known = await store.find_written(tx, cell, [p.pending_id for p in pendings])
    outcomes, kept = rules.decide_pendings(balances, known, pendings)
    done = [p for p, outcome in zip(pendings, outcomes, strict=True) if outcome is TransferOutcome.DONE]
    if done:
        await store.insert_pendings(tx, cell, done)
        await store.add_to_balances(tx, cell, {}, kept)
    return outcomes


async def resolve(tx: Tx, cell: int, asked: Sequence[Resolve]) -> list[ResolveOutcome]:
    """Posts (in full or part) or voids pendings. One that expired cannot be posted, swept or not.

    What is posted is the transfer of the pending's id.
    """
    if not asked:
        return []
    locked = await store.lock_pendings(tx, cell, sorted({each.pending_id for each in asked}))
    outcomes, ended = rules.decide_resolutions(locked, asked)
    await _end(tx, cell, ended, max(each.at for each in asked))
    return outcomes


async def expire(tx: Tx, cell: int, at: datetime, limit: int) -> int:
    """Ends pendings whose time is over, at most `limit`; how many. Rows that others hold are left for later."""
    ended = rules.expired(await store.lock_expired(tx, cell, at, limit), at)
    await _end(tx, cell, ended, at)
    return len(ended)


async def _end(tx: Tx, cell: int, ended: Sequence[rules.Resolved], at: datetime) -> None:
    if not ended:
        return
    change, kept = rules.changes_of(ended)
    await store.lock_balances(tx, cell, sorted(change))
    await store.write_resolutions(tx, cell, ended, at)
    await store.add_to_balances(tx, cell, change, kept)


async def lock_available(tx: Tx, cell: int, places: Sequence[Place]) -> dict[Place, int]:
    """How much may leave each place, and stays so until this transaction ends; what is not open is left out."""
    balances = await store.lock_balances(tx, cell, sorted(set(places)))
    return {place: balance.balance_fen - balance.pending_fen for place, balance in balances.items()}


async def available(tx: Tx, cell: int, places: Sequence[Place]) -> dict[Place, int]:
    """How much could leave each place (balance minus what is kept back), unlocked: a transfer may still be refused."""
    return await store.available(tx, cell, places)


async def balances_at(tx: Tx, cell: int, accounts: Sequence[Account], at: datetime) -> dict[Account, int]:
    """The balance of each account in fen after everything up to and including `at`; for showing, not for deciding."""
    found = await store.balances_at(tx, cell, [account.account_id for account in accounts], at)
    return {account: found.get(account.account_id, 0) for account in accounts}


async def statement(tx: Tx, cell: int, account: Account, since: datetime, until: datetime) -> Statement:
    """All that moved on an account, since ≤ at < until, in the order of time."""
    return await store.statement(tx, cell, account, since, until)


async def settle(
    tx: Tx, cell: int, payable: Account, until: datetime, at: datetime
) -> Settlement | SettleRefusal:
    """Pays a seller what its account took in until a time, once: payable → settled, one transfer a batch.

    What returned orders owe beyond it is brought into the next batch. The same `until` again is the same batch.
    """
    settled = Account(AccountKind.SETTLED, payable.owner_id)
    await store.insert_accounts(tx, cell, [settled], at)
    await store.lock_balances(tx, cell, sorted([payable.places()[0], settled.places()[0]]))
    last, opened_at = await store.last_settlement(tx, cell, payable.account_id)
    if last is not None and last.until == until:
        return last
    since = last.until if last else rules.first_since(opened_at)
    net_fen = await store.net_until(tx, cell, payable.account_id, since, until)
    outcome = rules.settlement(payable.account_id, last, since, until, at, net_fen)
    if isinstance(outcome, Settlement):
        await store.insert_settlement(tx, cell, outcome, at)
        occasion = int(until.timestamp())
        id_ = transfer_id("settle", payable.account_id, occasion)
        paid = Transfer(
            id_, payable.places()[0], settled.places()[0], outcome.paid_fen, "settle", payable.owner_id, at
        )
        if outcome.paid_fen:
            assert await transfer(tx, cell, [paid]) == [TransferOutcome.DONE], (
                "it was computed under the lock"
            )
    return outcome


async def payable_accounts(tx: Tx, cell: int) -> list[Account]:
    """Every seller's payable account, in the order of their ids."""
    return [Account(AccountKind.STORE_PAYABLE, owner) for owner in await store.owners_of_payables(tx, cell)]


async def done(tx: Tx, cell: int, transfer_ids: Sequence[UUID]) -> list[UUID]:
    """Which of these transfers were made, in the order of the ids."""
    return sorted(await store.find_transfers(tx, cell, transfer_ids))
