"""One turn for the outside: state and words in, reply and new state out, with one batched read in between."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from qianbei.agent.city import CityMemory
from qianbei.agent.cups import CupsMemory
from qianbei.agent.policy import answer
from qianbei.agent.quotes import Quoter
from qianbei.agent.readings import Readings
from qianbei.agent.scene import Reply, Scene
from qianbei.agent.speech import Speech, price_labels
from qianbei.agent.state import Draft, State, StateFault, new_draft, open_draft, seal_draft, seal_offer
from qianbei.db import Database
from qianbei.db.batcher import Batcher, Full
from qianbei.kit.clock import Clock
from qianbei.kit.seals import Sealer
from qianbei.kit.words import Language
from qianbei.offers.quote import Asker, Door, UsableCard
from qianbei.orders.contracts import order_id_of
from qianbei.views import turn as views
from qianbei.views.turn import Asked, CardFact, DoorFact, TurnFacts

FACTS_BATCH_MAX = 256
FACTS_WAITING_MAX = 4_096
"""Turns whose facts may wait in one worker: about two seconds of reading; beyond it the answer is `busy`."""

ORDERS_PASSED_MAX = 16
"""So many orders of one conversation are looked past for a free draft number; then the draft has expired."""


class Said(msgspec.Struct, frozen=True):
    """Words of one person in one conversation, with the state their client kept."""

    person: UUID
    conversation: UUID
    language: Language
    state: Any
    words: str


class Answered(msgspec.Struct, frozen=True):
    """What to say and the state to keep."""

    texts: tuple[str, ...]
    state: State


class Agent:
    """Turns of one cell in one worker."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        random: Random,
        sealer: Sealer,
        cell: int,
        city: CityMemory,
        cups: CupsMemory,
    ) -> None:
        self._database, self._clock, self._sealer, self._cell = database, clock, sealer, cell
        self._city, self._cups = city, cups
        self._labels = price_labels()
        self._readings = Readings()
        self._facts: Batcher[Asked, TurnFacts] = Batcher(
            self._read_facts, max_batch=FACTS_BATCH_MAX, max_waiting=FACTS_WAITING_MAX, random=random
        )

    async def turn(self, said: Said) -> Answered | StateFault | Full:
        """One turn. A refused state has changed nothing; `Full` means that too many turns wait here."""
        now = self._clock.now()
        opened = open_draft(self._sealer, said.state, said.person, said.conversation, now)
        if isinstance(opened, StateFault):
            return opened
        found = await self._unplaced(said, opened)
        if isinstance(found, StateFault | Full):
            return found
        draft, facts = found
        placed = opened if draft is not opened else None
        reply = answer(self._scene(said, draft, facts, now), draft, placed)
        return Answered(reply.texts, self._state(reply, facts, now))

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
            draft = new_draft(said.person, said.conversation, draft.number + 1)
        return StateFault.EXPIRED

    def _scene(self, said: Said, draft: Draft, facts: TurnFacts, now: datetime) -> Scene:
        city = self._city.city
        quoter = None
        if facts.door is not None:
            asker = Asker(said.person, said.conversation, draft.number, self._cell, said.language)
            card, door = usable(facts.card, now), _door(facts.door)
            quoter = Quoter(city, self._cups.taken, self._labels, asker, door, card, now)
        return Scene(said.words, city, quoter, facts, Speech(said.language), self._readings.of(city.compiled))

    def _state(self, reply: Reply, facts: TurnFacts, now: datetime) -> State:
        draft = msgspec.structs.replace(reply.draft, sequence=reply.draft.sequence + 1)
        return State(
            draft=draft,
            seal=seal_draft(self._sealer, draft, now),
            offer=reply.offer,
            offer_seal=seal_offer(self._sealer, reply.offer) if reply.offer else None,
            chips=reply.chips,
            alternatives=reply.alternatives,
            orders=(facts.latest,) if facts.latest else (),
        )

    async def _read_facts(self, asked: Sequence[Asked]) -> Sequence[TurnFacts]:
        async with self._database.reading() as tx:
            return await views.facts(tx, self._cell, asked, self._clock.now())


def usable(card: CardFact | None, now: datetime) -> UsableCard | None:
    """The card as a quote sees it, with the reason when it can't be used."""
    if card is None:
        return None
    unusable = None if card.state == "issued" else f"card_{card.state}"
    if unusable is None and now >= card.valid_until:
        unusable = "card_ended"
    return UsableCard(card.card_id, "joining_card", card.face_fen, unusable)


def _door(fact: DoorFact) -> Door:
    names: Mapping[str, str] = fact.place
    return Door(fact.address_id, fact.detail, dict(names), fact.lat_e6, fact.lng_e6)
