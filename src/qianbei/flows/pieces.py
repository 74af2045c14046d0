"""Pieces taken straight from a campaign's budget, or promised out of it: what is no joining card.

The budget stays locked until the transaction ends, so these are for what is rarer than a card: a packet, an invite, a
prize. What others hold in leases is called back before anybody is refused. Locks: budgets, leases, then balances.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import DIRECT, Room
from qianbei.db import Tx
from qianbei.db.errors import SerializationFailure
from qianbei.flows import leases, money
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Pending, Transfer, TransferOutcome


class Purse(msgspec.Struct, frozen=True):
    """A locked budget and how many pieces of `piece_fen` it can give now."""

    room: Room
    piece_fen: int
    free: int


async def lock_purse(tx: Tx, cell: int, campaign_id: UUID, piece_fen: int, count: int, at: datetime) -> Purse:
    """Locks the budget; `free` is at least `count` unless the money is not there, wherever it may lie."""
    purse = await _lock(tx, cell, campaign_id, piece_fen, at, recall=False)
    if purse.free < count and purse.room.others:
        purse = await _lock(tx, cell, campaign_id, piece_fen, at, recall=True)
    return purse


async def _lock(tx: Tx, cell: int, campaign_id: UUID, piece_fen: int, at: datetime, *, recall: bool) -> Purse:
    room = await budgets.lock_room(tx, cell, campaign_id, DIRECT, at, recall=recall)
    assert room is not None, "a campaign is opened with its budget"
    money_fen = await leases.free_fen(tx, cell, room, leases.returned(room, at))
    return Purse(room, piece_fen, budgets.free_pieces(room, money_fen, piece_fen))


async def give(
    tx: Tx, cell: int, purse: Purse, count: int, transfers: Sequence[Transfer], at: datetime
) -> None:
    """Draws `count` pieces and moves their money; the first transfers bring home what was lent."""
    await budgets.give_directly(tx, cell, purse.room, purse.piece_fen, count)
    await leases.moved(tx, cell, [*leases.returned(purse.room, at), *transfers])


async def promise(tx: Tx, cell: int, purse: Purse, pendings: Sequence[Pending], at: datetime) -> None:
    """Draws a piece for each pending and keeps its money back. A piece that was not used is taken back by `take_back`."""
    await give(tx, cell, purse, len(pendings), [], at)
    outcomes = await ledger.keep_back(tx, cell, pendings)
    if TransferOutcome.FLOOR in outcomes:
        raise SerializationFailure("the budget was used while it was being judged")
    money.must(outcomes)


async def take_back(tx: Tx, cell: int, campaign_id: UUID, piece_fen: int, count: int, at: datetime) -> None:
    """What was promised and not used may be given to others; the caller voids the pendings."""
    purse = await lock_purse(tx, cell, campaign_id, piece_fen, 0, at)
    await give(tx, cell, purse, -count, [], at)
