"""A span of the words and all that it may mean, and the gaps between such spans."""

import re
from collections.abc import Iterable
from itertools import chain
from operator import attrgetter

import msgspec

from qianbei.reader.lexicon import Entry
from qianbei.reader.normal import BREAK, JOIN, is_wide
from qianbei.reader.packs import Word

NO_ENTRY = Entry()
_NO_WORDS: frozenset[Word] = frozenset()
_JOINS = frozenset({Word.JOIN})
_LONG_MIN = 4
"""Characters of a leftover that is no end of a name: "冰淇淋" and "三明治" may be."""
_MARK = re.compile(f"[{BREAK}{JOIN}]")


class Token(msgspec.Struct, frozen=True, gc=False):
    """A span and all it may mean; `is_unread` spans mean nothing here."""

    start: int
    end: int
    entry: Entry = msgspec.field(default_factory=lambda: NO_ENTRY)
    words: frozenset[Word] = _NO_WORDS
    number: int | None = None
    ordinal: int | None = None
    stores: tuple[str, ...] = ()
    unit: int | None = None
    """Grams or millilitres of a unit."""
    decimal: float | None = None
    """A number that counts no cups, such as 1.5."""
    is_break: bool = False
    is_unread: bool = False
    told: tuple["Token", ...] = ()
    """What tells one line of the cart from the others, in "the iced one"."""
    is_single: bool = False
    """What is told is one line: "the iced one", not "the iced ones"."""
    likelihood: float = 1.0
    """Below 1 for a name that was said badly or in part."""
    is_plural: bool = False
    is_plain: bool = False
    """Words of the language alone, that say neither how much nor how many."""
    is_long: bool = False
    """Unread, and too many words to be the end of one name."""

    def does(self, word: Word) -> bool:
        return word in self.words


_WORDS_OF = attrgetter("words")


def say_any(tokens: Iterable[Token], words: frozenset[Word]) -> bool:
    """True when one of the tokens is one of the words. Most sentences have none of the words that a step is about."""
    return not words.isdisjoint(chain.from_iterable(map(_WORDS_OF, tokens)))


def between(text: str, start: int, end: int) -> list[Token]:
    """The gap between two phrases: breaks, joins, and spans that nothing reads."""
    tokens: list[Token] = []
    position = start
    while position < end:
        character = text[position]
        if character == BREAK:
            tokens.append(Token(position, position + 1, NO_ENTRY, is_break=True))
        elif character == JOIN:
            tokens.append(Token(position, position + 1, NO_ENTRY, _JOINS))
        elif character != " ":
            mark = _MARK.search(text, position, end)
            stop = end if mark is None else mark.start()
            tokens.append(Token(position, position + len(text[position:stop].rstrip()), is_unread=True))
            position = stop
            continue
        position += 1
    return tokens


def with_lengths(text: str, tokens: list[Token]) -> list[Token]:
    """The tokens with those marked that are a remark rather than the end of a name: "… you had on the door"."""
    out = tokens
    for place, token in enumerate(tokens):
        said = text[token.start : token.end] if token.is_unread else ""
        if said and (len(said) >= _LONG_MIN if is_wide(said[0]) else " " in said):
            out = tokens[:] if out is tokens else out
            out[place] = msgspec.structs.replace(token, is_long=True)
    return out
