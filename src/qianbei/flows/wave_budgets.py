"""Which budget pays for a card that is given in some way now."""

from datetime import datetime
from uuid import UUID

from qianbei.campaigns.contracts import SourceKind
from qianbei.db import Tx
from qianbei.waves import api as waves


async def node_for(tx: Tx, cell: int, campaign_id: UUID, way: SourceKind, at: datetime) -> UUID | None:
    """The budget of the wave that gives in this way; None while none does.

    A campaign that came from no file has no waves: its own budget pays.
    """
    found = await waves.waves_of(tx, cell, campaign_id)
    if not found:
        return campaign_id
    return next((wave.node_id for wave in found if way in wave.ways and wave.is_open(at)), None)
