"""One option in place of another that could stand beside it: "swap a cola for a tea", "make one of the dips mustard".

Deliberately absent: options that are put into a line or taken out of it, each for itself (`options.py`).
"""

from collections.abc import Mapping

import msgspec

from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.families import MARK
from qianbei.reader.lexicon import number_first
from qianbei.reader.options import Options
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod, Option, Phrase
from qianbei.reader.reading import Reading
from qianbei.reader.spellings import Scale
from qianbei.reader.tokens import Token


class Trading(Options):
    """Options that also trade places."""

    def __init__(self, cart: Cart, scales: Mapping[str, Scale], reading: Reading) -> None:
        super().__init__(cart, scales, reading)
        self._named: list[tuple[WorkLine, Token]] = []
        """Lines, and the name by which each was spoken of."""
        self._put: list[tuple[WorkLine, Option, Mod]] = []
        """What these words put into groups that hold several."""

    def apply(self, line: WorkLine, phrase: Phrase, mods: list[Mod] | None = None) -> None:
        latest, self._latest = self._latest, None
        said = phrase.mods if mods is None else mods
        mods = said
        if len(said) > 1:
            mods = [
                mod
                for place, mod in enumerate(said)
                if not (
                    self._is_of_next(line, mod, said[place + 1 :])
                    or self._is_answered(line, mod, said[place + 1 :])
                )
            ]
        if latest is not None and latest[0] is line and phrase.is_corrected and said:
            self._take_back(latest, phrase, said[0])
        for gone in mods:
            if gone.is_replaced:
                mods = [self._in_place(line, mod, gone) for mod in mods]
        if phrase.item_token is not None:
            self._named.append((line, phrase.item_token))
        super().apply(line, phrase, mods)

    def choose(self, line: WorkLine, mod: Mod, is_corrected: bool) -> None:
        refused = mod.token.entry.refused
        if refused:
            mod = msgspec.structs.replace(mod, options=tuple(o for o in mod.options if o not in refused))
        held = self._other_held(line, mod)
        if held is None:
            super().choose(line, mod, is_corrected)
            self._put += [self._latest] if self._latest is not None else []
        else:
            self.set_one(line, held)

    def leave_out(self, line: WorkLine, mod: Mod) -> None:
        refused = mod.token.entry.refused
        for option in self.offered(line, mod) if refused else ():
            if option in refused:
                self._cart.choose(line, option, 1, None)  # "no onion" where that is a choice of its own
            else:
                self._cart.leave_out(line, option)
        if not refused:
            super().leave_out(line, mod)

    def _stands(self, line: WorkLine, mod: Mod) -> bool:
        refused = mod.token.entry.refused
        return any(option in refused for option in self.offered(line, mod)) or super()._stands(line, mod)

    def can_have(self, line: WorkLine, mod: Mod) -> bool:
        return super().can_have(line, mod) or self._other_held(line, mod) is not None

    def _narrowed(self, line: WorkLine, mod: Mod, offered: tuple[Option, ...]) -> tuple[Option, ...]:
        """Of a family that shares the name that was said, the one that stands in its place already."""
        offered = super()._narrowed(line, mod, offered)
        if len(offered) < 2 or len({group for group, _ in offered}) > 1:
            return offered
        groups = self._cart.resolved(line).groups
        kin = self._cart.families.siblings.get(groups[offered[0][0]].options[offered[0][1]].item or "", ())
        if not all(groups[group].options[option].item in kin for group, option in offered):
            return offered
        return tuple(option for option in offered if self._cart.has(line, option)) or offered

    def _other_held(self, line: WorkLine, mod: Mod) -> Option | None:
        """ "a large drink in the set": another one of the family of what the line holds."""
        families, found = self._cart.families, list[Option]()
        if not families.siblings or mod.is_negative:
            return None
        told = {group: option for group, option in mod.options if group.startswith(MARK)}
        if not told or self.offered(line, mod):
            return None
        for group in self._cart.resolved(line).groups.values():
            held = next((o for o in group.options.values() if self._cart.has(line, (group.id, o.id))), None)
            item = held.item if held is not None and group.picks_one else None
            if item is None or item not in families.siblings:
                continue
            known = {one: option for one, option in told.items() if one in families.features[item]}
            others = families.become(item, (), known) if known else ()
            found += [(group.id, o.id) for o in group.options.values() if o.item in others]
        return found[0] if len(found) == 1 else None

    def finish(self) -> None:
        """After all words: nothing else of its kind where only one was wanted, and as many as the thing's name says."""
        self.leave_others_out()
        for line, token in self._named:
            self._fill_up(line, token)
        for line in self._cart.live:
            self._make_room(line)

    def _make_room(self, line: WorkLine) -> None:
        """ "a fruit plate, two plums and a date": all that it can hold was said, so nothing stays that it had."""
        said = {option: mod for of, option, mod in self._put if of is line}
        for known in {group for group, _ in said}:
            group = self._cart.resolved(line).groups.get(known)
            told = [option for option in said if option[0] == known and self._cart.has(line, option)]
            count = sum(self.count(line, option) for option in told)
            if group is None or not 1 < group.min == group.max == count:
                continue
            changes = line.origin is not None
            if changes and (line.quantity > 1 or any(said[option].is_extra for option in told)):
                continue
            for other in group.options:
                if (known, other) not in told and self._cart.has(line, (known, other)):
                    self._cart.leave_out(line, (known, other))

    def _fill_up(self, line: WorkLine, token: Token) -> None:
        """ "three scoops of caramel": of the three that it must have one kind was said, and no number."""
        groups = {group for group, _ in line.options}
        for known in groups:
            group = self._cart.resolved(line).groups.get(known)
            if group is None or group.picks_one or not 1 < group.min == group.max:
                continue
            chosen = [choice for choice in line.options.values() if choice.group == known]
            if len(chosen) != 1 or chosen[0].quantity > 1 or number_first(token.entry.said) != group.min:
                continue
            if group.options[chosen[0].option].max_quantity >= group.min:
                self._cart.choose(line, (known, chosen[0].option), group.min, chosen[0].qualifier)

    def _in_place(self, line: WorkLine, mod: Mod, gone: Mod) -> Mod:
        """ "slaw instead of fries": of several places for it, the one where the other stood."""
        if mod is gone or mod.is_replaced or mod.is_negative:
            return mod
        places = {group for group, _ in self.offered(line, gone)}
        offered = self.offered(line, mod)
        there = tuple(option for option in offered if option[0] in places)
        return msgspec.structs.replace(mod, options=there) if there and len(offered) > 1 else mod

    def _is_answered(self, line: WorkLine, mod: Mod, rest: list[Mod]) -> bool:
        """ "no rice, just greens": of a group that needs one, what is wanted instead is said behind it."""
        if not mod.is_negative or mod.is_replaced or mod.groups:
            return False
        groups = self._cart.resolved(line).groups
        gone = self.offered(line, mod)
        wanted = [other for other in rest if not (other.is_negative or other.is_soft or other.is_replaced)]
        chosen = {option for other in wanted for option in self.offered(line, other)} - set(gone)
        return bool(gone) and all(
            groups[group].picks_one and groups[group].min > 0 and any(group == known for known, _ in chosen)
            for group, _ in gone
        )

    def _is_of_next(self, line: WorkLine, mod: Mod, rest: list[Mod]) -> bool:
        """ "a large bottle of cola": the word only says how large the bottle is, which is a size of its own."""
        if not rest or mod.token.end + 1 != rest[0].token.start or not rest[0].token.does(Word.MEASURE):
            return False
        sizes = {group for group, _ in self.offered(line, rest[0])}
        own = {group for group, _ in self.offered(line, mod)}
        is_size = own == sizes != set() and not mod.is_negative
        mod.is_replaced |= is_size
        return is_size

    def _take_back(self, latest: tuple[WorkLine, Option, Mod], phrase: Phrase, mod: Mod) -> None:
        """ "with vanilla, no wait, hazelnut": the one and not the other, though both could be had."""
        line, option, before = latest
        says = phrase.items or phrase.number or phrase.is_change or phrase.is_removal or phrase.is_each
        if says or phrase.is_too or mod.is_negative or (mod.is_extra and not before.is_extra):
            return  # and not "actually add hazelnut"
        offered = self.offered(line, mod)
        if option in offered or all(group != option[0] for group, _ in offered):
            return
        if option[1] in self._cart.resolved(line).groups[option[0]].defaults:
            line.options.pop(option, None)  # it stays as the thing has it
        else:
            self._cart.leave_out(line, option)

    def count_inside(self, line: WorkLine, number: int | None) -> bool:
        """So many of the one thing of which the line has several, where there are as many of the line itself."""
        several = [known for known, choice in line.options.items() if choice.quantity > line.quantity]
        if number is None or number != line.quantity or len(several) != 1:
            return False
        self._cart.choose(line, several[0], number, line.options[several[0]].qualifier)
        return True

    def trade(self, line: WorkLine, gone: Mod | None, mod: Mod, number: int | None) -> bool:
        """Units of an option in place of as many of another one, where a group takes exactly so many in all."""
        known = self._cart.resolved(line).groups
        held = set(self.offered(line, gone)) if gone is not None else set[Option]()
        for option in self.offered(line, mod):
            group = known[option[0]]
            if group.picks_one or not 1 < group.min == group.max:
                continue
            others = [(group.id, other) for other in group.options if other != option[1]]
            others = [
                other for other in others if self._cart.has(line, other) and (not held or other in held)
            ]
            if len(others) != 1 or (gone is None and self.count(line, others[0]) < group.min):
                continue
            had = self.count(line, others[0])
            moved = had if number is None else min(number, had)
            now = self.count(line, option) + moved
            if now > group.options[option[1]].max_quantity:
                continue
            self._cart.leave_out(line, others[0])
            if had > moved:
                self._cart.choose(line, others[0], had - moved, None)
            self._cart.choose(line, option, now, None)
            return True
        return False

    def turn_some(self, line: WorkLine, mod: Mod, number: int) -> bool:
        """ "make one of the dips mustard": so many units of the one thing of which the line has more."""
        groups = self._cart.resolved(line).groups
        for option in self.offered(line, mod):
            held = {known: choice.quantity for known, choice in line.options.items() if known[0] == option[0]}
            left = held.pop(option, 0) + number
            more = [known for known, quantity in held.items() if quantity > number]
            if groups[option[0]].picks_one or len(more) != 1 or len(held) != 1:
                continue
            if left <= groups[option[0]].options[option[1]].max_quantity:
                self._cart.choose(line, more[0], held[more[0]] - number, None)
                self._cart.choose(line, option, left, None)
                return True
        return False
