"""By which word Chinese counts an item: two 杯 of tea, one 碗 of noodles. Read off the menu's own names of its sizes.

Deliberately absent: what an item is. Where no name of a menu says what it comes in, it is a portion (份).
"""

from collections.abc import Iterable, Mapping

from qianbei.kit.words import Language
from qianbei.menu.resolved import ResolvedItem

PORTION = "份"
SERVED_IN = frozenset(f"{PORTION}杯碗壶瓶罐盒桶袋盘碟盅笼锅")
"""Words that count by what something comes in. Not those of pieces: of a size "12 块" is counted something else."""
_NUMBERS = frozenset("0123456789半一二两三四五六七八九十")


def measures(items: Mapping[str, ResolvedItem]) -> Mapping[str, str]:
    """Item → its measure word: what all its sizes end in ("中杯", "大杯"), else that of its kind, where most of its category
    say one and the same. Nobody says 一瓶花瓶."""
    own = {id_: _own(each) for id_, each in items.items()}
    kinds: dict[str, list[str | None]] = {}
    for id_, each in items.items():
        kinds.setdefault(each.item.category, []).append(own[id_])
    of_kind = {category: _of_kind(said) for category, said in kinds.items()}

    def of(id_: str, item: ResolvedItem) -> str:
        word = own[id_] or of_kind[item.item.category] or PORTION
        return PORTION if item.item.name.of(Language.ZH_HANS).endswith(word) else word

    return {id_: of(id_, each) for id_, each in items.items()}


def _own(item: ResolvedItem) -> str | None:
    """A thing has one size, so only what is chosen once and always tells it."""
    for group in item.groups.values():
        if group.picks_one and (group.min or group.id in item.item.dimensions) and len(group.options) > 1:
            ends = {_end(option.name.of(Language.ZH_HANS)) for option in group.options.values()}
            if len(ends) == 1 and (end := ends.pop()) is not None:
                return end
    return None


def _end(name: str) -> str | None:
    return name[-1] if name[-1:] in SERVED_IN and not _NUMBERS.intersection(name) else None


def _of_kind(said: Iterable[str | None]) -> str | None:
    words = list(said)
    known = {word for word in words if word is not None}
    is_usual = len(known) == 1 and 2 * sum(word is not None for word in words) > len(words)
    return known.pop() if is_usual else None
