"""A programme: one sum of money that several campaigns draw from, so that all of them together never pass it.

fund: programme (outside) → budget of the programme, then → budgets of its campaigns. What a campaign has stays with it.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import Node, NodeKind
from qianbei.db import Tx
from qianbei.flows import money
from qianbei.kit.ids import derived_id
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Place, Transfer, TransferOutcome, transfer_id


class ProgrammeRefusal(StrEnum):
    """Why a programme was not opened, or gave nothing. Nothing has changed."""

    OTHER_SUM = "programme_has_another_sum"
    UNKNOWN = "programme_unknown"
    SPENT = "programme_spent"


class Programme(msgspec.Struct, frozen=True):
    """What it has had, and what no campaign has taken yet, in fen."""

    programme_id: UUID
    budget_fen: int
    left_fen: int


def programme_id_of(cell: int, name: str) -> UUID:
    return derived_id("programme", cell, name)


def purse(programme_id: UUID) -> Place:
    """Where a programme's money lies."""
    return money.budget(programme_id).place(money.NIL)


async def open_programme(
    tx: Tx, cell: int, name: str, budget_fen: int, at: datetime
) -> Programme | ProgrammeRefusal:
    """Opens a programme with its money, once and for all. The same again is the same programme."""
    id_ = programme_id_of(cell, name)
    (outcome,) = await budgets.open_nodes(tx, cell, [Node(id_, None, None, NodeKind.PROGRAMME, name)], at)
    assert isinstance(outcome, Node), outcome
    await ledger.open_accounts(tx, cell, [money.programme(), money.budget(id_)], at)
    fund = Transfer(transfer_id("fund", id_), money.OUTSIDE, purse(id_), budget_fen, "fund", id_, at)
    (moved,) = await ledger.transfer(tx, cell, [fund])
    if moved is TransferOutcome.OTHER_CONTENT:
        return ProgrammeRefusal.OTHER_SUM
    assert moved in (TransferOutcome.DONE, TransferOutcome.ALREADY), moved
    left = await ledger.available(tx, cell, [purse(id_)])
    return Programme(id_, budget_fen, left[purse(id_)])


async def source_of(
    tx: Tx, cell: int, programme_id: UUID | None, amount_fen: int
) -> Place | ProgrammeRefusal:
    """Where so much for a campaign comes from: from outside, or from a programme that is locked from here on."""
    if programme_id is None:
        return money.OUTSIDE
    if programme_id not in await budgets.lock_nodes(tx, cell, [programme_id]):
        return ProgrammeRefusal.UNKNOWN
    left = await ledger.available(tx, cell, [purse(programme_id)])
    return purse(programme_id) if left.get(purse(programme_id), 0) >= amount_fen else ProgrammeRefusal.SPENT
