"""What a sentence is made of: phrases, each about at most one item, and wishes besides them."""

import msgspec

from qianbei.reader.packs import Word
from qianbei.reader.scan import Token

Option = tuple[str, str]
"""(group, option)"""

WISHES = frozenset(
    {
        Word.CONFIRM,
        Word.CANCEL,
        Word.STATUS,
        Word.START_OVER,
        Word.OTHER_STORE,
        Word.MENU,
        Word.HELP,
        Word.WALLET,
        Word.SMALL_TALK,
    }
)


class Mod(msgspec.Struct):
    """One option said: `options` are all that the words may mean."""

    options: tuple[Option, ...]
    token: Token
    quantity: int | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    is_negative: bool = False
    is_extra: bool = False
    """Said with "add": one more than what is in it already."""
    picks_many: bool = False


class Phrase(msgspec.Struct):
    """What one stretch of the sentence says."""

    items: tuple[str, ...] = ()
    item_token: Token | None = None
    number: int | None = None
    ordinal: int | None = None
    mods: list[Mod] = []
    subject: "Phrase | None" = None
    """What stood before "change to": the line, or the option to be replaced."""
    is_removal: bool = False
    is_change: bool = False
    is_more: bool = False
    is_fewer: bool = False
    is_each: bool = False
    is_last: bool = False
    is_wanted: bool = False
    is_addition: bool = False
    is_corrected: bool = False
    """What was said before was taken back: a second choice in a group replaces the first."""
    is_doubtful: bool = False
    """Unread words stand right at the item's name, so it may be another item."""
    has_unread: bool = False
    number_token: Token | None = None
    is_measured: bool = False

    @property
    def says_something(self) -> bool:
        return bool(
            self.items or self.mods or self.is_change or self.is_removal or self.is_more or self.is_fewer
        ) or (self.number is not None or self.ordinal is not None)

    @property
    def names_unknown(self) -> bool:
        """Something was ordered, counted or taken away by a name that nothing reads."""
        is_counted = self.number is not None and (self.is_measured or self.is_wanted or bool(self.mods))
        return (
            self.has_unread
            and not self.items
            and self.ordinal is None
            and (is_counted or (self.is_removal and not self.mods) or (self.is_wanted and not self.mods))
        )


class Sentence(msgspec.Struct):
    """All phrases, and what was said besides them."""

    phrases: list[Phrase] = []
    wishes: list[Word] = []
    unread: list[Token] = []
    stores: list[str] = []
    is_any: bool = False
    is_plain_no: bool = False
    is_wanted: bool = False
