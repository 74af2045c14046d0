"""Pure decisions: where a budget may stand, how much a lease gets, what lending and closing do to the tree."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.budgets.contracts import Lease, Node, NodeKind, NodeRefusal

replace = msgspec.structs.replace

DEPTH = list(NodeKind)
LEASE_SHARE = 2
"""A lease gets at most 1/(2 x holders) of what is free, so the last pieces are spread thin and none lies idle long."""


def misplaced(node: Node, parent: Node | None) -> bool:
    """A programme stands alone, a campaign alone or under one, the rest under something of the same campaign."""
    if parent is None:
        return node.parent_id is not None or node.kind not in (NodeKind.PROGRAMME, NodeKind.CAMPAIGN)
    if DEPTH.index(parent.kind) >= DEPTH.index(node.kind):
        return True
    return node.kind is not NodeKind.CAMPAIGN and node.campaign_id != parent.campaign_id


def recap(node: Node, cap_fen: int | None, cap_count: int | None) -> Node | NodeRefusal:
    """The budget with other caps; what was given cannot be capped away."""
    if cap_fen is not None and cap_fen < node.drawn_fen:
        return NodeRefusal.UNDER_DRAWN
    if cap_count is not None and cap_count < node.drawn_count:
        return NodeRefusal.UNDER_DRAWN
    return replace(node, cap_fen=cap_fen, cap_count=cap_count)


def free_pieces(path: Sequence[Node], money_fen: int, piece_fen: int) -> int:
    """How many pieces every cap on the path and the campaign's money allow."""
    free = money_fen // piece_fen
    for node in path:
        if node.cap_fen is not None:
            free = min(free, (node.cap_fen - node.drawn_fen) // piece_fen)
        if node.cap_count is not None:
            free = min(free, node.cap_count - node.drawn_count)
    return max(free, 0)


def lease_size(free: int, want: int, holders: int) -> int:
    """Pieces to lend: what is wanted, but near the end a thin share; never more than is free, one if one is."""
    return min(free, max(1, min(want, free // (LEASE_SHARE * max(holders, 1)))))


def drawn(nodes: Mapping[UUID, Node], path: Sequence[UUID], count: int, piece_fen: int) -> dict[UUID, Node]:
    """All nodes, those on the path with `count` pieces more (less when negative) drawn through them."""
    on_path = {
        id_: replace(
            nodes[id_],
            drawn_fen=nodes[id_].drawn_fen + count * piece_fen,
            drawn_count=nodes[id_].drawn_count + count,
        )
        for id_ in path
    }
    return {**nodes, **on_path}


def path_of(nodes: Mapping[UUID, Node], node_id: UUID) -> list[UUID]:
    """From a budget up to its campaign."""
    path = [node_id]
    while nodes[path[-1]].kind is not NodeKind.CAMPAIGN:
        parent_id = nodes[path[-1]].parent_id
        assert parent_id is not None, "what is lent lies under a campaign"
        path.append(parent_id)
    return path


def granted(lease: Lease, count: int, piece_fen: int, expires_at: datetime) -> Lease:
    """The lease of a new epoch. The one before must be closed."""
    assert lease.granted == 0, "a lease is closed before it is granted again"
    return replace(
        lease, epoch=lease.epoch + 1, granted=count, used=0, piece_fen=piece_fen, expires_at=expires_at
    )


def closed(lease: Lease) -> Lease:
    """The lease with nothing left; what it gave out is remembered."""
    return replace(
        lease,
        epoch=lease.epoch + 1,
        granted=0,
        used=0,
        used_before=lease.used_before + lease.used,
        used_before_fen=lease.used_before_fen + lease.used * lease.piece_fen,
        expires_at=None,
    )


def is_usable(lease: Lease, epoch: int, at: datetime) -> bool:
    """May somebody who knows this epoch still give out of it?"""
    return lease.epoch == epoch and lease.expires_at is not None and at < lease.expires_at
