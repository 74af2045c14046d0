"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.ledger.contracts import (
    SLOTS,
    SPREAD,
    WITH_FLOOR,
    Account,
    AccountKind,
    Entry,
    Pending,
    Place,
    Resolution,
    Settlement,
    Statement,
    Transfer,
)
from qianbei.ledger.rules import Balance, Resolved, Written

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
    """By the very places that were asked for: a batch looks them up thousands of times, and the same thing is equal
    without being compared."""
    rows = await tx.rows(queries.lock_balances, {"cell": cell, **_places(places)})
    asked = {place: place for place in places}
    return {
        asked[Place(account_id, slot)]: Balance(balance, floor, pending)
        for account_id, slot, balance, floor, pending in rows
    }


async def available(tx: Tx, cell: int, places: Sequence[Place]) -> dict[Place, int]:
    rows = await tx.rows(queries.available, {"cell": cell, **_places(places)})
    return {Place(account_id, slot): available_fen for account_id, slot, available_fen in rows}


async def find_written(tx: Tx, cell: int, ids: Sequence[UUID]) -> dict[UUID, Written]:
    """What these ids name already; a pending that was posted is the pending."""
    rows = await tx.rows(queries.find_written, {"cell": cell, "ids": list(ids)})
    return {row[0]: _written(*row) for row in rows}


def _written(
    id_: UUID,
    debit_account: UUID,
    debit_slot: int,
    credit_account: UUID,
    credit_slot: int,
    amount_fen: int,
    kind: str,
    subject_id: UUID,
    at: datetime,
    expires_at: datetime | None,
) -> Written:
    debit, credit = Place(debit_account, debit_slot), Place(credit_account, credit_slot)
    if expires_at is None:
        return Transfer(id_, debit, credit, amount_fen, kind, subject_id, at)
    return Pending(id_, debit, credit, amount_fen, kind, subject_id, at, expires_at)


async def find_transfers(tx: Tx, cell: int, transfer_ids: Sequence[UUID]) -> set[UUID]:
    rows = await tx.rows(queries.find_transfers, {"cell": cell, "transfer_ids": list(transfer_ids)})
    return {row[0] for row in rows}


async def write(tx: Tx, cell: int, transfers: Sequence[Transfer], change: Mapping[Place, int]) -> None:
    await tx.run(
        queries.insert_transfers,
        {"cell": cell, "transfer_ids": [t.transfer_id for t in transfers], **_content(transfers)},
    )
    await add_to_balances(tx, cell, change, {})


async def add_to_balances(tx: Tx, cell: int, change: Mapping[Place, int], kept: Mapping[Place, int]) -> None:
    """Adds to balances and to what they keep back. Callers hold the locks."""
    places = list(change.keys() | kept.keys())
    await tx.run(
        queries.add_to_balances,
        {
            "cell": cell,
            **_places(places),
            "amounts": [change.get(place, 0) for place in places],
            "kept": [kept.get(place, 0) for place in places],
        },
    )


async def insert_pendings(tx: Tx, cell: int, pendings: Sequence[Pending]) -> None:
    await tx.run(
        queries.insert_pendings,
        {
            "cell": cell,
            "pending_ids": [p.pending_id for p in pendings],
            **_content(pendings),
            "expires_ats": [p.expires_at for p in pendings],
        },
    )


async def lock_pendings(tx: Tx, cell: int, pending_ids: Sequence[UUID]) -> dict[UUID, Resolved]:
    rows = await tx.rows(queries.lock_ledger_pendings, {"cell": cell, "pending_ids": list(pending_ids)})
    return {row[0]: _resolved(row) for row in rows}


async def lock_expired(tx: Tx, cell: int, at: datetime, limit: int) -> list[Pending]:
    rows = await tx.rows(queries.lock_expired_pendings, {"cell": cell, "at": at, "limit": limit})
    return [_resolved(row).pending for row in rows]


