"""The door of `catalog`. Callers hold the transaction; a batch is one cell and answers row by row.

Every writing function wakes the channel `CHANNEL` when its transaction commits.
"""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from qianbei.catalog import rules, store
from qianbei.catalog.contracts import (
    Changes,
    CheckedMenu,
    MenuKey,
    MenuRefused,
    MenuUpload,
    NewSeller,
    NewStore,
    Place,
    Published,
    Seller,
    Store,
    StoreChange,
    StoreRefusal,
    StoreStatus,
)
from qianbei.db.database import Tx
from qianbei.db.wake import notify
from qianbei.kit.ids import derived_id
from qianbei.menu import Menu
from qianbei.menu.parse import parse_menu

CHANNEL = "catalog"

open_at = rules.open_at
opens_next = rules.opens_next
open_minutes_left = rules.open_minutes_left
sound_hours = rules.sound_hours
minute_of = rules.minute_of
clock_text = rules.clock_text


def check_menu(document: str) -> CheckedMenu | MenuRefused:
    """The one way to a menu that may be stored. Takes up to seconds for a large text; touches no database."""
    parsed = parse_menu(document)
    return CheckedMenu(document, parsed) if isinstance(parsed, Menu) else MenuRefused(tuple(parsed))


async def create_sellers(tx: Tx, cell: int, sellers: Sequence[NewSeller]) -> None:
    """Makes sellers; one that exists already stays as it is."""
    await store.insert_sellers(tx, cell, sellers, await _changing(tx, cell))


async def create_stores(tx: Tx, cell: int, stores: Sequence[NewStore]) -> list[Store | StoreRefusal]:
    """Makes stores as drafts without a menu; the same id again is the store that is there."""
    revision = await _changing(tx, cell)
    sound = [new for new in stores if rules.sound_hours(new.hours)]
    await store.insert_stores(tx, cell, sound, revision)
    found = await store.find_stores(tx, cell, [new.store_id for new in sound])
    return [found.get(new.store_id, StoreRefusal.HOURS_INVALID) for new in stores]


async def change_stores(tx: Tx, cell: int, changes: Sequence[StoreChange]) -> list[Store | StoreRefusal]:
    """Each change done or refused with nothing changed; several of one store apply in request order."""
    revision = await _changing(tx, cell)
    locked = await store.lock_stores(tx, cell, sorted({change.store_id for change in changes}))
    changed: dict[UUID, Store] = {}
    outcomes: list[Store | StoreRefusal] = []
    for change in changes:
        outcome = _changed(changed.get(change.store_id) or locked.get(change.store_id), change)
        if isinstance(outcome, Store):
            changed[outcome.store_id] = outcome
        outcomes.append(outcome)
    if changed:
        await store.update_stores(tx, cell, list(changed.values()), revision)
    return outcomes


def _changed(before: Store | None, change: StoreChange) -> Store | StoreRefusal:
    if before is None or before.seller_id not in change.sellers:
        return StoreRefusal.NOT_FOUND
    if change.status is StoreStatus.DRAFT:
        return StoreRefusal.STATUS_INVALID
    if change.status is not None and before.menu_id is None:
        return StoreRefusal.MENU_MISSING
    if change.hours is not None and not rules.sound_hours(change.hours):
        return StoreRefusal.HOURS_INVALID
    return replace(
        before,
        status=change.status or before.status,
        hours=change.hours or before.hours,
        cups_per_slot=change.cups_per_slot or before.cups_per_slot,
        prep_s=change.prep_s or before.prep_s,
        delivery=change.delivery or before.delivery,
    )


async def publish_menu(tx: Tx, cell: int, upload: MenuUpload) -> Published | StoreRefusal:
    """A new version for all named stores at once, or a refusal when one of them is not the caller's.

    A single upload, because a menu is large and its stores are locked together.
    """
    revision = await _changing(tx, cell)
    wanted = sorted({upload.store_id, *upload.share_with})
    locked = await store.lock_stores(tx, cell, wanted)
    sellers = {found.seller_id for found in locked.values()}
    if len(locked) < len(wanted) or not sellers <= upload.sellers or len(sellers) > 1:
        return StoreRefusal.NOT_FOUND
    menu_id = derived_id("menu", cell, upload.store_id)
    version, document = (await store.last_versions(tx, cell, [menu_id])).get(menu_id, (0, None))
    if document != upload.checked.document:
        version += 1
        await store.insert_menus(tx, cell, [(MenuKey(menu_id, version), sellers.pop(), upload)])
    renewed = [replace(found, menu_id=menu_id, menu_version=version) for found in locked.values()]
    await store.update_stores(tx, cell, renewed, revision)
    return Published(menu_id, version)


async def add_places(tx: Tx, cell: int, places: Sequence[Place]) -> None:
    """Makes places; one that exists already stays as it is."""
    await store.insert_places(tx, cell, places, await _changing(tx, cell))


async def stores(tx: Tx, cell: int, store_ids: Sequence[UUID]) -> dict[UUID, Store]:
    """Stores as they stand, unlocked."""
    return await store.find_stores(tx, cell, store_ids)


async def stores_of(tx: Tx, cell: int, seller_ids: Sequence[UUID]) -> list[Store]:
    """Every store of some sellers, the oldest first."""
    return await store.stores_of_sellers(tx, cell, seller_ids)


async def statuses(tx: Tx, cell: int, store_ids: Sequence[UUID]) -> dict[UUID, StoreStatus]:
    """Whether stores sell, unlocked: an order that meets a pause in the same instant may come before it."""
    return await store.find_statuses(tx, cell, store_ids)


async def sellers(tx: Tx, cell: int, seller_ids: Sequence[UUID]) -> dict[UUID, Seller]:
    """Sellers by id."""
    return await store.find_sellers(tx, cell, seller_ids)


async def menus(tx: Tx, cell: int, keys: Sequence[MenuKey]) -> dict[MenuKey, Menu]:
    """Any stored versions, those no longer sold included."""
    return await store.find_menus(tx, cell, keys)


async def changed_since(tx: Tx, cell: int, revision: int) -> Changes | None:
    """What changed after a revision (0: everything); None when nothing did.

    The revision is read first: a change that commits in between is told twice, never missed.
    """
    last = await store.last_revision(tx, cell)
    if last <= revision:
        return None
    changed_sellers, changed_stores, changed_places = await store.changed(tx, cell, revision)
    return Changes(last, tuple(changed_sellers), tuple(changed_stores), tuple(changed_places))


async def _changing(tx: Tx, cell: int) -> int:
    revision = await store.next_revision(tx, cell)
    await notify(tx, CHANNEL, str(cell))
    return revision
