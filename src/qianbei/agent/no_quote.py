"""Why no store can be offered, and which of several reasons is told."""

from collections.abc import Collection
from enum import StrEnum


class NoQuote(StrEnum):
    """Why no store can be offered; the catalogue of replies has a sentence for each."""

    NO_STORE = "no_store"
    OUT_OF_RANGE = "out_of_range"
    CLOSED = "store_closed"
    PAUSED = "store_paused"
    FULL = "store_full"
    TOO_MANY = "too_many_cups"
    NOT_PRICED = "not_priced"


_MOST_TELLING = (
    NoQuote.FULL,
    NoQuote.TOO_MANY,
    NoQuote.CLOSED,
    NoQuote.PAUSED,
    NoQuote.NOT_PRICED,
    NoQuote.OUT_OF_RANGE,
)
"""A full store is nearer to serving than a closed or a far one."""


def most_telling(reasons: Collection[NoQuote]) -> NoQuote:
    """The one to tell; no store at all when there is none."""
    return next((reason for reason in _MOST_TELLING if reason in reasons), NoQuote.NO_STORE)
