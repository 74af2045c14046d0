"""Ends what nobody came back for: promises of money, leases of workers that died, days that sellers are paid for,
answers that nobody asks for again.

Bounded steps for the work role, safe to run twice at once.
"""

from datetime import datetime, timedelta

from qianbei.budgets import api as budgets
from qianbei.db import Database
from qianbei.flows import leases
from qianbei.flows.settle import settle
from qianbei.kit.clock import day_began
from qianbei.ledger import api as ledger
from qianbei.outbox import api as outbox

PENDINGS_MAX = 500
CAMPAIGNS_MAX = 20

ANSWERS_KEPT = timedelta(days=7)
"""So long a write under the same Idempotency-Key is the same write; clients repeat within minutes."""
ANSWERS_MAX = 1_000

SWEEPER = "sweeper"
"""Holds no lease of its own, so that closing on its behalf closes only what is over."""


async def expire_pendings(database: Database, cell: int, at: datetime) -> int:
    """Lets go of money whose promise is over; how many promises. The net below those who made them."""
    async with database.transaction() as tx:
        return await ledger.expire(tx, cell, at, PENDINGS_MAX)


async def close_expired_leases(database: Database, cell: int, at: datetime) -> int:
    """Gives budgets back what lies in leases that are over; how many budgets.

    Lending closes them as well; this is for a campaign in which nobody asks for a lease any more.
    """
    async with database.reading() as tx:
        overdue = await budgets.with_expired_leases(tx, cell, at, CAMPAIGNS_MAX)
    for campaign_id in overdue:
        async with database.transaction() as tx:
            await leases.close(tx, cell, campaign_id, SWEEPER, at)
    return len(overdue)


async def settle_days(database: Database, cell: int, at: datetime) -> int:
    """Pays every seller what they earned until the last midnight that is settled by now; always 0."""
    await settle(database, cell, day_began(at - ledger.SETTLE_AFTER), at)
    return 0


async def forget_answers(database: Database, cell: int, at: datetime) -> int:
    """Forgets answers that nobody will ask for again; how many."""
    async with database.transaction() as tx:
        return await outbox.forget_answers(tx, cell, at - ANSWERS_KEPT, ANSWERS_MAX)
