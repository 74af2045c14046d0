"""Numbers and ordinals written in digits or Chinese numerals."""

import re
from collections.abc import Iterator

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_NUMERAL = re.compile(
    r"第?(?:[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖]{1,12})"
)
_DIGIT = re.compile("[0-9零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖]")
"""Found faster than a whole numeral; most words have none."""
NUMBER_MAX = 10**12


def find_numerals(text: str) -> Iterator[tuple[int, int, int | float, bool]]:
    """(start, end, value, is an ordinal) of each numeral in normalised text; what has no value is left out."""
    first = _DIGIT.search(text)
    for match in _NUMERAL.finditer(text, max(0, first.start() - 1)) if first else ():
        word = match[0].removeprefix("第")
        value = value_of(word)
        if value is not None:
            yield match.start(), match.end(), value, match[0] != word


def value_of(word: str) -> int | float | None:
    """The value of one numeral, a float only for a decimal; None for what has none."""
    if word[0].isascii():
        if len(word) > 12:
            return None
        return int(word) if word.isdigit() else float(word)
    total = section = 0
    digit: int | None = None
    for character in word:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
            continue
        unit = _UNITS[character]
        if unit >= 10_000:
            total = (total + section + (digit or 0)) * unit
            section = 0
        else:
            section += (1 if digit is None else digit) * unit
        digit = None
    return min(total + section + (digit or 0), NUMBER_MAX)
