"""Issuing cards: the budget is asked first, so that a card exists only with its money set aside."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Issued, IssueRequest
from qianbei.db import Tx
from qianbei.flows import money


async def issue_joining_cards(
    tx: Tx, cell: int, person_ids: Sequence[UUID], at: datetime
) -> dict[UUID, Issued]:
    """The joining card of the running campaign for each person; absent where none runs or the budget is spent.

    A person who has one gets the same again. Two at once for one person meet on the budget's lock, and the second
    finds the first one's transfer and card.
    """
    campaign = await campaigns.running(tx, cell, at)
    if campaign is None:
        return {}
    card_ids = [campaigns.joining_card_id(campaign.campaign_id, person_id) for person_id in person_ids]
    funded = await money.set_aside(tx, cell, campaign.campaign_id, campaign.face_fen, card_ids, at)
    asked = [
        IssueRequest(cell, campaign.campaign_id, person_id, at)
        for person_id, has_money in zip(person_ids, funded, strict=True)
        if has_money
    ]
    outcomes = await campaigns.issue(tx, campaign, asked)
    return {
        request.person_id: outcome
        for request, outcome in zip(asked, outcomes, strict=True)
        if isinstance(outcome, Issued)
    }
