"""Every view runs as a role that may only SELECT, and shows what the rows say."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from qianbei.db import Database, load_queries
from qianbei.db.errors import QueryFailed
from qianbei.db.pipelines import Connection
from qianbei.flows import ride
from qianbei.flows.work import Action
from qianbei.orders.contracts import order_id_of
from qianbei.views import (
    audit,
    budgets,
    cups,
    ops,
    order_desk,
    orders,
    reviews,
    statements,
    tasks,
    turn,
    wallet,
)
from tests.support.books import plant, snapshot
from tests.support.dropping import MINUTE, drawn, worked
from tests.support.town import CELL, FACE_FEN, Town

pytestmark = pytest.mark.anyio

NEXT_YEAR = datetime(2032, 1, 1, tzinfo=UTC)

READER = "qianbei_tests_reader"


@pytest.fixture
async def reader(database_dsn: str) -> AsyncIterator[Database]:
    """A pool of a role that may read every table and write none."""
    with psycopg.connect(database_dsn, autocommit=True) as connection:
        known = connection.execute("select 1 from pg_roles where rolname = %s", [READER]).fetchone()
        if known is None:
            connection.execute(f"create role {READER} login")
            connection.execute(f"grant pg_read_all_data to {READER}")
    async with Database.opened(make_conninfo(database_dsn, user=READER), max_connections=2) as opened:
        yield opened


async def test_the_reader_cannot_write(database: Database, reader: Database):
    with pytest.raises(QueryFailed, match="permission denied"):
        await plant(reader, "update ledger.balances set balance_fen = 1")


async def test_every_query_of_the_views_only_reads(
    database: Database, reader: Database, clock, random, monkeypatch
):
    town = await Town.founded(database, clock, random)
    await worked(town, await drawn(town))
    clock.at -= MINUTE
    guest, rider = await town.guest(), town.id()
    order_id = await town.confirmed(guest)
    async with database.transaction() as tx:
        await ride.accept(tx, CELL, random, order_id, rider, "小风", clock.now())
    before = await snapshot(database)
    seen: set[str] = set()
    keep = Connection.keep

    def watched(connection, query, params):
        seen.add(query.name)
        return keep(connection, query, params)

    monkeypatch.setattr(Connection, "keep", watched)
    findings = await audit.audit(reader, CELL)
    assert all(finding.is_kept for finding in findings)
    async with reader.transaction() as tx:
        assert set(await orders.by_id(tx, CELL, [order_id, town.id()])) == {order_id}
        assert [o.order_id for o in await orders.of_person(tx, CELL, guest.person_id, 5)] == [order_id]
        assert await orders.versions(tx, CELL, [order_id]) == {order_id: (2, 3)}
        assert [t.order_id for t in await tasks.of_stores(tx, CELL, [town.store_id])] == [order_id]
        assert (await tasks.task(tx, CELL, order_id)).rider == {"name": "小风"}
        assert (await tasks.current_ride(tx, CELL, rider)).order_id == order_id
        assert await tasks.offered_rides(tx, CELL) == []
        assert (await tasks.ride(tx, CELL, order_id)).fee_fen == 300
        assert (await order_desk.at_desk(tx, CELL, order_id)).steps[-1].state == "confirmed"
        assert await order_desk.at_desk(tx, CELL, town.id()) is None
        overview = await ops.overview(tx, CELL)
        (card,) = await wallet.cards_of(tx, CELL, guest.person_id)
        intended = order_id_of(guest.person_id, town.id(), 0)
        (facts,) = await turn.facts(tx, CELL, [turn.Asked(guest.person_id, intended)], clock.now())
        assert await turn.cups_taken(tx, CELL, clock.now()) == {
            town.store_id: {town.offer(guest).slot_start: 1}
        }
        assert (await turn.signs(tx, CELL, 3, clock.now())).has_campaign
        assert (await turn.next_drop(tx, CELL, clock.now())).is_drawn
        assert await cups.free_cups(tx, CELL, clock.now()) > 0
        assert (await ops.funnel(tx, CELL, town.campaign_id))["moves"] == {"hold": 1, "redeem": 1}
        seen_of = await reviews.evidence(tx, CELL, order_id, guest.person_id, ["emulators"])
        assert (seen_of.steps, seen_of.ring) == ([], [])
        (budget,) = await budgets.tree(tx, CELL, town.campaign_id, clock.now())
    told = [page async for page in statements.lines(reader, CELL, town.campaign_id, clock.now(), NEXT_YEAR)]
    assert await statements.has_accounts(reader, CELL, town.campaign_id)
    held = await statements.balances(reader, CELL, None, clock.now())
    assert sum(row[3] for row in held) == 0
    assert (budget.given_count, sum(map(len, told))) == (3 + 1, 4 + 4), "the drop, then the guest"
    assert overview.orders == {"confirmed": 1}
    assert [move.to_state for move in card.history] == ["issued", "held", "redeemed"]
    assert (facts.card.face_fen, facts.card.state) == (FACE_FEN, "redeemed")
    assert (facts.intended, facts.latest, facts.latest_state) == (None, order_id, "confirmed")
    assert facts.door.detail == guest.door.text
    assert {f"qianbei.views.{name}" for name in load_queries("qianbei.views").names()} <= seen
    assert await snapshot(database) == before


async def test_codes_are_shown_only_to_whom_and_when_they_should_be(database: Database, clock, random):
    town = await Town.founded(database, clock, random)
    guest, rider = await town.guest(), town.id()

    async def seen(order_id):
        async with database.reading() as tx:
            order = (await orders.by_id(tx, CELL, [order_id]))[order_id]
            task = await tasks.ride(tx, CELL, order_id)
        return order.handover_code is not None, task.shared_code is not None

    order_id = await town.placed(guest)
    assert await seen(order_id) == (False, False)
    order_id = await town.confirmed(await town.guest())
    assert await seen(order_id) == (True, False)
    await town.store_does(order_id, Action.START)
    await town.store_does(order_id, Action.READY)
    async with database.transaction() as tx:
        await ride.accept(tx, CELL, random, order_id, rider, "小风", clock.now())
    query = f"select pickup_code, handover_code from fulfilment.jobs where order_id = '{order_id}'"
    pickup, handover = (await town.rows(query))[0]
    await town.rider_does(order_id, Action.PICK_UP, rider, pickup)
    await town.rider_does(order_id, Action.ARRIVE, rider)
    assert await seen(order_id) == (True, False)
    person_id = (await town.rows(f"select person_id from orders.orders where order_id = '{order_id}'"))[0][0]
    async with database.transaction() as tx:
        await ride.share_code(tx, CELL, random, order_id, person_id, clock.now())
    assert await seen(order_id) == (True, True)
    await town.rider_does(order_id, Action.HAND_OVER, rider, handover)
    assert await seen(order_id) == (False, False)
