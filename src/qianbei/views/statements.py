"""Where every fen of a campaign or seller came from and went, and what every account held at any past time.

A statement has one line a transfer: a campaign's lead from the budget to the card, the order and its lines, the store's
payable account and the batch that pays it; a sale at a till stands as one line. Amounts in fen, times in UTC. Here are
rows; how they are written is for whoever prints them.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Database, load_queries

queries = load_queries(__package__)

HEAD = (
    *("at", "transfer_id", "kind", "amount_fen", "from", "from_owner", "to", "to_owner"),
    *("subject_id", "card_id", "order_id", "order_lines", "settled_until"),
)
BALANCES_HEAD = ("kind", "owner", "unit", "balance_fen")
PAGE = 5_000

Cells = Sequence[datetime | UUID | str | int | None]


async def has_accounts(database: Database, cell: int, owner_id: UUID) -> bool:
    """Whether money was ever kept under this id."""
    async with database.reading() as tx:
        return bool(await tx.rows(queries.owner_has_accounts, {"cell": cell, "owner_id": owner_id}))


async def lines(
    database: Database, cell: int, owner_id: UUID, since: datetime, until: datetime
) -> AsyncIterator[list[Cells]]:
    """All transfers of an owner's accounts (campaign, seller) under HEAD, page by page; since ≤ at < until."""
    after = (since, UUID(int=0))
    while True:
        parameters = {
            "cell": cell,
            "owner_id": owner_id,
            "after_at": after[0],
            "after_id": after[1],
            "until": until,
            "limit": PAGE,
        }
        async with database.reading() as tx:
            rows = await tx.rows(queries.statement_lines, parameters)
        if rows:
            yield list(rows)
            after = (rows[-1][0], rows[-1][1])
        if len(rows) < PAGE:
            return


async def balances(database: Database, cell: int, owner_id: UUID | None, at: datetime) -> list[Cells]:
    """Accounts under BALANCES_HEAD with what they held after everything up to and including `at`; of one owner, or all."""
    async with database.reading() as tx:
        return list(await tx.rows(queries.balances_of, {"cell": cell, "owner_id": owner_id, "at": at}))
