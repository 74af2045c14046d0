"""Weights and volumes of a sentence: "1.5 kg", "half a kilo", "一斤半", "a kilo and a half".

Deliberately absent: which pack of the menu weighs so much (`counting.py`).
"""

from qianbei.reader.hearing import Hearing
from qianbei.reader.packs import Word
from qianbei.reader.tokens import Token


class Weighing(Hearing):
    """Reads a unit together with what stands around it."""

    def _weighs(self, index: int, token: Token) -> bool:
        """True for a unit with a number before it, unless the menu sells by that very word."""
        before = self._tokens[index - 1] if index else None
        if before is None or (token.entry.options and self._offers(index, token.entry.options)):
            return False
        is_counted = before.number is not None or before.decimal is not None
        return is_counted or before.does(Word.HALF) or before.does(Word.MAKE)

    def _weigh(self, index: int, token: Token) -> None:
        """A unit with its number before it: "1.5 kg", "half a kilo", "一公斤"; or the one alone."""
        now = self._now
        assert token.unit is not None, "only units weigh"
        before = self._tokens[index - 1] if index else None
        each: float = 1.0
        start = index
        if before is not None and before.decimal is not None:
            each, start = before.decimal, index - 1
        elif before is not None and before.number is not None:
            each, start = before.number, index - 1
            if now.number_token is before:
                now.number = now.number_token = None
        if (
            start
            and self._tokens[start - 1].does(Word.HALF)
            and (before is None or before.does(Word.FILLER) or start == index)
        ):
            each, self._amount = 0.5, None
        if index + 1 < len(self._tokens) and self._tokens[index + 1].does(Word.HALF):
            each += 0.5
        if now.weight is not None or (now.items and self._ahead.has_item(index) and now.number is not None):
            self._close()
        self._now.weight, self._now.weight_token = round(each * token.unit), token

    def _adds_half(self, index: int, token: Token) -> bool:
        """True for each word of "and a half" behind a weight."""
        now = self._now
        if now.weight_token is None or now.weight_token.unit is None:
            return False
        first = self._tokens.index(now.weight_token)
        if not 0 < index - first < 4:
            return False
        behind = self._tokens[first + 1 : first + 4]
        if not behind[0].does(Word.JOIN) or not any(one.does(Word.HALF) for one in behind[1:]):
            return False
        if token.does(Word.HALF):
            now.weight = (now.weight or 0) + now.weight_token.unit // 2
            return True
        return token.does(Word.JOIN) or (token.number == 1 and token.does(Word.FILLER))

    def _half_more(self, index: int) -> bool:
        """ "一斤半", where the menu sells by that very word."""
        now, before = self._now, self._tokens[index - 1] if index else None
        if before is None or not now.mods or now.mods[-1].token is not before:
            return False
        sold = [
            grams for group, one in before.entry.options if (grams := self._weights.get(group, {}).get(one))
        ]
        if len(sold) != 1 or before.end != self._tokens[index].start:
            return False
        unit = before.unit or sold[0] // (before.entry.count or 1)
        now.mods.pop()
        times = (now.number or 1) if before.unit else before.entry.count or 1
        now.number = now.number_token = None
        now.weight, now.weight_token = times * unit + unit // 2, before
        return True
