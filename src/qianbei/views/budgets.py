"""The tree of a campaign's budgets as an operator sees it: caps, given, lent, burn, and when it runs out."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.db import Tx, load_queries

queries = load_queries(__package__)

WINDOW = timedelta(minutes=10)
FAR = timedelta(days=3_650)
"""Burn is what was drawn in this time: several leases long, so that their steps even out."""


class Dry(StrEnum):
    """Why a wave has no card to give now. PACED: its pace allows more in a while, or as more cups are free."""

    ALL_GIVEN = "all_given"
    OVER = "over"
    PAUSED = "paused"
    BEFORE = "before"
    PACED = "paced"


class BudgetView(msgspec.Struct, frozen=True):
    """One budget. Money in fen, counts in pieces; None: no limit of its own, or none in sight.

    `left_fen` of a programme and of the campaign's own node is money; below, what the cap still allows. `lent` lies with workers,
    `set_aside_fen` with open drops and packets and in promises to who invites: neither given nor left. `runs_out_at` is where the burn of the last minutes leads, by money or count.
    """

    node_id: UUID
    parent_id: UUID | None
    kind: str
    label: str
    cap_fen: int | None
    cap_count: int | None
    given_fen: int
    given_count: int
    lent_fen: int
    lent_count: int
    set_aside_fen: int
    left_fen: int | None
    left_count: int | None
    burn_fen_per_hour: int
    burn_count_per_hour: int
    runs_out_at: datetime | None
    dry: Dry | None
    """Of a wave whose cards are all out by now; None of all others."""


async def tree(tx: Tx, cell: int, campaign_id: UUID, at: datetime) -> list[BudgetView]:
    """All budgets of a campaign in the order in which they were opened, and last the programme it draws from."""
    parameters = {"cell": cell, "campaign_id": campaign_id, "since": at - WINDOW, "at": at}
    return [_view(*row, at=at) for row in await tx.rows(queries.budget_tree, parameters)]


def _view(
    node_id: UUID,
    parent_id: UUID | None,
    kind: str,
    label: str,
    cap_fen: int | None,
    cap_count: int | None,
    drawn_fen: int,
    drawn_count: int,
    lent_fen: int,
    lent_count: int,
    set_aside_fen: int,
    ungiven_fen: int,
    ungiven_count: int,
    money_fen: int | None,
    burnt_fen: int,
    burnt_count: int,
    dry: str | None,
    *,
    at: datetime,
) -> BudgetView:
    cap_left_fen = None if cap_fen is None else cap_fen - drawn_fen
    limits_fen = [limit for limit in (cap_left_fen, money_fen) if limit is not None]
    left_fen = min(limits_fen) if limits_fen else None
    left_count = None if cap_count is None else cap_count - drawn_count
    ends = [
        end
        for end in (runs_out_at(left_fen, burnt_fen, at), runs_out_at(left_count, burnt_count, at))
        if end is not None
    ]
    return BudgetView(
        node_id=node_id,
        parent_id=parent_id,
        kind=kind,
        label=label,
        cap_fen=cap_fen,
        cap_count=cap_count,
        given_fen=drawn_fen - lent_fen - ungiven_fen,
        given_count=drawn_count - lent_count - ungiven_count,
        lent_fen=lent_fen,
        lent_count=lent_count,
        set_aside_fen=set_aside_fen,
        left_fen=left_fen,
        left_count=left_count,
        burn_fen_per_hour=burnt_fen * 3_600 // int(WINDOW.total_seconds()),
        burn_count_per_hour=burnt_count * 3_600 // int(WINDOW.total_seconds()),
        runs_out_at=min(ends) if ends else None,
        dry=None if dry is None else Dry(dry),
    )


def in_order(nodes: Sequence[BudgetView]) -> list[tuple[BudgetView, int]]:
    """Parents before their children, each with how deep it lies."""
    known = {node.node_id for node in nodes}

    def under(parent_id: UUID | None, depth: int) -> Iterator[tuple[BudgetView, int]]:
        for node in nodes:
            if (node.parent_id if node.parent_id in known else None) == parent_id:
                yield node, depth
                yield from under(node.node_id, depth + 1)

    return list(under(None, 0))


def runs_out_at(left: int | None, burnt: int, at: datetime) -> datetime | None:
    """When `left` is gone if it burns on as in the last WINDOW; None when it has no limit or lasts longer than FAR."""
    if left is None:
        return None
    if left <= 0:
        return at
    windows = left / burnt if burnt > 0 else float("inf")
    return at + WINDOW * windows if windows < FAR / WINDOW else None
