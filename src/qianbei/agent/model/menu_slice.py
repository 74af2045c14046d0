"""The part of a menu that words may be about: what a model is shown of it, and no more.

Items are ranked by how much of their names and aliases stands in the words; those in the cart are always shown.
Ids and names only: no price, so none can be talked about.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from rapidfuzz import fuzz

from qianbei.menu import Menu
from qianbei.menu.parts import Aliases, Item, Names
from qianbei.menu.resolved import ResolvedGroup

ITEMS_MAX = 14
CERTAIN = 100.0


def nearness(menu: Menu, words: str) -> float:
    """0–100: how near the words come to the name of anything on the menu."""
    said = words.lower()
    return max((_score(item, said) for item in menu.items if item.available), default=0.0)


def relevant_items(menu: Menu, words: str, in_cart: Sequence[str]) -> list[str]:
    """Item ids, those in the cart first, then by nearness; equals keep the menu's order."""
    said = words.lower()
    scored = sorted(
        (item for item in menu.items if item.available), key=lambda item: _score(item, said), reverse=True
    )
    ids = dict.fromkeys([*in_cart, *(item.id for item in scored)])
    return list(ids)[: max(ITEMS_MAX, len(in_cart))]


def shown(menu: Menu, items: Iterable[str]) -> dict[str, Any]:
    """Items and their groups as plain data; a group that several items share is written once."""
    groups: dict[str, dict[str, Any]] = {}
    shown_items = []
    for item_id in items:
        resolved = menu.resolved[item_id]
        names = []
        for group in resolved.groups.values():
            name, known = group.id, _group(group)
            if groups.setdefault(name, known) != known:
                name = f"{group.id}@{item_id}"
                groups[name] = known
            names.append(name)
        shown_items.append(
            {"id": item_id, "names": _spellings(resolved.item.name, resolved.item.aliases), "groups": names}
        )
    return {"items": shown_items, "groups": groups}


def _group(group: ResolvedGroup) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": group.id,
        "names": _spellings(group.group.name, group.group.aliases),
        "pick": "one" if group.picks_one else "many",
        "required": group.min > 0,
        "defaults": list(group.defaults),
        "options": [
            {"id": option.id, "names": _spellings(option.name, option.aliases)}
            for option in group.options.values()
            if option.available
        ],
    }
    if group.qualifiers:
        shown["qualifiers"] = [
            {"id": each.id, "names": _spellings(each.name, each.aliases)}
            for each in group.qualifiers.values()
        ]
    return shown


def _spellings(name: Names, aliases: Aliases) -> list[str]:
    own = [name.zh_hans, name.zh_hant, name.en]
    return list(dict.fromkeys([*(each for each in own if each), *aliases.zh_hans, *aliases.en]))


def _score(item: Item, said: str) -> float:
    """The best of its spellings: all of it in the words, or most of its characters."""
    best = 0.0
    for spelling in _spellings(item.name, item.aliases):
        name = spelling.lower()
        whole = CERTAIN if name in said else fuzz.partial_ratio(name, said)
        best = max(best, whole)
    return best
