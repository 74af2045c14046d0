"""What a menu is made of, exactly as it is written in a menu file (docs/menu-format.md).

Deliberately absent: anything that changes by the minute (stock, queue, hours) and anything computed;
`resolved.py` joins an item with its groups, `price.py` prices a line.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from qianbei.kit.words import Language, to_traditional

NAME_LENGTH_MAX = 80
ITEMS_MAX = 2_000
GROUPS_MAX = 500
OPTIONS_MAX = 200
PRICE_FEN_MAX = 10_000_000
QUANTITY_MAX = 99

Id = Annotated[
    str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$", description="lower-case id, unique in its list")
]
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH_MAX)]
PriceFen = Annotated[int, Meta(ge=0, le=PRICE_FEN_MAX, description="integer fen; 100 fen are one yuan")]
Count = Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]


class Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything written in a menu file: frozen, and an unknown key is an error."""


class Names(Format, frozen=True, rename={"zh_hans": "zh-Hans", "zh_hant": "zh-Hant"}):
    """One name in the menu's languages; zh-Hant is derived from zh-Hans when it is not given."""

    zh_hans: Name | None = None
    zh_hant: Name | None = None
    en: Name | None = None

    def of(self, language: Language) -> str:
        """The name to show; the other language's name when this one is missing."""
        if language is Language.EN:
            return self.en or self.zh_hans or self.zh_hant or ""
        if language is Language.ZH_HANT and self.zh_hant is None and self.zh_hans is not None:
            return to_traditional(self.zh_hans)
        hans = self.zh_hans or self.zh_hant
        return (self.zh_hant if language is Language.ZH_HANT else hans) or self.en or ""


class Aliases(Format, frozen=True, rename={"zh_hans": "zh-Hans", "zh_hant": "zh-Hant"}):
    """Other words people use for the same thing."""

    zh_hans: tuple[Name, ...] = ()
    zh_hant: tuple[Name, ...] = ()
    en: tuple[Name, ...] = ()


class Pick(StrEnum):
    ONE = "one"
    MANY = "many"


class Category(Format, frozen=True):
    id: Id
    name: Names


class Option(Format, frozen=True):
    """One thing to pick in a group. In a combo's slot it stands for another `item`."""

    id: Id
    name: Names
    aliases: Aliases = Aliases()
    price_fen: PriceFen = 0
    max_quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)] = 1
    available: bool = True
    item: Id | None = None


class Qualifier(Format, frozen=True):
    """How much of an option: light, extra, half, double. Price = option × `price_percent` + `amount_fen`."""

    id: Id
    name: Names
    aliases: Aliases = Aliases()
    price_percent: Annotated[int, Meta(ge=0, le=1000)] = 100
    amount_fen: PriceFen = 0


class Group(Format, frozen=True):
    """Options to pick from. `min` and `max` count units (quantities summed); `min` ≥ 1 makes it required."""

    id: Id
    name: Names
    pick: Pick
    options: Annotated[tuple[Option, ...], Meta(min_length=1, max_length=OPTIONS_MAX)]
    aliases: Aliases = Aliases()
    min: Count = 0
    max: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)] | None = None
    defaults: tuple[Id, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()


class GroupUse(Format, frozen=True):
    """A group as one item uses it; what is left out is as in the group."""

    group: Id
    options: Annotated[tuple[Id, ...], Meta(min_length=1)] | None = None
    defaults: tuple[Id, ...] | None = None
    min: Count | None = None
    max: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)] | None = None
    prices: dict[Id, PriceFen] = {}
    when: dict[Id, tuple[Id, ...]] = {}
    """Offered only while each named earlier group has one of the named options: group → options."""


class Variant(Format, frozen=True):
    """One cell of an item family: an option for every dimension, and the price of that cell."""

    select: dict[Id, Id]
    price_fen: PriceFen
    available: bool = True


class Item(Format, frozen=True):
    """One thing on the menu. With `dimensions` it is a family: `variants` lists every cell that exists."""

    id: Id
    name: Names
    category: Id
    price_fen: PriceFen = 0
    aliases: Aliases = Aliases()
    groups: tuple[GroupUse, ...] = ()
    dimensions: tuple[Id, ...] = ()
    variants: tuple[Variant, ...] = ()
    packing_fen: PriceFen = 0
    cups: Count = 1
    available: bool = True


class OptionId(Format, frozen=True):
    group: Id
    option: Id


class Exclusion(Format, frozen=True):
    """`option` may not stand together with `not_with`; inside `item` only, when that is given.

    Without `not_with` the option is refused in `item` altogether.
    """

    option: OptionId
    not_with: OptionId | None = None
    item: Id | None = None
