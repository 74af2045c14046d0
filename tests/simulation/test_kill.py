"""`kill -9` of any process of a real installation, in the middle of a rush: nothing is lost, doubled or held for ever.

Real processes and real time, so one case runs always and QIANBEI_ALL_KILLS=1 runs every one.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import uuid4

import psycopg
import pytest

from tests.support.guests import Guest, guests_at
from tests.support.installation import Installation, in_full, installed, linux_only, until

EVERYTHING = {"up", "serve", "web worker", "work", "payer", "carrier", "sandbox", "PostgreSQL"}
ENDED = {"handed_over", "cancelled"}
CITY_SPEED = 40
"""A quote then ends three seconds after it was made, and an order lives for half a minute."""
CHANGE_THEIR_MIND = 4
"""Of so many customers all but one cancel at once: the riders of the city are few, and the test is short."""
AT_ONCE = 30
"""So many order at one time, the next one as soon as one of them has. On a loaded machine the quotes of two hundred at once
ended before their taps came through, and all of them asked for fresh ones until the test gave up."""
END_WITHIN_S = 90.0
LOOK_S = 0.5

pytestmark = [pytest.mark.anyio, linux_only]

KILLS = [
    pytest.param(("PostgreSQL", "web worker"), 200, id="PostgreSQL and web worker"),
    *(
        pytest.param((name,), 40, id=name, marks=in_full)
        for name in ("serve", "work", "payer", "sandbox", "up")
    ),
]
"""Who is killed in one rush, and how many customers order in it."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One for all cases: it has to live through all of them anyway."""
    folder = tmp_path_factory.mktemp("killed")
    with installed(Installation(folder / "data", "--city-speed", str(CITY_SPEED))) as running:
        yield running


@pytest.mark.parametrize(("names", "customers"), KILLS)
async def test_kill_9_any_worker_loses_and_doubles_nothing(
    installation: Installation, names: tuple[str, ...], customers: int
) -> None:
    room = asyncio.Semaphore(AT_ONCE)
    async with guests_at(installation.url, customers) as guests:
        async with asyncio.TaskGroup() as rush:
            for number, guest in enumerate(guests):
                rush.create_task(visit(guest, room, changes_mind=number % CHANGE_THEIR_MIND > 0))
            rush.create_task(strike(installation, names, guests))
        await everything_runs_again(installation)
        await all_ended(installation, guests)
    assert_each_has_exactly_one_order(installation, guests)
    assert installation.rows("select count(*) from campaigns.cards where state = 'held'") == [(0,)]
    audit = await asyncio.to_thread(installation.run, "audit", "--json")
    assert audit.returncode == 0, audit.stdout + audit.stderr


async def visit(guest: Guest, room: asyncio.Semaphore, *, changes_mind: bool) -> None:
    async with room:
        await guest.order()
    if changes_mind:
        await guest.cancel()


async def strike(installation: Installation, names: Sequence[str], guests: Sequence[Guest]) -> None:
    """Kills one after another while the orders come in; a killed `qianbei up` is started again by hand."""
    for number, name in enumerate(names, start=1):
        await enough_stand(guests, len(guests) * number // (len(names) + 1))
        await asyncio.to_thread(installation.kill, name)
        if name == "up":
            await asyncio.to_thread(until, lambda: not installation.everything())
            await asyncio.to_thread(installation.start)


async def enough_stand(guests: Sequence[Guest], count: int) -> None:
    """Returns once so many of the orders stand."""
    while sum(1 for guest in guests if guest.order_id) < count:  # noqa: ASYNC110 - guests set no event
        await asyncio.sleep(0.02)


async def everything_runs_again(installation: Installation) -> None:
    """Every process is there, and no other is left of those that were."""
    await asyncio.to_thread(until, lambda: set(installation.processes()) == EVERYTHING)
    await asyncio.to_thread(until, lambda: not installation.strays())


async def all_ended(installation: Installation, guests: Sequence[Guest]) -> None:
    """Every order has come to its end; who has a rider at the door tells the code meanwhile."""
    waiting = {guest.order_id: guest for guest in guests}
    states: Counter[str] = Counter()
    try:
        async with asyncio.timeout(END_WITHIN_S):
            while waiting:
                found = await asyncio.to_thread(look, installation)
                states = Counter(found.values())
                at_door = [waiting[each] for each in waiting if found.get(each) == "at_door"]
                await asyncio.gather(*(guest.share_code() for guest in at_door))
                waiting = {each: who for each, who in waiting.items() if found.get(each) not in ENDED}
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        pytest.fail(f"{len(waiting)} orders do not end: {states}")


def look(installation: Installation) -> dict[str, str]:
    """Order → state, as the database has it; nothing while it is away."""
    try:
        return dict(installation.rows("select order_id::text, state from orders.orders"))
    except (psycopg.OperationalError, AssertionError):
        return {}


def assert_each_has_exactly_one_order(installation: Installation, guests: Sequence[Guest]) -> None:
    rows = installation.rows("select person_id::text, order_id::text from orders.orders")
    persons = {guest.person_id for guest in guests}
    assert sorted(row for row in rows if row[0] in persons) == sorted(
        (guest.person_id, guest.order_id) for guest in guests
    )


async def test_an_order_that_got_lost_would_be_seen(installation: Installation) -> None:
    async with guests_at(installation.url, 1) as guests:
        await guests[0].order()
        assert_each_has_exactly_one_order(installation, guests)
        guests[0].order_id = str(uuid4())
        with pytest.raises(AssertionError):
            assert_each_has_exactly_one_order(installation, guests)
