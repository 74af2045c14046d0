"""`kill -9` of any process of a real installation, in the middle of a rush: nothing is lost, doubled or held for ever.

A module of real processes and real time. Two cases run always; QIANBEI_ALL_KILLS=1 runs every one.
"""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import psycopg
import pytest

from tests.support.guests import Guest, browsers, guests_at
from tests.support.installation import Installation, installed, until

EVERYTHING = {"up", "serve", "web worker", "work", "payer", "sandbox", "PostgreSQL"}
ENDED = {"handed_over", "cancelled"}
END_WITHIN_S = 90.0
LOOK_S = 0.5

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]
in_full = pytest.mark.skipif(
    not os.environ.get("QIANBEI_ALL_KILLS"), reason="a long case; QIANBEI_ALL_KILLS=1 runs it"
)

KILLS = [
    pytest.param("PostgreSQL", 200, id="PostgreSQL"),
    pytest.param("web worker", 60, id="web worker"),
    pytest.param("serve", 40, id="serve", marks=in_full),
    pytest.param("work", 40, id="work", marks=in_full),
    pytest.param("payer", 40, id="payer", marks=in_full),
    pytest.param("sandbox", 40, id="sandbox", marks=in_full),
    pytest.param("up", 40, id="up", marks=in_full),
]
"""Who is killed, and how many customers order at that moment."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One for all cases: it has to live through all of them anyway."""
    folder = tmp_path_factory.mktemp("killed")
    with installed(Installation(folder / "data", "--city-speed", "60")) as running:
        yield running


@pytest.mark.parametrize(("name", "customers"), KILLS)
async def test_whoever_is_killed_in_a_rush_every_order_stands_once_and_ends(
    installation: Installation, name: str, customers: int
) -> None:
    async with browsers(installation.url) as http:
        guests = guests_at(http, customers)
        async with asyncio.TaskGroup() as rush:
            for guest in guests:
                rush.create_task(guest.order())
            rush.create_task(strike(installation, name, guests))
        await everything_runs_again(installation)
        await all_ended(installation, guests)
    assert_each_has_exactly_one_order(installation, guests)
    assert installation.rows("select count(*) from campaigns.cards where state = 'held'") == [(0,)]
    audit = await asyncio.to_thread(installation.run, "audit", "--json")
    assert audit.returncode == 0, audit.stdout + audit.stderr


async def strike(installation: Installation, name: str, guests: Sequence[Guest]) -> None:
    """Kills when a quarter of the orders stand; a killed `qianbei up` is started again by hand."""
    while sum(1 for guest in guests if guest.order_id) < len(guests) // 4:  # noqa: ASYNC110 - no event of ours
        await asyncio.sleep(0.02)
    await asyncio.to_thread(installation.kill, name)
    if name == "up":
        await asyncio.to_thread(until, lambda: not installation.everything())
        await asyncio.to_thread(installation.start)


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
