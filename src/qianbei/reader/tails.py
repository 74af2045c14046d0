"""A name as a till exports it, taken apart: what the thing is called, and what its end says of size, number or weight.

"…(大)", "… 500ml*12", "… (6pc)", "…+3元" are one name with something behind it that people say as words of their own, or
not at all. Deliberately absent: which things of a menu belong together (`families.py`).
"""

import re
import unicodedata
from enum import StrEnum

import msgspec

from qianbei.reader.normal import is_wide
from qianbei.reader.numerals import value_of
from qianbei.reader.packs import Pack
from qianbei.reader.packs.en import PACK as EN
from qianbei.reader.packs.zh import PACK as ZH

_UNITS = "毫升|升|公斤|千克|克|斤|ml|kg|l|g"
_MEASURES = "只|枚|个|片|块|条|根|节|包|卷|头|颗|串|粒|罐|瓶|盒|袋|支|张|听|桶|连包|pcs?|pieces?|-?pack|cans?|bottles?"
_PRICE = re.compile(r"\s*[+＋]\s*¥?\d+(?:\.\d+)?\s*(?:元|块|yuan)?$")
_BRACKETS = re.compile(r"\s*\(([^()]{1,16})\)$")
_WEIGHT = re.compile(
    rf"\s*(?<![a-z0-9.])(\d+(?:\.\d+)?)\s*({_UNITS})(?:\s*[*x×]\s*(\d+))?\s*({_MEASURES})?$", re.IGNORECASE
)
_COUNT = re.compile(rf"(\d+|[一二两三四五六七八九十]+)\s*({_MEASURES})?$", re.IGNORECASE)
_WIDE_SIZE = re.compile(r"(?:\s+|(?<=\)))((?:特大|超大|加大|大|中|小)[杯份号包瓶盒碗袋桶]?)$")
_LATIN_SIZE = re.compile(r"\s+(small|medium|large|xl|s|m|l)$", re.IGNORECASE)
SIZES = ("small", "medium", "large", "huge")
_LETTERS = {"s": "small", "m": "medium", "l": "large", "xl": "huge"}
_DOTTED = re.compile(r"(?<=[^\W\d_])[.·](?=[^\W\d_])")
_SETS = frozenset({"set", "combo", "meal", "menu", "size"})
_LENGTH_MIN = 2


class Kind(StrEnum):
    """What the end of a name tells apart."""

    SIZE = "size"
    WARMTH = "warmth"
    COUNT = "count"
    WEIGHT = "weight"
    FORM = "form"


class Tail(msgspec.Struct, frozen=True):
    """One thing said behind a name: `value` is a size, "hot" or "cold", a number, grams, or the words themselves."""

    kind: Kind
    value: str
    said: str
    """As it stands in the name."""


def without_price(name: str) -> str:
    """The name without what it costs: "…+3元"."""
    return _PRICE.sub("", unicodedata.normalize("NFKC", name)).strip()


def split_name(name: str) -> tuple[str, tuple[Tail, ...]]:
    """The name without its end, and what stood there from the last to the first; the name itself when it has no such end."""
    base, tails = without_price(name), list[Tail]()
    while True:
        found = _last(base)
        if found is None or len(found[0]) < _LENGTH_MIN or not any(map(str.isalpha, found[0])):
            break
        base = found[0]
        tails += found[1]
    parts = _DOTTED.split(base)
    if len(parts) == _LENGTH_MIN:
        base = parts[0].strip()
        tails.append(Tail(Kind.FORM, parts[1].strip().lower(), parts[1].strip()))
    return base, tuple(tails)


def _last(name: str) -> tuple[str, list[Tail]] | None:
    """What the name ends with, and the name before it."""
    if match := _BRACKETS.search(name):
        return name[: match.start()], _told(match[1].strip())
    if match := _WEIGHT.search(name):
        return name[: match.start()], _weight(match)
    match = _WIDE_SIZE.search(name) or _LATIN_SIZE.search(name)
    if match and name[: match.start()].lower() not in _SETS:
        return name[: match.start()].rstrip(), _told(match[1])
    return None


def _told(said: str) -> list[Tail]:
    """What stands in brackets, or alone."""
    if (size := size_of(said)) is not None:
        return [Tail(Kind.SIZE, size, said)]
    if (warmth := warmth_of(said)) is not None:
        return [Tail(Kind.WARMTH, warmth, said)]
    if match := _WEIGHT.fullmatch(said):
        return _weight(match)
    if match := _COUNT.fullmatch(said):
        number = int(match[1]) if match[1].isdigit() else value_of(match[1])
        return [Tail(Kind.COUNT, str(int(number or 1)), match[2] or "")]
    return [Tail(Kind.FORM, said.lower(), said)]


def _weight(match: re.Match[str]) -> list[Tail]:
    unit = {**ZH.units, **EN.units}[match[2].lower()]
    grams = round(float(match[1]) * unit * int(match[3] or 1))
    tails = [Tail(Kind.WEIGHT, str(grams), f"{match[1]}{match[2]}")]
    if match[3] is not None:
        tails.append(Tail(Kind.COUNT, match[3], match[4] or ""))
    return tails


def size_of(said: str) -> str | None:
    """Small, medium, large or huge."""
    word = said.lower()
    if word in _LETTERS:
        return _LETTERS[word]
    for pack in (ZH, EN):
        for size, known in zip(SIZES, pack.sizes, strict=True):
            if word in known.words or (is_wide(word[0]) and word[:-1] in known.words):
                return size
    return None


def warmth_of(said: str) -> str | None:
    """Hot or cold."""
    word = said.lower()
    for pack in (ZH, EN):
        hot, cold = pack.warmth
        if word in hot or word in cold:
            return "hot" if word in hot else "cold"
    return None


def warmth_before(base: str) -> tuple[str, str] | None:
    """(warmth, the rest) of a name that begins with it."""
    pack: Pack = ZH if is_wide(base[0]) else EN
    for warmth, words in zip(("hot", "cold"), pack.warmth, strict=True):
        for word in words:
            begins = word if pack is ZH else f"{word} "
            if base.lower().startswith(begins) and len(base) - len(begins) >= _LENGTH_MIN:
                return warmth, base[len(begins) :]
    return None
