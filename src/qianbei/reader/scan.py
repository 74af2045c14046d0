"""Normalised words → tokens: every phrase found, then for one menu the cover that leaves the least unread.

What is left unread is read once more as a name said badly (`mend.py`), and marked with how likely that is. Linear in the length of the words for a given set of phrases (each position ends at most as many matches as phrases
are nested there).
"""

import re
from collections.abc import Collection, Sequence
from operator import attrgetter

import msgspec

from qianbei.reader.compiled import CompiledCity, Match, pack_book
from qianbei.reader.hints import with_hints
from qianbei.reader.joining import with_joined, with_pieces
from qianbei.reader.kinds import with_kinds
from qianbei.reader.lexicon import PackEntry
from qianbei.reader.mend import Fix, fixed, fixes
from qianbei.reader.normal import ALONE, DIGIT, LETTER, Spoken, kinds_of
from qianbei.reader.numerals import find_numerals
from qianbei.reader.packs import Word
from qianbei.reader.pieces import pieces
from qianbei.reader.remarks import without_remarks
from qianbei.reader.tokens import NO_ENTRY, Token, between
from qianbei.reader.topics import with_topics

_NO_WORDS: frozenset[Word] = frozenset()
_NO_PACK = PackEntry()
_END = attrgetter("end")
_RUNS = re.compile(rf"{LETTER}+|{DIGIT}+|[{ALONE}]")
"""Over kinds: where a phrase may begin."""


def find_matches(city: CompiledCity, spoken: Spoken) -> list[Match]:
    """Every phrase and numeral in the words that stands at word boundaries, in the order of their ends.

    Both books are asked at each place where a word begins; this is the inner loop of all reading.
    """
    text = spoken.text
    pack, senses = pack_book(), city.senses
    said, sold = pack.phrases.get, senses.phrases.get
    said_lengths, all_lengths = pack.lengths.get, senses.lengths.get
    matches: list[Match] = []
    kinds, size = kinds_of(text), len(text)
    for run in _RUNS.finditer(kinds):
        start, stop = run.span()
        begins = text[start:stop]
        if kinds[start] == ALONE:
            entry, sense = said(begins), sold(begins)
            if entry is not None or sense is not None:
                matches.append(Match(start, stop, entry, sense))
            if stop == size:
                break
            begins = text[start : start + 2]
        elif start > 1 and text[start - 1] == "." and kinds[start] == DIGIT:
            continue  # the end of a decimal number
        lengths: Collection[int] = all_lengths(begins) or said_lengths(begins, ())
        if begins[-1] == "s" and kinds[start] != ALONE:
            for short in (begins[:-1], begins[:-2]):
                more = all_lengths(short) or said_lengths(short)
                if more is not None:
                    lengths = sorted({*lengths, *more})
        for length in lengths:
            end = start + length
            if end > size:
                break
            piece = text[start:end]
            entry, sense = said(piece), sold(piece)
            if entry is not None or sense is not None:
                if end == size or kinds[end] in " .":
                    matches.append(Match(start, end, entry, sense))
                    continue
                whole = _whole_word_end(text, kinds, end)
                if whole and not (whole > end and _points(said(text[start:whole]))):
                    matches.append(Match(start, whole, entry, sense, is_plural=whole > end))
    for start, end, number, is_ordinal in find_numerals(text):
        starts = start == 0 or kinds[start] == ALONE or kinds[start - 1] != kinds[start]
        if starts and _whole_word_end(text, kinds, end):
            matches.append(Match(start, end, number=number, is_ordinal=is_ordinal))
    matches.sort(key=_END)
    return matches


def _points(entry: PackEntry | None) -> bool:
    """True for "hers", which is no plural of "her"."""
    return entry is not None and Word.LAST in entry.words


def tokens_for(
    city: CompiledCity,
    spoken: Spoken,
    matches: Sequence[Match],
    menu: int | None,
    held: Sequence[str] = (),
) -> list[Token]:
    """The words as tokens, read with the phrases of one menu (or of the packs and stores alone).

    Of several names that the words are a part of, those of `held` items are meant.
    """
    tokens = without_remarks(spoken.text, _tokens(spoken.text, matches, menu))
    if menu is None:
        return tokens
    compiled = city.menus[menu]
    index = compiled.names
    tokens = with_joined(spoken.text, tokens, index)
    spans = _unread_spans(spoken.text, tokens)
    if not spans:
        return tokens
    tokens = _mended(city, spoken, tokens, fixes(index, spoken.text, spans), menu)
    spans = _unread_spans(spoken.text, tokens)
    if not spans:
        return tokens
    tokens = with_pieces(spoken.text, tokens, pieces(index, spoken.text, spans, held))
    tokens = with_kinds(spoken.text, tokens, index, compiled.phrases, compiled.called, compiled.endings)
    tokens = with_topics(spoken.text, tokens, compiled.menu, compiled.groups)
    return with_hints(spoken.text, tokens, compiled.menu, compiled.hints, held[-1] if held else None)


