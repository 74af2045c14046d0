"""The price of one line: the only place where it is computed.

price of a unit = the item (or its variant) + every option that the made cup has. In a pick-one group the chosen
option's price is added, default or not. In a pick-many group the first unit of a default is part of the item's
price; further units and qualifiers cost what they add. Nothing is ever paid back for leaving something out.
"""

from collections.abc import Collection, Mapping

from qianbei.menu.line import (
    QUANTITY_MAX,
    Choice,
    LineChoice,
    LineFault,
    LineFaultReason,
    LinePrice,
    PricePart,
    Removed,
    Selected,
)
from qianbei.menu.parts import OptionId
from qianbei.menu.resolved import ResolvedGroup, ResolvedItem
from qianbei.menu.schema import Menu

Picked = Mapping[str, Mapping[str, Choice]]
"""Group → option → how it was picked, in the menu's order; groups that are not offered now are absent."""


def price_line(menu: Menu, line: LineChoice) -> LinePrice | LineFault:
    """The price of `line`, or the first reason why it can't be ordered as it stands."""
    made = _made(menu, line)
    return made if isinstance(made, LineFault) else _priced(made[0], line.quantity, made[1], made[2])


def settle_line(menu: Menu, line: LineChoice) -> LineChoice | LineFault:
    """The line in canonical form, or the first reason why it can't be ordered: `price_line` without the price."""
    made = _made(menu, line)
    return made if isinstance(made, LineFault) else _canonical(made[0], line.quantity, made[1])


def _made(menu: Menu, line: LineChoice) -> tuple[ResolvedItem, Picked, int] | LineFault:
    """The item, what one of it has, and its price without options."""
    resolved = menu.resolved.get(line.item)
    if resolved is None:
        return LineFault(LineFaultReason.UNKNOWN_ITEM, (line.item,))
    if not resolved.item.available:
        return LineFault(LineFaultReason.ITEM_UNAVAILABLE, (line.item,))
    if not 1 <= line.quantity <= QUANTITY_MAX:
        return LineFault(LineFaultReason.QUANTITY_OUT_OF_RANGE, (line.item,))
    picked = _pick(resolved, line)
    if isinstance(picked, LineFault):
        return picked
    fault = _limits_fault(resolved, picked) or _exclusion_fault(resolved, picked)
    if fault is not None:
        return fault
    base_fen = _base_fen(resolved, picked)
    return base_fen if isinstance(base_fen, LineFault) else (resolved, picked, base_fen)


def _pick(resolved: ResolvedItem, line: LineChoice) -> Picked | LineFault:
    """The effective selection: defaults, less what was removed, with what was chosen."""
    item = resolved.item.id
    chosen: dict[str, dict[str, Choice]] = {}
    for choice in line.options:
        fault = _choice_fault(resolved, choice, chosen)
        if fault is not None:
            return fault
        chosen.setdefault(choice.group, {})[choice.option] = choice
    removed: dict[str, set[str]] = {}
    for removal in line.without:
        group = resolved.groups.get(removal.group)
        if group is None or removal.option not in group.defaults:
            return LineFault(LineFaultReason.NOT_A_DEFAULT, (item, removal.group, removal.option))
        removed.setdefault(removal.group, set()).add(removal.option)
    picked: dict[str, Mapping[str, Choice]] = {}
    for group_id, group in resolved.groups.items():
        if group.when and not _is_offered(group, picked):
            if group_id in chosen:
                return LineFault(LineFaultReason.UNKNOWN_OPTION, (item, group_id, *chosen[group_id]))
        elif group_id in chosen or group_id in removed:
            picked[group_id] = _pick_in_group(group, chosen.get(group_id, {}), removed.get(group_id, ()))
        else:
            picked[group_id] = group.untouched
    return picked


def _pick_in_group(
    group: ResolvedGroup, own: Mapping[str, Choice], removed: Collection[str]
) -> Mapping[str, Choice]:
    if group.picks_one and own:
        return own
    standing = group.untouched
    return {
        option: own.get(option) or standing[option]
        for option in group.options
        if option in own or (option in standing and option not in removed)
    }


def _is_offered(group: ResolvedGroup, picked: Picked) -> bool:
    """True when every earlier group that it depends on has one of the options named."""
    return all(
        any(option in picked.get(other, {}) for option in options) for other, options in group.when.items()
    )


