"""A line of a cart as the customer chose it, its price, and why it may be refused."""

from enum import StrEnum

import msgspec

from qianbei.menu.parts import QUANTITY_MAX

__all__ = [
    "QUANTITY_MAX",
    "Choice",
    "LineChoice",
    "LineFault",
    "LineFaultReason",
    "LinePrice",
    "PricePart",
    "Removed",
    "Selected",
]


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """An option that differs from the item's defaults (another option, another quantity, a qualifier)."""

    group: str
    option: str
    quantity: int = 1
    qualifier: str | None = None


class Removed(msgspec.Struct, frozen=True):
    """A default that the customer does not want."""

    group: str
    option: str


class LineChoice(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was chosen: only non-default options; a removed default stands in `without`."""

    item: str
    quantity: int = 1
    options: tuple[Choice, ...] = ()
    without: tuple[Removed, ...] = ()


class Selected(msgspec.Struct, frozen=True):
    """An option that the made cup really has, defaults included, in the menu's order."""

    group: str
    option: str
    quantity: int
    qualifier: str | None
    is_default: bool


class PricePart(msgspec.Struct, frozen=True):
    """One addend of the unit price; `group` and `option` are None for the item itself."""

    amount_fen: int
    group: str | None = None
    option: str | None = None
    quantity: int = 1
    qualifier: str | None = None


class LinePrice(msgspec.Struct, frozen=True):
    """The price of a line. total_fen = unit_fen × quantity + packing_fen; unit_fen = sum of parts."""

    choice: LineChoice
    """The same line in canonical form: the menu's order, defaults left out."""
    unit_fen: int
    parts: tuple[PricePart, ...]
    packing_fen: int
    total_fen: int
    cups: int
    selection: tuple[Selected, ...]


class LineFaultReason(StrEnum):
    UNKNOWN_ITEM = "unknown_item"
    ITEM_UNAVAILABLE = "item_unavailable"
    UNKNOWN_OPTION = "unknown_option"
    OPTION_UNAVAILABLE = "option_unavailable"
    UNKNOWN_QUALIFIER = "unknown_qualifier"
    NOT_A_DEFAULT = "not_a_default"
    GROUP_REQUIRED = "group_required"
    TOO_MANY = "too_many"
    EXCLUDED = "excluded"
    NO_SUCH_VARIANT = "no_such_variant"
    QUANTITY_OUT_OF_RANGE = "quantity_out_of_range"


class LineFault(msgspec.Struct, frozen=True):
    """Why a line can't be ordered; `ids` name the item, then the group and options concerned."""

    reason: LineFaultReason
    ids: tuple[str, ...] = ()
