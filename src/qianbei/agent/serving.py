"""Which stores can make and bring a cart at one second: the same for everybody who wants it at the same door.

A crowd asks for the same few carts from the same few doors in the same second, so the answer is worked out once. But then
all of it would be sent to the one store that was quickest when it was looked at, long before anybody taps: cups that were
lately offered weigh on the ranking as if they were promised. On the ranking alone: what a store can make and when it
says that it comes stand on promised cups. Deliberately absent: whatever a person decides (cards, cash, the draw among
equals), and any offer in full.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from math import exp
from uuid import UUID

import msgspec

from qianbei.agent.city import City
from qianbei.agent.nearby import Near, Standing, stores_near
from qianbei.agent.no_quote import NoQuote
from qianbei.agent.quoted import Lines, Wish
from qianbei.catalog import api as catalog
from qianbei.kit.geometry import Point
from qianbei.kit.words import Language
from qianbei.menu import LinePrice, Menu, price_line
from qianbei.offers.card_terms import PAY_MIN_FEN
from qianbei.offers.quote import Cart, cart_of
from qianbei.offers.ranking import Candidate, Ranked, scored
from qianbei.offers.terms import delivery_fen, free_slot_from, running_slot, wait_s

STORES_RANKED_MAX = 16
"""Of the stores that sell the cart, the nearest so many are compared."""

FOUND_MAX = 1_024
"""Answers kept in one second; about 5 kB each."""

OFFERED_LASTS_S = 20.0
"""Mean time for which an offered cup weighs: about as long as people take to tap."""

CROWD_CUPS = 8
"""So many offered cups at one store are nobody's crowd; after as many more the ranking is looked at again."""

_MICROSECOND = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)


class Serving(msgspec.Struct, frozen=True):
    """A store that can make and bring a cart, before it is written out as an offer."""

    standing: Standing
    distance_m: int
    wish: Wish
    cart: Cart
    rated: Candidate
    slot: datetime


class Found(msgspec.Struct, frozen=True):
    """The stores that can serve one of the wishes, by number, and as far ranked as nobody's luck matters; of the others,
    why they cannot."""

    wishes: Sequence[Wish]
    serving: Mapping[int, Serving]
    ranked: Sequence[Ranked]
    reasons: frozenset[NoQuote]


