"""The words of a language that no menu says: numerals, measure words, yes and no, verbs of ordering.

A pack holds data only. No item, brand or option name belongs here; those come from menus.
"""

from collections.abc import Mapping
from typing import ClassVar, final

import msgspec


@final
class Word(str):
    """What a pack word does in a sentence; its value is its name in small letters.

    No StrEnum, though it is one in all but name: a sentence asks for hundreds of members, and Python 3.11 takes five times as
    long to find one in an enum as in a plain class.
    """

    __slots__ = ()

    # Counting.
    MEASURE: ClassVar["Word"]
    PORTION: ClassVar["Word"]
    PIECE: ClassVar["Word"]
    """A measure of single pieces, not of boxes of them."""
    TIMES: ClassVar["Word"]
    """Stands before the number of what was just said: "bacon x2"."""
    MORE: ClassVar["Word"]
    FEWER: ClassVar["Word"]
    # What to do.
    NEGATE: ClassVar["Word"]
    REMOVE: ClassVar["Word"]
    ADD: ClassVar["Word"]
    WITH: ClassVar["Word"]
    TAKE: ClassVar["Word"]
    """Takes away with a particle behind it ("take the foam off"), else wants or leaves."""
    KEEP: ClassVar["Word"]
    STAYS: ClassVar["Word"]
    """What was named before it stays as it stands."""
    CHANGE: ClassVar["Word"]
    MAKE: ClassVar["Word"]
    INTO: ClassVar["Word"]
    INSTEAD: ClassVar["Word"]
    CORRECT: ClassVar["Word"]
    WANT: ClassVar["Word"]
    SERVED: ClassVar["Word"]
    """What is named is had with a set that stands, where it has a place for it: "想喝"."""
    # Which line is meant.
    EACH: ClassVar["Word"]
    PER: ClassVar["Word"]
    LAST: ClassVar["Word"]
    OTHER: ClassVar["Word"]
    PART: ClassVar["Word"]
    OF: ClassVar["Word"]
    """Between some and all of them, the smaller number first: "two of the four"."""
    SAME: ClassVar["Word"]
    TOO: ClassVar["Word"]
    """Behind a count or a name: one more of the kind. Before a count: likewise."""
    TOPIC: ClassVar["Word"]
    """What stands before it is spoken of, and not wanted once more."""
    THE: ClassVar["Word"]
    # How much of something.
    LIGHT: ClassVar["Word"]
    EXTRA: ClassVar["Word"]
    HALF: ClassVar["Word"]
    DOUBLE: ClassVar["Word"]
    TRIPLE: ClassVar["Word"]
    WHOLE: ClassVar["Word"]
    """The number beside it is all there shall be."""
    NORMAL: ClassVar["Word"]
    EXCEPT: ClassVar["Word"]
    """All but what follows."""
    ONLY: ClassVar["Word"]
    """Nothing else of the kind."""
    MINE: ClassVar["Word"]
    """The speaker's own: what was ordered first."""
    APART: ClassVar["Word"]
    """What was ordered by itself, and in no set."""
    SPARE: ClassVar["Word"]
    """What follows is all that stays."""
    WHOSE: ClassVar["Word"]
    """A person whose cup is told: one of as many as persons are told."""
    # The rest of a sentence.
    JOIN: ClassVar["Word"]
    BUT: ClassVar["Word"]
    """What follows sets it apart from what was said just before: "the same, but …"."""
    FILLER: ClassVar["Word"]
    ANY: ClassVar["Word"]
    TALK: ClassVar["Word"]
    """Tells of the day, of people or of why; what stands around it in the same clause orders nothing."""
    SUBJECT: ClassVar["Word"]
    """Whom or what a clause may be about that only tells something."""
    PEOPLE: ClassVar["Word"]
    """Behind a number: so many persons, which counts nothing of the order."""
    SO: ClassVar["Word"]
    """Ends such a clause: what follows is wanted."""
    BECAUSE: ClassVar["Word"]
    """Begins such a clause."""
    # Wishes that are no order.
    CONFIRM: ClassVar["Word"]
    CANCEL: ClassVar["Word"]
    STATUS: ClassVar["Word"]
    START_OVER: ClassVar["Word"]
    UNDO: ClassVar["Word"]
    REPEAT: ClassVar["Word"]
    REFUND: ClassVar["Word"]
    COMPLAINT: ClassVar["Word"]
    OTHER_STORE: ClassVar["Word"]
    MENU: ClassVar["Word"]
    SEARCH: ClassVar["Word"]
    COMPARE: ClassVar["Word"]
    RECOMMEND: ClassVar["Word"]
    TRAVEL: ClassVar["Word"]
    WALLET: ClassVar["Word"]
    INVITE: ClassVar["Word"]
    DROP: ClassVar["Word"]
    MEMORY: ClassVar["Word"]
    PERSON: ClassVar["Word"]
    HELP: ClassVar["Word"]
    SMALL_TALK: ClassVar["Word"]


WORDS = tuple(Word(name.lower()) for name in Word.__annotations__)
for _word in WORDS:
    setattr(Word, _word.upper(), _word)


AMOUNTS = (Word.LIGHT, Word.EXTRA, Word.HALF, Word.DOUBLE, Word.TRIPLE, Word.NORMAL)


class Size(msgspec.Struct, frozen=True):
    """A size that people name by its bare word; `words` are ways to say it, the first is how names begin."""

    words: tuple[str, ...]


class Pack(msgspec.Struct, frozen=True):
    """One language."""

    words: Mapping[Word, tuple[str, ...]]
    numbers: Mapping[str, int]
    units: Mapping[str, int]
    """Unit → grams or millilitres."""
    ordinals: Mapping[str, int]
    sizes: tuple[Size, ...]
    telling: str
    """The ending of what tells one thing from others."""
    warmth: tuple[tuple[str, ...], tuple[str, ...]]
    """How names say hot, and cold."""
    degrees: Mapping[Word, tuple[str, ...]]
    """How names of options say a degree; the longest comes first."""
    nothing: tuple[str, ...]
    """How names of options say "none of it"."""
    kinds: tuple[tuple[str, ...], ...]
    """Names for the same kind of thing that a group may hold: who says one of them means the other too."""
    vague: tuple[str, ...]
    """Endings and words of a group's name that do not say what it is a degree of."""
