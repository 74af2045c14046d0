"""What may be tapped in place of words: ways to change a cup, names to begin with, an order to try.

Everything comes from the menus at hand. A suggestion is made only when the menu allows what it would lead to; that
the reader then understands it as exactly that is a test over every menu of the sandbox.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from qianbei.agent.city import City
from qianbei.agent.speech import Speech
from qianbei.agent.state import Chip
from qianbei.menu import Choice, LineChoice, LinePrice, Menu, Removed, price_line, settle_line
from qianbei.menu.resolved import ResolvedGroup

CHANGES_MAX = 3
NAMES_MAX = 8
"""So many names fit a phone's screen as chips."""


class Change(msgspec.Struct, frozen=True):
    """A chip that changes a line, and the line it leads to."""

    chip: Chip
    line: LineChoice


def changes(speech: Speech, menu: Menu, line: LineChoice) -> tuple[Change, ...]:
    """Some ways to change a line at no price: another option of a group, or a topping left out."""
    return tuple(islice(_changes(speech, menu, line), CHANGES_MAX))


def _changes(speech: Speech, menu: Menu, line: LineChoice) -> Iterator[Change]:
    price = price_line(menu, line)
    if not isinstance(price, LinePrice):
        return
    groups = menu.resolved[line.item].groups
    taken = {(selected.group, selected.option) for selected in price.selection}
    offered = {selected.group for selected in price.selection}
    names = _names(speech, menu, line.item)
    for group in sorted(groups.values(), key=lambda group: group.picks_one):
        if group.id not in offered:
            continue
        for option in reversed(list(group.options.values())):
            is_taken = (group.id, option.id) in taken
            name = option.name.of(speech.language)
            if is_taken is group.picks_one or names[name] > 1:
                continue
            if group.picks_one and (option.price_fen or not option.available):
                continue
            after = _with(line, group, option.id) if group.picks_one else _less(line, group, option.id)
            outcome = settle_line(menu, after)
            if isinstance(outcome, LineChoice):
                key = "change_to" if group.picks_one else "without"
                yield Change(speech.chip(key, name=name), outcome)
                break


def _names(speech: Speech, menu: Menu, item: str) -> Counter[str]:
    """How many options of the item share a name: a chip must not be ambiguous."""
    groups = menu.resolved[item].groups.values()
    return Counter(option.name.of(speech.language) for group in groups for option in group.options.values())


def _with(line: LineChoice, group: ResolvedGroup, option: str) -> LineChoice:
    others = [choice for choice in line.options if choice.group != group.id]
    without = tuple(removed for removed in line.without if removed.group != group.id)
    return msgspec.structs.replace(line, options=(*others, Choice(group.id, option)), without=without)


def _less(line: LineChoice, group: ResolvedGroup, option: str) -> LineChoice:
    options = tuple(each for each in line.options if (each.group, each.option) != (group.id, option))
    gone = (Removed(group.id, option),) if option in group.defaults else ()
    return msgspec.structs.replace(line, options=options, without=(*line.without, *gone))


def widely_sold(speech: Speech, city: City, stores: Sequence[str]) -> list[tuple[Menu, str]]:
    """(menu, item) of what most of these stores sell, under names that differ; each menu's own order decides ties."""
    counts: Counter[str] = Counter()
    found: dict[str, tuple[Menu, str]] = {}
    among = set(stores)
    for compiled, sold_at in zip(city.compiled.menus, city.compiled.stores_of, strict=True):
        selling = len(among.intersection(sold_at))
        for item in [item for item in compiled.menu.items if item.available][:NAMES_MAX] if selling else ():
            name = item.name.of(speech.language)
            counts[name] += selling
            found.setdefault(name, (compiled.menu, item.id))
    return [found[name] for name, _ in counts.most_common(NAMES_MAX)]


def names(speech: Speech, sold: Sequence[tuple[Menu, str]]) -> list[str]:
    return [menu.item_name(item, speech.language) for menu, item in sold]


def example(speech: Speech, sold: Sequence[tuple[Menu, str]]) -> Chip | None:
    """A whole order to try: something widely sold, made a little different."""
    if not sold:
        return None
    menu, item = sold[0]
    line = LineChoice(item)
    for group in menu.resolved[item].groups.values():
        free = [option for option in group.options.values() if not option.price_fen and option.available]
        others = [option.id for option in free if option.id not in group.defaults]
        if (
            group.picks_one
            and others
            and isinstance(after := settle_line(menu, _with(line, group, others[0])), LineChoice)
        ):
            line = after
    words = speech.wished(menu, [line])
    return Chip(words, words) if words else None
