"""The door of budgets. Callers hold the transaction, and move the money beside it.

Locks: budgets by id, then leases by id, both before any balance.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.budgets import rules, store
from qianbei.budgets.contracts import (
    DIRECT,
    Change,
    Lease,
    LeaseRefusal,
    Node,
    NodeRefusal,
    Room,
    lease_id_of,
)
from qianbei.db import Tx


async def open_nodes(tx: Tx, cell: int, nodes: Sequence[Node], at: datetime) -> list[Node | NodeRefusal]:
    """Opens budgets, parents before children; one that is open with the same caps is answered as it stands."""
    ids = [node.node_id for node in nodes] + [node.parent_id for node in nodes if node.parent_id]
    known = await store.lock_nodes(tx, cell, sorted(set(ids)))
    opened: list[Node] = []
    outcomes: list[Node | NodeRefusal] = []
    for node in nodes:
        outcome = _open(known, node)
        outcomes.append(outcome)
        if isinstance(outcome, Node) and node.node_id not in known:
            known[node.node_id] = node
            opened.append(node)
    if opened:
        await store.insert_nodes(tx, cell, opened, at)
    return outcomes


def _open(known: dict[UUID, Node], node: Node) -> Node | NodeRefusal:
    first = known.get(node.node_id)
    if first is not None:
        asked = msgspec.structs.replace(node, drawn_fen=first.drawn_fen, drawn_count=first.drawn_count)
        return first if asked == first else NodeRefusal.OTHER_CONTENT
    parent = known.get(node.parent_id) if node.parent_id else None
    return NodeRefusal.MISPLACED if rules.misplaced(node, parent) else node


async def change_caps(
    tx: Tx, cell: int, node_id: UUID, cap_fen: int | None, cap_count: int | None, at: datetime
) -> Node | NodeRefusal:
    """Other caps from now on; none may fall under what was drawn already."""
    node = (await store.lock_nodes(tx, cell, [node_id])).get(node_id)
    if node is None:
        return NodeRefusal.UNKNOWN
    changed = rules.recap(node, cap_fen, cap_count)
    if isinstance(changed, Node):
        await store.write_nodes(tx, cell, [changed], at)
    return changed


async def narrowest(tx: Tx, cell: int, node_id: UUID, day: str) -> UUID:
    """The budget through which one gives on a day of the city: what is open under it for the city and that day."""
    return await store.narrowest(tx, cell, node_id, day)


async def lock_tree(tx: Tx, cell: int, campaign_id: UUID) -> dict[UUID, Node]:
    """All budgets of a campaign, so that nobody lends or gives meanwhile."""
    return await store.lock_nodes(tx, cell, await store.ids_of(tx, cell, campaign_id))


async def keep_changes(tx: Tx, cell: int, campaign_id: UUID, changes: Sequence[Change], at: datetime) -> None:
    """Writes down what an operator changed together. Callers hold the lock of the tree."""
    await store.insert_changes(tx, cell, campaign_id, changes, at)


async def newest_changes(tx: Tx, cell: int, campaign_id: UUID) -> list[Change]:
    """What an operator changed last."""
    return await store.newest_changes(tx, cell, campaign_id)


async def lock_room(
    tx: Tx, cell: int, node_id: UUID, holder: str, at: datetime, *, recall: bool = False
) -> Room | None:
    """Locks what lending needs; None for a budget that nobody opened, or that lets nothing out.

    The holder's own lease and those that expired are to be closed; with `recall` all leases of the campaign are.
    """
    own_id = lease_id_of(node_id, holder)
    asked = (node_id, own_id, at, recall)
    found = await store.closable(tx, cell, *asked)
    nodes = await store.lock_paths(tx, cell, sorted({node_id, *(lease.node_id for lease in found)}))
    if node_id not in nodes or nodes[node_id].campaign_id is None:
        return None
    # Read again: under the lock of the campaign's budget nobody makes or closes leases any more.
    found = [each for each in await store.closable(tx, cell, *asked) if each.node_id in nodes]
    locked = await store.lock_leases(tx, cell, sorted(lease.lease_id for lease in found))
    own = next((each for each in locked if each.lease_id == own_id), None)
    closing = [each for each in locked if each.granted and (recall or each is own or _is_over(each, at))]
    for lease in closing:
        path = rules.path_of(nodes, lease.node_id)
        nodes = rules.drawn(nodes, path, -lease.left, lease.piece_fen)
    campaign_id = nodes[node_id].campaign_id
    assert campaign_id is not None
    others = await store.count_live(tx, cell, campaign_id, [lease.lease_id for lease in closing])
    return Room(nodes[node_id], rules.path_of(nodes, node_id), nodes, closing, own, others, at)


def _is_over(lease: Lease, at: datetime) -> bool:
    return lease.expires_at is None or lease.expires_at <= at


def free_pieces(room: Room, money_fen: int, piece_fen: int) -> int:
    """How many pieces of this price may leave now; `money_fen` is what the campaign has, closed leases included."""
    return rules.free_pieces([room.nodes[id_] for id_ in room.path], money_fen, piece_fen)


async def lend(
    tx: Tx, cell: int, room: Room, holder: str, piece_fen: int, want: int, money_fen: int, until: datetime
) -> Lease | LeaseRefusal:
    """Closes what the room says and lends up to `want` pieces; refused, the closings still happen."""
    free = free_pieces(room, money_fen, piece_fen)
    nodes, changed = room.nodes, {lease.lease_id: rules.closed(lease) for lease in room.closing}
    lease: Lease | LeaseRefusal = LeaseRefusal.PARKED if room.others else LeaseRefusal.SPENT
    if free:
        size = rules.lease_size(free, want, room.others + 1)
        nodes = rules.drawn(nodes, room.path, size, piece_fen)
        fresh = _fresh(changed, room, holder, piece_fen)
        lease = rules.granted(fresh, size, piece_fen, until)
        changed[lease.lease_id] = lease
    await store.write_nodes(tx, cell, list(nodes.values()), room.at)
    await store.write_leases(tx, cell, list(changed.values()))
    return lease


async def give_directly(tx: Tx, cell: int, room: Room, piece_fen: int, count: int) -> None:
    """Closes what the room says and records `count` pieces as given out, without lending."""
    nodes = rules.drawn(room.nodes, room.path, count, piece_fen)
    changed = {lease.lease_id: rules.closed(lease) for lease in room.closing}
    if count:
        lease = _fresh(changed, room, DIRECT, piece_fen)
        changed[lease.lease_id] = msgspec.structs.replace(
            lease,
            epoch=lease.epoch + 1,
            used_before=lease.used_before + count,
            used_before_fen=lease.used_before_fen + count * piece_fen,
        )
    if changed:
        await store.write_nodes(tx, cell, list(nodes.values()), room.at)
        await store.write_leases(tx, cell, list(changed.values()))


def _fresh(changed: dict[UUID, Lease], room: Room, holder: str, piece_fen: int) -> Lease:
    """The holder's closed lease, or its first."""
    lease_id = lease_id_of(room.node.node_id, holder)
    known = changed.get(lease_id) or room.own
    if known is not None:
        return known
    assert room.node.campaign_id is not None
    return Lease(lease_id, room.node.node_id, room.node.campaign_id, holder, 1, piece_fen, 0, 0, 0, 0, None)


async def lock_lease(tx: Tx, cell: int, lease_id: UUID, epoch: int, at: datetime) -> Lease | LeaseRefusal:
    """The lease that a holder gives out of now; fenced when it was closed, granted anew or is over."""
    locked = await store.lock_leases(tx, cell, [lease_id])
    usable = [lease for lease in locked if rules.is_usable(lease, epoch, at)]
    return usable[0] if usable else LeaseRefusal.FENCED


async def lock_nodes(tx: Tx, cell: int, node_ids: Sequence[UUID]) -> dict[UUID, Node]:
    """Budgets as they are and stay until this transaction ends."""
    return await store.lock_nodes(tx, cell, sorted(node_ids))


async def with_expired_leases(tx: Tx, cell: int, at: datetime, limit: int) -> list[UUID]:
    """Campaigns in which a lease is over and not closed."""
    return await store.with_expired_leases(tx, cell, at, limit)


async def use(tx: Tx, cell: int, lease: Lease, count: int) -> None:
    """Records pieces given out of a locked lease. More than it has left is a bug, and the table says so."""
    if count:
        await store.use_lease(tx, cell, lease.lease_id, count)
