"""Words that add to what was said or stands, or only speak of it again: "one too", "both cups", "培根堡还是单层"."""

from qianbei.reader.negating import Negating
from qianbei.reader.packs import Word
from qianbei.reader.tokens import Token


class Adding(Negating):
    """Tells what is one more from what only says how many there are already."""

    def _too(self, index: int) -> bool:
        """ "one too", "我同事也要一碗": one more of what stands; "a tea as well": beside what stands."""
        now = self._now
        if not now.says_something and self._ahead.number_next(index) and not self._ahead.has_item(index):
            now.is_more = now.is_addition = True
            return True
        if not self._ahead.ends_segment(index) or now.is_change or now.is_removal:
            return False
        if now.number is not None and not (now.items or now.mods or now.is_part):
            now.is_more = now.is_addition = True
            return True
        if now.is_definite:
            return False
        now.is_too = bool(now.items or now.mods)
        now.is_addition |= bool(now.items)
        return False

    def _tops_up(self, index: int, token: Token) -> None:
        """ "牛油果再加一份", "珍珠再来两份": so much more of the option right before."""
        mods = self._now.mods
        is_near = bool(mods) and mods[-1].token is self._tokens[index - 1] and not mods[-1].is_negative
        if not is_near or not mods[-1].picks_many or self._now.is_more:
            return
        counts = self._ahead.number_next(index)
        if counts and (token.does(Word.MORE) or self._tokens[index + 1].number == 1):
            mods[-1].is_extra = mods[-1].is_on_top = True  # "再加两份", and "温泉蛋加一个" of what has one
        elif token.does(Word.ADD) and self._ends_behind(index):
            mods[-1].is_extra = True

    def _ends_behind(self, index: int) -> bool:
        """True where nothing but a measure follows: "温泉蛋加一个"."""
        place = self._ahead.past_measure(index)
        return place is None or self._ahead.ends_segment(place - 1)

    def _sum_up(self) -> None:
        """ "both cups", "all three of them": a number that only says how many there are already counts nothing."""
        now = self._now
        if now.number is None or now.items or (now.number == 1 and now.mods):
            return  # and not "one unsweetened" before "both with ice"
        said = sum(phrase.number or 1 for phrase in self._said.phrases if phrase.items)
        if now.number in (len(self._listed), len({*map(id, self._listed), *map(id, now.mods)}), said):
            now.number, now.is_measured = None, False

    def _is_after_all(self, index: int, token: Token) -> bool:
        """ "培根堡还是单层": what was named is spoken of again, and nothing is taken back."""
        now, after = self._now, self._ahead.after(index)
        is_bare = now.number is None and not (now.mods or now.is_wanted or now.is_more)
        if now.items and is_bare and not token.does(Word.NEGATE) and self._senses.stands(now.items):
            return after is not None and not after.entry.items and not self._ahead.has_item(index)
        if not token.does(Word.FILLER) or after is None or after.is_break or after.entry.items:
            return False
        if now.items or now.is_described:
            return now.number is None and not now.mods
        does = (Word.CHANGE, Word.REMOVE, Word.NEGATE, Word.CANCEL)
        return bool(now.mods) and any(after.does(word) for word in does)
