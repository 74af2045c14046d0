"""Words that only mark the phrase they stand in: "each", "the", "add", "of them", "actually".

Deliberately absent: words that begin or end a phrase, or do something to it where they stand (`phrase_parser.py`).
"""

from qianbei.reader.adding import Adding
from qianbei.reader.packs import Word
from qianbei.reader.tokens import Token

_ASKING = frozenset({Word.ADD, Word.MORE, Word.WITH, Word.WANT})
"""After them no "not" is in force."""
_ADDING = frozenset({Word.ADD, Word.MORE})
_FILLER = frozenset({Word.FILLER})
_ONLY_ASKING = _ASKING | _FILLER
_PARTING = frozenset({Word.EACH, Word.PER, Word.OTHER})
_MARKS = {
    Word.PER: "is_per_each",
    Word.EXCEPT: "is_kept",
    Word.FEWER: "is_fewer",
    Word.EACH: "is_each",
    Word.OTHER: "is_other",
    Word.MINE: "is_mine",
    Word.SERVED: "is_served",
    Word.WHOLE: "is_whole",
}
"""What such words say of the phrase wherever they stand."""


_BARE_NOT = 2
"""So long is a Chinese "not" that takes nothing back: "不要", and not "不要了"."""


class Marking(Adding):
    """Gives phrases what such words say of them."""

    def _flag(self, index: int, token: Token) -> None:
        """Marks the phrase with what the word says; most words only ask for something, and are asked no further."""
        words = token.words
        if words == _FILLER:
            return
        if Word.ADD in words and self._is_not_added(index, token):
            return
        is_special = not words <= _ONLY_ASKING
        if not words.isdisjoint(_PARTING):
            self._part(index, token)
        now = self._now
        if Word.WANT in words and self._is_corrected and now.is_measured and not now.items:
            self._close()
        if Word.MORE in words and now.is_change and (now.mods or now.items) and self._ahead.has_item(index):
            self._close()  # "主食换薯条再来一杯酸奶"
        if not words.isdisjoint(_ADDING):
            self._tops_up(index, token)
        if is_special:
            self._mark(index, token)
        now = self._now
        if Word.WANT in words:
            now.is_wanted |= not now.items
            self._said.is_wanted = True
        if Word.MORE in words and not self._tells_share(token):
            now.is_more = True
        if not words.isdisjoint(_ADDING):
            now.is_addition = True
        if not words.isdisjoint(_ASKING) and not (now.is_each and self._is_of_none(words)):
            self._negates = self._may_negate = False
        if Word.WITH in words:
            if self._counts_more(index) and not now.says_something and not self._said.phrases:
                now.is_more = now.is_addition = True  # "给同事带一杯"
            self._senses.in_slots = True
        if Word.WANT in words or Word.MORE in words:
            self._senses.in_slots = False
        if Word.CORRECT in words:
            self._correct(index, token)

    def _is_not_added(self, index: int, token: Token) -> bool:
        """True for the "sprinkle" of "不要撒盐": the "not" right before it is about what follows."""
        before, after = self._tokens[index - 1] if index else None, self._ahead.after(index)
        if before is None or not self._negates or not before.does(Word.NEGATE) or before.end != token.start:
            return False
        is_bare = before.end - before.start == _BARE_NOT and token.end - token.start == 1
        return is_bare and after is not None and bool(after.entry.options)

    def _half_each(self, index: int, token: Token) -> bool:
        """ "拿铁四杯，冰热各半": as many of the one as of the other."""
        said = self._last_item()
        if said is None or not index or not self._tokens[index - 1].does(Word.PER):
            return False
        number = said.number or 1
        if number % 2 or not self._ahead.ends_segment(index):
            return False
        self._number(index, token, number // 2)
        return True

    def _is_of_none(self, words: frozenset[Word]) -> bool:
        """True for the "have" of "neither of them should have mayo"."""
        return self._negates and Word.WANT in words and not self._now.says_something

    def _part(self, index: int, token: Token) -> None:
        """ "each", "各", "the other": what stands before them may end there."""
        if token.does(Word.EACH):
            self._sum_up()
            mods = self._now.mods
            is_told = bool(mods) and not self._now.items and all(m.options and not m.picks_many for m in mods)
            if is_told and self._said.phrases and self._ahead.negates_next(index):
                self._describe(0)
        if (
            (
                token.does(Word.PER)
                or (token.does(Word.EACH) and self._now.items and (self._now.number or self._said.phrases))
                or (
                    token.does(Word.EACH) and self._is_share_of_more() and not self._ahead.ends_segment(index)
                )
            )
            and (not token.does(Word.PER) or self._now.items or self._now.mods)
            and not (token.does(Word.PER) and not self._now.items and self._ahead.ends_segment(index))
        ):
            self._close()
        if token.does(Word.OTHER) and self._ends_share_before(index):
            self._close()
        if token.does(Word.OTHER) and not (token.does(Word.REMOVE) or self._now.says_something):
            self._may_negate = False  # "one with no tomato and the other with egg"

    def _mark(self, index: int, token: Token) -> None:
        """What a word says that does more than ask."""
        if token.does(Word.LAST) and self._ahead.ends_segment(index):
            self._put_into(index)
        if token.does(Word.ONLY):
            self._say_only(index)
        if token.does(Word.PART):
            is_told = (self._now.items and self._now.number) or (self._now.is_change and self._now.mods)
            if is_told and self._ahead.number_next(index):
                self._close()  # "拿铁两杯其中一杯脱脂", "两杯换燕麦奶其中一杯去冰"
        now, words = self._now, token.words
        for word in words:
            if word in _MARKS:
                setattr(now, _MARKS[word], True)
        if Word.LAST in words and not (Word.FILLER in words and now.items):
            now.is_last = True
        if Word.APART in words and not now.says_something and self._ahead.takes_away_next(index):
            now.is_apart = True
        is_some = Word.PART in words and not now.is_more  # and not "another one of those"
        if is_some and (Word.FILLER not in words or self._ahead.count_next(index)):
            now.is_part = True
        if Word.SAME in words and not self._is_of_group(index):
            now.is_same = True
        if Word.THE in words:
            now.is_definite, self._the, now.the = True, len(now.mods), len(now.mods)
        if Word.TOPIC in words and now.items and now.number is None and not now.mods:
            now.is_definite = True
        if Word.ANY in words:
            self._said.is_any = True
        if Word.INTO in words and now.is_removal and now.mods:
            now.is_at = True

    def _is_of_group(self, index: int) -> bool:
        """ "…, same size": what takes a thing's place keeps that, and nothing is had once more."""
        if self._now.is_more:
            return False
        before, after = self._tokens[index - 1] if index else None, self._ahead.after(index)
        if after is not None and after.entry.names_group and not (after.entry.options or after.entry.items):
            return self._ahead.ends_segment(index + 1)
        is_behind = before is not None and before.entry.names_group and not before.entry.options
        return is_behind and self._ahead.ends_segment(index)

    def _correct(self, index: int, token: Token) -> None:
        """ "no", "actually": what was said before is taken back, unless it is only spoken of again."""
        if self._is_after_all(index, token):
            self._now.is_definite = True
            return
        if index + 1 == len(self._tokens) and not token.does(Word.NEGATE):
            self._said.is_second_thought = True  # "two lattes actually"
        self._close()
        self._is_corrected = self._is_corrected or bool(self._said.phrases)
        if not self._said.phrases:
            self._said.is_second_thought = self._senses.in_slots = True

    def _say_only(self, index: int) -> None:
        """ "only pudding", "pudding only": of its kind nothing else."""
        mods = self._now.mods
        if self._ahead.number_next(index):
            self._now.is_whole = True
        elif self._tokens[index].does(Word.EXCEPT) and self._ahead.takes_rest(index):
            self._negates = True
        elif self._ahead.has_option_near(index):
            self._only = True
        elif mods and mods[-1].token is self._tokens[index - 1] and self._ahead.ends_segment(index):
            for mod in (*self._listed, mods[-1]):
                mod.is_only = mod.picks_many and not mod.is_negative
