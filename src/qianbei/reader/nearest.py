"""Names that sound or look like what was said, for a question; never taken without asking."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from qianbei.reader.compiled import CompiledCity
from qianbei.reader.sounds import melody

CHOICES_MAX = 3
SCORE_MIN_SURE = 60
"""Below this a name is offered only to one who plainly wanted to order something."""
SCORE_MIN = 25
QUERY_LENGTH_MAX = 40
_LOOKED_AT_MAX = 12
"""So many spellings are enough to name CHOICES_MAX things: few have more than four."""


def nearest_items(city: CompiledCity, words: str, menu: int | None) -> list[tuple[float, int, str]]:
    """(score of 100, menu, item) of one menu, or of all of the city, best first, at most CHOICES_MAX different names."""
    query = words[:QUERY_LENGTH_MAX]
    names = city.item_names if menu is None else city.menus[menu].item_names
    best: dict[str, tuple[float, int, str]] = {}
    for score, index in [*_alike(query, names.spelled, 1.0), *_alike(melody(query), names.heard, 0.98)]:
        owner, item, _ = names.owners[index]
        owner = owner if menu is None else menu
        name = city.menus[owner].menu.resolved[item].item.name
        key = name.zh_hans or name.en or item
        if key not in best or best[key][0] < score:
            best[key] = (score, owner, item)
    return sorted(best.values(), key=lambda found: (-found[0], found[1], found[2]))[:CHOICES_MAX]


def _alike(query: str, names: Sequence[str], weight: float) -> list[tuple[float, int]]:
    found = process.extract(query, names, scorer=fuzz.ratio, limit=_LOOKED_AT_MAX, score_cutoff=SCORE_MIN)
    return [(weight * score, index) for _, score, index in found]
