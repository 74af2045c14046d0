"""What stands, named again with its number: "两碗都加辣", "the two bowls, one of them mild", "粥一碗热的一碗凉的" of two.

Nothing is added then: the words behind say what becomes of all or of some of it. Deliberately absent: a number that
is another one than stands (`ordering.py`), and how cups are told apart (`shares.py`).
"""

from collections.abc import Sequence

from qianbei.reader.cart import WorkLine
from qianbei.reader.gathering import Gathering
from qianbei.reader.phrases import Phrase


class Recounting(Gathering):
    """Takes names of what stands for what they are about."""

    def _restate(self, index: int) -> None:
        """Leaves of such a name what is wanted of it; the line is spoken of then."""
        phrase, rest = self._phrases[index], self._phrases[index + 1 :]
        if phrase.items and not phrase.is_more and rest and self._takes_away(phrase, rest[0]):
            phrase.is_removal = True
            del self._phrases[index + 1]
        if not phrase.number or not _is_bare(phrase):
            return
        own = self._own_standing(phrase) if phrase.items else []
        total = sum(line.quantity for line in own)
        shares = _shares([phrase, *rest])
        count = sum(share.number or 0 for share in shares)
        if total > 1 and phrase.number == total and not phrase.mods and rest and _tells_of_them(rest[0]):
            if len(own) == 1:
                self._cart.touched = own[0]
                del self._phrases[index]
            elif rest[0].is_each:
                self._cart.mentioned += own
                del self._phrases[index]
        elif len(own) == 1 and len(shares) > 1 and count == total and phrase.mods:
            phrase.items, phrase.item_token, phrase.mods_before = (), None, 0
            self._cart.touched = own[0]
        elif not phrase.items and len(shares) > 1:
            self._aim_shares(shares, count)

    def _count_line(self, line: WorkLine, phrase: Phrase) -> None:
        """ "one's enough", of a cup with two shots: there is one cup already."""
        if not (phrase.is_whole and self._options.count_inside(line, phrase.number)):
            super()._count_line(line, phrase)

    def _aim_shares(self, shares: Sequence[Phrase], count: int) -> None:
        """ "一碗硬的一碗软的", where the one thing of which there are two is not the one spoken of last."""
        mods = [mod for share in shares for mod in share.mods]
        fits = [
            line
            for line in self._cart.live
            if line.quantity == count > 1 and all(self._options.can_have(line, mod) for mod in mods)
        ]
        current = self._cart.current
        is_other = current is not None and not all(self._options.can_have(current, mod) for mod in mods)
        if len(fits) == 1 and fits[0].origin is not None and is_other:
            self._cart.touched = fits[0]

    def _takes_away(self, phrase: Phrase, following: Phrase) -> bool:
        """ "the soup, we have some at home, leave it out": the name stands before the reason."""
        says = phrase.mods or phrase.number or phrase.is_change or phrase.is_wanted or phrase.is_addition
        more = following.items or following.mods or following.number or following.ordinal
        if says or more or not following.is_removal or following.is_each or following.is_described:
            return False
        return len(phrase.items) == 1 and len(self._own_standing(phrase)) == 1 and not phrase.is_removal

    def _is_of_all(self, phrase: Phrase) -> bool:
        """ "两碗粥都加葱": each line of what stands is changed, and none is new."""
        if not phrase.is_each or len(phrase.items) != 1 or not phrase.mods or not _is_bare(phrase):
            return False
        own = self._own_standing(phrase)
        total = sum(line.quantity for line in own)
        if total < 2 or phrase.number not in (None, total) or (phrase.number is None and len(own) < 2):
            return False
        if not all(self._options.can_have(line, mod) for line in own for mod in phrase.mods):
            return False
        for line in own:
            line.said = {}
            self._options.apply(line, phrase)
        return True

    def _own_standing(self, phrase: Phrase) -> list[WorkLine]:
        """The lines of the draft of the one item."""
        if len(phrase.items) != 1:
            return []
        return [line for line in self._cart.live if line.item in phrase.items and line.origin is not None]


def _is_bare(phrase: Phrase) -> bool:
    """True where no word asks for more, changes, takes away or points."""
    says = phrase.is_wanted or phrase.is_more or phrase.is_change or phrase.is_removal or phrase.is_corrected
    says = (
        says or phrase.is_same or phrase.is_whole or phrase.is_part or phrase.is_per_each or phrase.is_fewer
    )
    return not (says or phrase.is_too or phrase.is_last or phrase.is_other or phrase.ordinal)


def _tells_of_them(phrase: Phrase) -> bool:
    """True for "all of them large", "one of them mild", and for shares."""
    if phrase.items or phrase.is_more or phrase.is_change or not phrase.mods:
        return False
    return phrase.is_each or phrase.is_part or phrase.is_other or phrase.number is not None


def _shares(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The first phrases, as far as each is a number with options."""
    found: list[Phrase] = []
    for place, phrase in enumerate(phrases):
        if (place and phrase.items) or not phrase.number or not phrase.mods or not _is_bare(phrase):
            break
        found.append(phrase)
    return found
