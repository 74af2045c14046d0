"""The exact checkout: what is shown, sealed, approved, hashed and kept, word for word.

Integers, texts and times only (no float), so that it has one canonical spelling. Money in fen, distances in
metres. `Name` is a text by language.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

Name = dict[str, str]


class OfferOption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An option that the made cup has; `chosen` is false for the menu's defaults. `amount_fen` is a unit's share."""

    group: str
    option: str
    name: Name
    group_name: Name
    quantity: int
    qualifier: str | None
    amount_fen: int
    chosen: bool


class OfferRemoved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A default that is left out."""

    group: str
    option: str
    name: Name


class OfferLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line: `total_fen` = `unit_fen` × `quantity`, packing apart."""

    item: str
    name: Name
    quantity: int
    options: tuple[OfferOption, ...]
    removed: tuple[OfferRemoved, ...]
    unit_fen: int
    total_fen: int


class PriceKind(StrEnum):
    ITEM = "item"
    OPTION = "option"
    PACKING = "packing"
    DELIVERY = "delivery"
    CARD = "card"
    WALLET = "wallet"
    TO_PAY = "to_pay"


class PriceLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the price; all rows but `to_pay` sum to it. `line` is an index into the offer's lines."""

    kind: PriceKind
    line: int | None
    label: Name
    amount_fen: int


class Discount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A discount we know of: used, or the reason why not."""

    code: str
    used: bool
    reason: str | None
    amount_fen: int


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quote for one cart at one store to one door, good until `expires_at`."""

    person: UUID
    conversation: UUID
    draft_number: int
    cell: int
    seller_id: UUID
    store_id: UUID
    store_name: Name
    lines: tuple[OfferLine, ...]
    prices: tuple[PriceLine, ...]
    total_fen: int
    card_id: UUID | None
    card_fen: int
    pay_fen: int
    discounts: tuple[Discount, ...]
    cups: int
    categories: tuple[str, ...]
    cups_per_slot: int
    slot_start: datetime
    ready_at: datetime
    eta_from: datetime
    eta_to: datetime
    distance_m: int
    cups_ahead: int
    address_id: UUID
    address_text: str
    lat_e6: int
    lng_e6: int
    place: Name
    issued_at: datetime
    expires_at: datetime
    menu_id: UUID
    menu_version: int
    wallet_fen: int = 0
    """What the person's own cash pays; nobody else's discount."""
