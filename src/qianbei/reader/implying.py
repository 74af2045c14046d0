"""Which item is meant where its options say so: "a beef plate", "half a chicken as well", "a large, half seafood".

Deliberately absent: which line is meant (`targets.py`), and what is done with the item (`ordering.py`).
"""

from collections.abc import Mapping, Sequence

from qianbei.menu.resolved import ResolvedGroup
from qianbei.reader.cart import WorkLine
from qianbei.reader.contracts import TurnFault
from qianbei.reader.families import Features
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Option, Phrase
from qianbei.reader.reading import Ask
from qianbei.reader.slotting import Slotting


class Implying(Slotting):
    """Finds the item by what it can have."""

    def _names_itself(self, phrase: Phrase) -> bool:
        """ "half a chicken as well": an option of that very thing, with its name in it."""
        resolved = self._cart.menu.resolved
        for mod in phrase.mods:
            for item in () if mod.is_negative else mod.token.entry.holds:
                if _has_one(resolved[item].groups, mod.options):
                    phrase.items, phrase.item_token, phrase.is_addition = (item,), mod.token, True
                    phrase.number = phrase.number or 1
                    return True
        return False

    def _only_item_with(self, phrase: Phrase, is_required: bool = True) -> str | None:
        """The one item of the menu that must have a choice among what was said, and is named by it."""
        chosen = [mod.options for mod in phrase.mods if not mod.is_negative and mod.options]
        if not chosen or phrase.is_removal:
            return None
        resolved = self._cart.menu.resolved
        takers = [{item for one in options for item in self._takers.get(one, ())} for options in chosen]
        having = [*set[str]().union(*takers)]
        if len(having) > 1:
            having = [*set[str].intersection(*takers)]
        if is_required:
            having = [item for item in having if _must_choose(resolved[item].groups, chosen)]
        else:
            having = [
                item for item in having if any(_picks_one(resolved[item].groups, one) for one in chosen)
            ]
        if len(having) > 1:
            held = {item for mod in phrase.mods for item in mod.token.entry.holds}
            having = [item for item in having if item in held]
        return having[0] if len(having) == 1 and not self._is_called_else(having[0], phrase) else None

    def _is_called_else(self, item: str, phrase: Phrase) -> bool:
        """ "a large seafood" is no half of a pizza that holds several: it is named, and can have the rest."""
        resolved = self._cart.menu.resolved
        for mod in phrase.mods:
            rest = [other.options for other in phrase.mods if other is not mod and other.options]
            if mod.token.entry.named and not _picks_one(resolved[item].groups, mod.options):
                named = (resolved[one].groups for one in mod.token.entry.named)
                if any(all(_has_one(groups, options) for options in rest) for groups in named):
                    return True
        return False

    def _item_implied(self, phrase: Phrase, following: Phrase | None) -> str | None:
        """What these options are of, else what they and the next ones are of."""
        return (
            self._only_item_with(phrase)
            or self._item_of_next(phrase, following)
            or self._item_of_run(phrase, following)
        )

    def _item_of_run(self, phrase: Phrase, following: Phrase | None) -> str | None:
        """ "mango and lemon, in a waffle cone": the one item that can have all that is said before another begins."""
        if following is None or phrase.number is not None:
            return None
        place = next(i for i, each in enumerate(self._phrases) if each is phrase)
        mods = list(phrase.mods)
        for other in self._phrases[place + 1 :]:
            says = other.items or other.number or other.is_change or other.is_removal or other.refers
            if says or not other.mods:
                break
            mods += other.mods
        item = self._only_item_with(Phrase(mods=mods)) if len(mods) > len(phrase.mods) else None
        groups = self._cart.menu.resolved[item].groups if item is not None else {}
        chosen = [g for mod in mods for g, _ in mod.options if g in groups and groups[g].picks_one]
        return item if len(chosen) == len({*chosen}) else None  # "a large beef and a large seafood" are two

    def _item_of_next(self, phrase: Phrase, following: Phrase | None) -> str | None:
        """ "two pork, one red bean", where pork alone could be in several things: the item that the next words imply."""
        if following is None or phrase.number is None or following.items or following.number is None:
            return None
        item = self._only_item_with(following)
        groups = self._cart.menu.resolved[item].groups if item is not None else {}
        return item if all(_has_one(groups, mod.options) for mod in phrase.mods) else None

    def _item_apart(self, phrase: Phrase) -> str | None:
        """ "再来两卷宽胶带": counted, and what no line can have is a choice that one thing of the menu must be given."""
        if phrase.number is None or phrase.refers or phrase.is_change or phrase.is_part:
            return None
        if any(self._options.can_have(line, mod) for line in self._cart.live for mod in phrase.mods):
            return None
        return self._only_item_with(phrase, is_required=False)

    def _is_beside(self, phrase: Phrase) -> bool:
        """ "…, twelve of the plum", where the things that stand come in twelves too, and none with plum: one that has both."""
        says = phrase.refers or phrase.is_change or phrase.is_removal or phrase.is_more or phrase.is_corrected
        if says or any(mod.is_negative or not mod.options for mod in phrase.mods):
            return False
        live = self._cart.live
        if all(any(self._options.can_have(line, mod) for line in live) for mod in phrase.mods):
            return False
        is_new = phrase.number is not None or any(mod.quantity is not None for mod in phrase.mods)
        is_new = is_new or phrase.is_portioned or phrase.is_wanted or phrase.is_addition
        item = self._only_item_with(phrase) if is_new else None
        phrase.items = (item,) if item is not None else ()
        return item is not None or self._names_filling(phrase)

    def _fit_items(self, phrase: Phrase) -> None:
        """ "a beef plate", where one plate alone has a choice of meat: the options tell which thing is named."""
        resolved = self._cart.menu.resolved
        told = [mod.options for mod in phrase.mods if mod.options and not mod.is_replaced]
        fits = [item for item in phrase.items if all(_has_one(resolved[item].groups, each) for each in told)]
        if fits and len(fits) < len(phrase.items):
            phrase.items = tuple(fits)
        self._fit_family(phrase)

    def _ask_which(self) -> None:
        """Things of which no words told which one is meant are asked about, and not ordered."""
        names = self._reading.names
        for line in [line for line in self._cart.live if line.could_be]:
            token = next((names[item] for item in line.could_be if item in names), None)
            self._reading.asks.append(Ask(items=line.could_be, token=token))
            self._reading.fail(TurnFault.AMBIGUOUS)
            self._cart.put_back(line)

    def _fit_family(self, phrase: Phrase) -> None:
        """One of several that share a name: the one that has what was said of it; till words tell, any one of them."""
        families, items = self._cart.families, list(phrase.items)
        if not set(items) <= set(families.siblings.get(items[0], ())):
            return
        for mod in phrase.mods:
            fits = [item for item in items if _is_told(families.features[item], mod.options)]
            items = fits if fits and not mod.is_negative else items
        if len(items) > 1:
            self._cart.could_be[items[0]] = tuple(items)
            if phrase.item_token is not None:
                self._reading.names[items[0]] = phrase.item_token
        else:
            self._cart.could_be.pop(items[0], None)
        phrase.items = (items[0],)

    def _names_item(self, phrase: Phrase) -> bool:
        """ "a large seafood": an option's name that stands in the name of an item which can have the rest."""
        if phrase.is_removal or phrase.refers:
            return False
        resolved = self._cart.menu.resolved
        held = next((mod for mod in phrase.mods if not mod.is_negative and mod.token.entry.holds), None)
        if held is not None:  # "whole chicken"
            phrase.items, phrase.item_token = held.token.entry.holds, held.token
            return True
        for mod in phrase.mods:
            if mod.is_negative or not mod.token.entry.named:
                continue
            rest = [other for other in phrase.mods if other is not mod]
            fits = [
                item
                for item in mod.token.entry.named
                if all(
                    _has_one(resolved[item].groups, other.options)
                    or any(group in resolved[item].groups for group in other.groups)
                    for other in rest
                )
            ]
            if fits:
                phrase.items, phrase.item_token, phrase.mods = tuple(fits), mod.token, rest
                return True
        return False

    def _names_filling(self, phrase: Phrase) -> bool:
        """ "a chicken wrap", where a set has a place for a wrap: the thing itself, which can have the rest."""
        menu = self._cart.menu
        for mod in phrase.mods if len(phrase.mods) > 1 else ():
            rest = [other for other in phrase.mods if other is not mod]
            if mod.is_negative or all(other.is_negative for other in rest):
                continue
            places = {group for group, _ in mod.options}
            items = {
                option.item
                for group in menu.groups
                if group.id in places
                for option in group.options
                if (group.id, option.id) in mod.options
            }
            item = items.pop() if len(items) == 1 else None
            if item and all(_has_one(menu.resolved[item].groups, other.options) for other in rest):
                phrase.items, phrase.item_token, phrase.mods = (item,), mod.token, rest
                return True
        return False

    def _just_told(self, phrase: Phrase) -> WorkLine | None:
        """ "the plum roll, the twelve piece one, on brown rice": the line of these words, and what kind of it is wanted."""
        line, told = self._cart.touched, phrase.description
        if line is None or line.origin is not None or not phrase.is_described or not told or phrase.is_change:
            return None
        offered = [self._options.offered(line, mod) for mod in (*told, *phrase.mods)]
        is_new = all(each and all(group not in line.said for group, _ in each) for each in offered)
        return line if is_new and not any(mod.is_negative for mod in told) else None

    def _fill_open(self, phrase: Phrase) -> None:
        """ "tomato and the spicy one": no line is told by it, but a place that is still open can have it."""
        line, mods = self._cart.current, phrase.description
        if line is None or self._targets.described(phrase, self._cart.live):
            return
        still_open = self._cart.open_groups()
        told = [self._options.offered(line, mod) for mod in mods]
        if all((each and line.origin is None) or any(g in still_open for g, _ in each) for each in told):
            self._options.apply(line, phrase, mods)

    def _fills_up(self, line: WorkLine, phrase: Phrase) -> bool:
        """ "the lunch with a roll, and a cold tea": what the set still has to hold is no other set."""
        counted = phrase.number_token
        if phrase.number != 1 or counted is None or not counted.does(Word.FILLER) or not phrase.mods:
            return False
        groups = self._cart.resolved(line).groups
        offered = [self._options.offered(line, mod) for mod in phrase.mods]
        if not all(offered) or any(known[0] in line.said for each in offered for known in each):
            return False
        return any(groups[group].options[one].item for each in offered for group, one in each)


def _must_choose(groups: Mapping[str, ResolvedGroup], chosen: Sequence[Sequence[Option]]) -> bool:
    """True with something chosen of a group that nothing fills till then."""
    said = {group for options in chosen for group, _ in options if group in groups}
    return any(groups[known].is_open and not groups[known].when for known in said)


def _picks_one(groups: Mapping[str, ResolvedGroup], options: Sequence[Option]) -> bool:
    """True with one of the options in a group that holds one."""
    return any(group in groups and groups[group].picks_one for group, _ in options)


def _is_told(features: Features, options: Sequence[Option]) -> bool:
    """True with one of the options among what tells it from its family."""
    return any(features.get(group) == option for group, option in options)


def _has_one(groups: Mapping[str, ResolvedGroup], options: Sequence[Option]) -> bool:
    """True with one of the options in a group."""
    return any(group in groups and option in groups[group].options for group, option in options)
