"""Quotes for a cart: which stores can make it, bring it, and when; the blind ranker says which comes first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qianbei.agent.city import City
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import MenuKey, Store, StoreStatus
from qianbei.kit.geometry import Point, street_m
from qianbei.menu import LinePrice, price_line
from qianbei.offers.card_terms import PAY_MIN_FEN, Basket
from qianbei.offers.contracts import Name, Offer, PriceKind
from qianbei.offers.quote import (
    Asker,
    Door,
    StoreTerms,
    UsableCard,
    categories_of,
    paid_by_card,
    quote,
)
from qianbei.offers.ranking import Candidate, rank
from qianbei.offers.terms import delivery_fen, eta, first_free_slot, ready_at
from qianbei.reader.contracts import DraftLine, OrderBy

STORES_RANKED_MAX = 16
"""Of the stores that sell the cart, the nearest so many are compared."""

OFFERS_MAX = 3
"""Of the stores compared, the best so many get a whole quote: one to show, the others to name."""

Lines = tuple[DraftLine, ...]


class NoQuote(StrEnum):
    """Why no store can be offered; the catalogue of replies has a sentence for each."""

    NO_STORE = "no_store"
    OUT_OF_RANGE = "out_of_range"
    CLOSED = "store_closed"
    PAUSED = "store_paused"
    FULL = "store_full"
    NOT_PRICED = "not_priced"


_MOST_TELLING = (NoQuote.FULL, NoQuote.CLOSED, NoQuote.PAUSED, NoQuote.NOT_PRICED, NoQuote.OUT_OF_RANGE)
"""A full store is nearer to serving than a closed or a far one."""


class Wish(msgspec.Struct, frozen=True):
    """A cart as one menu would make it, for any of these stores."""

    stores: tuple[UUID, ...]
    lines: Lines
    unread: int = 0


class Preference(msgspec.Struct, frozen=True):
    """What the person said of the offers they want; nothing said leaves the order to the blind ranking."""

    order_by: OrderBy | None = None
    budget_fen: int | None = None
    eta_latest: datetime | None = None


UNSAID = Preference()


class Quoted(msgspec.Struct, frozen=True):
    """One store's offer for its reading of the cart."""

    offer: Offer
    lines: Lines


class _Serving(msgspec.Struct, frozen=True):
    """A store that can make and bring a cart, before it is written out as an offer."""

    terms: StoreTerms
    wish: Wish
    priced: tuple[LinePrice, ...]
    rated: Candidate


