"""The city in memory: what it holds, what it keeps, what it compiles anew."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from qianbei.agent.city import CityMemory
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import (
    CheckedMenu,
    DeliveryTerms,
    MenuUpload,
    NewSeller,
    NewStore,
    OpeningHours,
    StoreChange,
    StoreStatus,
)
from qianbei.db import Database
from tests.support.web import MENU, NAME

pytestmark = pytest.mark.anyio

AT = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
SELLER = UUID(int=1)
ONE, TWO = UUID(int=11), UUID(int=12)
MINE = frozenset({SELLER})


async def two_stores(database: Database) -> None:
    hours = (OpeningHours(tuple(range(7)), 420, 1560),)
    terms = DeliveryTerms(3000, 300, 1000, 100)
    stores = [
        NewStore(store, SELLER, NAME, "长堤路", 1, 2, hours, 480, 12, 30, terms, None, AT)
        for store in (ONE, TWO)
    ]
    checked = catalog.check_menu(MENU)
    assert isinstance(checked, CheckedMenu)
    async with database.transaction() as tx:
        await catalog.create_sellers(tx, 1, [NewSeller(SELLER, NAME, AT)])
        await catalog.create_stores(tx, 1, stores)
        await catalog.publish_menu(tx, 1, MenuUpload(ONE, (TWO,), MINE, checked, AT))


async def change(database: Database, store_id: UUID, **values) -> None:
    async with database.transaction() as tx:
        await catalog.change_stores(tx, 1, [StoreChange(store_id, MINE, **values)])


async def test_only_open_stores_are_read_and_a_shared_menu_is_one(database):
    memory = CityMemory(database, 1)
    await two_stores(database)
    await change(database, ONE, status=StoreStatus.OPEN)
    assert await memory.refresh()
    assert set(memory.city.stores) == {ONE, TWO}
    assert list(memory.city.compiled.menu_of) == [str(ONE)]
    await change(database, TWO, status=StoreStatus.OPEN)
    await memory.refresh()
    assert memory.city.compiled.stores_of == [(str(ONE), str(TWO))]
    assert len(memory.city.menus) == 1


async def test_nothing_new_is_no_refresh(database):
    memory = CityMemory(database, 1)
    assert not await memory.refresh()
    await two_stores(database)
    assert await memory.refresh()
    held = memory.city
    assert not await memory.refresh()
    assert memory.city is held


async def test_what_is_held_does_not_change_and_other_hours_compile_nothing(database):
    memory = CityMemory(database, 1)
    await two_stores(database)
    await change(database, ONE, status=StoreStatus.OPEN)
    await memory.refresh()
    held = memory.city
    await change(database, ONE, cups_per_slot=3)
    await memory.refresh()
    assert held.stores[ONE].cups_per_slot == 12
    assert memory.city.stores[ONE].cups_per_slot == 3
    assert memory.city.compiled is held.compiled


async def test_a_new_menu_version_takes_the_place_of_the_old(database):
    memory = CityMemory(database, 1)
    await two_stores(database)
    await memory.refresh()
    before = memory.city.menu_key_of(ONE)
    checked = catalog.check_menu(MENU.replace("900", "1000"))
    assert isinstance(checked, CheckedMenu)
    async with database.transaction() as tx:
        await catalog.publish_menu(tx, 1, MenuUpload(ONE, (TWO,), MINE, checked, AT))
    await memory.refresh()
    after = memory.city.menu_key_of(ONE)
    assert before is not None
    assert after is not None
    assert (before.version, after.version) == (1, 2)
    assert set(memory.city.menus) == {after}
    assert memory.city.menus[after].items[0].price_fen == 1000
    assert memory.city.menu_key_of(UUID(int=404)) is None
