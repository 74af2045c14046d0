"""Quotes for a cart: which stores can make it, bring it, and when; the blind ranker says which comes first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qianbei.agent.city import City
from qianbei.agent.nearby import Near, Standing, stores_near
from qianbei.agent.no_quote import NoQuote, most_telling
from qianbei.agent.quoted import UNSAID, Lines, Preference, Quoted, Wish
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import Store, StoreStatus
from qianbei.kit.geometry import Point, spot, street_between_m
from qianbei.kit.words import Language, spelled
from qianbei.menu import LinePrice, Menu, price_line
from qianbei.offers.card_terms import PAY_MIN_FEN, Basket, pays_fen
from qianbei.offers.contracts import Name, Offer, PriceKind
from qianbei.offers.quote import (
    Asker,
    Cart,
    Door,
    StoreTerms,
    UsableCard,
    cart_of,
    paid_by_card,
    quote,
)
from qianbei.offers.ranking import Candidate, rank
from qianbei.offers.terms import delivery_fen, eta, free_slot_from, ready_at, running_slot, wait_s
from qianbei.reader.contracts import OrderBy

STORES_RANKED_MAX = 16
"""Of the stores that sell the cart, the nearest so many are compared."""

OFFERS_MAX = 3
"""Of the stores compared, the best so many get a whole quote: one to show, the others to name."""


class _Serving(msgspec.Struct, frozen=True):
    """A store that can make and bring a cart, before it is written out as an offer."""

    standing: Standing
    distance_m: int
    wish: Wish
    rated: Candidate
    slot: datetime


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
        cash_fen: int = 0,
    ) -> None:
        self._cash_fen = cash_fen
        self._city, self._taken, self._labels = city, taken, labels
        self._asker, self._door, self._cards, self._now = asker, door, cards, now
        self._at, self._slot = Point(door.lat_e6, door.lng_e6), running_slot(now)
        self._carts: dict[tuple[int, Lines], Cart | None] = {}
        self._paid: dict[tuple[UUID | None, int, tuple[str, ...] | None], int] = {}
        self._sellers_matter = any(card.terms.seller_ids for card in cards)
        self._open: dict[int, bool] = {}

    def best(self, wishes: Sequence[Wish], preferred: Preference = UNSAID) -> list[Quoted] | NoQuote:
        """The best stores that can serve one of the wishes, best first; or why none can."""
        reasons: set[NoQuote] = set()
        serving: dict[int, _Serving] = {}
        for (distance_m, number, standing), wish in islice(self._nearest(wishes), STORES_RANKED_MAX):
            outcome = self._serve(standing, distance_m, wish)
            if isinstance(outcome, NoQuote):
                reasons.add(outcome)
            else:
                serving.setdefault(number, outcome)
        if not serving:
            reached = (self.reach(store_id) for wish in wishes for store_id in wish.stores)
            reasons.update(why for why in reached if isinstance(why, NoQuote))
            return most_telling(reasons)
        best = rank(self._asker.conversation, [each.rated for each in serving.values()])
        if preferred != UNSAID:
            best.sort(key=lambda each: self._against(serving[each.candidate.key.int], preferred))
        return [self._quoted(serving[each.candidate.key.int]) for each in best[:OFFERS_MAX]]

    def _nearest(self, wishes: Sequence[Wish]) -> Iterator[tuple[Near, Wish]]:
        """The stores that bring to the door and are open: fewest words unread first, then the nearest."""
        city, door = self._city, self._at
        nearby = city.known.once(("near", door), lambda: stores_near(city.standings.values(), door))
        for unread in sorted({wish.unread for wish in wishes}):
            wished: dict[int, list[Wish]] = {}
            for wish in wishes:
                for store_id in wish.stores if wish.unread == unread else ():
                    wished.setdefault(store_id.int, []).append(wish)
            for near in nearby:
                if near.number in wished and self._is_open(near.standing):
                    for wish in wished[near.number]:
                        yield near, wish

    def _against(self, serving: _Serving, preferred: Preference) -> tuple[int, bool, int]:
        """Sorts by what was said, lower is better; the sort is stable, so the ranking decides the rest."""
        rated, late = serving.rated, False
        if preferred.eta_latest is not None:
            late = self._now + timedelta(seconds=rated.wait_s) > preferred.eta_latest
        misses = late or (preferred.budget_fen is not None and rated.pay_fen > preferred.budget_fen)
        by = {
            OrderBy.CHEAPEST: rated.total_fen,
            OrderBy.FASTEST: rated.wait_s,
            OrderBy.NEAREST: serving.distance_m,
        }
        order_by = preferred.order_by or (OrderBy.FASTEST if late else OrderBy.CHEAPEST if misses else None)
        return rated.unread, misses, by.get(order_by, 0) if order_by else 0

    def without_card(self) -> "Quoter":
        """The same quoter for who keeps their card for another time; the offer says that it was not wanted."""
        kept = [replace(card, unusable=card.unusable or "not_wanted") for card in self._cards]
        known = (self._city, self._taken, self._labels, self._asker, self._door)
        return Quoter(*known, kept, self._now, self._cash_fen)

    def without_cash(self) -> "Quoter":
        """The same quoter for who keeps what is in their wallet."""
        known = (self._city, self._taken, self._labels, self._asker, self._door)
        return Quoter(*known, self._cards, self._now)

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
        serving = self._serve(self._city.standings[store_id], distance_m, Wish((store_id,), lines))
        return serving if isinstance(serving, NoQuote) else self._offer(serving)

    def reach(self, store_id: UUID) -> int | NoQuote:
        """Metres to the door, or why this store cannot serve it now."""
        standing = self._city.standings.get(store_id)
        if standing is None:
            return NoQuote.NO_STORE
        store = standing.store
        if store.status is not StoreStatus.OPEN:
            return NoQuote.PAUSED
        distance_m = street_between_m(standing.spot, spot(self._at))
        if distance_m > store.delivery.radius_m:
            return NoQuote.OUT_OF_RANGE
        return distance_m if self._is_open(standing) else NoQuote.CLOSED

    def _is_open(self, standing: Standing) -> bool:
        """Asked once of each opening hours, which many stores share."""
        is_open = self._open.get(standing.schedule)
        if is_open is None:
            store = standing.store
            is_open = catalog.open_at(store.hours, store.utc_offset_minutes, self._now)
            self._open[standing.schedule] = is_open
        return is_open

    def nearest(self, store_ids: Iterable[UUID]) -> UUID | None:
        """The nearest of these stores that can serve now, for a cart that has no price yet."""
        reached = [(m, each) for each in store_ids if not isinstance(m := self.reach(each), NoQuote)]
        return min(reached)[1] if reached else None

    def most_cups(self, store_ids: Iterable[UUID]) -> int:
        """How many cups the largest of these stores that can serve now makes for one order."""
        reached = (each for each in store_ids if not isinstance(self.reach(each), NoQuote))
        return max((self._city.stores[each].cups_per_slot for each in reached), default=0)

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

    def _serve(self, standing: Standing, distance_m: int, wish: Wish) -> _Serving | NoQuote:
        store = standing.store
        cart = self._cart(standing, wish.lines)
        if cart is None:
            return NoQuote.NOT_PRICED
        taken = self._taken.get(store.store_id, {}) if self._taken else {}
        slot = free_slot_from(self._slot, taken, store.cups_per_slot, cart.cups)
        if slot is None:
            return NoQuote.TOO_MANY if 0 < store.cups_per_slot < cart.cups else NoQuote.FULL
        comes_s = wait_s(slot, self._now, cart.cups, store.prep_s, taken.get(slot, 0), distance_m)
        total_fen = cart.total_fen + delivery_fen(store.delivery, distance_m)
        if total_fen < PAY_MIN_FEN:
            return NoQuote.NOT_PRICED  # A checkout of nothing has no payment that could prove who ordered.
        card_fen = self._card_fen(Basket(store.seller_id, total_fen, cart.categories))
        rated = Candidate(store.store_id, total_fen - card_fen, total_fen, comes_s, wish.unread)
        return _Serving(standing, distance_m, wish, rated, slot)

    def _cart(self, standing: Standing, lines: Lines) -> Cart | None:
        """Each cart is priced and spelled out once a menu; None when the menu refuses a line."""
        known = (standing.menu, lines)
        if known not in self._carts:
            city, language = self._city, self._asker.language
            menu = city.menus[standing.key]
            asked = ("cart", standing.menu, lines, language)
            self._carts[known] = city.known.once(asked, lambda: _cart(menu, lines, language))
        return self._carts[known]

    def _card_fen(self, basket: Basket) -> int:
        """Stores with one price are paid for alike, unless a card looks at who sells."""
        known = (basket.seller_id if self._sellers_matter else None, basket.total_fen, basket.categories)
        card_fen = self._paid.get(known)
        if card_fen is None:
            card_fen = self._paid[known] = paid_by_card(self._cards, basket).card_fen
        return card_fen

    def _quoted(self, serving: _Serving) -> Quoted:
        store, rated, lines = serving.standing.store, serving.rated, serving.wish.lines
        cart = self._cart_of(serving)
        cups_before = self._taken.get(store.store_id, {}).get(serving.slot, 0)
        ready = ready_at(serving.slot, self._now, cart.cups, store.prep_s, cups_before)
        return Quoted(
            store_id=store.store_id,
            store_name=self._name(store),
            lines=lines,
            total_fen=rated.total_fen,
            pay_fen=rated.pay_fen - pays_fen(self._cash_fen, rated.pay_fen),
            distance_m=serving.distance_m,
            eta_to=eta(ready, serving.distance_m)[1],
            write=lambda: self._offer(serving),
        )

    def _offer(self, serving: _Serving) -> Offer:
        cart, terms = self._cart_of(serving), self._terms(serving.standing, serving.distance_m)
        known = (self._asker, cart, terms, self._door, self._cards, self._now, self._labels)
        offer = quote(*known, self._cash_fen)
        assert offer is not None, "a store with a free slot makes an offer"
        return offer

    def _cart_of(self, serving: _Serving) -> Cart:
        cart = self._cart(serving.standing, serving.wish.lines)
        assert cart is not None, "a store that serves has priced the cart"
        return cart

    def _name(self, store: Store) -> Name:
        return spelled(store.names) if self._asker.language is Language.ZH_HANT else store.names

    def _terms(self, standing: Standing, distance_m: int) -> StoreTerms:
        store = standing.store
        return StoreTerms(
            store_id=store.store_id,
            seller_id=store.seller_id,
            name=self._name(store),
            delivery=store.delivery,
            cups_per_slot=store.cups_per_slot,
            prep_s=store.prep_s,
            menu_id=standing.key.menu_id,
            menu_version=standing.key.version,
            distance_m=distance_m,
            taken=self._taken.get(store.store_id, {}),
        )


def _cart(menu: Menu, lines: Lines, language: Language) -> Cart | None:
    priced = [price_line(menu, line.choice) for line in lines]
    sound = [line for line in priced if isinstance(line, LinePrice)]
    return cart_of(menu, sound, language) if len(sound) == len(priced) else None


def local_clock(at: datetime, utc_offset_minutes: int) -> str:
    """A UTC instant as the local time of day, `07:30`."""
    return catalog.clock_text((at.hour * 60 + at.minute + utc_offset_minutes) % (24 * 60))
