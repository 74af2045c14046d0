"""The state of a sentence while it is read: where phrases begin and end, and what its numbers count."""

from collections.abc import Sequence, Set

from qianbei.reader.ahead import Ahead
from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.counts import Counts
from qianbei.reader.normal import is_wide
from qianbei.reader.packs import Word
from qianbei.reader.phrases import WISHES, Mod, Option, Phrase, Sentence
from qianbei.reader.senses import Senses
from qianbei.reader.tokens import Token

_WIDE_NAME_MIN = 3
_ASKING = frozenset({Word.ADD, Word.WANT, Word.MEASURE})


class Hearing:
    """One sentence; knows no word of any language but what its tokens carry."""

    def __init__(
        self,
        tokens: Sequence[Token],
        compiled: CompiledMenu,
        standing: Sequence[str],
        open_groups: frozenset[str],
        particles: Set[int],
        cups: int,
    ) -> None:
        self._tokens = tokens
        self._particles = particles
        self._stands = (standing[-1], cups) if standing else None
        """The thing of the draft that was spoken of last, and how many of it there are."""
        self._ahead = Ahead(tokens)
        self._senses = Senses(compiled, standing, open_groups)
        self._counts = Counts(tokens, self._ahead, compiled.countable, self._senses)
        self._weights = compiled.amounts.options
        self._said = Sentence()
        self._now = Phrase()
        self._negates = self._may_negate = self._is_soft = False
        self._in_shares = False
        """The numbers that follow tell cups of one line apart."""
        self._takes = False
        """After "take": what takes away stands behind what is taken."""
        self._is_joined = self._is_corrected = self._replaces = self._is_make = False
        self._only = False
        """What follows is all that is wanted of its kind."""
        self._group_token: Token | None = None
        """The name of a group that was said last."""
        self._amount: Word | None = None
        self._the = 0
        """How many options were said in this phrase before "the"."""
        self._slot_number: int | None = None
        self._qualifiers: tuple[Option, ...] = ()
        self._listed: list[Mod] = []
        """Options said before an "and", that a "not" behind the list is also about."""

    @property
    def _says_anything(self) -> bool:
        return bool(self._said.phrases) or self._now.says_something

    def _close(self) -> None:
        now = self._now
        if (
            now.says_something
            or now.has_unread
            or now.is_each
            or now.is_per_each
            or now.is_part
            or now.is_described
        ):
            now.is_corrected = self._is_corrected
            self._is_corrected = False
            self._said.phrases.append(now)
        self._now = Phrase(segment=len(self._said.breaks))
        self._is_joined = self._is_soft = self._is_make = False
        self._listed, self._the, self._slot_number = [], 0, None
        self._qualifiers, self._amount = (), None
        self._senses.closed()

    def _break(self, index: int) -> None:
        self._said.breaks.append(self._tokens[index].start)
        if (
            self._now.is_target
            and index + 1 < len(self._tokens)
            and not self._tokens[index + 1].words & WISHES
        ):
            return  # "for the other, light ice"
        lists = self._may_negate and not self._negates
        groups = self._senses.groups if index and self._tokens[index - 1].entry.groups else ()
        self._close()
        self._only = False
        self._senses.group(groups)
        self._now.segment = len(self._said.breaks)
        self._negates = False
        self._may_negate = self._is_soft = lists

    def _unread(self, index: int, token: Token) -> None:
        self._said.unread.append(token)
        self._now.has_unread = True
        after, before = self._ahead.after(index), self._tokens[index - 1] if index else None
        if after is not None and after.entry.items and after.start - token.end <= 1:
            if self._now.items:
                self._close()
            self._now.has_unread = True
            self._now.is_doubtful |= self._is_counted(index) or not _is_whole_name(after)
        if before is not None and before.entry.items and token.start - before.end <= 1:
            self._now.is_doubtful |= token.end - token.start >= 2 and not token.is_long

    def _is_counted(self, index: int) -> bool:
        """True for words of a name: "a brown sugar milk tea" is another thing, but "四顶" only says the measure."""
        first = index
        while first and self._tokens[first - 1].is_unread:
            first -= 1
        before, unread = self._tokens[first - 1] if first else None, self._tokens[index]
        if before is None:
            return False
        if before.number is not None and first == index and unread.end - before.end == 1:
            return False
        return before.number is not None or not before.words.isdisjoint(_ASKING)

    def _means_option(self, index: int) -> bool:
        after = self._ahead.after(index)
        if self._now.is_definite and after is not None and after.number == 1 and not self._now.refers:
            return False  # "the truffle one" is the thing of that name
        if not self._now.items and self._exceeds(self._now.number, self._tokens[index].entry.options):
            return False
        if self._is_wanted_of_some(index):
            return True
        means = self._senses.means_option(
            self._tokens, index, self._now, negates=self._negates or self._replaces
        )
        return means and not self._is_filled(self._tokens[index].entry.options)

    def _is_filled(self, options: Sequence[Option]) -> bool:
        """ "a set with an egg, and a fries too": the one place for it has something else already."""
        said, now = self._last_item(), self._now
        changes = self._is_corrected or self._in_shares or self._negates or self._replaces or now.is_change
        if said is None or changes or (said.number or 1) > 1 or now.is_part or now.refers:
            return False
        places = self._senses.places(said.items[0], options)
        since = next(place for place, each in enumerate((now, *reversed(self._said.phrases))) if each is said)
        rest = (now, *reversed(self._said.phrases))[: since + 1]
        if any(each.is_change or each.is_corrected or each.is_part for each in rest):
            return False
        told = {
            option
            for each in rest
            for mod in each.mods
            if not (mod.is_negative or mod.is_replaced)
            for option in self._senses.places(said.items[0], mod.options)
        }
        one = {
            group for group, _ in told if not self._counts.has_countable(self._senses.options_of((group,)))
        }
        return bool(places) and told.isdisjoint(places) and all(group in one for group, _ in places)

    def _is_wanted_of_some(self, index: int) -> bool:
        """ "two sets, one wants a cola": what some of the things said before shall hold."""
        now = self._now
        if now.items or not index or not self._tokens[index - 1].does(Word.WANT):
            return False
        said = self._last_item()
        if said is None:
            return False
        if now.number is None or now.number >= (said.number or 1) or now.is_more or now.mods:
            return False
        return self._senses.offer(said.items[0], self._tokens[index].entry.options)

    def _exceeds(self, number: int | None, options: Sequence[Option]) -> bool:
        """True for more than one of what the thing spoken of holds once."""
        if number in (None, 0, 1):
            return False
        said = self._last_item()
        if said is not None and number <= (said.number or 1):
            return False
        return not any(self._counts.countable.get(option) for option in options)

    def _last_item(self) -> Phrase | None:
        """What was named last in this sentence."""
        if self._now.items:
            return self._now
        for phrase in reversed(self._said.phrases):
            if phrase.items:
                return phrase
        return None

    def _offers(self, index: int, options: tuple[Option, ...]) -> bool:
        """True when the item that the words here are about can have one of the options."""
        coming = () if self._now.items else self._ahead.next_items(index)
        return self._senses.offers(self._now, options, coming) or self._is_of_next(index, options)

    def _is_of_next(self, index: int, options: Sequence[Option]) -> bool:
        """True for an option that only the item right behind can have, where the one before is counted already."""
        now = self._now
        if not now.items or (now.number is None and not now.is_addition):
            return False
        coming = self._ahead.next_items(index)
        if self._tokens[index].entry.is_amount and not self._ahead.numbers_follow(index):
            return len(coming) == 1 and self._senses.offer(coming[0], tuple(options))  # "一份毛肚半份鸭血"
        return (
            len(coming) == 1
            and self._senses.offer(coming[0], tuple(options))
            and not self._senses.offer(now.items[0], tuple(options))
        )

    def _is_of_another_name(self, index: int, token: Token) -> bool:
        """ "sugar" right before an item, and no word of how much: part of a name that the menu does not have."""
        entry = token.entry
        if not entry.substances or entry.options or self._amount or self._negates or self._may_negate:
            return False
        after = self._ahead.after(index)
        return after is not None and bool(after.entry.items) and after.start - token.end <= 1

    def _describes(self, index: int) -> bool:
        """True for the "one" of "the hot one"."""
        now = self._now
        is_meant = (now.is_definite or now.is_removal) and now.number is None
        return bool(
            is_meant and now.mods[self._the :] and not now.items
        ) and not self._ahead.counts_something(index)

    def _tells_line(self, index: int, token: Token) -> bool:
        """True for "that cup" right behind what tells it from others: "冰的那杯"."""
        now, before = self._now, self._tokens[index - 1] if index else None
        if before is None or not now.mods or now.items:
            return False
        is_close = token.start == before.end or before.end in self._particles  # no "toast it"
        return is_close and now.mods[-1].token is before and not now.is_change

    def _describe(self, start: int) -> None:
        """The options from `start` on were no wish but told which line is meant."""
        now = self._now
        now.is_described, now.description, now.mods = True, now.mods[start:], now.mods[:start]


def _is_whole_name(token: Token) -> bool:
    """True for a name of several words: what stands before "prawn bun" says which, before "bun" it says what."""
    said = token.entry.said
    return len(said) >= _WIDE_NAME_MIN if said and is_wide(said[0]) else " " in said
