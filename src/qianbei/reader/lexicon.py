"""What a phrase can mean: in a menu, among the stores of a city, and in the language packs."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeVar

import msgspec

from qianbei.menu import Menu
from qianbei.menu.parts import Aliases, Group, Names, Pick
from qianbei.reader.normal import is_wide, normal_phrase
from qianbei.reader.numerals import find_numerals
from qianbei.reader.packs import AMOUNTS, Pack, Word
from qianbei.reader.packs.en import PACK as EN
from qianbei.reader.packs.zh import PACK as ZH
from qianbei.reader.sizes import measure_phrases, packed_phrases, size_phrases
from qianbei.reader.spellings import (
    Scale,
    contrast_phrases,
    names_of,
    plural_phrases,
    refused_by,
    scale_of,
    short_forms,
    slot_words,
    spoken_phrases,
    substances,
    verb_phrases,
)

PACKS: tuple[Pack, ...] = (ZH, EN)
_T = TypeVar("_T")


class Entry(msgspec.Struct):
    """All that one phrase means in one menu. Options and qualifiers are (group, id)."""

    items: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    qualifiers: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()
    """Groups of this name."""
    substances: tuple[str, ...] = ()
    """Groups that are degrees of this, such as sweetness for "sugar"."""

    said: str = ""
    """The phrase."""

    named: tuple[str, ...] = ()
    """Items of which a name has this phrase in it: "seafood" for a seafood pizza."""

    is_telling: bool = False
    """Said with an ending that tells one thing from others: "热的"."""

    holds: tuple[str, ...] = ()
    """Items whose name stands in this option's: "whole chicken" is about the chicken."""

    count: int | None = None
    """The number of an option's word that is a number and a measure: it counts where no such option is offered."""

    is_amount: bool = False
    """An option's word that says how many or how much: "半笼", "one jug"."""

    refused: tuple[tuple[str, str], ...] = ()
    """Those of the options that leave out what the phrase names: it is chosen by "no …"."""

    times: int | None = None
    """So many of what the option's word says one of: "两板" where "一板" is sold."""

    @property
    def names_group(self) -> bool:
        """True when the phrase is the name of a group."""
        return bool(self.groups)


class PackEntry(msgspec.Struct, frozen=True):
    """What one phrase does in the language: words, a number, an ordinal."""

    words: frozenset[Word] = frozenset()
    number: int | None = None
    ordinal: int | None = None
    unit: int | None = None
    """Grams or millilitres of a unit."""

    is_plain: bool = False
    """True for words alone that say neither how much nor how many."""


def menu_phrases(menu: Menu) -> dict[str, Entry]:
    """Every phrase of the menu in normal form, with all that it means there."""
    phrases: dict[str, Entry] = {}
    for item in menu.items:
        for phrase in _spellings(item.name, item.aliases):
            entry = phrases.setdefault(phrase, Entry())
            entry.items = _with(entry.items, item.id)
    for group in menu.groups:
        for phrase in {*_spellings(group.name, group.aliases)} - _verbs():
            entry = phrases.setdefault(phrase, Entry())
            entry.groups = _with(entry.groups, group.id)
        for option in group.options:
            for phrase in _spellings(option.name, option.aliases):
                entry = phrases.setdefault(phrase, Entry())
                entry.options = _with(entry.options, (group.id, option.id))
        for qualifier in group.qualifiers:
            for phrase in {*_spellings(qualifier.name, qualifier.aliases)}:
                entry = phrases.setdefault(phrase, Entry())
                entry.qualifiers = _with(entry.qualifiers, (group.id, qualifier.id))
    for group in menu.groups:
        _derive(group, phrases)
    _tell_alike(phrases, {group.id for group in menu.groups if group.pick is Pick.ONE})
    slots = [
        (group.id, option.id, option.item) for group in menu.groups for option in group.options if option.item
    ]
    for group in menu.groups:
        for name, phrase, option in refused_by(group):
            phrases.pop(name, None)  # "not" and what is not wanted are read apart, as in any list
            entry = phrases.setdefault(phrase, Entry())
            entry.options = _with(entry.options, (group.id, option))
            entry.refused = _with(entry.refused, (group.id, option))
    for entry in phrases.values():
        for group, option, item in slots if entry.items else ():
            if item in entry.items:
                entry.options = _with(entry.options, (group, option))
    for phrase, entry in phrases.items():
        if entry.options and not entry.items:
            entry.count = _count_in(phrase)
            entry.is_amount = entry.count is not None or phrase.startswith(_HALVES)
            entry.is_telling = phrase.endswith(ZH.telling)
    _add_times(phrases)
    for phrase in [known for known in phrases if known[-1] == "s" and known[:-1] in phrases]:
        _same_meaning(phrases[phrase], phrases[phrase[:-1]])
    return phrases


