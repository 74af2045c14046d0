"""Looking around in a sentence: what stands near a token, and which sense a word has that names an item and an option."""

from collections.abc import Sequence

from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.packs import Word
from qianbei.reader.phrases import WISHES, Phrase
from qianbei.reader.scan import Token

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


def is_noise(token: Token) -> bool:
    """True for words that carry nothing: "please"."""
    entry = token.entry
    if token.words != _FILLER and token.words != _PLAIN_INTO:
        return False
    if token.is_break or token.is_unread or entry.items or entry.options or entry.qualifiers:
        return False
    if entry.groups or entry.substances or token.stores:
        return False
    return token.number is None and token.ordinal is None and token.words == _FILLER


_FILLER = frozenset({Word.FILLER})
_PLAIN_INTO = frozenset({Word.FILLER, Word.INTO})


def is_option(token: Token) -> bool:
    return bool(token.entry.options or token.entry.substances)


def _is_measure(token: Token) -> bool:
    return token.does(Word.MEASURE) or token.does(Word.PORTION) or token.does(Word.PART)


class Ahead:
    """What comes after a token, up to the next break; looks a bounded number of tokens ahead."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens

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
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        return after is not None and after.does(Word.NEGATE) and self.has_option_near(index + 1)

    def sums_up(self, index: int) -> bool:
        """True for the number of "三样都": it says how many there were."""
        after = self.past_measure(index)
        return after is not None and self._tokens[after].does(Word.EACH)

    def is_counted(self, index: int) -> bool:
        """True for the word right behind a number."""
        return index > 0 and self._tokens[index - 1].number is not None

    def is_weight(self, index: int) -> bool:
        """True for the number of "1.5 kg"."""
        return index + 1 < len(self._tokens) and self._tokens[index + 1].unit is not None

    def number_next(self, index: int) -> bool:
        return index + 1 < len(self._tokens) and self._tokens[index + 1].number is not None

    def counts_something(self, index: int) -> bool:
        """True for a number with a measure or a thing behind it."""
        if index + 1 >= len(self._tokens):
            return False
        after = self._tokens[index + 1]
        return after.does(Word.MEASURE) or after.does(Word.PORTION) or bool(after.entry.items)

    def ends_segment(self, index: int) -> bool:
        """True for the last word before a break, or before a yes or no that stands for itself."""
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if after is None or after.is_break:
            return True
        if after.does(Word.JOIN) and not is_option(after):
            return True
        return bool(after.words & WISHES) and not after.entry.items and not after.entry.options

    def numbers_follow(self, index: int) -> bool:
        """True for "tea two, latte one": in this segment the numbers stand behind their items."""
        start = index
        while start and not self._tokens[start - 1].is_break and index - start < _ITEM_AHEAD:
            start -= 1
        kinds = []
        for token in self._tokens[start : index + _ITEM_AHEAD]:
            if token.is_break:
                break
            if token.entry.items:
                kinds.append("item")
            elif (token.number is not None and not token.does(Word.FILLER)) or token.entry.count is not None:
                kinds.append("number")
        return bool(kinds) and kinds[0] == "item" and kinds[-1] == "number"

    def is_stray(self, index: int) -> bool:
        """True for a single character in the middle of words that nothing reads: no option is meant by it."""
        token = self._tokens[index]
        if token.end - token.start > 1 or not is_option(token) or token.entry.items:
            return False
        before = self._tokens[index - 1] if index else None
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        return (before is not None and before.is_unread and before.end == token.start) or (
            after is not None and after.is_unread and after.start == token.end
        )


class Senses:
    """Which of its senses a word has, by the item that is being spoken of."""

    def __init__(self, compiled: CompiledMenu, standing: Sequence[str], open_groups: frozenset[str]) -> None:
        self._open = open_groups
        self._resolved = compiled.menu.resolved
        self._groups = compiled.menu.groups
        self._standing = standing
        self._item: str | None = None
        self.in_slots = False
        """After "with" or "change": what follows goes into the thing that was named."""
        self.is_told = False
        """A line of the cart was told from the others: what follows is about it."""
        self.groups: tuple[str, ...] = ()
        """What the next option belongs to, when it was said: "drink: …"."""

    def said(self, items: tuple[str, ...]) -> None:
        self._item = items[0]
        self.in_slots = False
        self.groups = ()

    def group(self, groups: tuple[str, ...]) -> None:
        self.groups = groups

    def closed(self) -> None:
        self.groups = ()
        self.is_told = False

    def options_of(self, groups: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """All options of these groups."""
        return tuple((g.id, option.id) for g in self._groups if g.id in groups for option in g.options)

    def means_option(self, tokens: Sequence[Token], index: int, now: Phrase, negates: bool) -> bool:
        """True where a word that names an item and an option is meant as the option."""
        token = tokens[index]
        entry = token.entry
        if not entry.options:
            return False
        if (self.is_told and not now.items) or (now.subject is not None and now.subject.is_described):
            return any(self._offers(item, entry.options) for item in self._standing)
        spoken_of = now.items[0] if now.items else self._item
        item = spoken_of or (self._standing[-1] if self._standing else None)
        if item is None or not self._offers(item, entry.options):
            return False
        if self.is_open(now, entry.options):
            return True
        if negates or any(group in self.groups for group, _ in entry.options):
            return True
        if now.is_change:
            return self._changes_option(now, entry.options) or (
                now.subject is None and not self._is_standing(entry.items)
            )
        before = tokens[index - 1] if index else None
        is_counted = before is not None and (before.number is not None or before.does(Word.MEASURE))
        if is_counted or (now.number is not None and not now.items):
            is_with = before is not None and before.does(Word.WITH)
            return self.in_slots and (bool(now.items or self._item) or now.is_part or is_with)
        if before is not None and before.does(Word.MORE):
            return False
        if before is not None and before.does(Word.WANT):
            return spoken_of is not None and not now.is_more
        if before is not None and before.does(Word.JOIN):
            return self.in_slots
        if index + 1 < len(tokens) and tokens[index + 1].does(Word.INSTEAD):
            return True
        if index + 1 < len(tokens) and tokens[index + 1].does(Word.CHANGE):
            return not self._is_standing(entry.items)
        return now.is_addition or spoken_of is not None or self.in_slots

    def offer(self, item: str, options: tuple[tuple[str, str], ...]) -> bool:
        """True when the item can have one of the options."""
        return self._offers(item, options)

    def offers(self, now: Phrase, options: tuple[tuple[str, str], ...], coming: tuple[str, ...]) -> bool:
        """True when the thing spoken of, or coming right behind, can have one of the options."""
        item = now.items[0] if now.items else self._item
        items = coming or (self._standing if item is None else (item,))
        return any(self._offers(each, options) for each in items)

    def is_open(self, now: Phrase, options: tuple[tuple[str, str], ...]) -> bool:
        """True when the thing spoken of still needs a choice among such options."""
        spoken_of = now.items[0] if now.items else self._item
        if spoken_of is None:
            return any(group in self._open for group, _ in options)
        groups = self._resolved[spoken_of].groups
        return any(
            group in groups
            and groups[group].min > 0
            and not groups[group].defaults
            and option in groups[group].options
            for group, option in options
        )

    def _changes_option(self, now: Phrase, options: tuple[tuple[str, str], ...]) -> bool:
        subject = now.subject
        if subject is None:
            return False
        groups = {group for group, _ in options}
        return any(groups & {group for group, _ in mod.options} for mod in subject.mods) or (
            bool(subject.items) and self._offers(subject.items[0], options)
        )

    def stand_offering(self, options: tuple[tuple[str, str], ...], said: Sequence[str]) -> bool:
        """True when a thing in the cart, or one just said, can have one of the options."""
        return any(self._offers(item, options) for item in (*self._standing, *said))

    def stands_with(self, groups: tuple[str, ...]) -> bool:
        """True when a thing in the cart has one of these groups."""
        return any(group in self._resolved[item].groups for item in self._standing for group in groups)

    def _is_standing(self, items: tuple[str, ...]) -> bool:
        return any(item in self._standing for item in items)

    def _offers(self, item: str, options: tuple[tuple[str, str], ...]) -> bool:
        groups = self._resolved[item].groups
        return any(group in groups and option in groups[group].options for group, option in options)