class Quoter:
    """Quotes against one instant of the city for one person and door."""

    def __init__(
        self,
        city: City,
        taken: Mapping[UUID, dict[datetime, int]],
        labels: dict[PriceKind, Name],
        asker: Asker,
        door: Door,
        cards: Sequence[UsableCard],
        now: datetime,
    ) -> None:
        self._city, self._taken, self._labels = city, taken, labels
        self._asker, self._door, self._cards, self._now = asker, door, cards, now
        self._prices: dict[tuple[MenuKey, Lines], tuple[LinePrice, ...] | None] = {}

    def best(self, wishes: Sequence[Wish], preferred: Preference = UNSAID) -> list[Quoted] | NoQuote:
        """The best stores that can serve one of the wishes, best first; or why none can."""
        near: list[tuple[int, int, UUID, Wish]] = []
        reasons: set[NoQuote] = set()
        for wish in wishes:
            for store_id in wish.stores:
                distance_m = self.reach(store_id)
                if isinstance(distance_m, NoQuote):
                    reasons.add(distance_m)
                else:
                    near.append((wish.unread, distance_m, store_id, wish))
        near.sort(key=lambda each: each[:3])
        serving: dict[UUID, _Serving] = {}
        for _, distance_m, store_id, wish in near[:STORES_RANKED_MAX]:
            outcome = self._serve(store_id, distance_m, wish)
            if isinstance(outcome, NoQuote):
                reasons.add(outcome)
            else:
                serving.setdefault(store_id, outcome)
        if not serving:
            return next((reason for reason in _MOST_TELLING if reason in reasons), NoQuote.NO_STORE)
        ranked = rank(self._asker.conversation, [each.rated for each in serving.values()])
        best = [serving[each.candidate.key] for each in ranked]
        if preferred != UNSAID:
            best.sort(key=lambda each: self._against(each, preferred))
        return [self._quoted(each) for each in best[:OFFERS_MAX]]

    def _against(self, serving: _Serving, preferred: Preference) -> tuple[int, bool, int]:
        """Sorts by what was said, lower is better; the sort is stable, so the ranking decides the rest."""
        rated, late = serving.rated, False
        if preferred.eta_latest is not None:
            late = self._now + timedelta(seconds=rated.wait_s) > preferred.eta_latest
        misses = late or (preferred.budget_fen is not None and rated.pay_fen > preferred.budget_fen)
        by = {
            OrderBy.CHEAPEST: rated.total_fen,
            OrderBy.FASTEST: rated.wait_s,
            OrderBy.NEAREST: serving.terms.distance_m,
        }
        order_by = preferred.order_by or (OrderBy.FASTEST if late else OrderBy.CHEAPEST if misses else None)
        return rated.unread, misses, by.get(order_by, 0) if order_by else 0

    def without_card(self) -> "Quoter":
        """The same quoter for who keeps their card for another time; the offer says that it was not wanted."""
        kept = [replace(card, unusable=card.unusable or "not_wanted") for card in self._cards]
        return Quoter(self._city, self._taken, self._labels, self._asker, self._door, kept, self._now)

    @property
    def has_card(self) -> bool:
        """True when there is a card that can pay now."""
        return any(card.unusable is None for card in self._cards)

    @property
    def now(self) -> datetime:
        return self._now

    def clock(self, at: datetime, store_id: UUID) -> str:
        """The local time of a store, `07:30`."""
        return local_clock(at, self._city.stores[store_id].utc_offset_minutes)

    def one(self, store_id: UUID, lines: Lines) -> Offer | NoQuote:
        """The offer of one store for these lines."""
        distance_m = self.reach(store_id)
        if isinstance(distance_m, NoQuote):
            return distance_m
        serving = self._serve(store_id, distance_m, Wish((store_id,), lines))
        return serving if isinstance(serving, NoQuote) else self._quoted(serving).offer

    def reach(self, store_id: UUID) -> int | NoQuote:
        """Metres to the door, or why this store cannot serve it now."""
        store = self._city.stores.get(store_id)
        if store is None or self._city.menu_key_of(store_id) is None:
            return NoQuote.NO_STORE
        if store.status is not StoreStatus.OPEN:
            return NoQuote.PAUSED
        distance_m = street_m(_point(store), Point(self._door.lat_e6, self._door.lng_e6))
        if distance_m > store.delivery.radius_m:
            return NoQuote.OUT_OF_RANGE
        is_open = catalog.open_at(store.hours, store.utc_offset_minutes, self._now)
        return distance_m if is_open else NoQuote.CLOSED

    def nearest(self, store_ids: Iterable[UUID]) -> UUID | None:
        """The nearest of these stores that can serve now, for a cart that has no price yet."""
        reached = [(m, each) for each in store_ids if not isinstance(m := self.reach(each), NoQuote)]
        return min(reached)[1] if reached else None

    def opens_next(self, store_ids: Iterable[UUID]) -> str | None:
        """The local time (`07:30`) at which the first of the closed stores in reach opens."""
        closed = [self._city.stores[each] for each in store_ids if self.reach(each) is NoQuote.CLOSED]
        opening = [
            (at, store.utc_offset_minutes)
            for store in closed
            if (at := catalog.opens_next(store.hours, store.utc_offset_minutes, self._now))
        ]
        if not opening:
            return None
        at, offset_minutes = min(opening)
        return local_clock(at, offset_minutes)

    def _serve(self, store_id: UUID, distance_m: int, wish: Wish) -> _Serving | NoQuote:
        store, key = self._city.stores[store_id], self._city.menu_key_of(store_id)
        assert key is not None, "a store in reach has a menu"
        priced = self._priced(key, wish.lines)
        if priced is None:
            return NoQuote.NOT_PRICED
        taken = self._taken.get(store_id, {})
        cups = sum(line.cups for line in priced)
        slot = first_free_slot(taken, store.cups_per_slot, cups, self._now)
        if slot is None:
            return NoQuote.FULL
        ready = ready_at(slot, self._now, cups, store.prep_s, taken.get(slot, 0))
        wait_s = int((eta(ready, distance_m)[1] - self._now).total_seconds())
        total_fen = sum(line.total_fen for line in priced) + delivery_fen(store.delivery, distance_m)
        if total_fen < PAY_MIN_FEN:
            return NoQuote.NOT_PRICED  # A checkout of nothing has no payment that could prove who ordered.
        basket = Basket(store.seller_id, total_fen, categories_of(self._city.menus[key], priced))
        card_fen = paid_by_card(self._cards, basket).card_fen
        rated = Candidate(store_id, total_fen - card_fen, total_fen, wait_s, wish.unread)
        return _Serving(_terms(store, key, distance_m, taken), wish, priced, rated)

    def _priced(self, key: MenuKey, lines: Lines) -> tuple[LinePrice, ...] | None:
        """Each cart is priced once a menu; None when the menu refuses a line."""
        if (key, lines) not in self._prices:
            menu = self._city.menus[key]
            each = [price_line(menu, line.choice) for line in lines]
            sound = tuple(line for line in each if isinstance(line, LinePrice))
            self._prices[key, lines] = sound if len(sound) == len(each) else None
        return self._prices[key, lines]

    def _quoted(self, serving: _Serving) -> Quoted:
        terms = serving.terms
        menu = self._city.menus[MenuKey(terms.menu_id, terms.menu_version)]
        offer = quote(
            self._asker, menu, serving.priced, terms, self._door, self._cards, self._now, self._labels
        )
        assert offer is not None, "a store with a free slot makes an offer"
        return Quoted(offer, serving.wish.lines)


def local_clock(at: datetime, utc_offset_minutes: int) -> str:
    """A UTC instant as the local time of day, `07:30`."""
    return catalog.clock_text((at.hour * 60 + at.minute + utc_offset_minutes) % (24 * 60))


def _terms(store: Store, key: MenuKey, distance_m: int, taken: dict[datetime, int]) -> StoreTerms:
    return StoreTerms(
        store_id=store.store_id,
        seller_id=store.seller_id,
        name=store.names,
        delivery=store.delivery,
        cups_per_slot=store.cups_per_slot,
        prep_s=store.prep_s,
        menu_id=key.menu_id,
        menu_version=key.version,
        distance_m=distance_m,
        taken=taken,
    )


def _point(store: Store) -> Point:
    return Point(store.lat_e6, store.lng_e6)
