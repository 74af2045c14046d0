"""An item joined with its groups: overrides applied, ready to be priced, read and shown."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from qianbei.menu.line import Choice
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
    untouched: Mapping[str, Choice]
    """Option → choice of what is in it when nothing is said of the group, in the order of `options`."""
    is_open: bool
    """True when the group lacks or has too much while nothing is said of it."""

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
    defaults = inherited if use.defaults is None else use.defaults
    least = group.min if use.min is None else use.min
    most = 1 if picks_one else (group.max if use.max is None else use.max)
    standing = tuple(option.id for option in options.values() if option.available and option.id in defaults)
    return ResolvedGroup(
        group=group,
        options=options,
        defaults=defaults,
        min=least,
        max=most,
        when=use.when,
        qualifiers={qualifier.id: qualifier for qualifier in group.qualifiers},
        picks_one=picks_one,
        untouched=_untouched(group.id, standing),
        is_open=len(standing) < least or (most is not None and len(standing) > most),
    )


@lru_cache(maxsize=10_000)
def _untouched(group: str, options: tuple[str, ...]) -> Mapping[str, Choice]:
    """Shared by all items that use the group alike."""
    return {option: Choice(group, option) for option in options}
