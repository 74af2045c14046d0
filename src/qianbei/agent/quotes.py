"""Quotes for a cart: which stores can make it, bring it, and when; the blind ranker says which comes first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.agent.city import City
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import Store, StoreStatus
from qianbei.kit.geometry import Point, street_m
from qianbei.menu import LinePrice, price_line
from qianbei.offers.contracts import Name, Offer, PriceKind
from qianbei.offers.quote import Asker, Door, StoreTerms, UsableCard, quote
from qianbei.offers.ranking import Candidate, rank
from qianbei.reader.contracts import DraftLine

STORES_QUOTED_MAX = 16
"""Of the stores that sell the cart, the nearest so many are quoted."""


class NoQuote(StrEnum):
    """Why no store can be offered; the catalogue of replies has a sentence for each."""

    NO_STORE = "no_store"
    OUT_OF_RANGE = "out_of_range"
    CLOSED = "store_closed"
    PAUSED = "store_paused"
    FULL = "store_full"
    NOT_PRICED = "not_priced"


class Wish(msgspec.Struct, frozen=True):
    """A cart as one menu would make it, for any of these stores."""

    stores: tuple[UUID, ...]
    lines: tuple[DraftLine, ...]
    unread: int


class Quoted(msgspec.Struct, frozen=True):
    """One store's offer for its reading of the cart."""

    offer: Offer
    lines: tuple[DraftLine, ...]
    unread: int


class Quoter:
    """Quotes against one instant of the city for one person and door."""

    def __init__(
        self,
        city: City,
        taken: Mapping[UUID, dict[datetime, int]],
        labels: dict[PriceKind, Name],
        asker: Asker,
        door: Door,
        card: UsableCard | None,
        now: datetime,
    ) -> None:
        self._city, self._taken, self._labels = city, taken, labels
        self._asker, self._door, self._card, self._now = asker, door, card, now

    def best(self, wishes: Sequence[Wish], passed: Iterable[UUID] = ()) -> list[Quoted] | NoQuote:
        """All stores that can serve one of the wishes, best first; or why none can."""
        refused = set(passed)
        near: list[tuple[int, UUID, Wish]] = []
        reasons: list[NoQuote] = []
        for wish in wishes:
            for store_id in wish.stores:
                if store_id in refused:
                    continue
                distance_m = self._reach(store_id)
                if isinstance(distance_m, NoQuote):
                    reasons.append(distance_m)
                else:
                    near.append((distance_m, store_id, wish))
        near.sort(key=lambda each: (each[2].unread, each[0], each[1]))
        quoted: dict[UUID, Quoted] = {}
        for distance_m, store_id, wish in near[:STORES_QUOTED_MAX]:
            outcome = self.one(store_id, wish.lines, distance_m)
            if isinstance(outcome, NoQuote):
                reasons.append(outcome)
            elif store_id not in quoted:
                quoted[store_id] = Quoted(outcome, wish.lines, wish.unread)
        if not quoted:
            return _clearest(reasons)
        order = rank(self._asker.conversation, [self._candidate(each) for each in quoted.values()])
        return [quoted[ranked.candidate.key] for ranked in order]

    def one(
        self, store_id: UUID, lines: Sequence[DraftLine], distance_m: int | None = None
    ) -> Offer | NoQuote:
        """The offer of one store for these lines."""
        reach_m = distance_m if distance_m is not None else self._reach(store_id)
        if isinstance(reach_m, NoQuote):
            return reach_m
        store, key = self._city.stores[store_id], self._city.menu_key_of(store_id)
        assert key is not None, "an open store has a menu"
        menu = self._city.menus[key]
        priced = [price_line(menu, line.choice) for line in lines]
        sound = [line for line in priced if isinstance(line, LinePrice)]
        if len(sound) < len(priced):
            return NoQuote.NOT_PRICED
        terms = StoreTerms(
            store_id=store_id,
            seller_id=store.seller_id,
            name=store.names,
            delivery=store.delivery,
            cups_per_slot=store.cups_per_slot,
            prep_s=store.prep_s,
            menu_id=key.menu_id,
            menu_version=key.version,
            distance_m=reach_m,
            taken=self._taken.get(store_id, {}),
        )
        offer = quote(self._asker, menu, sound, terms, self._door, self._card, self._now, self._labels)
        return offer or NoQuote.FULL

    def nearest(self, store_ids: Iterable[UUID]) -> UUID | None:
        """The nearest of these stores that can serve now, for a cart that has no price yet."""
        reached = [
            (reach_m, each) for each in store_ids if not isinstance(reach_m := self._reach(each), NoQuote)
        ]
        return min(reached)[1] if reached else None

    def _reach(self, store_id: UUID) -> int | NoQuote:
        """Metres to the door, or why this store cannot serve it now."""
        store = self._city.stores.get(store_id)
        if store is None or self._city.menu_key_of(store_id) is None:
            return NoQuote.NO_STORE
        if store.status is not StoreStatus.OPEN:
            return NoQuote.PAUSED
        if not catalog.open_at(store.hours, store.utc_offset_minutes, self._now):
            return NoQuote.CLOSED
        distance_m = street_m(_point(store), Point(self._door.lat_e6, self._door.lng_e6))
        return distance_m if distance_m <= store.delivery.radius_m else NoQuote.OUT_OF_RANGE

    def _candidate(self, quoted: Quoted) -> Candidate:
        offer = quoted.offer
        wait_s = int((offer.eta_to - self._now).total_seconds())
        return Candidate(offer.store_id, offer.pay_fen, offer.total_fen, wait_s, quoted.unread)


def _point(store: Store) -> Point:
    return Point(store.lat_e6, store.lng_e6)


def _clearest(reasons: Sequence[NoQuote]) -> NoQuote:
    """The reason that tells most: a full store is nearer to serving than a closed or a far one."""
    for reason in (
        NoQuote.FULL,
        NoQuote.CLOSED,
        NoQuote.PAUSED,
        NoQuote.NOT_PRICED,
        NoQuote.OUT_OF_RANGE,
    ):
        if reason in reasons:
            return reason
    return NoQuote.NO_STORE
