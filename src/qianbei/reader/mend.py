"""Names said badly: what the words that nothing reads most likely were, by sound, pinyin, spelling or part of a name.

Only a reading far more likely than any other is given; every other one is left unread, to be asked. Deliberately
absent: words that were read as they stand, and what a sentence means.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from qianbei.reader.by_ear import sounded
from qianbei.reader.names import NameIndex, pack_latin, pack_sounds, singular
from qianbei.reader.normal import is_wide
from qianbei.reader.sounds import folded, heard_character, is_pinyin, syllable_rows, tones

SPANS_MAX = 4
SPAN_LENGTH_MAX = 40
"""More or longer unread words are no badly said name; looking at them would cost time for nothing."""

_WORDS_REMEMBERED_MAX = 400
"""A menu's own words and the common ones that it lacks; a thousand full memories take 50 MiB."""
_WINDOW_MAX = 10
_AROUND_MAX = 6
_INITIALS_MIN = 3
_SOUND_LENGTH_MAX = 30
_HEARD_MIN = 4
_TWINS = {"k": "c", "c": "k", "f": "p", "j": "g"}
"""First letters that sound like another: "kake", "filly"."""

_RUN = re.compile(r"[a-z]+(?: [a-z]+)*|[\u2e80-\u9fff\uf900-\ufaff]+")
_LETTERS = re.compile(r"[a-z]+(?: +[a-z]+)*")

_VOWELS = frozenset("aeiou")


class Fix(NamedTuple):
    """Characters start..end most likely were `text`."""

    start: int
    end: int
    text: str
    likelihood: float
    is_name: bool = True
    """False for words of the language alone, which are only believed next to a name."""


def fixes(index: NameIndex, text: str, spans: Collection[tuple[int, int]]) -> list[Fix]:
    """What the unread spans most likely were, in order and without overlap."""
    found: list[Fix] = []
    for start, end in list(spans)[:SPANS_MAX]:
        if end - start > SPAN_LENGTH_MAX:
            continue
        for run in _RUN.finditer(text, start, end):
            if run[0].isascii():
                found += _latin(index, text, run.start(), run.end())
            else:
                found += _homophone(index, text, run.start(), run.end())
    has_name = any(fix.is_name for fix in found)
    kept: list[Fix] = []
    for fix in sorted(found):
        if (fix.is_name or has_name) and (not kept or fix.start >= kept[-1].end):
            kept.append(fix)
    return kept


def fixed(text: str, found: Sequence[Fix]) -> tuple[str, list[int], list[int]]:
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


# Latin letters.


def _latin(index: NameIndex, text: str, start: int, end: int) -> Iterator[Fix]:
    around = _letters_around(text, start, end)
    for first, last in dict.fromkeys((around, (start, end))):
        letters = text[first:last].replace(" ", "")
        pinyin = _pinyin(index, letters) if is_pinyin(letters) else None
        if pinyin is not None:
            yield Fix(first, last, pinyin[1], 0.95, pinyin[2] > 0)
            return
    position = start
    for word in text[start:end].split(" "):
        likely = _squeezed(index, word) or _initials(index, word) or _remembered(index, word)
        if likely is not None:
            yield Fix(position, position + len(word), *likely)
        position += len(word) + 1


