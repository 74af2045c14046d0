"""Lending a campaign's money to workers: the budgets' rows and the ledger's transfers, moved together.

lease:      budget → lease      (a holder may give it out without touching the budget again)
lease_back: lease → budget      (closed: what was not given out)
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import Lease, LeaseRefusal, Room
from qianbei.db import Tx
from qianbei.db.errors import SerializationFailure
from qianbei.flows import money
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Transfer, TransferOutcome, transfer_id


class Ask(msgspec.Struct, frozen=True):
    """`holder` wants up to `want` pieces of `piece_fen` from a budget, until `until`."""

    node_id: UUID
    holder: str
    piece_fen: int
    want: int
    at: datetime
    until: datetime


async def lend(tx: Tx, cell: int, ask: Ask) -> Lease | LeaseRefusal:
    """A lease of its own epoch; the holder's last one, and any that expired, are closed."""
    room = await budgets.lock_room(tx, cell, ask.node_id, ask.holder, ask.at)
    if room is None:
        return LeaseRefusal.UNKNOWN
    campaign_id = campaign_of(room)
    await ledger.open_accounts(tx, cell, [money.lease(campaign_id)], ask.at)
    back = returned(room, ask.at)
    money_fen = await free_fen(tx, cell, room, back)
    lease = await budgets.lend(tx, cell, room, ask.holder, ask.piece_fen, ask.want, money_fen, ask.until)
    await moved(tx, cell, [*back, *([_grant(lease, ask.at)] if isinstance(lease, Lease) else [])])
    return lease


async def close(tx: Tx, cell: int, node_id: UUID, holder: str, at: datetime, *, recall: bool = False) -> None:
    """Gives back what a holder's lease, and any that expired (or all of the campaign), did not give out."""
    room = await budgets.lock_room(tx, cell, node_id, holder, at, recall=recall)
    if room is not None and room.closing:
        await budgets.give_directly(tx, cell, room, 1, 0)
        await moved(tx, cell, returned(room, at))


def campaign_of(room: Room) -> UUID:
    """The campaign whose money a room lets out."""
    assert room.node.campaign_id is not None
    return room.node.campaign_id


def returned(room: Room, at: datetime) -> list[Transfer]:
    """What the leases that a room closes give back."""
    return [
        Transfer(
            transfer_id("lease_back", lease.lease_id, lease.epoch),
            money.lease(lease.campaign_id).place(lease.lease_id),
            money.budget(lease.campaign_id).place(lease.lease_id),
            lease.left * lease.piece_fen,
            "lease_back",
            lease.lease_id,
            at,
        )
        for lease in room.closing
        if lease.left
    ]


async def free_fen(tx: Tx, cell: int, room: Room, back: Sequence[Transfer]) -> int:
    """What the campaign has to give, with what comes back just now."""
    place = money.budget(campaign_of(room)).place(room.node.node_id)
    in_budget = await ledger.available(tx, cell, [place])
    return in_budget.get(place, 0) + sum(each.amount_fen for each in back)


def _grant(lease: Lease, at: datetime) -> Transfer:
    return Transfer(
        transfer_id("lease", lease.lease_id, lease.epoch),
        money.budget(lease.campaign_id).place(lease.lease_id),
        money.lease(lease.campaign_id).place(lease.lease_id),
        lease.granted * lease.piece_fen,
        "lease",
        lease.lease_id,
        at,
    )


async def moved(tx: Tx, cell: int, transfers: Sequence[Transfer]) -> None:
    """Makes transfers out of a budget whose room was judged just before.

    Raises SerializationFailure when a returned card took the money in between: run the transaction again.
    """
    outcomes = await ledger.transfer(tx, cell, transfers)
    if TransferOutcome.FLOOR in outcomes:
        raise SerializationFailure("the budget was used while it was being judged")
    money.must(outcomes)
