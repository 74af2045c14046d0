"""People with doors, cards and sealed offers, written straight through the domains' doors: the bench's raw material.

What it leaves out on purpose: the turns that would have made the offers.
"""

from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from random import Random
from uuid import UUID

import msgspec

from bench.support.joining import issue_joining_cards
from qianbei.agent.speech import price_labels
from qianbei.agent.state import seal_offer
from qianbei.campaigns.contracts import Campaign
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import (
    CheckedMenu,
    DeliveryTerms,
    MenuUpload,
    NewSeller,
    NewStore,
    OpeningHours,
    Published,
    StoreChange,
    StoreStatus,
)
from qianbei.db import Database
from qianbei.flows.campaign import open_campaign
from qianbei.fulfilment.contracts import SLOT, slot_start
from qianbei.kit.canonical import canonical_json
from qianbei.kit.clock import Clock
from qianbei.kit.ids import new_id
from qianbei.kit.seals import Sealer
from qianbei.kit.words import Language
from qianbei.menu import LinePrice, Menu, price_line
from qianbei.offers.contracts import Offer
from qianbei.offers.quote import Asker, Door, StoreTerms, UsableCard, cart_of, quote
from qianbei.people import api as people
from qianbei.people.contracts import NewAddress, NewGuest
from qianbei.reader import api as reader
from qianbei.reader.contracts import Draft
from qianbei.web.session import Claims, sealed

CELL = 1
STORES = 60
SLOTS_AHEAD = 24
CUPS_PER_SLOT = 30_000
CHUNK = 2_000
WORDS = "来一杯大杯珍珠奶茶，少冰三分糖"
MENU_FILE = "midnight-rain.yaml"
NAMES = {"zh-Hans": "压测茶铺", "en": "Bench Tea"}
TERMS = DeliveryTerms(radius_m=5_000, base_fee_fen=300, free_m=2_000, per_km_fen=100)


