"""An item joined with its groups: overrides applied, ready to be priced, read and shown."""

from collections.abc import Mapping

import msgspec

from qianbei.menu.parts import Exclusion, Group, GroupUse, Item, Option, Pick, Qualifier


class ResolvedGroup(msgspec.Struct, frozen=True):
    """One group as one item offers it, with the item's own prices, defaults and limits."""

    group: Group
    options: Mapping[str, Option]
    defaults: tuple[str, ...]
    min: int
    max: int | None
    when: Mapping[str, tuple[str, ...]]
    qualifiers: Mapping[str, Qualifier]
    picks_one: bool

    @property
    def id(self) -> str:
        return self.group.id


class ResolvedItem(msgspec.Struct, frozen=True):
    """`groups` keep the item's order; `exclusions` are those that can concern this item."""

    item: Item
    groups: Mapping[str, ResolvedGroup]
    exclusions: tuple[Exclusion, ...]
    variants: Mapping[tuple[str, ...], tuple[int, bool]]
    """(option of each dimension, in order) → (price_fen, available)."""


def resolve_item(item: Item, groups: Mapping[str, Group], exclusions: tuple[Exclusion, ...]) -> ResolvedItem:
    """Joins a checked item with its groups."""
    used = {use.group: _resolve_group(groups[use.group], use, item.dimensions) for use in item.groups}
    concerned = tuple(
        rule for rule in exclusions if rule.item in (None, item.id) and rule.option.group in used
    )
    variants = {
        tuple(variant.select[dimension] for dimension in item.dimensions): (
            variant.price_fen,
            variant.available,
        )
        for variant in item.variants
    }
    return ResolvedItem(item=item, groups=used, exclusions=concerned, variants=variants)


def _resolve_group(group: Group, use: GroupUse, dimensions: tuple[str, ...]) -> ResolvedGroup:
    allowed = set(use.options) if use.options is not None else None
    options = {}
    for option in group.options:
        if allowed is not None and option.id not in allowed:
            continue
        price_fen = 0 if group.id in dimensions else use.prices.get(option.id, option.price_fen)
        options[option.id] = msgspec.structs.replace(option, price_fen=price_fen)
    inherited = tuple(default for default in group.defaults if default in options)
    picks_one = group.pick is Pick.ONE
    return ResolvedGroup(
        group=group,
        options=options,
        defaults=inherited if use.defaults is None else use.defaults,
        min=group.min if use.min is None else use.min,
        max=1 if picks_one else (group.max if use.max is None else use.max),
        when=use.when,
        qualifiers={qualifier.id: qualifier for qualifier in group.qualifiers},
        picks_one=picks_one,
    )
