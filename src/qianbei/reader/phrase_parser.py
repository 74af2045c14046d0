"""Tokens → phrases: who goes with whom in the sentence, before any cart is looked at.

A phrase is about at most one item: its quantity, its options, or what to do with the line meant. Order of words in
both languages is handled here; what the menu allows is decided in `interpret.py`.
"""

from collections.abc import Mapping, Sequence

from qianbei.reader.packs import Word
from qianbei.reader.phrases import WISHES, Mod, Option, Phrase, Sentence
from qianbei.reader.scan import Token


def parse_phrases(tokens: Sequence[Token], countable: Mapping[Option, bool]) -> Sentence:
    """Reads the tokens once, from left to right, with a look ahead to the next break."""
    return _Parser([t for t in tokens if not _is_noise(t)], countable).parse()


def _is_noise(token: Token) -> bool:
    if (
        token.is_break
        or token.is_unread
        or token.entry.items
        or token.entry.options
        or token.entry.qualifiers
    ):
        return False
    if token.number is not None or token.ordinal is not None or token.stores:
        return False
    return token.entry.names_group or token.words == {Word.FILLER}


class _Parser:
    def __init__(self, tokens: Sequence[Token], countable: Mapping[Option, bool]) -> None:
        self._tokens = tokens
        self._countable = countable
        self._said = Sentence()
        self._now = Phrase()
        self._negates = False
        self._may_negate = False
        self._is_joined = False
        self._is_corrected = False
        self._qualifiers: tuple[tuple[str, str], ...] = ()

    def parse(self) -> Sentence:
        for index, token in enumerate(self._tokens):
            self._read(index, token)
        self._close()
        return self._said

    def _read(self, index: int, token: Token) -> None:
        if token.is_break:
            self._close()
            self._negates = self._may_negate = False
        elif token.is_unread:
            self._unread(index, token)
        elif token.entry.items and not (token.entry.options and self._wants_option(index)):
            self._item(token)
        elif token.entry.options:
            self._option(index, token)
        elif token.entry.qualifiers and self._qualifier(index, token):
            pass
        elif token.stores:
            self._said.stores += token.stores
        elif token.ordinal is not None:
            self._ordinal(token.ordinal)
        elif token.number is not None and not (Word.FILLER in token.words and not self._item_ahead(index)):
            self._number(index, token)
        else:
            self._word(index, token)

    # Menu words.

    def _item(self, token: Token) -> None:
        removes = self._negates or (self._may_negate and not self._now.says_something)
        if self._now.items:
            wanted = self._now.is_wanted
            self._close()
            self._now.is_wanted = wanted
        self._now.items, self._now.item_token = token.entry.items, token
        self._now.is_removal |= removes
        self._negates, self._may_negate = False, removes

    def _option(self, index: int, token: Token) -> None:
        options = token.entry.options
        picks_many = any(option in self._countable for option in options)
        is_negative = self._negates or (self._may_negate and picks_many)
        groups = {group for group, _ in options}
        if (
            self._now.items
            and not picks_many
            and self._item_ahead(index)
            and any(groups & {group for group, _ in mod.options} for mod in self._now.mods)
        ):
            self._close()
        quantity = self._option_quantity(index)
        mod = Mod(options, token, quantity, self._qualifiers, is_negative, self._now.is_addition, picks_many)
        self._now.mods.append(mod)
        self._qualifiers = ()
        self._negates, self._may_negate = False, is_negative

    def _qualifier(self, index: int, token: Token) -> bool:
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if after is not None and after.entry.options:
            self._qualifiers = token.entry.qualifiers
            return True
        if self._now.mods:
            self._now.mods[-1].qualifiers = token.entry.qualifiers
            return True
        if token.words or token.number is not None:
            return False
        self._unread(index, token)
        return True

    def _wants_option(self, index: int) -> bool:
        """True where a word that names both an item and an option is meant as the option."""
        return bool(self._now.items) and (self._negates or self._now.is_addition)

    # Counting.

    def _ordinal(self, ordinal: int) -> None:
        if self._now.items or self._now.mods or self._now.ordinal is not None:
            self._close()
        self._now.ordinal = ordinal

    def _number(self, index: int, token: Token) -> None:
        if self._counts_option(index):
            return
        self._may_negate = False
        if self._now.items:
            if (self._item_ahead(index) and not self._numbers_follow(index)) or self._now.number is not None:
                self._close()
        elif self._now.number is not None or (self._now.mods and self._is_joined):
            self._close()
        self._now.number, self._now.number_token = token.number, token

    def _measure(self, index: int) -> None:
        now = self._now
        now.is_measured = now.is_measured or now.number is not None
        if now.number is None and now.ordinal is None and not now.items and self._item_ahead(index):
            now.number = 1

    def _counts_option(self, index: int) -> bool:
        """True for the number of "two portions of …", where it counts an option and not cups."""
        following = self._tokens[index + 1 : index + 3]
        is_portion = bool(following) and following[0].does(Word.PORTION)
        option = following[1] if is_portion and len(following) > 1 else (following[0] if following else None)
        if option is None or option.entry.items or not self._is_countable(option):
            return False
        return is_portion or bool(self._now.items) or self._now.is_addition

    def _option_quantity(self, index: int) -> int | None:
        """The number said just before the option, when it counts the option."""
        before = index - 1
        if before >= 0 and self._tokens[before].does(Word.PORTION):
            before -= 1
        if before < 0 or self._tokens[before].number is None or not self._is_countable(self._tokens[index]):
            return None
        is_counted_cup = self._now.number_token is self._tokens[before]
        return None if is_counted_cup else self._tokens[before].number

    def _is_countable(self, token: Token) -> bool:
        return any(self._countable.get(option, False) for option in token.entry.options)

    # Words of the language.

    def _word(self, index: int, token: Token) -> None:
        if token.does(Word.JOIN):
            self._join(index)
        elif token.does(Word.MEASURE) or token.does(Word.PORTION):
            self._measure(index)
        elif token.does(Word.CHANGE):
            self._change()
        elif token.does(Word.NEGATE):
            self._negate(index)
        elif token.does(Word.CANCEL) and self._takes_back(index):
            pass
        elif token.does(Word.REMOVE):
            self._remove()
        elif token.words & WISHES:
            self._said.wishes += sorted(token.words & WISHES)
        else:
            self._flag(token)

    def _flag(self, token: Token) -> None:
        if token.does(Word.EACH) and self._now.items and (self._now.number or self._said.phrases):
            self._close()
        now = self._now
        now.is_wanted |= token.does(Word.WANT) and not now.items
        self._said.is_wanted |= token.does(Word.WANT)
        now.is_more |= token.does(Word.MORE)
        now.is_fewer |= token.does(Word.FEWER)
        now.is_each |= token.does(Word.EACH)
        now.is_last |= token.does(Word.LAST)
        self._said.is_any |= token.does(Word.ANY)
        now.is_addition |= token.does(Word.ADD) or token.does(Word.MORE)
        if token.words & {Word.ADD, Word.MORE, Word.WITH}:
            self._negates = self._may_negate = False
        if token.does(Word.CORRECT):
            self._close()
            self._is_corrected = True

    def _join(self, index: int) -> None:
        if not self._now.items and self._now.mods and self._item_ahead(index, past_joins=True):
            self._is_joined = True
            return
        may_negate, removes = self._may_negate, self._now.is_removal and bool(self._now.items)
        self._close()
        self._may_negate = may_negate or removes

    def _change(self) -> None:
        subject = self._now if self._now.says_something or self._now.is_last else None
        self._now = Phrase(subject=subject, is_change=True)
        self._negates = self._may_negate = False

    def _negate(self, index: int) -> None:
        if not self._is_last_of_segment(index):
            self._negates = True
        elif not self._takes_back(index):
            if self._said.phrases or self._now.says_something:
                self._close()
                self._is_corrected = True
            self._said.is_plain_no = True

    def _remove(self) -> None:
        if self._now.items:
            self._negates = True
        else:
            self._now.is_removal = self._negates = True

    def _takes_back(self, index: int) -> bool:
        """ "… 不要了" after an item or an option takes that back."""
        before = self._tokens[index - 1] if index else None
        if before is not None and before.entry.options and self._now.mods:
            self._now.mods[-1].is_negative = True
            return True
        if self._now.items or self._now.ordinal is not None or self._now.is_last:
            self._now.is_removal = True
            return True
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if after is not None and (after.entry.items or after.ordinal is not None or after.number is not None):
            self._now.is_removal = True
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

    def _close(self) -> None:
        if self._now.says_something or self._now.has_unread or self._now.is_each:
            self._now.is_corrected = self._is_corrected
            self._said.phrases.append(self._now)
        self._now = Phrase()
        self._is_joined = False
        self._qualifiers = ()

    def _item_ahead(self, index: int, past_joins: bool = False) -> bool:
        for token in self._tokens[index + 1 : index + 12]:
            if token.is_break or (token.does(Word.JOIN) and not token.entry.options and not past_joins):
                return False
            if token.entry.items:
                return True
        return False

    def _numbers_follow(self, index: int) -> bool:
        """True for "tea two, latte one": in this segment the numbers stand behind their items."""
        start = index
        while start and not self._tokens[start - 1].is_break:
            start -= 1
        stop = index
        while stop < len(self._tokens) and not self._tokens[stop].is_break:
            stop += 1
        kinds = [
            "item" if token.entry.items else "number"
            for token in self._tokens[start:stop]
            if token.entry.items or token.number is not None
        ]
        return bool(kinds) and kinds[0] == "item" and kinds[-1] == "number"

    def _is_last_of_segment(self, index: int) -> bool:
        following = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if following is None or following.is_break:
            return True
        return bool(following.words & WISHES) and not following.entry.items and not following.entry.options