def mended_matches(city: CompiledCity, spoken: Spoken, matches: Sequence[Match]) -> list[Match]:
    """The phrases of the words as any menu of the city would mend them; none when nothing is to be mended."""
    spans = _unread_spans(spoken.text, _tokens(spoken.text, matches, None))
    found = fixes(city.names, spoken.text, spans)
    if not found:
        return []
    text, starts, _ = fixed(spoken.text, found)
    return find_matches(city, Spoken(text, text, starts))


def _tokens(text: str, matches: Sequence[Match], menu: int | None) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    for match in _cover(matches, menu):
        start = match.start
        if position < start and text[position:start] != " ":
            tokens += between(text, position, start)
        tokens.append(_token(match, menu))
        position = match.end
    if position < len(text):
        tokens += between(text, position, len(text))
    return tokens


def _unread_spans(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    return [(t.start, t.end) for t in tokens if t.is_unread and meaningful(text[t.start : t.end])]


def _mended(
    city: CompiledCity, spoken: Spoken, tokens: list[Token], found: Sequence[Fix], menu: int
) -> list[Token]:
    """The tokens of the words with the fixes in place, if those leave less unread; at the places of what was said."""
    if not found:
        return tokens
    text, starts, ends = fixed(spoken.text, found)
    mended = _tokens(text, find_matches(city, Spoken(text, text, starts)), menu)
    before = sum(end - start for start, end in _unread_spans(spoken.text, tokens))
    if sum(ends[end - 1] - starts[start] for start, end in _unread_spans(text, mended)) >= before:
        return tokens
    placed = []
    for token in mended:
        start, end = starts[token.start], ends[token.end - 1]
        likelihood = min(
            (fix.likelihood for fix in found if start < fix.end and fix.start < end), default=1.0
        )
        placed.append(msgspec.structs.replace(token, start=start, end=end, likelihood=likelihood))
    return placed


def meaningful(text: str) -> int:
    """How many characters of the text could mean something: letters, digits, ideographs."""
    return sum(map(str.isalnum, text))


def _cover(matches: Sequence[Match], menu: int | None) -> list[Match]:
    """The matches that together read most characters with the fewest phrases; a menu's word wins a tie.

    A match weighs 100 a character less 41, a little more when it is the menu's; what means nothing here is left out.
    `matches` are in the order of their ends, so the best of all that end so far is known for every place up to there.
    """
    best: list[int] = [0]
    """By place: what the best matches up to there weigh."""
    latest: list[Match | None] = [None]
    """By place: the last one of these matches."""
    score, last, filled = 0, None, 0
    for match in matches:
        sense = match.sense
        start, end = match.start, match.end
        if sense is not None and (menu in sense.entries or sense.stores):
            weight = 101 * (end - start) - 22
        elif match.pack is not None or match.number is not None:
            weight = 100 * (end - start) - 41
        else:
            continue
        if end > filled:
            best += [score] * (end - filled)
            latest += [last] * (end - filled)
            filled = end
        weight += best[start]
        if weight > score:
            score = best[end] = weight
            last = latest[end] = match
        elif weight == score and last is not None and last.end == end and _goes_before(match, last, menu):
            last = latest[end] = match
    cover: list[Match] = []
    while last is not None:
        cover.append(last)
        last = latest[last.start]
    cover.reverse()
    return cover


def _goes_before(match: Match, other: Match, menu: int | None) -> bool:
    """Of two ways to read as much: "chicken, doner wraps" goes before "chicken doner, wraps", which names no item."""
    if match.sense is None or menu not in match.sense.sellers:
        return False
    return other.sense is None or menu not in other.sense.sellers


def _token(match: Match, menu: int | None) -> Token:
    if match.number is not None:
        if match.is_ordinal:
            return Token(match.start, match.end, ordinal=int(match.number))
        if isinstance(match.number, float):
            return Token(match.start, match.end, decimal=match.number)
        return Token(match.start, match.end, number=match.number)
    pack, sense = match.pack or _NO_PACK, match.sense
    entry, stores = NO_ENTRY, ()
    if sense is not None:
        entry, stores = sense.entries.get(-1 if menu is None else menu, NO_ENTRY), sense.stores
    return Token(
        match.start,
        match.end,
        entry,
        pack.words,
        pack.number,
        pack.ordinal,
        stores,
        pack.unit,
        is_plural=match.is_plural,
        is_plain=pack.is_plain and entry is NO_ENTRY and not stores,
    )


def _whole_word_end(text: str, kinds: str, end: int) -> int:
    """The end of a match, a plural's ending included; 0 when it ends inside a word."""
    kind = kinds[end - 1]
    if end >= len(text) or kinds[end] != kind or kind == ALONE:
        return end
    if kind != LETTER or text[end] not in "es":
        return 0
    stop = end + (1 if text[end] == "s" else 2)
    if text[end:stop] not in ("s", "es") or (stop < len(text) and kinds[stop] == LETTER):
        return 0
    return stop
