"""Normalised words → tokens: every phrase found, then for one menu the cover that leaves the least unread.

What is left unread is read once more as a name said badly (`mend.py`), and marked with how likely that is. Linear in the length of the words for a given set of phrases (each position ends at most as many matches as phrases
are nested there).
"""

import re
from collections.abc import Sequence

import msgspec

from qianbei.reader.compiled import CompiledCity, Match
from qianbei.reader.finding import find_matches
from qianbei.reader.hints import with_hints
from qianbei.reader.joining import with_joined, with_pieces
from qianbei.reader.kinds import with_kinds
from qianbei.reader.lexicon import PackEntry
from qianbei.reader.mend import Fix, fixed, fixes
from qianbei.reader.normal import Spoken
from qianbei.reader.pieces import pieces
from qianbei.reader.remarks import without_remarks
from qianbei.reader.standing import with_standing
from qianbei.reader.tokens import NO_ENTRY, Token, between, with_lengths
from qianbei.reader.topics import with_topics

_NO_PACK = PackEntry()
_MEANINGFUL = re.compile(r"[^\W_]")


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
    tokens = with_standing(spoken.text, tokens, compiled.called, held)
    tokens = with_kinds(spoken.text, tokens, index, compiled.phrases, compiled.called, compiled.endings)
    tokens = with_topics(spoken.text, tokens, compiled.heard, compiled.groups)
    tokens = with_hints(spoken.text, tokens, compiled.heard, compiled.hints, held[-1] if held else None)
    return with_lengths(spoken.text, tokens)


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
    return [(t.start, t.end) for t in tokens if t.is_unread and _MEANINGFUL.search(text, t.start, t.end)]


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
    number = match.number
    if number is not None:
        if match.is_ordinal:
            return Token(match.start, match.end, NO_ENTRY, ordinal=int(number))
        if isinstance(number, float):
            return Token(match.start, match.end, NO_ENTRY, decimal=number)
        return Token(match.start, match.end, NO_ENTRY, number=number)
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
