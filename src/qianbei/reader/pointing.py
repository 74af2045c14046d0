"""Numbers that count no new thing: the "one" of "a tuna one", "one tuna, one beef" of two that stand."""

from collections.abc import Sequence

from qianbei.reader.packs import Word
from qianbei.reader.phrases import Option
from qianbei.reader.tokens import Token
from qianbei.reader.weighing import Weighing

SHARES_AHEAD = 24
"""Tokens looked through for the other shares of what was ordered."""


class Pointing(Weighing):
    """Tells such numbers from those that count."""

    def _is_pronoun(self, index: int, token: Token) -> bool:
        """True for the "one" of "a tuna one"."""
        now, before = self._now, self._tokens[index - 1] if index else None
        if token.number != 1 or token.does(Word.FILLER) or before is None:
            return False
        if now.number != 1 or now.number_token is None or not now.number_token.does(Word.FILLER):
            return False
        if now.items:
            return now.item_token is before
        return bool(now.mods) and now.mods[-1].token is before  # "two sets, a tuna one with …, a beef one"

    def _tells_share(self, token: Token) -> bool:
        """True for the "多加" of "两杯，一杯多加糖": some of several things have more of something."""
        now = self._now
        if now.number is None or now.items or not token.does(Word.ADD):
            return False
        said = self._last_item()
        if said is None or said is now:
            return False
        return now.number < (said.number or 1)

    def _tells_more(self, index: int) -> bool:
        """True for the number of "原味的再加一只": so many more of the line with that."""
        now, before = self._now, self._tokens[index - 1]
        if not (now.is_more and before.does(Word.MORE) and len(now.mods) == 1 and now.number is None):
            return False
        mod = now.mods[0]
        is_near = index > 1 and mod.token is self._tokens[index - 2]
        return is_near and mod.token.entry.is_telling and not mod.picks_many and not mod.is_negative

    def _is_one_behind(self, token: Token) -> bool:
        """True for a "one" behind options that nothing is named or counted with yet."""
        now = self._now
        is_one = token.number == 1 and not token.does(Word.FILLER)
        return is_one and bool(now.mods) and not now.items and now.number is None

    def _ends_name(self, index: int, token: Token) -> bool:
        """True for "an oil one": it stands for the thing that was said before."""
        now = self._now
        if not self._is_one_behind(token):
            return False
        start = index - len(now.mods) - 1
        return (
            start >= 0
            and self._tokens[start].number == 1
            and self._tokens[start].does(Word.FILLER)
            and now.mods[-1].token is self._tokens[index - 1]
            and not self._ahead.counts_something(index)
        )

    def _differs(self, index: int, options: Sequence[Option]) -> bool:
        """True for "one tuna, one beef", of which a thing holds one: the numbers count things that differ."""
        if self._counts.has_countable(options) or self._last_item() is not None:
            return False
        groups = {group for group, _ in options}
        said = [*self._said.phrases, self._now]
        before = [mod for phrase in said if phrase.number for mod in phrase.mods]
        if any(group in groups for mod in before for group, _ in mod.options):
            return True
        for place in range(index + 1, min(len(self._tokens), index + SHARES_AHEAD)):
            after = self._ahead.past_measure(place)
            if self._tokens[place].number is None or after is None or self._tokens[place].entry.options:
                continue
            return any(group in groups for group, _ in self._tokens[after].entry.options)
        return False

    def _times(self, index: int, token: Token, number: int | None) -> bool:
        """ "bacon x2", "bacon twice": the number of the option or of the item that was said just before."""
        place = index - (1 if token.does(Word.TIMES) else 2)
        if place < 0 or not self._tokens[place + 1].does(Word.TIMES):
            return False
        now, before = self._now, self._tokens[place]
        if now.mods and now.mods[-1].token is before and now.mods[-1].picks_many:
            now.mods[-1].quantity = number
            return True
        counted = now if now.items else self._last_item()
        if counted is None or counted.number is not None or (now is not counted and now.says_something):
            return False
        near = self._tokens[place - 1] if before.is_break and place else before  # "and tea, twice"
        if token.does(Word.TIMES) and near is not counted.item_token:
            self._unread(index, token)  # "you put it in twice"
            return True
        counted.number, counted.number_token = number, token
        return True
