"""Everybody moves in, through the public doors: merchants with menus and stores, riders, places, the campaign.

Each step looks first and adds only what is missing, so it may be killed anywhere and run again, and a second start
finds everything there. What a real person changed meanwhile (a paused store, another menu) is left as it is.
The campaign comes last, so the city's own workers are no guests of it.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog

from qianbei.kit.geometry import Point
from qianbei.sandbox.city import Brand, City, Rider, Store
from qianbei.sandbox.people.doors import Doors
from qianbei.sandbox.people.person import Person, Tokens, needed

CAMPAIGN_BUDGET_FEN = 300_000_000
CARD_FACE_FEN = 2_500
CAMPAIGN_LASTS = timedelta(days=30)
PLACES_MAX = 100
_OPERATOR = "operator"

_log = structlog.get_logger(__name__)


class Settled(msgspec.Struct, frozen=True):
    """Who lives here, signed in. `merchants` and `riders` are in the city's order; `speed` is the city's."""

    merchants: tuple[Person, ...]
    riders: tuple[Person, ...]
    place_ids: tuple[str, ...]
    speed: float


async def settle(doors: Doors, city: City, tokens: Tokens, operator_key: str) -> Settled:
    """Raises DoorShutError while the house is shut, RefusedError when it refuses what must be."""
    operator = await _operator(doors, tokens, operator_key)
    place_ids = await _places(doors, city, operator)
    merchants = [Person(doors, tokens, brand.phone) for brand in city.brands]
    riders = [Person(doors, tokens, rider.phone) for rider in city.riders]
    async with asyncio.TaskGroup() as group:
        for person, brand in zip(merchants, city.brands, strict=True):
            group.create_task(_merchant(person, brand))
        for person, rider in zip(riders, city.riders, strict=True):
            group.create_task(_rider(person, rider))
    session = needed(await doors.get("/session", operator)).body
    await _campaign(doors, city, operator, msgspec.convert(session["city"]["now"], datetime))
    tokens.save()
    _log.info("sandbox_city_settled", merchants=len(merchants), riders=len(riders), places=len(place_ids))
    return Settled(tuple(merchants), tuple(riders), place_ids, float(session["city"]["speed"]))


async def _operator(doors: Doors, tokens: Tokens, operator_key: str) -> str:
    """The token of a session that has the operator's role."""
    known = tokens.get(_OPERATOR)
    if known is not None and (await doors.get("/ops/overview", known)).is_yes:
        return known
    session = needed(await doors.write("POST", "/session/operator", {"key": operator_key}))
    token = session.body["token"]
    tokens.put(_OPERATOR, token)
    return token


async def _places(doors: Doors, city: City, operator: str) -> tuple[str, ...]:
    """Their ids. Adding a place that is known already is no change, so a list that lags does no harm."""
    there = needed(await doors.get(f"/places?limit={PLACES_MAX}", operator)).body["places"]
    known = {place["name"]["zh-Hans"] for place in there}
    missing = [place for place in city.places if place.name["zh-Hans"] not in known]
    if missing:
        new = [{"name": place.name, **_spot(place.point)} for place in missing]
        there += needed(await doors.write("POST", "/ops/places", {"places": new}, operator)).body["places"]
    return tuple(place["place_id"] for place in there)


async def _campaign(doors: Doors, city: City, operator: str, now: datetime) -> None:
    if needed(await doors.get("/ops/overview", operator)).body["campaign"] is not None:
        return
    body = {
        "name": city.campaign,
        "budget_fen": CAMPAIGN_BUDGET_FEN,
        "face_fen": CARD_FACE_FEN,
        "ends_at": now + CAMPAIGN_LASTS,
    }
    started = await doors.write("POST", "/ops/campaigns", body, operator)
    if started.code != "campaign_running":
        needed(started)


async def _rider(person: Person, rider: Rider) -> None:
    await person.enter()
    if "rider" not in person.subjects:
        needed(await person.post("/riders", {"name": rider.name, "fleet": rider.fleet}))


async def _merchant(person: Person, brand: Brand) -> None:
    await person.enter()
    seller_id = person.subjects.get("merchant")
    if seller_id is None:
        seller_id = needed(await person.post("/merchants", {"name": brand.name})).body["seller_id"]
    stores = await _own_stores(person)
    known = {store["name"]["zh-Hans"] for store in stores}
    missing = [store for store in brand.stores if store.name["zh-Hans"] not in known]
    for store in missing:
        stores.append(needed(await person.post("/stores", _registration(seller_id, store))).body)
    await _open(person, brand.document, stores)


async def _open(person: Person, document: str, stores: Sequence[dict[str, Any]]) -> None:
    """Gives a menu to every store without one, and opens what was never open."""
    without = [store["store_id"] for store in stores if store["menu_version"] is None]
    if without:
        upload = {"document": document, "share_with": without[1:]}
        needed(await person.write("PUT", f"/stores/{without[0]}/menu", upload))
    for store in stores:
        if store["status"] == "draft":
            needed(await person.write("PATCH", f"/stores/{store['store_id']}", {"status": "open"}))


async def _own_stores(person: Person) -> list[dict[str, Any]]:
    return needed(await person.get("/stores?mine=1")).body["stores"]


def _registration(seller_id: str, store: Store) -> dict[str, Any]:
    return {
        "seller_id": seller_id,
        "name": store.name,
        "address": store.address,
        **_spot(store.point),
        "hours": [msgspec.to_builtins(hours) for hours in store.hours],
        "cups_per_slot": store.cups_per_slot,
        "prep_s": store.prep_s,
        "delivery": msgspec.to_builtins(store.delivery),
    }


def _spot(point: Point) -> dict[str, int]:
    return {"lat_e6": point.lat_e6, "lng_e6": point.lng_e6}
