"""The one-line notation of a cart: `1 latte temperature=iced -top=foam; 2 cola ice=none`.

A line is a quantity, an item id and options that are not defaults: `group=option`, `*2` for two units, `~light` for
a qualifier, `-group=option` for a default that was taken out. Lines are parted by `;`, their order means nothing.
Deliberately absent: whether a menu has these ids; `evals.check` asks that.
"""

import re
from collections import Counter
from collections.abc import Iterable

from qianbei.menu import (
    QUANTITY_MAX,
    Choice,
    LineChoice,
    LineFault,
    LineFaultReason,
    Menu,
    Removed,
    price_line,
)

_ID = r"[a-z0-9_.-]+"
_HEAD = re.compile(rf"(\d+) +({_ID})((?: +\S+)*)")
_WORD = re.compile(rf"(-)?({_ID}?)=({_ID})(?:\*(\d+))?(?:~({_ID}))?")

Cart = Counter[LineChoice]
"""Lines with quantity 1 → how many of them; equal lines are thereby merged and their order is lost."""


class NotationError(ValueError):
    """The text is no cart; the message says where and why."""


def parse_cart(text: str) -> tuple[LineChoice, ...]:
    """The lines as written. Raises NotationError."""
    return tuple(_line(part.strip()) for part in text.split(";") if part.strip())


def _line(text: str) -> LineChoice:
    head = _HEAD.fullmatch(text)
    if head is None:
        raise NotationError(f"not a line (quantity, item id, options): {text!r}")
    if not 1 <= int(head[1]) <= QUANTITY_MAX:
        raise NotationError(f"quantity {head[1]} is not in 1..{QUANTITY_MAX}: {text!r}")
    options: list[Choice] = []
    without: list[Removed] = []
    for word in head[3].split():
        found = _WORD.fullmatch(word)
        if found is None or (found[1] and (found[4] or found[5])):
            raise NotationError(f"not an option (group=option, *2, ~qualifier, or -group=option): {word!r}")
        if found[1]:
            without.append(Removed(found[2], found[3]))
        else:
            options.append(Choice(found[2], found[3], int(found[4] or 1), found[5]))
    return LineChoice(head[2], int(head[1]), tuple(options), tuple(without))


def print_cart(lines: Iterable[LineChoice]) -> str:
    """The notation of the lines; `parse_cart` reads it back."""
    return "; ".join(_print_line(line) for line in lines)


def _print_line(line: LineChoice) -> str:
    words = [f"{line.quantity} {line.item}"]
    for choice in line.options:
        units = f"*{choice.quantity}" if choice.quantity > 1 else ""
        qualifier = f"~{choice.qualifier}" if choice.qualifier else ""
        words.append(f"{choice.group}={choice.option}{units}{qualifier}")
    words += [f"-{removed.group}={removed.option}" for removed in line.without]
    return " ".join(words)


def canonical_line(menu: Menu, line: LineChoice) -> LineChoice:
    """The line without defaults and in the menu's order; a line that can't be priced is only sorted."""
    priced = price_line(menu, line)
    if not isinstance(priced, LineFault):
        return priced.choice
    resolved = menu.resolved.get(line.item)
    defaults = {
        Choice(group.id, option)
        for group in (resolved.groups.values() if resolved else ())
        for option in group.defaults
    }
    return LineChoice(
        line.item,
        line.quantity,
        tuple(sorted((each for each in line.options if each not in defaults), key=_choice_key)),
        tuple(sorted(line.without, key=lambda each: (each.group, each.option))),
    )


def canonical_cart(menu: Menu, lines: Iterable[LineChoice]) -> Cart:
    """What two carts are compared by."""
    cart: Cart = Counter()
    for line in lines:
        known = canonical_line(menu, line)
        cart[LineChoice(known.item, 1, known.options, known.without)] += line.quantity
    return cart


def is_open(menu: Menu, line: LineChoice) -> bool:
    """True when nothing is wrong with the line but that a required group is still without an option."""
    priced = price_line(menu, line)
    return isinstance(priced, LineFault) and priced.reason is LineFaultReason.GROUP_REQUIRED


def _choice_key(choice: Choice) -> tuple[str, str]:
    return choice.group, choice.option
