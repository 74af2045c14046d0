"""A programme and the money it gives its campaigns: real money, so that all campaigns together never pass it.

fund:     programme (outside) → budget of the programme
allocate: budget of the programme → budget of a campaign
"""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import Node, NodeKind, NodeRefusal
from qianbei.db import Tx
from qianbei.flows import money
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Transfer, TransferOutcome, transfer_id


class Funded(msgspec.Struct, frozen=True):
    """Money from a programme for a campaign; `occasion` tells one funding from the next."""

    programme_id: UUID
    campaign_id: UUID
    amount_fen: int
    occasion: int = 0


async def open_programme(
    tx: Tx, cell: int, programme: Node, budget_fen: int, at: datetime
) -> Node | NodeRefusal:
    """Opens a programme with its money. The same again is the same programme."""
    assert programme.kind is NodeKind.PROGRAMME, programme
    (outcome,) = await budgets.open_nodes(tx, cell, [programme], at)
    if isinstance(outcome, Node):
        own = money.budget(programme.node_id)
        await ledger.open_accounts(tx, cell, [money.programme(), own], at)
        id_ = transfer_id("fund", programme.node_id)
        source, target = money.programme().places()[0], own.places()[0]
        fund = Transfer(id_, source, target, budget_fen, "fund", programme.node_id, at)
        money.must(await ledger.transfer(tx, cell, [fund]))
    return outcome


async def fund_campaign(tx: Tx, cell: int, funded: Funded, at: datetime) -> TransferOutcome:
    """Moves money from a programme to an open campaign, or refuses because the programme has no more."""
    source, target = (
        money.budget(funded.programme_id).places()[0],
        money.budget(funded.campaign_id).places()[0],
    )
    id_ = transfer_id("allocate", funded.campaign_id, funded.occasion)
    moved = Transfer(id_, source, target, funded.amount_fen, "allocate", funded.campaign_id, at)
    return (await ledger.transfer(tx, cell, [moved]))[0]