def _tell_alike(phrases: dict[str, Entry], pick_one: set[str]) -> None:
    """ "牛肉的" tells by all options that are called "牛肉", and not only by the one that it was made from."""
    for phrase, entry in phrases.items():
        named = phrases.get(phrase[:-1]) if entry.options and phrase.endswith(ZH.telling) else None
        for option in named.options if named is not None else ():
            entry.options = _with(entry.options, option) if option[0] in pick_one else entry.options


_FEW = ((2, "二"), *((n, said) for n, wide in enumerate("两三四五六", 2) for said in (wide, str(n))))
_HALVES = ("半", "half ", "一整")


def number_first(phrase: str) -> int | None:
    """The number that a name begins with: "three scoops", "双球" has none."""
    first = phrase.partition(" ")[0]
    for pack in PACKS:
        if first in pack.numbers:
            return pack.numbers[first]
    found = next(find_numerals(phrase), None)
    return found[2] if found is not None and found[0] == 0 and isinstance(found[2], int) else None


def _count_in(phrase: str) -> int | None:
    for pack in PACKS:
        if phrase in pack.numbers:
            return pack.numbers[phrase]
    for start, end, number, is_ordinal in find_numerals(phrase):
        rest = phrase[end:].strip()
        is_measure = not rest or any(
            rest in pack.words[kind] for pack in PACKS for kind in (Word.MEASURE, Word.PORTION)
        )
        is_whole = start == 0 and not is_ordinal and isinstance(number, int)
        return int(number) if is_whole and is_measure else None
    return None


def _add_times(phrases: dict[str, Entry]) -> None:
    """ "两板" is two of what "一板" is."""
    for phrase, entry in [
        (known, of) for known, of in phrases.items() if len(known) == 2 and known[0] == "一"
    ]:
        if entry.items or not entry.options or entry.count != 1:
            continue
        for number, said in _FEW:
            more = said + phrase[1]
            if more not in phrases:
                phrases[more] = Entry(options=entry.options, count=number, is_amount=True, times=number)


def _same_meaning(one: Entry, other: Entry) -> None:
    """A plural means what its singular means."""
    for entry, more in ((one, other), (other, one)):
        for item in more.items:
            entry.items = _with(entry.items, item)
        for option in more.options:
            entry.options = _with(entry.options, option)


def _derive(group: Group, phrases: dict[str, Entry]) -> None:
    """Adds what people also say for the group's options, where the menu does not say it of another one of them."""
    for phrase, option in (
        *size_phrases(group),
        *measure_phrases(group),
        *packed_phrases(group),
        *short_forms(group),
        *spoken_phrases(group),
        *verb_phrases(group),
        *plural_phrases(group),
        *contrast_phrases(group),
    ):
        entry = phrases.setdefault(phrase, Entry())
        if not entry.items and all(known != group.id for known, _ in entry.options):
            entry.options = _with(entry.options, (group.id, option))
    for phrase in slot_words(group):
        entry = phrases.setdefault(phrase, Entry())
        if not entry.items and not entry.options:
            entry.groups = _with(entry.groups, group.id)
    if scale_of(group) is not None:
        for phrase in substances(group) - _common_words():
            entry = phrases.setdefault(phrase, Entry())
            entry.substances = _with(entry.substances, group.id)


