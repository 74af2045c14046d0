"""The words of a language that no menu says: numerals, measure words, yes and no, verbs of ordering.

A pack holds data only. No item, brand or option name belongs here; those come from menus.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Word(StrEnum):
    """What a pack word does in a sentence."""

    # Counting.
    MEASURE = "measure"
    PORTION = "portion"
    PIECE = "piece"
    """A measure of single pieces, not of boxes of them."""
    TIMES = "times"
    """Stands before the number of what was just said: "bacon x2"."""
    MORE = "more"
    FEWER = "fewer"
    # What to do.
    NEGATE = "negate"
    REMOVE = "remove"
    ADD = "add"
    WITH = "with"
    TAKE = "take"
    """Takes away with a particle behind it ("take the foam off"), else wants or leaves."""
    KEEP = "keep"
    CHANGE = "change"
    MAKE = "make"
    INTO = "into"
    INSTEAD = "instead"
    CORRECT = "correct"
    WANT = "want"
    # Which line is meant.
    EACH = "each"
    PER = "per"
    LAST = "last"
    OTHER = "other"
    PART = "part"
    OF = "of"
    """Between some and all of them, the smaller number first: "two of the four"."""
    SAME = "same"
    TOO = "too"
    """Behind a count or a name: one more of the kind. Before a count: likewise."""
    TOPIC = "topic"
    """What stands before it is spoken of, and not wanted once more."""
    THE = "the"
    # How much of something.
    LIGHT = "light"
    EXTRA = "extra"
    HALF = "half"
    DOUBLE = "double"
    TRIPLE = "triple"
    WHOLE = "whole"
    """The number beside it is all there shall be."""
    NORMAL = "normal"
    EXCEPT = "except"
    """All but what follows."""
    ONLY = "only"
    """Nothing else of the kind."""
    # The rest of a sentence.
    JOIN = "join"
    BUT = "but"
    """What follows sets it apart from what was said just before: "the same, but …"."""
    FILLER = "filler"
    ANY = "any"
    TALK = "talk"
    """Tells of the day, of people or of why; what stands around it in the same clause orders nothing."""
    SUBJECT = "subject"
    """Whom or what a clause may be about that only tells something."""
    PEOPLE = "people"
    """Behind a number: so many persons, which counts nothing of the order."""
    SO = "so"
    """Ends such a clause: what follows is wanted."""
    BECAUSE = "because"
    """Begins such a clause."""
    # Wishes that are no order.
    CONFIRM = "confirm"
    CANCEL = "cancel"
    STATUS = "status"
    START_OVER = "start_over"
    UNDO = "undo"
    REPEAT = "repeat"
    REFUND = "refund"
    COMPLAINT = "complaint"
    OTHER_STORE = "other_store"
    MENU = "menu"
    SEARCH = "search"
    COMPARE = "compare"
    RECOMMEND = "recommend"
    TRAVEL = "travel"
    WALLET = "wallet"
    INVITE = "invite"
    DROP = "drop"
    MEMORY = "memory"
    PERSON = "person"
    HELP = "help"
    SMALL_TALK = "small_talk"


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
