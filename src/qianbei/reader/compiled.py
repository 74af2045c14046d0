"""Menus made ready for reading: one book of every phrase of every distinct menu and store name, one of the packs'.

Built once per change of a menu; immutable afterwards, so any number of turns may read it at once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from typing import Generic, Literal, TypeVar

import msgspec

from qianbei.kit.words import Language
from qianbei.menu import Menu, settle_line
from qianbei.menu.parts import Names
from qianbei.reader.amounts import amounts_of
from qianbei.reader.derived import derive_from_names, share_spellings
from qianbei.reader.hints import Hints, hints_of
from qianbei.reader.kinds import endings_of, names_of_items
from qianbei.reader.lexicon import (
    Entry,
    PackEntry,
    amount_options,
    countable_options,
    menu_phrases,
    pack_phrases,
    scales,
)
from qianbei.reader.names import NameIndex
from qianbei.reader.normal import ALONE, DIGIT, LETTER, kinds_of, normal_phrase
from qianbei.reader.plain_names import plain_menu
from qianbei.reader.sounds import melody

_Meaning = TypeVar("_Meaning")

SETTLED_MAX = 200
"""So many forms of lines are kept for each menu: 460 bytes each, a thousand full menus keep 90 MiB."""


RUNS = re.compile(rf"{LETTER}+|{DIGIT}+|[{ALONE}]")
"""Over kinds of characters: a word, a number, or one of what stands alone. A phrase begins and ends with such."""


class Phrasebook(Generic[_Meaning]):
    """Phrases to be found in words, read on word by word as long as some phrase begins so."""

    def __init__(self, phrases: Mapping[str, _Meaning]) -> None:
        self.known: dict[str, _Meaning | Literal[False]] = dict(phrases)
        """Phrase → its meaning; False for what is none but what some phrase begins with, word for word."""
        for phrase in phrases:
            begins = phrase
            for run in reversed(RUNS.findall(kinds_of(phrase))):
                begins = begins[: -len(run)].rstrip()
                if not begins or begins in self.known:
                    break  # what that begins with is noted by now, or when its own turn comes
                self.known[begins] = False


class ItemNames:
    """Names to be compared with what was said: `spelled` and `heard` stand in the order of `owners`."""

    def __init__(self, owners: Iterable[tuple[int, str, str]]) -> None:
        self.owners = tuple(owners)
        """(menu, item, normal phrase)"""
        self.spelled = [phrase for _, _, phrase in self.owners]
        self.heard = [melody(phrase) for phrase in self.spelled]


class CompiledMenu:
    """A menu with its phrases. Many stores may share one."""

    def __init__(self, menu: Menu) -> None:
        self.menu = menu
        self.heard, self.families = plain_menu(menu)
        """The menu as it is read: with what else things are called, and groups for what the ends of their names tell."""
        menu = self.heard
        phrases = menu_phrases(menu)
        share_spellings(menu, phrases)
        derive_from_names(menu, phrases, self.families.siblings)
        self.phrases: Mapping[str, Entry] = phrases
        self.groups = {group.id: group for group in menu.groups}
        self.countable = countable_options(menu)
        self.names = NameIndex(self.phrases)
        self.names.tell(self.phrases)
        self.scales = scales(menu)
        self.amount_options = amount_options(menu)
        self.amounts = amounts_of(menu)
        self.settled = lru_cache(maxsize=SETTLED_MAX)(partial(settle_line, menu))
        """`settle_line` of this menu. People order the same few things, and a turn asks for a line several times."""

    @cached_property
    def item_names(self) -> ItemNames:
        """Every spelling of every item, as of menu 0."""
        return ItemNames((0, item, phrase) for phrase, entry in self.phrases.items() for item in entry.items)

    @cached_property
    def called(self) -> Mapping[str, Sequence[str]]:
        """Item → its names in normal form."""
        return names_of_items(self.phrases)

    @cached_property
    def endings(self) -> Mapping[str, tuple[str, ...]]:
        """Character → the items of which a name ends with it."""
        return endings_of(self.phrases)

    @cached_property
    def hints(self) -> Hints:
        """Character or word → the options of which a name has it."""
        return hints_of(self.heard)

    @cached_property
    def takers(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """(group, option) → the items that take it in a group that is no slot of a set."""
        found: dict[tuple[str, str], list[str]] = {}
        for item, resolved in self.heard.resolved.items():
            for group in resolved.groups.values():
                if not any(option.item for option in group.options.values()):
                    for option in group.options:
                        found.setdefault((group.id, option), []).append(item)
        return found

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


class Match(msgspec.Struct, gc=False):
    """A phrase found in the words, before it is known which of its meanings is meant."""

    start: int
    end: int
    pack: PackEntry | None = None
    sense: "Sense | None" = None
    number: int | float | None = None
    is_ordinal: bool = False
    is_plural: bool = False
    """An ending was added to the phrase."""

    @property
    def entries(self) -> Mapping[int, Entry]:
        """Menu → what the phrase means there."""
        return self.sense.entries if self.sense is not None else {}

    @property
    def stores(self) -> tuple[str, ...]:
        """Stores of this name."""
        return self.sense.stores if self.sense is not None else ()


class Sense(msgspec.Struct):
    """What one phrase means to the menus and stores of a city."""

    entries: dict[int, Entry] = {}
    stores: tuple[str, ...] = ()
    sellers: frozenset[int] = frozenset()
    """Menus that have an item of this name."""


class CompiledCity:
    """Several stores. `menus` are the distinct menus; each phrase knows in which of them it means something."""

    def __init__(self, stores: Sequence[StoreMenu]) -> None:
        self.menus: list[CompiledMenu] = []
        self.stores_of: list[tuple[str, ...]] = []
        self.menu_of: dict[str, int] = {}
        self._gather(stores)
        senses: dict[str, Sense] = {}
        for index, compiled in enumerate(self.menus):
            for phrase, entry in compiled.phrases.items():
                senses.setdefault(phrase, Sense()).entries[index] = entry
        for store in stores:
            for name in {normal_phrase(name) for name in store.names} - {""}:
                sense = senses.setdefault(name, Sense())
                sense.stores = (*sense.stores, store.store_id)
        for sense in senses.values():
            sense.sellers = frozenset(menu for menu, entry in sense.entries.items() if entry.items)
        self.senses = Phrasebook(senses)

    @cached_property
    def names(self) -> NameIndex:
        """All menus' names by sound and spelling."""
        return NameIndex.united(compiled.names for compiled in self.menus)

    @cached_property
    def item_names(self) -> ItemNames:
        """Every spelling of every item, each phrase once."""
        known: dict[str, tuple[int, str, str]] = {}
        for index, compiled in enumerate(self.menus):
            for _, item, phrase in compiled.item_names.owners:
                known.setdefault(phrase, (index, item, phrase))
        return ItemNames(known.values())

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
def pack_book() -> Phrasebook[PackEntry]:
    """Every phrase of the language packs."""
    return Phrasebook(pack_phrases())