class Crowd:
    """A town of STORES stores that share one real menu, and as many people as orders are wanted."""

    def __init__(self, database: Database, clock: Clock, sealer: Sealer, random: Random) -> None:
        self._database, self._clock, self._sealer, self._random = database, clock, sealer, random
        self._seller = self._id()
        self._stores = [self._id() for _ in range(STORES)]
        document = (files("qianbei.sandbox") / "menus" / MENU_FILE).read_text("utf-8")
        checked = catalog.check_menu(document)
        assert isinstance(checked, CheckedMenu)
        self._checked = checked
        self._line = _line(checked.menu)

    def _id(self) -> UUID:
        return new_id(self._clock.now(), self._random)

    async def settle(self, budget_fen: int) -> None:
        """Stores open, a campaign with money runs."""
        at = self._clock.now()
        hours = (OpeningHours(tuple(range(7)), 0, 1440),)
        stores = [
            NewStore(
                each,
                self._seller,
                NAMES,
                "-",
                30_000_000,
                120_000_000,
                hours,
                480,
                CUPS_PER_SLOT,
                30,
                TERMS,
                None,
                at,
            )
            for each in self._stores
        ]
        sellers = frozenset({self._seller})
        async with self._database.transaction() as tx:
            await catalog.create_sellers(tx, CELL, [NewSeller(self._seller, NAMES, at)])
            await catalog.create_stores(tx, CELL, stores)
            upload = MenuUpload(self._stores[0], tuple(self._stores[1:]), sellers, self._checked, at)
            published = await catalog.publish_menu(tx, CELL, upload)
            assert isinstance(published, Published)
            self._published = published
            opened = [StoreChange(each, sellers, status=StoreStatus.OPEN) for each in self._stores]
            await catalog.change_stores(tx, CELL, opened)
            campaign = Campaign(self._id(), NAMES, 2_500, budget_fen, at, at + timedelta(days=10))
            await open_campaign(tx, CELL, campaign)

    async def requests(self, count: int, file: Path, port: int) -> None:
        """Writes `count` ready approvals of `count` new people, in the generator's form."""
        with file.open("wb") as out:
            out.write(count.to_bytes(4, "big"))
            for start in range(0, count, CHUNK):
                for request in await self.taps(min(CHUNK, count - start), port):
                    out.write(len(request).to_bytes(4, "big") + request)

    async def tokens(self, count: int) -> list[str]:
        """Sessions of `count` new people, each with a door and a card."""
        ends = self._clock.now() + timedelta(days=1)
        guests = [guest for _ in range(0, count, CHUNK) for guest in await self._guests(min(CHUNK, count))]
        return [self._token(person, ends) for person, _, _ in guests[:count]]

    async def _guests(self, count: int) -> list[tuple[UUID, UUID, UUID]]:
        """New people: person, address, card."""
        at = self._clock.now()
        persons = [self._id() for _ in range(count)]
        addresses = [self._id() for _ in range(count)]
        async with self._database.transaction() as tx:
            await people.create_guests(tx, [NewGuest(CELL, each, "zh-Hans", at) for each in persons])
            doors = [
                NewAddress(CELL, person, address, self._seller, NAMES, "3-301", 30_001_000, 120_001_000, at)
                for person, address in zip(persons, addresses, strict=True)
            ]
            await people.add_addresses(tx, doors)
            issued = await issue_joining_cards(tx, CELL, persons, at)
        return [(p, a, issued[p].card.card_id) for p, a in zip(persons, addresses, strict=True)]

    async def taps(self, count: int, port: int) -> list[bytes]:
        """Ready approvals of `count` new people, each as the bytes of one HTTP request."""
        at = self._clock.now()
        guests = await self._guests(count)
        template = self._template(at)
        return [self._request(self._offer(template, *guest, at), port) for guest in guests]

    def _template(self, at: datetime) -> Offer:
        asker = Asker(UUID(int=0), UUID(int=0), 0, CELL, Language.ZH_HANS)
        store = StoreTerms(
            store_id=self._stores[0],
            seller_id=self._seller,
            name=NAMES,
            delivery=TERMS,
            cups_per_slot=CUPS_PER_SLOT,
            prep_s=30,
            menu_id=self._published.menu_id,
            menu_version=self._published.version,
            distance_m=800,
            taken={},
        )
        door = Door(UUID(int=0), "3-301", NAMES, 30_001_000, 120_001_000)
        card = UsableCard(UUID(int=1), "joining_card", 2_500, None)
        cart = cart_of(self._checked.menu, [self._line], asker.language)
        made = quote(asker, cart, store, door, [card], at, price_labels())
        assert made is not None
        return made

    def _offer(self, template: Offer, person: UUID, address: UUID, card: UUID, at: datetime) -> Offer:
        ahead = self._random.randrange(SLOTS_AHEAD)
        return msgspec.structs.replace(
            template,
            person=person,
            conversation=self._id(),
            address_id=address,
            card_id=card,
            store_id=self._random.choice(self._stores),
            slot_start=slot_start(at) + SLOT * ahead,
            expires_at=at + timedelta(days=1),
        )

    def _token(self, person: UUID, ends: datetime) -> str:
        return sealed(self._sealer, Claims(CELL, person, ()), ends)

    def _request(self, offer: Offer, port: int) -> bytes:
        token = self._token(offer.person, offer.expires_at)
        body = canonical_json(
            {"offer": offer, "seal": seal_offer(self._sealer, offer, canonical_json(offer))}
        )
        head = (
            f"POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {self._id()}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _line(menu: Menu) -> LinePrice:
    """The line of WORDS, read by the reader itself so that the bench orders what people order."""
    compiled = reader.compile_menu(menu)
    city = reader.compile_city([reader.StoreMenu("s", (), compiled)])
    turn = reader.read(city, Draft(), WORDS, Language.ZH_HANS)
    assert turn.candidates, turn
    assert not turn.candidates[0].unread, turn
    priced = price_line(menu, turn.candidates[0].lines[0].choice)
    assert isinstance(priced, LinePrice), priced
    return priced
