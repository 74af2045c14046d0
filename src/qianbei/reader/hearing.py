"""The state of a sentence while it is read: where phrases begin and end, and what its numbers count."""

from collections.abc import Sequence

from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.counts import Counts
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod, Option, Phrase, Sentence
from qianbei.reader.scan import Token
from qianbei.reader.senses import Ahead, Senses


class Hearing:
    """One sentence; knows no word of any language but what its tokens carry."""

    def __init__(
        self,
        tokens: Sequence[Token],
        compiled: CompiledMenu,
        standing: Sequence[str],
        open_groups: frozenset[str],
    ) -> None:
        self._tokens = tokens
        self._ahead = Ahead(tokens)
        self._senses = Senses(compiled, standing, open_groups)
        self._counts = Counts(tokens, self._ahead, compiled.countable)
        self._said = Sentence()
        self._now = Phrase()
        self._negates = self._may_negate = self._is_soft = False
        self._is_joined = self._is_corrected = self._replaces = self._is_make = False
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
        if now.says_something or now.has_unread or now.is_each or now.is_per_each or now.is_part:
            now.is_corrected = self._is_corrected
            self._is_corrected = False
            self._said.phrases.append(now)
        self._now = Phrase(segment=len(self._said.breaks))
        self._is_joined = self._is_soft = self._is_make = False
        self._listed, self._the, self._slot_number = [], 0, None
        self._qualifiers, self._amount = (), None
        self._senses.closed()

    def _break(self, index: int) -> None:
        lists = self._may_negate and not self._negates
        groups = self._senses.groups if index and self._tokens[index - 1].entry.groups else ()
        self._close()
        self._senses.group(groups)
        self._said.breaks.append(self._tokens[index].start)
        self._now.segment = len(self._said.breaks)
        self._negates = False
        self._may_negate = self._is_soft = lists

    def _unread(self, index: int, token: Token) -> None:
        self._said.unread.append(token)
        self._now.has_unread = True
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if after is not None and after.entry.items and after.start - token.end <= 1:
            if self._now.items:
                self._close()
            self._now.has_unread = self._now.is_doubtful = True
        before = self._tokens[index - 1] if index else None
        if before is not None and before.entry.items and token.start - before.end <= 1:
            self._now.is_doubtful |= token.end - token.start >= 2

    def _means_option(self, index: int) -> bool:
        return self._senses.means_option(
            self._tokens, index, self._now, negates=self._negates or self._replaces
        )

    def _offers(self, index: int, options: tuple[Option, ...]) -> bool:
        """True when the item that the words here are about can have one of the options."""
        coming = () if self._now.items else self._ahead.next_items(index)
        return self._senses.offers(self._now, options, coming)

    def _is_of_another_name(self, index: int, token: Token) -> bool:
        """ "sugar" right before an item, and no word of how much: part of a name that the menu does not have."""
        entry = token.entry
        if not entry.substances or entry.options or self._amount or self._negates or self._may_negate:
            return False
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        return after is not None and bool(after.entry.items) and after.start - token.end <= 1

    def _describes(self, index: int) -> bool:
        """True for the "one" of "the hot one"."""
        now = self._now
        is_meant = (now.is_definite or now.is_removal) and now.number is None
        return bool(
            is_meant and now.mods[self._the :] and not now.items
        ) and not self._ahead.counts_something(index)

    def _describe(self, start: int) -> None:
        """The options from `start` on were no wish but told which line is meant."""
        now = self._now
        now.is_described, now.description, now.mods = True, now.mods[start:], now.mods[:start]

    def _ordinal(self, ordinal: int) -> None:
        if self._now.items or self._now.mods or self._now.ordinal is not None:
            self._close()
        self._now.ordinal = ordinal

    def _number(self, index: int, token: Token, number: int | None = None) -> None:
        """The number that the token says; `number` is that of an option's word that only counts here."""
        now = self._now
        number = token.number if number is None else number
        if self._counts.counts_option(index, now) or self._is_slot(index, token):
            return
        if number == 1 and self._describes(index):
            self._describe(self._the)
            return
        self._may_negate = False
        if self._counts.follows_option(index, now):
            now.mods[-1].quantity = number
            return
        if now.items:
            if now.number is not None or (
                self._ahead.has_item(index) and not self._ahead.numbers_follow(index)
            ):
                self._close()
        elif now.number is not None or (
            now.mods
            and not (now.is_change or now.is_fewer or self._ahead.is_part(index))
            and (self._is_joined or not self._ahead.has_item(index))
        ):
            self._close()
        self._now.number, self._now.number_token = number, token

    def _is_slot(self, index: int, token: Token) -> bool:
        """True for the number of "a set with a shake" and "a bucket, two of this, one of that"."""
        after = self._ahead.past_measure(index)
        if after is None or not self._tokens[after].entry.options:
            return False
        options = self._tokens[after].entry.options
        is_many = any(option in self._counts.countable for option in options)
        is_open = is_many and self._senses.is_open(self._now, options)
        if not is_open and not (self._tokens[after].entry.items and self._means_option(after)):
            return False
        self._slot_number = token.number
        return True

    def _measure(self, index: int) -> None:
        now = self._now
        now.is_measured = now.is_measured or now.number is not None
        if self._slot_number is not None:
            return
        if now.number is None and now.ordinal is None and not now.items and self._ahead.has_item(index):
            now.number = 1
