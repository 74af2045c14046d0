"""Tokens → phrases: who goes with whom in the sentence, before any cart is changed.

A phrase is about at most one item: its quantity, its options, or what to do with the line meant. Order of words in
both languages is handled here; what the menu allows is decided in `interpret.py`, words with two senses in `senses.py`.
"""

from collections.abc import Sequence

from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.counts import Counts, spread_counts
from qianbei.reader.packs import AMOUNTS, Word
from qianbei.reader.phrases import WISHES, Mod, Option, Phrase, Sentence
from qianbei.reader.scan import Token
from qianbei.reader.senses import Ahead, Senses, is_noise


def parse_phrases(
    tokens: Sequence[Token],
    compiled: CompiledMenu,
    standing: Sequence[str] = (),
    open_groups: frozenset[str] = frozenset(),
) -> Sentence:
    """Reads the tokens once, from left to right.

    `standing` are the items of the draft, the one spoken of last at the end; `open_groups` what that one still lacks.
    """
    return _Parser([t for t in tokens if not is_noise(t)], compiled, standing, open_groups).parse()


class _Parser:
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

    def parse(self) -> Sentence:
        for index, token in enumerate(self._tokens):
            self._read(index, token)
        self._close()
        spread_counts(self._said)
        return self._said

    def _read(self, index: int, token: Token) -> None:
        entry = token.entry
        if token.is_break:
            self._break(index)
        elif token.is_unread or self._ahead.is_stray(index) or self._is_of_another_name(index, token):
            self._unread(index, token)
        elif entry.count is not None and not self._offers(index, entry.options):
            self._number(index, token, entry.count)
            self._now.is_measured = True
        elif entry.items and not self._means_option(index):
            self._item(index, token)
        elif entry.options or entry.substances:
            self._option(index, token)
        elif (entry.qualifiers or not token.words.isdisjoint(AMOUNTS)) and self._how_much(index, token):
            pass
        elif entry.groups and not entry.options:
            self._group(index, token)
        elif token.stores:
            self._said.stores += token.stores
        elif token.ordinal is not None:
            self._ordinal(token.ordinal)
        elif token.number is not None and not (
            Word.FILLER in token.words and not self._ahead.has_item(index)
        ):
            self._number(index, token)
        else:
            self._word(index, token)

    # Menu words.

    def _means_option(self, index: int) -> bool:
        return self._senses.means_option(
            self._tokens, index, self._now, negates=self._negates or self._replaces
        )

    def _is_of_another_name(self, index: int, token: Token) -> bool:
        """ "sugar" right before an item, and no word of how much: part of a name that the menu does not have."""
        entry = token.entry
        if not entry.substances or entry.options or self._amount or self._negates or self._may_negate:
            return False
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        return after is not None and bool(after.entry.items) and after.start - token.end <= 1

    def _offers(self, index: int, options: tuple[Option, ...]) -> bool:
        """True when the item that the words here are about can have one of the options."""
        coming = () if self._now.items else self._ahead.next_items(index)
        return self._senses.offers(self._now, options, coming)

    def _item(self, index: int, token: Token) -> None:
        may_negate = self._may_negate and not self._is_soft
        removes = self._negates or (may_negate and not self._now.says_something)
        if self._replaces:
            self._replaces = False
            self._now.subject, self._now.is_change = Phrase(items=token.entry.items, item_token=token), True
            return
        if self._now.items:
            wanted = self._now.is_wanted
            self._close()
            self._now.is_wanted = wanted
        now = self._now
        now.items, now.item_token, now.mods_before = token.entry.items, token, len(now.mods)
        now.is_removal |= removes
        self._senses.said(token.entry.items)
        self._negates, self._may_negate = False, removes

    def _option(self, index: int, token: Token) -> None:
        entry = token.entry
        options = entry.options
        picks_many = any(option in self._counts.countable for option in options)
        is_degree = bool(entry.substances) and not options
        is_negative = self._negates or (self._may_negate and not self._is_soft and (picks_many or is_degree))
        groups = {group for group, _ in options}
        if (
            self._now.items
            and not picks_many
            and self._ahead.has_item(index)
            and any(groups & {group for group, _ in mod.options} for mod in self._now.mods)
        ):
            self._close()
        mod = Mod(
            options,
            token,
            self._slot_number or self._counts.of_option(index, self._now),
            self._qualifiers,
            self._amount,
            entry.substances,
            picks_many=picks_many,
            is_negative=is_negative,
            is_soft=self._may_negate and self._is_soft and self._amount is None,
            is_extra=self._now.is_addition,
            is_replaced=self._replaces,
        )
        self._now.mods.append(mod)
        self._qualifiers, self._amount, self._replaces, self._slot_number = (), None, False, None
        self._negates, self._may_negate = False, is_negative or mod.is_soft

    def _group(self, index: int, token: Token) -> None:
        """The name of a group tells where the next option belongs; "no" before it takes out all that it has."""
        if self._negates or (self._may_negate and not self._is_soft):
            options = self._senses.options_of(token.entry.groups)
            self._now.mods.append(Mod(options, token, groups=token.entry.groups, is_negative=True))
            self._negates, self._may_negate = False, True
        elif index and self._tokens[index - 1].number is not None and not self._now.items:
            self._unread(index, token)
        else:
            self._senses.group(token.entry.groups)

    def _how_much(self, index: int, token: Token) -> bool:
        """Light, extra, half…: of what follows, or of what was said just before. False when it is nothing of both."""
        amount = next((word for word in AMOUNTS if token.does(word)), None)
        mods = self._now.mods
        if token.does(Word.FEWER) and self._ahead.number_next(index):
            return False
        if mods and not mods[-1].options and mods[-1].amount is None and not mods[-1].is_negative:
            mods[-1].amount = amount
            return True
        if self._ahead.has_option_near(index):
            if token.does(Word.MORE) and self._now.number is not None and not self._now.items:
                return False
            self._amount = Word.LIGHT if self._negates and amount is Word.EXTRA else amount
            self._qualifiers = token.entry.qualifiers
            if self._amount is not None:
                self._negates = self._may_negate = False
            return True
        if token.does(Word.MORE) or token.does(Word.SAME):
            return False
        if mods and mods[-1].amount is None and not mods[-1].qualifiers:
            mods[-1].qualifiers, mods[-1].amount = token.entry.qualifiers, amount
            return True
        if token.words - set(AMOUNTS) - {Word.FEWER} or token.number is not None:
            return False
        self._unread(index, token)
        return True

    # Counting.

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

    # Words of the language.

    def _word(self, index: int, token: Token) -> None:
        if token.does(Word.JOIN) and not (token.does(Word.ADD) and self._ahead.has_option_near(index)):
            self._join(index)
        elif token.does(Word.LAST) and self._now.mods and not self._now.items and not self._now.is_change:
            self._describe(0)
        elif token.does(Word.INTO) and self._into():
            pass
        elif token.does(Word.CHANGE):
            self._change(token)
        elif token.does(Word.INSTEAD):
            self._replaces = True
            self._senses.in_slots = True
        elif token.does(Word.NEGATE):
            self._negate(index, token)
        elif token.does(Word.CANCEL) and (self._takes_back(index) or self._cancels(index)):
            pass
        elif token.does(Word.REMOVE) and not (token.does(Word.FEWER) and self._ahead.number_next(index)):
            self._remove(index)
        elif token.does(Word.MEASURE) or token.does(Word.PORTION):
            if token.does(Word.LAST) and self._describes(index):
                self._describe(self._the)
            self._measure(index)
        elif token.words & WISHES:
            self._wish(index, token)
        else:
            self._flag(token)

    def _wish(self, index: int, token: Token) -> None:
        said = sorted(token.words & WISHES)
        self._said.wishes += said
        self._said.wish_segments += [(word, len(self._said.breaks)) for word in said]
        is_negated = index > 0 and self._tokens[index - 1].does(Word.NEGATE)
        self._said.ends_with_yes = token.does(Word.CONFIRM) and not is_negated
        if token.does(Word.CANCEL) and self._says_anything and index + 1 < len(self._tokens):
            self._close()
            self._is_corrected = True

    @property
    def _says_anything(self) -> bool:
        return bool(self._said.phrases) or self._now.says_something

    def _flag(self, token: Token) -> None:
        if (
            (
                token.does(Word.PER)
                or (token.does(Word.EACH) and self._now.items and (self._now.number or self._said.phrases))
            )
            and (not token.does(Word.PER) or self._now.items or self._now.mods)
        ) or (token.does(Word.WANT) and self._is_corrected and self._now.is_measured and not self._now.items):
            self._close()
        now = self._now
        words = token.words
        now.is_per_each |= Word.PER in words
        now.is_wanted |= Word.WANT in words and not now.items
        self._said.is_wanted |= Word.WANT in words
        now.is_more |= Word.MORE in words
        now.is_fewer |= Word.FEWER in words
        now.is_each |= Word.EACH in words
        now.is_last |= Word.LAST in words
        now.is_other |= Word.OTHER in words
        now.is_part |= Word.PART in words
        now.is_same |= Word.SAME in words
        if Word.THE in words:
            now.is_definite, self._the = True, len(now.mods)
        self._said.is_any |= Word.ANY in words
        now.is_addition |= Word.ADD in words or Word.MORE in words
        if Word.INTO in words and now.is_removal and now.mods:
            now.is_at = True
        if words & {Word.ADD, Word.MORE, Word.WITH}:
            self._negates = self._may_negate = False
        if Word.WITH in words:
            self._senses.in_slots = True
        if words & {Word.WANT, Word.MORE}:
            self._senses.in_slots = False
        if Word.CORRECT in words:
            self._close()
            self._is_corrected = self._is_corrected or bool(self._said.phrases)
            if not self._said.phrases:
                self._said.is_second_thought = self._senses.in_slots = True

    def _join(self, index: int) -> None:
        if index and self._tokens[index - 1].does(Word.WITH):
            return
        if not self._now.items and self._now.mods and self._ahead.has_item(index, past_joins=True):
            self._is_joined = True
            return
        may_negate, removes = self._may_negate, self._now.is_removal and bool(self._now.items)
        adds, slots = self._now.is_addition and bool(self._now.mods), self._senses.in_slots
        listed = [*self._listed, *self._now.mods[-1:]]
        is_soft = self._is_soft
        self._close()
        self._listed, self._is_soft = listed, is_soft
        self._may_negate = may_negate or removes
        self._now.is_addition, self._senses.in_slots = adds, slots

    def _change(self, token: Token) -> None:
        now = self._now
        subject = now if now.says_something or now.refers or now.is_part else None
        self._now = Phrase(subject=subject, is_change=True, segment=now.segment)
        self._is_make = token.does(Word.MAKE)
        self._now.is_last = token.does(Word.LAST)
        self._senses.in_slots = True
        self._negates = self._may_negate = False

    def _into(self) -> bool:
        now = self._now
        if self._is_make or not now.is_change or now.subject is not None:
            return False
        if not (now.items or now.mods or now.refers):
            return False
        now.is_change = False
        self._now = Phrase(subject=now, is_change=True, segment=now.segment)
        return True

    def _cancels(self, index: int) -> bool:
        """ "cancel the hot one": a line is meant, not the order."""
        if self._says_anything or not self._ahead.names_something(index):
            return False
        self._now.is_removal = True
        return True

    def _negate(self, index: int, token: Token) -> None:
        if token.does(Word.CORRECT) and self._ahead.number_next(index) and self._says_anything:
            self._close()
            self._is_corrected = True
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

    def _remove(self, index: int) -> None:
        now = self._now
        if self._ahead.has_option_near(index) and not self._ahead.has_item(index):
            self._negates = True
            now.is_removal = now.is_removal or not now.items
        elif self._ahead.ends_segment(index) and self._takes_back(index):
            pass
        elif now.items:
            self._negates = True
        else:
            now.is_removal = self._negates = True

    def _takes_back(self, index: int) -> bool:
        """ "… 不要了" after an item or an option takes that back."""
        now = self._now
        before = self._tokens[index - 1] if index else None
        if before is not None and now.mods and now.mods[-1].token is before and not now.is_described:
            for mod in (*self._listed, now.mods[-1]):
                mod.is_negative = True
            return True
        if now.is_each and not now.items and (self._listed or now.mods):
            for mod in (*self._listed, *now.mods):
                mod.is_negative = True
            return True
        if now.items or (now.refers and not now.has_unread):
            now.is_removal = True
            return True
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if after is not None and (after.entry.items or after.ordinal is not None or after.number is not None):
            now.is_removal = True
            return True
        return False

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

    # Where things are.

    def _break(self, index: int) -> None:
        lists = self._may_negate and not self._negates
        groups = self._senses.groups if index and self._tokens[index - 1].entry.groups else ()
        self._close()
        self._senses.group(groups)
        self._said.breaks.append(self._tokens[index].start)
        self._now.segment = len(self._said.breaks)
        self._negates = False
        self._may_negate = self._is_soft = lists

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
