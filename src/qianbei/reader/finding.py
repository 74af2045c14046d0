"""Where the phrases of all menus and of the packs stand in the words: one pass, whatever the number of menus.

Every menu's tokens are cut from what is found here (`scan.py`). Deliberately absent: which of several phrases is meant.
"""

from operator import attrgetter
from typing import Literal

from qianbei.reader.compiled import RUNS, CompiledCity, Match, pack_book
from qianbei.reader.lexicon import PackEntry
from qianbei.reader.normal import ALONE, DIGIT, Spoken, kinds_of
from qianbei.reader.numerals import find_numerals
from qianbei.reader.packs import Word

_END = attrgetter("end")
_NO_PLURALS = frozenset({Word.LAST, Word.WHOSE})


def find_matches(city: CompiledCity, spoken: Spoken) -> list[Match]:
    """Every phrase and numeral in the words that stands at word boundaries, in the order of their ends.

    From each place where a word begins, words are added as long as both books together know some phrase that begins so;
    this is the inner loop of all reading.
    """
    text = spoken.text
    said, sold = pack_book().known.get, city.senses.known.get
    matches: list[Match] = []
    kinds = kinds_of(text)
    runs = [run.span() for run in RUNS.finditer(kinds)]
    count = len(runs)
    for first, (start, _) in enumerate(runs):
        if kinds[start] == DIGIT and start > 1 and text[start - 1] == ".":
            continue  # the end of a decimal number
        last = first
        while last < count:
            begin, end = runs[last]
            piece = text[start:end]
            entry, sense = said(piece), sold(piece)
            if piece[-1] == "s":
                for stem in _stems(piece, end - begin, entry):
                    short, other = said(stem), sold(stem)
                    short = entry if entry and Word.MEASURE in entry.words else short  # "ones", "tins"
                    if short or other:
                        matches.append(Match(start, end, short or None, other or None, is_plural=True))
            if entry or sense:
                matches.append(Match(start, end, entry or None, sense or None))
            elif entry is None and sense is None:
                break
            last += 1
    for start, end, number, is_ordinal in find_numerals(text):
        starts = start == 0 or kinds[start] == ALONE or kinds[start - 1] != kinds[start]
        if starts and (end == len(text) or kinds[end] != kinds[end - 1] or kinds[end] == ALONE):
            matches.append(Match(start, end, number=number, is_ordinal=is_ordinal))
    matches.sort(key=_END)
    return matches


def _stems(piece: str, length: int, entry: PackEntry | Literal[False] | None) -> tuple[str, ...]:
    """What a piece with an "s" at its end may be the plural of; its last word is `length` characters long.

    "hers", which points at a line, is no plural of "her", and "his" none of "hi". No word of two letters is a plural:
    "as" is none of "a".
    """
    if length == 1 or (entry and (not entry.words.isdisjoint(_NO_PLURALS) or len(piece) == 2)):
        return ()
    return (piece[:-2], piece[:-1]) if length > 2 and piece[-2] == "e" else (piece[:-1],)
