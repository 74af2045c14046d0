"""Options said → options of one line: degrees, qualifiers, quantities, and what is left out."""

from collections.abc import Mapping

from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.contracts import TurnFault
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod, Option, Phrase
from qianbei.reader.reading import Ask, Reading
from qianbei.reader.sizes import names_of
from qianbei.reader.spellings import Scale

_PIECE_MIN = 2
_TIMES = {Word.DOUBLE: 2, Word.TRIPLE: 3}


class Options:
    """Applies what was said to lines of one cart; what cannot be done leaves a fault in the reading."""

    def __init__(self, cart: Cart, scales: Mapping[str, Scale], reading: Reading) -> None:
        self._cart, self._scales, self._reading = cart, scales, reading
        self._only: list[tuple[WorkLine, Option]] = []
        """Options that are all that is wanted of their groups."""
        self._latest: tuple[WorkLine, Option, Mod] | None = None
        """What was put last into a group that holds several."""

    def apply(self, line: WorkLine, phrase: Phrase, mods: list[Mod] | None = None) -> None:
        """The options of a phrase, in the order of the words."""
        mods = phrase.mods if mods is None else mods
        for mod in mods:
            mod.is_all |= phrase.is_each and len(mods) == 1
        for mod in mods:
            if mod.is_replaced:
                if not self.replaces(line, mod, [other for other in mods if not other.is_replaced]):
                    self.leave_out(line, mod)
            elif (
                mod.is_negative
                or (mod.is_soft and self._stands(line, mod))
                or (phrase.is_removal and not phrase.items)
            ):
                self.leave_out(line, mod)
            else:
                self.choose(line, mod, is_corrected=phrase.is_corrected or phrase.is_change)
            if mod.is_only or self._is_all_there_is(line, phrase, mod):
                self._only += [(line, option) for option in self.offered(line, mod)]

    def _is_all_there_is(self, line: WorkLine, phrase: Phrase, mod: Mod) -> bool:
        """ "a bucket, all plain": of one thing "all" is nothing else of the kind."""
        if not mod.is_all or mod.is_negative or mod.is_extra or line.quantity > 1 or phrase.is_removal:
            return False
        groups = self._cart.resolved(line).groups
        return len(self._cart.live) == 1 and all(
            groups[group].min > 0 and not groups[group].picks_one for group, _ in self.offered(line, mod)
        )

    def leave_others_out(self) -> None:
        """Takes out the defaults beside what was said to be all."""
        for line, (group, _) in self._only:
            kept = {option for other, (of, option) in self._only if other is line and of == group}
            for default in self._cart.resolved(line).groups[group].defaults:
                if default not in kept and (group, default) not in line.options:
                    self._cart.leave_out(line, (group, default))

    def offered(self, line: WorkLine, mod: Mod) -> tuple[Option, ...]:
        """The options that were said and that the line's item has."""
        groups = self._cart.resolved(line).groups
        found = [one for one in mod.options if (group := groups.get(one[0])) and one[1] in group.options]
        return tuple(found or self._named_inside(line, mod))

    def _named_inside(self, line: WorkLine, mod: Mod) -> list[Option]:
        """The one thing for an open place of the line that has the word in its name."""
        named = mod.token.entry.named
        if not named or mod.is_negative:
            return []
        groups = self._cart.resolved(line).groups.values()
        found = [
            (group.id, one.id)
            for group in groups
            if group.min > 0 and not group.defaults
            for one in group.options.values()
            if one.item in named
        ]
        return found if len(found) == 1 else []

    def _of_name(self, line: WorkLine, mod: Mod) -> tuple[Option, ...]:
        """The one option of the line with these words in its name, which elsewhere are a name of their own.

        It looks through all names of the line's options, so it is asked only where nothing else is found.
        """
        said = mod.token.entry.said
        if len(said) < _PIECE_MIN or not mod.options:
            return ()
        known = self._cart.resolved(line).groups
        found = [
            (group.id, option.id)
            for group in self._cart.menu.groups
            if group.id in known
            for option in (group.options if not group.options[0].item or is_wide(said[0]) else ())
            if option.id in known[group.id].options and any(_holds(name, said) for name in names_of(option))
        ]
        return tuple(found) if len(found) == 1 else ()

    def can_have(self, line: WorkLine, mod: Mod) -> bool:
        """True when the words mean something for this line."""
        groups = self._cart.resolved(line).groups
        return bool(self.offered(line, mod)) or not groups.keys().isdisjoint(mod.groups)

    def has(self, line: WorkLine, mod: Mod) -> bool:
        """True when the line has one of the options that were said."""
        return any(self._cart.has(line, option) for option in self.offered(line, mod))

    def replaces(self, line: WorkLine, mod: Mod, others: list[Mod]) -> bool:
        """True when one of the others takes the place of the option in a group that holds one."""
        taken = {group for other in others for group, _ in other.options if self._picks_one(line, group)}
        return any(group in taken for group, _ in mod.options) or any(group in taken for group in mod.groups)

    def leave_out(self, line: WorkLine, mod: Mod) -> None:
        """What the line does not have anyway is no fault."""
        groups = self._cart.resolved(line).groups
        for group in mod.groups:
            nothing = self._at(line, group, None) if group in groups else ()
            if len(nothing) == 1:
                self._choose_one(line, nothing[0], is_corrected=True)
                return
        for option in self.offered(line, mod):
            if groups[option[0]].picks_one and groups[option[0]].min > 0:
                self._choose_other(line, option, mod)
            elif option in line.options and 0 < (mod.quantity or 0) < self.count(line, option):
                left = self.count(line, option) - (mod.quantity or 0)  # "take one radish out"
                self._cart.choose(line, option, left, line.options[option].qualifier)
            else:
                self._cart.leave_out(line, option)

    def choose(self, line: WorkLine, mod: Mod, is_corrected: bool) -> None:
        """Puts the option into the line, as much of it as was said."""
        if mod.groups and (mod.amount is not None or not mod.options) and self._choose_degree(line, mod):
            return
        if not mod.options and self._choose_amount(line, mod):
            return
        offered = self._narrowed(line, mod, self.offered(line, mod)) or self._of_name(line, mod)
        if len(offered) != 1:
            self._cannot_choose(line, mod, offered)
            return
        option = offered[0]
        qualifier = self._qualifier(line, mod, option) if mod.qualifiers or mod.amount else None
        group = self._cart.resolved(line).groups[option[0]]
        if group.picks_one:
            if qualifier is None and mod.amount not in (None, Word.NORMAL):
                self._unread(mod)
            self._choose_one(line, option, is_corrected, qualifier)
            return
        quantity = self._quantity(line, mod, option, qualifier)
        if quantity is None or quantity > group.options[option[1]].max_quantity:
            self._unread(mod)
            self._reading.fail(TurnFault.OPTION_NOT_OFFERED)
            return
        self._cart.choose(line, option, quantity, qualifier)
        self._latest = (line, option, mod)

    def set_one(self, line: WorkLine, option: Option) -> None:
        """Chooses the option of a pick-one group, whatever was said before."""
        self._choose_one(line, option, is_corrected=True)

    def _narrowed(self, line: WorkLine, mod: Mod, offered: tuple[Option, ...]) -> tuple[Option, ...]:
        """Of several groups that have such an option, those not spoken of yet, and those that need one."""
        if len(offered) > 1:
            offered = tuple(option for option in offered if option[0] not in line.said) or offered
        if len(offered) > 1:
            groups = self._cart.resolved(line).groups
            open_ones = tuple(
                option
                for option in offered
                if groups[option[0]].picks_one
                and groups[option[0]].min > 0
                and not groups[option[0]].defaults
            )
            offered = open_ones if len(open_ones) == 1 else offered
        return offered

    def _choose_one(
        self, line: WorkLine, option: Option, is_corrected: bool, qualifier: str | None = None
    ) -> None:
        said = line.said.get(option[0])
        if said not in (None, option) and not is_corrected:
            self._reading.asks.append(Ask(line, (said, option)) if said else Ask(line, (option,)))
            self._reading.fail(TurnFault.AMBIGUOUS)
            return
        line.said[option[0]] = option
        self._cart.choose(line, option, 1, qualifier)

    def _choose_other(self, line: WorkLine, option: Option, mod: Mod) -> None:
        """Not this one of a group that needs one: none of it, the only other one, or a question."""
        nothing = self._at(line, option[0], None)
        offered = self._cart.resolved(line).groups[option[0]].options
        others = [(option[0], other) for other in offered if other != option[1]]
        if option in nothing or (not self._cart.has(line, option) and not nothing):
            return
        if len(nothing) == 1 or len(others) == 1:
            self._choose_one(line, nothing[0] if nothing else others[0], is_corrected=True)
            return
        self._reading.asks.append(Ask(line, tuple(others)))
        self._reading.fail(TurnFault.AMBIGUOUS)
        self._reading.unread.append(mod.token)

    def _choose_degree(self, line: WorkLine, mod: Mod) -> bool:
        """ "less sweet" is the option of that degree. False when the menu has no such scale for the line."""
        groups = self._cart.resolved(line).groups
        scaled = [group for group in mod.groups if group in groups]
        for group in scaled:
            found = self._at(line, group, mod.amount) if mod.amount is not None else ()
            if not found and mod.amount is Word.NORMAL:
                found = tuple((group, default) for default in groups[group].defaults)
            if len(found) == 1:
                self._choose_one(line, found[0], is_corrected=False)
                return True
            if found:
                self._reading.asks.append(Ask(line, found))
                self._reading.fail(TurnFault.AMBIGUOUS)
                return True
        return False

    def _choose_amount(self, line: WorkLine, mod: Mod) -> bool:
        """ "dressing on the side": all that the line has of a group is had so."""
        groups = self._cart.resolved(line).groups
        held = [(g, option) for g in mod.groups if g in groups for option in groups[g].options]
        held = [option for option in held if self._cart.has(line, option)]
        for option in held:
            qualifier = self._qualifier(line, mod, option)
            if qualifier is None:
                return False
            self._cart.choose(line, option, self.count(line, option), qualifier)
        return bool(held)

    def _at(self, line: WorkLine, group: str, degree: Word | None) -> tuple[Option, ...]:
        """The line's options of the degree; where names say it in a plainer word, only those."""
        scale = self._scales.get(group)
        if scale is None:
            return ()
        return tuple(
            (group, option) for option in scale.at(degree) if self._cart.offers(line, (group, option))
        )

    def _qualifier(self, line: WorkLine, mod: Mod, option: Option) -> str | None:
        said = dict(mod.qualifiers).get(option[0])
        known = self._cart.resolved(line).groups[option[0]].qualifiers
        if said in known:
            return said
        return str(mod.amount) if mod.amount in known else None

    def _quantity(self, line: WorkLine, mod: Mod, option: Option, qualifier: str | None) -> int | None:
        """How many; None when the menu has no way to say the amount."""
        group = self._cart.resolved(line).groups[option[0]]
        if mod.is_all and mod.quantity is None and group.max is not None and 1 < group.min == group.max:
            return group.max
        if qualifier is not None or (mod.amount is Word.HALF and group.min > 1):
            return mod.quantity or 1
        if mod.amount in (None, Word.NORMAL) and mod.qualifiers == ():
            if mod.is_on_top:
                return self.count(line, option) + (mod.quantity or 1)
            plain = self._one_more(line, option) if mod.is_extra else max(1, self.count(line, option))
            return plain if mod.quantity is None else mod.quantity
        times = _TIMES.get(mod.amount) if mod.amount is not None else None
        if times is not None:
            return times * (mod.quantity or 1)
        return self._one_more(line, option) if mod.amount is Word.EXTRA else None

    def count(self, line: WorkLine, option: Option) -> int:
        """Units of the option that the line has."""
        chosen = line.options.get(option)
        return chosen.quantity if chosen else int(self._cart.has(line, option))

    def _one_more(self, line: WorkLine, option: Option) -> int:
        """One, or one more than what is in the cup already when it was said with "add"."""
        most = self._cart.resolved(line).groups[option[0]].options[option[1]].max_quantity
        return min(self.count(line, option) + 1, most)

    def _stands(self, line: WorkLine, mod: Mod) -> bool:
        return self.has(line, mod) or (not mod.options and bool(mod.groups))

    def _picks_one(self, line: WorkLine, group: str) -> bool:
        known = self._cart.resolved(line).groups.get(group)
        return known is not None and known.picks_one

    def _cannot_choose(self, line: WorkLine, mod: Mod, offered: tuple[Option, ...]) -> None:
        if offered:
            self._reading.asks.append(Ask(line, offered))
            self._reading.fail(TurnFault.AMBIGUOUS)
        else:
            self._unread(mod)
            self._reading.fail(TurnFault.OPTION_NOT_OFFERED)

    def _unread(self, mod: Mod) -> None:
        self._reading.unread.append(mod.token)


def _holds(name: str, said: str) -> bool:
    return said in name if is_wide(said[0]) else set(said.split()) <= set(name.split())
