"""Sizes that people name by a bare word or a measure, derived from the menu alone: "a big one", "大的", "一桶".

Deliberately absent: what else is said for an option (`spellings.py`).
"""

from collections.abc import Iterator
from functools import lru_cache

from qianbei.menu.parts import Group, Item, Option, Pick
from qianbei.reader.normal import is_wide, normal_phrase
from qianbei.reader.numerals import find_numerals
from qianbei.reader.packs import Size, Word
from qianbei.reader.packs.en import PACK as EN
from qianbei.reader.packs.zh import PACK as ZH

SIZE_TAILS = ("", "的", "号", "份", "杯", "个", "碗", "一点的")
_RARE_TAILS = tuple("盒壶瓶袋桶盘包锅煲笼篮束盆罐块条只件套串")
"""Looked at where no name of the group ends more plainly."""
_SIZES_MIN = 2
"""One size alone is no scale of sizes: "little ice" is no small one."""
_USUAL = frozenset("杯个份碗只块片根条瓶盒粒颗")
"""Measures in which anything may be counted: they tell no size."""


def spellings_of(part: Option | Group | Item) -> list[str]:
    """Every spelling of a part of the menu in normal form."""
    wide = (part.name.zh_hans, part.name.zh_hant, *part.aliases.zh_hans, *part.aliases.zh_hant)
    return [normal_phrase(name) for name in (*wide, part.name.en, *part.aliases.en) if name]


@lru_cache(maxsize=2_000)
def names_of(part: Option | Group) -> list[str]:
    """The spellings, worked out once: options and groups are asked for theirs again and again."""
    return spellings_of(part)


def measure_phrases(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option): "一桶" for the only size that is a bucket."""
    if group.pick is not Pick.ONE:
        return
    ends: dict[str, set[str]] = {}
    for option in group.options:
        for name in names_of(option) if not option.item else ():
            if len(name) > 1 and is_wide(name[-1]) and name[-1] in ZH.words[Word.MEASURE]:
                ends.setdefault(name[-1], set()).add(option.id)
    for measure, options in ends.items():
        if len(options) == 1 and measure not in _USUAL:
            yield f"一{measure}", next(iter(options))


_PACKED = "装"
_BOXES = ("box", "pack", "packet")
"""Whatever the menu calls it, people call what holds several things so."""


def packed(option: Option) -> int | None:
    """So many pieces one holds: "pack of 8", "6 pieces", "24片装"."""
    measures = {
        word for pack in (ZH, EN) for kind in (Word.MEASURE, Word.PORTION) for word in pack.words[kind]
    }
    for name in (normal_phrase(name) for name in (option.name.zh_hans, option.name.en) if name):
        holds, of, number = name.rpartition(" of ")
        if of and f"{holds.rpartition(' ')[2]} of" in measures:
            value = EN.numbers.get(number, int(number) if number.isdecimal() else None)
            if value is not None:
                return value
        for start, end, value, is_ordinal in find_numerals(name):
            is_first = start == 0 and not is_ordinal and isinstance(value, int)
            if is_first and name[end:].strip().removesuffix(_PACKED) in measures:
                return int(value)
    return None


def packed_phrases(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option): "packs of eight" for "pack of 8", "box of 24" for "24 pack"."""
    for option in group.options if group.pick is Pick.ONE else ():
        yield from ((f"a {name}", option.id) for name in names_of(option) if f"a {name}" in EN.numbers)
        number = packed(option)
        if number is None or number < _SIZES_MIN:
            continue
        said = [str(number), *(word for word, value in EN.numbers.items() if value == number)]
        holds = {name.rpartition(" of ")[0] for name in names_of(option)} - {""}
        for box in (*sorted(holds), *_BOXES):
            for many in said:
                yield f"{box} of {many}", option.id
                yield f"{box}{'es' if box.endswith('x') else 's'} of {many}", option.id


def size_phrases(group: Group) -> Iterator[tuple[str, str]]:
    """(phrase, option) of the bare sizes, where one option alone of a pick-one group has that size."""
    if group.pick is not Pick.ONE:
        return
    for pack in (ZH, EN):
        sized = [(size, _options_of_size(group, size)) for size in pack.sizes]
        sized = [(size, fits) for size, fits in sized if len(fits) == 1]
        if len({fits[0] for _, fits in sized}) < _SIZES_MIN:
            continue
        for size, fits in sized:
            for word in size.words:
                for tail in SIZE_TAILS if is_wide(word[0]) else ("",):
                    yield word + tail, fits[0]


def _options_of_size(group: Group, size: Size) -> list[str]:
    for tails in (SIZE_TAILS, _RARE_TAILS):
        fits = [
            option.id
            for option in group.options
            if any(_is_size(name, size.words, tails) for name in names_of(option))
        ]
        if fits:
            return fits
    return []


def _is_size(name: str, words: tuple[str, ...], tails: tuple[str, ...]) -> bool:
    if is_wide(words[0][0]):
        return any(name.startswith(word) and name[len(word) :] in tails for word in words)
    return any(name == word or name.startswith(f"{word} ") for word in words[:6])
