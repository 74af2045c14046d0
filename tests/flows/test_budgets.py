"""The tree of budgets: where it may grow, what caps mean, how fast it burns and when it runs out."""

from datetime import timedelta

import pytest

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import Lease, Node, NodeKind, NodeRefusal
from qianbei.flows import leases
from qianbei.views.budgets import WINDOW, tree
from tests.support.books import snapshot
from tests.support.town import CELL, FACE_FEN, Town

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)


async def opened(town: Town, *nodes: Node):
    async with town.database.transaction() as tx:
        return await budgets.open_nodes(tx, CELL, nodes, town.clock.now())


async def lent(town: Town, node_id, want: int) -> Lease:
    at = town.clock.now()
    async with town.database.transaction() as tx:
        lease = await leases.lend(tx, CELL, leases.Ask(node_id, "w", FACE_FEN, want, at, at + MINUTE))
    assert isinstance(lease, Lease)
    return lease


def node(town: Town, kind: NodeKind, parent_id=None, **caps) -> Node:
    return Node(town.id(), parent_id or town.campaign_id, town.campaign_id, kind, kind.value, **caps)


async def views(town: Town):
    async with town.database.reading() as tx:
        return {view.label: view for view in await tree(tx, CELL, town.campaign_id, town.clock.now())}


async def test_a_budget_stands_only_where_its_kind_may(town: Town):
    day = node(town, NodeKind.DAY)
    city = node(town, NodeKind.CITY, day.node_id)
    stranger = Node(town.id(), day.node_id, town.id(), NodeKind.DAY, "of another campaign")
    lost = node(town, NodeKind.WAVE, town.id())
    assert await opened(town, day, city, stranger, lost) == [day, *[NodeRefusal.MISPLACED] * 3]
    books = await snapshot(town.database)
    assert await opened(town, day) == [day]
    assert await opened(town, Node(day.node_id, day.parent_id, day.campaign_id, day.kind, "other")) == [
        NodeRefusal.OTHER_CONTENT
    ]
    assert await snapshot(town.database) == books


async def test_a_cap_cannot_fall_under_what_was_given(town: Town, clock):
    wave = node(town, NodeKind.WAVE, cap_count=10)
    await opened(town, wave)
    lease = await lent(town, wave.node_id, 4)
    async with town.database.transaction() as tx:
        change = budgets.change_caps
        assert await change(tx, CELL, wave.node_id, None, lease.granted - 1, clock.now()) is (
            NodeRefusal.UNDER_DRAWN
        )
        changed = await change(tx, CELL, wave.node_id, 4 * FACE_FEN, lease.granted, clock.now())
        assert await change(tx, CELL, town.id(), None, None, clock.now()) is NodeRefusal.UNKNOWN
    assert isinstance(changed, Node)
    assert (await views(town))["wave"].left_count == 0


async def test_burn_says_when_it_runs_out(town: Town, clock):
    wave = node(town, NodeKind.WAVE, cap_count=400)
    await opened(town, wave)
    assert (await views(town))["wave"].runs_out_at is None
    for _ in range(10):
        clock.at += MINUTE
        async with town.database.transaction() as tx:
            room = await budgets.lock_room(tx, CELL, wave.node_id, "direct", clock.now())
            assert room is not None
            await budgets.give_directly(tx, CELL, room, 1, 10)
    seen = (await views(town))["wave"]
    assert (seen.given_count, seen.left_count, seen.burn_count_per_hour) == (100, 300, 600)
    assert seen.runs_out_at == clock.now() + 3 * WINDOW
    clock.at += WINDOW
    later = (await views(town))["wave"]
    assert (later.burn_count_per_hour, later.runs_out_at) == (0, None)


async def test_what_is_lent_is_neither_given_nor_left(town: Town):
    before = (await views(town))["Little Cloud Tea"]
    lease = await lent(town, town.campaign_id, 20)
    after = (await views(town))["Little Cloud Tea"]
    assert (after.lent_count, after.lent_fen, after.given_count) == (
        lease.granted,
        lease.granted * FACE_FEN,
        0,
    )
    assert before.left_fen is not None
    assert after.left_fen == before.left_fen - after.lent_fen
    assert after.burn_fen_per_hour == after.lent_fen * 6
