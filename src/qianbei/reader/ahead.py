"""Looking around in a sentence: what stands near a token, a bounded number of tokens away.

Deliberately absent: which sense a word has (`senses.py`), and any change of what was said.
"""

from collections.abc import Sequence

from qianbei.reader.packs import AMOUNTS, Word
from qianbei.reader.phrases import WISHES
from qianbei.reader.tokens import Token

_PASSED = frozenset(
    {
        Word.ADD,
        Word.WANT,
        Word.FILLER,
        Word.MEASURE,
        Word.PORTION,
        Word.WITH,
        Word.THE,
        Word.INTO,
        Word.LIGHT,
        Word.EXTRA,
        Word.HALF,
        Word.DOUBLE,
        Word.TRIPLE,
        Word.NORMAL,
    }
)
"""Words that may stand between "extra" and what there is to be more of."""

_NEAR = 3
_ITEM_AHEAD = 12
_LIST_MAX = 40


def is_noise(token: Token) -> bool:
    """True for words that carry nothing: "please"."""
    if token.words != _FILLER or token.is_break or token.is_unread:
        return False
    if token.is_plain:
        return True
    entry = token.entry
    if entry.items or entry.options or entry.qualifiers or entry.groups or entry.substances or token.stores:
        return False
    return token.number is None and token.ordinal is None


_FILLER = frozenset({Word.FILLER})
_ADD = frozenset({Word.ADD})


def is_option(token: Token) -> bool:
    return bool(token.entry.options or token.entry.substances)


def _is_measure(token: Token) -> bool:
    return token.does(Word.MEASURE) or token.does(Word.PORTION) or token.does(Word.PART)


def _ends_list(token: Token) -> bool:
    return token.is_break or token.does(Word.MORE)


