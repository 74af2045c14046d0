"""Which lines of the cart a phrase speaks of: by item, by ordinal, "that one", "the hot one", or the one last touched."""

from qianbei.reader.cart import WorkLine
from qianbei.reader.describing import Describing
from qianbei.reader.phrases import Mod, Phrase


class Targets(Describing):
    """Finds lines for one turn; splits a line when only some of its cups are meant."""

    def lines_meant(self, phrase: Phrase) -> list[WorkLine]:
        """The lines for options or a count; empty when none or no single one is meant."""
        lines = self._still_all(phrase) or self._lines_meant(phrase)
        is_all = phrase.is_each and len(lines) > 1 and bool(phrase.mods)
        self._all_before = lines if is_all else self._all_before
        counts = phrase.number is not None or phrase.is_more or phrase.is_same or phrase.is_fewer
        is_last = phrase.is_last or (phrase.subject is not None and phrase.subject.is_last)
        if counts or phrase.is_removal or phrase.is_each or not is_last or len(lines) != 1:
            return lines
        fresh = self._cart.fresh_cups(lines[0])
        return [self.split(lines[0], fresh)] if fresh else lines

    def speak_of(self, lines: list[WorkLine], segment: int) -> None:
        """What follows behind a comma, and says no other lines, is of all of these, which were said in `segment`."""
        self._all_before, self._all_segment = lines, segment

    def _still_all(self, phrase: Phrase) -> list[WorkLine]:
        """ "all without coriander, mild": what follows behind a comma is of them all too."""
        lines, self._all_before = self._all_before, []
        says = phrase.number is not None or phrase.is_more or phrase.is_same or phrase.is_fewer
        says = (
            says or phrase.items or phrase.refers or phrase.is_change or phrase.is_removal or phrase.is_part
        )
        if (
            says
            or phrase.is_definite
            or phrase.segment == self._all_segment
            or not phrase.mods
            or not all(line in self._cart.live for line in lines)
        ):
            return []
        if len(self.offering(phrase, lines)) < len(lines):
            return []
        self._all_before = lines
        return lines

    def _lines_meant(self, phrase: Phrase) -> list[WorkLine]:
        live = self._cart.live
        if not live:
            return []
        about = phrase.subject or phrase
        if about.items and not (about is phrase and phrase.is_change):
            return self._of_item(about, is_subject=about is not phrase)
        if about.ordinal is not None:
            return self._by_ordinal(about.ordinal, phrase)
        if about.is_other:
            others, current = self._others(phrase), self._cart.touched
            current = current if others else self._cart.current
            if current is not None and current.quantity == 2 and not self.offering(phrase, others):
                return [self.split(current, 1)]  # "make it two, the other one large"
            return others or self._other_half(phrase, live)
        if about.is_mine:
            found = self.offering(phrase, live) or live
            self.is_guess |= len(found) > 1  # whose is whose was never said
            return found[:1]
        if about.is_described:
            found = self.described(about, live)
            return self._single(found) if (about.is_single or about.is_part) and not phrase.is_each else found
        if phrase.is_each or about.is_each:
            return self._told_by_choice(phrase) or self._all(phrase)
        if about is not phrase and about.mods:
            having = [line for line in live if all(self._options.has(line, mod) for mod in about.mods)]
            if having:
                return [self._cart.current] if self._cart.current in having else having[-1:]
            named = [line for line in live if all(mod.names(line.item) for mod in about.mods)]
            if named:
                return self._single(named)
            self.is_guess |= len(live) > 1 and all(mod.options and not mod.groups for mod in about.mods)
        return self._spoken_of_last(phrase)

    def _told_by_choice(self, phrase: Phrase) -> list[WorkLine]:
        """ "冰的都换大杯": a choice of another kind than what comes tells which lines, and does not go."""
        subject = phrase.subject
        if subject is None or subject.items or any(m.picks_many or m.is_negative for m in subject.mods):
            return []
        kinds = {group for mod in phrase.mods for group, _ in mod.options}
        if not subject.mods or any(group in kinds for mod in subject.mods for group, _ in mod.options):
            return []
        found = [
            line for line in self._cart.live if all(self._options.has(line, mod) for mod in subject.mods)
        ]
        subject.is_described |= bool(found)
        return found

    def _other_half(self, phrase: Phrase, live: list[WorkLine]) -> list[WorkLine]:
        """ "tomato on one side, spicy on the other": the only thing there is, where something of it is still open."""
        if len(live) > 1 or live[0].quantity > 1:
            return []
        offered = (group for mod in phrase.mods for group, _ in self._options.offered(live[0], mod))
        return live if any(self._cart.left(live[0], group) for group in offered) else []

    def told_of_several(self, phrase: Phrase) -> list[WorkLine]:
        """ "cancel the mocha with cream", of two mochas of which one has none: a line goes, and not its cream."""
        token = phrase.item_token
        if phrase.is_at or token is None or any(mod.token.start < token.start for mod in phrase.mods):
            return []
        own = [line for line in self._cart.live if line.item == phrase.items[0]]
        told = [line for line in own if all(self._options.has(line, mod) for mod in phrase.mods)]
        return told if phrase.is_definite and len(told) == 1 < len(own) else []

    def leave_out_of_one(self, phrase: Phrase) -> bool:
        """ "草莓不要" where none stands by itself, and one line has some in it that it can be without."""
        token = phrase.item_token
        if token is None or phrase.number is not None or phrase.mods or not token.entry.options:
            return False
        gone = Mod(token.entry.options, token, is_negative=True)
        having = [line for line in self._cart.live if self._options.has(line, gone)]
        if len(having) != 1:
            return False
        self._cart.touched = having[0]
        self._options.leave_out(having[0], gone)
        return True

    def _single(self, found: list[WorkLine]) -> list[WorkLine]:
        """One of several lines that are told alike: of the kind that was spoken of last, else a guess."""
        current = self._cart.current
        same = [line for line in found if current is not None and line.item == current.item] or found
        if len(same) > 1:
            self.is_guess = True
            return [current] if current in same and current is not None else same[-1:]
        return same

    def narrow(self, about: Phrase) -> None:
        """ "the second pizza", "the set": of several items of such a name those that stand in the cart are meant."""
        own = [line for line in self._cart.live if line.item in about.items]
        if about.ordinal is not None and 1 <= about.ordinal <= len(own):
            about.ordinal, about.items = self._cart.position(own[about.ordinal - 1]) + 1, ()
        elif (
            own
            and len(about.items) > 1
            and (
                about.refers or about.is_definite or about.is_removal or about.is_part or self._is_kin(about)
            )
        ):
            about.items = tuple(dict.fromkeys(line.item for line in own))

    def _is_kin(self, about: Phrase) -> bool:
        """True for the one name of a family of which something stands, where nothing new is asked for."""
        asks = about.is_wanted or about.is_more or about.is_addition or about.number is not None
        return not asks and about.items[0] in self._cart.families.siblings

    def _of_item(self, about: Phrase, is_subject: bool) -> list[WorkLine]:
        lines = self._own(about)
        if len(lines) > 1 and is_subject and about.mods:
            lines = self.described(about, lines) or lines
        if about.is_each:
            return lines
        if len(lines) > 1 and self._cart.current in lines:
            return [line for line in lines if line is self._cart.current]
        return lines[-1:]

    def _own(self, about: Phrase) -> list[WorkLine]:
        """The lines of the item; "the other latte" is not the one spoken of last."""
        own = [line for line in self._cart.live if line.item == about.items[0]]
        others = [line for line in own if line is not self._cart.current] if about.is_other else own
        return others or own

    def _all(self, phrase: Phrase) -> list[WorkLine]:
        """All that was said in these words, else the whole cart; of these, what can have the options."""
        live = self._cart.live
        fresh = self._cart.mentioned or [line for line in live if line.origin is None]
        if self._cart.mentioned:
            return [*fresh]
        lines = fresh if fresh and (len(fresh) > 1 or fresh[0].quantity > 1 or len(live) == 1) else live
        return self.offering(phrase, lines) or lines

    def _others(self, phrase: Phrase) -> list[WorkLine]:
        """All but the one spoken of last."""
        current = self._cart.current
        others = [line for line in self._cart.live if line is not current]
        if current is not None and not phrase.is_each:
            others = [
                line for line in others if line.item == current.item and line.origin is not None
            ] or others
        return others if len(others) < 2 or phrase.is_each else (self.offering(phrase, others) or others)

    def _spoken_of_last(self, phrase: Phrase) -> list[WorkLine]:
        current = self._cart.current
        live = self._cart.live
        if current is not None and (self._cart.touched is current or phrase.is_last):
            able = [] if self._cart.touched is current or phrase.is_change else self.offering(phrase, live)
            return able if len(able) == 1 and phrase.mods else [current]  # "that bottle, not chilled"
        fits = self.offering(phrase, live) or live
        return [current] if current is not None and current in fits else fits[-1:]

    def line_spoken_of(self, phrase: Phrase) -> WorkLine | None:
        """The line that a phrase with an item changes; None when it asks for a new one."""
        if phrase.is_wanted and not (phrase.is_definite and phrase.mods and phrase.number is None):
            return None
        own = self._own(phrase)
        if not own:
            return None
        counted, named = phrase.number_token, phrase.item_token
        is_behind = counted is not None and named is not None and counted.start > named.start
        if phrase.is_more:
            return own[-1] if is_behind and not phrase.mods else None
        if len(own) > 1 and phrase.number is None and phrase.mods:
            told = [mod for mod in phrase.mods[: phrase.mods_before] if not mod.is_negative]
            found = [line for line in own if told and all(self._options.has(line, mod) for mod in told)]
            own = found if len(found) == 1 else [line for line in own if line is self._cart.current]
        if len(own) != 1:
            return None
        if phrase.number is None:
            return own[0] if phrase.mods or phrase.is_definite else None
        is_known = own[0].origin is not None
        return own[0] if is_known and is_behind and not phrase.is_addition else None

    def split(self, line: WorkLine, number: int) -> WorkLine:
        """Takes `number` cups out of the line into a new line of their own."""
        line.quantity -= number
        part = self.copy(line)
        part.quantity = number
        part.said = dict(line.said) if line.origin is None else {}
        return part

    def copy(self, line: WorkLine) -> WorkLine:
        """A new line with the same item and options."""
        part = self._cart.add(line.item, 1)
        part.options, part.without = dict(line.options), set(line.without)
        part.could_be, part.told = line.could_be, dict(line.told)
        return part

    def is_ambiguous(self, phrase: Phrase) -> bool:
        """True when an ordinal could mean a cup of one line or another line."""
        about = phrase.subject or phrase
        live = self._cart.live
        return about.ordinal is not None and about.ordinal <= sum(line.quantity for line in live)

    def _by_ordinal(self, ordinal: int, phrase: Phrase) -> list[WorkLine]:
        live = self._cart.live
        before = live[: ordinal - 1]
        spoken_of = self._cart.touched
        if spoken_of is None and self.offering(phrase, live) == [self._cart.current]:
            spoken_of = self._cart.current  # "second one large", of two that came last
        if spoken_of in live and spoken_of is not None and 1 < spoken_of.quantity >= ordinal > 1:
            return [self.split(spoken_of, 1)]  # "make it two, the second one large"
        if ordinal > 0 and all(line.quantity == 1 for line in (*before, *live[ordinal - 1 : ordinal])):
            return live[ordinal - 1 : ordinal]
        if len(live) > 1 or not 1 <= ordinal <= live[0].quantity:
            return []
        while live[0].quantity > 1 and live[0].origin is None:
            self.split(live[0], 1)
        return self._cart.live[ordinal - 1 : ordinal] if live[0].origin is None else [self.split(live[0], 1)]

    def offering(self, phrase: Phrase, lines: list[WorkLine]) -> list[WorkLine]:
        """Those of the lines that offer every option of the phrase."""
        mods: list[Mod] = [*phrase.mods, *(phrase.subject.mods if phrase.subject else ())]
        return [line for line in lines if all(self._options.can_have(line, mod) for mod in mods)]
