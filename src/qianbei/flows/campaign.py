"""An operator opens a campaign: its rows and its money in one transaction."""

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Campaign, OpenCampaign, OpenRefusal
from qianbei.db import Tx
from qianbei.flows import money


async def open_campaign(tx: Tx, cell: int, campaign: Campaign) -> Campaign | OpenRefusal:
    """Opens it with its budget funded, or refuses because one runs. The same id again is the same campaign."""
    opened = await campaigns.open_campaign(tx, OpenCampaign(cell, campaign))
    if isinstance(opened, Campaign):
        await money.open_for_campaign(tx, cell, campaign, campaign.starts_at)
    return opened
