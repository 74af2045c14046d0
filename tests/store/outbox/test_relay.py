import asyncio
from collections.abc import Mapping
from random import Random

import pytest

from qianbei.db import Database
from qianbei.kit.clock import FixedClock
from qianbei.outbox import api, relay
from qianbei.outbox.contracts import Event, EventState
from qianbei.outbox.delivery import Delivery, Handler
from qianbei.outbox.relay import Relay
from tests.store.outbox.conftest import MakeEvent

pytestmark = pytest.mark.anyio

POURED = "cups.poured.v1"


@pytest.fixture
def make_relay(database: Database, clock: FixedClock, random: Random):
    def make(handlers: Mapping[str, Handler], name: str = "one") -> Relay:
        return Relay(database, clock, random, handlers, name=name)

    return make


class Cups:
    """A handler that writes down what it did, and fails as told."""

    def __init__(self) -> None:
        self.poured: list[int] = []
        self.calls: list[list[int]] = []
        self.poison: set[int] = set()
        self.poured_some = asyncio.Event()

    async def __call__(self, delivery: Delivery) -> None:
        self.calls.append(sorted(event.payload["n"] for event in delivery.events))
        async with delivery.transaction() as (_, fresh):
            numbers = [event.payload["n"] for event in fresh]
            if self.poison & set(numbers):
                raise ValueError("no cup")
        self.poured += numbers
        self.poured_some.set()


async def publish(database: Database, *events: Event) -> None:
    async with database.transaction() as tx:
        await api.append(tx, events)


async def backlog(database: Database) -> dict[EventState, int]:
    async with database.reading() as tx:
        return {item.state: item.count for item in await api.backlog(tx)}


async def exhaust(worker: Relay) -> None:
    while await worker.step():
        await worker.settle()


async def test_every_event_reaches_its_handler_and_is_done(
    database: Database, event: MakeEvent, make_relay
) -> None:
    cups = Cups()
    await publish(database, *[event(key=str(n % 3), n=n) for n in range(9)])
    await exhaust(make_relay({POURED: cups}))
    assert cups.calls == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert await backlog(database) == {}


async def test_an_event_delivered_twice_has_its_effect_once(
    database: Database, clock: FixedClock, event: MakeEvent, make_relay
) -> None:
    cups, started, go_on = Cups(), asyncio.Event(), asyncio.Event()

    async def slow(delivery: Delivery) -> None:
        started.set()
        await go_on.wait()
        await cups(delivery)

    await publish(database, event(n=1))
    first, second = make_relay({POURED: slow}), make_relay({POURED: cups}, "two")
    await first.step()
    await started.wait()
    clock.advance(seconds=relay.LEASE_S)  # The first is late: its lease ends, another relay takes over.
    await exhaust(second)
    go_on.set()
    await first.settle()
    assert cups.calls == [[1], [1]]
    assert cups.poured == [1]
    assert await backlog(database) == {}


async def test_a_poisoned_event_fails_alone_is_tried_eight_times_and_is_dead(
    database: Database, clock: FixedClock, event: MakeEvent, make_relay
) -> None:
    cups = Cups()
    cups.poison = {2}
    await publish(database, *[event(key=str(n), n=n) for n in range(4)])
    worker = make_relay({POURED: cups})
    await exhaust(worker)
    assert sorted(cups.poured) == [0, 1, 3]
    assert await backlog(database) == {EventState.PENDING: 1}
    for _ in range(20):
        clock.advance(seconds=60)
        await exhaust(worker)
    assert cups.calls.count([2]) == api.ATTEMPTS_MAX
    assert await backlog(database) == {EventState.DEAD: 1}


async def test_a_handler_that_hangs_has_failed(
    database: Database, event: MakeEvent, make_relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "HANDLER_S_MAX", 0.05)

    async def hang(_: Delivery) -> None:
        await asyncio.sleep(60)

    await publish(database, event())
    await exhaust(make_relay({POURED: hang}))
    assert await backlog(database) == {EventState.PENDING: 1}


async def test_a_handler_with_no_effect_ends_its_events(
    database: Database, event: MakeEvent, make_relay
) -> None:
    async def shrug(_: Delivery) -> None:
        return

    await publish(database, event())
    await exhaust(make_relay({POURED: shrug}))
    assert await backlog(database) == {}


async def test_what_a_handler_finished_before_it_failed_stays_done(
    database: Database, clock: FixedClock, event: MakeEvent, make_relay
) -> None:
    finished: list[int] = []

    async def one_then_fail(delivery: Delivery) -> None:
        for each in delivery.events:
            if each.payload["n"] == 1:
                raise ValueError("no cup")
            async with delivery.transaction([each]):
                finished.append(each.payload["n"])

    await publish(database, event(key="a", n=0), event(key="b", n=1))
    await exhaust(make_relay({POURED: one_then_fail}))
    assert finished == [0]
    assert await backlog(database) == {EventState.PENDING: 1}


async def test_a_running_relay_is_woken_by_the_commit_and_stops_when_told(
    database: Database, event: MakeEvent, make_relay
) -> None:
    cups = Cups()
    task = asyncio.create_task(make_relay({POURED: cups}).run())
    for n in range(3):
        await publish(database, event(n=n))
        await asyncio.wait_for(cups.poured_some.wait(), 2)
        cups.poured_some.clear()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert cups.poured == [0, 1, 2]
    assert await backlog(database) == {}


async def test_two_relays_share_the_work_and_repeat_nothing(
    database: Database, event: MakeEvent, make_relay
) -> None:
    cups = Cups()
    await publish(database, *[event(key=str(n % 10), n=n) for n in range(100)])
    await asyncio.gather(exhaust(make_relay({POURED: cups})), exhaust(make_relay({POURED: cups}, "two")))
    await exhaust(make_relay({POURED: cups}))
    assert sorted(cups.poured) == list(range(100))
    for key in range(10):
        of_key = [n for n in cups.poured if n % 10 == key]
        assert of_key == sorted(of_key)
