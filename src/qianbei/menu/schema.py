"""The menu itself: the whole of a menu file, checked by `parse.py`."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta

from qianbei.kit.words import Language, to_traditional
from qianbei.menu.measures import measures
from qianbei.menu.parts import GROUPS_MAX, ITEMS_MAX, Category, Exclusion, Format, Group, Item, Names
from qianbei.menu.resolved import ResolvedItem, resolve_item


class Menu(Format, frozen=True, dict=True):
    """A seller's menu. Everything named must be named in each of `languages`.

    A menu has no id of its own: whoever keeps it (the catalogue) gives it one.
    """

    format: Literal[1]
    name: Names
    languages: Annotated[tuple[Literal["zh-Hans", "en"], ...], Meta(min_length=1, max_length=2)]
    categories: Annotated[tuple[Category, ...], Meta(min_length=1, max_length=100)]
    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=ITEMS_MAX)]
    groups: Annotated[tuple[Group, ...], Meta(max_length=GROUPS_MAX)] = ()
    exclusions: Annotated[tuple[Exclusion, ...], Meta(max_length=1_000)] = ()
    currency: Literal["CNY"] = "CNY"

    @cached_property
    def resolved(self) -> Mapping[str, ResolvedItem]:
        """Item id → the item joined with its groups. Computed once per menu object."""
        groups = {group.id: group for group in self.groups}
        return {item.id: resolve_item(item, groups, self.exclusions) for item in self.items}

    def item_name(self, item: str, language: Language) -> str:
        """The item's name to show. Raises KeyError on an unknown id."""
        return self.resolved[item].item.name.of(language)

    @cached_property
    def _measures(self) -> Mapping[str, str]:
        return measures(self.resolved)

    def measure(self, item: str, language: Language) -> str:
        """The word by which Chinese counts the item: 杯 where its sizes say so. Raises KeyError on an unknown id."""
        word = self._measures[item]
        return to_traditional(word) if language is Language.ZH_HANT else word

    def option_name(self, item: str, group: str, option: str, language: Language) -> str:
        """The option's name to show. Raises KeyError on an unknown id."""
        return self.resolved[item].groups[group].options[option].name.of(language)
