"""What crosses the door of `catalog`."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.menu import Menu
from qianbei.menu.problems import Problem

Names = dict[str, str]
"""A name in several languages: {"zh-Hans": …, "en": …}."""


class StoreStatus(StrEnum):
    """A draft was never open; a paused store takes no new order but finishes those it has."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"


class OpeningHours(msgspec.Struct, frozen=True):
    """Minutes after local midnight, on `days` (0 is Monday); `close_minute` may lie past midnight (26:00 = 1560)."""

    days: tuple[int, ...]
    open_minute: int
    close_minute: int


class DeliveryTerms(msgspec.Struct, frozen=True):
    """What a store asks for carrying: `base_fee_fen` up to `free_m`, then `per_km_fen` a begun kilometre."""

    radius_m: int
    base_fee_fen: int
    free_m: int
    per_km_fen: int


class NewSeller(msgspec.Struct, frozen=True):
    seller_id: UUID
    names: Names
    at: datetime


class Seller(msgspec.Struct, frozen=True):
    seller_id: UUID
    names: Names


class NewStore(msgspec.Struct, frozen=True):
    """A store begins as a draft without a menu."""

    store_id: UUID
    seller_id: UUID
    names: Names
    address: str
    lat_e6: int
    lng_e6: int
    hours: tuple[OpeningHours, ...]
    utc_offset_minutes: int
    cups_per_slot: int
    prep_s: int
    delivery: DeliveryTerms
    phone: str | None
    at: datetime


class Store(msgspec.Struct, frozen=True):
    """`cups_per_slot` cups may be sold for each five minutes; `prep_s` seconds make one cup."""

    store_id: UUID
    seller_id: UUID
    names: Names
    address: str
    lat_e6: int
    lng_e6: int
    hours: tuple[OpeningHours, ...]
    utc_offset_minutes: int
    status: StoreStatus
    cups_per_slot: int
    prep_s: int
    delivery: DeliveryTerms
    phone: str | None
    menu_id: UUID | None
    menu_version: int | None


class StoreChange(msgspec.Struct, frozen=True):
    """What to change of a store, for somebody who acts for `sellers`; None leaves a value as it is."""

    store_id: UUID
    sellers: frozenset[UUID]
    status: StoreStatus | None = None
    hours: tuple[OpeningHours, ...] | None = None
    cups_per_slot: int | None = None
    prep_s: int | None = None
    delivery: DeliveryTerms | None = None


class StoreRefusal(StrEnum):
    """Why a store did not change. Somebody else's store is as unknown as one that does not exist."""

    NOT_FOUND = "not_found"
    MENU_MISSING = "menu_missing"
    HOURS_INVALID = "hours_invalid"
    STATUS_INVALID = "status_invalid"


class CheckedMenu(msgspec.Struct, frozen=True):
    """A document that passed the check, made only by `api.check_menu`."""

    document: str
    menu: Menu


class MenuRefused(msgspec.Struct, frozen=True):
    """What is wrong with a document, each with line and column."""

    problems: tuple[Problem, ...]


class MenuUpload(msgspec.Struct, frozen=True):
    """A new menu for a store and for others of the caller's that shall share it."""

    store_id: UUID
    share_with: tuple[UUID, ...]
    sellers: frozenset[UUID]
    checked: CheckedMenu
    at: datetime


class Published(msgspec.Struct, frozen=True):
    """The version that the stores have now; an equal document keeps the version it had."""

    menu_id: UUID
    version: int


class MenuKey(msgspec.Struct, frozen=True):
    menu_id: UUID
    version: int


class Place(msgspec.Struct, frozen=True):
    """A place one can have delivered to."""

    place_id: UUID
    names: Names
    lat_e6: int
    lng_e6: int


class Changes(msgspec.Struct, frozen=True):
    """What changed after a revision, as it is now, and the revision to ask from next time."""

    revision: int
    sellers: tuple[Seller, ...]
    stores: tuple[Store, ...]
    places: tuple[Place, ...]
