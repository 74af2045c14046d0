"""Words that take away: "no ice", "take it off", "冰的不要了", and what is kept all the same."""

from collections.abc import Sequence

from qianbei.reader.naming import Naming
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod
from qianbei.reader.tokens import Token


class Negating(Naming):
    """Marks what is not wanted in the phrase that is being said."""

    def _is_for_one(self, index: int) -> bool:
        """True for the "a" of "swap the two glasses for a jug"."""
        now, subject = self._now, self._now.subject
        if not now.is_change or subject is None or (subject.number or 0) < 2 or now.mods:
            return False
        return bool(subject.items) and self._ahead.is_option_next(index)

    def _cancels(self, index: int) -> bool:
        """ "cancel the hot one": a line is meant, not the order."""
        if self._says_anything or not self._ahead.names_something(index):
            return False
        self._now.is_removal = True
        return True

    def _negate(self, index: int, token: Token) -> None:
        if self._now.mods and self._now.mods[-1].is_only and (self._now.is_each or self._now.is_other):
            self._now.is_each = self._now.is_other = False
            return  # "除了布丁别的都不要"
        if self._is_told_apart(token) and self._ahead.number_next(index):
            self._negates = True  # "是三杯不是两杯"
        elif token.does(Word.CORRECT) and self._ahead.number_next(index) and self._says_anything:
            self._close()
            self._is_corrected = True
        elif self._ahead.has_amount(index) and self._is_bare_before(index) and self._takes_back(index):
            pass  # "番茄不要生菜少放"
        elif not self._ahead.ends_segment(index):
            self._negates = True
            self._now.is_each |= token.does(Word.EACH)
        elif self._now.number is not None or self._now.is_other:
            self._now.is_without = True
        elif not self._takes_back(index):
            if self._says_anything:
                self._close()
                self._is_corrected = True
            self._said.is_plain_no, self._said.ends_with_yes = True, False

    def _is_told_apart(self, token: Token) -> bool:
        """True for the "不是" behind "是三杯": the number behind it is just the one that is not meant."""
        counted = self._now.number_token
        is_long = token.end - token.start > 1 and token.does(Word.CORRECT)
        return is_long and counted is not None and counted.start - 1 in self._particles

    def _is_bare_before(self, index: int) -> bool:
        """True when an option stands right before of which nothing else was said."""
        mods = self._now.mods
        if not mods or not index or mods[-1].token is not self._tokens[index - 1]:
            return False
        return mods[-1].amount is None and mods[-1].picks_many and not mods[-1].is_negative

    def _remove(self, index: int) -> None:
        now = self._now
        if self._takes and not self._tokens[index].does(Word.TAKE):
            self._takes = False
            return
        now.is_at |= self._is_taken_off(index)
        if self._ahead.has_option_near(index) and not self._ahead.has_item(index):
            self._negates = True
            now.is_removal = now.is_removal or not now.items
        elif self._ahead.ends_segment(index) and self._takes_back(index):
            pass
        elif now.items:
            self._negates = True
        else:
            now.is_removal = self._negates = True

    def _stays(self, index: int) -> bool:
        """True for "leave the soups as they are": what stands is only named."""
        now = self._now
        says = now.is_change or now.is_removal or now.is_more or now.is_addition or now.is_wanted
        if says or now.is_fewer or not self._ahead.ends_segment(index):
            return False
        return self._senses.stands(now.items) if now.items else now.refers and not now.mods

    def _is_taken_off(self, index: int) -> bool:
        """True for the "off" of "onion off the soup": it says what the option before it is taken from."""
        mods, after = self._now.mods, self._ahead.after(index)
        is_near = bool(mods) and not self._now.items and mods[-1].token is self._tokens[index - 1]
        return is_near and after is not None and after.does(Word.THE) and self._ahead.has_item(index)

    def _keep(self) -> None:
        """What is kept is not left out, though it stands in a list of what is."""
        self._negates = self._may_negate = self._is_soft = False
        if self._now.mods and not self._now.is_removal:
            self._now.mods[-1].is_negative = self._now.mods[-1].is_soft = False

    def _takes_back(self, index: int) -> bool:
        """ "… 不要了" after an item or an option takes that back."""
        now = self._now
        before = self._tokens[index - 1] if index else None
        if before is not None and now.mods and now.mods[-1].token is before:
            listed = [mod for mod in self._listed if mod.picks_many]
            for mod in (*listed, *_run(now.mods)):
                mod.is_negative = True
            now.is_taken_back = len(now.mods) == 1 and not (self._listed or now.items or now.is_described)
            return True
        named = before if before is not None and before.entry.groups else None
        if named is None and now.is_each and index > 1 and self._tokens[index - 2].entry.groups:
            named = self._tokens[index - 2]
        groups = named.entry.groups if named is not None and not named.entry.options else ()
        if groups and (not now.items or self._senses.offer(now.items[0], self._senses.options_of(groups))):
            assert named is not None, "it has the groups"
            now.mods.append(Mod(self._senses.options_of(groups), named, groups=groups, is_negative=True))
            return True
        if now.is_each and not now.items and (self._listed or now.mods):
            for mod in (*self._listed, *now.mods):
                mod.is_negative = True
            now.is_taken_back = len(now.mods) == 1 and not (self._listed or now.is_described)
            return True
        if now.items or (now.refers and not now.has_unread):
            now.is_removal = True
            return True
        after = self._ahead.after(index)
        if after is not None and (after.entry.items or after.ordinal is not None or after.number is not None):
            now.is_removal = True
            return True
        return False


def _run(mods: Sequence[Mod]) -> Sequence[Mod]:
    """The options at the end that were said in one breath, without anything between them."""
    start = len(mods) - 1
    while start and mods[start].token.start == mods[start - 1].token.end and mods[start].picks_many:
        before = mods[start - 1]
        if not before.picks_many or before.amount is not None or before.quantity is not None:
            break
        start -= 1
    return mods[start:]
