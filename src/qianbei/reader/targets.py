"""Which lines of the cart a phrase speaks of: by item, by ordinal, "that one", "all", or the one last touched."""

from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.phrases import Phrase


class Targets:
    """Finds lines for one turn; splits a line when only some of its cups are meant."""

    def __init__(self, cart: Cart) -> None:
        self._cart = cart

    def lines_meant(self, phrase: Phrase) -> list[WorkLine]:
        """The lines for options or a count said without an item; empty when none or no single one is meant."""
        live = self._cart.live
        if not live:
            return []
        about = phrase.subject or phrase
        if about.items and not (about is phrase and phrase.is_change):
            return [line for line in live if line.item == about.items[0]][-1:]
        if about.ordinal is not None:
            return self._by_ordinal(about.ordinal, phrase)
        if phrase.is_each or about.is_each:
            return self._offering(phrase, live) or live
        if about.is_last or phrase.is_last:
            return live[-1:]
        if self._cart.touched is not None and not self._cart.touched.is_removed:
            return [self._cart.touched]
        return (self._offering(phrase, live) or live)[-1:]

    def changed_line(self, phrase: Phrase) -> WorkLine | None:
        """The line whose item is to be replaced, None when there is none."""
        lines = self.lines_meant(phrase)
        return lines[-1] if lines else None

    def line_spoken_of(self, phrase: Phrase) -> WorkLine | None:
        """The draft's line that a phrase with an item changes; None when it asks for a new one."""
        if phrase.is_wanted or phrase.is_more:
            return None
        own = [line for line in self._cart.live if line.item == phrase.items[0] and line.origin is not None]
        if len(own) != 1:
            return None
        if phrase.number is None:
            return own[0] if phrase.mods else None
        counted, named = phrase.number_token, phrase.item_token
        is_behind = counted is not None and named is not None and counted.start > named.start
        return own[0] if is_behind and not phrase.is_addition else None

    def is_ambiguous(self, phrase: Phrase) -> bool:
        """True when an ordinal could mean a cup of one line or another line."""
        about = phrase.subject or phrase
        live = self._cart.live
        return about.ordinal is not None and about.ordinal <= sum(line.quantity for line in live)

    def split(self, line: WorkLine, number: int) -> WorkLine:
        """Takes `number` cups out of the line into a new line of their own."""
        line.quantity -= number
        part = self.copy(line)
        part.quantity = number
        return part

    def copy(self, line: WorkLine) -> WorkLine:
        """A new line with the same item and options."""
        part = self._cart.add(line.item, 1)
        part.options, part.without = dict(line.options), set(line.without)
        return part

    def _by_ordinal(self, ordinal: int, phrase: Phrase) -> list[WorkLine]:
        live = self._cart.live
        if all(line.quantity == 1 for line in live):
            return live[ordinal - 1 : ordinal]
        if len(live) > 1 or not 1 <= ordinal <= live[0].quantity:
            return []
        return [self.split(live[0], 1)]

    def _offering(self, phrase: Phrase, lines: list[WorkLine]) -> list[WorkLine]:
        """Those of the lines that offer every option of the phrase."""
        return [
            line
            for line in lines
            if all(any(self._cart.offers(line, option) for option in mod.options) for mod in phrase.mods)
        ]