class Ahead:
    """What comes after a token, up to the next break; looks a bounded number of tokens ahead."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens

    def after(self, index: int) -> Token | None:
        """The token right behind."""
        return self._tokens[index + 1] if index + 1 < len(self._tokens) else None

    def has_item(self, index: int, past_joins: bool = False) -> bool:
        for token in self._tokens[index + 1 : index + _ITEM_AHEAD]:
            if token.is_break or (token.does(Word.JOIN) and not token.entry.options and not past_joins):
                return False
            if token.does(Word.CHANGE) or token.does(Word.REMOVE):
                return False
            if token.entry.items:
                return True
        return False

    def has_option_near(self, index: int) -> bool:
        """True when an option follows, with nothing but helping words between."""
        for token in self._tokens[index + 1 : index + 1 + _NEAR]:
            if is_option(token):
                return True
            if token.is_break or token.is_unread or token.entry.items or not token.words & _PASSED:
                return False
        return False

    def has_amount(self, index: int) -> bool:
        """True when an option follows right behind and how much of it after that."""
        if index + 2 >= len(self._tokens) or not is_option(self._tokens[index + 1]):
            return False
        return not self._tokens[index + 2].words.isdisjoint(AMOUNTS)

    def offers_next(self, index: int, groups: Sequence[str]) -> bool:
        """True for "蔬菜多放青椒": what is right behind is one of what the groups hold."""
        after = self.after(index)
        return after is not None and any(group in groups for group, _ in after.entry.options)

    def is_option_next(self, index: int) -> bool:
        """True when an option stands right behind."""
        after = self.after(index)
        return after is not None and is_option(after)

    def ends_or_counts(self, index: int) -> bool:
        """True where nothing or a bare number follows: "three instead", "three instead of two"."""
        if self.ends_segment(index):
            return True
        return self.number_next(index) and self.ends_segment(index + 1)

    def adds_next(self, index: int) -> bool:
        """True when a word that adds stands right behind."""
        after = self.after(index)
        return after is not None and after.words == _ADD

    def has_group_next(self, index: int) -> bool:
        """True when the name of a group of options stands right behind, which names nothing else."""
        after = self.after(index)
        if after is None or not after.entry.names_group:
            return False
        return not (after.entry.items or is_option(after))

    def has_particle(self, index: int) -> bool:
        """True for "take the foam off": what takes away stands behind what is taken."""
        for token in self._tokens[index + 1 : index + _ITEM_AHEAD]:
            if token.is_break or token.does(Word.NEGATE) or token.does(Word.KEEP):
                return False
            if token.does(Word.REMOVE):
                return True
        return False

    def names_something(self, index: int) -> bool:
        """True when an item, an option, a place in the list or a number follows before the next break."""
        for token in self._tokens[index + 1 : index + 1 + _NEAR]:
            if token.is_break:
                return False
            if token.entry.items or is_option(token) or token.ordinal is not None or token.told:
                return True
        return False

    def next_items(self, index: int) -> tuple[str, ...]:
        """The items that are named next, with nothing but options between."""
        for token in self._tokens[index + 1 : index + 1 + _ITEM_AHEAD]:
            if token.entry.items:
                return token.entry.items
            if token.is_break or not (is_option(token) or token.words & _PASSED):
                break
        return ()

    def is_part(self, index: int) -> bool:
        """True for the number of "one of them"."""
        return index + 1 < len(self._tokens) and self._tokens[index + 1].does(Word.PART)

    def past_measure(self, index: int) -> int | None:
        """The place after a number and its measure; None at the end."""
        after = index + 1
        while after < len(self._tokens) and after - index < _NEAR and _is_measure(self._tokens[after]):
            after += 1
        return after if after < len(self._tokens) else None

    def negates_next(self, index: int) -> bool:
        """True for a "not" right behind, with an option after it."""
        after = self.after(index)
        return after is not None and after.does(Word.NEGATE) and self.has_option_near(index + 1)

    def sums_up(self, index: int) -> bool:
        """True for the number of "三样都": it says how many there were."""
        after = self.past_measure(index)
        return (
            after is not None and self._tokens[after].does(Word.EACH) and not is_option(self._tokens[after])
        )

    def is_counted(self, index: int) -> bool:
        """True for the word right behind a number."""
        return index > 0 and self._tokens[index - 1].number is not None

    def is_weight(self, index: int) -> bool:
        """True for the number of "1.5 kg"."""
        return index + 1 < len(self._tokens) and self._tokens[index + 1].unit is not None

    def number_next(self, index: int) -> bool:
        return index + 1 < len(self._tokens) and self._tokens[index + 1].number is not None

    def takes_rest(self, index: int) -> bool:
        """True for "除了洋葱都要": all but what is named is wanted."""
        takes = False
        for place, token in enumerate(self._tokens[index + 1 : index + _ITEM_AHEAD]):
            if token.is_break and not (place < _NEAR and self._is_rest(index + 2 + place)):
                break
            if token.does(Word.NEGATE) or token.does(Word.REMOVE) or token.does(Word.CANCEL):
                return False
            takes = takes or token.does(Word.EACH)
        return takes

    def _is_rest(self, index: int) -> bool:
        return index < len(self._tokens) and self._tokens[index].does(Word.OTHER)

    def takes_away_next(self, index: int) -> bool:
        """True where nothing but "all" stands before a word that takes away."""
        for after in self._tokens[index + 1 : index + 3]:
            if after.does(Word.CANCEL) or after.does(Word.REMOVE) or after.does(Word.NEGATE):
                return True
            if not after.does(Word.EACH):
                break
        return False

    def count_next(self, index: int) -> bool:
        """True before a number, or before an option's word that is one: "一笼"."""
        after = self.after(index)
        return after is not None and (after.number is not None or after.entry.count is not None)

    def counts_something(self, index: int) -> bool:
        """True for a number with a measure or a thing behind it."""
        if index + 1 >= len(self._tokens):
            return False
        after = self._tokens[index + 1]
        return after.does(Word.MEASURE) or after.does(Word.PORTION) or bool(after.entry.items)

    def ends_segment(self, index: int) -> bool:
        """True for the last word before a break, or before a yes or no that stands for itself."""
        after = self.after(index)
        if after is None or after.is_break:
            return True
        if after.does(Word.JOIN) and not is_option(after):
            return True
        return bool(after.words & WISHES) and not after.entry.items and not after.entry.options

    def names_share(self, index: int) -> bool:
        """True when an option or "as usual" stands right behind."""
        after = self.after(index)
        return after is not None and (is_option(after) or after.does(Word.NORMAL))

    def ends_share(self, index: int) -> bool:
        """True for the last word before a break or before the next number."""
        after = self.after(index)
        return self.ends_segment(index) or (
            after is not None and (after.number is not None or after.does(Word.HALF))
        )

    def next_is_counted(self, index: int) -> bool:
        """True where the item that follows has a number of its own before it."""
        for token in self._tokens[index + 1 : index + _ITEM_AHEAD]:
            if token.is_break or token.entry.items:
                return False
            if token.number is not None and not token.does(Word.FILLER):
                return True
        return False

    def numbers_follow(self, index: int) -> bool:
        """True for "tea two, latte one": in this segment the numbers stand behind their items."""
        start = index
        while start and index - start < _LIST_MAX and not _ends_list(self._tokens[start - 1]):
            start -= 1
        kinds = []
        for token in self._tokens[start : index + _LIST_MAX]:
            if _ends_list(token):
                break
            if token.entry.items:
                kinds.append("item")
            elif (
                (token.number is not None and not token.does(Word.FILLER))
                or token.entry.is_amount
                or (token.does(Word.HALF) and kinds[-1:] == ["item"])
            ):
                kinds.append("number")
        return bool(kinds) and kinds[0] == "item" and kinds[-1] == "number"

    def is_stray(self, index: int) -> bool:
        """True for a single character in the middle of words that nothing reads: no option is meant by it."""
        token = self._tokens[index]
        if token.end - token.start > 1 or not is_option(token) or token.entry.items:
            return False
        before = self._tokens[index - 1] if index else None
        after = self.after(index)
        return (before is not None and before.is_unread and before.end == token.start) or (
            after is not None and after.is_unread and after.start == token.end
        )
