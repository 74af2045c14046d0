"""The best stores found with shared work are those found by quoting every store by itself, to the last fen."""

from datetime import timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qianbei.agent.city import City
from qianbei.agent.no_quote import NoQuote
from qianbei.agent.quoted import Lines, Preference, Quoted, Wish
from qianbei.agent.quotes import OFFERS_MAX, Quoter
from qianbei.agent.serving import CROWD_CUPS, STORES_RANKED_MAX, Moment, moment_of
from qianbei.agent.speech import price_labels
from qianbei.campaigns.contracts import CardTerms
from qianbei.catalog.contracts import DeliveryTerms, OpeningHours, StoreStatus
from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice, Menu
from qianbei.offers.contracts import Offer
from qianbei.offers.quote import Asker, UsableCard
from qianbei.offers.ranking import Candidate, rank
from qianbei.offers.terms import running_slot
from qianbei.reader.contracts import DraftLine, OrderBy
from tests.support.talk import ALL_DAY, DOOR, NOON, SPACE, Shop, city_of

ASKER = Asker(UUID(int=1), UUID(int=2), 0, 1, Language.ZH_HANS)
MORNING = (OpeningHours(tuple(range(7)), 0, 600),)
PEARLS = (DraftLine(LineChoice("pearl-tea", 2, (Choice("size", "large"),))),)
LATTE = (DraftLine(LineChoice("latte", 1, ())),)
SOLD_BY_BOTH = (DraftLine(LineChoice("milk-tea", 1, ())),)

kinds = st.fixed_dictionaries(
    {
        "north_m": st.integers(0, 400).map(lambda step: step * 10),
        "status": st.sampled_from([StoreStatus.OPEN, StoreStatus.OPEN, StoreStatus.OPEN, StoreStatus.PAUSED]),
        "hours": st.sampled_from([ALL_DAY, ALL_DAY, ALL_DAY, MORNING]),
        "cups_per_slot": st.integers(0, 6),
        "delivery": st.builds(
            DeliveryTerms,
            radius_m=st.sampled_from([2_000, 5_000]),
            base_fee_fen=st.sampled_from([0, 300, 500]),
            free_m=st.just(2_000),
            per_km_fen=st.sampled_from([0, 100]),
        ),
    }
)
shops_made = st.lists(st.tuples(st.booleans(), kinds), min_size=1, max_size=24)
preferences = st.builds(
    Preference,
    order_by=st.none() | st.sampled_from(OrderBy),
    budget_fen=st.none() | st.integers(0, 6_000),
    eta_latest=st.none() | st.integers(0, 120).map(lambda minutes: NOON + timedelta(minutes=minutes)),
)


def by_itself(quoter_of, wishes: list[Wish], preferred: Preference) -> list[tuple[Offer, Lines]]:
    """Each store quoted whole by a quoter of its own, then ranked and sorted by what was said."""
    reached = [
        (wish.unread, metres, store, wish)
        for wish in wishes
        for store in wish.stores
        if not isinstance(metres := quoter_of().reach(store), NoQuote)
    ]
    offers, unread = {}, {}
    for words, _, store, wish in sorted(reached, key=lambda each: each[:3])[:STORES_RANKED_MAX]:
        offer = quoter_of().one(store, wish.lines)
        if not isinstance(offer, NoQuote) and store not in offers:
            offers[store], unread[store] = (offer, wish.lines), words

    def wait_s(store: UUID) -> int:
        return int((offers[store][0].eta_to - NOON).total_seconds())

    def against(store: UUID) -> tuple[int, bool, int]:
        offer = offers[store][0]
        late = preferred.eta_latest is not None and offer.eta_to.replace(microsecond=0) > preferred.eta_latest
        own_fen = offer.pay_fen + offer.wallet_fen  # Cash in a wallet is spent too.
        misses = late or (preferred.budget_fen is not None and own_fen > preferred.budget_fen)
        wanted = preferred.order_by or (OrderBy.FASTEST if late else OrderBy.CHEAPEST if misses else None)
        by = {
            OrderBy.CHEAPEST: offer.total_fen,
            OrderBy.FASTEST: wait_s(store),
            OrderBy.NEAREST: offer.distance_m,
        }
        return unread[store], misses, by.get(wanted, 0) if wanted else 0

    rated = [
        Candidate(store, offer.total_fen, wait_s(store), unread[store])
        for store, (offer, _) in offers.items()
    ]
    best = [each.candidate.key for each in rank(ASKER.conversation, rated)]
    if preferred != Preference():
        best.sort(key=against)
    return [offers[store] for store in best[:OFFERS_MAX]]


def written(best: list[Quoted] | NoQuote) -> list[tuple[Offer, Lines]]:
    """The whole offers, each of which its short form must agree with."""
    found = best if isinstance(best, list) else []
    for each in found:
        for field in ("store_id", "store_name", "total_fen", "pay_fen", "distance_m", "eta_to"):
            assert getattr(each, field) == getattr(each.offer, field), field
    return [(each.offer, each.lines) for each in found]


