"""An operator caps what a wave gives, in its city or on a day of it: opens that budget, changes it, moves room between days.

Money stays the campaign's until it is given; what a cap moves is the room to give it. Every change is kept and can be
taken back. Leases are called back first, so that nothing already lent passes a new cap; a batch of claims that was
under way may still end outside of it. Locks: the run, all budgets of the campaign, then leases.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import Change, Node, NodeKind, NodeRefusal
from qianbei.db import Tx
from qianbei.flows import leases
from qianbei.flows.running import OPERATOR
from qianbei.kit.ids import derived_id
from qianbei.waves import api as waves
from qianbei.waves.contracts import RunState, node_id_of


class CapRefusal(StrEnum):
    """Why no cap was changed. Nothing has changed."""

    NOT_RUNNING = "not_running"
    NO_WAVE = "no_wave"
    OTHER_CITY = "other_city"
    DAYS_BEFORE_CITY = "days_before_city"
    NO_DAY = "no_day"
    NO_CAP = "no_cap"
    UNDER_DRAWN = "under_drawn"
    NOTHING_TO_UNDO = "nothing_to_undo"


class CapRefused(Exception):
    """The transaction must not commit."""

    def __init__(self, reason: CapRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Room(msgspec.Struct, frozen=True):
    """Room to give: money and pieces. None: no limit, or nothing of it."""

    fen: int | None
    count: int | None


async def cap_city(
    tx: Tx, cell: int, campaign_id: UUID, wave: str, city: str, cap: Room, at: datetime
) -> list[Node]:
    """The budget of the wave's city, with this cap; opened where there was none. Raises CapRefused."""
    tree = await _locked(tx, cell, campaign_id, at)
    above = _wave(tree, campaign_id, wave)
    node_id = derived_id("city", above.node_id)
    if node_id in tree and tree[node_id].label != city:
        raise CapRefused(CapRefusal.OTHER_CITY)
    if any(each.parent_id == above.node_id and each.kind is NodeKind.DAY for each in tree.values()):
        raise CapRefused(CapRefusal.DAYS_BEFORE_CITY)
    node = Node(node_id, above.node_id, campaign_id, NodeKind.CITY, city)
    return await _capped(tx, cell, await _open(tx, cell, tree, node, at), cap, at)


async def cap_day(
    tx: Tx, cell: int, campaign_id: UUID, wave: str, day: date, cap: Room, at: datetime
) -> list[Node]:
    """The budget of one day of the wave, under its city where that is open. Raises CapRefused."""
    tree = await _locked(tx, cell, campaign_id, at)
    node = _day(tree, _wave(tree, campaign_id, wave), day)
    return await _capped(tx, cell, await _open(tx, cell, tree, node, at), cap, at)


async def move_room(
    tx: Tx, cell: int, campaign_id: UUID, wave: str, days: tuple[date, date], room: Room, at: datetime
) -> list[Node]:
    """Takes room from one day's cap and adds it to another's. Raises CapRefused."""
    tree = await _locked(tx, cell, campaign_id, at)
    above = _wave(tree, campaign_id, wave)
    ids = [_day(tree, above, day).node_id for day in days]
    if not all(id_ in tree for id_ in ids):
        raise CapRefused(CapRefusal.NO_DAY)
    source, target = (tree[id_] for id_ in ids)
    changes = [_change(source, _plus(source, room, -1)), _change(target, _plus(target, room, 1))]
    return await _change_all(tx, cell, campaign_id, changes, at)


async def undo(tx: Tx, cell: int, campaign_id: UUID, at: datetime) -> list[Node]:
    """Takes the newest change back: a budget that it opened stays, without a cap of its own. Raises CapRefused."""
    await _locked(tx, cell, campaign_id, at)
    changes = [
        Change(each.node_id, each.to_cap_fen, each.to_cap_count, each.from_cap_fen, each.from_cap_count)
        for each in await budgets.newest_changes(tx, cell, campaign_id)
    ]
    if not changes:
        raise CapRefused(CapRefusal.NOTHING_TO_UNDO)
    return await _change_all(tx, cell, campaign_id, changes, at)


async def _locked(tx: Tx, cell: int, campaign_id: UUID, at: datetime) -> dict[UUID, Node]:
    """All budgets of a campaign that is not closed, with nothing lent."""
    run = await waves.lock_run(tx, cell, campaign_id)
    if run is None or run.state is RunState.CLOSED:
        raise CapRefused(CapRefusal.NOT_RUNNING)
    await budgets.lock_tree(tx, cell, campaign_id)
    await leases.close(tx, cell, campaign_id, OPERATOR, at, recall=True)
    return await budgets.lock_tree(tx, cell, campaign_id)


def _wave(tree: dict[UUID, Node], campaign_id: UUID, wave: str) -> Node:
    node = tree.get(node_id_of(campaign_id, wave))
    if node is None:
        raise CapRefused(CapRefusal.NO_WAVE)
    return node


def _day(tree: dict[UUID, Node], wave: Node, day: date) -> Node:
    """The budget of a day, as it would be opened now."""
    parent = tree.get(derived_id("city", wave.node_id), wave)
    node_id = derived_id("day", parent.node_id, day.isoformat())
    return Node(node_id, parent.node_id, wave.campaign_id, NodeKind.DAY, day.isoformat())


async def _open(tx: Tx, cell: int, tree: dict[UUID, Node], node: Node, at: datetime) -> Node:
    if node.node_id in tree:
        return tree[node.node_id]
    (opened,) = await budgets.open_nodes(tx, cell, [node], at)
    assert isinstance(opened, Node), opened
    return opened


async def _capped(tx: Tx, cell: int, node: Node, cap: Room, at: datetime) -> list[Node]:
    assert node.campaign_id is not None
    return await _change_all(tx, cell, node.campaign_id, [_change(node, cap)], at)


def _change(node: Node, cap: Room) -> Change:
    return Change(node.node_id, node.cap_fen, node.cap_count, cap.fen, cap.count)


def _plus(node: Node, room: Room, sign: int) -> Room:
    """The node's caps with so much more or less room; what has no cap has no room to move."""
    if (room.fen and node.cap_fen is None) or (room.count and node.cap_count is None):
        raise CapRefused(CapRefusal.NO_CAP)
    fen = node.cap_fen if node.cap_fen is None else node.cap_fen + sign * (room.fen or 0)
    count = node.cap_count if node.cap_count is None else node.cap_count + sign * (room.count or 0)
    return Room(fen, count)


async def _change_all(
    tx: Tx, cell: int, campaign_id: UUID, changes: list[Change], at: datetime
) -> list[Node]:
    changed: list[Node] = []
    for each in changes:
        node = await budgets.change_caps(tx, cell, each.node_id, each.to_cap_fen, each.to_cap_count, at)
        if isinstance(node, NodeRefusal):
            raise CapRefused(CapRefusal.UNDER_DRAWN)
        changed.append(node)
    await budgets.keep_changes(tx, cell, campaign_id, changes, at)
    return changed
