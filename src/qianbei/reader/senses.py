"""Which sense a word has that names an item and an option, by what is being spoken of."""

from collections.abc import Sequence

from qianbei.reader.compiled import CompiledMenu
from qianbei.reader.lexicon import Entry
from qianbei.reader.packs import Word
from qianbei.reader.phrases import Phrase
from qianbei.reader.tokens import Token


class Senses:
    """Which of its senses a word has, by the item that is being spoken of."""

    def __init__(self, compiled: CompiledMenu, standing: Sequence[str], open_groups: frozenset[str]) -> None:
        self._open = open_groups
        self._resolved = compiled.heard.resolved
        self._groups = compiled.heard.groups
        self._called = compiled.amount_options
        self._standing = standing
        self._item: str | None = None
        self.in_slots = False
        """After "with" or "change": what follows goes into the thing that was named."""
        self.is_told = False
        """A line of the cart was told from the others: what follows is about it."""
        self.groups: tuple[str, ...] = ()
        """What the next option belongs to, when it was said: "drink: …"."""

    def said(self, items: tuple[str, ...]) -> None:
        self._item = items[0]
        self.in_slots = False
        self.groups = ()

    def group(self, groups: tuple[str, ...]) -> None:
        self.groups = groups

    def closed(self) -> None:
        self.groups = ()
        self.is_told = False

    def options_of(self, groups: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """All options of these groups."""
        return tuple((g.id, option.id) for g in self._groups if g.id in groups for option in g.options)

    def means_option(self, tokens: Sequence[Token], index: int, now: Phrase, negates: bool) -> bool:
        """True where a word that names an item and an option is meant as the option."""
        token = tokens[index]
        entry = token.entry
        if not entry.options:
            return False
        is_told = self.is_told or (now.ordinal is not None and bool(self._standing))
        is_named = now.is_change and any(group in self.groups for group, _ in entry.options)
        if is_named and any(self._offers(item, entry.options) for item in self._standing):
            return True
        if (is_told and not now.items) or (now.subject is not None and now.subject.is_described):
            known = self._standing if self._item is None else (*self._standing, self._item)
            return any(self._offers(item, entry.options) for item in known)
        spoken_of = now.items[0] if now.items else self._item
        item = spoken_of or (self._standing[-1] if self._standing else None)
        if item is None or not self._offers(item, entry.options):
            return False
        if self.is_open(now, entry.options) or (now.is_part and now.number is not None and not now.items):
            return True
        if negates or any(group in self.groups for group, _ in entry.options):
            return True
        if now.is_change:
            return self._changes_option(now, entry.options) or (
                now.subject is None and not self._is_standing(entry.items)
            )
        before = tokens[index - 1] if index else None
        if before is not None and before.number == 1 and before.does(Word.FILLER) and now.number is not None:
            before = tokens[index - 2] if index > 1 else None  # "one with a beer"
        is_counted = before is not None and (before.number is not None or before.does(Word.MEASURE))
        is_counted |= before is not None and now.is_more and before.does(Word.PORTION)  # "再来一份薯条"
        if is_counted or (now.number is not None and not now.items):
            is_with = before is not None and before.does(Word.WITH)
            return self.in_slots and (bool(now.items or self._item) or now.is_part or is_with)
        if before is not None and before.does(Word.MORE):
            return False
        if before is not None and before.does(Word.WANT):
            return spoken_of is not None and not now.is_more
        if before is not None and before.does(Word.JOIN):
            return self.in_slots
        if index + 1 < len(tokens) and tokens[index + 1].does(Word.INSTEAD):
            return True
        if index + 1 < len(tokens) and tokens[index + 1].does(Word.CHANGE):
            return not self._is_standing(entry.items)
        return now.is_addition or spoken_of is not None or self.in_slots

    def called(self, items: Sequence[str], amount: Word | None) -> tuple[tuple[str, str], ...]:
        """Options of the items, one in a group, that are called by how much it is: "double patty"."""
        found = self._called.get(amount, ()) if amount is not None else ()
        return tuple(option for option in found if any(self._offers(item, (option,)) for item in items))

    @property
    def named_last(self) -> str | None:
        """The item named last in this sentence."""
        return self._item

    def spoken_of(self) -> Sequence[str]:
        """The item named last, else those that stand."""
        return (self._item,) if self._item is not None else self._standing

    def offer(self, item: str, options: tuple[tuple[str, str], ...]) -> bool:
        """True when the item can have one of the options."""
        return self._offers(item, options)

    def places(self, item: str, options: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Those of the options that the item can have."""
        groups = self._resolved[item].groups
        return tuple((g, o) for g, o in options if g in groups and o in groups[g].options)

    def offers(self, now: Phrase, options: tuple[tuple[str, str], ...], coming: tuple[str, ...]) -> bool:
        """True when the thing spoken of, or coming right behind, can have one of the options."""
        item = now.items[0] if now.items else self._item
        items = coming or (self._standing if item is None else (item,))
        return any(self._offers(each, options) for each in items)

    def is_open(self, now: Phrase, options: tuple[tuple[str, str], ...]) -> bool:
        """True when the thing spoken of still needs a choice among such options."""
        spoken_of = now.items[0] if now.items else self._item
        if spoken_of is None:
            return any(group in self._open for group, _ in options)
        groups = self._resolved[spoken_of].groups
        return any(
            group in groups
            and groups[group].min > 0
            and not groups[group].defaults
            and option in groups[group].options
            for group, option in options
        )

    def fills(self, item: str, entry: Entry) -> bool:
        """True for what goes into a place of a set: a thing of its own, or what must be chosen."""
        groups = self._resolved[item].groups
        if not any(option.item for group in groups.values() for option in group.options.values()):
            return False
        places = self.places(item, entry.options)
        return any(entry.items or (groups[g].min > 0 and not groups[g].defaults) for g, _ in places)

    def _changes_option(self, now: Phrase, options: tuple[tuple[str, str], ...]) -> bool:
        subject = now.subject
        if subject is None:
            return False
        groups = {group for group, _ in options}
        return any(groups & {group for group, _ in mod.options} for mod in subject.mods) or (
            bool(subject.items) and self._offers(subject.items[0], options)
        )

    def stand_offering(self, options: tuple[tuple[str, str], ...], said: Sequence[str]) -> bool:
        """True when a thing in the cart, or one just said, can have one of the options."""
        return any(self._offers(item, options) for item in (*self._standing, *said))

    def stands(self, items: tuple[str, ...]) -> bool:
        """True when one of the items is in the cart."""
        return self._is_standing(items)

    def stands_with(self, groups: tuple[str, ...], said: Sequence[str] = ()) -> bool:
        """True when a thing in the cart, or one just said, has one of these groups."""
        return any(
            group in self._resolved[item].groups for item in (*self._standing, *said) for group in groups
        )

    def is_of_places(self, groups: tuple[str, ...], said: Sequence[str]) -> bool:
        """True for places of sets, of which no set stands or was named."""
        if self.stands_with(groups, said):
            return False
        return all(any(option.item for option in g.options) for g in self._groups if g.id in groups)

    def _is_standing(self, items: tuple[str, ...]) -> bool:
        return any(item in self._standing for item in items)

    def _offers(self, item: str, options: tuple[tuple[str, str], ...]) -> bool:
        groups = self._resolved[item].groups
        return any(group in groups and option in groups[group].options for group, option in options)