@settings(deadline=None)  # Every store is quoted by a quoter of its own.
@given(
    shops_made,
    preferences,
    st.lists(st.integers(0, 8), max_size=24),
    st.booleans(),
    st.integers(0, 2_500),
    st.sampled_from([0, 0, 700, 9_000]),
)
def test_shared_work_finds_the_same_offers(
    tea: Menu, coffee: Menu, made, preferred, promised, picky, face_fen, cash_fen
):
    shops = [
        Shop({"zh-Hans": f"店{index}", "en": f"Store {index}"}, tea if is_tea else coffee, **kind)
        for index, (is_tea, kind) in enumerate(made)
    ]
    city: City = city_of(shops)
    start = running_slot(NOON)
    taken = {
        shop.store_id: {start: cups, start + timedelta(minutes=5): cups // 2}
        for shop, cups in zip(shops, promised, strict=False)
    }
    sellers = tuple(city.stores[shop.store_id].seller_id for shop in shops[::2])
    terms = CardTerms(seller_ids=sellers) if picky else CardTerms()
    cards = [UsableCard(uuid5(SPACE, "card"), "joining_card", face_fen, None, terms)]

    def quoter() -> Quoter:
        return Quoter(city, taken, price_labels(), ASKER, DOOR, cards, NOON, cash_fen)

    teas = tuple(shop.store_id for shop in shops if shop.menu is tea)
    coffees = tuple(shop.store_id for shop in shops if shop.menu is coffee)
    wishes = [Wish(teas, PEARLS), Wish(coffees, SOLD_BY_BOTH, 1), Wish(teas, LATTE)]
    best = quoter().best(wishes, preferred)
    assert written(best) == by_itself(quoter, wishes, preferred)


@pytest.mark.parametrize("wrong", ["fee", "wait", "card"])
def test_a_store_that_is_rated_wrongly_would_be_seen(tea: Menu, wrong: str, monkeypatch):
    """The comparison above must be able to fail: each shared figure is planted wrong once."""
    shops = [Shop({"zh-Hans": f"店{n}", "en": f"Store {n}"}, tea, north_m=500 + 700 * n) for n in range(4)]
    city = city_of(shops)
    cards = [UsableCard(uuid5(SPACE, "card"), "joining_card", 2_500, None)]
    wishes = [Wish(tuple(shop.store_id for shop in shops), PEARLS)]
    preferred = Preference(budget_fen=3_000) if wrong == "card" else Preference()

    def quoter() -> Quoter:
        return Quoter(city, {}, price_labels(), ASKER, DOOR, cards, NOON)

    expected = by_itself(quoter, wishes, preferred)
    assert written(quoter().best(wishes, preferred)) == expected
    serve, pay_fen = Moment.serve, Quoter._pay_fen

    def served(self, standing, distance_m, wish, language):
        serving = serve(self, standing, distance_m, wish, language)
        if isinstance(serving, NoQuote) or standing.store.store_id != expected[0][0].store_id:
            return serving
        rated = serving.rated
        worse = {
            "fee": replace(rated, total_fen=rated.total_fen + 10_000),
            "wait": replace(rated, wait_s=rated.wait_s + 100_000),
            "card": rated,
        }[wrong]
        return replace(serving, rated=worse)

    def paid(self, serving):
        is_first = serving.standing.store.store_id == expected[0][0].store_id
        return pay_fen(self, serving) + (10_000 if wrong == "card" and is_first else 0)

    monkeypatch.setattr(Moment, "serve", served)
    monkeypatch.setattr(Quoter, "_pay_fen", paid)
    city.known.moment = None
    assert written(quoter().best(wishes, preferred)) != expected


def test_a_moment_ends_with_its_second_and_with_its_cups(tea: Menu):
    """What depends on the second, or on cups, must never be told of another second or of other cups."""
    city, cups = city_of([Shop({"zh-Hans": "店", "en": "Store"}, tea)]), {}
    whole, within = moment_of(city, cups, NOON), moment_of(city, cups, NOON + timedelta(milliseconds=1))
    assert whole is not within
    assert moment_of(city, cups, NOON + timedelta(milliseconds=999)) is within
    assert moment_of(city, cups, NOON + timedelta(seconds=1)) is not within
    later = moment_of(city, cups, NOON + timedelta(milliseconds=1_500))
    assert moment_of(city, {}, NOON + timedelta(milliseconds=1_500)) is not later


def test_a_crowd_of_one_second_is_not_sent_to_one_store(tea: Menu):
    """Nobody has tapped yet, so the promised cups say nothing of the crowd; what each is told stays as it would be alone."""
    shops = [Shop({"zh-Hans": f"店{n}", "en": f"Store {n}"}, tea, north_m=300 + 60 * n) for n in range(4)]
    wishes = [Wish(tuple(shop.store_id for shop in shops), PEARLS)]
    city, cups, alone = city_of(shops), {}, city_of(shops)

    def first(where: City, number: int, seconds: int = 0) -> Offer:
        asker = replace(ASKER, conversation=UUID(int=number))
        quoter = Quoter(where, cups, price_labels(), asker, DOOR, [], NOON + timedelta(seconds=seconds))
        best = quoter.best(wishes)
        assert isinstance(best, list)
        assert best[0].offer == quoter.one(best[0].store_id, PEARLS)
        return best[0].offer

    offers = [first(city, number) for number in range(96)]
    nearest = shops[0].store_id
    assert [offer.store_id for offer in offers[: CROWD_CUPS // 2]] == [nearest] * (CROWD_CUPS // 2), (
        "a few are no crowd"
    )
    by_store = [sum(offer.store_id == shop.store_id for offer in offers) for shop in shops]
    assert min(by_store) >= 16, by_store
    assert first(city, 96, seconds=600).store_id == nearest, "what nobody tapped is forgotten"
    assert first(alone, 97).store_id == nearest
