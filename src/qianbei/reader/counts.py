"""What the numbers of a sentence count: cups, options, or each of several things."""

from collections.abc import Mapping, Sequence

from qianbei.reader.ahead import Ahead
from qianbei.reader.apiece import is_bare_each, one_each
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod, Option, Phrase, Sentence
from qianbei.reader.senses import Senses
from qianbei.reader.tokens import Token

_LIST_MAX = 24


class Counts:
    """Tells a number of options ("two shots") from a number of cups."""

    def __init__(
        self, tokens: Sequence[Token], ahead: Ahead, countable: Mapping[Option, bool], senses: Senses
    ) -> None:
        self._tokens, self._ahead, self._senses = tokens, ahead, senses
        self.countable = countable
        """Options of pick-many groups → whether more than one may be had."""

    def counts_option(self, index: int, now: Phrase, is_single: bool) -> bool:
        """True for the number of "two portions of …", where it counts an option and not cups.

        `is_single` when of the thing spoken of there is one, so that no numbers can tell its cups apart.
        """
        if (now.is_part and now.number is None) or self.stands_behind(index):
            return False
        following = self._tokens[index + 1 : index + 4]
        if not any(token.entry.options for token in following):
            return False
        is_portion = bool(following) and following[0].does(Word.PORTION)
        is_measure = bool(following) and following[0].does(Word.MEASURE) and not is_portion
        rest = following[1:] if is_portion or is_measure else following
        is_measured = (
            self._tokens[index].entry.count is not None and self._tokens[index - 1] is now.item_token
        )
        if is_measured and not (rest and self._is_countable(rest[0], more=True)):
            return False  # "铅笔两支带橡皮头"
        if len(rest) > 1 and rest[0].does(Word.MORE):
            rest = [token for token in rest if not (token.does(Word.MEASURE) or token.does(Word.PORTION))]
        if len(rest) > 1 and rest[0].does(Word.EXTRA) and not self._is_countable(rest[1], more=True):
            return False
        rest = [token for token in rest if not token.does(Word.ADD) and not token.does(Word.EXTRA)]
        option = rest[0] if rest else None
        if option is None or option.entry.items or not self._is_countable(option):
            return False
        place = self._tokens.index(option)
        again = self._tokens[place + 1].number if place + 1 < len(self._tokens) else None
        if now.items and now.number is None and again is not None and self._tokens[index - 1].entry.items:
            return False  # "chips one portion, ketchup three"
        if is_measure:
            is_own = is_single and not following[1].does(Word.ADD) and not self._ahead.has_item(index)
            is_own |= (now.is_each or (now.is_other and now.is_wanted)) and not now.items
            return now.is_addition or (is_own and self._is_countable(option, more=True))
        return bool(now.items) or now.is_addition or not self._ahead.has_item(index)

    def of_option(self, index: int, now: Phrase) -> int | None:
        """The number said just before the option, when it counts the option."""
        if not self._is_countable(self._tokens[index]):
            return None
        before = index - 1
        while before >= 0 and index - before < 4 and self._tokens[before].number is None:
            if self._tokens[before].entry.count and all(
                m.token is not self._tokens[before] for m in now.mods
            ):
                return self._tokens[before].entry.count
            token = self._tokens[before]
            is_more = token.does(Word.EXTRA) and self._is_countable(self._tokens[index], more=True)
            if not (token.does(Word.PORTION) or token.does(Word.MEASURE) or is_more):
                return None
            before -= 1
        if before < 0 or self._tokens[before].number is None:
            return None
        is_counted_cup = now.number_token is self._tokens[before] or self.stands_behind(before)
        return None if is_counted_cup else self._tokens[before].number

    def stands_behind(self, index: int) -> bool:
        """True for each number of "salmon two scoops, tuna one": all stand behind what they count."""
        start = index
        while start and index - start < _LIST_MAX and self._is_listed(self._tokens[start - 1]):
            start -= 1
        kinds = []
        for token in self._tokens[start : start + _LIST_MAX]:
            if not self._is_listed(token):
                break
            if token.entry.options or (token.number is not None and not token.does(Word.FILLER)):
                kinds.append(bool(token.entry.options))
        return len(kinds) > 3 and kinds[0] and kinds == [True, False] * (len(kinds) // 2)

    def _is_listed(self, token: Token) -> bool:
        if token.entry.options:
            return self._is_countable(token) and token.entry.count is None
        return token.number is not None or token.does(Word.PORTION) or token.does(Word.MEASURE)

    def follows_option(self, index: int, now: Phrase, is_single: bool) -> bool:
        """True for "… coconut, two portions": the number stands behind the option it counts."""
        if not now.mods or not now.mods[-1].picks_many or now.mods[-1].quantity is not None:
            return False
        if now.items and len(now.mods) <= now.mods_before:
            return False
        following = self._tokens[index + 1 : index + 3]
        if self._tokens[index].entry.count is not None:
            following = self._tokens[index : index + 2]  # a number and its measure in one
        is_portion = bool(following) and (
            following[0].does(Word.PORTION)
            or following[0].entry.count is not None
            or (
                is_single
                and following[0].does(Word.MEASURE)
                and self._is_countable(now.mods[-1].token, more=True)
            )
        )
        is_last = len(following) < 2 or not (following[1].entry.items or following[1].entry.options)
        is_last = is_last or self.stands_behind(index)
        before = index - 1
        if self._tokens[before].does(Word.WANT) or self._tokens[before].does(Word.ADD):
            before -= 1
        is_near = before >= 0 and self._tokens[before] is now.mods[-1].token
        return is_portion and is_last and is_near and not now.mods[-1].is_negative

    def _is_countable(self, token: Token, more: bool = False) -> bool:
        options = token.entry.options
        if more:
            return any(map(self.countable.get, self._own(options)))
        return self.has_countable(options)

    def has_countable(self, options: Sequence[Option]) -> bool:
        """True when one of the options is of a group that many are picked from."""
        known = self.countable.keys()
        return not known.isdisjoint(options) and not known.isdisjoint(self._own(options))

    def _own(self, options: Sequence[Option]) -> Sequence[Option]:
        """Those that the thing named last can have; all of them where it can have none."""
        item = self._senses.named_last
        return (self._senses.places(item, options) if item is not None else ()) or options


def spread_counts(sentence: Sentence) -> None:
    """Gives the number of "two each" to every item it is about."""
    phrases = sentence.phrases
    for index, phrase in enumerate(phrases):
        if phrase.is_per_each and phrase.items:
            for other in phrases[index + 1 :]:
                if not other.items or other.number is not None:
                    break
                other.number = phrase.number
        elif (
            phrase.number is not None and (phrase.is_per_each or _is_each_alone(phrase)) and not phrase.items
        ):
            listed = _listed_before(phrases, index)
            for other in listed:
                other.number = phrase.number
            if (
                not listed
                and index
                and is_choice(phrases[index - 1].mods)
                and phrases[index - 1].number is None
            ):
                before = phrases[index - 1]
                listed = [
                    Phrase(mods=[mod], number=phrase.number, segment=before.segment) for mod in before.mods
                ]
                if before.items:
                    continue
                phrases[index - 1 : index] = listed
            if not listed:
                listed = _shares_before(phrases, index)
                for other in listed:
                    other.number = phrase.number
            if listed:
                phrase.number, phrase.is_each = None, True
        elif phrase.is_each and index and is_bare_each(phrase):
            one_each(sentence, index)
    _spend_kind(phrases)
    for index, phrase in enumerate(phrases):
        if phrase.mods:
            _spread_options(phrases, index, phrase)
    sentence.phrases = [p for p in phrases if not (p.is_spent or p.is_per_each) or not _is_spent(p)]


def _spend_kind(phrases: list[Phrase]) -> None:
    """ "five buns: three pork, two bean": the kind only says how many there are in all, and what is of each."""
    for index, head in enumerate(phrases):
        if len(head.items) < 2 or (head.number or 0) < 2 or head.is_removal or head.is_change:
            continue
        told: list[Phrase] = []
        for other in phrases[index + 1 :]:
            is_of_kind = len(other.items) == 1 and other.items[0] in head.items
            if not is_of_kind or sum(each.number or 1 for each in told) == head.number:
                break
            told.append(other)
        if len(told) < 2 or sum(each.number or 1 for each in told) != head.number:
            continue
        for other in told:
            other.mods, other.mods_before = [*head.mods, *other.mods], other.mods_before + len(head.mods)
        head.is_spent = True


def _spread_options(phrases: list[Phrase], index: int, phrase: Phrase) -> None:
    """Options said once for a list: "three large: …, … and …", "half portions of … and …", "… 和 … 各半份"."""
    following = phrases[index + 1 :]
    if phrase.is_per_each and phrase.mods and not phrase.items and phrase.number is None:
        listed = _listed_before(phrases, index)
        for other in listed:
            other.mods, phrase.is_spent = [*other.mods, *phrase.mods], True
            other.number = 1 if len(listed) > 1 else None
    elif (
        not phrase.items and phrase.mods and (phrase.number or 0) > 1 and not phrase.is_change and index == 0
    ):
        listed = _bare(following)
        counted = [other for other in following if other.items and other.number]
        if sum(other.number or 0 for other in counted) == phrase.number and len(counted) == len(following):
            for other in counted:
                other.mods, other.mods_before = (
                    [*phrase.mods, *other.mods],
                    other.mods_before + len(phrase.mods),
                )
            phrase.is_spent = True
        elif len(listed) == phrase.number:
            for other in listed:
                other.mods, other.mods_before = (
                    [*phrase.mods, *other.mods],
                    other.mods_before + len(phrase.mods),
                )
                other.number, phrase.is_spent = 1, True
    elif phrase.is_head and phrase.items:
        for other in _bare(following):
            if other.mods:
                break
            other.mods, other.mods_before = list(phrase.mods[: phrase.mods_before]), phrase.mods_before


def is_choice(mods: Sequence[Mod]) -> bool:
    """True for several options of one group that holds one: "large, medium, small"."""
    if len(mods) < 2 or any(
        mod.picks_many or mod.is_negative or mod.is_soft or not mod.options for mod in mods
    ):
        return False
    groups = set[str].intersection(*({group for group, _ in mod.options} for mod in mods))
    return bool(groups) and len({mod.options for mod in mods}) == len(mods)


def _bare(phrases: list[Phrase]) -> list[Phrase]:
    """The items at the beginning that have no number of their own."""
    found = []
    for other in phrases:
        if (
            not other.items
            or other.number is not None
            or other.is_more
            or other.is_removal
            or other.is_change
        ):
            break
        found.append(other)
    return found


def _listed_before(phrases: list[Phrase], index: int) -> list[Phrase]:
    found: list[Phrase] = []
    for other in reversed(phrases[:index]):
        if not other.items or other.number is not None:
            break
        found.append(other)
    close = [other for other in found if other.segment == phrases[index].segment]
    return close if len(close) > 1 and close[-1].mods == [] else found


def _shares_before(phrases: list[Phrase], index: int) -> list[Phrase]:
    """Options listed after an item of which there are as many: each is a share of it."""
    found: list[Phrase] = []
    for other in reversed(phrases[:index]):
        if other.items or other.number is not None or not other.mods or other.is_change:
            break
        found.append(other)
    before = phrases[index - len(found) - 1] if len(found) < index else None
    return found if before is not None and before.items and before.number == len(found) > 1 else []


def _is_each_alone(phrase: Phrase) -> bool:
    return phrase.is_each and not phrase.mods and not phrase.is_change


def _is_spent(phrase: Phrase) -> bool:
    if phrase.is_spent:
        return True
    says_more = (
        phrase.items or phrase.mods or phrase.number is not None or phrase.is_removal or phrase.is_change
    )
    return phrase.is_per_each and not says_more and not phrase.has_unread