def _resolved(row: tuple[Any, ...]) -> Resolved:
    *content, resolution, posted_fen = row
    pending = _written(*content)
    assert isinstance(pending, Pending)
    return Resolved(pending, Resolution(resolution) if resolution else None, posted_fen)


async def write_resolutions(tx: Tx, cell: int, ended: Sequence[Resolved], at: datetime) -> None:
    """Ends pendings; what was posted becomes the transfer of the same id."""
    parameters = {
        "cell": cell,
        "pending_ids": [each.pending.pending_id for each in ended],
        "resolutions": [each.resolution for each in ended],
        "posted": [each.posted_fen for each in ended],
        "at": at,
    }
    assert await tx.run(queries.resolve_pendings, parameters) == len(ended), "a pending was resolved twice"
    await tx.run(
        queries.insert_posted,
        {"cell": cell, "pending_ids": [e.pending.pending_id for e in ended if e.posted_fen], "at": at},
    )


async def balances_at(tx: Tx, cell: int, account_ids: Sequence[UUID], at: datetime) -> dict[UUID, int]:
    rows = await tx.rows(queries.balances_at, {"cell": cell, "account_ids": list(account_ids), "at": at})
    return dict(rows)  # type: ignore[arg-type]


async def statement(tx: Tx, cell: int, account: Account, since: datetime, until: datetime) -> Statement:
    parameters = {"cell": cell, "account_id": account.account_id, "since": since, "until": until}
    (opening_fen,) = (await tx.rows(queries.balance_before, parameters))[0]
    rows = await tx.rows(queries.entries, parameters)
    balances = list(accumulate((row[6] for row in rows), initial=opening_fen))
    entries = [
        Entry(
            id_, at, kind, subject_id, Account(AccountKind(other_kind), other_owner), amount_fen, balance_fen
        )
        for (id_, at, kind, subject_id, other_kind, other_owner, amount_fen), balance_fen in zip(
            rows, balances[1:], strict=True
        )
    ]
    return Statement(account, since, until, opening_fen, balances[-1], entries)


async def last_settlement(tx: Tx, cell: int, account_id: UUID) -> tuple[Settlement | None, datetime]:
    """The newest batch of an account, and when the account was opened."""
    row = (await tx.rows(queries.last_settlement, {"cell": cell, "account_id": account_id}))[0]
    opened_at, since, *rest = row
    return (None if since is None else Settlement(account_id, since, *rest)), opened_at


async def net_until(tx: Tx, cell: int, account_id: UUID, since: datetime, until: datetime) -> int:
    parameters = {"cell": cell, "account_id": account_id, "since": since, "until": until}
    return (await tx.rows(queries.net_until, parameters))[0][0]


async def insert_settlement(tx: Tx, cell: int, settlement: Settlement, at: datetime) -> None:
    await tx.run(
        queries.insert_settlement,
        {
            "cell": cell,
            "account_id": settlement.account_id,
            "since": settlement.since,
            "until": settlement.until,
            "net_fen": settlement.net_fen,
            "brought_fen": settlement.brought_fen,
            "paid_fen": settlement.paid_fen,
            "at": at,
        },
    )


async def owners_of_payables(tx: Tx, cell: int) -> list[UUID]:
    return [row[0] for row in await tx.rows(queries.owners_of_payables, {"cell": cell})]


def _places(places: Collection[Place]) -> dict[str, list[Any]]:
    return {
        "account_ids": [place.account_id for place in places],
        "slots": [place.slot for place in places],
    }


def _content(written: Sequence[Written]) -> dict[str, list[Any]]:
    return {
        "debit_accounts": [w.debit.account_id for w in written],
        "debit_slots": [w.debit.slot for w in written],
        "credit_accounts": [w.credit.account_id for w in written],
        "credit_slots": [w.credit.slot for w in written],
        "amounts": [w.amount_fen for w in written],
        "kinds": [w.kind for w in written],
        "subject_ids": [w.subject_id for w in written],
        "ats": [w.at for w in written],
    }
