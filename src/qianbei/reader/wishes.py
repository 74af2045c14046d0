"""The rest of an order, read before any menu word: what was said of money, time, place, people and stores.

It is taken out of the words, so that neither its numbers count cups nor its words are leftovers. Deliberately absent:
the clock, the person's addresses and cards, and what can be fulfilled; the caller knows those.
"""

import re

import msgspec

from qianbei.reader.contracts import OrderBy, Place, PlaceKind, TimeKind, TimeWish, Trip, Wishes
from qianbei.reader.normal import Spoken, is_wide
from qianbei.reader.numerals import value_of
from qianbei.reader.packs import details as said

_FEN = 100
_BUDGET_MAX_FEN = 100_000_00
"""A larger figure is no budget for a meal."""

_Patterns = dict[str, list[re.Pattern[str]]]


def _is_wide_pattern(pattern: str) -> bool:
    """True for a pattern of a language that is written without spaces."""
    return any(is_wide(character) for character in pattern)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern if _is_wide_pattern(pattern) else rf"(?<![a-z])(?:{pattern})")


_SAID: dict[str, tuple[str, ...]] = {
    "budget": said.BUDGET,
    "price_said": said.PRICE_SAID,
    "clock": said.CLOCK,
    "wait": said.WAIT,
    "day": said.DAY,
    "place": said.PLACE,
    "recipient": said.RECIPIENT,
    "card_off": said.CARD_OFF,
    "card": said.CARD,
    "cash_off": said.CASH_OFF,
    "cash": said.CASH,
    **said.ORDER_BY,
    "pick_up": said.PICK_UP,
    "brought": said.BROUGHT,
}
_WIDE = {kind: [_compiled(p) for p in told if _is_wide_pattern(p)] for kind, told in _SAID.items()}
_LATIN = {kind: [_compiled(p) for p in told if not _is_wide_pattern(p)] for kind, told in _SAID.items()}
_TRIP: _Patterns = {"trip": [*map(_compiled, said.TRIP)], "date": [*map(_compiled, said.TRIP_DATE)]}

_KINDS_OF_CHARACTER = {
    character: {kind for kind, characters in said.HINTS_WIDE.items() if character in characters}
    for character in "".join(said.HINTS_WIDE.values())
}
_HINT_CHARACTERS = frozenset(_KINDS_OF_CHARACTER)
_BEGINNINGS = {word for words in said.HINTS_LATIN.values() for word in words.split("|") if word.endswith("*")}
_KINDS_OF_WORD = {
    word.removesuffix("*"): {kind for kind, words in said.HINTS_LATIN.items() if word in words.split("|")}
    for words in said.HINTS_LATIN.values()
    for word in words.split("|")
}
_A_LETTER = re.compile("[a-z]")
_HINT_WORDS = re.compile(
    r"(?<![a-z])(?:(?:{})(?![a-z])|{})".format(
        "|".join(word for word in _KINDS_OF_WORD if f"{word}*" not in _BEGINNINGS),
        "|".join(word for word in _KINDS_OF_WORD if f"{word}*" in _BEGINNINGS),
    )
)


def read_wishes(spoken: Spoken) -> tuple[Wishes, Spoken]:
    """The wishes, and the words without them; each kind is searched once, in linear time for any words."""
    patterns = _patterns_for(spoken.text)
    if not _fits(spoken.text, patterns):
        return NO_WISHES, spoken  # before anything is taken out nothing else can come to fit
    reader = _Reader(spoken.text, patterns)
    wishes = Wishes(
        budget_fen=reader.budget_fen(),
        time=reader.time(),
        place=reader.place(),
        recipient=reader.recipient(spoken),
        uses_card=reader.flag("card_off", "card"),
        uses_cash=reader.flag("cash_off", "cash"),
        order_by=reader.order_by(),
        picks_up=reader.flag("brought", "pick_up"),
    )
    reader.take("price_said", _NEVER_READ)
    return wishes, msgspec.structs.replace(spoken, text=reader.text)


def _fits(text: str, patterns: _Patterns) -> bool:
    for fitting in patterns.values():
        for pattern in fitting:
            if pattern.search(text):
                return True
    return False


