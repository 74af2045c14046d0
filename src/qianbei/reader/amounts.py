"""Weights, volumes and numbers that names of a menu say: "500 g", "半斤", "6 pieces".

So "a kilo" is twice the half kilo that is sold, and "six wings" is the box of six. Built with the menu. Deliberately
absent: units that no pack has, and converting weight into volume.
"""

import re
from collections.abc import Iterable, Mapping

import msgspec

from qianbei.menu import Menu
from qianbei.menu.parts import Pick
from qianbei.reader.normal import normal_phrase
from qianbei.reader.numerals import find_numerals
from qianbei.reader.packs.en import PACK as EN
from qianbei.reader.packs.zh import PACK as ZH
from qianbei.reader.sizes import names_of, packed

UNITS: Mapping[str, int] = {**EN.units, **ZH.units}
"""Unit → grams or millilitres."""

_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"([0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百千]+|半|half an?|quarter|an?|)\s*({_UNIT})(?![a-z])"
)
_HALVES = {"半": 0.5, "half a": 0.5, "half an": 0.5, "quarter": 0.25, "": 1, "a": 1, "an": 1}


class Amounts(msgspec.Struct, frozen=True):
    """What a menu's names say of how much there is; group → option → grams, millilitres or pieces."""

    options: Mapping[str, Mapping[str, int]]
    items: Mapping[str, int]
    pieces: Mapping[str, Mapping[int, str]]
    """Group → pieces → option."""


def amounts_of(menu: Menu) -> Amounts:
    """Reads every name once."""
    options: dict[str, dict[str, int]] = {}
    pieces: dict[str, dict[int, str]] = {}
    for group in menu.groups:
        if group.pick is not Pick.ONE:
            continue
        for option in group.options:
            said = _first(names_of(option))
            if said is not None:
                options.setdefault(group.id, {})[option.id] = said
            number = packed(option)
            if number is not None:
                pieces.setdefault(group.id, {})[number] = option.id
    items = {}
    for item in menu.items:
        said = _first(normal_phrase(name) for name in (item.name.zh_hans, item.name.en) if name)
        if said is not None:
            items[item.id] = said
    whole = {group.id for group in menu.groups if len(pieces.get(group.id, ())) == len(group.options) > 1}
    return Amounts(options, items, {group: known for group, known in pieces.items() if group in whole})


def amount_in(phrase: str) -> int | None:
    """Grams or millilitres of a name such as "500 g"; None without any."""
    match = _AMOUNT.search(phrase)
    if match is None or (
        match.start() and phrase[match.start() - 1].isalnum() and phrase[match.start() - 1].isascii()
    ):
        return None
    if not match[1] and match[0] != phrase:
        return None  # a unit's word within a name
    return _value(match[1], match[2])


def _value(number: str, unit: str) -> int | None:
    if number in _HALVES:
        each: float = _HALVES[number]
    elif number[0].isdigit():
        each = float(number)
    else:
        found = next(find_numerals(number), None)
        if found is None:
            return None
        each = found[2]
    return round(each * UNITS[unit])


def _first(names: Iterable[str]) -> int | None:
    return next((said for name in names if (said := amount_in(name)) is not None), None)
