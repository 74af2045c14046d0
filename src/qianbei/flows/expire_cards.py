"""Cards whose time is over end in bounded batches, and their money goes back to the budget."""

from datetime import datetime

from qianbei.campaigns import api as campaigns
from qianbei.db import Database
from qianbei.flows import card_money

BATCH_MAX = 500
"""Half a second of work at most, in which a card that is being used waits."""


async def expire_cards(database: Database, cell: int, at: datetime) -> int:
    """Looks at the next cards whose end is reached; returns how many. A card on something never expires.

    Safe to run twice at once: what another run holds is left to it.
    """
    async with database.transaction() as tx:
        ended, seen = await campaigns.expire(tx, cell, at, BATCH_MAX)
        await card_money.give_up(tx, cell, "expire", ended, at)
    return seen
