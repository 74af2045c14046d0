"""Every door of `catalog` on a real PostgreSQL."""

from datetime import datetime
from uuid import UUID

import pytest

from qianbei.catalog import api
from qianbei.catalog.contracts import (
    CheckedMenu,
    DeliveryTerms,
    MenuKey,
    MenuRefused,
    MenuUpload,
    NewSeller,
    NewStore,
    OpeningHours,
    Place,
    Published,
    Store,
    StoreChange,
    StoreRefusal,
    StoreStatus,
)
from qianbei.db.database import Tx

pytestmark = pytest.mark.anyio

CELL = 1
SELLER, RIVAL = UUID(int=1), UUID(int=2)
MINE = frozenset({SELLER})
HOURS = (OpeningHours(tuple(range(7)), 420, 1560),)
MENU = """
format: 1
name: {zh-Hans: 云汀试饮, en: Yunting tasting}
languages: [zh-Hans, en]
categories:
  - {id: tea, name: {zh-Hans: 茶, en: Tea}}
items:
  - {id: plain, category: tea, name: {zh-Hans: 清茶, en: Plain tea}, price_fen: PRICE}
"""


def checked(price_fen: int = 900) -> CheckedMenu:
    menu = api.check_menu(MENU.replace("PRICE", str(price_fen)))
    assert isinstance(menu, CheckedMenu), menu
    return menu


def new_store(number: int, at: datetime, seller: UUID = SELLER, hours=HOURS) -> NewStore:
    return NewStore(
        UUID(int=number), seller, {"zh-Hans": f"{number} 号店", "en": f"Store {number}"}, "长堤路 1 号",
        30_000_000, 120_000_000, hours, 480, 12, 30, DeliveryTerms(3000, 300, 1000, 100), None, at,
    )  # fmt: skip


async def two_sellers(tx: Tx, at: datetime) -> None:
    names = {"zh-Hans": "云上", "en": "Cloud"}
    await api.create_sellers(tx, CELL, [NewSeller(SELLER, names, at), NewSeller(RIVAL, names, at)])
    await api.create_stores(tx, CELL, [new_store(11, at), new_store(12, at), new_store(21, at, RIVAL)])


def upload(at: datetime, *others: int, price_fen: int = 900) -> MenuUpload:
    return MenuUpload(UUID(int=11), tuple(UUID(int=o) for o in others), MINE, checked(price_fen), at)


async def test_a_new_store_is_a_draft_and_keeps_what_it_was_given(tx: Tx, clock):
    await two_sellers(tx, clock.now())
    [again] = await api.create_stores(tx, CELL, [new_store(11, clock.now())])
    assert isinstance(again, Store)
    assert again.status is StoreStatus.DRAFT
    assert again.hours == HOURS
    assert again.delivery == DeliveryTerms(3000, 300, 1000, 100)
    assert again.menu_id is None
    assert [s.store_id.int for s in await api.stores_of(tx, CELL, [SELLER])] == [11, 12]


async def test_a_store_with_unsound_hours_is_not_made(tx: Tx, clock):
    await two_sellers(tx, clock.now())
    outcomes = await api.create_stores(tx, CELL, [new_store(13, clock.now(), hours=())])
    assert outcomes == [StoreRefusal.HOURS_INVALID]
    assert await api.stores(tx, CELL, [UUID(int=13)]) == {}


async def test_a_store_opens_only_with_a_menu(tx: Tx, clock):
    await two_sellers(tx, clock.now())
    opening = StoreChange(UUID(int=11), MINE, status=StoreStatus.OPEN)
    assert await api.change_stores(tx, CELL, [opening]) == [StoreRefusal.MENU_MISSING]
    assert await api.statuses(tx, CELL, [UUID(int=11)]) == {UUID(int=11): StoreStatus.DRAFT}
    await api.publish_menu(tx, CELL, upload(clock.now()))
    [opened] = await api.change_stores(tx, CELL, [opening])
    assert isinstance(opened, Store)
    assert await api.statuses(tx, CELL, [UUID(int=11)]) == {UUID(int=11): StoreStatus.OPEN}


async def test_somebody_elses_store_is_unknown_and_stays_as_it_was(tx: Tx, clock):
    await two_sellers(tx, clock.now())
    rivals = UUID(int=21)
    before = await api.stores(tx, CELL, [rivals])
    change = StoreChange(rivals, MINE, cups_per_slot=1)
    assert await api.change_stores(tx, CELL, [change]) == [StoreRefusal.NOT_FOUND]
    assert await api.publish_menu(tx, CELL, upload(clock.now(), 21)) is StoreRefusal.NOT_FOUND
    assert await api.stores(tx, CELL, [rivals, UUID(int=11)]) == {
        **before,
        **await api.stores(tx, CELL, [UUID(int=11)]),
    }
    assert (await api.stores(tx, CELL, [UUID(int=11)]))[UUID(int=11)].menu_id is None


async def test_changes_of_one_store_apply_in_order(tx: Tx, clock):
    await two_sellers(tx, clock.now())
    changes = [StoreChange(UUID(int=11), MINE, cups_per_slot=5), StoreChange(UUID(int=11), MINE, prep_s=60)]
    await api.change_stores(tx, CELL, changes)
    store = (await api.stores(tx, CELL, [UUID(int=11)]))[UUID(int=11)]
    assert (store.cups_per_slot, store.prep_s) == (5, 60)


async def test_a_menu_has_versions_and_an_equal_one_is_no_new_version(tx: Tx, clock):
    await two_sellers(tx, clock.now())
    first = await api.publish_menu(tx, CELL, upload(clock.now(), 12))
    assert isinstance(first, Published)
    assert first.version == 1
    assert await api.publish_menu(tx, CELL, upload(clock.now(), 12)) == first
    second = await api.publish_menu(tx, CELL, upload(clock.now(), price_fen=1000))
    assert second == Published(first.menu_id, 2)
    stores = await api.stores(tx, CELL, [UUID(int=11), UUID(int=12)])
    assert [stores[UUID(int=n)].menu_version for n in (11, 12)] == [2, 1]
    kept = await api.menus(tx, CELL, [MenuKey(first.menu_id, 1), MenuKey(first.menu_id, 2)])
    assert kept[MenuKey(first.menu_id, 1)] == checked(900).menu
    assert kept[MenuKey(first.menu_id, 2)] == checked(1000).menu


def test_a_bad_menu_is_explained_and_has_no_form_that_could_be_stored():
    refused = api.check_menu(MENU.replace("PRICE", "-1"))
    assert isinstance(refused, MenuRefused)
    assert refused.problems[0].line == 8


async def test_a_reader_is_told_what_changed_after_its_revision(tx: Tx, clock):
    assert await api.changed_since(tx, CELL, 0) is None
    await two_sellers(tx, clock.now())
    everything = await api.changed_since(tx, CELL, 0)
    assert everything is not None
    assert (len(everything.sellers), len(everything.stores)) == (2, 3)
    assert await api.changed_since(tx, CELL, everything.revision) is None
    place = Place(UUID(int=9), {"zh-Hans": "东门", "en": "East gate"}, 30_000_000, 120_000_000)
    await api.add_places(tx, CELL, [place])
    await api.publish_menu(tx, CELL, upload(clock.now()))
    news = await api.changed_since(tx, CELL, everything.revision)
    assert news is not None
    assert news.revision > everything.revision
    assert [store.store_id.int for store in news.stores] == [11]
    assert news.places == (place,)
    assert news.sellers == ()
