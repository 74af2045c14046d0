"""How much of something: "light", "extra", "double", "half hot half iced", of what follows or of what was said.

Deliberately absent: what a degree means to one line (`options.py`), and numbers (`numbering.py`).
"""

from qianbei.reader.numbering import Numbering
from qianbei.reader.packs import AMOUNTS, Word
from qianbei.reader.phrases import Mod, Option, Phrase
from qianbei.reader.tokens import Token

_BESIDE = frozenset({Word.NEGATE, Word.WITH, Word.ADD})


class Degrees(Numbering):
    """Gives the phrase that is being said its words of how much."""

    def _counts_more(self, index: int) -> bool:
        """ "多一碗": so many more of what stands."""
        if not self._ahead.number_next(index) or self._ahead.has_item(index):
            return False
        if self._now.says_something and not self._is_standing_name():
            return False
        after = self._ahead.past_measure(index + 1)
        return after is None or self._tokens[after].is_break

    def _is_standing_name(self) -> bool:
        """True for the bare name of what stands: "定食多一份"."""
        now = self._now
        is_bare = now.number is None and not (now.mods or now.is_change or now.is_removal or now.is_more)
        return is_bare and bool(now.items) and self._senses.stands(now.items)

    def _halves(self, index: int, token: Token) -> bool:
        """ "four teas, half hot half iced": as many of the one as of the other; of a thing that holds both, both."""
        halves = [place for place, one in enumerate(self._tokens) if one.does(Word.HALF)]
        said = self._last_item()
        if len(halves) != 2 or said is None or self._senses.offer(said.items[0], token.entry.options):
            return False
        if (said.number or 1) % 2 == 0 and self._ahead.names_share(index):
            self._number(index, token, (said.number or 0) // 2)
            self._in_shares = True
            return True
        if not self._ahead.is_option_next(index):
            return False
        self._only = self._counts.has_countable(self._tokens[index + 1].entry.options)
        return self._only

    def _amount_of_item(self, index: int, token: Token) -> None:
        """ "double cheeseburger": an option of the item that is called so."""
        options = self._senses.called(token.entry.items, self._amount)
        said = self._tokens[index - 1]
        if options:
            self._now.mods.append(Mod(options, said))
        elif self._amount in (Word.DOUBLE, Word.TRIPLE, Word.HALF):
            self._unread(index - 1, said)
        self._amount, self._qualifiers = None, ()

    def _amount_of_group(self, token: Token, amount: Word | None, qualifiers: tuple[Option, ...]) -> None:
        """ "light dressing", "dressing on the side": of what is in it of that kind."""
        mod = Mod((), token, amount=amount, qualifiers=qualifiers, groups=token.entry.groups)
        self._now.mods.append(mod)

    def _is_called_so(self, index: int, token: Token, amount: Word | None) -> bool:
        """ "make it a double": the option of the thing spoken of that is called by how much it is."""
        now = self._now
        if amount not in (Word.DOUBLE, Word.TRIPLE) or now.mods or not self._is_all_said(index):
            return False
        options = self._senses.called(now.items or self._senses.spoken_of(), amount)
        if options:
            if now.is_change:
                now.number = now.number_token = None
            now.mods.append(Mod(options, token))
        return bool(options)

    def _is_all_said(self, index: int) -> bool:
        """True before a break, and before what else the thing has or lacks: "one double no pickles"."""
        after = self._ahead.after(index)
        return self._ahead.ends_segment(index) or (after is not None and not after.words.isdisjoint(_BESIDE))

    def _how_much(self, index: int, token: Token) -> bool:
        """Light, extra, half…: of what follows, or of what was said just before. False when it is nothing of both."""
        amount = next((word for word in AMOUNTS if token.does(word)), None)
        mods = self._now.mods
        if token.does(Word.FEWER) and self._ahead.number_next(index):
            return False
        if amount is Word.EXTRA and self._counts_more(index):
            self._now.is_more = self._now.is_addition = True
            return True
        if mods and not mods[-1].options and mods[-1].amount is None and not mods[-1].is_negative:
            mods[-1].amount = amount
            return True
        before = self._tokens[index - 1] if index else None
        is_of_group = (
            before is not None and before.entry.groups and not (before.entry.options or before.entry.items)
        )
        if before is not None and is_of_group and not self._ahead.offers_next(index, before.entry.groups):
            self._amount_of_group(before, amount, token.entry.qualifiers)
            return True
        if self._ahead.has_group_next(index) and (amount is not None or token.entry.qualifiers):
            self._amount, self._qualifiers = amount, token.entry.qualifiers
            return True
        if mods and mods[-1].token is before and mods[-1].amount is None and self._ahead.adds_next(index):
            mods[-1].qualifiers, mods[-1].amount = token.entry.qualifiers, amount
            return True  # "生菜少放加个蛋"
        if self._ahead.has_option_near(index):
            if (
                token.does(Word.MORE)
                and self._now.number is not None
                and not (self._now.items or self._now.is_part or self._tells_share(token))
            ):
                return False
            self._amount = Word.LIGHT if self._negates and amount is Word.EXTRA else amount
            self._qualifiers = token.entry.qualifiers
            if self._amount is not None:
                self._negates = False
            self._may_negate = False
            return True
        if token.does(Word.MORE) or token.does(Word.SAME):
            return False
        if mods and mods[-1].amount is None and not mods[-1].qualifiers:
            mods[-1].qualifiers, mods[-1].amount = token.entry.qualifiers, amount
            if mods[-1].is_listed or mods[-1].is_soft:
                mods[-1].is_negative = mods[-1].is_soft = self._may_negate = False
            return True
        if self._senses.called(self._ahead.next_items(index), amount):
            self._amount = amount
            return True
        now = self._now
        if self._is_called_so(index, token, amount):
            return True
        if self._is_of_last(index, token):
            return True
        before = self._said.phrases[-1] if self._said.phrases else None
        is_rest = now.is_other and before is not None and before.number is not None
        is_share = now.number is not None or is_rest or now.is_part
        if amount is Word.NORMAL and is_share and not (mods or now.items) and self._ahead.ends_share(index):
            now.is_plain = True
            return True
        if amount is Word.NORMAL and now.items and not mods and self._ahead.ends_segment(index):
            return True  # "a shake as it comes"
        if amount is Word.NORMAL and before is not None and self._is_plain_more(before, index):
            before.is_plain = True
            return True  # "one more, as it comes"
        if token.words - set(AMOUNTS) - {Word.FEWER} or token.number is not None:
            return False
        self._unread(index, token)
        return True

    def _is_plain_more(self, before: Phrase, index: int) -> bool:
        """True where nothing but "as usual" stands behind a cup more."""
        says = before.items or before.mods or before.is_change or before.is_removal or before.has_unread
        if says or not before.is_more or self._now.says_something or self._now.has_unread:
            return False
        return self._ahead.ends_segment(index) and self._now.segment == before.segment + 1

    def _is_of_last(self, index: int, token: Token) -> bool:
        """ "mustard, on the side": behind the pause stands how the option right before it is wanted."""
        now, before = self._now, self._said.phrases[-1] if self._said.phrases else None
        if before is None or not before.mods or now.says_something or now.has_unread:
            return False
        mod = before.mods[-1]
        groups = {group for group, _ in mod.options}
        said = tuple(known for known in token.entry.qualifiers if known[0] in groups)
        says = mod.is_negative or mod.is_soft or mod.amount is not None or mod.qualifiers
        if not said or says or not mod.picks_many or not self._ahead.ends_segment(index):
            return False
        mod.qualifiers = said
        return True
