"""Names that sound or look like what was said, for a question; never taken without asking."""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from qianbei.reader.compiled import CompiledCity
from qianbei.reader.sounds import sound_of

CHOICES_MAX = 3
SCORE_MIN_SURE = 60
"""Below this a name is offered only to one who plainly wanted to order something."""
SCORE_MIN = 25
QUERY_LENGTH_MAX = 40
_LOOKED_AT_MAX = 12
"""So many spellings are enough to name CHOICES_MAX things: few have more than four."""

_Heard = str | tuple[str, ...]
"""A name as letters, or as syllables."""


def nearest_items(city: CompiledCity, words: str, menu: int | None) -> list[tuple[float, int, str]]:
    """(score of 100, menu, item) of one menu, or of all of the city, best first, at most CHOICES_MAX different names."""
    query = words[:QUERY_LENGTH_MAX]
    if menu is None:
        names = city.item_names
    else:
        names = [(menu, item, phrase) for item, phrase in city.menus[menu].item_names]
    best: dict[str, tuple[float, int, str]] = {}
    spelled = [phrase for _, _, phrase in names]
    heard = [sounds_of(phrase) for phrase in spelled]
    for score, index in [*_alike(query, spelled, 1.0), *_alike(sounds_of(query), heard, 0.98)]:
        owner, item, _ = names[index]
        name = city.menus[owner].menu.resolved[item].item.name
        key = name.zh_hans or name.en or item
        if key not in best or best[key][0] < score:
            best[key] = (score, owner, item)
    return sorted(best.values(), key=lambda found: (-found[0], found[1], found[2]))[:CHOICES_MAX]


def _alike(query: _Heard, names: Sequence[_Heard], weight: float) -> list[tuple[float, int]]:
    found = process.extract(query, names, scorer=fuzz.ratio, limit=_LOOKED_AT_MAX, score_cutoff=SCORE_MIN)
    return [(weight * score, index) for _, score, index in found]


@lru_cache(maxsize=20_000)
def sounds_of(phrase: str) -> tuple[str, ...]:
    """Syllables in pinyin without tones; Latin letters as they are."""
    return tuple(map(sound_of, phrase))