def _letters_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch of letters and spaces that holds start..end: pinyin may hold a word that also means something else."""
    for stretch in _LETTERS.finditer(text):
        if stretch.end() >= end:
            return stretch.span()
    return start, end


def _pinyin(index: NameIndex, letters: str) -> tuple[int, str, int] | None:
    """(score, words, names among them) of the letters as Chinese, when all of them are some."""
    best: list[tuple[int, str, int] | None] = [None] * (len(letters) + 1)
    best[0] = (0, "", 0)
    names, words = index.sounds.get, pack_sounds().get
    for start, end, sound in _stretches(letters):
        before = best[start]
        if before is None:
            continue
        name = names(sound)
        phrase = name or words(sound)
        if phrase is not None:
            score = before[0] + 10 * (end - start) - (0 if name is not None else 4)
            known = best[end]
            if known is None or score > known[0]:
                best[end] = (score, before[1] + phrase, before[2] + (name is not None))
    return best[-1]


@lru_cache(maxsize=1_000)
def _stretches(letters: str) -> tuple[tuple[int, int, str], ...]:
    """(start, end, sound) of all syllables and rows of syllables: the same for every menu that is asked."""
    return tuple(
        (start, end, folded(letters[start:end]))
        for start, end in syllable_rows(letters)
        if end - start <= _SOUND_LENGTH_MAX
    )


def _squeezed(index: NameIndex, word: str) -> tuple[str, float] | None:
    """ "lemoncakes": the words of a name without a space."""
    phrase = index.squeezed.get(word) or index.squeezed.get(singular(word))
    return None if phrase is None else (phrase, 0.95)


def _initials(index: NameIndex, word: str) -> tuple[str, float] | None:
    phrase = index.initials.get(word)
    if phrase is None or len(word) < _INITIALS_MIN or is_pinyin(word):
        return None
    return phrase, 0.85


def _remembered(index: NameIndex, word: str) -> tuple[str, float] | None:
    """What the word was spelled for; of each menu the words that were asked last are kept, for people say the same ones."""
    known = index.spelled
    if word not in known:
        if len(known) >= _WORDS_REMEMBERED_MAX:
            known.clear()
        known[word] = _spelled(index, word)
    return known[word]


def _spelled(index: NameIndex, word: str) -> tuple[str, float] | None:
    """The one word of the menu that was misspelled or cut short."""
    best: list[tuple[int, str]] = []
    known_words = index.words.get(word[0], ())
    if word in known_words:
        return None
    twins = index.words.get(_TWINS.get(word[0], ""), ()) if len(word) >= _HEARD_MIN else ()
    best += [(1, known) for known in twins if _is_heard_as(word, known)]
    for known in known_words:
        distance = 0 if _is_short_for(word, known) else _distance(word, known)
        if distance is None and _is_heard_as(word, known):
            distance = 1
        if distance is not None:
            best.append((distance, known))
    best.sort()
    if not best or (len(best) > 1 and best[1][0] == best[0][0] and not _is_plural(best[0][1], best[1][1])):
        return None
    return best[0][1], 0.9 - 0.05 * best[0][0]


def _distance(word: str, known: str) -> int | None:
    """Edits between them, None for more than a slip of the fingers: short words are other words soon."""
    length = len(word)
    most = 1 if length < 7 else 2 if length < 11 else 3
    if length < 4 or abs(len(known) - length) > most:
        return None
    distance = OSA.distance(word, known, score_cutoff=most)
    if distance > most:
        return None
    if length == 4 and not (sorted(word) == sorted(known) or set(word) == set(known)):
        return None
    if length == 5 and len(known) == 5 and sorted(word) != sorted(known):
        return None
    return distance


def _is_heard_as(word: str, known: str) -> bool:
    """True for another spelling of the same sounds; of short words too, where a slip would make another word."""
    if len(word) < _HEARD_MIN or len(known) < _HEARD_MIN or sounded(word) != sounded(known):
        return False
    return word not in pack_latin()


def _is_short_for(word: str, known: str) -> bool:
    """ "lrg" for "large", "mushrm" for "mushroom": the same letters in order, with vowels or the end left out."""
    if len(word) < 2 or len(word) >= len(known) or len(word) < 0.4 * len(known):
        return False
    if known.startswith(word):
        return len(word) >= 4
    letters = iter(known)
    if not all(letter in letters for letter in word):
        return False
    has_vowels = bool(_VOWELS & set(word[1:]))
    return len(word) >= (max(4, 0.6 * len(known)) if has_vowels else 3)


def _is_plural(one: str, other: str) -> bool:
    return abs(len(one) - len(other)) <= 2 and (one.startswith(other) or other.startswith(one))


# Chinese characters.


def _homophone(index: NameIndex, text: str, start: int, end: int) -> Iterator[Fix]:
    """The longest name that sounds like a stretch of characters around the unread ones."""
    low, high = wide_around(text, start, end)
    notes = [heard_character(character) for character in text[low:high]]
    for first in range(max(low, start - 1) - low, min(end, high - 1) - low):
        if notes[first] + notes[first + 1] in index.pairs:
            break
    else:
        return
    for first, last in windows_in(start, end, low, high):
        said = text[first:last]
        phrase = index.sounds.get("".join(notes[first - low : last - low]))
        if phrase is not None and phrase != said and len(phrase) == last - first:
            same = sum(one == other for one, other in zip(said, phrase, strict=True))
            if same or last - first > 2 or tones(said) == tones(phrase):
                yield Fix(first, last, phrase, 0.95 if last - first > 2 else 0.85)
                return


def wide_around(text: str, start: int, end: int) -> tuple[int, int]:
    low, high = start, end
    while low > max(0, start - _AROUND_MAX) and is_wide(text[low - 1]):
        low -= 1
    while high < min(len(text), end + _AROUND_MAX) and is_wide(text[high]):
        high += 1
    return low, high


def pairs_in(text: str, start: int, end: int, low: int, high: int) -> Iterator[str]:
    """Every two characters that stand together, one of them unread."""
    for first in range(max(low, start - 1), min(end, high - 1)):
        yield text[first : first + 2]


def windows_in(start: int, end: int, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Stretches from low to high that hold an unread character, the longest first."""
    for length in range(min(_WINDOW_MAX, high - low), 1, -1):
        for first in range(max(low, start - length + 1), min(end, high - length + 1)):
            yield first, first + length
