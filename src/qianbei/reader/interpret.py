"""Phrases → changes of a cart, one phrase after the other.

A phrase that can't be carried out changes nothing and leaves a fault; a line that the menu refuses is put back. Which
line is meant stands in `targets.py`, what a change does to it in `changing.py`, what options do in `options.py`, cups that differ
in `shares.py`.
"""

from collections.abc import Sequence

from qianbei.menu import LineChoice
from qianbei.reader.cart import Cart
from qianbei.reader.changing import Changing
from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.contracts import TurnFault
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod, Option, Phrase, Sentence
from qianbei.reader.reading import Ask, Reading
from qianbei.reader.settling import leave_disliked, settle
from qianbei.reader.shares import divide, shares_at
from qianbei.reader.totals import total_shares


def interpret(
    cart: Cart,
    sentence: Sentence,
    compiled: CompiledMenu,
    disliked: frozenset[Option] = frozenset(),
    refused: LineChoice | None = None,
) -> Reading:
    """Carries out the phrases in order; `disliked` defaults are left out of new lines, and of all with a new dislike."""
    reading = Reading(cart, unread=list(sentence.unread))
    interpreter = _Interpreter(cart, sentence, compiled, reading)
    if refused is not None:
        interpreter.mend(refused)
    interpreter.run()
    if disliked:
        leave_disliked(cart, disliked, everywhere=Word.MEMORY in sentence.wishes)
    settle(cart, reading)
    return reading


