"""The sandbox city as a process: everybody moves in, then lives until told to stop."""

import asyncio
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from random import Random, SystemRandom

import httpx
import structlog

from qianbei.sandbox.city import City, make_city
from qianbei.sandbox.people.customers import Crowd
from qianbei.sandbox.people.doors import Doors, DoorShutError
from qianbei.sandbox.people.fleet import Fleet
from qianbei.sandbox.people.kitchen import Kitchen, habits_of
from qianbei.sandbox.people.pace import Pace
from qianbei.sandbox.people.person import Tokens
from qianbei.sandbox.people.riders import Rider
from qianbei.sandbox.people.settle import Settled, settle
from qianbei.sandbox.people.staff import Staff
from qianbei.sandbox.people.street import Street

COME_BACK_S = 1.0
MOVE_IN_TRIES_MAX = 8
"""Each knocks for some seconds: a house that is being started opens within half a minute, or is not there."""
TIMEOUT_S = 10.0

_log = structlog.get_logger(__name__)


async def run(
    base_url: str,
    operator_key: str,
    seed: int,
    tokens_path: Path | None = None,
    customers_per_minute: float = 0.0,
) -> None:
    """Lives until cancelled. `tokens_path` keeps who is signed in for the next start; the minutes are the city's.

    Raises, in an exception group: RefusedError when the house refuses what the city cannot live without, DoorShutError
    when it did not open within MOVE_IN_TRIES_MAX tries.
    """
    city = make_city(seed)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=16)
    keeps_no_cookie = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(
        base_url=base_url, timeout=TIMEOUT_S, limits=limits, cookies=keeps_no_cookie, trust_env=False
    ) as client:
        doors = Doors(client, SystemRandom())
        settled = await _move_in(doors, city, Tokens(tokens_path), operator_key)
        await _live(doors, city, settled, seed, customers_per_minute)


async def _move_in(doors: Doors, city: City, tokens: Tokens, operator_key: str) -> Settled:
    """Tries until the house is open: it may still be starting."""
    for _ in range(1, MOVE_IN_TRIES_MAX):
        try:
            return await settle(doors, city, tokens, operator_key)
        except* DoorShutError as shut:
            _log.warning("sandbox_house_shut", reason=str(shut.exceptions[0]))
        await asyncio.sleep(COME_BACK_S)
    return await settle(doors, city, tokens, operator_key)


async def _live(doors: Doors, city: City, settled: Settled, seed: int, customers_per_minute: float) -> None:
    street, pace = Street(), Pace(settled.speed)
    async with asyncio.TaskGroup() as group:
        for brand, person in zip(city.brands, settled.merchants, strict=True):
            habits = habits_of(brand.stores[0].prep_s, brand.stores[0].cups_per_slot)
            kitchen = Kitchen(habits, Random(f"kitchen/{seed}/{brand.phone}"))
            group.create_task(Staff(brand.name["en"], person, kitchen, street, pace).work())
        for fleet in _fleets(city, settled, street, pace):
            group.create_task(fleet.work())
        if customers_per_minute > 0:
            random = Random(f"crowd/{seed}")
            crowd = Crowd(doors, city, settled.place_ids, street, pace, random, customers_per_minute)
            group.create_task(crowd.come())


def _fleets(city: City, settled: Settled, street: Street, pace: Pace) -> list[Fleet]:
    riders: dict[str, list[Rider]] = {}
    for rider, person in zip(city.riders, settled.riders, strict=True):
        riders.setdefault(rider.fleet, []).append(Rider(person, rider.home, street, pace))
    return [Fleet(name, members, street, pace) for name, members in riders.items()]