@cache
def _verbs() -> frozenset[str]:
    """Words that a till also writes over a group: "NO", "ADD"."""
    return frozenset(word for pack in PACKS for kind in (Word.NEGATE, Word.ADD) for word in pack.words[kind])


@cache
def _common_words() -> frozenset[str]:
    """Words that say something else in every sentence: no group is meant by the "one" of "one kilo", or by "any"."""
    kinds = (Word.FILLER, Word.WANT, Word.CONFIRM, Word.ANY)
    words = (word for pack in PACKS for kind in kinds for word in pack.words[kind])
    return frozenset((*words, *(number for pack in PACKS for number in pack.numbers)))


def scales(menu: Menu) -> Mapping[str, Scale]:
    """Group → the degrees that its options say, for groups of that kind."""
    return {group.id: scale for group in menu.groups if (scale := scale_of(group)) is not None}


def amount_options(menu: Menu) -> Mapping[Word, tuple[tuple[str, str], ...]]:
    """Double, triple, half → the options of pick-one groups whose name begins so."""
    found: dict[Word, tuple[tuple[str, str], ...]] = {}
    for group in menu.groups:
        for option in group.options if group.pick is Pick.ONE else ():
            for amount in (Word.DOUBLE, Word.TRIPLE, Word.HALF):
                if any(name.split()[0] in EN.words[amount] for name in names_of(option)):
                    found[amount] = _with(found.get(amount, ()), (group.id, option.id))
    return found


def pack_phrases() -> dict[str, PackEntry]:
    """Every phrase of every language pack."""
    phrases: dict[str, PackEntry] = {}
    for pack in PACKS:
        for word, spellings in pack.words.items():
            for phrase in spellings:
                known = phrases.get(phrase, PackEntry())
                phrases[phrase] = msgspec.structs.replace(known, words=known.words | {word})
        for phrase, number in pack.numbers.items():
            known = phrases.get(phrase, PackEntry())
            phrases[phrase] = msgspec.structs.replace(known, number=number)
        for phrase, unit in pack.units.items():
            known = phrases.get(phrase, PackEntry())
            phrases[phrase] = msgspec.structs.replace(known, unit=unit)
        for phrase, ordinal in pack.ordinals.items():
            known = phrases.get(phrase, PackEntry())
            phrases[phrase] = msgspec.structs.replace(known, ordinal=ordinal)
    return {
        phrase: msgspec.structs.replace(entry, is_plain=_is_plain(entry)) for phrase, entry in phrases.items()
    }


def _is_plain(entry: PackEntry) -> bool:
    says_number = entry.number is not None or entry.ordinal is not None or entry.unit is not None
    return not says_number and entry.words.isdisjoint(AMOUNTS)


def countable_options(menu: Menu) -> Mapping[tuple[str, str], bool]:
    """(group, option) of pick-many groups → whether more than one may be had."""
    return {
        (group.id, option.id): option.max_quantity > 1
        for group in menu.groups
        if group.pick is Pick.MANY
        for option in group.options
    }


def _spellings(names: Names, aliases: Aliases) -> Iterator[str]:
    wide = (names.zh_hans, names.zh_hant, *aliases.zh_hans, *aliases.zh_hant)
    for name in (*wide, names.en, *aliases.en):
        phrase = normal_phrase(name) if name else ""
        if phrase:
            yield phrase
            if len(phrase) > 3 and phrase[-1] == "s" and phrase[-2] != "s" and not is_wide(phrase[0]):
                yield phrase[:-1]


def _with(known: tuple[_T, ...], one: _T) -> tuple[_T, ...]:
    return known if one in known else (*known, one)