class _Interpreter(Changing):
    def run(self) -> None:
        self._share_ahead()
        total_shares(self._phrases, self._cart)
        self._wish_untold()
        self._same_behind()
        index = 0
        while index < len(self._phrases):
            self._tell_rest(self._phrases[index])
            if index + 1 < len(self._phrases) and self._aims(index):
                index += 1
                continue
            if self._cart.lines and index + 1 < len(self._phrases):
                self._restate(index)
            run = shares_at(self._phrases, index, self._cart)
            if run:
                divide(run, self._cart, self._targets, self._options)
                index += len(run)
                continue
            if index + 1 < len(self._phrases):
                self._merge_same(index)
                self._merge_both(index)
            phrase = self._phrases[index]
            following = self._phrases[index + 1] if index + 1 < len(self._phrases) else None
            if following is not None:
                self._sets_apart(phrase, following)
            if following is not None and self._goes_into(phrase, following):
                index += 2
                continue
            if following is not None and self._is_of_same(phrase, following):
                pass
            elif following is not None and self._joins(phrase, following):
                following.is_more, following.is_same = phrase.is_more, phrase.is_same or not phrase.is_more
                following.number = phrase.number or 1
                following.is_last |= phrase.is_last
                following.take_aim(phrase)
            else:
                self._is_followed = following is not None
                self._carry_out(phrase, following)
            self._before = phrase
            index += 1
        self._options.finish()
        self._ask_which()
        self._cart.fold(self._copies)
        self._reading.is_guess |= self._targets.is_guess

    def mend(self, refused: LineChoice) -> None:
        """The line that was refused, where these words only say other options of it."""
        if not self._phrases or any(p.items or p.is_removal or p.is_fewer for p in self._phrases):
            return
        mods = [mod for phrase in self._phrases for mod in phrase.mods]
        line = self._cart.add(refused.item, refused.quantity)
        if not mods or not all(self._options.can_have(line, mod) for mod in mods):
            self._cart.lines.remove(line)
            self._cart.touched = None
            return
        line.options = {(each.group, each.option): each for each in refused.options}
        line.without = {(gone.group, gone.option) for gone in refused.without}
        for phrase in self._phrases:
            phrase.is_last, phrase.is_change = True, True

    def _carry_out(self, phrase: Phrase, following: Phrase | None) -> None:
        for about in (phrase, phrase.subject):
            if about is not None and about.items:
                self._targets.narrow(about)
        if self._spares(phrase):
            return
        self._targets.point(phrase)
        if len(phrase.items) > 1:
            self._fit_items(phrase)
        if phrase.is_doubtful or phrase.names_unknown:
            self._reading.doubtful.append(phrase)
            self._reading.fail(TurnFault.NOT_FOUND)
        elif len(phrase.items) > 1 and phrase.is_each and self._each_of(phrase):
            pass
        elif len(phrase.items) > 1:
            self._reading.asks.append(Ask(items=phrase.items, token=phrase.item_token))
            self._reading.fail(TurnFault.AMBIGUOUS)
        elif phrase.is_change:
            self._change(phrase, following)
        elif phrase.is_taken_back and (told := self._targets.told_by(phrase)):
            self._remove_one(told, phrase)
        elif phrase.is_fewer and phrase.mods and not phrase.items:
            self._remove_one(self._targets.described(phrase, self._cart.live), phrase)
        elif phrase.is_removal and (
            phrase.items or not phrase.mods or (phrase.is_described and not phrase.the)
        ):
            self._remove(phrase)  # and not "take the cheese off the mushroom"
        elif phrase.is_fewer and phrase.items and self._has_line(phrase.items[0]):
            phrase.number = 1 if phrase.number is None else phrase.number
            self._remove(phrase)
        elif phrase.items and (
            self._is_of_all(phrase)
            or self._is_swap(phrase, following)
            or self._fills_each(phrase)
            or self._may_fill(phrase, following)
        ):
            pass
        elif phrase.items:
            self._item(phrase)
        elif phrase.mods:
            self._mods(phrase, following)
        elif phrase.says_something:
            self._count(phrase)
        elif phrase.is_described and phrase.description:
            self._fill_open(phrase)

    def _change(self, phrase: Phrase, following: Phrase | None) -> None:
        subject = phrase.subject
        if subject is not None and subject.is_doubtful:
            self._reading.doubtful.append(subject)
            self._reading.fail(TurnFault.NOT_FOUND)
            return
        if subject is not None and subject.items and not self._has_line(subject.items[0]):
            if self._swap_inside(subject, phrase) or self._changes_kin(subject, phrase):
                return
            if phrase.items and subject.number is not None and self._is_slip(subject, phrase):
                self._item(phrase)
                return
            if phrase.items or self._sentence.is_plain_no:
                self._reading.fail(TurnFault.NOT_IN_CART)
                return
            self._item(subject)
            if self._cart.touched is not None and not self._cart.touched.is_removed:
                self._options.apply(self._cart.touched, phrase)
            return
        if phrase.items:
            phrase.is_each |= subject is not None and subject.is_each and not subject.items
            if not (self._fills_each(phrase) or self._replaces_each(phrase)):
                self._replace(phrase)
        elif phrase.mods:
            self._mods(phrase, following)
        else:
            self._count(phrase)

    def _mods(self, phrase: Phrase, following: Phrase | None) -> None:
        if phrase.is_too and self._names_itself(phrase):
            self._item(phrase)
            return
        if not self._cart.live:
            if (
                following is not None
                and following.items
                and not phrase.is_change
                and any(self._is_offered(following.items, mod) for mod in phrase.mods)
            ):
                following.mods = [*phrase.mods, *following.mods]
                following.mods_before += len(phrase.mods)
                following.number = phrase.number if following.number is None else following.number
            elif (item := self._item_implied(phrase, following)) is not None:
                phrase.items = (item,)
                self._item(phrase)
            elif self._names_filling(phrase) or self._names_item(phrase):
                self._carry_out(phrase, following)
            else:
                self._reading.needs_item = True
            return
        if (item := self._item_apart(phrase)) is not None:
            phrase.items = (item,)
            self._item(phrase)
            return
        if self._is_beside(phrase):
            self._item(phrase)
            return
        if self._is_another(phrase):
            line = self._cart.current
            assert line is not None, "a line of these words"
            fresh = self._cart.add(line.item, 1)
            if not self._fit_amount(fresh, phrase):
                self._set_quantity(fresh, phrase.number or 1)
            self._options.apply(fresh, phrase)
            return
        if following is not None and self._is_into(phrase, following):
            following.mods, following.is_part = [*phrase.mods, *following.mods], True
            return
        named = self._targets.named_by(phrase)
        if named:
            self._remove_one(named, phrase)
            return
        lines = self._targets.lines_meant(phrase)
        if not any(
            self._options.can_have(line, mod) for mod in phrase.mods for line in lines
        ) and self._names_item(phrase):
            self._carry_out(phrase, following)
            return
        if not lines and (said := self._just_told(phrase)) is not None:
            lines, phrase.mods = [said], [*phrase.description, *phrase.mods]
        if not lines:
            self._reading.fail(TurnFault.NOT_IN_CART)
        for line in lines:
            self._change_line(line, phrase)

    def _is_offered(self, items: Sequence[str], mod: Mod) -> bool:
        """True when one of the items can have the option."""
        resolved = self._cart.menu.resolved
        return any(
            group in resolved[item].groups and option in resolved[item].groups[group].options
            for item in items
            for group, option in mod.options
        ) or any(group in resolved[item].groups for item in items for group in mod.groups)
