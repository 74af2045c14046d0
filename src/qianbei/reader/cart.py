"""A cart in the making: the draft's lines, changed by phrases, and the edits that lead from one to the other."""

from collections.abc import Sequence

import msgspec

from qianbei.menu import Choice, LineChoice, LineFault, Removed
from qianbei.menu.resolved import ResolvedGroup, ResolvedItem
from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.contracts import AddLine, ChangeLine, DraftLine, Edit, RemoveLine, SetQuantity
from qianbei.reader.families import MARK


class WorkLine(msgspec.Struct):
    """One line. `origin` is its index in the draft, None for a new one."""

    item: str
    quantity: int = 1
    options: dict[tuple[str, str], Choice] = {}
    without: set[tuple[str, str]] = set()
    origin: int | None = None
    is_removed: bool = False
    final: LineChoice | None = None
    """In the menu's order, once the words were carried out; None before, and while it can't be priced."""
    said: dict[str, tuple[str, str]] = {}
    """Pick-one groups chosen in this turn: group → (group, option); two different ones are a contradiction."""
    could_be: tuple[str, ...] = ()
    """Things that go by the name that was said, while no words told which of them is meant; `item` is one of them."""
    told: dict[str, str] = {}
    """What was said of which one it is: group → option."""

    def choice(self) -> LineChoice:
        removed = (
            tuple([Removed(group, option) for group, option in sorted(self.without)]) if self.without else ()
        )
        return LineChoice(self.item, self.quantity, tuple(self.options.values()), removed)


