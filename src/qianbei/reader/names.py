"""The names of one menu as people get them wrong: by sound, by initials, by parts, by their words.

Built with the menu, looked up only for words that nothing else reads. Deliberately absent: which of them is meant
(`mend.py`) and names of other menus.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import TypeVar

import msgspec

from qianbei.reader.lexicon import PACKS, Entry
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import WORDS
from qianbei.reader.sounds import heard, sound_of

_T = TypeVar("_T")

PART_LENGTH_MIN = 2
_CLEARLY = 1.2
_WORDS_MAX = 5
_WIDE_MAX = 12
_NUMERALS = "半一二两三四五六七八九十"
_HOLLOW = frozenset({"a", "the", "of", "and", "with", "in", "on", "for", "to", "no", "+", "or"})


class Part(msgspec.Struct):
    """All names that have this piece; `whole` is the length of the shortest of them."""

    items: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    whole: int = 1_000
    nearest: int = 1_000
    """The length of the shortest of the options' names; those that are clearly longer are not meant."""

    def add(self, options: tuple[tuple[str, str], ...], length: int) -> None:
        """Notes options with this piece in a name so long."""
        if length * _CLEARLY < self.nearest:
            self.options = ()
        if length <= self.nearest * _CLEARLY:
            self.options = _united(self.options, options)
        self.nearest = min(self.nearest, length)


class NameIndex:
    """Every way to look a name up that is not its spelling. `sounds` and `initials` give phrases."""

    def __init__(self, phrases: Mapping[str, Entry]) -> None:
        self.sounds: dict[str, str] = {}
        self.initials: dict[str, str | None] = {}
        self.parts: dict[str, Part] = {}
        self.pairs: set[str] = set()
        """Sounds of two characters that stand together in a name: a stretch without one of them is no name."""
        self.words: dict[str, set[str]] = {}
        """First letter → Latin words of names."""
        self.squeezed: dict[str, str] = {}
        """Names of several Latin words, written as one."""
        self.spelled: dict[str, tuple[str, float] | None] = {}
        """What was asked before (`mend.py`): word → the name's word that was meant, and how likely."""
        for phrase, entry in phrases.items():
            if not (entry.items or entry.options):
                continue
            if all(map(is_wide, phrase)):
                self._hear(phrase, entry)
            for word in phrase.split():
                if word.isascii() and word.isalpha():
                    self.words.setdefault(word[0], set()).add(word)
            if " " in phrase:
                self.squeezed[phrase.replace(" ", "")] = phrase
            options = () if _counts(phrase) else entry.options
            for key in set(_parts(phrase)) if entry.items or options else ():
                part = self.parts.setdefault(key, Part())
                part.items = _united(part.items, entry.items)
                part.whole = min(part.whole, len(phrase))
                if options:
                    part.add(options, len(phrase))

    def tell(self, phrases: Mapping[str, Entry]) -> None:
        """Notes with every phrase of an item or an option which items have it in their name."""
        for phrase, entry in phrases.items():
            if entry.items or entry.options:
                part = self.parts.get(phrase if is_wide(phrase[0]) else key_of(phrase.split()))
                entry.named = _united(entry.items, part.items if part else ())
                entry.said = phrase

    @classmethod
    def united(cls, indexes: "Iterable[NameIndex]") -> "NameIndex":
        """All names of several menus, without their parts."""
        whole = cls({})
        for index in indexes:
            whole.sounds |= index.sounds
            whole.pairs |= index.pairs
            whole.initials |= index.initials
            whole.squeezed |= index.squeezed
            for letter, words in index.words.items():
                whole.words.setdefault(letter, set()).update(words)
        return whole

    def _hear(self, phrase: str, entry: Entry) -> None:
        self.sounds.setdefault(heard(phrase), phrase)
        self.pairs.update(heard(phrase[i : i + 2]) for i in range(len(phrase) - 1))
        if entry.items and len(phrase) > 2:
            short = "".join(sound_of(character)[0] for character in phrase)
            self.initials[short] = phrase if self.initials.get(short, phrase) == phrase else None


@cache
def pack_sounds() -> Mapping[str, str]:
    """Sound → phrase, of every Chinese pack word and numeral; numerals and measure words go before what sounds alike."""
    found: dict[str, str] = {}
    said = [phrase for word in WORDS for pack in PACKS for phrase in pack.words.get(word, ())]
    for phrase in (*_NUMERALS, *said):
        if is_wide(phrase[0]) and (phrase[0] not in _NUMERALS or len(phrase) == 1):
            found.setdefault(heard(phrase), phrase)
    return found


@cache
def pack_latin() -> frozenset[str]:
    """Every Latin word of the packs: words of the language, which are no spelling of a name."""
    said = (phrase for word in WORDS for pack in PACKS for phrase in pack.words.get(word, ()))
    return frozenset(word for phrase in said if phrase.isascii() for word in phrase.split())


def singular(word: str) -> str:
    """The word without a plural's ending."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("shes", "ches", "oes", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def key_of(words: Iterable[str]) -> str:
    """One key for the same words in any order."""
    return " ".join(sorted(singular(word) for word in words if word not in _HOLLOW))


def _counts(phrase: str) -> bool:
    """True for "半公斤" and "two pieces": an amount is not said by a part of it."""
    words = _numbers()
    return any(c.isdigit() or (c in words and is_wide(c)) for c in phrase) or any(
        word in words for word in phrase.split()
    )


@cache
def _numbers() -> frozenset[str]:
    return frozenset(
        {"half", "quarter", "double", *_NUMERALS, *(number for pack in PACKS for number in pack.numbers)}
    )


def _parts(phrase: str) -> Iterator[str]:
    """Pieces of a name by which it may be called: some of its words, or a stretch of its characters."""
    if is_wide(phrase[0]) and all(map(is_wide, phrase)):
        length = len(phrase)
        if length <= _WIDE_MAX:
            for start in range(length):
                for end in range(start + PART_LENGTH_MIN, length + 1):
                    yield phrase[start:end]
        return
    words = [word for word in phrase.split() if word not in _HOLLOW]
    if 1 < len(words) <= _WORDS_MAX:
        for count in range(1, len(words) + 1):
            for some in combinations(words, count):
                yield key_of(some)


def _united(known: tuple[_T, ...], more: tuple[_T, ...]) -> tuple[_T, ...]:
    return (*known, *(one for one in more if one not in known)) if more else known
