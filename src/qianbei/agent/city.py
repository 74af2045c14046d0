"""The city as this worker holds it in memory: stores, places and compiled menus, at most a second old.

Readers take one `City` and use it for their whole turn; a refresh replaces it as a whole and never changes one
that somebody holds. What was compiled once for a menu version is kept, so a store that only pauses costs little.
Deliberately absent: anything that changes by the order (cups, cards) and any write.
"""

import asyncio
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from uuid import UUID

import msgspec
import structlog

from qianbei.agent.known import Known
from qianbei.agent.nearby import Standing
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import Changes, MenuKey, OpeningHours, Place, Seller, Store, StoreStatus
from qianbei.db import Database
from qianbei.db.errors import ConnectionLost
from qianbei.db.wake import wakes
from qianbei.kit.geometry import Point, spot
from qianbei.menu import Menu
from qianbei.reader.api import CompiledCity, CompiledMenu, StoreMenu, compile_city, compile_menu

FALLBACK_S = 1.0
"""How stale the city may get when every notification is lost."""

PAUSE_S = 0.2
"""Between two refreshes: a burst of changes (sixty stores opening) is compiled a few times, not sixty."""

log = structlog.get_logger(__name__)


class City(msgspec.Struct, frozen=True, dict=True):
    """One instant of the catalogue. `compiled` holds the open stores only; the mappings hold all."""

    revision: int
    sellers: Mapping[UUID, Seller]
    stores: Mapping[UUID, Store]
    places: Mapping[UUID, Place]
    menus: Mapping[MenuKey, Menu]
    compiled_menus: Mapping[MenuKey, CompiledMenu]
    compiled: CompiledCity
    standings: Mapping[UUID, Standing]

    @cached_property
    def known(self) -> Known:
        """What was worked out of this city."""
        return Known()

    def menu_key_of(self, store_id: UUID) -> MenuKey | None:
        """The menu version a store sells from now; None for an unknown store or one without a menu."""
        store = self.stores.get(store_id)
        return None if store is None else _key(store)


class CityMemory:
    """Holds the newest `City` and keeps it new. `run` is one task of the worker's."""

    def __init__(self, database: Database, cell: int) -> None:
        self._database = database
        self._cell = cell
        empty = MappingProxyType({})
        self.city = City(0, empty, empty, empty, empty, empty, compile_city(()), empty)

    async def refresh(self) -> bool:
        """Reads what changed and compiles what is new; True when there was something. Raises DatabaseError."""
        async with self._database.reading() as tx:
            changes = await catalog.changed_since(tx, self._cell, self.city.revision)
            if changes is None:
                return False
            wanted = {key for store in changes.stores if (key := _key(store))} - self.city.menus.keys()
            menus = await catalog.menus(tx, self._cell, sorted(wanted, key=_order)) if wanted else {}
        # Compiling may take a good part of a second: not on the loop that serves people.
        self.city = await asyncio.to_thread(_renewed, self.city, changes, menus)
        return True

    async def run(self) -> None:
        """Refreshes at each wake-up until cancelled; a lost database only makes the city older."""
        async for _ in wakes(self._database.dsn, [catalog.CHANNEL], FALLBACK_S):
            try:
                if await self.refresh():
                    await asyncio.sleep(PAUSE_S)
            except ConnectionLost as error:
                log.warning("city.refresh_failed", error=str(error))
                await asyncio.sleep(FALLBACK_S)


def _renewed(city: City, changes: Changes, menus: Mapping[MenuKey, Menu]) -> City:
    stores = {**city.stores, **{store.store_id: store for store in changes.stores}}
    sellers = {**city.sellers, **{seller.seller_id: seller for seller in changes.sellers}}
    used = {key for store in stores.values() if (key := _key(store))}
    kept = {key: menu for key, menu in {**city.menus, **menus}.items() if key in used}
    compiled_menus = {key: city.compiled_menus.get(key) or compile_menu(menu) for key, menu in kept.items()}
    return City(
        revision=changes.revision,
        sellers=MappingProxyType(sellers),
        stores=MappingProxyType(stores),
        places=MappingProxyType({**city.places, **{place.place_id: place for place in changes.places}}),
        menus=MappingProxyType(kept),
        compiled_menus=MappingProxyType(compiled_menus),
        compiled=_compiled(city, stores, sellers, compiled_menus),
        standings=standings_of(stores),
    )


def standings_of(stores: Mapping[UUID, Store]) -> Mapping[UUID, Standing]:
    """Of the stores that have a menu."""
    schedules: dict[tuple[tuple[OpeningHours, ...], int], int] = {}
    menus: dict[MenuKey, int] = {}
    standings = {}
    for store_id, store in stores.items():
        if (key := _key(store)) is not None:
            schedule = schedules.setdefault((store.hours, store.utc_offset_minutes), len(schedules))
            place = spot(Point(store.lat_e6, store.lng_e6))
            menu = menus.setdefault(key, len(menus))
            standings[store_id] = Standing(store, key, place, schedule, menu)
    return MappingProxyType(standings)


def _compiled(
    city: City,
    stores: Mapping[UUID, Store],
    sellers: Mapping[UUID, Seller],
    compiled_menus: Mapping[MenuKey, CompiledMenu],
) -> CompiledCity:
    """Compiled anew only when another set of stores is open or one of them has another name or menu."""
    if _sold(stores) == _sold(city.stores):
        return city.compiled
    return compile_city(
        [
            StoreMenu(str(store_id), _names(store, sellers), compiled_menus[key])
            for store_id, store in sorted(stores.items())
            if store.status is StoreStatus.OPEN and (key := _key(store))
        ]
    )


def _names(store: Store, sellers: Mapping[UUID, Seller]) -> tuple[str, ...]:
    """Every name by which people call the store: its own, then its seller's, in all languages."""
    seller = sellers.get(store.seller_id)
    return (*store.names.values(), *(seller.names.values() if seller else ()))


def _sold(stores: Mapping[UUID, Store]) -> dict[UUID, tuple[MenuKey | None, dict[str, str]]]:
    return {
        store_id: (_key(store), store.names)
        for store_id, store in stores.items()
        if store.status is StoreStatus.OPEN
    }


def _key(store: Store) -> MenuKey | None:
    if store.menu_id is None or store.menu_version is None:
        return None
    return MenuKey(store.menu_id, store.menu_version)


def _order(key: MenuKey) -> tuple[UUID, int]:
    return key.menu_id, key.version
