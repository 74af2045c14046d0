"""Phrases that belong together, before they are carried out: a copy and what sets it apart, a line and what is wanted of it.

Deliberately absent: how a line is copied (`targets.py`), and what one item takes over from another (`ordering.py`).
"""

from qianbei.reader.ordering import Ordering
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod, Phrase


class Gathering(Ordering):
    """Looks at neighbouring phrases, and gives the one what was said of it in the other."""

    def _merge_same(self, index: int) -> None:
        """ "another set, the same thing": the words behind the comma say what kind of another."""
        phrase, rest = self._phrases[index], self._phrases[index + 1 : index + 2]
        is_more = phrase.items and (phrase.is_more or phrase.is_addition) and not phrase.mods
        if not is_more or not rest or not rest[0].is_same or not self._has_line(phrase.items[0]):
            return
        same = rest[0]
        says = same.items or same.mods or same.is_change
        if not (says or same.number or (same.refers and not same.is_last)):
            phrase.is_same = True
            del self._phrases[index + 1]

    def _same_behind(self) -> None:
        """ "再来一本粉的，其他一样": the end says that the new one is a copy, but for what was said of it."""
        if len(self._phrases) < 2 or not self._phrases[-1].is_same:
            return
        same, more = self._phrases[-1], next((each for each in self._phrases if each.is_more), None)
        says = same.items or same.mods or same.number is not None or same.is_change or same.is_more
        if says or same.refers or more is None or more.is_same or more.number not in (None, 1):
            return
        if (more.mods and not more.items) or (more.items and self._has_line(more.items[0])):
            more.is_same = True
            del self._phrases[-1]

    def _standing(self, phrase: Phrase) -> int:
        """How many of the item the draft has."""
        return sum(
            line.quantity for line in self._cart.live if line.item in phrase.items and line.origin is not None
        )

    def _merge_both(self, index: int) -> None:
        """ "both sweet and sour": the two options are of each thing, and none of them is it twice."""
        phrase, rest = self._phrases[index], self._phrases[index + 1 : index + 2]
        if (
            not rest
            or not phrase.is_each
            or len(phrase.mods) != 1
            or phrase.items
            or not phrase.mods[0].picks_many
        ):
            return
        other = rest[0]
        says_more = other.items or other.number or other.is_change or other.is_removal or other.refers
        if says_more or not other.is_listed or len(other.mods) != 1 or other.segment != phrase.segment:
            return
        if {group for group, _ in phrase.mods[0].options} & {group for group, _ in other.mods[0].options}:
            phrase.mods = [*phrase.mods, *other.mods]
            del self._phrases[index + 1]

    def _is_of_same(self, phrase: Phrase, following: Phrase) -> bool:
        """ "one more, the same as the first": the number belongs to the copy."""
        is_bare = not (phrase.mods or phrase.is_change or phrase.is_removal or phrase.refers)
        is_bare &= (
            not phrase.items or following.is_described or phrase.items == self._item_at(following.ordinal)
        )
        is_told = following.ordinal is not None or following.is_described
        if not (phrase.is_more and is_bare and following.is_same and is_told):
            return False
        following.number, following.is_more = following.number or phrase.number, True
        return True

    def _item_at(self, ordinal: int | None) -> tuple[str, ...]:
        """The item of the line in that place."""
        return tuple(line.item for line in self._cart.live[: ordinal or 0][-1:])

    def _joins(self, phrase: Phrase, following: Phrase) -> bool:
        """ "the same again, hot": the options after a comma belong to the new cup."""
        if not (phrase.is_more or phrase.is_same) or phrase.mods or phrase.is_removal:
            return False
        if phrase.items and not self._is_of_new(phrase, following):
            return False
        refers = following.refers and not following.is_last and not (following.is_same and following.is_mine)
        is_bare = not following.number and not following.is_removal and not refers
        if phrase.is_same and phrase.is_each and following.mods and is_bare:
            following.is_each, phrase.is_same = True, False
            return False  # "the same sauce on both, ranch"
        if phrase.is_change or not is_bare:
            return False
        if following.items or not (following.mods or following.is_same):
            return False
        following.items, following.item_token = phrase.items, phrase.item_token
        return True

    def _is_of_new(self, phrase: Phrase, following: Phrase) -> bool:
        """ "another tea, and that one hot": what is said of "that one" is of the new one, and not of what stood."""
        is_told = following.is_last and bool(following.mods) and following.segment > phrase.segment
        return is_told and phrase.is_more and self._standing(phrase) > 0 and not following.is_each

    def _sets_apart(self, phrase: Phrase, following: Phrase) -> None:
        """ "the same again, but with cola": what the copy can hold is no thing of its own."""
        is_copy = phrase.is_same or (phrase.is_more and not (phrase.items or phrase.mods))
        token, counted = following.item_token, following.number_token
        if not (is_copy and following.is_contrast) or following.is_more:
            return
        is_article = following.number == 1 and counted is not None and counted.does(Word.FILLER)
        if token is None:
            if is_article and following.mods:
                following.number = None  # "but with a muffin"
            return
        if following.number is not None and not is_article:
            return
        own = [line for line in self._cart.live if not phrase.items or line.item == phrase.items[0]]
        line = self._cart.current if self._cart.current in own else (own[-1] if own else None)
        mod = Mod(token.entry.options, token)
        if line is not None and self._options.offered(line, mod):
            following.mods = [mod, *following.mods]
            following.items, following.item_token, following.number = (), None, None
            following.is_wanted = False

    def _aims(self, index: int) -> bool:
        """True for words that only say of which line the next ones are."""
        phrase, rest = self._phrases[index], self._phrases[index + 1 : index + 2]
        if not rest:
            return False
        following = rest[0]
        if self._takes_it_off(phrase, following) or self._says_it_twice(phrase, following):
            return True
        if self._is_all_behind(phrase, following):
            following.mods, following.number, phrase.mods = phrase.mods, None, []
            return True
        if (
            phrase.mods
            and following.is_listed
            and following.is_definite
            and 0 < following.the < len(following.mods)
        ):
            says = phrase.items or phrase.refers or phrase.number or phrase.is_change or phrase.is_removal
            if not says and following.segment == phrase.segment and not following.items:
                following.mods = [*phrase.mods, *following.mods]  # "ham and corn to the small"
                following.the += len(phrase.mods)
                return True
        return self._targets.aims(phrase, following)

    def _takes_it_off(self, phrase: Phrase, following: Phrase) -> bool:
        """ "it comes with onion, right? leave it off": what the thing has, and not the thing."""
        is_it = following.is_removal and following.is_last and following.number is None
        if not is_it or following.mods or following.is_described or len(phrase.mods) != 1:
            return False
        mod, items = phrase.mods[0], following.items or phrase.items
        says = phrase.number is not None or phrase.is_change or phrase.is_removal or phrase.refers
        if says or mod.is_negative or mod.groups or not mod.options:
            return False
        current = self._cart.current
        own = [line for line in self._cart.live if line.item in items] if items else [current]
        if not any(line is not None and self._options.has(line, mod) for line in own):
            return False
        following.items, following.mods, mod.is_negative = items, [mod], True
        return True

    def _says_it_twice(self, phrase: Phrase, following: Phrase) -> bool:
        """ "bacon in the other one, the large": behind the comma stands once more which line is meant."""
        says = following.items or following.number is not None or following.refers or following.is_change
        says = (
            says or following.is_removal or following.is_more or following.is_listed or following.has_unread
        )
        is_bare = following.is_definite and len(following.mods) == 1 and following.the == 0 and not says
        if not is_bare or not phrase.mods or not (phrase.is_other or phrase.is_last) or phrase.items:
            return False
        told = Phrase(mods=following.mods)
        if len(self._targets.described(told, self._cart.live)) != 1:
            return False
        following.is_described, following.description, following.is_single = True, following.mods, True
        following.mods, following.is_change, following.is_addition = (
            phrase.mods,
            phrase.is_change,
            phrase.is_addition,
        )
        return True

    def _wish_untold(self) -> None:
        """ "the spicy ones", where no line is told by it: it is wanted."""
        for phrase in self._phrases:
            if (
                not phrase.is_described
                or phrase.is_single
                or phrase.mods
                or phrase.is_removal
                or phrase.is_part
            ):
                continue
            if not (phrase.is_change or self._targets.described(phrase, self._cart.live)):
                phrase.mods, phrase.description, phrase.is_described = phrase.description, [], False
                phrase.is_definite = True

    def _tell_rest(self, phrase: Phrase) -> None:
        """ "a box of six, four plain and the rest wheat": as many as the box still takes; and what is of all of a list."""
        if phrase.mods and not phrase.items and phrase.mods[-1].token.is_plural:
            phrase.is_each |= self._is_of_list(phrase)
        line = self._cart.touched
        if line is None or not phrase.is_other or len(phrase.mods) != 1 or phrase.number is not None:
            return
        offered = self._options.offered(line, phrase.mods[0])
        left = [self._cart.left(line, group) for group, _ in offered]
        if len(left) == 1 and left[0] > 0 and not phrase.mods[0].is_negative:
            phrase.is_other, phrase.mods[0].quantity = False, left[0]

    def _is_all_behind(self, phrase: Phrase, following: Phrase) -> bool:
        """ "less ice, both of them": what is wanted stands before the words that say of which lines."""
        says = phrase.items or phrase.refers or phrase.number or phrase.is_change or phrase.is_removal
        if says or phrase.is_more or not phrase.mods or not following.is_each or following.is_per_each:
            return False
        more = following.items or following.mods or following.is_change or following.is_removal
        if more or following.has_unread:
            return False
        cups = sum(line.quantity for line in self._cart.live)
        return following.number in (None, cups, len(self._cart.live))

    def _is_into(self, phrase: Phrase, following: Phrase) -> bool:
        """ "an extra shot in one americano": of a line that stands, so many cups."""
        if phrase.number not in (None, 1) or phrase.is_change or phrase.refers or following.mods:
            return False
        if not following.number or following.is_listed or following.segment != phrase.segment:
            return False
        line = next((line for line in self._cart.live if line.item in following.items), None)
        if line is None or line.origin is None or following.number > line.quantity:
            return False
        return all(self._options.can_have(line, mod) for mod in phrase.mods)

    def _share_ahead(self) -> None:
        """ "one large, one medium, two lemonades": the shares stand before their item."""
        total = 0
        for index, phrase in enumerate(self._phrases):
            if phrase.items:
                if total > 1 and phrase.number == total and index:
                    self._phrases.insert(0, self._phrases.pop(index))
                return
            if not phrase.number or not phrase.mods or phrase.is_change or self._cart.live:
                return
            total += phrase.number

    def _is_of_list(self, phrase: Phrase) -> bool:
        """ "beef wraps and lamb wraps, small plates": an option said as of several is of each."""
        if phrase.refers or phrase.is_change or phrase.number is not None or phrase.subject is not None:
            return False
        fresh = [line for line in self._cart.live if line.origin is None]
        return len(fresh) > 1 and len(self._targets.offering(phrase, fresh)) == len(fresh)