class Moment:
    """One second of one city with the cups `taken` by then. What is asked of it must not depend on the fraction."""

    def __init__(
        self,
        city: City,
        taken: Mapping[UUID, dict[datetime, int]],
        now: datetime,
        before: "Moment | None" = None,
    ) -> None:
        self.city, self.taken, self._now = city, taken, now
        self._offered = {} if before is None else before._faded(now)
        """Store by number → cups lately offered."""
        self._slot = running_slot(now)
        second = now.replace(microsecond=0)
        # A wait is rounded down to seconds, so the whole second itself is another moment than what follows it.
        self._from = second + _MICROSECOND if now.microsecond else second
        self._until = second + _SECOND if now.microsecond else second + _MICROSECOND
        self._open: dict[int, bool] = {}
        self._found: dict[object, Found] = {}

    def holds(self, taken: Mapping[UUID, dict[datetime, int]], now: datetime) -> bool:
        """Whether what was worked out here is still so."""
        return self.taken is taken and self._from <= now < self._until

    def find(self, wishes: Sequence[Wish], door: Point, language: Language) -> Found:
        """What the nearest stores can do for the wishes at the door."""
        asked = _asked(wishes, door, language)
        found = self._found.get(asked)
        if found is None:
            if len(self._found) >= FOUND_MAX:
                self._found.clear()
            found = self._found[asked] = self._look(wishes, door, language)
        return found

    def offered(self, serving: Serving, wishes: Sequence[Wish], door: Point, language: Language) -> None:
        """One of those found was offered. Every few cups of a crowd its next ones are ranked with that in mind."""
        number, cups = serving.standing.store.store_id.int, serving.cart.cups
        before = self._offered.get(number, 0.0)
        self._offered[number] = before + cups
        asked = _asked(wishes, door, language)
        found = self._found.get(asked)
        if found is not None and before // CROWD_CUPS != (before + cups) // CROWD_CUPS:
            again = self.serve(serving.standing, serving.distance_m, serving.wish, language)
            assert isinstance(again, Serving), "a crowd makes a store slower, and takes no cup"
            self._found[asked] = _found(wishes, {**found.serving, number: again}, found.reasons)

    def _faded(self, now: datetime) -> dict[int, float]:
        """What was offered, as much as it weighs by now."""
        kept = exp(-max(0.0, (now - self._now).total_seconds()) / OFFERED_LASTS_S)
        return {number: cups * kept for number, cups in self._offered.items() if cups * kept >= 1.0}

    def _look(self, wishes: Sequence[Wish], door: Point, language: Language) -> Found:
        reasons: set[NoQuote] = set()
        serving: dict[int, Serving] = {}
        for near, wish in islice(self._nearest(wishes, door), STORES_RANKED_MAX):
            outcome = self.serve(near.standing, near.distance_m, wish, language)
            if isinstance(outcome, NoQuote):
                reasons.add(outcome)
            else:
                serving.setdefault(near.number, outcome)
        return _found(wishes, serving, frozenset(reasons))

    def _nearest(self, wishes: Sequence[Wish], door: Point) -> Iterator[tuple[Near, Wish]]:
        """The stores that bring to the door and are open: fewest words unread first, then the nearest."""
        city = self.city
        nearby = city.known.once(("near", door), lambda: stores_near(city.standings.values(), door))
        for unread in sorted({wish.unread for wish in wishes}):
            wished: dict[int, list[Wish]] = {}
            for wish in wishes:
                for store_id in wish.stores if wish.unread == unread else ():
                    wished.setdefault(store_id.int, []).append(wish)
            for near in nearby:
                if near.number in wished and self.is_open(near.standing):
                    for wish in wished[near.number]:
                        yield near, wish

    def is_open(self, standing: Standing) -> bool:
        """Asked once of each opening hours, which many stores share."""
        is_open = self._open.get(standing.schedule)
        if is_open is None:
            store = standing.store
            is_open = catalog.open_at(store.hours, store.utc_offset_minutes, self._now)
            self._open[standing.schedule] = is_open
        return is_open

    def serve(self, standing: Standing, distance_m: int, wish: Wish, language: Language) -> Serving | NoQuote:
        """What one store can do for a wish."""
        store = standing.store
        cart = self._cart(standing, wish.lines, language)
        if cart is None:
            return NoQuote.NOT_PRICED
        taken = self.taken.get(store.store_id, {}) if self.taken else {}
        slot = free_slot_from(self._slot, taken, store.cups_per_slot, cart.cups)
        if slot is None:
            return NoQuote.TOO_MANY if 0 < store.cups_per_slot < cart.cups else NoQuote.FULL
        crowd = max(0, int(self._offered.get(store.store_id.int, 0.0)) - CROWD_CUPS)
        comes_s = wait_s(slot, self._now, cart.cups, store.prep_s, taken.get(slot, 0) + crowd, distance_m)
        total_fen = cart.total_fen + delivery_fen(store.delivery, distance_m)
        if total_fen < PAY_MIN_FEN:
            return NoQuote.NOT_PRICED  # A checkout of nothing has no payment that could prove who ordered.
        rated = Candidate(store.store_id, total_fen, comes_s, wish.unread)
        return Serving(standing, distance_m, wish, cart, rated, slot)

    def _cart(self, standing: Standing, lines: Lines, language: Language) -> Cart | None:
        """Each cart is priced and spelled out once a menu; None when the menu refuses a line."""
        menu = self.city.menus[standing.key]
        asked = ("cart", standing.menu, lines, language)
        return self.city.known.once(asked, lambda: _priced(menu, lines, language))


def moment_of(city: City, taken: Mapping[UUID, dict[datetime, int]], now: datetime) -> Moment:
    """The moment in which `now` lies: the last one of the city, or a new one that takes its place."""
    kept = city.known.moment
    if not isinstance(kept, Moment) or not kept.holds(taken, now):
        before = kept if isinstance(kept, Moment) else None
        kept = city.known.moment = Moment(city, taken, now, before)
    return kept


def _found(wishes: Sequence[Wish], serving: Mapping[int, Serving], reasons: frozenset[NoQuote]) -> Found:
    return Found(tuple(wishes), serving, scored([each.rated for each in serving.values()]), reasons)


def _asked(wishes: Sequence[Wish], door: Point, language: Language) -> object:
    """By identity: comparing sixty stores costs more than it saves, and an answer holds on to what it is known by."""
    return (door, language, *[(id(each.stores), id(each.lines), each.unread) for each in wishes])


def _priced(menu: Menu, lines: Lines, language: Language) -> Cart | None:
    priced = [price_line(menu, line.choice) for line in lines]
    sound = [line for line in priced if isinstance(line, LinePrice)]
    return cart_of(menu, sound, language) if len(sound) == len(priced) else None
