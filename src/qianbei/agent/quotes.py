"""Quotes for a cart: which stores can make it, bring it, and when; the blind ranker says which comes first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from qianbei.agent.city import City
from qianbei.agent.nearby import Standing
from qianbei.agent.no_quote import NoQuote, most_telling
from qianbei.agent.quoted import UNSAID, Lines, Preference, Quoted, Wish
from qianbei.agent.serving import Serving, moment_of
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import Store, StoreStatus
from qianbei.kit.geometry import Point, spot, street_between_m
from qianbei.kit.words import Language, spelled
from qianbei.offers.card_terms import Basket, pays_fen
from qianbei.offers.contracts import Name, Offer, PriceKind
from qianbei.offers.quote import Asker, Door, StoreTerms, UsableCard, paid_by_card, quote
from qianbei.offers.ranking import drawn
from qianbei.offers.terms import comes_by
from qianbei.reader.contracts import OrderBy

OFFERS_MAX = 3
"""Of the stores compared, the best so many get a whole quote: one to show, the others to name."""


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
        self._at, self._moment = Point(door.lat_e6, door.lng_e6), moment_of(city, taken, now)

    def best(self, wishes: Sequence[Wish], preferred: Preference = UNSAID) -> list[Quoted] | NoQuote:
        """The best stores that can serve one of the wishes, best first; or why none can."""
        found = self._moment.find(wishes, self._at, self._asker.language)
        serving = found.serving
        if not serving:
            reached = (self.reach(store_id) for wish in wishes for store_id in wish.stores)
            return most_telling(found.reasons.union(why for why in reached if isinstance(why, NoQuote)))
        wanted = OFFERS_MAX if preferred == UNSAID else len(serving)
        best = drawn(self._asker.conversation, found.ranked, wanted)
        if preferred != UNSAID:
            best.sort(key=lambda each: self._against(serving[each.candidate.key.int], preferred))
        self._moment.offered(serving[best[0].candidate.key.int], wishes, self._at, self._asker.language)
        return [self._quoted(serving[each.candidate.key.int]) for each in best[:OFFERS_MAX]]

    def _against(self, serving: Serving, preferred: Preference) -> tuple[int, bool, int]:
        """Sorts by what was said, lower is better; the sort is stable, so the ranking decides the rest."""
        rated, late = serving.rated, False
        if preferred.eta_latest is not None:
            late = self._now + timedelta(seconds=rated.wait_s) > preferred.eta_latest
        misses = late or (preferred.budget_fen is not None and self._pay_fen(serving) > preferred.budget_fen)
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
        wish, language = Wish((store_id,), lines), self._asker.language
        serving = self._moment.serve(self._city.standings[store_id], distance_m, wish, language)
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
        return distance_m if self._moment.is_open(standing) else NoQuote.CLOSED

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

    def _pay_fen(self, serving: Serving) -> int:
        """What is left to pay after the card, before cash."""
        total_fen = serving.rated.total_fen
        basket = Basket(serving.standing.store.seller_id, total_fen, serving.cart.categories)
        return total_fen - paid_by_card(self._cards, basket).card_fen

    def _quoted(self, serving: Serving) -> Quoted:
        store, cart, pay_fen = serving.standing.store, serving.cart, self._pay_fen(serving)
        before = self._taken.get(store.store_id, {}).get(serving.slot, 0) if self._taken else 0
        terms = (serving.slot, self._now, cart.cups, store.prep_s, before, serving.distance_m)
        return Quoted(
            store_id=store.store_id,
            store_name=self._name(store),
            lines=serving.wish.lines,
            total_fen=serving.rated.total_fen,
            pay_fen=pay_fen - pays_fen(self._cash_fen, pay_fen),
            distance_m=serving.distance_m,
            eta_to=comes_by(*terms),
            write=lambda: self._offer(serving),
        )

    def _offer(self, serving: Serving) -> Offer:
        terms = self._terms(serving.standing, serving.distance_m)
        known = (self._asker, serving.cart, terms, self._door, self._cards, self._now, self._labels)
        offer = quote(*known, self._cash_fen)
        assert offer is not None, "a store with a free slot makes an offer"
        return offer

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


def local_clock(at: datetime, utc_offset_minutes: int) -> str:
    """A UTC instant as the local time of day, `07:30`."""
    return catalog.clock_text((at.hour * 60 + at.minute + utc_offset_minutes) % (24 * 60))
