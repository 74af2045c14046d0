"""A conversation with the agent's policy in a city held in memory: no database, no clock, no seals.

talk = Talk(city_of([shop(...)]))
reply = talk.say("来一杯…")
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from qianbei.agent.city import City, standings_of
from qianbei.agent.policy import answer, hear
from qianbei.agent.quotes import Quoter
from qianbei.agent.readings import Readings
from qianbei.agent.scene import Reply, Scene, coming_drop
from qianbei.agent.speech import Speech, price_labels
from qianbei.agent.state import following, new_draft
from qianbei.agent.tools import Tool
from qianbei.agent.turns import usable
from qianbei.catalog.contracts import DeliveryTerms, MenuKey, OpeningHours, Seller, Store, StoreStatus
from qianbei.kit.words import Language
from qianbei.menu import Menu, parse_menu
from qianbei.offers.contracts import Offer
from qianbei.offers.quote import Asker, Door
from qianbei.reader.api import CompiledMenu, StoreMenu, compile_city, compile_menu
from qianbei.reader.contracts import Turn
from qianbei.sandbox.city import make_city
from qianbei.views.orders import OrderView
from qianbei.views.turn import CardFact, DoorFact, NextDrop, TurnFacts

SPACE = UUID(int=20310520)
NOON = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
ALL_DAY = (OpeningHours(tuple(range(7)), 0, 1440),)
DOOR = Door(
    uuid5(SPACE, "door"), "3-301", {"zh-Hans": "望潮里", "en": "Wangchao Lane"}, 30_001_000, 120_001_000
)
CARD = CardFact(uuid5(SPACE, "card"), 2_500, "issued", NOON + timedelta(days=3))
NOBODY = TurnFacts(door=None, card=None, intended=None, latest=None, latest_state=None)
AT_HOME = msgspec.structs.replace(
    NOBODY, door=DoorFact(DOOR.address_id, DOOR.place, DOOR.text, DOOR.lat_e6, DOOR.lng_e6), card=CARD
)


class Shop(msgspec.Struct, frozen=True):
    """A store to be: `north_m` is how far it stands from the door."""

    name: dict[str, str]
    menu: Menu
    north_m: int = 300
    status: StoreStatus = StoreStatus.OPEN
    hours: tuple[OpeningHours, ...] = ALL_DAY
    cups_per_slot: int = 20
    delivery: DeliveryTerms = DeliveryTerms(radius_m=5_000, base_fee_fen=300, free_m=2_000, per_km_fen=100)
    phone: str | None = None

    @property
    def store_id(self) -> UUID:
        return uuid5(SPACE, self.name["zh-Hans"])


def menu_from(text: str) -> Menu:
    menu = parse_menu(text)
    assert isinstance(menu, Menu), menu
    return menu


def city_of(shops: Sequence[Shop], revision: int = 1) -> City:
    """A city of these shops; those that share a menu object share its key."""
    keys = {id(shop.menu): MenuKey(uuid5(SPACE, shop.menu.name.of(Language.ZH_HANS)), 1) for shop in shops}
    stores = [_store(shop, keys[id(shop.menu)]) for shop in shops]
    menus = {keys[id(shop.menu)]: shop.menu for shop in shops}
    compiled = {key: _compiled(menu) for key, menu in menus.items()}
    sellers = {store.seller_id: Seller(store.seller_id, store.names) for store in stores}
    sold = [
        StoreMenu(str(shop.store_id), tuple(shop.name.values()), compiled[keys[id(shop.menu)]])
        for shop in shops
        if shop.status is StoreStatus.OPEN
    ]
    return City(
        revision=revision,
        sellers=MappingProxyType(sellers),
        stores=MappingProxyType({store.store_id: store for store in stores}),
        places=MappingProxyType({}),
        menus=MappingProxyType(menus),
        compiled_menus=MappingProxyType(compiled),
        compiled=compile_city(sold),
        standings=standings_of({store.store_id: store for store in stores}),
    )


_COMPILED: dict[int, CompiledMenu] = {}


def _compiled(menu: Menu) -> CompiledMenu:
    """Each menu object is compiled once, whatever cities it stands in."""
    known = _COMPILED.get(id(menu))
    if known is None or known.menu is not menu:
        known = _COMPILED[id(menu)] = compile_menu(menu)
    return known


def _store(shop: Shop, key: MenuKey) -> Store:
    return Store(
        store_id=shop.store_id,
        seller_id=uuid5(SPACE, f"seller of {shop.name['zh-Hans']}"),
        names=shop.name,
        address="长堤路 1 号",
        lat_e6=DOOR.lat_e6 + shop.north_m * 9,
        lng_e6=DOOR.lng_e6,
        hours=shop.hours,
        utc_offset_minutes=480,
        status=shop.status,
        cups_per_slot=shop.cups_per_slot,
        prep_s=30,
        delivery=shop.delivery,
        phone=shop.phone,
        menu_id=key.menu_id,
        menu_version=key.version,
    )


def order_of(offer: Offer, state: str, payment: str = "authorised", card: str | None = "held") -> OrderView:
    """An offer that was placed, as the database would show it."""
    return OrderView(
        order_id=uuid5(SPACE, "order"),
        person_id=offer.person,
        state=state,
        ended_reason=None,
        version=1,
        placed_at=offer.issued_at,
        store_id=str(offer.store_id),
        store_name=offer.store_name,
        checkout=msgspec.Raw(msgspec.json.encode(offer)),
        times={},
        history=[],
        ready_at=offer.ready_at,
        eta_from=offer.eta_from,
        eta_to=offer.eta_to,
        cups_ahead=0,
        rider=None,
        handover_code=None,
        code_shared=False,
        payment={"state": payment, "amount_fen": offer.pay_fen},
        card={"card_id": CARD.card_id, "state": card} if card else None,
        can_cancel=state in {"placed", "authorised", "confirmed"},
    )


def sandbox_city() -> City:
    """All sixty stores of the sandbox, all day open, in reach of the door."""
    shops = [
        Shop(store.name, brand.menu, north_m=100 + 37 * index)
        for index, (brand, store) in enumerate((b, s) for b in make_city(1).brands for s in b.stores)
    ]
    return city_of(shops)


class Talk:
    """One person's conversation; `draft` is what the client would keep."""

    def __init__(
        self,
        city: City,
        language: Language = Language.ZH_HANS,
        facts: TurnFacts = AT_HOME,
        now: datetime = NOON,
        taken: Mapping[UUID, dict[datetime, int]] = MappingProxyType({}),
    ) -> None:
        self.city, self.language, self.facts, self.now, self.taken = city, language, facts, now, taken
        self.draft = new_draft(uuid5(SPACE, "person"), uuid5(SPACE, "conversation"))
        self.down: frozenset[Tool] = frozenset()
        self.last: OrderView | None = None
        self.drop: NextDrop | None = None
        self._readings = Readings()
        self._labels = price_labels()
        city.known.moment = (
            None  # Tests share cities and the hour, and what one was offered is no crowd to the next.
        )

    def say(self, words: str) -> Reply:
        scene = self.scene(words)
        reply = answer(scene, self.draft, hear(scene, self.draft))
        self.draft = reply.draft
        return reply

    def means(self, turn: Turn, words: str = "") -> Reply:
        """The reply to a typed turn, whatever words it was read from."""
        scene = self.scene(words)
        reply = answer(scene, self.draft, replace(hear(scene, self.draft), turn=turn))
        self.draft = reply.draft
        return reply

    def place(self, state: str = "placed") -> None:
        """The offer is tapped: its order exists, and the next turn begins an empty draft with the next number."""
        self.draft = following(self.draft)
        self.facts = msgspec.structs.replace(self.facts, latest=uuid5(SPACE, "order"), latest_state=state)

    def scene(self, words: str) -> Scene:
        quoter = None
        if self.facts.door is not None:
            asker = Asker(self.draft.person, self.draft.conversation, self.draft.number, 1, self.language)
            card = usable(self.facts, self.now)
            quoter = Quoter(
                self.city, self.taken, self._labels, asker, DOOR, card, self.now, self.facts.cash_fen
            )
        reader = self._readings.of(self.city.compiled)
        speech = Speech(self.language)
        coming = coming_drop(self.drop, self.now)
        return Scene(words, self.city, quoter, self.facts, speech, reader, self.down, self.last, drop=coming)
