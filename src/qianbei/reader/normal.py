"""One spelling for what people type: width, case, traditional characters, spaces and punctuation folded.

A map back to the original text is kept, so what was not read can be quoted as it was said.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import msgspec
import opencc

BREAK = ","
"""Every sentence mark becomes this."""

JOIN = "+"
"""Every mark that lists things (、 / & +) becomes this."""

LETTER, DIGIT, ALONE = "a", "0", "."

_UNEVEN, _GONE = "\0", "\1"
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0010ffff"
_SPARE = re.compile(rf"(?:^|(?<=[ ,+{_WIDE}])) +| +(?=[{_WIDE}])")
"""Spaces that separate nothing."""
_SPARE_LATIN = re.compile("(?:(?<=[ ,+])|^) +")
_DASH = re.compile(r"(?<![0-9]) [-–] | [-–] (?![0-9])")
"""A dash between words parts them; within a word it joins."""
_DASHES = re.compile("[-–−]")
_MINUS = re.compile(r"(?<=[\u4e00-\u9fff])[-–−](?=[0-9])|(?<=[A-Za-z] )[-–−](?=[0-9])")
_STRANGE = "\ua66e"
"""A letter that no menu and no pack has: nobody orders less than nothing, so the sign is read by nobody."""
_BREAKS = frozenset(",.;:!?。；：！？…\n|()[]{}<>（）【】《》~～—=*#")
_JOINS = frozenset("、/&+")
_TIMES = "×✕✖＊"
_DROPPED = frozenset("'\"`´‘’“”「」『』^·")
_SPACES = frozenset("-_ \t\u3000")
_FACES = (
    range(0x1F600, 0x1F650),
    range(0x1F44A, 0x1F451),
    range(0x1F493, 0x1F4A0),
    range(0x1F90C, 0x1F940),
    range(0x1F970, 0x1F97B),
    range(0x1F3FB, 0x1F400),
    (0x2728, 0x2764, 0x1F389, 0x1F923, 0x1FAE1, 0x1FAF6),
)
"""Faces, hands and hearts: they end a thought and name nothing. A pictured dish may be an order, so it stays unread."""


_PAUSE = re.compile(rf"(?<=[{_WIDE}]) +(?=[{_WIDE}])")
_LONE = re.compile(rf"(?:^| )[{_WIDE}](?: |$)")


class Spoken(msgspec.Struct, frozen=True):
    """`text` is the normal form; `places[i]` is the index in `original` that text[i] came from."""

    original: str
    text: str
    places: Sequence[int]

    def quote(self, start: int, end: int) -> str:
        """The original words of a span of the normal form, without blanks around them."""
        return self.original[self.places[start] : self.places[end - 1] + 1].strip()


def heard_as(words: str) -> Spoken:
    """The normal form of a sentence: where words are written without spaces, a space is a pause.

    One between single characters ("两 杯") parts nothing.
    """
    if words.isascii() or " " not in words or _LONE.search(words) or not _PAUSE.search(words):
        return normalise(words)
    paused = _PAUSE.sub(lambda pause: BREAK + pause[0][1:], words)
    return msgspec.structs.replace(normalise(paused), original=words)


def normalise(original: str) -> Spoken:
    """Linear in the length of `original`."""
    text = _parted(original).translate(_PLAIN)
    if _UNEVEN in text:
        return _normalise(original)
    places: Sequence[int] = range(len(text))
    if _GONE in text:
        places = [place for place, character in enumerate(text) if character != _GONE]
        text = text.replace(_GONE, "")
    if " " in text:
        text, places = _without_spare(text, places)
    if "." in original:
        out = list(text)
        _mend_decimals(out, original, places)
        text = "".join(out)
    return Spoken(original, text, places)


def _without_spare(text: str, places: Sequence[int]) -> tuple[str, Sequence[int]]:
    """The text without spaces that separate nothing, and the places of the rest."""
    kept: list[str] = []
    kept_places: list[int] = []
    position = 0
    for spare in (_SPARE_LATIN if text.isascii() else _SPARE).finditer(text):
        kept.append(text[position : spare.start()])
        kept_places += places[position : spare.start()]
        position = spare.end()
    if not position:
        return text, places
    return "".join(kept) + text[position:], [*kept_places, *places[position:]]


def _parted(original: str) -> str:
    """The words with breaks for dashes between them, each character where it was."""
    return _MINUS.sub(_STRANGE, _DASH.sub(" , ", original)) if _DASHES.search(original) else original


def _normalise(original: str) -> Spoken:
    dashed = _parted(original)
    out: list[str] = []
    places: list[int] = []
    wide_before = True
    for index, character in enumerate(dashed):
        for folded, wide in _folded(character):
            if folded == " ":
                if wide_before or out[-1] in " ,+":
                    continue
            elif wide and out and out[-1] == " ":
                out.pop()
                places.pop()
            out.append(folded)
            places.append(index)
            wide_before = wide
    if "." in original:
        _mend_decimals(out, original, places)
    return Spoken(original, "".join(out), places)


@lru_cache(maxsize=8_192)
def normal_phrase(name: str) -> str:
    """The normal form of a name from a menu, to be searched for in normalised words."""
    text = normalise(name).text
    if BREAK in text:
        text = normalise(text.replace(BREAK, " ")).text
    return text.strip(" +")


def is_wide(character: str) -> bool:
    """True for CJK characters, which are written without spaces."""
    return "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\U00020000"


@lru_cache(maxsize=20_000)
def kind_of(character: str) -> str:
    """What makes one word with its like: LETTER or DIGIT. Empty for all that stands alone."""
    if character.isdigit():
        return DIGIT
    return LETTER if character.isalpha() and not is_wide(character) else ""


def kinds_of(text: str) -> str:
    """LETTER, DIGIT, ALONE or a space for each character."""
    return text.translate(_KINDS)


def _folded(character: str) -> tuple[tuple[str, bool], ...]:
    """What the character becomes: each with whether it is wide."""
    if character in _DROPPED:
        return ()
    folded = unicodedata.normalize("NFKC", character).lower().translate(_simplified())
    classed = "".join(_class_of(one) for one in folded)
    return tuple((one, is_wide(one)) for one in classed)


class _Table(dict[int, str]):
    """Character → one character, for `str.translate`; filled as characters are met, so it holds Unicode at most."""

    def __init__(self, one: Callable[[str], str]) -> None:
        self._one = one

    def __missing__(self, code: int) -> str:
        self[code] = found = self._one(chr(code))
        return found


def _plain(character: str) -> str:
    """The one character it becomes; _GONE when it is dropped, _UNEVEN when it becomes several."""
    folded = _folded(character)
    if len(folded) > 1 or character in (_GONE, _UNEVEN):
        return _UNEVEN
    return folded[0][0] if folded else _GONE


_PLAIN = _Table(_plain)
_KINDS = _Table(lambda character: kind_of(character) or (character if character == " " else ALONE))


def _class_of(character: str) -> str:
    if character in _BREAKS or any(ord(character) in faces for faces in _FACES):
        return BREAK
    if character in _TIMES:
        return "x"
    if character in _JOINS:
        return JOIN
    if character in _SPACES or character.isspace():
        return " "
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Mn"} else character


def _mend_decimals(out: list[str], original: str, places: Sequence[int]) -> None:
    """Puts back the point of `0.01`: it breaks no sentence."""
    for i in range(1, len(out) - 1):
        if out[i] == BREAK and original[places[i]] == "." and out[i - 1].isdigit() and out[i + 1].isdigit():
            out[i] = "."


@cache
def _simplified() -> dict[int, str]:
    """Traditional → simplified, character by character."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(old): new for old, new in zip(characters, converted, strict=True) if old != new and len(new) == 1
    }
