"""Saying it: replies and read-backs of one language, from the catalogues alone."""

from collections.abc import Mapping, Sequence
from importlib import resources

from qianbei.agent.state import Chip
from qianbei.kit.money import yuan
from qianbei.kit.words import Catalogue, Language, load_catalogue, spelled
from qianbei.menu import LineChoice, Menu
from qianbei.offers.contracts import Name, Offer, OfferLine, OfferOption, PriceKind
from qianbei.views.turn import CardFact

CATALOGUE: Catalogue = load_catalogue(resources.files("qianbei.agent") / "words")

QUOTED_LENGTH_MAX = 40
"""Of words that were not understood, so much is said back."""

SOON_MINUTES = 60
"""A cup that comes later than this is said to come late."""

_MARKS = str.maketrans("", "", "·,，.。")
"""Marks inside names, which sentences use to break."""


def price_labels() -> dict[PriceKind, Name]:
    """The label of each price row that is not an item or an option."""
    return {
        kind: {language.value: CATALOGUE.say(language, f"price.{kind.value}") for language in Language}
        for kind in (
            PriceKind.PACKING,
            PriceKind.DELIVERY,
            PriceKind.CARD,
            PriceKind.WALLET,
            PriceKind.TO_PAY,
        )
    }


class Speech:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, key: str, **parameters: object) -> str:
        return CATALOGUE.say(self.language, key, **parameters)

    def name(self, name: Mapping[str, str]) -> str:
        """A name of many languages in this one, or in the one that it has."""
        known = spelled(name) if self.language is Language.ZH_HANT else name
        return known.get(self.language) or name.get("zh-Hans") or next(iter(name.values()))

    def spoken(self, name: Mapping[str, str]) -> str:
        """A store's name as one says it: without the marks that break sentences."""
        return self.name(name).translate(_MARKS)

    def page(self, key: str, page: str) -> Chip:
        """Leads to a page of ours, from where words can't do what is asked."""
        return Chip(self.say(f"chip.{key}.label"), self.say(f"chip.{key}.say"), page)

    def chip(self, key: str, **parameters: object) -> Chip:
        return Chip(self.say(f"chip.{key}.label", **parameters), self.say(f"chip.{key}.say", **parameters))

    def chips(self, *keys: str) -> tuple[Chip, ...]:
        return tuple(self.chip(key) for key in keys)

    def again(self) -> Chip:
        """Asks for the same offer anew."""
        return Chip(self.say("try_again"), self.say("refresh"))

    def asks_for_price(self, words: str) -> bool:
        """Whether the words are the ones by which a page asks for the same offer anew, in any language."""
        said = words.strip().lower()
        return any(said == CATALOGUE.say(language, "refresh") for language in Language)

    def list(self, words: Sequence[str]) -> str:
        return self.say("list_separator").join(words)

    def quoted(self, unread: Sequence[str]) -> str:
        """Words said back: on one line, without what cannot be seen, and not many of them."""
        seen = "".join(c if c.isprintable() else " " for c in self.say("unread_separator").join(unread))
        words = " ".join(seen.split())
        return words if len(words) <= QUOTED_LENGTH_MAX else f"{words[:QUOTED_LENGTH_MAX]}…"

    def sentences(self, *texts: str | None) -> str:
        return self.say("sentence_separator").join(text for text in texts if text)

    def offer(self, offer: Offer, cart: str) -> str:
        """The read-back in one breath, of a `cart` in words; the card shows the rest. A long wait is said."""
        minutes = int((offer.eta_to - offer.issued_at).total_seconds()) // 60
        return self.say(
            "offer" if minutes <= SOON_MINUTES else "offer_late",
            cart=cart,
            store=self.name(offer.store_name),
            pay=yuan(offer.pay_fen),
            minutes=minutes,
        )

    def cart(self, offer: Offer, menu: Menu) -> str:
        return self.list([self._line(line, menu) for line in offer.lines])

    def _line(self, line: OfferLine, menu: Menu) -> str:
        options = [self._option(line.item, option, menu) for option in line.options]
        removed = [self.say("without", name=self.name(each.name)) for each in line.removed]
        details = self.say("detail_separator").join([*options, *removed])
        key = "line" if details else "line_plain"
        measure = menu.measure(line.item, self.language)
        return self.say(
            key, quantity=line.quantity, measure=measure, name=self.name(line.name), details=details
        )

    def _option(self, item: str, option: OfferOption, menu: Menu) -> str:
        name = self.name(option.name)
        if option.qualifier is not None:
            qualifier = menu.resolved[item].groups[option.group].qualifiers[option.qualifier]
            name = self.say("qualified", qualifier=qualifier.name.of(self.language), name=name)
        return name if option.quantity == 1 else self.say("times", name=name, quantity=option.quantity)

    def wished(self, menu: Menu, lines: Sequence[LineChoice]) -> str | None:
        """The cart in words that order it of any shop; None when plain words would lose something of it."""
        if any(option.quantity > 1 or option.qualifier for line in lines for option in line.options):
            return None
        return self.say("wish_separator").join(self._wish(menu, line) for line in lines)

    def _wish(self, menu: Menu, line: LineChoice) -> str:
        def name(group: str, option: str) -> str:
            return menu.option_name(line.item, group, option, self.language)

        options = [self.say("wish_option", name=name(each.group, each.option)) for each in line.options]
        removed = [self.say("wish_without", name=name(each.group, each.option)) for each in line.without]
        item = menu.item_name(line.item, self.language)
        measure = menu.measure(line.item, self.language)
        said = self.say("wish", quantity=line.quantity, measure=measure, name=item)
        return "".join([said, *options, *removed])

    def card(self, card: CardFact) -> str:
        return self.say(f"wallet.{card.state}", face=yuan(card.face_fen))
