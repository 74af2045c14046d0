"""One turn for the outside: state and words in, reply and new state out, with one batched read in between.

Words that the reader is unsure of may be read more closely by a model, when there is one: then the turn is first an
honest word that it takes some seconds, and `finish` is the rest. No transaction is open while a model thinks.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import structlog
from msgspec.structs import replace

from qianbei.agent import after, records
from qianbei.agent.city import CityMemory
from qianbei.agent.closer import NO_READING, CloserReading, is_unsure
from qianbei.agent.cups import CupsMemory
from qianbei.agent.policy import Heard, answer, hear
from qianbei.agent.quotes import Quoter
from qianbei.agent.readings import Readings
from qianbei.agent.scene import Reply, Scene, coming_drop
from qianbei.agent.speech import Speech, price_labels
from qianbei.agent.state import Draft, StateFault, following, open_draft, spelled_state
from qianbei.agent.tools import NOTHING_DOWN, Tool
from qianbei.db import Database
from qianbei.db.batcher import Batcher, Full
from qianbei.db.errors import ConnectionLost
from qianbei.kit.clock import Clock
from qianbei.kit.seals import Sealer
from qianbei.kit.words import Language
from qianbei.offers.contracts import Offer
from qianbei.offers.quote import Asker, Door, UsableCard
from qianbei.orders.contracts import order_id_of
from qianbei.views import orders as order_views
from qianbei.views import turn as views
from qianbei.views.orders import OrderView
from qianbei.views.turn import Asked, CardFact, DoorFact, NextDrop, TurnFacts

FACTS_BATCH_MAX = 256
FACTS_WAITING_MAX = 4_096
"""Turns whose facts may wait in one worker: about two seconds of reading; beyond it the answer is `busy`."""

ORDERS_PASSED_MAX = 16
"""So many orders of one conversation are looked past for a free draft number; then the draft has expired."""

log = structlog.get_logger(__name__)


class Said(msgspec.Struct, frozen=True):
    """Words of one person in one conversation, with the state their client kept."""

    person: UUID
    conversation: UUID
    language: Language
    state: Any
    words: str
    is_form: bool = False
    """Whether this conversation is offered the quick form."""


class Answered(msgspec.Struct, frozen=True):
    """What to say, the offer to tap, and the JSON of the State to keep."""

    texts: tuple[str, ...]
    offer: Offer | None
    state: msgspec.Raw


class Closer(msgspec.Struct, frozen=True):
    """What to say at once, and the rest of the turn, which takes some seconds."""

    text: str
    finish: Callable[[], Awaitable[Answered]]


class Agent:
    """Turns of one cell in one worker. `down` tells the tools that do not work; `closer` reads what was not
    understood; `unsure` is told of each turn with such words."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        random: Random,
        sealer: Sealer,
        cell: int,
        city: CityMemory,
        cups: CupsMemory,
        down: Callable[[], frozenset[Tool]] = lambda: NOTHING_DOWN,
        closer: CloserReading = NO_READING,
        unsure: Callable[[], None] = lambda: None,
        drop: Callable[[], NextDrop | None] = lambda: None,
    ) -> None:
        self._database, self._clock, self._sealer, self._cell = database, clock, sealer, cell
        self._city, self._cups, self._down = city, cups, down
        self._closer, self._unsure, self._drop = closer, unsure, drop
        self._labels = price_labels()
        self._readings = Readings()
        self._facts: Batcher[Asked, TurnFacts] = Batcher(
            self._read_facts, max_batch=FACTS_BATCH_MAX, max_waiting=FACTS_WAITING_MAX, random=random
        )
        self._orders: Batcher[UUID, OrderView | None] = Batcher(
            self._read_orders, max_batch=FACTS_BATCH_MAX, max_waiting=FACTS_WAITING_MAX, random=random
        )

    async def turn(self, said: Said) -> Answered | Closer | StateFault | Full:
        """One turn. A refused state has changed nothing; `Full` means that too many turns wait here."""
        now = self._clock.now()
        opened = open_draft(self._sealer, said.state, said.person, said.conversation, now)
        if isinstance(opened, StateFault):
            return opened
        try:
            found = await self._unplaced(said, opened)
            if isinstance(found, StateFault | Full):
                return found
            draft, facts = found
            scene = self._scene(said, draft, facts, now)
            heard = hear(scene, draft)
            if after.wants_last(scene, heard.turn):
                scene = replace(scene, last=await self._last(facts))
        except ConnectionLost as error:
            log.warning("turn.records_lost", error=str(error))
            return self._without_records(said, opened, now)
        if is_unsure(heard.turn):
            self._unsure()
            if self._closer.may_read(said.conversation):
                text = scene.speech.say("reading_closely")
                return Closer(text, lambda: self._closely(said, draft, facts, scene, heard))
        return self._answered(answer(scene, draft, heard), facts, now)

    async def _closely(
        self, said: Said, draft: Draft, facts: TurnFacts, scene: Scene, heard: Heard
    ) -> Answered:
        """The turn as a model understood it, else as the reader did. Prices and cups are those of now, after the wait."""
        found = await self._closer.read(said.conversation, scene, heard)
        now = self._clock.now()
        fresh = replace(self._scene(said, draft, facts, now), last=scene.last)
        reply = answer(fresh, draft, hear(fresh, draft) if found is None else found.heard)
        if found is not None and found.talk is not None:
            reply = replace(reply, texts=(found.talk, *reply.texts[1:]))
        return self._answered(reply, facts, now)

    async def _unplaced(self, said: Said, draft: Draft) -> tuple[Draft, TurnFacts] | StateFault | Full:
        """The draft if it is no order yet, else an empty one with the next free number; and the person's facts.

        A state from long ago, such as another tab's, may have several orders after it.
        """
        for _ in range(ORDERS_PASSED_MAX):
            order_id = order_id_of(said.person, said.conversation, draft.number)
            facts = await self._facts.submit(Asked(said.person, order_id))
            if isinstance(facts, Full):
                return facts
            if facts.intended is None:
                return draft, facts
            draft = following(draft)
        return StateFault.EXPIRED

    async def _last(self, facts: TurnFacts) -> OrderView | None:
        """The person's newest order; None when there is none, or too many ask."""
        found = await self._orders.submit(facts.latest) if facts.latest is not None else None
        return found if isinstance(found, OrderView) else None

    def _scene(self, said: Said, draft: Draft, facts: TurnFacts, now: datetime) -> Scene:
        city = self._city.city
        quoter = None
        if facts.door is not None:
            asker = Asker(said.person, said.conversation, draft.number, self._cell, said.language)
            cards, door = usable(facts, now), _door(facts.door)
            taken = self._cups.taken
            quoter = Quoter(city, taken, self._labels, asker, door, cards, now, facts.cash_fen)
        reader, speech = self._readings.of(city.compiled), Speech(said.language)
        coming = coming_drop(self._drop(), now)
        return Scene(
            said.words,
            city,
            quoter,
            facts,
            speech,
            reader,
            self._down(),
            is_form=said.is_form,
            drop=coming,
        )

    def _answered(self, reply: Reply, facts: TurnFacts, now: datetime) -> Answered:
        return self._told(reply, (facts.latest,) if facts.latest else (), now)

    def _without_records(self, said: Said, draft: Draft, now: datetime) -> Answered:
        """The order book can't be read: the sealed cart is kept, and nothing is claimed."""
        reply = records.unreadable(Speech(said.language), draft, said.words)
        return self._told(reply, records.orders_in(said.state), now)

    def _told(self, reply: Reply, orders: tuple[UUID, ...], now: datetime) -> Answered:
        draft = replace(reply.draft, sequence=reply.draft.sequence + 1)
        parts = (draft, reply.offer, reply.chips, reply.alternatives, orders)
        return Answered(reply.texts, reply.offer, spelled_state(self._sealer, *parts, now))

    async def _read_facts(self, asked: Sequence[Asked]) -> Sequence[TurnFacts]:
        async with self._database.looking() as tx:
            return await views.facts(tx, self._cell, asked, self._clock.now())

    async def _read_orders(self, order_ids: Sequence[UUID]) -> Sequence[OrderView | None]:
        async with self._database.looking() as tx:
            found = await order_views.by_id(tx, self._cell, sorted(set(order_ids)))
        return [found.get(order_id) for order_id in order_ids]


def usable(facts: TurnFacts, now: datetime) -> list[UsableCard]:
    """One card of each kind as a quote sees it, with the reason when it can't be used."""
    cards = [facts.card, *facts.other_cards] if facts.card is not None else []
    return [_usable(card, now) for card in cards]


def _usable(card: CardFact, now: datetime) -> UsableCard:
    unusable = None if card.state == "issued" else f"card_{card.state}"
    if unusable is None and now >= card.valid_until:
        unusable = "card_ended"
    return UsableCard(card.card_id, card.kind, card.face_fen, unusable, card.terms)


def _door(fact: DoorFact) -> Door:
    names: Mapping[str, str] = fact.place
    return Door(fact.address_id, fact.detail, dict(names), fact.lat_e6, fact.lng_e6)
