"""Joining cards inside a transaction of the caller's own: the budget is asked directly, with no lease between."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Issued, SourceKind
from qianbei.db import Tx
from qianbei.flows.claims import claim_directly
from qianbei.flows.wave_budgets import node_for


async def issue_joining_cards(
    tx: Tx, cell: int, person_ids: Sequence[UUID], at: datetime
) -> dict[UUID, Issued]:
    """The joining card of the running campaign for each person; absent where none runs or the budget is spent.

    A person who has one gets the same again.
    """
    campaign = await campaigns.running(tx, cell, at)
    if campaign is None:
        return {}
    node_id = await node_for(tx, cell, campaign.campaign_id, SourceKind.JOIN, at)
    if node_id is None:
        return {}
    claimed = await claim_directly(tx, cell, campaign, node_id, person_ids, at)
    return {each.card.person_id: each for each in claimed.issued}
