"""Names that sound or look like what was said, for a question; never taken without asking."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from qianbei.reader.compiled import CompiledCity

CHOICES_MAX = 3
SCORE_MIN_SURE = 60
"""Below this a name is offered only to one who plainly wanted to order something."""
SCORE_MIN = 25
QUERY_LENGTH_MAX = 40

_Heard = str | tuple[str, ...]
"""A name as letters, or as syllables."""


def nearest_items(city: CompiledCity, words: str, menus: Iterable[int]) -> list[tuple[float, int, str]]:
    """(score of 100, menu, item), best first, at most CHOICES_MAX different names."""
    query = words[:QUERY_LENGTH_MAX]
    wanted = set(menus)
    best: dict[str, tuple[float, int, str]] = {}
    spelled = [phrase for _, _, phrase in city.item_names]
    for score, index in [*_alike(query, spelled, 1.0), *_alike(sound_of(query), _sounds(city), 0.98)]:
        menu, item, _ = city.item_names[index]
        if menu in wanted:
            name = city.menus[menu].menu.resolved[item].item.name
            key = name.zh_hans or name.en or item
            if key not in best or best[key][0] < score:
                best[key] = (score, menu, item)
    return sorted(best.values(), key=lambda found: (-found[0], found[1], found[2]))[:CHOICES_MAX]


def _alike(query: _Heard, names: Sequence[_Heard], weight: float) -> list[tuple[float, int]]:
    found = process.extract(query, names, scorer=fuzz.ratio, limit=None, score_cutoff=SCORE_MIN)
    return [(weight * score, index) for _, score, index in found]


def _sounds(city: CompiledCity) -> list[tuple[str, ...]]:
    return [sound_of(phrase) for _, _, phrase in city.item_names]


@lru_cache(maxsize=20_000)
def sound_of(phrase: str) -> tuple[str, ...]:
    """Syllables in pinyin without tones; Latin letters as they are."""
    return tuple(lazy_pinyin(phrase))
