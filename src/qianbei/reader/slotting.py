"""What stands in a line that holds other things: the drink of a set, the halves of a pizza, the burgers of a bucket.

Deliberately absent: which line is meant (`targets.py`), and things that are lines of their own (`ordering.py`).
"""

from collections.abc import Sequence

from qianbei.reader.cart import WorkLine
from qianbei.reader.counting import Counting
from qianbei.reader.phrases import Mod, Option, Phrase


class Slotting(Counting):
    """Puts things into lines and takes them out again."""

    def _goes_into(self, phrase: Phrase, following: Phrase) -> bool:
        """ "coffee instead of the cola in the set", "套餐可乐换冰红茶": what a line of the cart holds is meant."""
        is_change = following.is_change and following.subject is not None and bool(following.items)
        what, where = (following, phrase) if is_change else (phrase, following)
        if where.items and where.is_definite:
            self._targets.narrow(where)
        if not what.items or not self._is_bare(where) or what.number not in (None, 1) or what.is_removal:
            return False
        if not is_change and not where.is_definite:
            return False
        own = [line for line in self._cart.live if line.item == where.items[0]]
        own = own or self._holding_it(where)
        if len(own) != 1 or what.item_token is None or where.segment != what.segment or where.is_listed:
            return False
        gone = what.subject.item_token if is_change and what.subject is not None else None
        if is_change and (gone is None or not self._options.has(own[0], Mod(gone.entry.options, gone))):
            return False
        return self._put_inside(own[0], what)

    def _holding_it(self, where: Phrase) -> list[WorkLine]:
        """The lines of the draft that hold what was named."""
        if where.item_token is None or not where.is_definite:
            return []
        held = Mod(where.item_token.entry.options, where.item_token)
        return [line for line in self._cart.live if line.origin is not None and self._options.has(line, held)]

    def _is_inside(self, phrase: Phrase) -> bool:
        """ "light ice in the tea", where a set of the cart holds the tea."""
        token = phrase.item_token
        if (
            token is None
            or not phrase.is_definite
            or phrase.number is not None
            or self._has_line(phrase.items[0])
        ):
            return False
        if phrase.is_wanted or phrase.is_more or phrase.is_addition or phrase.is_removal:
            return False
        held = Mod(token.entry.options, token)
        lines = [
            line for line in self._cart.live if line.origin is not None and self._options.has(line, held)
        ]
        line = self._cart.current if self._cart.current in lines else (lines[0] if len(lines) == 1 else None)
        if line is None or not all(self._options.can_have(line, mod) for mod in phrase.mods):
            return False
        self._cart.touched, line.said = line, {}
        self._options.apply(line, phrase)
        return True

    def _is_bare(self, phrase: Phrase) -> bool:
        """True for a name and nothing else."""
        says_more = phrase.mods or phrase.number or phrase.is_more or phrase.is_addition or phrase.is_wanted
        return bool(phrase.items) and not (
            says_more or phrase.is_removal or phrase.is_change or phrase.is_same
        )

    def _swap_inside(self, subject: Phrase, phrase: Phrase) -> bool:
        """ "a bagel in place of the croissant": both are in a set of the cart."""
        gone = subject.item_token
        if gone is None or not gone.entry.options:
            return False
        held = Mod(gone.entry.options, gone)
        lines = [line for line in self._cart.live if self._options.has(line, held)]
        line = self._cart.current if self._cart.current in lines else (lines[-1] if lines else None)
        if line is None:
            return False
        if phrase.items:
            line = self._of_some(line, held, subject.number)
            return self._put_inside(line, phrase, held, subject.number)
        if not phrase.mods or not self._options.offered(line, phrase.mods[0]):
            return False
        line = self._of_some(line, held, subject.number)
        self._exchange(line, held, phrase.mods, phrase, subject.number)
        return True

    def _of_some(self, line: WorkLine, held: Mod, number: int | None) -> WorkLine:
        """ "一份薯条换沙拉" of two sets: what each holds once is counted by the sets."""
        if not number or number >= line.quantity or not self._options.has(line, held):
            return line
        return self._targets.split(line, number) if self._targets.holds_one(line, held) else line

    def _put_inside(
        self, line: WorkLine, phrase: Phrase, gone: Mod | None = None, number: int | None = None
    ) -> bool:
        """Takes the item of the phrase as what the line holds, if it may."""
        token = phrase.item_token
        if token is None:
            return False
        mod = Mod(token.entry.options, token)
        if not self._options.offered(line, mod):
            mod = Mod(self._holding(line, phrase.items), token)
        if not mod.options:
            return False
        self._exchange(line, gone, [mod, *phrase.mods], phrase, number)
        return True

    def _holding(self, line: WorkLine, items: Sequence[str]) -> tuple[Option, ...]:
        """The line's options that are one of the items."""
        groups = self._cart.resolved(line).groups.values()
        return tuple(
            (group.id, one.id) for group in groups for one in group.options.values() if one.item in items
        )

    def _held(self, line: WorkLine, subject: Phrase) -> Mod | None:
        """What the subject names of the things that the line holds."""
        if subject.items or subject.is_described:
            return None
        for mod in subject.mods:
            groups = self._cart.resolved(line).groups
            if any(groups[g].options[o].item for g, o in self._options.offered(line, mod)):
                return mod
        return None

    def _exchange(
        self, line: WorkLine, gone: Mod | None, mods: list[Mod], phrase: Phrase, number: int | None
    ) -> None:
        """The first of the options in place of what goes, and the rest as they are."""
        line.said = {}
        if self._options.trade(line, gone, mods[0], number):
            mods = mods[1:]
        elif gone is not None and not self._options.replaces(line, gone, mods[:1]):
            self._options.leave_out(line, gone)
        self._options.apply(line, phrase, mods)

    def _fills_each(self, phrase: Phrase) -> bool:
        """ "orange juice for both": what several things of the cart can hold goes into each."""
        token = phrase.item_token
        if not phrase.is_each or token is None or self._has_line(phrase.items[0]):
            return False
        if phrase.number not in (None, self._served_sets(phrase)):
            return False
        if phrase.is_more or phrase.is_removal or phrase.is_addition:
            return False
        mod = Mod(token.entry.options, token)
        lines = [line for line in self._cart.live if self._options.offered(line, mod)]
        if sum(line.quantity for line in lines) < 2:
            return False
        for line in lines:
            self._put_inside(line, phrase)
        return True

    def _served_sets(self, phrase: Phrase) -> int | None:
        """ "两份都喝茶": how many things of the cart have a place for what is served with them."""
        lines = self._cart.live if phrase.is_served else ()
        return sum(line.quantity for line in lines if self._holding(line, phrase.items)) or None

    def _is_swap(self, phrase: Phrase, following: Phrase | None) -> bool:
        """ "beer, not juice", "no, iced tea": a bare name that a set of the cart can hold in place of what it has."""
        line = self._cart.current
        is_bare = phrase.number is None and not (phrase.is_wanted or phrase.is_more or phrase.is_addition)
        if line is None or line.origin is None or not is_bare or self._has_line(phrase.items[0]):
            return False
        gone = following.item_token if following is not None and following.is_removal else None
        if gone is not None and gone.entry.options and self._options.has(line, Mod(gone.entry.options, gone)):
            assert following is not None, "it named what goes"
            following.items, following.is_removal, following.is_spent = (), False, True
            return self._put_inside(line, phrase)
        before = [line for line in self._cart.live if following and line.item in following.items[:1]]
        if (
            following is not None
            and following.is_removal
            and len(before) == 1
            and before[0].origin is not None
        ):
            following.items, following.is_removal, following.is_spent = (), False, True
            self._cart.replace_item(before[0], phrase.items[0])
            self._options.apply(before[0], phrase)
            return True
        second = self._sentence.is_second_thought or self._sentence.is_plain_no
        return second and self._put_inside(line, phrase)

    def _may_fill(self, phrase: Phrase, following: Phrase | None) -> bool:
        """ "可乐去冰", "the yuzu": a bare name that the one set of the cart holds, or has a place for; it is asked."""
        token = phrase.item_token
        says = phrase.number is not None or phrase.weight is not None or phrase.is_more
        says = says or phrase.is_addition or phrase.is_listed or phrase.is_same or phrase.is_part
        says = says or (phrase.is_wanted and not phrase.is_served)
        if says or token is None or self._has_line(phrase.items[0]):
            return False
        sets = [line for line in self._cart.live if self._holding(line, phrase.items)]
        current = self._cart.current
        if phrase.is_served and current is not None and current in sets:
            return self._put_inside(current, phrase)
        if len(sets) != 1 or sets[0].origin is None:
            return False
        line, places = sets[0], self._holding(sets[0], phrase.items)
        is_held = any(self._cart.has(line, place) for place in places)
        chosen = {group for group, _ in line.options}
        if not is_held and any(group in chosen for group, _ in places):
            return False
        if not (is_held and phrase.mods) and not (not is_held and self._cart.current is line):
            return False
        behind = following.mods if following is not None and not following.items else []
        if not all(self._options.can_have(line, mod) for mod in (*phrase.mods, *behind)):
            return False  # "tea, hot", of which only the tea itself can be hot
        self._reading.is_guess = True
        return self._put_inside(line, phrase)