class Cart:
    """The lines of a draft while a turn is read; lines are only marked as removed, so references stay good."""

    def __init__(
        self, compiled: CompiledMenu, lines: Sequence[DraftLine], focus: int | None = None, fresh: int = 0
    ) -> None:
        self.menu = compiled.heard
        self.families = compiled.families
        self.settled = compiled.settled
        """The canonical form of a line, or why the menu refuses it."""
        self.lines = [_work_line(index, line.choice) for index, line in enumerate(lines)]
        self._before = [line.choice for line in lines]
        self.touched: WorkLine | None = None
        self.mentioned: list[WorkLine] = []
        """Lines of the draft that these words only named, for what is said of them all."""
        self.could_be: dict[str, tuple[str, ...]] = {}
        """Item → all that could be meant, of the name that was said last."""
        self._focus = self.lines[focus] if focus is not None else None
        self._fresh = fresh

    @property
    def live(self) -> list[WorkLine]:
        for line in self.lines:
            if line.is_removed:
                return [line for line in self.lines if not line.is_removed]
        return self.lines.copy()

    @property
    def current(self) -> WorkLine | None:
        """The line spoken of last: in these words, else in the turn before, else the last one."""
        touched, focus = self.touched, self._focus
        if touched is not None and not touched.is_removed:
            return touched
        if focus is not None and not focus.is_removed:
            return focus
        live = self.live
        return live[-1] if live else None

    @property
    def cups(self) -> int:
        """How many there are of the line spoken of last."""
        return self.current.quantity if self.current is not None else 1

    def fresh_cups(self, line: WorkLine) -> int:
        """How many of the line's cups came with the last change, where it also has older ones; else 0."""
        return self._fresh if line is self._focus and self._fresh < line.quantity else 0

    def fold(self, copies: Sequence[tuple[WorkLine, WorkLine]]) -> None:
        """Counts copies that stayed what they were as more of their lines."""
        for line, copy in copies:
            if (
                line.is_removed
                or copy.is_removed
                or (line.item, line.options, line.without) != (copy.item, copy.options, copy.without)
            ):
                continue
            line.quantity, copy.is_removed = line.quantity + copy.quantity, True
            self.touched = line

    def open_groups(self) -> frozenset[str]:
        """Groups of the line spoken of last that must have more than they have."""
        line = self.current
        if line is None:
            return frozenset()
        needed = [group for group in self.resolved(line).groups.values() if group.min]
        return frozenset([group.id for group in needed if group.min > _units(group, line)])

    def left(self, line: WorkLine, group: str) -> int:
        """How many more units the group of the line takes, where it takes exactly so many; else 0."""
        known = self.resolved(line).groups[group]
        is_exact = not known.picks_one and known.max is not None and 1 < known.min == known.max
        return max(0, known.min - _units(known, line)) if is_exact else 0

    def position(self, line: WorkLine) -> int:
        """The line's index after all edits. Raises StopIteration for a removed line."""
        return next(index for index, known in enumerate(self.live) if known is line)

    def add(self, item: str, quantity: int) -> WorkLine:
        self.touched = WorkLine(item, quantity, could_be=self.could_be.get(item, ()))
        self.lines.append(self.touched)
        return self.touched

    def arrange(self, parts: Sequence[WorkLine]) -> None:
        """Puts new lines in the order in which they were told."""
        fresh = [line for line in parts if line.origin is None]
        self.lines = [line for line in self.lines if not any(line is part for part in fresh)] + fresh

    def resolved(self, line: WorkLine) -> ResolvedItem:
        return self.menu.resolved[line.item]

    def kind_of(self, item: str) -> str:
        """The item's category."""
        return self.menu.resolved[item].item.category

    def offers(self, line: WorkLine, option: tuple[str, str]) -> bool:
        """True when the line's item has the option at all."""
        group = self.resolved(line).groups.get(option[0])
        return group is not None and option[1] in group.options

    def has(self, line: WorkLine, option: tuple[str, str]) -> bool:
        """True when the line has the option, chosen or as its default."""
        if option in line.options:
            return True
        if line.could_be and option[0] in self.families.features[line.item]:
            return line.told.get(option[0]) == option[1]
        group = self.resolved(line).groups.get(option[0])
        if group is None:
            return option[0].startswith(MARK) and self._holds(line, option)
        if option[1] not in group.defaults or option in line.without:
            return False
        return not (line.options and _is_replaced(group, line))

    def _holds(self, line: WorkLine, option: tuple[str, str]) -> bool:
        """True when something in the line is the one of its family that has the option."""
        for group in self.resolved(line).groups.values():
            for one in group.options.values():
                told = self.families.features.get(one.item or "", {})
                if told.get(option[0]) == option[1] and self.has(line, (group.id, one.id)):
                    return True
        return False

    def choose(self, line: WorkLine, option: tuple[str, str], quantity: int, qualifier: str | None) -> None:
        """Puts the option into the line, in place of another one where only one may stand."""
        self.touched = line
        if option[0].startswith(MARK):
            self._become(line, option)
            return
        group = self.resolved(line).groups[option[0]]
        if group.picks_one and line.options:
            for other in [known for known in line.options if known[0] == option[0]]:
                del line.options[other]
        if group.picks_one and line.without:
            line.without -= {known for known in line.without if known[0] == option[0]}
        line.without.discard(option)
        if option[1] in group.defaults and quantity == 1 and qualifier is None:
            line.options.pop(option, None)
        else:
            line.options[option] = Choice(group.id, option[1], quantity, qualifier)

    def _become(self, line: WorkLine, option: tuple[str, str]) -> None:
        """The line is the one of its family that has the option."""
        told = {option[0]: option[1]}
        found = self.families.become(line.item, line.could_be, line.told | told) or self.families.become(
            line.item, (), told
        )
        line.told |= told
        if line.item not in found:
            self.replace_item(line, found[0])
        line.could_be = found if len(found) > 1 else ()

    def leave_out(self, line: WorkLine, option: tuple[str, str]) -> None:
        """Takes the option out of the line, if it is in it."""
        group = self.resolved(line).groups[option[0]]
        was_chosen = line.options.pop(option, None) is not None
        stands = option[1] in group.defaults and not _is_replaced(group, line)
        if stands and not (was_chosen and group.picks_one):
            line.without.add(option)
        self.touched = line

    def replace_item(self, line: WorkLine, item: str) -> None:
        """Another item in the same place; choices that the new item offers too are kept."""
        groups = self.menu.resolved[item].groups
        line.item, line.could_be = item, self.could_be.get(item, ())
        line.options = {
            known: choice
            for known, choice in line.options.items()
            if known[0] in groups and known[1] in groups[known[0]].options
        }
        line.without = {
            known for known in line.without if known[0] in groups and known[1] in groups[known[0]].defaults
        }
        self.touched = line

    def finish(self, line: WorkLine) -> LineFault | None:
        """Keeps the line as the menu has it, for all who ask for it from now on; or why it can't be ordered."""
        settled = self.settled(line.choice())
        if isinstance(settled, LineFault):
            return settled
        line.final = settled
        return None

    def is_changed(self, line: WorkLine) -> bool:
        """True for a new line, and for one that differs from the draft."""
        return line.origin is None or self.canonical(line) != self._before[line.origin]

    def put_back(self, line: WorkLine) -> None:
        """The line as the draft has it; a new line goes away."""
        if line.origin is None:
            line.is_removed = True
        else:
            before = _work_line(line.origin, self._before[line.origin])
            line.item, line.quantity = before.item, before.quantity
            line.options, line.without, line.could_be = before.options, before.without, ()

    def edits(self) -> tuple[Edit, ...]:
        """From the draft as it was to the lines as they are: changes, then removals from the end, then additions."""
        changes: list[Edit] = []
        removals: list[Edit] = []
        additions: list[Edit] = []
        for line in self.lines:
            if line.is_removed:
                if line.origin is not None:
                    removals.insert(0, RemoveLine(line.origin))
            elif line.origin is None:
                additions.append(AddLine(self.canonical(line)))
            else:
                changes += _change(line.origin, self._before[line.origin], self.canonical(line))
        return (*changes, *removals, *additions)

    def canonical(self, line: WorkLine) -> LineChoice:
        """The line in the menu's order; as it was said when it can't be priced yet."""
        if line.final is not None:
            return line.final
        choice = line.choice()
        settled = self.settled(choice)
        return choice if isinstance(settled, LineFault) else settled


def _work_line(index: int, choice: LineChoice) -> WorkLine:
    return WorkLine(
        item=choice.item,
        quantity=choice.quantity,
        options={(chosen.group, chosen.option): chosen for chosen in choice.options}
        if choice.options
        else {},
        without={(removed.group, removed.option) for removed in choice.without} if choice.without else set(),
        origin=index,
    )


def _is_replaced(group: ResolvedGroup, line: WorkLine) -> bool:
    return group.picks_one and any(known[0] == group.id for known in line.options)


def _units(group: ResolvedGroup, line: WorkLine) -> int:
    """How many units the line has in the group, as far as `min` counts them."""
    if not (line.options or line.without):
        return len(group.defaults)
    chosen = {known[1]: choice.quantity for known, choice in line.options.items() if known[0] == group.id}
    if group.picks_one and chosen:
        return 1
    kept = [one for one in group.defaults if one not in chosen and (group.id, one) not in line.without]
    return sum(chosen.values()) + len(kept)


def _change(index: int, before: LineChoice, after: LineChoice) -> list[Edit]:
    if before == after:
        return []
    if msgspec.structs.replace(before, quantity=after.quantity) == after:
        return [SetQuantity(index, after.quantity)]
    return [ChangeLine(index, after)]
