"""Words against cart: what was said and does not stand in the cart, nor is explained by other words, is reported.

The last check of a turn that would otherwise be taken as read. It reads nothing anew: it holds the phrases that were
carried out against the lines they left. Deliberately absent: mending; what it finds is asked.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from qianbei.reader.ahead import is_option
from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod, Option, Phrase, Sentence
from qianbei.reader.tokens import Token


class _Named(msgspec.Struct):
    """An item as it was said, before phrases are carried out and some of them changed."""

    phrase: Phrase
    token: Token
    items: tuple[str, ...]
    is_corrected: bool
    """What follows takes it back."""


class Account:
    """What one sentence says, kept until its cart stands."""

    def __init__(
        self, tokens: Sequence[Token], sentence: Sentence, cart: Cart, compiled: CompiledMenu
    ) -> None:
        self._tokens, self._cart, self._compiled = tokens, cart, compiled
        self._phrases = list(sentence.phrases)
        self._is_second_thought = sentence.is_second_thought
        self._before = [(line.item, line.quantity) for line in cart.lines]
        self._items_before = _totals(self._before)
        self._live: list[WorkLine] = []
        """The lines of the cart, once it stands."""
        self._items_now: dict[str, int] = {}
        """Cups of each item, once the cart stands."""
        self._changed: set[str] = set()
        """Items of which there are more or fewer then."""
        self._mods = [(phrase, mod) for phrase in self._phrases for mod in phrase.mods]
        self._named = [
            _Named(phrase, phrase.item_token, phrase.items, self._is_taken_back(place, phrase))
            for place, phrase in enumerate(self._phrases)
            if phrase.item_token is not None and len(phrase.items) == 1
        ]

    def open(self) -> list[Token]:
        """The tokens that nothing in the cart answers to, in no order."""
        self._live = self._cart.live
        self._items_now = _totals([(line.item, line.quantity) for line in self._live])
        self._changed = {item for item, _ in self._items_before.items() ^ self._items_now.items()}
        found = list(self._numbers())
        if self._named:
            found += [*self._items(), *self._quantities(), *self._same()]
        if self._mods:
            found += self._options()
        return found

    def is_guess(self) -> bool:
        """True when all was read, and may still have been meant for another line. After `open`."""
        standing = [line for line in self._live if line.origin is not None] if self._before else []
        is_several = len(self._live) - len(standing) > 1
        is_corrected = (is_several or bool(self._before)) and self._is_any_corrected()
        return (
            (is_several and is_corrected)
            or any(self._may_be_no_addition(one, standing, is_corrected) for one in self._added())
            or self._is_of_some_line(standing)
            or any(phrase.is_kept and phrase.items for phrase in self._phrases)
            or any(phrase.is_change and not phrase.refers and not _says(phrase) for phrase in self._phrases)
        )

    def _added(self) -> list[_Named]:
        """The items said, where lines stand that they may be meant for."""
        return self._named if self._before else []

    def _is_any_corrected(self) -> bool:
        corrections = [place for place, token in enumerate(self._tokens) if Word.CORRECT in token.words]
        return self._is_second_thought or any(map(self._takes_back_at, corrections))

    def _takes_back_at(self, place: int) -> bool:
        """True for a "no" that takes something back, and not for that of "no ice"."""
        if self._before or not self._tokens[place].does(Word.NEGATE):
            return True
        return not any(is_option(after) for after in self._tokens[place + 1 : place + 2])

    def _may_be_no_addition(self, named: _Named, standing: Sequence[WorkLine], is_corrected: bool) -> bool:
        """True for cups that may be meant for a line that stands: to count it, to fill a place in it, to replace it."""
        phrase, item = named.phrase, named.items[0]
        if self._change_of(item) <= 0 or phrase.is_more or phrase.is_addition:
            return False
        if item in self._items_before or phrase.is_each:
            return True
        if any(self._change_of(known) < 0 for known in self._items_before):
            return False
        options = () if phrase.is_wanted or phrase.is_listed else named.token.entry.options
        return is_corrected or any(self._cart.offers(line, option) for line in standing for option in options)

    def _is_of_some_line(self, standing: Sequence[WorkLine]) -> bool:
        """True for an option alone that several lines could have, before any words say which."""
        if len(standing) < 2:
            return False
        for phrase in self._phrases:
            subject = phrase.subject
            tells = phrase.items or phrase.refers or phrase.is_per_each or phrase.is_part
            if tells or (subject is not None and (subject.items or subject.refers or subject.is_part)):
                return False
            if any(sum(_could_have(self._cart, line, mod) for line in standing) > 1 for mod in phrase.mods):
                return True
        return False

    def _is_taken_back(self, place: int, phrase: Phrase) -> bool:
        after = self._phrases[place + 1] if place + 1 < len(self._phrases) else None
        if after is None:
            return False
        return after.is_corrected or after.is_removal or (after.is_change and after.subject in (None, phrase))

    def _items(self) -> Iterator[Token]:
        """Names of which there is no line, and no line that holds them."""
        known = {line.item for line in self._cart.lines}
        first: set[str] = set()
        for named in self._named:
            item = named.items[0]
            if named.is_corrected:
                continue
            is_kin = item not in named.phrase.items and not known.isdisjoint(named.phrase.items)
            if not (is_kin or item in known or item in self._items_before) and not self._holds(
                item, named.token
            ):
                yield named.token
            elif item in first and self._is_twice(item, named.phrase):
                yield named.token  # "…, put it in the strawberry one" is no second one
            first.add(item)

    def _holds(self, item: str, token: Token) -> bool:
        """True when some line has the item in it, or had."""
        if self._has_any(token.entry.options):
            return True
        if any(not line.without.isdisjoint(token.entry.options) for line in self._live):
            return True  # it is just that which was left out
        return any(
            self._cart.resolved(line).groups[group].options[option].item == item
            for line in self._live
            for group, option in line.options
        )

    def _has_any(self, options: Sequence[Option]) -> bool:
        """True when some line has one of the options."""
        for option in options:
            for line in self._live:
                if self._cart.has(line, option):
                    return True
        return False

    def _is_twice(self, item: str, phrase: Phrase) -> bool:
        """True for a second line that no words ask for, or that is like the first: its number may be said anew."""
        if phrase.is_more or phrase.is_addition:
            return False
        lines = [line.choice() for line in self._live if line.item == item and line.origin is None]
        if len(lines) < 2:
            return False
        return _is_plain(phrase) or len({(line.options, line.without) for line in lines}) < len(lines)

    def _options(self) -> Iterator[Token]:
        """Options that no line has, and ones that nothing could have been without."""
        cart = self._cart
        for phrase, mod in self._mods:
            if mod.is_replaced or not self._changed.isdisjoint(mod.token.entry.named):
                continue
            if mod.is_negative or mod.is_soft or phrase.is_removal or phrase.is_fewer:
                if not mod.is_soft and not any(_could_have(cart, line, mod) for line in cart.lines):
                    yield mod.token
            elif not mod.options or self._has_any(mod.options):
                continue
            elif _corrects(phrase) or not self._is_corrected_later(mod):
                yield mod.token

    def _is_corrected_later(self, mod: Mod) -> bool:
        """True when another option of its groups was said in place of something."""
        chosen = {option[0] for phrase, mod in self._mods if _corrects(phrase) for option in mod.options}
        return any(option[0] in chosen for option in mod.options)

    def _change_of(self, item: str) -> int:
        """How many more cups of the item the cart has now."""
        return self._items_now.get(item, 0) - self._items_before.get(item, 0)

    def _numbers(self) -> Iterator[Token]:
        """Numbers that count nothing in the cart."""
        said = [token for token in self._tokens if (token.number or 0) > 1 and not token.entry.items]
        if not said:
            return
        counted, weights = self._counted(), {id(p.weight_token) for p in self._phrases}
        corrected = max(
            (p.number_token.start for p in self._phrases if _corrects(p) and p.number_token), default=-1
        )
        for place, token in enumerate(self._tokens):
            number = token.number or 0
            if number < 2 or token.entry.items or number in counted or token.start < corrected:
                continue
            after = self._tokens[place + 1] if place + 1 < len(self._tokens) else None
            before = self._tokens[place - 1].words if place else frozenset()
            if Word.NEGATE in before and Word.CORRECT in before:
                continue  # "是三杯不是两杯"
            if after is not None and (
                id(after) in weights or after.unit is not None or after.does(Word.EACH)
            ):
                continue
            if self._has_any((*self._pieces(number), *token.entry.options)):
                continue
            yield token

    def _counted(self) -> set[int]:
        """Every number that the cart or its change shows."""
        live = self._live
        counted = {quantity for _, quantity in self._before}
        for line in live:
            counted.add(line.quantity)
            if line.origin is not None:
                counted.add(abs(line.quantity - self._before[line.origin][1]))
            counted.update(choice.quantity for choice in line.options.values())
            counted.update(
                _totals((group, choice.quantity) for (group, _), choice in line.options.items()).values()
            )
        counted.update(self._items_now.values())
        counted.update(abs(self._change_of(item)) for item in (*self._items_now, *self._items_before))
        fresh = [line.quantity for line in live if line.origin is None]
        return counted | {len(fresh), len(live), sum(self._items_now.values()), sum(fresh)}

    def _pieces(self, number: int) -> tuple[Option, ...]:
        """Options that are so many pieces."""
        pieces = self._compiled.amounts.pieces.items()
        return tuple((group, known[number]) for group, known in pieces if number in known)

    def _quantities(self) -> Iterator[Token]:
        """Lines of more cups than any words say."""
        for named in self._named:
            for item in named.items:
                all_of_it, more = self._items_now.get(item, 0), self._change_of(item)
                if not all_of_it or abs(more) <= 1:
                    continue
                if any(phrase.weight is not None for phrase in self._phrases):
                    return
                told = {all_of_it, more, -more}
                told.update(line.quantity for line in self._live if line.item == item)
                if told.isdisjoint(self._numbers_said()):
                    yield named.token

    def _numbers_said(self) -> set[int | None]:
        """Every number of the words, and how many stood before."""
        said = {quantity for _, quantity in self._before} | {token.number for token in self._tokens}
        return said | {token.entry.count for token in self._tokens}

    def _same(self) -> Iterator[Token]:
        """ "the same" for another item, which took nothing over."""
        for named in self._named:
            if (
                named.phrase.is_same
                and named.phrase.items
                and not any(
                    line.item == named.items[0] and (line.options or line.without) for line in self._live
                )
                and any(line.options or line.without for line in self._live)
            ):
                yield named.token


def _says(phrase: Phrase) -> bool:
    """True when something follows "change to"."""
    return bool(phrase.items or phrase.mods or phrase.number or phrase.weight or phrase.is_spent)


def _corrects(phrase: Phrase) -> bool:
    return phrase.is_corrected or phrase.is_change


def _is_plain(phrase: Phrase) -> bool:
    """True for a name that is no number of new cups."""
    return phrase.number is None and not (phrase.is_more or phrase.is_wanted or phrase.is_addition)


def _could_have(cart: Cart, line: WorkLine, mod: Mod) -> bool:
    groups = cart.resolved(line).groups
    return any(cart.offers(line, option) for option in mod.options) or any(
        group in groups for group in mod.groups
    )


def _totals(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for one, count in counts:
        totals[one] = totals.get(one, 0) + count
    return totals
