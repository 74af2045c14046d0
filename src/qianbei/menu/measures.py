"""By which word Chinese counts an item: two 杯 of tea, one 碗 of noodles. Read off the menu's own names of its sizes.

Deliberately absent: what an item is, and what others of its category come in: beside cups of tea stands bottled water. Where no
size of its own says what it comes in, it is a portion (份).
"""

from collections.abc import Mapping

from qianbei.kit.words import Language
from qianbei.menu.resolved import ResolvedItem

PORTION = "份"
SERVED_IN = frozenset(f"{PORTION}杯碗壶瓶罐盒桶袋盘碟盅笼锅")
"""Words that count by what something comes in. Not those of pieces: of a size "12 块" is counted something else."""
_SIZED = ("小", "大")
"""One of two sizes at least begins so; of the boxes or jars that a set may be filled with none does."""
_NUMBERS = frozenset("0123456789半一二两三四五六七八九十")


def measures(items: Mapping[str, ResolvedItem]) -> Mapping[str, str]:
    """Item → its measure word: what all its sizes end in ("中杯", "大杯"). Nobody says 一瓶花瓶."""
    return {id_: _measure(each) for id_, each in items.items()}


def _measure(item: ResolvedItem) -> str:
    """A thing has one size, so only what is chosen once and always tells it."""
    for group in item.groups.values():
        if group.picks_one and (group.min or group.id in item.item.dimensions) and len(group.options) > 1:
            names = [option.name.of(Language.ZH_HANS) for option in group.options.values()]
            ends = {_end(name) for name in names}
            is_size = len(ends) == 1 and any(name.startswith(_SIZED) for name in names)
            if is_size and (end := ends.pop()) is not None:
                return PORTION if item.item.name.of(Language.ZH_HANS).endswith(end) else end
    return PORTION


def _end(name: str) -> str | None:
    return name[-1] if name[-1:] in SERVED_IN and not _NUMBERS.intersection(name) else None
