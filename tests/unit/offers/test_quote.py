"""The exact checkout: rows that add up, a card that never pays all, every discount accounted for."""

from datetime import UTC, datetime
from typing import get_args, get_type_hints
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from qianbei.catalog.contracts import DeliveryTerms
from qianbei.kit.canonical import canonical_json
from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice, LinePrice, Menu, Removed, parse_menu, price_line
from qianbei.offers.card_terms import PAY_MIN_FEN
from qianbei.offers.contracts import Offer, PriceKind
from qianbei.offers.quote import HOLDS_FOR, Asker, Door, StoreTerms, UsableCard, cart_of, quote
from tests.support.menus import MENU

NOW = datetime(2031, 5, 20, 4, 3, tzinfo=UTC)
ID = UUID(int=1)
NAME = {"zh-Hans": "小云茶铺", "en": "Little Cloud Tea"}
LABELS = {kind: {"zh-Hans": kind.value, "en": kind.value} for kind in PriceKind}
DOOR = Door(ID, "3-301", NAME, 30_000_000, 120_000_000)
ASKER = Asker(ID, ID, 0, 1, Language.ZH_HANS)


def store(delivery_fee_fen: int = 300, **changes: object) -> StoreTerms:
    terms = DeliveryTerms(radius_m=5_000, base_fee_fen=delivery_fee_fen, free_m=2_000, per_km_fen=100)
    made = StoreTerms(ID, ID, NAME, terms, 12, 30, ID, 1, 800, {})
    return msgspec.structs.replace(made, **changes)


def menu(price_fen: int = 1_500, packing_fen: int = 100) -> Menu:
    text = MENU.replace("price_fen: 1500", f"price_fen: {price_fen}")
    made = parse_menu(text.replace("packing_fen: 100", f"packing_fen: {packing_fen}"))
    assert isinstance(made, Menu), made
    return made


def line(made: Menu, quantity: int, size: str, pearls: int) -> LinePrice:
    chosen = (Choice("size", size), Choice("topping", "pearls", pearls))
    priced = price_line(made, LineChoice("pearl-milk-tea", quantity, chosen))
    assert isinstance(priced, LinePrice), priced
    return priced


def card(face_fen: int, unusable: str | None = None) -> UsableCard:
    return UsableCard(UUID(int=5), "joining_card", face_fen, unusable)


lines = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(["medium", "large"]), st.integers(1, 2)),
    min_size=1,
    max_size=3,
)


@given(
    lines,
    st.integers(0, 3_000),
    st.integers(0, 200),
    st.integers(0, 400),
    st.none() | st.integers(1, 9_000),
    st.booleans(),
)
def test_the_rows_add_up_and_a_card_never_pays_all(cart, price_fen, packing_fen, fee_fen, face_fen, usable):
    made = menu(price_fen, packing_fen)
    held = [] if face_fen is None else [card(face_fen, None if usable else "ended")]
    priced = [line(made, *each) for each in cart]
    offer = quote(ASKER, cart_of(made, priced, ASKER.language), store(fee_fen), DOOR, held, NOW, LABELS)
    assert isinstance(offer, Offer)
    rows = [row.amount_fen for row in offer.prices if row.kind is not PriceKind.TO_PAY]
    to_pay = [row.amount_fen for row in offer.prices if row.kind is PriceKind.TO_PAY]
    assert to_pay == [offer.pay_fen] == [sum(rows)]
    assert offer.total_fen - offer.card_fen == offer.pay_fen
    assert offer.card_fen >= 0
    assert (offer.card_id is None) == (offer.card_fen == 0)
    if offer.card_fen:
        assert offer.pay_fen >= PAY_MIN_FEN
        assert offer.card_fen == min(face_fen, offer.total_fen - PAY_MIN_FEN)
    shown = sum(row.amount_fen for row in offer.prices if row.kind in (PriceKind.ITEM, PriceKind.OPTION))
    assert shown == sum(each.total_fen for each in offer.lines)
    assert [each.used for each in offer.discounts] == [offer.card_fen > 0 for _ in held]
    assert canonical_json(offer)


def test_a_card_that_may_not_be_used_says_why():
    made = menu()
    offer = quote(
        ASKER,
        cart_of(made, [line(made, 1, "large", 1)], ASKER.language),
        store(),
        DOOR,
        [card(2_500, "ended")],
        NOW,
        LABELS,
    )
    assert offer is not None
    assert offer.card_id is None
    (discount,) = offer.discounts
    assert (discount.used, discount.reason, discount.amount_fen) == (False, "ended", 0)
    assert offer.pay_fen == offer.total_fen


def test_an_offer_reads_every_option_back_and_holds_for_two_minutes():
    made = menu()
    offer = quote(
        ASKER, cart_of(made, [line(made, 2, "large", 2)], ASKER.language), store(), DOOR, [], NOW, LABELS
    )
    assert offer is not None
    assert offer.expires_at - offer.issued_at == HOLDS_FOR
    (made_line,) = offer.lines
    assert [(o.group, o.option, o.quantity) for o in made_line.options] == [
        ("size", "large", 1),
        ("topping", "pearls", 2),
    ]
    assert made_line.total_fen == 2 * made_line.unit_fen


def test_no_free_slot_is_no_offer():
    made = menu()
    assert (
        quote(
            ASKER,
            cart_of(made, [line(made, 1, "large", 1)], ASKER.language),
            store(cups_per_slot=0),
            DOOR,
            [],
            NOW,
            LABELS,
        )
        is None
    )


def test_an_offer_in_traditional_characters_names_all_three_languages():
    made = menu()
    asker = msgspec.structs.replace(ASKER, language=Language.ZH_HANT)
    offer = quote(
        asker, cart_of(made, [line(made, 1, "large", 1)], asker.language), store(), DOOR, [], NOW, LABELS
    )
    assert offer is not None
    assert set(offer.lines[0].name) == set(offer.place) == {"zh-Hans", "zh-Hant", "en"}


def test_what_costs_nothing_takes_no_card():
    made = menu(price_fen=0, packing_fen=0)
    free = price_line(made, LineChoice("pearl-milk-tea", 1, (), (Removed("topping", "pearls"),)))
    assert isinstance(free, LinePrice)
    offer = quote(ASKER, cart_of(made, [free], ASKER.language), store(0), DOOR, [card(2_500)], NOW, LABELS)
    assert offer is not None
    assert (offer.total_fen, offer.card_id, offer.card_fen, offer.pay_fen) == (0, None, 0, 0)


def has_float(kind: object) -> bool:
    """Whether a value of this type may hold a float anywhere."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return any(has_float(each) for each in get_type_hints(kind).values())
    return kind is float or any(has_float(each) for each in get_args(kind))


def test_a_sealed_offer_has_no_place_for_a_float():
    class Breach(msgspec.Struct):
        deep: tuple[dict[str, float | None], ...]

    assert has_float(Breach)
    assert not has_float(Offer)
