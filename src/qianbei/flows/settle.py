"""Settling sellers, a day at a time: each one's payable money becomes one batch that can be paid out.

One transaction a seller, so a long list is never one long lock; a run that was broken off is simply run again.
"""

from datetime import datetime

from qianbei.db import Database
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Settlement


async def settle(database: Database, cell: int, until: datetime, at: datetime) -> list[Settlement]:
    """The batches of all sellers until a time (a day's end), made now or before; without those it is too early for."""
    async with database.reading() as tx:
        payables = await ledger.payable_accounts(tx, cell)
    settled: list[Settlement] = []
    for payable in payables:
        async with database.transaction() as tx:
            outcome = await ledger.settle(tx, cell, payable, until, at)
        if isinstance(outcome, Settlement):
            settled.append(outcome)
    return settled
