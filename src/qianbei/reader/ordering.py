"""Phrases that name an item: a new line, or the line of that item that is meant."""

from qianbei.reader.cart import WorkLine
from qianbei.reader.contracts import TurnFault
from qianbei.reader.implying import Implying
from qianbei.reader.phrases import Phrase


class Ordering(Implying):
    """Adds lines, takes slips of the tongue back, and finds the line that is spoken of again."""

    def _item(self, phrase: Phrase) -> None:
        item = phrase.items[0]
        if phrase.is_corrected and not phrase.is_addition:
            self._take_back(phrase)
        elif self._repeats(phrase):
            self._cart.lines[-1].is_removed = True
        if phrase.is_part and self._part_becomes(phrase):
            return
        if phrase.is_part and phrase.mods and self._part(phrase):
            return
        phrase.is_whole |= phrase.is_part and not phrase.mods
        if self._mentions(phrase) or self._only_names(phrase) or self._is_inside(phrase):
            return
        if (kin := self._kin(phrase)) is not None:
            phrase.items, item = (kin,), kin
        line = self._same_of(phrase) if phrase.is_same else self._targets.line_spoken_of(phrase)
        line = line or self._corrects(phrase)
        if line is None:
            line = self._cart.add(item, 1)
            if self._slip is not None:
                line.options, line.without = dict(self._slip.options), set(self._slip.without)
                self._cart.replace_item(line, item)
                self._slip = None
            if not self._fit_amount(line, phrase):
                self._set_quantity(line, 1 if phrase.number is None else phrase.number)
        elif phrase.is_more and not phrase.is_same:
            self._set_quantity(line, line.quantity + (phrase.number or 1))
        elif self._fit_amount(line, phrase):
            pass
        elif phrase.number is None and line.origin is not None and self._is_amount_anew(line, phrase):
            self._set_quantity(line, 1)  # "苹果只要一斤"
        elif (
            phrase.number is not None
            and phrase.mods
            and not phrase.is_whole
            and line.origin is not None
            and phrase.number < line.quantity
        ):
            line = self._targets.split(line, phrase.number)  # "可乐一杯正常冰"
        elif phrase.number is not None:
            self._set_quantity(line, phrase.number)
        self._cart.touched = line
        self._options.apply(line, phrase)
        if self._packs is not None and line in self._packs:
            self._options.apply(self._packs[1], phrase)

    def _repeats(self, phrase: Phrase) -> bool:
        """ "tea, well, tea, two of them": the bare name before was only the beginning."""
        line = self._cart.lines[-1] if self._cart.lines else None
        before = self._before
        return bool(
            line is not None
            and before is not None
            and line.origin is None
            and not line.is_removed
            and before.items == phrase.items == (line.item,)
            and not (before.mods or before.number is not None or phrase.is_more or phrase.is_addition)
        )

    def _take_back(self, phrase: Phrase) -> None:
        """The line said just before was a slip: this item is meant instead."""
        slip = self._cart.touched
        if slip is None or slip.origin is not None or slip.is_removed:
            return
        if slip.item == phrase.items[0] and phrase.number is None:
            return
        slip.is_removed = True
        if phrase.number is None:
            phrase.number = slip.quantity
        self._slip = slip

    def _only_names(self, phrase: Phrase) -> bool:
        """ "the set" alone, which stands: it is spoken of and not wanted once more."""
        is_bare = phrase.number is None and phrase.weight is None and not (phrase.mods or phrase.is_same)
        if not is_bare or phrase.is_more or phrase.is_addition or phrase.is_removal:
            return False
        own = [line for line in self._cart.live if line.item == phrase.items[0]]
        if not own:
            return False
        if phrase.is_corrected and own[-1].origin is not None and not phrase.is_definite:
            own[-1].is_removed = True  # "actually no latte"
            return True
        if not (phrase.is_definite or phrase.is_whole):
            return False
        self._cart.touched = own[-1]
        if len(self._phrases) == 1:
            self._reading.fail(TurnFault.NOTHING_TO_CHANGE)
        return True

    def _mentions(self, phrase: Phrase) -> bool:
        """ "the latte and the tea both large": they stand, and what is wanted of them follows."""
        if phrase.mods or phrase.is_wanted or phrase.is_more or phrase.is_addition:
            return False
        own = [line for line in self._cart.live if line.item == phrase.items[0] and line.origin is not None]
        if len(own) != 1:
            return False
        if phrase.number not in (None, own[0].quantity):
            return False
        place = next(i for i, each in enumerate(self._phrases) if each is phrase)
        rest = self._phrases[place + 1 :]
        told = next((each for each in rest if not each.items), None)
        if told is None or not told.is_each or not told.mods or told.number is not None or told.is_change:
            return False
        self._cart.mentioned.append(own[0])
        return True

    def _kin(self, phrase: Phrase) -> str | None:
        """ "no ice in the cola" where a zero cola stands and no cola: the one thing with that in its name."""
        says = phrase.number is not None or phrase.is_wanted or phrase.is_more or phrase.is_addition
        if says or not phrase.mods or phrase.item_token is None or self._has_line(phrase.items[0]):
            return None
        standing = [line for line in self._cart.live if line.origin is not None]
        kin = {line.item for line in standing if line.item in phrase.item_token.entry.named}
        return kin.pop() if len(kin) == 1 else None

    def _changes_kin(self, subject: Phrase, phrase: Phrase) -> bool:
        """ "烟熏三文鱼贝果…贝果换成全麦的": the one thing of the cart with that in its name is changed, and none is new."""
        if subject.item_token is None or subject.number is not None or phrase.items or not phrase.mods:
            return False
        named = subject.item_token.entry.named
        lines = [
            line
            for line in self._cart.live
            if line.item in named and all(self._options.can_have(line, mod) for mod in phrase.mods)
        ]
        line = self._cart.current if self._cart.current in lines else (lines[0] if len(lines) == 1 else None)
        if line is None:
            return False
        line.said, self._cart.touched = {}, line
        self._options.apply(line, phrase)
        return True

    def _each_of(self, phrase: Phrase) -> bool:
        """ "no cream in all shakes": every line of the cart that goes by that name."""
        lines = [line for line in self._cart.live if line.item in phrase.items and line.origin is not None]
        if phrase.number is not None or phrase.is_change or not (phrase.is_removal or phrase.mods):
            return False
        if phrase.mods and not all(
            self._options.can_have(line, mod) for line in lines for mod in phrase.mods
        ):
            return False
        for line in lines:
            line.is_removed, line.said = phrase.is_removal and not phrase.mods, {}
            self._options.apply(line, phrase)
        return bool(lines)

    def _part(self, phrase: Phrase) -> bool:
        """ "one of the lattes hot": some cups of a line that stands."""
        own = [line for line in self._cart.live if line.item == phrase.items[0]]
        if not own:
            return False
        line = self._cart.current if self._cart.current in own else own[-1]
        assert line is not None, "one of its own"
        if phrase.number is not None and phrase.number < line.quantity:
            line = self._targets.split(line, phrase.number)
        line.said = {}
        self._options.apply(line, phrase)
        return True

    def _part_becomes(self, phrase: Phrase) -> bool:
        """ "three milks, one of them skimmed": some cups of a line are another thing of its kind."""
        item, number = phrase.items[0], phrase.number
        if number is None or self._has_line(item) or phrase.is_more or phrase.is_addition:
            return False
        if not phrase.is_change and (phrase.item_token is None or phrase.item_token.likelihood == 1.0):
            return False  # "two of the tea, one of the cola": a whole name may be a line of its own
        kind = self._cart.kind_of(item)
        same = [line for line in self._cart.live if self._cart.kind_of(line.item) == kind]
        line = self._cart.current if self._cart.current in same else (same[0] if len(same) == 1 else None)
        if line is None or number > line.quantity:
            return False
        part = self._targets.split(line, number) if number < line.quantity else line
        self._cart.replace_item(part, item)
        self._options.apply(part, phrase)
        return True

    def _corrects(self, phrase: Phrase) -> WorkLine | None:
        """ "actually two": a number for the line of that item that stands already."""
        anew = self._sentence.is_second_thought or self._sentence.is_plain_no or phrase.is_whole
        if not anew or phrase.number is None or phrase.is_addition or (phrase.mods and not phrase.is_whole):
            return None
        own = [line for line in self._cart.live if line.item == phrase.items[0] and line.origin is not None]
        own = [line for line in own if all(self._options.has(line, mod) for mod in phrase.mods)]
        return own[0] if len(own) == 1 else None

    def _same_of(self, phrase: Phrase) -> WorkLine | None:
        own = [line for line in self._cart.live if line.item == phrase.items[0]]
        told = phrase.mods[: phrase.mods_before]
        alike = [line for line in own if all(self._options.has(line, mod) for mod in told)]
        if alike and len(alike) < len(own):
            own, phrase.mods = alike, phrase.mods[len(told) :]  # "the same beef set again"
        return self._one_more(own[-1], phrase) if own else None

    def _replaces_each(self, phrase: Phrase) -> bool:
        """ "可乐都换无糖的": each of several lines becomes the other thing, and keeps what that can have."""
        subject = phrase.subject
        if subject is None or not subject.items or not (subject.is_each or phrase.is_each):
            return False
        lines = [line for line in self._cart.live if line.item == subject.items[0]]
        if len(lines) < 2 or phrase.number is not None or self._has_line(phrase.items[0]):
            return False
        for line in lines:
            self._cart.replace_item(line, phrase.items[0])
            line.said = {}
            self._options.apply(line, phrase)
        return True

    def _is_slip(self, subject: Phrase, phrase: Phrase) -> bool:
        """ "a tea, make that three teas": nothing of it stood yet."""
        first, then = subject.item_token, phrase.item_token
        return first is not None and then is not None and first.start < then.start

    def _is_amount_anew(self, line: WorkLine, phrase: Phrase) -> bool:
        """ "土豆三斤，两斤吧": the same packs, and only their number is another one."""
        packs = [mod for mod in phrase.mods if mod.token.unit is not None or mod.token.entry.is_amount]
        return len(packs) == len(phrase.mods) > 0 and all(self._options.has(line, mod) for mod in packs)

    def _is_another(self, phrase: Phrase) -> bool:
        """ "one large latte, two small": the item is the one said before."""
        line = self._cart.current
        if (phrase.is_same and phrase.number == 1) or phrase.number is None or line is None:
            return False
        if self._is_and_one(line, phrase):
            return True
        if line.origin is not None or self._cart.touched is not line:
            return False
        if self._is_amount_anew(line, phrase) or self._fills_up(line, phrase):
            return False
        if not any(self._options.can_have(line, mod) for mod in phrase.mods):
            return False
        before = self._before
        if before is not None and before.items and before.number is None and not before.mods:
            if not (phrase.is_each or phrase.mods[0].picks_many):
                self._set_quantity(line, max(line.quantity, phrase.number))
            return False  # "dumplings: one full, one half", "candles: two fig, one cedar"
        if before is not None and self._counts_implied(before, phrase):
            line.quantity, phrase.number = phrase.number, None
            return False
        return not (
            phrase.is_change or phrase.is_more or phrase.is_each or phrase.refers or phrase.is_corrected
        )

    def _counts_implied(self, before: Phrase, phrase: Phrase) -> bool:
        """ "苹果派一块热一下": the number behind a thing that was named by its choice alone is of that thing."""
        is_implied = bool(before.items) and before.item_token is None and before.number is None
        if not is_implied or before.segment != phrase.segment or phrase.is_listed:
            return False
        chosen = {group for mod in before.mods for group, _ in mod.options}
        return all(group not in chosen for mod in phrase.mods for group, _ in mod.options)

    def _is_and_one(self, line: WorkLine, phrase: Phrase) -> bool:
        """ "and one with the micro plug", where the only one has another plug: it is one more."""
        if phrase is not self._phrases[0] or not phrase.is_listed or phrase.number != 1 or line.quantity != 1:
            return False
        if phrase.is_change or phrase.is_part or phrase.is_each or phrase.is_removal or phrase.is_other:
            return False
        groups = self._cart.resolved(line).groups
        chosen = {group: option for group, option in line.options if groups[group].picks_one}
        offered = [known for mod in phrase.mods for known in self._options.offered(line, mod)]
        return any(chosen.get(group, option) != option for group, option in offered)
