"""Normalised words → tokens: every phrase found, then for one menu the cover that leaves the least unread.

What is left unread is read once more as a name said badly (`mend.py`), and marked with how likely that is. Linear in the length of the words for a given set of phrases (each position ends at most as many matches as phrases
are nested there).
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from qianbei.reader.compiled import CompiledCity, Match
from qianbei.reader.lexicon import Entry, PackEntry
from qianbei.reader.mend import Fix, Named, fixes, pieces
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
    likelihood: float = 1.0
    """Below 1 for a name that was said badly or in part."""

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


def tokens_for(
    city: CompiledCity,
    spoken: Spoken,
    matches: Sequence[Match],
    menu: int | None,
    held: Collection[str] = (),
) -> list[Token]:
    """The words as tokens, read with the phrases of one menu (or of the packs and stores alone).

    Of several names that the words are a part of, those of `held` items are meant.
    """
    tokens = _tokens(city, spoken.text, matches, menu)
    if menu is None:
        return tokens
    spans = _unread_spans(spoken.text, tokens)
    if not spans:
        return tokens
    index = city.menus[menu].names
    tokens = _mended(city, spoken, tokens, fixes(index, spoken.text, spans), menu)
    spans = _unread_spans(spoken.text, tokens)
    return _with_pieces(spoken.text, tokens, pieces(index, spoken.text, spans, held)) if spans else tokens


def _tokens(city: CompiledCity, text: str, matches: Sequence[Match], menu: int | None) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    for match in _cover(city, matches, menu, len(text)):
        tokens += _between(text, position, match.start)
        tokens.append(_token(city, match, menu))
        position = match.end
    return tokens + _between(text, position, len(text))


def _unread_spans(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    return [(t.start, t.end) for t in tokens if t.is_unread and meaningful(text[t.start : t.end])]


def _mended(
    city: CompiledCity, spoken: Spoken, tokens: list[Token], found: Sequence[Fix], menu: int
) -> list[Token]:
    """The tokens of the words with the fixes in place, if those leave less unread; at the places of what was said."""
    if not found:
        return tokens
    text, starts, ends = _fixed(spoken.text, found)
    mended = _tokens(city, text, find_matches(city, Spoken(text, text, starts)), menu)
    before = sum(end - start for start, end in _unread_spans(spoken.text, tokens))
    if sum(ends[end - 1] - starts[start] for start, end in _unread_spans(text, mended)) >= before:
        return tokens
    placed = []
    for token in mended:
        start, end = starts[token.start], ends[token.end - 1]
        likelihood = min(
            (fix.likelihood for fix in found if start < fix.end and fix.start < end), default=1.0
        )
        placed.append(token._replace(start=start, end=end, likelihood=likelihood))
    return placed


def _fixed(text: str, found: Sequence[Fix]) -> tuple[str, list[int], list[int]]:
    """The text with the fixes, and where each of its characters begins and ends in the text as it was."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for fix in (*found, Fix(len(text), len(text), "", 1.0)):
        out.append(text[position : fix.start])
        starts += range(position, fix.start)
        ends += range(position + 1, fix.start + 1)
        length, size = len(fix.text), fix.end - fix.start
        out.append(fix.text)
        starts += [fix.start + size * place // length for place in range(length)]
        ends += [fix.start + size * (place + 1) // length for place in range(length)]
        position = fix.end
    return "".join(out), starts, ends


def _with_pieces(text: str, tokens: list[Token], found: Sequence[Named]) -> list[Token]:
    """The tokens with each piece of a name in place of what it covers."""
    for named in found:
        start, end = named.start, named.end
        kept: list[Token] = []
        for token in tokens:
            if token.end <= start or token.start >= end:
                kept.append(token)
            elif token.is_unread:
                if token.start < start:
                    kept += _between(text, token.start, start)
                if token.end > end:
                    kept += _between(text, end, token.end)
            elif token.start < start or token.end > end:
                break
        else:
            entry = Entry(items=named.part.items, options=named.part.options)
            kept.append(Token(start, end, entry, likelihood=named.likelihood))
            tokens = sorted(kept, key=lambda token: token.start)
    return tokens


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
