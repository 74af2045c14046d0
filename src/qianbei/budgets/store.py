"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.budgets.contracts import Change, Lease, Node, NodeKind
from qianbei.db import Tx, load_queries
from qianbei.db.database import Row

queries = load_queries(__package__)


def _node(row: Row) -> Node:
    node_id, parent_id, campaign_id, kind, *rest = row
    return Node(node_id, parent_id, campaign_id, NodeKind(kind), *rest)


async def lock_nodes(tx: Tx, cell: int, node_ids: Sequence[UUID]) -> dict[UUID, Node]:
    rows = await tx.rows(queries.lock_nodes, {"cell": cell, "node_ids": list(node_ids)})
    return {row[0]: _node(row) for row in rows}


async def lock_paths(tx: Tx, cell: int, node_ids: Sequence[UUID]) -> dict[UUID, Node]:
    """These budgets and all above them up to their campaigns. A budget never moves, so its path is read first."""
    path = await tx.rows(queries.path_ids, {"cell": cell, "node_ids": list(node_ids)})
    return await lock_nodes(tx, cell, sorted(row[0] for row in path))


async def insert_nodes(tx: Tx, cell: int, nodes: Sequence[Node], at: datetime) -> None:
    await tx.run(
        queries.insert_nodes,
        {
            "cell": cell,
            "node_ids": [node.node_id for node in nodes],
            "parent_ids": [node.parent_id for node in nodes],
            "campaign_ids": [node.campaign_id for node in nodes],
            "kinds": [node.kind.value for node in nodes],
            "labels": [node.label for node in nodes],
            "caps_fen": [node.cap_fen for node in nodes],
            "caps_count": [node.cap_count for node in nodes],
            "at": at,
        },
    )


async def write_nodes(tx: Tx, cell: int, nodes: Sequence[Node], at: datetime) -> None:
    """Caps and what was drawn, and the minute that drew it. Callers hold the locks."""
    await tx.run(
        queries.update_nodes,
        {
            "cell": cell,
            "node_ids": [node.node_id for node in nodes],
            "caps_fen": [node.cap_fen for node in nodes],
            "caps_count": [node.cap_count for node in nodes],
            "drawn_fen": [node.drawn_fen for node in nodes],
            "drawn_count": [node.drawn_count for node in nodes],
            "minute_at": at.replace(second=0, microsecond=0),
        },
    )


async def narrowest(tx: Tx, cell: int, node_id: UUID, day: str) -> UUID:
    rows = await tx.rows(queries.narrowest, {"cell": cell, "node_id": node_id, "day": day})
    return rows[0][0]


async def ids_of(tx: Tx, cell: int, campaign_id: UUID) -> list[UUID]:
    rows = await tx.rows(queries.ids_of_campaign, {"cell": cell, "campaign_id": campaign_id})
    return [row[0] for row in rows]


async def insert_changes(
    tx: Tx, cell: int, campaign_id: UUID, changes: Sequence[Change], at: datetime
) -> None:
    await tx.run(
        queries.insert_changes,
        {
            "cell": cell,
            "campaign_id": campaign_id,
            "at": at,
            "node_ids": [change.node_id for change in changes],
            "from_caps_fen": [change.from_cap_fen for change in changes],
            "from_caps_count": [change.from_cap_count for change in changes],
            "to_caps_fen": [change.to_cap_fen for change in changes],
            "to_caps_count": [change.to_cap_count for change in changes],
        },
    )


async def newest_changes(tx: Tx, cell: int, campaign_id: UUID) -> list[Change]:
    rows = await tx.rows(queries.newest_changes, {"cell": cell, "campaign_id": campaign_id})
    return [Change(*row) for row in rows]


async def closable(tx: Tx, cell: int, node_id: UUID, own_id: UUID, at: datetime, recall: bool) -> list[Lease]:
    """Leases that lending at this budget may close, as they look unlocked."""
    parameters = {"cell": cell, "node_id": node_id, "own_id": own_id, "at": at, "recall": recall}
    return [Lease(*row) for row in await tx.rows(queries.closable_leases, parameters)]


async def lock_leases(tx: Tx, cell: int, lease_ids: Sequence[UUID]) -> list[Lease]:
    rows = await tx.rows(queries.lock_leases, {"cell": cell, "lease_ids": list(lease_ids)})
    return [Lease(*row) for row in rows]


async def count_live(tx: Tx, cell: int, campaign_id: UUID, but: Sequence[UUID]) -> int:
    parameters = {"cell": cell, "campaign_id": campaign_id, "but": list(but)}
    return (await tx.rows(queries.count_live_leases, parameters))[0][0]


async def with_expired_leases(tx: Tx, cell: int, at: datetime, limit: int) -> list[UUID]:
    parameters = {"cell": cell, "at": at, "limit": limit}
    return [row[0] for row in await tx.rows(queries.with_expired_leases, parameters)]


async def write_leases(tx: Tx, cell: int, leases: Sequence[Lease]) -> None:
    await tx.run(
        queries.write_leases,
        {
            "cell": cell,
            "lease_ids": [lease.lease_id for lease in leases],
            "node_ids": [lease.node_id for lease in leases],
            "campaign_ids": [lease.campaign_id for lease in leases],
            "holders": [lease.holder for lease in leases],
            "epochs": [lease.epoch for lease in leases],
            "pieces_fen": [lease.piece_fen for lease in leases],
            "granted": [lease.granted for lease in leases],
            "used": [lease.used for lease in leases],
            "used_before_fen": [lease.used_before_fen for lease in leases],
            "used_before": [lease.used_before for lease in leases],
            "expires_ats": [lease.expires_at for lease in leases],
        },
    )


async def use_lease(tx: Tx, cell: int, lease_id: UUID, count: int) -> None:
    await tx.run(queries.use_lease, {"cell": cell, "lease_id": lease_id, "count": count})
