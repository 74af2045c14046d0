"""An operator opens a campaign: its rows, its budget and its money in one transaction."""

from uuid import UUID

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import Node, NodeKind
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Campaign, OpenCampaign, OpenRefusal
from qianbei.db import Tx
from qianbei.flows import money
from qianbei.ledger.contracts import Place


async def open_campaign(
    tx: Tx,
    cell: int,
    campaign: Campaign,
    source: Place = money.OUTSIDE,
    programme_id: UUID | None = None,
) -> Campaign | OpenRefusal:
    """Opens it with its budget funded, or refuses because one runs. The same id again is the same campaign.

    `source` is where the money comes from; the caller has seen that it is there.
    """
    opened = await campaigns.open_campaign(tx, OpenCampaign(cell, campaign))
    if isinstance(opened, Campaign):
        id_ = campaign.campaign_id
        node = Node(id_, programme_id, id_, NodeKind.CAMPAIGN, campaign.name.get("en", ""))
        outcomes = await budgets.open_nodes(tx, cell, [node], campaign.starts_at)
        assert all(isinstance(outcome, Node) for outcome in outcomes), outcomes
        await money.open_for_campaign(tx, cell, campaign, source, campaign.starts_at)
    return opened
