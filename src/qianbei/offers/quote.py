"""Builds the exact checkout from priced lines, a store's terms and a card."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts import ANYWHERE, CardTerms
from qianbei.catalog.contracts import DeliveryTerms
from qianbei.kit.words import Language, spelled
from qianbei.menu import LinePrice, Menu
from qianbei.menu.parts import Names
from qianbei.offers.card_terms import Basket, pays_fen, why_not
from qianbei.offers.contracts import (
    Discount,
    Name,
    Offer,
    OfferLine,
    OfferOption,
    OfferRemoved,
    PriceKind,
    PriceLine,
)
from qianbei.offers.terms import delivery_fen, eta, first_free_slot, ready_at

ONE_AN_ORDER = "card_one_an_order"
"""Why a good card does not pay: another one does."""

HOLDS_FOR = timedelta(minutes=2)
"""Our own price holds this long."""


_SPOKEN = {
    language: [(each, each.value) for each in sorted({Language.ZH_HANS, Language.EN, language})]
    for language in Language
}
"""The languages of a name for who reads in one of them."""


class StoreTerms(msgspec.Struct, frozen=True):
    """What a quote must know of a store; `taken` are cups already promised by slot start."""

    store_id: UUID
    seller_id: UUID
    name: Name
    delivery: DeliveryTerms
    cups_per_slot: int
    prep_s: int
    menu_id: UUID
    menu_version: int
    distance_m: int
    taken: dict[datetime, int]


class Cart(msgspec.Struct, frozen=True):
    """Priced lines spelled out for a checkout: all of it that is the same at every store of one menu."""

    lines: tuple[OfferLine, ...]
    prices: tuple[PriceLine, ...]
    packing_fen: int
    total_fen: int
    categories: tuple[str, ...]
    cups: int


class Door(msgspec.Struct, frozen=True):
    """Where it goes."""

    address_id: UUID
    text: str
    place: Name
    lat_e6: int
    lng_e6: int


class UsableCard(msgspec.Struct, frozen=True):
    """A card that may be put on an order now, where its terms allow; or the reason why it may not anywhere."""

    card_id: UUID
    code: str
    face_fen: int
    unusable: str | None
    terms: CardTerms = ANYWHERE


class Paying(msgspec.Struct, frozen=True):
    """The card that pays and how much, and what is said of every card that we know of."""

    card: UsableCard | None
    card_fen: int
    discounts: tuple[Discount, ...]


class Asker(msgspec.Struct, frozen=True):
    """Whose quote it is."""

    person: UUID
    conversation: UUID
    draft_number: int
    cell: int
    language: Language


def name_by_language(names: Names, language: Language) -> Name:
    """zh-Hans and en always, since store and customer may differ; zh-Hant only for who reads it."""
    return {spoken: names.of(each) for each, spoken in _SPOKEN[language]}


def cart_of(menu: Menu, lines: Sequence[LinePrice], language: Language) -> Cart:
    return Cart(
        lines=tuple(_line(menu, line, language) for line in lines),
        prices=tuple(_prices(menu, lines, language)),
        packing_fen=sum(line.packing_fen for line in lines),
        total_fen=sum(line.total_fen for line in lines),
        categories=tuple(sorted({menu.resolved[line.choice.item].item.category for line in lines})),
        cups=sum(line.cups for line in lines),
    )


def quote(
    asker: Asker,
    cart: Cart,
    store: StoreTerms,
    door: Door,
    cards: Sequence[UsableCard],
    now: datetime,
    labels: dict[PriceKind, Name],
    cash_fen: int = 0,
) -> Offer | None:
    """The offer, or None when the store has no free slot for these cups within two hours.

    `cash_fen` lies in the person's wallet: it pays what the card leaves, but for the last fen.
    """
    slot = first_free_slot(store.taken, store.cups_per_slot, cart.cups, now)
    if slot is None:
        return None
    prices = list(cart.prices)
    if cart.packing_fen:
        prices.append(PriceLine(PriceKind.PACKING, None, labels[PriceKind.PACKING], cart.packing_fen))
    carrying_fen = delivery_fen(store.delivery, store.distance_m)
    prices.append(PriceLine(PriceKind.DELIVERY, None, labels[PriceKind.DELIVERY], carrying_fen))
    total_fen = sum(price.amount_fen for price in prices)
    paying = paid_by_card(cards, Basket(store.seller_id, total_fen, cart.categories))
    card_fen = paying.card_fen
    if card_fen:
        prices.append(PriceLine(PriceKind.CARD, None, labels[PriceKind.CARD], -card_fen))
    wallet_fen = pays_fen(cash_fen, total_fen - card_fen)
    if wallet_fen:
        prices.append(PriceLine(PriceKind.WALLET, None, labels[PriceKind.WALLET], -wallet_fen))
    pay_fen = total_fen - card_fen - wallet_fen
    prices.append(PriceLine(PriceKind.TO_PAY, None, labels[PriceKind.TO_PAY], pay_fen))
    cups_before = store.taken.get(slot, 0)
    ready = ready_at(slot, now, cart.cups, store.prep_s, cups_before)
    eta_from, eta_to = eta(ready, store.distance_m)
    return Offer(
        person=asker.person,
        conversation=asker.conversation,
        draft_number=asker.draft_number,
        cell=asker.cell,
        seller_id=store.seller_id,
        store_id=store.store_id,
        store_name=store.name,
        lines=cart.lines,
        prices=tuple(prices),
        total_fen=total_fen,
        card_id=paying.card.card_id if paying.card else None,
        card_fen=card_fen,
        pay_fen=pay_fen,
        discounts=paying.discounts,
        cups=cart.cups,
        categories=cart.categories,
        cups_per_slot=store.cups_per_slot,
        slot_start=slot,
        ready_at=ready,
        eta_from=eta_from,
        eta_to=eta_to,
        distance_m=store.distance_m,
        cups_ahead=sum(taken for start, taken in store.taken.items() if start <= slot),
        address_id=door.address_id,
        address_text=door.text,
        lat_e6=door.lat_e6,
        lng_e6=door.lng_e6,
        place=spelled(door.place) if asker.language is Language.ZH_HANT else door.place,
        issued_at=now,
        expires_at=now + HOLDS_FOR,
        menu_id=store.menu_id,
        menu_version=store.menu_version,
        wallet_fen=wallet_fen,
    )


def paid_by_card(cards: Sequence[UsableCard], basket: Basket) -> Paying:
    """One card an order: of those whose terms allow it the one that pays most, the first of equals."""
    reasons = [card.unusable or why_not(card.terms, basket) for card in cards]
    best, card_fen = None, 0
    for index, card in enumerate(cards):
        if not reasons[index] and (pays := pays_fen(card.face_fen, basket.total_fen)) > card_fen:
            best, card_fen = index, pays
    discounts = tuple(
        [
            Discount(card.code, True, None, card_fen)
            if index == best
            else Discount(card.code, False, reasons[index] or (ONE_AN_ORDER if best is not None else None), 0)
            for index, card in enumerate(cards)
        ]
    )
    return Paying(None if best is None else cards[best], card_fen, discounts)


def _prices(menu: Menu, lines: Sequence[LinePrice], language: Language) -> list[PriceLine]:
    prices = []
    for index, line in enumerate(lines):
        item = menu.resolved[line.choice.item]
        for part in line.parts:
            amount_fen = part.amount_fen * line.choice.quantity
            if part.group is None:
                prices.append(
                    PriceLine(PriceKind.ITEM, index, name_by_language(item.item.name, language), amount_fen)
                )
            elif amount_fen and part.option is not None:
                option = item.groups[part.group].options[part.option]
                prices.append(
                    PriceLine(PriceKind.OPTION, index, name_by_language(option.name, language), amount_fen)
                )
    return prices


def _line(menu: Menu, line: LinePrice, language: Language) -> OfferLine:
    item = menu.resolved[line.choice.item]
    amounts = {(part.group, part.option): part.amount_fen for part in line.parts}
    options = []
    for selected in line.selection:
        group = item.groups[selected.group]
        options.append(
            OfferOption(
                group=selected.group,
                option=selected.option,
                name=name_by_language(group.options[selected.option].name, language),
                group_name=name_by_language(group.group.name, language),
                quantity=selected.quantity,
                qualifier=selected.qualifier,
                amount_fen=amounts[selected.group, selected.option],
                chosen=not selected.is_default,
            )
        )
    removed = tuple(
        OfferRemoved(
            r.group, r.option, name_by_language(item.groups[r.group].options[r.option].name, language)
        )
        for r in line.choice.without
    )
    name = name_by_language(item.item.name, language)
    quantity = line.choice.quantity
    return OfferLine(
        line.choice.item, name, quantity, tuple(options), removed, line.unit_fen, line.unit_fen * quantity
    )
