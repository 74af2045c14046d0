"""What a sentence is made of: phrases, each about at most one item, and wishes besides them."""

import msgspec

from qianbei.reader.packs import Word
from qianbei.reader.tokens import Token

Option = tuple[str, str]
"""(group, option)"""

WISHES = frozenset(
    {
        Word.CONFIRM,
        Word.CANCEL,
        Word.STATUS,
        Word.START_OVER,
        Word.UNDO,
        Word.REPEAT,
        Word.REFUND,
        Word.COMPLAINT,
        Word.OTHER_STORE,
        Word.MENU,
        Word.SEARCH,
        Word.COMPARE,
        Word.RECOMMEND,
        Word.TRAVEL,
        Word.WALLET,
        Word.INVITE,
        Word.DROP,
        Word.MEMORY,
        Word.PERSON,
        Word.HELP,
        Word.SMALL_TALK,
    }
)


class Mod(msgspec.Struct):
    """One option said: `options` are all that the words may mean. Without any it is a degree of `groups`."""

    options: tuple[Option, ...]
    token: Token
    quantity: int | None = None
    qualifiers: tuple[Option, ...] = ()
    """Qualifiers of the menu that were said with it, as (group, qualifier)."""
    amount: Word | None = None
    """Light, extra, double… in the words of the language."""
    groups: tuple[str, ...] = ()
    picks_many: bool = False
    is_negative: bool = False
    is_listed: bool = False
    """Negative only because the one before it in a list is."""
    is_soft: bool = False
    """Said after a negated one in a list: negative if the thing has it."""
    is_extra: bool = False
    """Said with "add": one more than what is in it already."""
    is_on_top: bool = False
    """Said with a number of extras: so many more than there are."""
    is_all: bool = False
    """Said with "both" or "all": where a group takes exactly so many, as many as it takes."""
    is_only: bool = False
    """Nothing else of its group is wanted."""
    is_replaced: bool = False
    """Said with "instead of": what another option takes the place of."""

    def names(self, item: str) -> bool:
        """True when the words are a name of the item, or a piece of one."""
        entry = self.token.entry
        return item in entry.named or (not entry.options and item in entry.items)


class Phrase(msgspec.Struct):
    """What one stretch of the sentence says."""

    items: tuple[str, ...] = ()
    item_token: Token | None = None
    number: int | None = None
    ordinal: int | None = None
    mods: list[Mod] = []
    subject: "Phrase | None" = None
    """What stood before "change to": the line, or the option to be replaced."""
    mods_before: int = 0
    """So many of `mods` stood before the item."""
    is_removal: bool = False
    is_taken_back: bool = False
    """One option alone, and then "not wanted": where it tells lines apart, that line goes."""
    is_change: bool = False
    is_more: bool = False
    is_fewer: bool = False
    is_listed: bool = False
    """It began with "and" or the like."""
    is_kept: bool = False
    """Said with "all but": what is done, is done to everything else."""
    is_mine: bool = False
    """Of the speaker's own line."""
    is_apart: bool = False
    """Of all that stands by itself, beside sets."""
    is_spared: bool = False
    """Said with "leave only": what it names stays, and nothing else."""
    is_whole: bool = False
    """The number is all there shall be: "just one cola", "five in total"."""
    is_contrast: bool = False
    """It began with "but": it sets a copy apart."""
    is_each: bool = False
    is_per_each: bool = False
    is_last: bool = False
    is_other: bool = False
    is_part: bool = False
    """Some of the cups of a line: "one of them"."""
    is_same: bool = False
    is_described: bool = False
    """`description` tells which line is meant: "the hot one"."""
    description: list[Mod] = []
    """The options that tell which line is meant."""
    is_single: bool = False
    """One line is described, and not every one that has what was told."""
    is_definite: bool = False
    the: int = 0
    """So many of `mods` stood before "the"."""
    is_wanted: bool = False
    is_addition: bool = False
    is_corrected: bool = False
    """What was said before was taken back: a second choice in a group replaces the first."""
    is_without: bool = False
    """A bare "without" at the end: "one without"."""
    is_plain: bool = False
    """Said with "as usual" and no more: "one as it comes"."""
    is_doubtful: bool = False
    """Unread words stand right at the item's name, so it may be another item."""
    has_unread: bool = False
    is_at: bool = False
    """Said with "from" or "on": the item tells where the options before it are."""
    number_token: Token | None = None
    weight: int | None = None
    """Grams or millilitres."""
    weight_token: Token | None = None
    is_served: bool = False
    """Said with a word for having it at a meal: a place of a set that stands is filled, if it has one."""
    is_too: bool = False
    """Said with "too" behind it."""
    is_spent: bool = False
    """All it says was given to others."""
    is_head: bool = False
    """The options before the item are of all items of the list: "half portions of …"."""
    is_measured: bool = False
    is_portioned: bool = False
    """Counted in portions or boxes, not in pieces."""
    is_behind: bool = False
    """The number stands behind the options of the cups that it counts."""
    segment: int = 0
    """Which stretch between two breaks the phrase begins in, counted from 0."""

    def take_aim(self, other: "Phrase") -> None:
        """Is about the line of the other phrase, where it says none itself."""
        self.ordinal = self.ordinal or other.ordinal
        if other.is_described and not self.is_described:
            self.is_described, self.description, self.is_single = True, other.description, other.is_single

    @property
    def says_something(self) -> bool:
        return bool(
            self.items or self.mods or self.is_change or self.is_removal or self.is_more or self.is_fewer
        ) or (
            self.number is not None
            or self.weight is not None
            or self.ordinal is not None
            or self.is_other
            or self.is_same
        )

    @property
    def is_target(self) -> bool:
        """True when nothing was said but which line is meant: what to do with it follows."""
        if self.ordinal is None and not self.is_other and not self.is_described:
            return False
        says = self.items or self.mods or self.is_removal or self.is_change or self.is_more or self.is_same
        says = says or self.number is not None or self.weight is not None or self.has_unread or self.is_fewer
        return not says

    @property
    def refers(self) -> bool:
        """True when the words say which line is meant, without naming an item."""
        return bool(
            self.ordinal is not None
            or self.is_last
            or self.is_mine
            or self.is_apart
            or self.is_other
            or self.is_each
            or self.is_described
        )

    @property
    def names_unknown(self) -> bool:
        """Something was ordered, counted or taken away by a name that nothing reads."""
        if not self.has_unread or self.items or self.refers:
            return False
        is_counted = self.number is not None and (self.is_measured or self.is_wanted or bool(self.mods))
        return is_counted or ((self.is_removal or self.is_wanted) and not self.mods)


class Sentence(msgspec.Struct):
    """All phrases, and what was said besides them."""

    phrases: list[Phrase] = []
    wishes: list[Word] = []
    wish_segments: list[tuple[Word, int]] = []
    breaks: list[int] = []
    """Where the breaks stand."""
    ends_with_yes: bool = False
    is_second_thought: bool = False
    """The words begin with "actually": what stands is corrected."""
    unread: list[Token] = []
    stores: list[str] = []
    is_any: bool = False
    is_plain_no: bool = False
    is_wanted: bool = False

    def segment_of(self, token: Token) -> int:
        """How many breaks stand before the token."""
        return sum(place < token.start for place in self.breaks)
