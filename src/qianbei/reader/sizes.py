"""Sizes that people name by a bare word or a measure, derived from the menu alone: "a big one", "大的", "一桶".

Deliberately absent: what else is said for an option (`spellings.py`).
"""

from collections.abc import Iterator
from functools import lru_cache

from qianbei.menu.parts import Group, Item, Option, Pick
from qianbei.reader.normal import is_wide, normal_phrase
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
