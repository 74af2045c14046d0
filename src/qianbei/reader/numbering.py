"""What numbers, ordinals and measures of a sentence belong to: cups, options, shares of a line, or lines."""

from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod
from qianbei.reader.pointing import SHARES_AHEAD, Pointing
from qianbei.reader.tokens import Token

_ADDING = frozenset({Word.WITH, Word.ADD})
_LEADING = frozenset({Word.WITH, Word.CHANGE, Word.WANT, Word.ADD, Word.NEGATE})


class Numbering(Pointing):
    """Puts each number where it counts."""

    def _put_into(self, index: int) -> None:
        """ "cola with the second one": what could be ordered alone goes into a line."""
        slot, before = self._now.item_token, self._tokens[index - 1] if index else None
        said = [phrase.items[0] for phrase in self._said.phrases if phrase.items]
        if slot is None or before is None or not self._senses.stand_offering(slot.entry.options, said):
            return
        is_with = (
            before.does(Word.WITH) or before.does(Word.INTO) or self._tokens[index].start - before.end > 1
        )
        if is_with and not self._now.is_change:
            self._now.mods.append(Mod(slot.entry.options, slot))
            self._now.items, self._now.item_token, self._now.number = (), None, None

    def _ordinal(self, index: int, ordinal: int) -> None:
        now = self._now
        if now.number == 1 and now.number_token is self._tokens[index - 1] and not now.items:
            now.is_more = now.is_addition = True  # "a second one"
            return
        if now.ordinal is None and self._ahead.ends_segment(index) and not now.is_removal:
            self._put_into(index)
            if now.mods and not now.items:
                now.ordinal = ordinal  # "oat milk in the first one"
                return
        if self._now.items or self._now.mods or self._now.ordinal is not None:
            self._close()
        self._now.ordinal = ordinal

    def _number(self, index: int, token: Token, number: int | None = None) -> None:
        """The number that the token says; `number` is that of an option's word that only counts here."""
        now = self._now
        number = token.number if number is None else number
        if self._goes_before(index, token, number) or self._is_of_weight(index):
            return
        if self._ends_share(index, token) or self._ends_name(index, token):
            now.number, now.number_token = number, token
            return
        is_with = index > 0 and self._tokens[index - 1].does(Word.WITH)
        if (self._in_shares or is_with) and self._is_article(index, token):
            return
        in_shares = self._in_shares and not (now.is_each and now.is_addition)
        if not in_shares and (
            self._counts.counts_option(index, now, self._is_single(index)) or self._is_slot(index, token)
        ):
            self._may_negate = False
            return
        if number == 1 and self._describes(index):
            self._describe(self._the)
            return
        if self._replaces and now.is_whole:
            self._replaces = False
            return  # "three instead of two"
        if self._negates and number and (number > 1 or now.number) and self._denies(index):
            self._negates, self._is_corrected, now.is_whole = False, not now.items, bool(now.items)
            return
        self._may_negate = False
        if now.is_removal and index and self._tokens[index - 1].does(Word.INTO) and not now.is_at:
            now.is_removal, now.is_change = False, True  # "cut those to two"
        if self._counts.follows_option(index, now, self._is_single(index)) and not self._begins_share(index):
            now.mods[-1].quantity = number
            return
        self._count(index, token, number)

    def _is_of_weight(self, index: int) -> bool:
        """ "two milks one litre": the second number is of the weight, and the things are counted already."""
        if not self._now.items or self._now.number is None or not self._ahead.is_weight(index):
            return False
        return self._weighs(index + 1, self._tokens[index + 1]) and not self._ahead.has_item(index)

    def _goes_before(self, index: int, token: Token, number: int | None) -> bool:
        """True for a number of what was said already, or of nothing: "bacon x2", "a tuna one", "all three of them"."""
        now = self._now
        if self._times(index, token, number):
            return True
        if index and self._tokens[index - 1].entry.names_group and self._announces(index):
            return True
        if (
            now.is_part
            and now.number is not None
            and not now.mods
            and self._tokens[index - 1].does(Word.PART)
        ):
            if not self._tokens[index - 1].does(Word.OF):  # "四杯里有两杯", and not "two of the four"
                now.number, now.number_token = number, token
            return True
        if self._is_pronoun(index, token):
            return True
        if not self._in_shares and number and self._shares(index):
            self._in_shares = self._senses.in_slots = True
        if now.mods and not now.items and number == len(now.mods) and self._ahead.sums_up(index):
            return True  # "… all three of them"
        if (
            number
            and number > 1
            and self._ahead.sums_up(index)
            and number == self._cups_said()
            and (now.number or not now.items)
        ):
            if now.items or now.mods:
                self._close()
            return True  # "奶茶一杯，绿茶一杯，两杯都要大的"
        return False

    def _count(self, index: int, token: Token, number: int | None) -> None:
        """Gives the number to the thing spoken of, or begins another."""
        now = self._now
        if now.items and now.number is None and (number or 0) > 1 and self._ahead.sums_up(index):
            now.number, now.number_token = number, token  # "午餐套餐两份都要火鸡的"
            return
        if now.items:
            if now.number is not None or (
                self._ahead.has_item(index)
                and not self._ahead.numbers_follow(index)
                and not self._ahead.next_is_counted(index)
            ):
                self._close()
        elif self._tells_more(index):
            self._describe(0)
            now.number, now.number_token = number, token
            return
        elif now.number is None and now.mods and not now.is_change and self._is_behind(index):
            now.number, now.number_token, now.is_behind = number, token, True
            return
        elif now.number is not None or (
            now.mods
            and not (now.is_change or now.is_fewer or self._ahead.is_part(index))
            and (self._is_joined or not self._ahead.has_item(index))
        ):
            self._close()
        self._now.number, self._now.number_token = number, token

    def _begins_share(self, index: int) -> bool:
        """True for the second number of "one with ham, one with egg" where two things are told apart."""
        after = self._ahead.past_measure(index)
        if not self._in_shares or after is None or not self._tokens[after].words & _LEADING:
            return False
        option, (item, _) = self._ahead.after(after), self._shared()
        return bool(item) and option is not None and self._senses.offer(item, option.entry.options)

    def _shared(self) -> tuple[str, int]:
        """The thing of which cups may be told apart, and how many there are: said before, else of the draft."""
        said = self._last_item()
        return (said.items[0], said.number or 1) if said is not None else self._stands or ("", 1)

    def _ends_share_before(self, index: int) -> bool:
        """ "two salads, one with ham and egg the other one large": another share begins."""
        said, now = self._last_item(), self._now
        if said is None or said is now or (said.number or 1) < 2 or not now.mods or now.is_change:
            return False
        return self._ahead.is_option_next(index) or self._ahead.negates_next(index)

    def _is_single(self, index: int) -> bool:
        """True when one of a thing was ordered right before."""
        said, now = self._last_item(), self._now
        if said is None or now.is_more:
            return False
        if now.is_wanted and not (now.mods and self._tokens[index - 1].does(Word.WANT)):
            return False  # and not "窝蛋要两个"
        return said.number in (None, 1) or (now.number == 1 and not now.items)

    def _is_share_of_more(self) -> bool:
        """True when some of several things were told apart right before."""
        said, now = self._last_item(), self._now
        if said is None or now.items or not now.mods or now.number is None:
            return False
        return now.number < (said.number or 1)

    def _cups_said(self) -> int:
        """How many things were named so far."""
        phrases = [*self._said.phrases, self._now]
        return sum(phrase.number or 1 for phrase in phrases if phrase.items and not phrase.is_removal)

    def _announces(self, index: int) -> bool:
        """True for the number of "底料两个：…": the options that it counts follow."""
        groups, after = self._senses.groups, self._ahead.past_measure(index)
        if not groups or after is None or not self._tokens[after].is_break:
            return False
        near = self._tokens[after + 1 : after + 3]
        return any(group in groups for token in near for group, _ in token.entry.options)

    def _denies(self, index: int) -> bool:
        """True for the number of "not two of them": nothing is counted by it."""
        after = self._ahead.past_measure(index)
        is_bare = not self._now.says_something or bool(self._now.items and self._now.number)
        is_last = after is None or self._tokens[after].is_break
        return is_last and is_bare and self._tokens[index - 1].does(Word.NEGATE)

    def _shares(self, index: int) -> bool:
        """True for the number of "two sets, one with tea, one with cola": the numbers sum up to the sets said."""
        said, (item, left) = self._last_item(), self._shared()
        if left < 2:
            return False
        count, leading = 0, _LEADING if said is not None else _ADDING
        for place in range(index, min(len(self._tokens), index + SHARES_AHEAD)):
            token = self._tokens[place]
            number = token.entry.count if token.entry.options else token.number
            if number is None or token.does(Word.FILLER):
                continue
            after = self._ahead.past_measure(place)
            while after is not None and after + 1 < len(self._tokens) and self._tokens[after].words & leading:
                after += 1
            if (
                after is None
                or (said is None and self._tokens[after].entry.items)
                or not self._senses.offer(item, self._tokens[after].entry.options)
            ):
                return False
            left, count = left - number, count + 1
            if left <= 0:
                break
        return left == 0 and count > 1

    def _ends_share(self, index: int, token: Token) -> bool:
        """True for "none on one": the number behind the options says how many cups are meant."""
        now = self._now
        if not self._is_one_behind(token):
            return False
        said = self._last_item()
        if (
            now.is_change
            or now.mods[-1].quantity is not None
            or (said is not None and said.number in (None, 1))
        ):
            return False
        return self._ahead.ends_segment(index)

    def _is_article(self, index: int, token: Token) -> bool:
        """True for the "a" of "one with corn and a cola"."""
        now, after = self._now, self._ahead.after(index)
        if not token.does(Word.FILLER) or after is None or now.number is None or now.items:
            return False
        groups = {group for group, _ in after.entry.options}
        taken = {group for mod in now.mods for group, _ in mod.options}
        said = self._last_item()
        is_offered = (
            self._senses.offer(said.items[0], after.entry.options)
            if said is not None
            else self._senses.stand_offering(after.entry.options, ())
        )
        return is_offered and bool(groups - taken)

    def _is_behind(self, index: int) -> bool:
        """True for "hot two cups, cold one cup": the number counts the cups with the option just before it."""
        before = self._tokens[index - 1]
        measured = index + 1 < len(self._tokens) and self._tokens[index + 1].does(Word.MEASURE)
        if self._now.mods[-1].token is not before or self._now.mods[-1].picks_many or not self._said.phrases:
            return False
        return measured and not self._now.is_addition and not self._ahead.has_item(index)

    def _is_slot(self, index: int, token: Token) -> bool:
        """True for the number of "a set with a shake" and "a bucket, two of this, one of that"."""
        after = self._ahead.past_measure(index)
        if after is None or not self._tokens[after].entry.options or self._counts.stands_behind(index):
            return False
        options = self._tokens[after].entry.options
        if self._exceeds(token.number, options) or self._differs(after, options):
            return False
        is_many = self._counts.has_countable(options)
        is_open = is_many and self._senses.is_open(self._now, options)
        if not is_open and not (self._tokens[after].entry.items and self._means_option(after)):
            return False
        self._slot_number = token.number
        return True

    def _measure(self, index: int) -> None:
        now = self._now
        now.is_measured = now.is_measured or now.number is not None
        if now.mods and not now.items and now.number is None and self._tokens[index].does(Word.PORTION):
            now.is_head = True
        now.is_portioned |= not self._tokens[index].does(Word.PIECE)
        if self._slot_number is not None:
            return
        is_new = now.ordinal is None and not now.items and not now.is_definite
        if now.number is None and is_new and self._ahead.has_item(index):
            now.number = 1
