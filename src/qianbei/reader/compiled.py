"""Menus made ready for reading: one automaton over every phrase of every distinct menu, store name and pack.

Built once per change of a menu; immutable afterwards, so any number of turns may read it at once.
"""

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

import ahocorasick_rs
import msgspec

from qianbei.kit.words import Language
from qianbei.menu import Menu
from qianbei.menu.parts import Names
from qianbei.reader.lexicon import Entry, PackEntry, countable_options, menu_phrases, pack_phrases
from qianbei.reader.names import NameIndex
from qianbei.reader.normal import normal_phrase


class CompiledMenu:
    """A menu with its phrases. Many stores may share one."""

    def __init__(self, menu: Menu) -> None:
        self.menu = menu
        self.phrases: Mapping[str, Entry] = menu_phrases(menu)
        self.countable = countable_options(menu)
        self.names = NameIndex(self.phrases)

    @cached_property
    def alone(self) -> "CompiledCity":
        """A city of this menu only, for reading without a store."""
        return CompiledCity([StoreMenu("", (), self)])


NO_MENU = CompiledMenu(Menu(format=1, name=Names(), languages=("zh-Hans", "en"), categories=(), items=()))
"""What a city without an open store is read by: nothing is sold, plain wishes are understood."""


class StoreMenu(msgspec.Struct, frozen=True):
    """A store, every name by which people call it (all languages, brand included), and its menu."""

    store_id: str
    names: tuple[str, ...]
    menu: CompiledMenu


class Match(NamedTuple):
    """A phrase found in the words, before it is known which of its meanings is meant."""

    start: int
    end: int
    pattern: int
    number: int | None = None
    is_ordinal: bool = False


class CompiledCity:
    """Several stores. `menus` are the distinct menus; each phrase knows in which of them it means something."""

    def __init__(self, stores: Sequence[StoreMenu]) -> None:
        self.menus: list[CompiledMenu] = []
        self.stores_of: list[tuple[str, ...]] = []
        self.menu_of: dict[str, int] = {}
        self._gather(stores)
        phrases: dict[str, int] = {}
        self.pack: list[PackEntry | None] = []
        self.entries: list[dict[int, Entry]] = []
        self.named_stores: list[tuple[str, ...]] = []

        def number_of(phrase: str) -> int:
            known = phrases.setdefault(phrase, len(phrases))
            if known == len(self.pack):
                self.pack.append(None)
                self.entries.append({})
                self.named_stores.append(())
            return known

        for phrase, meaning in _pack().items():
            self.pack[number_of(phrase)] = meaning
        for index, compiled in enumerate(self.menus):
            for phrase, entry in compiled.phrases.items():
                self.entries[number_of(phrase)][index] = entry
        for store in stores:
            for name in {normal_phrase(name) for name in store.names} - {""}:
                number = number_of(name)
                self.named_stores[number] = (*self.named_stores[number], store.store_id)
        self.phrases = list(phrases)
        self.automaton = ahocorasick_rs.AhoCorasick(self.phrases, matchkind=ahocorasick_rs.MatchKind.Standard)

    @cached_property
    def item_names(self) -> list[tuple[int, str, str]]:
        """(menu, item, normal phrase) of every spelling of every item; for the nearest names."""
        return [
            (index, item, phrase)
            for index, compiled in enumerate(self.menus)
            for phrase, entry in compiled.phrases.items()
            for item in entry.items
        ]

    def item_label(self, menu: int, item: str, language: Language) -> str:
        """The item's name to show."""
        return self.menus[menu].menu.item_name(item, language)

    def _gather(self, stores: Sequence[StoreMenu]) -> None:
        by_menu: dict[int, list[str]] = {}
        known: dict[int, int] = {}
        for store in stores:
            index = known.setdefault(id(store.menu), len(self.menus))
            if index == len(self.menus):
                self.menus.append(store.menu)
            by_menu.setdefault(index, []).append(store.store_id)
            self.menu_of[store.store_id] = index
        self.stores_of = [tuple(by_menu[index]) for index in range(len(self.menus))]


@cache
def _pack() -> dict[str, PackEntry]:
    return pack_phrases()
