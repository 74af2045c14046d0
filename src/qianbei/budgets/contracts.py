"""What crosses the door of budgets. Money in fen; counts in pieces."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_id

DIRECT = "direct"
"""The holder's name of what is given in one transaction, without lending."""


class NodeKind(StrEnum):
    """What a budget is for. Each lies under one further up in this list."""

    PROGRAMME = "programme"
    CAMPAIGN = "campaign"
    WAVE = "wave"
    CITY = "city"
    DAY = "day"


class Node(msgspec.Struct, frozen=True):
    """A budget. A campaign's node has the campaign's id; `campaign_id` is None for a programme alone.

    A cap of None is no cap of its own: those above still hold.
    """

    node_id: UUID
    parent_id: UUID | None
    campaign_id: UUID | None
    kind: NodeKind
    label: str
    cap_fen: int | None = None
    cap_count: int | None = None
    drawn_fen: int = 0
    drawn_count: int = 0


class Change(msgspec.Struct, frozen=True):
    """Other caps of one budget, as an operator wanted them."""

    node_id: UUID
    from_cap_fen: int | None
    from_cap_count: int | None
    to_cap_fen: int | None
    to_cap_count: int | None


class NodeRefusal(StrEnum):
    """Why a budget was not opened or changed. Nothing has changed."""

    UNKNOWN = "budget_unknown"
    MISPLACED = "budget_misplaced"
    OTHER_CONTENT = "same_budget_other_content"
    UNDER_DRAWN = "cap_under_what_was_given"


class Lease(msgspec.Struct, frozen=True):
    """What a holder may give out of one budget. `expires_at` None: closed, nothing of it is usable.

    An epoch ends with every grant and every closing; `used_before*` is what earlier epochs gave out.
    """

    lease_id: UUID
    node_id: UUID
    campaign_id: UUID
    holder: str
    epoch: int
    piece_fen: int
    granted: int
    used: int
    used_before_fen: int
    used_before: int
    expires_at: datetime | None

    @property
    def left(self) -> int:
        """Pieces that it can still give out."""
        return self.granted - self.used


class LeaseRefusal(StrEnum):
    """Why nothing was lent or given out."""

    UNKNOWN = "budget_unknown"
    PARKED = "rest_is_lent"
    SPENT = "budget_spent"
    FENCED = "lease_fenced"


class Room(msgspec.Struct, frozen=True):
    """Locked budgets and leases of one decision: what is free at `node`, and the leases that are to be closed.

    `nodes` are all budgets that the decision touches, by id, with what the closed leases return already taken off;
    `path` goes from `node` up to its campaign; `others` counts the live leases that keep something at this campaign.
    """

    node: Node
    path: Sequence[UUID]
    nodes: Mapping[UUID, Node]
    closing: Sequence[Lease]
    own: Lease | None
    others: int
    at: datetime


def lease_id_of(node_id: UUID, holder: str) -> UUID:
    """One lease a budget and holder."""
    return derived_id("lease", node_id, holder)
