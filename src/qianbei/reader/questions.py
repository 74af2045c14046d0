"""The choices to offer when something must be asked: a required group, an ambiguity, a name that was not found."""

import msgspec

from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice, LineFault, LineFaultReason
from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.contracts import ChangeLine, ChoiceKind, ChoiceOffered, RemoveLine
from qianbei.reader.families import MARK
from qianbei.reader.reading import Ask


def choices_for_group(
    cart: Cart, line: WorkLine, group: str, language: Language
) -> tuple[ChoiceOffered, ...]:
    """The options of a required group that the line can have now."""
    options = tuple((group, option) for option in cart.resolved(line).groups[group].options)
    return _option_choices(cart, line, options, language)


def choices_for_ask(cart: Cart, ask: Ask, language: Language) -> tuple[ChoiceOffered, ...]:
    """The readings that the question separates."""
    if ask.line is not None:
        return _option_choices(cart, ask.line, ask.options, language)
    return tuple(_line_choice(cart, line, language) for line in ask.lines if not line.is_removed)


def _option_choices(
    cart: Cart, line: WorkLine, options: tuple[tuple[str, str], ...], language: Language
) -> tuple[ChoiceOffered, ...]:
    if line.is_removed:
        return ()
    index = cart.position(line)
    offered = []
    for group, option in options:
        changed = _with_option(cart, line, group, option)
        if changed is not None:
            label = cart.menu.option_name(line.item, group, option, language)
            offered.append(
                ChoiceOffered(
                    ChoiceKind.OPTION, label, line.item, group, option, index, (ChangeLine(index, changed),)
                )
            )
    return tuple(offered)


def _with_option(cart: Cart, line: WorkLine, group: str, option: str) -> LineChoice | None:
    """The line with the option; None when the menu refuses that for another reason than a group still missing."""
    choice = line.choice()
    if group.startswith(MARK):
        found = cart.families.become(line.item, (), {group: option})
        settled = cart.settled(msgspec.structs.replace(choice, item=found[0]))
        return None if isinstance(settled, LineFault) or len(found) > 1 else settled
    groups = cart.resolved(line).groups
    if group not in groups:
        return None  # asked of what the line was before it became another thing in the same words
    picks_one = groups[group].picks_one
    kept = [
        known
        for known in choice.options
        if known.group != group or (not picks_one and known.option != option)
    ]
    without = tuple(
        gone for gone in choice.without if gone.group != group or (not picks_one and gone.option != option)
    )
    changed = msgspec.structs.replace(choice, options=(*kept, Choice(group, option)), without=without)
    settled = cart.settled(changed)
    if isinstance(settled, LineFault):
        return changed if settled.reason is LineFaultReason.GROUP_REQUIRED else None
    return settled


def _line_choice(cart: Cart, line: WorkLine, language: Language) -> ChoiceOffered:
    index = cart.position(line)
    label = cart.menu.item_name(line.item, language)
    return ChoiceOffered(ChoiceKind.LINE, label, line.item, line=index, edits=(RemoveLine(index),))
