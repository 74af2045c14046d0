"""Names of which only a piece was said: which of them it most likely is.

Deliberately absent: names said badly (`mend.py`), and what the piece is put in place of (`joining.py`).
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from qianbei.reader.mend import SPAN_LENGTH_MAX, SPANS_MAX, pairs_in, wide_around, windows_in
from qianbei.reader.names import NameIndex, Part, key_of, singular
from qianbei.reader.normal import BREAK, JOIN

_WORDS_AROUND_MAX = 2
_WORDS_MAX = 5
_ITEMS_ASKED_MAX = 6
_COVERED_MIN = 0.4
"""So much of a name must be said."""

_COVERED_FIRST_MIN = 0.3
"""In first words, where no line of the cart can be meant."""

_WORD = re.compile(r"[a-z]+")
_HOLLOW_ENDS = frozenset(
    {"a", "an", "the", "of", "and", "with", "in", "on", "for", "to", "no", "or", "as", "from"}
)
"""No name that was said in part begins or ends so."""


class Named(NamedTuple):
    """Characters start..end are a piece of these names."""

    start: int
    end: int
    part: Part
    likelihood: float


def pieces(
    index: NameIndex, text: str, spans: Collection[tuple[int, int]], held: Collection[str]
) -> list[Named]:
    """Names of which the unread spans say a part, with the words around it; `held` items are meant first."""
    found: list[Named] = []
    for start, end in list(spans)[:SPANS_MAX]:
        if end - start > SPAN_LENGTH_MAX or (found and start < found[-1].end):
            continue
        in_words = _word_windows if text[start].isascii() else _wide_windows
        for first, last, key in in_words(index, text, start, end):
            part = index.parts.get(key)
            named = part and _named(part, first, last, key, held)
            if named:
                found.append(named)
                break
    return found


def _wide_windows(index: NameIndex, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    low, high = wide_around(text, start, end)
    if any(pair in index.parts for pair in pairs_in(text, start, end, low, high)):
        for first, last in windows_in(start, end, low, high):
            yield first, last, text[first:last]


def _word_windows(index: NameIndex, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Stretches of words that hold an unread one which stands in a name, the longest first."""
    if not any(singular(word) in index.parts for word in _WORD.findall(text, start, end)):
        return
    low = max(text.rfind(mark, 0, start) for mark in (BREAK, JOIN)) + 1
    stops = [text.find(mark, end) for mark in (BREAK, JOIN)]
    high = min([stop for stop in stops if stop >= 0], default=len(text))
    words = [found.span() for found in _WORD.finditer(text, low, high)]
    unread = [number for number, (first, last) in enumerate(words) if start <= first and last <= end]
    near = range(max(0, unread[0] - _WORDS_AROUND_MAX), min(len(words), unread[-1] + _WORDS_AROUND_MAX + 1))
    for count in range(min(_WORDS_MAX, len(near)), 0, -1):
        for first in near[: len(near) - count + 1]:
            if first <= unread[-1] and first + count > unread[0]:
                chosen = words[first : first + count]
                if {text[slice(*chosen[0])], text[slice(*chosen[-1])]} & _HOLLOW_ENDS:
                    continue
                if any(text[slice(*word)] == "with" for word in chosen):
                    continue  # "a bean roll with cheese" is no cheese roll
                yield chosen[0][0], chosen[-1][1], key_of(text[a:b] for a, b in chosen)


def _named(part: Part, start: int, end: int, key: str, held: Collection[str]) -> Named | None:
    items = tuple(item for item in part.items if item in held) or part.items
    groups = [group for group, _ in part.options]
    options = tuple(option for option in part.options if groups.count(option[0]) == 1)
    if len(items) > 1 or len(options) > 1:
        if len(items) > _ITEMS_ASKED_MAX and not options:
            return None
        return Named(start, end, Part(items, options), 0.8)
    least = _COVERED_MIN if held else _COVERED_FIRST_MIN
    if not (items or options) or (len(key) < least * part.whole and not set(items) & set(held)):
        return None
    return Named(start, end, Part(items, options), 0.9)