def _patterns_for(text: str) -> _Patterns:
    """Kind → patterns that the words can fit, by what they hint at: most words hint at few kinds, and are searched for those."""
    found: _Patterns = {}
    if not text.isascii():
        for character in _HINT_CHARACTERS.intersection(text):
            for kind in _KINDS_OF_CHARACTER[character]:
                found[kind] = _WIDE[kind]
        if _A_LETTER.search(text) is None:
            return found
    spoken_of = set[str]()
    for word in _HINT_WORDS.findall(text):
        spoken_of |= _KINDS_OF_WORD[word]
    for kind in spoken_of:
        found[kind] = [*found.get(kind, ()), *_LATIN[kind]]
    return found


def read_trip(text: str) -> Trip:
    """From where to where and when, as far as it was said."""
    reader = _Reader(text, _TRIP)
    date = reader.take("date")
    way = reader.take("trip")
    return Trip(way["start"] or "" if way else "", way["end"] if way else "", date["d"] if date else "")


NO_WISHES = Wishes()

_NEVER_READ = "\ua66e"
"""A letter that no menu and no pack has: a price that the customer names is read by nobody, and reported."""


class _Reader:
    def __init__(self, text: str, patterns: _Patterns) -> None:
        self.text, self._patterns = text, patterns

    def take(self, kind: str, instead: str = " ") -> re.Match[str] | None:
        """The first pattern of the kind that is found; it is blanked out, or overwritten with a character."""
        for pattern in self._patterns.get(kind, ()):
            match = pattern.search(self.text)
            if match is not None:
                blank = instead * (match.end() - match.start())
                self.text = self.text[: match.start()] + blank + self.text[match.end() :]
                return match
        return None

    def flag(self, no: str, yes: str) -> bool | None:
        if self.take(no) is not None:
            return False
        return True if self.take(yes) is not None else None

    def budget_fen(self) -> int | None:
        match = self.take("budget")
        fen = round((_number(match["a"]) or 0) * _FEN) if match else 0
        return fen if 0 < fen <= _BUDGET_MAX_FEN else None

    def time(self) -> TimeWish | None:
        match = self.take("clock")
        if match is not None:
            return _clock(match)
        match = self.take("wait")
        if match is not None:
            each = said.UNITS_MIN.get(match["unit"], 0)
            half = match["a"] in ("半", "half an")
            count = 0.5 if half else (said.SMALL.get(match["a"]) or _number(match["a"]) or 0)
            return TimeWish(TimeKind.BY, wait_min=round(count * each))
        match = self.take("day")
        return TimeWish(TimeKind.AT, day=said.DAYS.get(match["day"])) if match else None

    def place(self) -> Place | None:
        match = self.take("place")
        if match is None:
            return None
        words = match["p"].strip()
        if words in said.HOMES:
            return Place(PlaceKind.HOME, words)
        return Place(PlaceKind.OFFICE if words in said.OFFICES else PlaceKind.SAID, words)

    def recipient(self, spoken: Spoken) -> str | None:
        match = self.take("recipient")
        return spoken.quote(match.start("r"), match.end("r")) if match else None

    def order_by(self) -> OrderBy | None:
        return next((order for order in OrderBy if self.take(order.value) is not None), None)


def _clock(match: re.Match[str]) -> TimeWish | None:
    half, day = match["half"] or "", (match["day"] or "").strip()
    hour = said.SMALL.get(match["h"]) or _number(match["h"] or "")
    if hour is None and half in said.HALF_DAYS:
        hour = 12
    if hour is None or hour > 24:
        return None
    spoken_min = match["m"] or ""
    minute = said.MINUTES.get(spoken_min) or _number(spoken_min.removesuffix("分")) or 0
    minute = 30 if half == "half" else minute
    offset = said.HALF_DAYS.get(half, said.HALF_DAYS.get(day))
    if offset == 12 and hour < 12 and not (half == "中午" and hour == 11):
        hour += 12
    kind = TimeKind.BY if match["before"] else TimeKind.AT
    is_known = offset is not None or hour > 12
    return TimeWish(
        kind, minute_of_day=int(hour * 60 + minute) % 1440, day=said.DAYS.get(day), is_half_day_known=is_known
    )


def _number(word: str) -> float | None:
    return float(word) if word[:1].isdigit() else value_of(word) if word else None
