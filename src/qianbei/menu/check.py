"""What types cannot say about a menu: ids that exist once, references that lead somewhere, limits that can be met.

Each check yields (path, code, parameters); `Finding.path` leads to the place in the text. Checks of names live in
`check_names.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from qianbei.menu.line import LineChoice, LineFault, LineFaultReason
from qianbei.menu.parts import Exclusion, Group, GroupUse, Item, Pick
from qianbei.menu.price import price_line
from qianbei.menu.problems import Path, ProblemCode
from qianbei.menu.schema import Menu


class Finding(msgspec.Struct, frozen=True):
    path: Path
    code: ProblemCode
    parameters: dict[str, str] = {}


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


def check_references(menu: Menu) -> Iterator[Finding]:
    """Every problem of ids, references and limits, in the order of the file."""
    yield from _duplicates(menu.categories, ("categories",))
    yield from _duplicates(menu.items, ("items",))
    yield from _duplicates(menu.groups, ("groups",))
    groups = {group.id: group for group in menu.groups}
    items = {item.id: item for item in menu.items}
    categories = {category.id for category in menu.categories}
    combos = _combo_ids(menu, groups)
    for index, group in enumerate(menu.groups):
        yield from _group_findings(group, ("groups", index), items, combos)
    for index, item in enumerate(menu.items):
        path = ("items", index)
        if item.category not in categories:
            yield Finding((*path, "category"), ProblemCode.UNKNOWN_CATEGORY, {"id": item.category})
        yield from _uses_findings(item, path, groups)
        yield from _family_findings(item, path, groups)
    for index, rule in enumerate(menu.exclusions):
        yield from _exclusion_findings(rule, ("exclusions", index), groups, items)


def check_defaults(menu: Menu) -> Iterator[Finding]:
    """Items that break a rule of their own menu as they stand. For a menu without other problems."""
    for index, item in enumerate(menu.items):
        price = price_line(menu, LineChoice(item.id))
        if not isinstance(price, LineFault):
            continue
        if price.reason is LineFaultReason.EXCLUDED:
            yield Finding(
                ("items", index), ProblemCode.DEFAULTS_EXCLUDED, {"options": ", ".join(price.ids[1:])}
            )
        if (
            price.reason is LineFaultReason.NO_SUCH_VARIANT
            and price.ids[1:] not in menu.resolved[item.id].variants
        ):
            yield Finding(
                ("items", index), ProblemCode.DEFAULT_VARIANT_MISSING, {"cell": ", ".join(price.ids[1:])}
            )


def _duplicates(things: Sequence[_HasId], path: Path) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, thing in enumerate(things):
        if thing.id in seen:
            yield Finding((*path, index, "id"), ProblemCode.DUPLICATE_ID, {"id": thing.id})
        seen.add(thing.id)


def _combo_ids(menu: Menu, groups: dict[str, Group]) -> set[str]:
    """Items that have a slot: a group with an option that stands for another item."""
    slots = {group.id for group in groups.values() if any(option.item for option in group.options)}
    return {item.id for item in menu.items if any(use.group in slots for use in item.groups)}


def _group_findings(group: Group, path: Path, items: dict[str, Item], combos: set[str]) -> Iterator[Finding]:
    yield from _duplicates(group.options, (*path, "options"))
    yield from _duplicates(group.qualifiers, (*path, "qualifiers"))
    known = {option.id for option in group.options}
    yield from _unknown_options(group.defaults, known, (*path, "defaults"), group.id)
    yield from _limit_findings(group, None, path)
    for index, option in enumerate(group.options):
        place = (*path, "options", index, "item")
        if option.item is not None and option.item not in items:
            yield Finding(place, ProblemCode.UNKNOWN_ITEM, {"id": option.item})
        elif option.item in combos:
            yield Finding(place, ProblemCode.COMBO_IN_COMBO, {"id": option.item or ""})


def _unknown_options(named: Iterable[str], known: set[str], path: Path, group: str) -> Iterator[Finding]:
    for index, option in enumerate(named):
        if option not in known:
            yield Finding((*path, index), ProblemCode.UNKNOWN_OPTION, {"group": group, "id": option})


def _limit_findings(group: Group, use: GroupUse | None, path: Path) -> Iterator[Finding]:
    """`min`, `max` and the defaults of a group, as written or as one item uses it."""
    allowed = None if use is None or use.options is None else set(use.options)
    options = [option for option in group.options if allowed is None or option.id in allowed]
    minimum = group.min if use is None or use.min is None else use.min
    maximum = group.max if use is None or use.max is None else use.max
    defaults = group.defaults if use is None or use.defaults is None else use.defaults
    picks_one = group.pick is Pick.ONE
    if picks_one and (minimum > 1 or (maximum or 1) > 1):
        yield Finding(path, ProblemCode.PICK_ONE_LIMIT, {"group": group.id})
        return
    if maximum is not None and minimum > maximum:
        yield Finding(path, ProblemCode.MIN_OVER_MAX, {"group": group.id})
    capacity = sum(option.max_quantity for option in options)
    if options and minimum > capacity:
        yield Finding(path, ProblemCode.GROUP_CANNOT_BE_FILLED, {"group": group.id})
    standing = len({default for default in defaults if any(option.id == default for option in options)})
    if standing > (1 if picks_one else (maximum or standing)):
        yield Finding((*path, "defaults"), ProblemCode.TOO_MANY_DEFAULTS, {"group": group.id})


def _uses_findings(item: Item, path: Path, groups: dict[str, Group]) -> Iterator[Finding]:
    earlier: dict[str, set[str]] = {}
    for index, use in enumerate(item.groups):
        place = (*path, "groups", index)
        group = groups.get(use.group)
        if group is None:
            yield Finding((*place, "group"), ProblemCode.UNKNOWN_GROUP, {"id": use.group})
            continue
        if use.group in earlier:
            yield Finding((*place, "group"), ProblemCode.DUPLICATE_ID, {"id": use.group})
        allowed = {option.id for option in group.options}
        yield from _unknown_options(use.options or (), allowed, (*place, "options"), group.id)
        offered = allowed if use.options is None else set(use.options)
        yield from _unknown_options(use.defaults or (), offered, (*place, "defaults"), group.id)
        for option in use.prices:
            if option not in offered:
                unknown = {"group": group.id, "id": option}
                yield Finding((*place, "prices", option), ProblemCode.UNKNOWN_OPTION, unknown)
        yield from _limit_findings(group, use, place)
        yield from _when_findings(use, place, earlier)
        earlier[use.group] = offered


def _when_findings(use: GroupUse, path: Path, earlier: dict[str, set[str]]) -> Iterator[Finding]:
    for other, options in use.when.items():
        place = (*path, "when", other)
        if other not in earlier:
            yield Finding(place, ProblemCode.WHEN_NOT_EARLIER, {"id": other})
        else:
            yield from _unknown_options(options, earlier[other], place, other)


def _family_findings(item: Item, path: Path, groups: dict[str, Group]) -> Iterator[Finding]:
    if not item.dimensions:
        if item.variants:
            yield Finding((*path, "variants"), ProblemCode.VARIANTS_WITHOUT_DIMENSIONS)
        return
    if item.price_fen:
        yield Finding((*path, "price_fen"), ProblemCode.FAMILY_HAS_PRICE)
    if not item.variants:
        yield Finding((*path, "dimensions"), ProblemCode.VARIANTS_MISSING)
    used = {use.group: use for use in item.groups}
    for index, dimension in enumerate(item.dimensions):
        place = (*path, "dimensions", index)
        if dimension not in used:
            yield Finding(place, ProblemCode.UNKNOWN_GROUP, {"id": dimension})
        elif dimension in groups and groups[dimension].pick is not Pick.ONE:
            yield Finding(place, ProblemCode.DIMENSION_NOT_PICK_ONE, {"id": dimension})
    yield from _variant_findings(item, path, groups, used)


def _variant_findings(
    item: Item, path: Path, groups: dict[str, Group], used: dict[str, GroupUse]
) -> Iterator[Finding]:
    cells: set[tuple[tuple[str, str], ...]] = set()
    for index, variant in enumerate(item.variants):
        place = (*path, "variants", index, "select")
        if set(variant.select) != set(item.dimensions):
            wanted = {"dimensions": ", ".join(item.dimensions)}
            yield Finding(place, ProblemCode.VARIANT_DIMENSIONS_DIFFER, wanted)
            continue
        for dimension, option in variant.select.items():
            group, use = groups.get(dimension), used.get(dimension)
            offered = use.options if use is not None and use.options is not None else None
            if group is not None and option not in (offered or [one.id for one in group.options]):
                unknown = {"group": dimension, "id": option}
                yield Finding((*place, dimension), ProblemCode.UNKNOWN_OPTION, unknown)
        cell = tuple(sorted(variant.select.items()))
        if cell in cells:
            yield Finding(place, ProblemCode.DUPLICATE_VARIANT)
        cells.add(cell)


def _exclusion_findings(
    rule: Exclusion, path: Path, groups: dict[str, Group], items: dict[str, Item]
) -> Iterator[Finding]:
    item = items.get(rule.item) if rule.item is not None else None
    if rule.item is not None and item is None:
        yield Finding((*path, "item"), ProblemCode.UNKNOWN_ITEM, {"id": rule.item})
    used = None if item is None else {use.group for use in item.groups}
    named = [("option", rule.option)] + ([("not_with", rule.not_with)] if rule.not_with else [])
    for key, option in named:
        group = groups.get(option.group)
        if group is None or (used is not None and option.group not in used):
            yield Finding((*path, key, "group"), ProblemCode.UNKNOWN_GROUP, {"id": option.group})
        elif option.option not in {one.id for one in group.options}:
            unknown = {"group": option.group, "id": option.option}
            yield Finding((*path, key, "option"), ProblemCode.UNKNOWN_OPTION, unknown)
