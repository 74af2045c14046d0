"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.ledger.contracts import SLOTS, SPREAD, WITH_FLOOR, Account, Place, Transfer
from qianbei.ledger.rules import Balance

queries = load_queries(__package__)


async def insert_accounts(tx: Tx, cell: int, accounts: Sequence[Account], at: datetime) -> None:
    rows = [
        (account.account_id, slot, 0 if account.kind in WITH_FLOOR else None)
        for account in accounts
        for slot in range(SLOTS if account.kind in SPREAD else 1)
    ]
    await tx.run(
        queries.insert_accounts,
        {
            "cell": cell,
            "account_ids": [account.account_id for account in accounts],
            "kinds": [account.kind.value for account in accounts],
            "owner_ids": [account.owner_id for account in accounts],
            "at": at,
        },
    )
    await tx.run(
        queries.insert_balances,
        {
            "cell": cell,
            "account_ids": [row[0] for row in rows],
            "slots": [row[1] for row in rows],
            "floors": [row[2] for row in rows],
        },
    )


async def lock_balances(tx: Tx, cell: int, places: Collection[Place]) -> dict[Place, Balance]:
    rows = await tx.rows(
        queries.lock_balances,
        {
            "cell": cell,
            "account_ids": [place.account_id for place in places],
            "slots": [place.slot for place in places],
        },
    )
    return {Place(account_id, slot): Balance(balance, floor) for account_id, slot, balance, floor in rows}


async def find_transfers(tx: Tx, cell: int, transfer_ids: Sequence[UUID]) -> set[UUID]:
    rows = await tx.rows(queries.find_transfers, {"cell": cell, "transfer_ids": list(transfer_ids)})
    return {row[0] for row in rows}


async def write(tx: Tx, cell: int, transfers: Sequence[Transfer], change: Mapping[Place, int]) -> None:
    await tx.run(
        queries.insert_transfers,
        {
            "cell": cell,
            "transfer_ids": [t.transfer_id for t in transfers],
            "debit_accounts": [t.debit.account_id for t in transfers],
            "debit_slots": [t.debit.slot for t in transfers],
            "credit_accounts": [t.credit.account_id for t in transfers],
            "credit_slots": [t.credit.slot for t in transfers],
            "amounts": [t.amount_fen for t in transfers],
            "kinds": [t.kind for t in transfers],
            "subject_ids": [t.subject_id for t in transfers],
            "ats": [t.at for t in transfers],
        },
    )
    await tx.run(
        queries.add_to_balances,
        {
            "cell": cell,
            "account_ids": [place.account_id for place in change],
            "slots": [place.slot for place in change],
            "amounts": list(change.values()),
        },
    )


async def balance_of_accounts(tx: Tx, cell: int, account_ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = await tx.rows(queries.balance_of_accounts, {"cell": cell, "account_ids": list(account_ids)})
    return dict(rows)  # type: ignore[arg-type]
