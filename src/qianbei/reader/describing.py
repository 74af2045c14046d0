"""Lines of the cart by what is said of them: "the hot one", "the plain one", "热的有一杯".

Deliberately absent: which single line a phrase is about in the end (`targets.py`).
"""

from collections.abc import Iterator, Sequence

from qianbei.reader.cart import Cart, WorkLine
from qianbei.reader.lexicon import PACKS, ZH
from qianbei.reader.normal import is_wide
from qianbei.reader.options import Options
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Mod, Phrase
from qianbei.reader.sizes import names_of, spellings_of


class Describing:
    """Tells the options that only say which line is meant from those that are wanted."""

    def __init__(self, cart: Cart, options: Options) -> None:
        self._cart, self._options = cart, options
        self._all_before: list[WorkLine] = []
        """The lines that what was just said was about, where it was about all of several."""
        self._all_segment: int | None = None
        self.is_guess = False
        """One of several lines was taken that no words tell apart."""

    def described(self, about: Phrase, lines: list[WorkLine]) -> list[WorkLine]:
        """The lines that have all the options told."""
        told = about.description or about.mods
        found = [line for line in lines if all(self._fits(line, mod) for mod in told)]
        if len(found) > 1 and all(self._says_plain(mod) for mod in told):
            found = [line for line in found if not (line.options or line.without)] or found
        if not found:
            found = [line for line in lines if all(_is_named(mod, line.item) for mod in told)]
        if not found and told:
            found = [line for line in lines if all(self._is_called(line, mod) for mod in told)]
            found = found if len(found) < len(lines) else []
        if not found and len(told) == 1 and self._says_cold(told[0]):
            hot = [line for line in lines if self._is_hot(line)]
            found = [line for line in lines if line not in hot and any(line.item == one.item for one in hot)]
        if len(found) > 1 and self._cart.current in found and about.is_last:
            return [line for line in found if line is self._cart.current]
        return found

    def _says_cold(self, mod: Mod) -> bool:
        return not mod.is_negative and any(
            mod.token.entry.said.removesuffix(ZH.telling) in pack.warmth[1] for pack in PACKS
        )

    def _is_hot(self, line: WorkLine) -> bool:
        groups = self._cart.resolved(line).groups
        chosen = (groups[group].options[option] for group, option in line.options if group in groups)
        return any(
            word in name
            for option in chosen
            for name in names_of(option)
            for pack in PACKS
            for word in pack.warmth[0]
        )

    def _fits(self, line: WorkLine, mod: Mod) -> bool:
        if self._says_plain(mod):
            return self._is_plain(line)
        if mod.options or mod.groups:
            if mod.is_negative and not self._options.can_have(line, mod):
                return False  # a beer is not "the one without raisins"
            return self._options.has(line, mod) is not mod.is_negative
        return mod.names(line.item)

    def _is_called(self, line: WorkLine, mod: Mod) -> bool:
        """ "the mild one": the word stands in a name of the thing, or of what was chosen for it."""
        said = mod.token.entry.said
        if not said or mod.is_negative or mod.amount is not None:
            return False
        known = self._cart.resolved(line)
        groups = known.groups
        chosen = (groups[group].options[option] for group, option in line.options if group in groups)
        names = [*spellings_of(known.item), *(name for option in chosen for name in names_of(option))]
        word = said.removesuffix(ZH.telling) if is_wide(said[0]) else said
        if not {*names}.isdisjoint(self._names_of(mod)):
            return True  # the same under another group
        return any(word in name if is_wide(word[0]) else word in name.split() for name in names)

    def _names_of(self, mod: Mod) -> Iterator[str]:
        for group in self._cart.menu.groups:
            for option in group.options:
                if (group.id, option.id) in mod.options:
                    yield from names_of(option)

    def _says_plain(self, mod: Mod) -> bool:
        """True for "the plain one", and for a default by which no line of the cart could be told."""
        if not mod.options:
            return mod.amount is Word.NORMAL and not mod.groups
        if mod.is_negative or mod.groups or mod.token.entry.items:
            return False
        if any(self._options.can_have(line, mod) or mod.names(line.item) for line in self._cart.live):
            return False
        defaults = {(group.id, option) for group in self._cart.menu.groups for option in group.defaults}
        return not defaults.isdisjoint(mod.options)

    def _is_plain(self, line: WorkLine) -> bool:
        """True for a line to which nothing was added, and nothing left out."""
        groups = self._cart.resolved(line).groups
        added = (groups[group] for group, _ in line.options if group in groups)
        return not line.without and all(group.picks_one or group.min > 0 for group in added)

    def told_by(self, phrase: Phrase) -> list[WorkLine]:
        """Lines of the draft with the option, when it is of a group that needs one and others have another."""
        mod, live = phrase.mods[0], self._cart.live
        if not mod.options or mod.groups:
            return []
        found = [line for line in live if line.origin is not None and self._options.has(line, mod)]
        needs_one = any(
            (group := self._cart.resolved(line).groups.get(known)) is not None
            and group.picks_one
            and group.min > 0
            for line in found
            for known, _ in mod.options
        )
        return found if needs_one and len(found) < len(live) else []

    def named_by(self, phrase: Phrase) -> list[WorkLine]:
        """Lines that a negated option names, where none of the cart can have such an option."""
        mod = phrase.mods[0]
        if len(phrase.mods) > 1 or not mod.is_negative or mod.groups:
            return []
        live = self._cart.live
        does = self._options.has if phrase.is_definite and phrase.is_removal else self._options.can_have
        if any(does(line, mod) for line in live):
            return []
        return [line for line in live if line.item in mod.token.entry.named]

    def point(self, phrase: Phrase) -> None:
        """ "the hot ones unsweetened", "热的加一份焦糖": an option that tells lines of the cart apart is no wish."""
        if phrase.is_change:
            self._point_subject(phrase)
            return
        place = phrase.the if phrase.is_definite else 0
        refers = phrase.refers and not phrase.is_each
        if phrase.items or refers or phrase.number is not None or len(phrase.mods) < 2:
            return
        is_definite = phrase.is_definite or phrase.is_each
        if place >= len(phrase.mods):
            return
        if not (
            self._tells(phrase.mods[place], is_definite, phrase.mods, phrase.is_each)
            or self._is_placed(phrase)
        ):
            return
        mod = phrase.mods.pop(place)
        phrase.is_described, phrase.description = True, [mod]

    def _point_subject(self, phrase: Phrase) -> None:
        about = phrase.subject
        if about is None or about.items or len(about.mods) != 1 or not phrase.mods:
            return
        if about.ordinal is not None or about.is_other or about.is_each or about.is_described:
            return
        if self._tells(about.mods[0], is_definite=True, mods=[about.mods[0], *phrase.mods]):
            about.is_described, about.description = True, list(about.mods)

    def _tells(self, mod: Mod, is_definite: bool, mods: Sequence[Mod], is_each: bool = False) -> bool:
        """True when some lines of the draft have the option, others do not, and the rest is of other groups."""
        live = self._cart.live
        if (
            len(live) < 2
            or mod.is_negative
            or mod.amount is not None
            or (any(line.origin is None for line in live) and not mod.token.entry.is_telling)
        ):
            return False
        if not any(self._options.offered(line, mod) for line in live):
            named = {line.item for line in live} & set(mod.token.entry.named)
            return bool(named) and len(named) < len({line.item for line in live})
        if not (is_definite or mod.token.entry.is_telling or self._is_identity(mod)):
            return False
        if mod.picks_many and not (
            is_each or mod.token.entry.is_telling or all(self.holds_one(line, mod) for line in live)
        ):
            return False
        groups = {group for group, _ in mod.options}
        if any(group in groups for other in mods if other is not mod for group, _ in other.options):
            return False
        having = [line for line in live if self._options.has(line, mod)]
        return 0 < len(having) < len(live)

    def holds_one(self, line: WorkLine, mod: Mod) -> bool:
        """True where the line has one of the option's kind, or can have none."""
        groups = self._cart.resolved(line).groups
        return all(groups[group].picks_one for group, _ in self._options.offered(line, mod))

    def _is_placed(self, phrase: Phrase) -> bool:
        """ "two bagels, one sesame, one onion, butter on the sesame": of which cups of these words it is wanted."""
        told, live = phrase.mods[-1], self._cart.live
        if (
            phrase.the != len(phrase.mods) - 1
            or not phrase.the
            or told.is_negative
            or told.amount is not None
        ):
            return False
        if any(line.origin is not None for line in live):
            return False
        having = [line for line in live if self._options.has(line, told)]
        if not having or len(having) == len(live):
            return False
        return all(self._options.can_have(having[0], mod) for mod in phrase.mods[:-1])

    def _is_identity(self, mod: Mod) -> bool:
        """True for an option of a kind that each thing must be given, as the bread of a sandwich."""
        groups = [
            group
            for line in self._cart.live
            for known, _ in mod.options
            if (group := self._cart.resolved(line).groups.get(known)) is not None
        ]
        return all(group.picks_one and group.min > 0 and not group.defaults for group in groups)

    def aims(self, phrase: Phrase, following: Phrase) -> bool:
        """ "热的有一杯要大杯": an option that only tells of which cups the next words are; that line is spoken of then."""
        says = (
            phrase.items
            or phrase.refers
            or phrase.number is not None
            or phrase.is_change
            or phrase.is_removal
        )
        says = says or phrase.is_more or phrase.is_addition or phrase.is_wanted or phrase.is_contrast
        if says or len(phrase.mods) != 1 or phrase.has_unread or following.segment != phrase.segment:
            return False
        about = following.subject if following.is_change and following.subject is not None else following
        is_bare = about is following or not (about.items or about.mods or about.refers)
        is_share = about.number is not None and following.mods and not following.items and is_bare
        mod = phrase.mods[0]
        if not is_share or mod.is_negative or mod.amount is not None or mod.quantity is not None:
            return False
        live = self._cart.live
        having = [line for line in live if self._options.has(line, mod)]
        if len(having) != 1 or len(live) < 2 or any(line.origin is None for line in live):
            return False
        about.is_part |= having[0].quantity > (about.number or 0)
        self._cart.touched = having[0]
        return True


def _is_named(mod: Mod, item: str) -> bool:
    """True when the words name the item, though they also name what could stand in another one."""
    return mod.names(item) or item in mod.token.entry.items