def _choice_fault(
    resolved: ResolvedItem, choice: Choice, chosen: Mapping[str, Mapping[str, Choice]]
) -> LineFault | None:
    ids = (resolved.item.id, choice.group, choice.option)
    group = resolved.groups.get(choice.group)
    option = group.options.get(choice.option) if group else None
    if group is None or option is None:
        return LineFault(LineFaultReason.UNKNOWN_OPTION, ids)
    if not option.available:
        return LineFault(LineFaultReason.OPTION_UNAVAILABLE, ids)
    if choice.qualifier is not None and choice.qualifier not in group.qualifiers:
        return LineFault(LineFaultReason.UNKNOWN_QUALIFIER, (*ids, choice.qualifier))
    repeated = choice.option in chosen.get(choice.group, {})
    if repeated or not 1 <= choice.quantity <= option.max_quantity:
        return LineFault(LineFaultReason.TOO_MANY, ids)
    return None


def _limits_fault(resolved: ResolvedItem, picked: Picked) -> LineFault | None:
    for group_id, choices in picked.items():
        group = resolved.groups[group_id]
        if choices is group.untouched and not group.is_open:
            continue
        units = len(choices) if group.picks_one else sum(choice.quantity for choice in choices.values())
        if units < group.min:
            return LineFault(LineFaultReason.GROUP_REQUIRED, (resolved.item.id, group_id))
        if group.max is not None and units > group.max:
            return LineFault(LineFaultReason.TOO_MANY, (resolved.item.id, group_id))
    return None


def _exclusion_fault(resolved: ResolvedItem, picked: Picked) -> LineFault | None:
    def has(option: OptionId) -> bool:
        return option.option in picked.get(option.group, {})

    for rule in resolved.exclusions:
        if has(rule.option) and (rule.not_with is None or has(rule.not_with)):
            other = () if rule.not_with is None else (rule.not_with.group, rule.not_with.option)
            ids = (resolved.item.id, rule.option.group, rule.option.option, *other)
            return LineFault(LineFaultReason.EXCLUDED, ids)
    return None


def _base_fen(resolved: ResolvedItem, picked: Picked) -> int | LineFault:
    item = resolved.item
    if not item.dimensions:
        return item.price_fen
    cell = tuple(next(iter(picked.get(dimension, {})), "") for dimension in item.dimensions)
    if "" in cell:
        return LineFault(LineFaultReason.GROUP_REQUIRED, (item.id, item.dimensions[cell.index("")]))
    price_fen, available = resolved.variants.get(cell, (0, False))
    return price_fen if available else LineFault(LineFaultReason.NO_SUCH_VARIANT, (item.id, *cell))


def _priced(resolved: ResolvedItem, quantity: int, picked: Picked, base_fen: int) -> LinePrice:
    parts = [PricePart(base_fen)]
    selection = []
    for group_id, choices in picked.items():
        group = resolved.groups[group_id]
        for choice in choices.values():
            is_default = choice.option in group.defaults
            amount_fen = _option_fen(group, choice, is_default)
            part = PricePart(amount_fen, group_id, choice.option, choice.quantity, choice.qualifier)
            parts.append(part)
            selection.append(Selected(group_id, choice.option, choice.quantity, choice.qualifier, is_default))
    unit_fen = sum(part.amount_fen for part in parts)
    packing_fen = resolved.item.packing_fen * quantity
    return LinePrice(
        choice=_canonical(resolved, quantity, picked),
        unit_fen=unit_fen,
        parts=tuple(parts),
        packing_fen=packing_fen,
        total_fen=unit_fen * quantity + packing_fen,
        cups=resolved.item.cups * quantity,
        selection=tuple(selection),
    )


def _option_fen(group: ResolvedGroup, choice: Choice, is_default: bool) -> int:
    price_fen = group.options[choice.option].price_fen
    each_fen = price_fen
    if choice.qualifier is not None:
        qualifier = group.qualifiers[choice.qualifier]
        each_fen = (price_fen * qualifier.price_percent + 50) // 100 + qualifier.amount_fen
    included_fen = price_fen if is_default and not group.picks_one else 0
    return max(0, each_fen * choice.quantity - included_fen)


def _canonical(resolved: ResolvedItem, quantity: int, picked: Picked) -> LineChoice:
    options: list[Choice] = []
    without: list[Removed] = []
    for group_id, choices in picked.items():
        group = resolved.groups[group_id]
        if choices is group.untouched:
            continue
        defaults = group.defaults
        options += [
            choice
            for choice in choices.values()
            if choice.option not in defaults or choice.quantity != 1 or choice.qualifier is not None
        ]
        if not defaults or (group.picks_one and choices):
            continue
        without += [
            Removed(group_id, option)
            for option in group.options
            if option in defaults and option not in choices and group.options[option].available
        ]
    return LineChoice(resolved.item.id, quantity, tuple(options), tuple(without))
