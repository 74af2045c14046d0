"""Saying it: replies, chips and read-backs of one language, from the catalogues alone."""

from collections.abc import Sequence
from importlib import resources
from uuid import UUID

from qianbei.agent.city import City
from qianbei.agent.state import Chip
from qianbei.kit.money import yuan
from qianbei.kit.words import Catalogue, Language, load_catalogue
from qianbei.menu import Menu
from qianbei.offers.contracts import Name, Offer, OfferLine, PriceKind
from qianbei.views.turn import CardFact

CATALOGUE: Catalogue = load_catalogue(resources.files("qianbei.agent") / "words")

MENU_ITEMS_MAX = 8
"""So many names fit a phone's screen as chips."""

CHANGE_CHIPS_MAX = 3


def price_labels() -> dict[PriceKind, Name]:
    """The label of each price row that is not an item or an option."""
    return {
        kind: {language.value: CATALOGUE.say(language, f"price.{kind.value}") for language in Language}
        for kind in (PriceKind.PACKING, PriceKind.DELIVERY, PriceKind.CARD, PriceKind.TO_PAY)
    }


class Speech:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, key: str, **parameters: object) -> str:
        return CATALOGUE.say(self.language, key, **parameters)

    def name(self, name: Name) -> str:
        return name.get(self.language.value) or name.get("zh-Hans") or next(iter(name.values()))

    def chips(self, *keys: str) -> tuple[Chip, ...]:
        return tuple(Chip(self.say(f"chip.{key}.label"), self.say(f"chip.{key}.say")) for key in keys)

    def quoted(self, unread: Sequence[str]) -> str:
        return self.say("list_separator").join(unread)

    def offer(self, offer: Offer) -> str:
        """The read-back in one breath; the card shows the rest."""
        return self.say(
            "offer",
            cart=self.cart(offer),
            store=self.name(offer.store_name),
            pay=yuan(offer.pay_fen),
        )

    def cart(self, offer: Offer) -> str:
        return self.say("list_separator").join(self._line(line) for line in offer.lines)

    def _line(self, line: OfferLine) -> str:
        options = [self._times(self.name(option.name), option.quantity) for option in line.options]
        removed = [self.say("without", name=self.name(each.name)) for each in line.removed]
        details = self.say("detail_separator").join([*options, *removed])
        key = "line" if details else "line_plain"
        return self.say(key, quantity=line.quantity, name=self.name(line.name), details=details)

    def _times(self, name: str, quantity: int) -> str:
        return name if quantity == 1 else self.say("times", name=name, quantity=quantity)

    def change_chips(self, menu: Menu, line: OfferLine) -> tuple[Chip, ...]:
        """Ways to change a line by one tap: leave a default out, or take another option at no price."""
        chosen = {(option.group, option.option) for option in line.options}
        chips: list[Chip] = []
        for group in menu.resolved[line.item].groups.values():
            taken = [option for option in group.options if (group.id, option) in chosen]
            if group.picks_one:
                free = [o for o in group.options.values() if o.price_fen == 0 and o.available]
                others = [o.name.of(self.language) for o in free if o.id not in taken]
                chips += [self._chip("change_to", name) for name in others[-1:]]
            else:
                left = [group.options[option].name.of(self.language) for option in taken]
                chips += [self._chip("without", name) for name in left[:1]]
        return tuple(chips[-CHANGE_CHIPS_MAX:])

    def _chip(self, key: str, name: str) -> Chip:
        return Chip(self.say(f"chip.{key}.label", name=name), self.say(f"chip.{key}.say", name=name))

    def menu_names(self, city: City, store: UUID | None) -> list[str]:
        """Some names to begin with: of the store chosen, or of what the city sells most widely."""
        counts: dict[str, int] = {}
        for store_id in [store] if store else list(city.stores):
            key = city.menu_key_of(store_id)
            menu = city.menus.get(key) if key else None
            for item in (menu.items if menu else ())[:MENU_ITEMS_MAX]:
                name = item.name.of(self.language)
                counts[name] = counts.get(name, 0) + 1
        return sorted(counts, key=lambda name: (-counts[name], name))[:MENU_ITEMS_MAX]

    def card(self, card: CardFact) -> str:
        return self.say(f"wallet.{card.state}", face=yuan(card.face_fen))
