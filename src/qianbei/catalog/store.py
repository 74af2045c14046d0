"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from qianbei.catalog.contracts import (
    MenuKey,
    MenuUpload,
    NewSeller,
    NewStore,
    OpeningHours,
    Place,
    Seller,
    Store,
    StoreStatus,
)
from qianbei.db.database import Tx
from qianbei.db.sql import load_queries
from qianbei.menu import Menu

queries = load_queries("qianbei.catalog")


def _columns(values: Sequence[Any], **names: str) -> dict[str, object]:
    return {name: [getattr(value, attribute) for value in values] for name, attribute in names.items()}


def _spans(hours: Iterable[OpeningHours]) -> str:
    return msgspec.json.encode(list(hours)).decode()


def _store(row: tuple[Any, ...]) -> Store:
    return msgspec.convert(dict(zip(Store.__struct_fields__, row, strict=True)), Store)


async def next_revision(tx: Tx, cell: int) -> int:
    return (await tx.rows(queries.next_revision, {"cell": cell}))[0][0]


async def last_revision(tx: Tx, cell: int) -> int:
    rows = await tx.rows(queries.last_revision, {"cell": cell})
    return rows[0][0] if rows else 0


async def insert_sellers(tx: Tx, cell: int, sellers: Sequence[NewSeller], revision: int) -> None:
    await tx.run(
        queries.insert_sellers,
        {"cell": cell, "revision": revision}
        | _columns(sellers, seller_ids="seller_id", names="names", ats="at"),
    )


async def insert_stores(tx: Tx, cell: int, stores: Sequence[NewStore], revision: int) -> None:
    await tx.run(
        queries.insert_stores,
        {"cell": cell, "revision": revision, "hours": [_spans(store.hours) for store in stores]}
        | _columns(stores, store_ids="store_id", seller_ids="seller_id", names="names", addresses="address")
        | _columns(stores, lats="lat_e6", lngs="lng_e6", utc_offsets="utc_offset_minutes")
        | _columns(stores, cups_per_slots="cups_per_slot", prep_ss="prep_s", deliveries="delivery")
        | _columns(stores, phones="phone", ats="at"),
    )


async def update_stores(tx: Tx, cell: int, stores: Sequence[Store], revision: int) -> None:
    await tx.run(
        queries.update_stores,
        {"cell": cell, "revision": revision, "hours": [_spans(store.hours) for store in stores]}
        | _columns(stores, store_ids="store_id", statuses="status", cups_per_slots="cups_per_slot")
        | _columns(stores, prep_ss="prep_s", deliveries="delivery")
        | _columns(stores, menu_ids="menu_id", menu_versions="menu_version"),
    )


async def lock_stores(tx: Tx, cell: int, store_ids: Sequence[UUID]) -> dict[UUID, Store]:
    rows = await tx.rows(queries.lock_stores, {"cell": cell, "store_ids": list(store_ids)})
    return {row[0]: _store(row) for row in rows}


async def find_stores(tx: Tx, cell: int, store_ids: Sequence[UUID]) -> dict[UUID, Store]:
    rows = await tx.rows(queries.find_stores, {"cell": cell, "store_ids": list(store_ids)})
    return {row[0]: _store(row) for row in rows}


async def stores_of_sellers(tx: Tx, cell: int, seller_ids: Sequence[UUID]) -> list[Store]:
    parameters = {"cell": cell, "seller_ids": list(seller_ids)}
    return [_store(row) for row in await tx.rows(queries.stores_of_sellers, parameters)]


async def find_statuses(tx: Tx, cell: int, store_ids: Sequence[UUID]) -> dict[UUID, StoreStatus]:
    rows = await tx.rows(queries.find_statuses, {"cell": cell, "store_ids": list(store_ids)})
    return {store_id: StoreStatus(status) for store_id, status in rows}


async def find_sellers(tx: Tx, cell: int, seller_ids: Sequence[UUID]) -> dict[UUID, Seller]:
    rows = await tx.rows(queries.find_sellers, {"cell": cell, "seller_ids": list(seller_ids)})
    return {row[0]: Seller(*row) for row in rows}


async def last_versions(tx: Tx, cell: int, menu_ids: Sequence[UUID]) -> dict[UUID, tuple[int, str]]:
    """Version and text of the last version of each menu."""
    rows = await tx.rows(queries.last_versions, {"cell": cell, "menu_ids": list(menu_ids)})
    return {menu_id: (version, document) for menu_id, version, document in rows}


async def insert_menus(tx: Tx, cell: int, uploads: Sequence[tuple[MenuKey, UUID, MenuUpload]]) -> None:
    """Key, seller and upload of each new version."""
    await tx.run(
        queries.insert_menus,
        {
            "cell": cell,
            "menu_ids": [key.menu_id for key, _, _ in uploads],
            "versions": [key.version for key, _, _ in uploads],
            "seller_ids": [seller_id for _, seller_id, _ in uploads],
            "documents": [upload.checked.document for _, _, upload in uploads],
            "contents": [upload.checked.menu for _, _, upload in uploads],
            "ats": [upload.at for _, _, upload in uploads],
        },
    )


async def find_menus(tx: Tx, cell: int, keys: Sequence[MenuKey]) -> dict[MenuKey, Menu]:
    rows = await tx.rows(
        queries.find_menus, {"cell": cell} | _columns(keys, menu_ids="menu_id", versions="version")
    )
    return {MenuKey(menu_id, version): msgspec.convert(content, Menu) for menu_id, version, content in rows}


async def insert_places(tx: Tx, cell: int, places: Sequence[Place], revision: int) -> None:
    await tx.run(
        queries.insert_places,
        {"cell": cell, "revision": revision}
        | _columns(places, place_ids="place_id", names="names", lats="lat_e6", lngs="lng_e6"),
    )


async def changed(tx: Tx, cell: int, revision: int) -> tuple[list[Seller], list[Store], list[Place]]:
    parameters = {"cell": cell, "revision": revision}
    sellers, stores, places = await tx.at_once(
        tx.rows(queries.changed_sellers, parameters),
        tx.rows(queries.changed_stores, parameters),
        tx.rows(queries.changed_places, parameters),
    )
    return (
        [Seller(*row) for row in sellers],
        [_store(row) for row in stores],
        [Place(*row) for row in places],
    )
