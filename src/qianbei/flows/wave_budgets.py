"""Which budget pays for a card that is given in some way now."""

from datetime import datetime
from uuid import UUID

from qianbei.budgets import api as budgets
from qianbei.campaigns.contracts import SourceKind
from qianbei.db import Tx
from qianbei.kit.clock import city_day
from qianbei.waves import api as waves


async def node_for(tx: Tx, cell: int, campaign_id: UUID, way: SourceKind, at: datetime) -> UUID | None:
    """The budget of the wave that gives in this way; None while none does.

    A campaign that came from no file has no waves: its own budget pays.
    """
    found = await waves.waves_of(tx, cell, campaign_id)
    if not found:
        return campaign_id
    wave = next((wave for wave in found if way in wave.ways and wave.is_open(at)), None)
    return await narrowest(tx, cell, wave.node_id, at) if wave else None


async def narrowest(tx: Tx, cell: int, node_id: UUID, at: datetime) -> UUID:
    """Through which budget of a wave it gives now: an operator may have capped its city, or this day."""
    return await budgets.narrowest(tx, cell, node_id, city_day(at).isoformat())
