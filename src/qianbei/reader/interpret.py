"""Phrases → changes of a cart. Every rule that needs both the words and the lines stands here or in `targets.py`.

A phrase that can't be carried out changes nothing and leaves a fault; a line that the menu refuses is put back.
"""

import msgspec

from qianbei.menu import QUANTITY_MAX, LineFault, LineFaultReason
from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.contracts import TurnFault
from qianbei.reader.phrases import Mod, Option, Phrase, Sentence
from qianbei.reader.scan import Token
from qianbei.reader.targets import Targets


class Ask(msgspec.Struct):
    """Something to ask: which of `options` for `line`, which of `lines` to remove, or which of `items`."""

    line: WorkLine | None = None
    options: tuple[Option, ...] = ()
    lines: tuple[WorkLine, ...] = ()
    items: tuple[str, ...] = ()
    token: Token | None = None


class Reading(msgspec.Struct):
    """What came of the phrases; the cart holds the lines."""

    cart: Cart
    fault: TurnFault | None = None
    line_fault: LineFault | None = None
    asks: list[Ask] = []
    unread: list[Token] = []
    needs_item: bool = False
    doubtful: list[Phrase] = []
    required: list[tuple[WorkLine, str]] = []
    """Lines whose item requires a choice in the group."""

    def fail(self, fault: TurnFault) -> None:
        """Keeps the first fault."""
        self.fault = self.fault or fault


def interpret(cart: Cart, sentence: Sentence) -> Reading:
    """Carries out the phrases in order."""
    reading = Reading(cart, unread=list(sentence.unread))
    _Interpreter(cart, sentence, reading).run()
    _settle(cart, reading)
    return reading


