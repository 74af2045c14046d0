"""How many of a line, and which lines go: the part of carrying out phrases that needs no item and no option."""

from qianbei.menu import QUANTITY_MAX
from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.contracts import TurnFault
from qianbei.reader.phrases import Mod, Option, Phrase, Sentence
from qianbei.reader.reading import Ask, Reading
from qianbei.reader.sparing import spare
from qianbei.reader.targets import Targets
from qianbei.reader.trading import Trading

_PACKS_MAX = 20
"""More packs are not meant by a weight: it is asked."""
_BARE_MIN = 100  # from here on a bare number may be grams or millilitres


class Counting:
    """Holds one turn's cart and reading; the next steps of interpretation build on it."""

    def __init__(self, cart: Cart, sentence: Sentence, compiled: CompiledMenu, reading: Reading) -> None:
        self._cart = cart
        self._phrases = sentence.phrases
        self._sentence = sentence
        self._reading = reading
        self._options = Trading(cart, compiled.scales, reading)
        self._amounts = compiled.amounts
        self._takers = compiled.takers
        self._targets = Targets(cart, self._options)
        self._removed: WorkLine | None = None
        self._before: Phrase | None = None
        self._packs: tuple[WorkLine, WorkLine] | None = None
        """Two lines that are one weight: what is said of the one is said of the other."""
        self._slip: WorkLine | None = None
        """A line that was taken back in the same breath; what comes instead keeps its options."""
        self._is_followed = False
        """More phrases come: a copy is a line of its own, which they may change."""
        self._copies: list[tuple[WorkLine, WorkLine]] = []
        """(line, its copy): one that nothing sets apart is more of its line."""

    def _has_line(self, item: str) -> bool:
        return any(line.item == item for line in self._cart.live)

    def _one_more(self, line: WorkLine, phrase: Phrase) -> WorkLine:
        is_other = not phrase.is_same and any(self._is_other_kind(line, mod) for mod in phrase.mods)
        more = self._cart.add(line.item, 1) if is_other else self._targets.copy(line)
        if not self._fit_amount(more, phrase):
            self._set_quantity(more, phrase.number or 1)
        self._copies.append((line, more))
        return more

    def _is_other_kind(self, line: WorkLine, mod: Mod) -> bool:
        """True for another choice of a kind that each thing must be given: what else the line has is not meant."""
        groups = self._cart.resolved(line).groups
        return any(
            groups[g].picks_one and groups[g].min > 0 and not groups[g].defaults
            for g, o in self._options.offered(line, mod)
            if not self._cart.has(line, (g, o))
        )

    def _set_quantity(self, line: WorkLine, quantity: int) -> None:
        if 1 <= quantity <= QUANTITY_MAX:
            line.quantity = quantity
            self._cart.touched = line
            return
        self._reading.fail(TurnFault.QUANTITY_OUT_OF_RANGE)
        if line.origin is None:
            line.is_removed = True

    def _fit_amount(self, line: WorkLine, phrase: Phrase) -> bool:
        """A weight, or the pieces of a box: the option that says so, or as many of one as make it up."""
        groups = self._cart.resolved(line).groups
        if phrase.weight is None:
            if phrase.number in (None, 1) or phrase.is_portioned:
                return False
            for group, sold in self._amounts.options.items():
                for option, grams in sold.items() if phrase.number >= _BARE_MIN and group in groups else ():
                    if grams == phrase.number and option in groups[group].options:
                        self._options.set_one(line, (group, option))
                        return True  # "a juice, 500"
            told = {group for mod in phrase.mods for group, _ in mod.options}  # "two packs of eight"
            for group in [known for known in groups if known in self._amounts.pieces and known not in told]:
                pieces = self._amounts.pieces[group]
                option = pieces.get(phrase.number)
                if option is not None and option in groups[group].options:
                    self._options.set_one(line, (group, option))
                    return True
                if option is None and phrase.number > min(pieces) and phrase.number_token:
                    self._reading.unread.append(phrase.number_token)  # "a dozen" of what is sold by ten
            return False
        times = phrase.number or 1
        whole_packs = self._whole_packs(line, phrase.weight)
        best = next((pack for pack in whole_packs if pack[2]), None)
        if best is None and self._make_up(line, phrase):
            return True
        best = best or next(iter(whole_packs), None)
        if best is not None:
            self._options.set_one(line, best[0])
            self._set_quantity(line, times * best[1])
            return True
        whole = self._amounts.items.get(line.item)
        if whole is not None and phrase.weight % whole == 0 and phrase.weight <= _PACKS_MAX * whole:
            self._set_quantity(line, times * phrase.weight // whole)
            return True
        if phrase.weight_token is not None:
            self._reading.unread.append(phrase.weight_token)
        return True

    def _whole_packs(self, line: WorkLine, weight: int) -> list[tuple[Option, int, bool]]:
        """(option, how many of it weigh so much, whether it is the very pack or the usual one), the largest first."""
        found = []
        for group, known in self._cart.resolved(line).groups.items():
            for option, grams in self._amounts.options.get(group, {}).items():
                if option in known.options and weight % grams == 0 and weight <= _PACKS_MAX * grams:
                    found.append(
                        ((group, option), weight // grams, grams == weight or option in known.defaults)
                    )
        return sorted(found, key=lambda pack: pack[1])

    def _make_up(self, line: WorkLine, phrase: Phrase) -> bool:
        """Two kinds of packs for one weight, such as 750 g of 500 g and 250 g."""
        weight, groups = phrase.weight or 0, self._cart.resolved(line).groups
        for group, known in groups.items():
            sold = {
                one: grams
                for one, grams in self._amounts.options.get(group, {}).items()
                if one in known.options
            }
            for one, grams in sorted(sold.items(), key=lambda pair: -pair[1]):
                rest = next((other for other, less in sold.items() if less == weight % grams), None)
                if weight > grams and rest is not None and phrase.number in (None, 1):
                    self._options.set_one(line, (group, one))
                    self._set_quantity(line, weight // grams)
                    more = self._targets.copy(line)
                    self._options.set_one(more, (group, rest))
                    self._packs = line, more
                    return True
        return False

    def _take_away(self, line: WorkLine, number: int | None) -> None:
        if number is None or number >= line.quantity:
            line.is_removed = True
            self._removed = line
        else:
            line.quantity -= number

    def _count(self, phrase: Phrase) -> None:
        reading = self._reading
        if phrase.is_same and phrase.is_each and not phrase.is_more and phrase.number is None:
            return  # "everything the same, but …"
        is_alone = len(self._phrases) == 1 and not self._sentence.unread
        is_meant = (
            phrase.is_measured
            or phrase.is_wanted
            or phrase.is_change
            or phrase.is_more
            or phrase.is_removal
            or phrase.is_corrected
            or phrase.is_part
            or is_alone
            or (self._sentence.is_second_thought and phrase is self._phrases[0])
            or self._follows_name(phrase)
        )
        if phrase.number is not None and (phrase.has_unread or not is_meant):
            if phrase.number_token is not None:
                reading.unread.append(phrase.number_token)
            return
        is_plain = (
            phrase.number is None
            and phrase.weight is None
            and phrase.ordinal is None
            and not phrase.is_more
            and not phrase.is_same
        )
        if is_plain and not is_alone and not phrase.is_removal:
            return
        if not self._cart.live:
            if phrase.is_removal:
                reading.fail(TurnFault.NOT_IN_CART)
            else:
                reading.needs_item = True
            return
        lines = self._targets.lines_meant(phrase)
        if not lines:
            if self._targets.is_ambiguous(phrase):
                reading.asks.append(Ask(lines=tuple(self._cart.live)))
                reading.fail(TurnFault.AMBIGUOUS)
            else:
                reading.fail(TurnFault.NOT_IN_CART)
            return
        if phrase.is_plain and phrase.is_more and not phrase.is_same:
            self._set_quantity(self._cart.add(lines[0].item, 1), phrase.number or 1)
            return
        if phrase.is_removal and phrase.is_last and phrase.number is None and not phrase.is_each:
            phrase.number = self._cart.fresh_cups(lines[0]) or None
        for line in self._cart.live if phrase.is_per_each and phrase.is_more else lines[:1]:
            self._count_line(line, phrase)

    def _follows_name(self, phrase: Phrase) -> bool:
        """ "soy milk, three": a name of which nothing was said yet stands right before."""
        before, line = self._before, self._cart.touched
        if before is None or not before.items or before.number is not None or before.weight is not None:
            return False
        if phrase.segment - before.segment > 1:
            return False
        return line is not None and line.origin is None and line.quantity == 1 and line.item in before.items

    def _count_line(self, line: WorkLine, phrase: Phrase) -> None:
        is_amount = not (phrase.is_removal or phrase.is_fewer or phrase.is_more or phrase.is_same)
        if is_amount and self._fit_amount(line, phrase):
            return
        if (
            phrase.is_removal
            and line.origin is None
            and not (phrase.refers or phrase.number or phrase.is_last)
        ):
            self._reading.is_guess = True  # "a perch, head off", where nothing is called a head
        elif phrase.is_removal or phrase.is_fewer:
            self._take_away(line, 1 if phrase.is_fewer and phrase.number is None else phrase.number)
        elif phrase.is_more or phrase.is_same:
            is_told = phrase.is_same and (phrase.ordinal is not None or phrase.is_described)
            if is_told or (self._is_followed and line.origin is not None):
                self._one_more(line, phrase)
                return
            self._set_quantity(line, line.quantity + (1 if phrase.number is None else phrase.number))
        elif phrase.number is not None:
            self._set_quantity(line, phrase.number)
        else:
            self._reading.fail(TurnFault.NOTHING_TO_CHANGE)

    def _turns_some(self, line: WorkLine, phrase: Phrase) -> bool:
        """True for "make one of the dips mustard": units of what is in a thing, and no things."""
        number, mods = phrase.number or 0, phrase.mods
        if not (phrase.is_part and phrase.is_change and len(mods) == 1) or number < line.quantity:
            return False
        return self._options.turn_some(line, mods[0], number)

    def _spares(self, phrase: Phrase) -> bool:
        """True when the phrase named what alone stays."""
        is_said = phrase.is_spared or (phrase.is_kept and phrase.is_removal)
        return is_said and spare(self._cart, self._targets, self._options, phrase)

    def _remove(self, phrase: Phrase) -> None:
        """Lines, some cups of a line, or what stands in them."""
        if phrase.items and phrase.mods and (told := self._targets.told_of_several(phrase)):
            self._remove_one(told, phrase)
            return
        if phrase.items and phrase.mods and (phrase.is_at or phrase.mods_before < len(phrase.mods)):
            for line in [line for line in self._cart.live if line.item == phrase.items[0]]:
                for mod in phrase.mods:
                    self._options.leave_out(line, mod)
            return
        if phrase.items and phrase.is_kept:
            kept = {*phrase.items, *(phrase.item_token.entry.named if phrase.item_token else ())}
            for line in self._cart.live if any(line.item in kept for line in self._cart.live) else ():
                line.is_removed = line.item not in kept
        elif phrase.items:
            lines = [line for line in self._cart.live if line.item == phrase.items[0]]
            if phrase.is_other and not phrase.mods:
                lines = [line for line in lines if line is not self._cart.current] or lines
            is_told = bool(phrase.mods) or phrase.is_described
            for mod in phrase.mods[: phrase.mods_before]:
                mod.is_negative = False  # "drop the hot tea": what goes is what has it
            told = self._targets.described(phrase, lines) if is_told else lines
            if not told and phrase.item_token is not None:
                told = [line for line in self._cart.live if line.item in phrase.item_token.entry.named]
            if not told and self._targets.leave_out_of_one(phrase):
                return
            self._remove_one(told, phrase)
        elif phrase.is_apart:
            self._remove_apart()
        elif phrase.is_described:
            self._remove_one(self._targets.described(phrase, self._cart.live), phrase)
        elif phrase.is_each and not phrase.mods:
            for line in self._cart.live:
                line.is_removed = True
        else:
            self._count(phrase)

    def _remove_apart(self) -> None:
        """Everything that stands by itself, beside things that hold others."""
        apart = [line for line in self._cart.live if not self._holds_others(line)]
        if not apart or len(apart) == len(self._cart.live):
            self._reading.fail(TurnFault.NOT_IN_CART)
            return
        for line in apart:
            line.is_removed = True

    def _holds_others(self, line: WorkLine) -> bool:
        return any(o.item for g in self._cart.resolved(line).groups.values() for o in g.options.values())

    def _remove_one(self, lines: list[WorkLine], phrase: Phrase) -> None:
        if not lines:
            self._reading.fail(TurnFault.NOT_IN_CART)
        elif len(lines) > 1 and not phrase.is_each:
            self._reading.asks.append(Ask(lines=tuple(lines)))
            self._reading.fail(TurnFault.AMBIGUOUS)
        else:
            for line in lines:
                self._take_away(line, phrase.number)
