"""Where every fen of a campaign or seller came from and went: one line a transfer, with its card, order and batch.

A campaign's lines lead from the budget to the card, the order and its lines, the store's payable account and the
batch that pays it. As CSV with a fixed head; amounts in fen, times in UTC.
"""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

from qianbei.db import Database, load_queries

queries = load_queries(__package__)

HEAD = (
    *("at", "transfer_id", "kind", "amount_fen", "from", "from_owner", "to", "to_owner"),
    *("subject_id", "card_id", "order_id", "order_lines", "settled_until"),
)
PAGE = 5_000


async def lines(
    database: Database, cell: int, owner_id: UUID, since: datetime, until: datetime
) -> AsyncIterator[str]:
    """CSV text, page by page, of all transfers of an owner's accounts (campaign, seller); since ≤ at < until."""
    yield _csv([HEAD])
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
            yield _csv([[_cell(value) for value in row] for row in rows])
            after = (rows[-1][0], rows[-1][1])
        if len(rows) < PAGE:
            return


def _cell(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _csv(rows: list[object] | list[list[object]] | list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()
