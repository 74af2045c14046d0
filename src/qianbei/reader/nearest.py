"""Names that sound or look like what was said, for a question; never taken without asking."""

from collections.abc import Iterable
from functools import lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from qianbei.reader.compiled import CompiledCity

CHOICES_MAX = 3
SCORE_MIN_SURE = 60
"""Below this a name is offered only to one who plainly wanted to order something."""
SCORE_MIN = 34
QUERY_LENGTH_MAX = 40


def nearest_items(city: CompiledCity, words: str, menus: Iterable[int]) -> list[tuple[float, int, str]]:
    """(score of 100, menu, item), best first, at most CHOICES_MAX different names."""
    query = words[:QUERY_LENGTH_MAX]
    sound = _sound(query)
    wanted = set(menus)
    best: dict[str, tuple[float, int, str]] = {}
    for menu, item, phrase in city.item_names:
        if menu in wanted:
            score = max(fuzz.ratio(query, phrase), 0.98 * fuzz.ratio(sound, _sound(phrase)))
            label = city.menus[menu].menu.resolved[item].item.name
            key = label.zh_hans or label.en or item
            if score >= SCORE_MIN and (key not in best or best[key][0] < score):
                best[key] = (score, menu, item)
    return sorted(best.values(), key=lambda found: (-found[0], found[1], found[2]))[:CHOICES_MAX]


@lru_cache(maxsize=20_000)
def _sound(phrase: str) -> str:
    """Pinyin without tones; Latin letters as they are."""
    return " ".join(lazy_pinyin(phrase))