class _Interpreter:
    def __init__(self, cart: Cart, sentence: Sentence, reading: Reading) -> None:
        self._cart = cart
        self._phrases = sentence.phrases
        self._sentence = sentence
        self._reading = reading
        self._targets = Targets(cart)

    def run(self) -> None:
        index = 0
        while index < len(self._phrases):
            phrase = self._phrases[index]
            run = self._distribution(index)
            if run:
                self._distribute(run)
                index += len(run)
                continue
            following = self._phrases[index + 1] if index + 1 < len(self._phrases) else None
            self._carry_out(phrase, following)
            index += 1

    def _carry_out(self, phrase: Phrase, following: Phrase | None) -> None:
        if phrase.is_doubtful or phrase.names_unknown:
            self._reading.doubtful.append(phrase)
            self._reading.fail(TurnFault.NOT_FOUND)
        elif len(phrase.items) > 1:
            self._reading.asks.append(Ask(items=phrase.items, token=phrase.item_token))
            self._reading.fail(TurnFault.AMBIGUOUS)
        elif phrase.items and phrase.is_removal:
            self._remove_item(phrase)
        elif phrase.items:
            self._item(phrase)
        elif phrase.mods:
            self._mods(phrase, following)
        elif phrase.says_something:
            self._count(phrase)

    # With an item.

    def _item(self, phrase: Phrase) -> None:
        item = phrase.items[0]
        line = self._targets.changed_line(phrase) if phrase.is_change else None
        if line is not None:
            self._cart.replace_item(line, item)
            if phrase.number is not None:
                self._set_quantity(line, phrase.number)
        else:
            line = self._targets.line_spoken_of(phrase)
            if line is None:
                line = self._cart.add(item, 1)
                self._set_quantity(line, 1 if phrase.number is None else phrase.number)
            elif phrase.number is not None:
                self._set_quantity(line, phrase.number)
        self._apply(line, phrase)

    def _remove_item(self, phrase: Phrase) -> None:
        lines = [line for line in self._cart.live if line.item == phrase.items[0]]
        if not lines:
            self._reading.fail(TurnFault.NOT_IN_CART)
        elif len(lines) > 1:
            self._reading.asks.append(Ask(lines=tuple(lines)))
            self._reading.fail(TurnFault.AMBIGUOUS)
        else:
            self._take_away(lines[0], phrase.number)

    # With options only.

    def _mods(self, phrase: Phrase, following: Phrase | None) -> None:
        if not self._cart.live:
            if following is not None and following.items:
                following.mods = [*phrase.mods, *following.mods]
                following.number = phrase.number if following.number is None else following.number
            else:
                self._reading.needs_item = True
            return
        lines = self._targets.lines_meant(phrase)
        if not lines:
            self._reading.fail(TurnFault.NOT_IN_CART)
        for line in lines:
            if phrase.subject is not None:
                for mod in phrase.subject.mods:
                    self._leave_out(line, mod)
            self._apply(self._one_more(line, phrase) if phrase.is_more and phrase.number else line, phrase)

    def _one_more(self, line: WorkLine, phrase: Phrase) -> WorkLine:
        more = self._targets.copy(line)
        self._set_quantity(more, phrase.number or 1)
        return more

    def _distribution(self, index: int) -> list[Phrase]:
        """Phrases like "one iced, one hot" that divide the cups of the line before them."""
        line = self._cart.touched or (self._cart.live[-1] if self._cart.live else None)
        run: list[Phrase] = []
        for phrase in self._phrases[index:]:
            is_share = phrase.number and phrase.mods and not phrase.items and not phrase.is_each
            if not is_share or phrase.is_more or phrase.is_change or phrase.ordinal:
                break
            if phrase.is_doubtful or phrase.names_unknown:
                break
            run.append(phrase)
        total = sum(phrase.number or 0 for phrase in run)
        return run if line is not None and run and total <= line.quantity and line.quantity > 1 else []

    def _distribute(self, run: list[Phrase]) -> None:
        line = self._cart.touched or self._cart.live[-1]
        for phrase in run:
            number = phrase.number or 1
            if number == line.quantity:
                self._apply(line, phrase)
            else:
                self._apply(self._targets.split(line, number), phrase)

    # Counting only.

    def _count(self, phrase: Phrase) -> None:
        reading = self._reading
        is_alone = len(self._phrases) == 1 and not self._sentence.unread
        is_meant = phrase.is_measured or phrase.is_wanted or phrase.is_change or phrase.is_more or is_alone
        if phrase.number is not None and (phrase.has_unread or not is_meant):
            if phrase.number_token is not None:
                reading.unread.append(phrase.number_token)
            return
        if phrase.number is None and phrase.ordinal is None and not is_alone and not phrase.is_removal:
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
        self._count_line(lines[0], phrase)

    def _count_line(self, line: WorkLine, phrase: Phrase) -> None:
        if phrase.is_removal or phrase.is_fewer:
            self._take_away(line, 1 if phrase.is_fewer and phrase.number is None else phrase.number)
        elif phrase.is_more:
            self._set_quantity(line, line.quantity + (1 if phrase.number is None else phrase.number))
        elif phrase.number is not None:
            self._set_quantity(line, phrase.number)
        else:
            self._reading.fail(TurnFault.NOTHING_TO_CHANGE)

    def _set_quantity(self, line: WorkLine, quantity: int) -> None:
        if 1 <= quantity <= QUANTITY_MAX:
            line.quantity = quantity
            self._cart.touched = line
            return
        self._reading.fail(TurnFault.QUANTITY_OUT_OF_RANGE)
        if line.origin is None:
            line.is_removed = True

    def _take_away(self, line: WorkLine, number: int | None) -> None:
        if number is None or number >= line.quantity:
            line.is_removed = True
        else:
            line.quantity -= number

    # Options of one line.

    def _apply(self, line: WorkLine, phrase: Phrase) -> None:
        for mod in phrase.mods:
            if mod.is_negative or (phrase.is_removal and not phrase.items):
                self._leave_out(line, mod)
            else:
                self._choose(line, mod, phrase.is_corrected)

    def _leave_out(self, line: WorkLine, mod: Mod) -> None:
        """What the line does not have anyway is no fault."""
        for option in mod.options:
            if self._cart.offers(line, option):
                self._cart.leave_out(line, option)

    def _choose(self, line: WorkLine, mod: Mod, is_corrected: bool) -> None:
        offered = tuple(option for option in mod.options if self._cart.offers(line, option))
        if len(offered) > 1:
            offered = tuple(option for option in offered if option[0] not in line.said) or offered
        if len(offered) != 1:
            self._cannot_choose(line, mod, offered)
            return
        option = offered[0]
        group = self._cart.resolved(line).groups[option[0]]
        said = line.said.get(option[0])
        if group.picks_one and said not in (None, option) and not is_corrected:
            self._reading.asks.append(Ask(line, (said, option)) if said else Ask(line, (option,)))
            self._reading.fail(TurnFault.AMBIGUOUS)
            return
        qualifier = dict(mod.qualifiers).get(option[0])
        if mod.qualifiers and qualifier is None:
            self._reading.fail(TurnFault.OPTION_NOT_OFFERED)
            self._reading.unread.append(mod.token)
            return
        if group.picks_one:
            line.said[option[0]] = option
        self._cart.choose(line, option, mod.quantity or self._extra_quantity(line, mod, option), qualifier)

    def _cannot_choose(self, line: WorkLine, mod: Mod, offered: tuple[Option, ...]) -> None:
        if offered:
            self._reading.asks.append(Ask(line, offered))
            self._reading.fail(TurnFault.AMBIGUOUS)
        else:
            self._reading.unread.append(mod.token)
            self._reading.fail(TurnFault.OPTION_NOT_OFFERED)

    def _extra_quantity(self, line: WorkLine, mod: Mod, option: Option) -> int:
        """One, or one more than what is in the cup already when it was said with "add"."""
        if not mod.is_extra:
            return 1
        group = self._cart.resolved(line).groups[option[0]]
        chosen = line.options.get(option)
        stands = option[1] in group.defaults and option not in line.without and not group.picks_one
        has = chosen.quantity if chosen else int(stands)
        return min(has + 1, group.options[option[1]].max_quantity)


def _settle(cart: Cart, reading: Reading) -> None:
    """Puts back every line that the menu refuses, and notes what is still required."""
    for line in cart.live:
        fault = cart.fault(line)
        if fault is not None and fault.reason is LineFaultReason.GROUP_REQUIRED:
            reading.required.append((line, fault.ids[1]))
        elif fault is not None and cart.is_changed(line):
            reading.line_fault = reading.line_fault or fault
            reading.fail(TurnFault.LINE_REFUSED)
            cart.put_back(line)
