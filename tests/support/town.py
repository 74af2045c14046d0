"""A small real town on a migrated database: one seller, one store, one menu, one campaign, people with doors.

town = await Town.founded(database, clock, random)
person = await town.guest()
outcome = await town.approve(town.offer(person))
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from bench.support.joining import issue_joining_cards
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
from qianbei.db import Database, Query
from qianbei.flows import ending, intake, payment_answers, ride
from qianbei.flows.campaign import open_campaign
from qianbei.flows.payment_answers import Answer
from qianbei.flows.wanted import Approval
from qianbei.flows.work import Action, Worker, WorkOutcome, act
from qianbei.kit.canonical import canonical_json, content_hash
from qianbei.kit.clock import FixedClock
from qianbei.kit.ids import new_id
from qianbei.kit.words import Language
from qianbei.menu import Choice, LineChoice, LinePrice, price_line
from qianbei.offers.agreed import agreed_in
from qianbei.offers.contracts import Offer, PriceKind
from qianbei.offers.quote import Asker, Door, StoreTerms, UsableCard, cart_of, quote
from qianbei.orders.contracts import Actor, EndedReason, Order, OrderEvent, StepRefusal, order_id_of
from qianbei.payments.contracts import PaymentEvent, payment_id_of
from qianbei.people import api as people
from qianbei.people.contracts import NewAddress, NewGuest
from qianbei.views import audit
from tests.support.menus import MENU

CELL = 1
NAMES = {"zh-Hans": "小云茶铺", "en": "Little Cloud Tea"}
LABELS = {kind: {"zh-Hans": kind.value, "en": kind.value} for kind in PriceKind}
FACE_FEN = 2_500


class Guest(msgspec.Struct, frozen=True):
    """A person with a door and, when the campaign had money, a card."""

    person_id: UUID
    door: Door
    card: UsableCard | None
    cash_fen: int = 0
    """What their wallet is believed to hold; with some they want two cups."""


class Town:
    """See the module's words. Every method commits."""

    def __init__(self, database: Database, clock: FixedClock, random: Random) -> None:
        self.database, self.clock, self.random = database, clock, random
        self.seller_id, self.store_id = self.id(), self.id()
        self.campaign_id = self.id()
        self.cups_per_slot = 12
        checked = catalog.check_menu(MENU)
        assert isinstance(checked, CheckedMenu), checked
        self.checked = checked
        self.published: Published

    def id(self) -> UUID:
        return new_id(self.clock.now(), self.random)

    @classmethod
    async def founded(
        cls,
        database: Database,
        clock: FixedClock,
        random: Random,
        *,
        budget_fen: int = 1_000_000,
        cups_per_slot: int = 12,
    ) -> "Town":
        town = cls(database, clock, random)
        town.cups_per_slot = cups_per_slot
        at = clock.now()
        hours = (OpeningHours(tuple(range(7)), 0, 1440),)
        terms = DeliveryTerms(radius_m=5_000, base_fee_fen=300, free_m=2_000, per_km_fen=100)
        store = NewStore(
            town.store_id,
            town.seller_id,
            NAMES,
            "1 Test Lane",
            30_000_000,
            120_000_000,
            hours,
            480,
            cups_per_slot,
            30,
            terms,
            None,
            at,
        )
        sellers = frozenset({town.seller_id})
        async with database.transaction() as tx:
            await catalog.create_sellers(tx, CELL, [NewSeller(town.seller_id, NAMES, at)])
            await catalog.create_stores(tx, CELL, [store])
            upload = MenuUpload(town.store_id, (), sellers, town.checked, at)
            published = await catalog.publish_menu(tx, CELL, upload)
            assert isinstance(published, Published)
            town.published = published
        await town.set_status(StoreStatus.OPEN)
        campaign = Campaign(town.campaign_id, NAMES, FACE_FEN, budget_fen, at, at + timedelta(days=10))
        async with database.transaction() as tx:
            assert isinstance(await open_campaign(tx, CELL, campaign), Campaign)
        return town

    async def set_status(self, status: StoreStatus) -> None:
        change = StoreChange(self.store_id, frozenset({self.seller_id}), status=status)
        async with self.database.transaction() as tx:
            await catalog.change_stores(tx, CELL, [change])

    async def guests(self, count: int) -> list[Guest]:
        at = self.clock.now()
        ids = [self.id() for _ in range(count)]
        doors = [Door(self.id(), "3-301", NAMES, 30_001_000, 120_001_000) for _ in ids]
        async with self.database.transaction() as tx:
            await people.create_guests(tx, [NewGuest(CELL, each, "zh-Hans", at) for each in ids])
            await people.add_addresses(
                tx,
                [
                    NewAddress(CELL, each, d.address_id, self.store_id, NAMES, d.text, d.lat_e6, d.lng_e6, at)
                    for each, d in zip(ids, doors, strict=True)
                ],
            )
            issued = await issue_joining_cards(tx, CELL, ids, at)
        return [Guest(i, d, _usable(issued.get(i))) for i, d in zip(ids, doors, strict=True)]

    async def guest(self) -> Guest:
        return (await self.guests(1))[0]

    def offer(
        self,
        guest: Guest,
        *,
        quantity: int | None = None,
        conversation: UUID | None = None,
        draft_number: int = 0,
    ) -> Offer:
        cups = quantity or (2 if guest.cash_fen else 1)
        line = LineChoice("pearl-milk-tea", cups, (Choice("size", "large"),))
        priced = price_line(self.checked.menu, line)
        assert isinstance(priced, LinePrice)
        asker = Asker(guest.person_id, conversation or self.id(), draft_number, CELL, Language.ZH_HANS)
        terms = DeliveryTerms(radius_m=5_000, base_fee_fen=300, free_m=2_000, per_km_fen=100)
        store = StoreTerms(
            store_id=self.store_id,
            seller_id=self.seller_id,
            name=NAMES,
            delivery=terms,
            cups_per_slot=self.cups_per_slot,
            prep_s=30,
            menu_id=self.published.menu_id,
            menu_version=self.published.version,
            distance_m=800,
            taken={},
        )
        now = self.clock.now()
        cards = [guest.card] if guest.card else []
        cart = cart_of(self.checked.menu, [priced], Language.ZH_HANS)
        made = quote(asker, cart, store, guest.door, cards, now, LABELS, guest.cash_fen)
        assert made is not None
        return made

    def approval(self, offer: Offer, *, key: str | None = None, again: bool = False) -> Approval:
        return Approval(
            order_id=order_id_of(offer.person, offer.conversation, offer.draft_number),
            offer=agreed_in(canonical_json(offer)),
            checkout=canonical_json(offer),
            checkout_hash=content_hash(offer),
            approval="sealed-in-tests",
            idempotency_key=key or str(self.id()),
            again=again,
            at=self.clock.now(),
        )

    async def place(self, approvals: Sequence[Approval]) -> list[intake.Outcome]:
        async with self.database.transaction() as tx:
            return await intake.place(tx, CELL, self.random, approvals)

    async def approve(self, offer: Offer, **how: Any) -> intake.Outcome:
        return (await self.place([self.approval(offer, **how)]))[0]

    async def placed(self, guest: Guest) -> UUID:
        """An order of this guest, placed."""
        outcome = await self.approve(self.offer(guest))
        assert isinstance(outcome, intake.Placed), outcome
        return outcome.order_id

    async def payer_says(self, order_id: UUID, event: PaymentEvent) -> None:
        async with self.database.transaction() as tx:
            answer = Answer(order_id, payment_id_of(order_id), event)
            await payment_answers.record(tx, CELL, self.random, [answer], self.clock.now())

    async def store_does(self, order_id: UUID, action: Action) -> WorkOutcome:
        async with self.database.transaction() as tx:
            worker = Worker(store_id=self.store_id)
            return await act(tx, CELL, self.random, order_id, action, worker, self.clock.now())

    async def rider_does(self, order_id: UUID, action: Action, rider_id: UUID, code: str = "") -> WorkOutcome:
        async with self.database.transaction() as tx:
            worker = Worker(rider_id=rider_id, code=code)
            return await act(tx, CELL, self.random, order_id, action, worker, self.clock.now())

    async def rider_takes(self, order_id: UUID, rider_id: UUID) -> WorkOutcome:
        async with self.database.transaction() as tx:
            return await ride.accept(tx, CELL, self.random, order_id, rider_id, "R", self.clock.now())

    async def codes(self, order_id: UUID) -> tuple[str, str]:
        """The pickup code and the handover code."""
        query = f"select pickup_code, handover_code from fulfilment.jobs where order_id = '{order_id}'"
        return (await self.rows(query))[0]

    async def confirmed(self, guest: Guest) -> UUID:
        """An order of this guest whose store said yes."""
        order_id = await self.placed(guest)
        await self.payer_says(order_id, PaymentEvent.AUTHORISED)
        await self.store_does(order_id, Action.CONFIRM)
        return order_id

    async def wants_end(
        self, order_id: UUID, event: OrderEvent, by: Actor, reason: EndedReason
    ) -> Order | StepRefusal:
        async with self.database.transaction() as tx:
            asks = [ending.Ask(order_id, event, by, reason)]
            return (await ending.begin(tx, CELL, self.random, asks, self.clock.now()))[0]

    async def cancels(self, order_id: UUID) -> Order | StepRefusal:
        """The customer no longer wants it."""
        reason = EndedReason.CUSTOMER_CANCELLED
        return await self.wants_end(order_id, OrderEvent.CANCEL_ASKED, Actor.CUSTOMER, reason)

    async def store_refuses(
        self, order_id: UUID, reason: EndedReason = EndedReason.STORE_REFUSED
    ) -> Order | StepRefusal:
        return await self.wants_end(order_id, OrderEvent.STORE_REFUSED, Actor.STORE, reason)

    async def order_state(self, order_id: UUID) -> str:
        return (await self.rows(f"select state from orders.orders where order_id = '{order_id}'"))[0][0]

    async def payment_state(self, order_id: UUID) -> str:
        query = f"select state from payments.payments where order_id = '{order_id}'"
        return (await self.rows(query))[0][0]

    async def cups_taken(self) -> int:
        return (await self.rows("select coalesce(sum(cups_taken), 0)::int from fulfilment.slots"))[0][0]

    async def balances(self) -> dict[str, int]:
        """Account kind → fen."""
        query = (
            "select a.kind, sum(b.balance_fen)::bigint from ledger.accounts a "
            "join ledger.balances b using (cell, account_id) group by a.kind"
        )
        return dict(await self.rows(query))

    async def rows(self, text: str) -> list[tuple]:
        """Raw rows, for assertions alone."""
        async with self.database.reading() as tx:
            return await tx.rows(Query("tests.rows", text))

    async def card_state(self, guest: Guest) -> tuple[str, UUID | None]:
        assert guest.card is not None
        query = f"select state, order_id from campaigns.cards where card_id = '{guest.card.card_id}'"
        return (await self.rows(query))[0]

    async def assert_audit_is_clean(self) -> None:
        findings = await audit.audit(self.database, CELL)
        broken = {finding.name: finding.offending for finding in findings if not finding.is_kept}
        assert not broken, broken


def cardless(guest: Guest) -> Guest:
    """The same person, who pays it all."""
    return msgspec.structs.replace(guest, card=None)


def _usable(issued: Any) -> UsableCard | None:
    if issued is None:
        return None
    return UsableCard(issued.card.card_id, "joining_card", issued.card.face_fen, None)
