"""The words of a language that no menu says: numerals, measure words, yes and no, verbs of ordering.

A pack holds data only. No item, brand or option name belongs here; those come from menus.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Word(StrEnum):
    """What a pack word does in a sentence."""

    MEASURE = "measure"
    PORTION = "portion"
    NEGATE = "negate"
    REMOVE = "remove"
    ADD = "add"
    WITH = "with"
    MORE = "more"
    FEWER = "fewer"
    CHANGE = "change"
    CORRECT = "correct"
    EACH = "each"
    LAST = "last"
    JOIN = "join"
    WANT = "want"
    FILLER = "filler"
    ANY = "any"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    STATUS = "status"
    START_OVER = "start_over"
    OTHER_STORE = "other_store"
    MENU = "menu"
    HELP = "help"
    WALLET = "wallet"
    SMALL_TALK = "small_talk"


class Pack(msgspec.Struct, frozen=True):
    """One language. `qualifiers` are everyday words for the standard qualifier ids of the menu format."""

    words: Mapping[Word, tuple[str, ...]]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    qualifiers: Mapping[str, tuple[str, ...]]
