"""The rest of an order, read before any menu word: what was said of money, time, place, people and stores.

It is taken out of the words, so that neither its numbers count cups nor its words are leftovers. Deliberately absent:
the clock, the person's addresses and cards, and what can be fulfilled; the caller knows those.
"""

import re
from collections.abc import Iterable

import msgspec

from qianbei.reader.contracts import OrderBy, Place, PlaceKind, TimeKind, TimeWish, Trip, Wishes
from qianbei.reader.normal import Spoken, is_wide
from qianbei.reader.numerals import value_of
from qianbei.reader.packs import details as said

_FEN = 100
_BUDGET_MAX_FEN = 100_000_00
"""A larger figure is no budget for a meal."""


def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p if is_wide_start(p) else rf"(?<![a-z])(?:{p})") for p in patterns)


def is_wide_start(pattern: str) -> bool:
    """True for a pattern of a language that is written without spaces."""
    return any(is_wide(character) for character in pattern)


_HINT = re.compile(said.HINT)
_BUDGET, _PRICE_SAID = _compiled(said.BUDGET), _compiled(said.PRICE_SAID)
_CLOCK, _WAIT, _DAY = _compiled(said.CLOCK), _compiled(said.WAIT), _compiled(said.DAY)
_PLACE, _RECIPIENT = _compiled(said.PLACE), _compiled(said.RECIPIENT)
_CARD, _CARD_OFF = _compiled(said.CARD), _compiled(said.CARD_OFF)
_PICK_UP, _BROUGHT = _compiled(said.PICK_UP), _compiled(said.BROUGHT)
_ORDER_BY = {OrderBy(key): _compiled(patterns) for key, patterns in said.ORDER_BY.items()}
_TRIP, _TRIP_DATE = _compiled(said.TRIP), _compiled(said.TRIP_DATE)


def read_wishes(spoken: Spoken) -> tuple[Wishes, Spoken]:
    """The wishes, and the words without them; each kind is searched once, in linear time for any words."""
    if not _HINT.search(spoken.text):
        return _NONE, spoken
    reader = _Reader(spoken.text)
    wishes = Wishes(
        budget_fen=reader.budget_fen(),
        time=reader.time(),
        place=reader.place(),
        recipient=reader.recipient(spoken),
        uses_card=reader.flag(_CARD_OFF, _CARD),
        order_by=reader.order_by(),
        picks_up=reader.flag(_BROUGHT, _PICK_UP),
    )
    reader.take(_PRICE_SAID, _NEVER_READ)
    if reader.text == spoken.text:
        return _NONE, spoken
    return wishes, msgspec.structs.replace(spoken, text=reader.text)


def read_trip(text: str) -> Trip:
    """From where to where and when, as far as it was said."""
    reader = _Reader(text)
    date = reader.take(_TRIP_DATE)
    way = reader.take(_TRIP)
    return Trip(way["start"] or "" if way else "", way["end"] if way else "", date["d"] if date else "")


_NONE = Wishes()

_NEVER_READ = "\ua66e"
"""A letter that no menu and no pack has: a price that the customer names is read by nobody, and reported."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, patterns: Iterable[re.Pattern[str]], instead: str = " ") -> re.Match[str] | None:
        """The first pattern found; it is blanked out, or overwritten with a character."""
        for pattern in patterns:
            match = pattern.search(self.text)
            if match is not None:
                blank = instead * (match.end() - match.start())
                self.text = self.text[: match.start()] + blank + self.text[match.end() :]
                return match
        return None

    def flag(self, no: Iterable[re.Pattern[str]], yes: Iterable[re.Pattern[str]]) -> bool | None:
        if self.take(no) is not None:
            return False
        return True if self.take(yes) is not None else None

    def budget_fen(self) -> int | None:
        match = self.take(_BUDGET)
        fen = round((_number(match["a"]) or 0) * _FEN) if match else 0
        return fen if 0 < fen <= _BUDGET_MAX_FEN else None

    def time(self) -> TimeWish | None:
        match = self.take(_CLOCK)
        if match is not None:
            return _clock(match)
        match = self.take(_WAIT)
        if match is not None:
            each = said.UNITS_MIN.get(match["unit"], 0)
            half = match["a"] in ("半", "half an")
            count = 0.5 if half else (said.SMALL.get(match["a"]) or _number(match["a"]) or 0)
            return TimeWish(TimeKind.BY, wait_min=round(count * each))
        match = self.take(_DAY)
        return TimeWish(TimeKind.AT, day=said.DAYS.get(match["day"])) if match else None

    def place(self) -> Place | None:
        match = self.take(_PLACE)
        if match is None:
            return None
        words = match["p"].strip()
        if words in said.HOMES:
            return Place(PlaceKind.HOME, words)
        return Place(PlaceKind.OFFICE if words in said.OFFICES else PlaceKind.SAID, words)

    def recipient(self, spoken: Spoken) -> str | None:
        match = self.take(_RECIPIENT)
        return spoken.quote(match.start("r"), match.end("r")) if match else None

    def order_by(self) -> OrderBy | None:
        for order, patterns in _ORDER_BY.items():
            if self.take(patterns) is not None:
                return order
        return None


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
