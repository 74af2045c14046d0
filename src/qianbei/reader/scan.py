"""Normalised words → tokens: every phrase found, then for one menu the cover that leaves the least unread.

Linear in the length of the words for a given set of phrases (each position ends at most as many matches as phrases
are nested there).
"""

from collections.abc import Sequence
from typing import NamedTuple

from qianbei.reader.compiled import CompiledCity, Match
from qianbei.reader.lexicon import Entry, PackEntry
from qianbei.reader.normal import BREAK, JOIN, Spoken, is_wide
from qianbei.reader.numerals import find_numerals
from qianbei.reader.packs import Word

_NO_ENTRY = Entry()
_NO_WORDS: frozenset[Word] = frozenset()
_NUMERAL = -1


class Token(NamedTuple):
    """A span and all it may mean; `is_unread` spans mean nothing here."""

    start: int
    end: int
    entry: Entry = _NO_ENTRY
    words: frozenset[Word] = _NO_WORDS
    number: int | None = None
    ordinal: int | None = None
    stores: tuple[str, ...] = ()
    is_break: bool = False
    is_unread: bool = False

    def does(self, word: Word) -> bool:
        return word in self.words


def find_matches(city: CompiledCity, spoken: Spoken) -> list[Match]:
    """Every phrase and numeral in the words that stands at word boundaries."""
    text = spoken.text
    found = []
    for pattern, start, end in city.automaton.find_matches_as_indexes(text, overlapping=True):
        whole = _whole_word_end(text, start, end)
        if whole:
            found.append(Match(start, whole, pattern))
    for start, end, number, is_ordinal in find_numerals(text):
        if _whole_word_end(text, start, end):
            found.append(Match(start, end, _NUMERAL, number, is_ordinal))
    return found


def tokens_for(city: CompiledCity, spoken: Spoken, matches: Sequence[Match], menu: int | None) -> list[Token]:
    """The words as tokens, read with the phrases of one menu (or of the packs and stores alone)."""
    text = spoken.text
    tokens: list[Token] = []
    position = 0
    for match in _cover(city, matches, menu, len(text)):
        tokens += _between(text, position, match.start)
        tokens.append(_token(city, match, menu))
        position = match.end
    return tokens + _between(text, position, len(text))


def meaningful(text: str) -> int:
    """How many characters of the text could mean something: letters, digits, ideographs."""
    return sum(character.isalnum() for character in text)


def _cover(city: CompiledCity, matches: Sequence[Match], menu: int | None, length: int) -> list[Match]:
    """The matches that together read most characters with the fewest phrases; a menu's word wins a tie."""
    ending: dict[int, list[tuple[int, Match]]] = {}
    for match in matches:
        weight = _weight(city, match, menu)
        if weight:
            ending.setdefault(match.end, []).append((weight, match))
    best = [0] * (length + 1)
    taken: list[Match | None] = [None] * (length + 1)
    for end in range(1, length + 1):
        best[end] = best[end - 1]
        for weight, match in ending.get(end, ()):
            score = best[match.start] + weight
            if score > best[end]:
                best[end], taken[end] = score, match
    cover = []
    position = length
    while position > 0:
        match = taken[position]
        if match is None:
            position -= 1
        else:
            cover.append(match)
            position = match.start
    return cover[::-1]


def _weight(city: CompiledCity, match: Match, menu: int | None) -> int:
    """10 a character less 4 a phrase; 0 for a phrase that means nothing here."""
    base = 10 * (match.end - match.start) - 4
    if match.pattern == _NUMERAL:
        return base
    if menu in city.entries[match.pattern] or city.named_stores[match.pattern]:
        return base + 2
    return base if city.pack[match.pattern] is not None else 0


def _token(city: CompiledCity, match: Match, menu: int | None) -> Token:
    if match.pattern == _NUMERAL:
        if match.is_ordinal:
            return Token(match.start, match.end, ordinal=match.number)
        return Token(match.start, match.end, number=match.number)
    pack = city.pack[match.pattern] or PackEntry()
    return Token(
        match.start,
        match.end,
        city.entries[match.pattern].get(-1 if menu is None else menu, _NO_ENTRY),
        pack.words,
        pack.number,
        pack.ordinal,
        city.named_stores[match.pattern],
    )


def _between(text: str, start: int, end: int) -> list[Token]:
    """The gap between two phrases: breaks, joins, and spans that nothing reads."""
    tokens: list[Token] = []
    position = start
    while position < end:
        character = text[position]
        if character == BREAK:
            tokens.append(Token(position, position + 1, is_break=True))
        elif character == JOIN:
            tokens.append(Token(position, position + 1, words=frozenset({Word.JOIN})))
        elif character != " ":
            stop = position
            while stop < end and text[stop] not in (BREAK, JOIN):
                stop += 1
            tokens.append(Token(position, position + len(text[position:stop].rstrip()), is_unread=True))
            position = stop
            continue
        position += 1
    return tokens


def _whole_word_end(text: str, start: int, end: int) -> int:
    """The end of the match, a plural's ending included; 0 when it begins or ends inside a word."""
    if start and _continues(text[start - 1], text[start]):
        return 0
    for plural in ("", "s", "es"):
        stop = end + len(plural)
        if text[end:stop] == plural and (stop >= len(text) or not _continues(text[end - 1], text[stop])):
            if plural and not _is_letter(text[end - 1]):
                return 0
            return stop
    return 0


def _continues(before: str, after: str) -> bool:
    """True when the two characters stand in one word or one number."""
    return (_is_letter(before) and _is_letter(after)) or (before.isdigit() and after.isdigit())


def _is_letter(character: str) -> bool:
    return character.isalpha() and not is_wide(character)
