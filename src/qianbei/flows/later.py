"""Coming back later: who is told to wait too long goes, and what they hold is good for a day more. No promise is eaten."""

from datetime import datetime, timedelta
from uuid import UUID

from qianbei.campaigns import api as campaigns
from qianbei.db import Tx
from qianbei.kit.ids import derived_id

KEPT = timedelta(hours=24)
WORTH = timedelta(hours=1)
"""An extension by less is none: tapping again does not fill a card's history."""


async def keep(tx: Tx, cell: int, person_id: UUID, at: datetime) -> datetime | None:
    """Until when the person's cards are good now, at least a day; None for who has none. Never shortens one."""
    cause_id = derived_id("later", person_id, at.isoformat())
    return await campaigns.extend_own(tx, cell, person_id, cause_id, (at + KEPT - WORTH, at + KEPT), at)
