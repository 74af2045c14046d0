"""A small unreliable world over the flows: people, one store, riders, a payer, a clock that jumps.

Whoever acts looks first and repeats what a fault ended, as clients, pages and jobs do. Every event is delivered
twice. `quiesce` heals the world and runs it until nothing changes any more.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from typing import LiteralString
from uuid import UUID

import msgspec
import psycopg

from qianbei.catalog.contracts import StoreStatus
from qianbei.channels.payers.port import PayerAnswer
from qianbei.db import Database
from qianbei.flows import payment_answers, ride
from qianbei.flows.ask_payer import EVENTS
from qianbei.flows.expire import expire
from qianbei.flows.intake import Approval, Placed, Refused
from qianbei.flows.payment_answers import Answer
from qianbei.flows.subscriptions import Asking, ask_again, handlers
from qianbei.flows.work import Action
from qianbei.kit.clock import FixedClock
from qianbei.orders.contracts import EndedReason
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import EventKey
from qianbei.outbox.delivery import Delivery, Handler
from qianbei.outbox.relay import Relay
from qianbei.payments.contracts import payment_id_of
from tests.simulation.chaos import Chaos
from tests.simulation.perks import Perks
from tests.support.payer import BookPayer
from tests.support.town import CELL, FACE_FEN, Guest, Town, cardless

PEOPLE = 24
BUDGET_CARDS = 30
RIDERS = 4
EXPIRE_EVERY = 5
"""Rounds of the healed world, in which little is left for the clock to end."""

STORE_STEPS = {"authorised": Action.CONFIRM, "confirmed": Action.START, "making": Action.READY}
RIDER_STEPS = {"ready": Action.PICK_UP, "picked_up": Action.ARRIVE, "at_door": Action.HAND_OVER}
TAKEN_STATES = ("confirmed", "making", "ready")
"""In which a rider may take an order as theirs."""


def twice(handler: Handler) -> Handler:
    """A handler that gets every delivery a second time, as after a lease that ran out."""

    async def deliver(delivery: Delivery) -> None:
        await handler(delivery)
        await handler(Delivery(delivery.database, delivery.events))

    return deliver


class World:
    """See the module's words. Every actor is one coroutine that does one thing."""

    def __init__(self, town: Town, chaos: Chaos, random: Random, eye: psycopg.Connection) -> None:
        self.town, self.chaos, self.random = town, chaos, random
        self._eye = eye
        self.clock: FixedClock = town.clock
        self.database: Database = town.database
        self.payer = BookPayer(random, deaf_rate=0.15, lost_rate=0.15)
        self.payer.decline_rate, self.payer.undecided_rate = 0.1, 0.2
        self.asking = Asking(self.payer, town.clock, random, CELL)
        asked = {type_: twice(handler) for type_, handler in handlers(self.asking).items()}
        self.relay = Relay(town.database, town.clock, random, asked, name="simulated")
        self.guests: list[Guest] = []
        self.perks = Perks(town, random, self.guests)
        self.riders = [town.id() for _ in range(RIDERS)]
        self.waiting: list[Approval] = []
        self.placed: set[UUID] = set()
        self.refused: list[Refused] = []
        self.told: list[Answer] = []
        self._moved: Counter[str] = Counter()

    @classmethod
    @asynccontextmanager
    async def founded(
        cls, database: Database, clock: FixedClock, chaos: Chaos, seed: int
    ) -> "AsyncIterator[World]":
        """Its people look at the rows with an eye that no fault strikes and that waits for nobody."""
        random = Random(seed)
        budget_fen = BUDGET_CARDS * FACE_FEN
        town = await Town.founded(database, clock, random, budget_fen=budget_fen, cups_per_slot=12)
        with psycopg.connect(database.dsn, autocommit=True, prepare_threshold=1) as eye:
            yield cls(town, chaos, random, eye)

    def rows(self, query: LiteralString, **values: object) -> list[tuple]:
        """What is committed, as people see it."""
        return self._eye.execute(query, values, binary=True).fetchall()

    @property
    def faults(self) -> Counter[str]:
        """How often each fault struck so far."""
        return self.chaos.struck + self.payer.faults + self.perks.faults + self._moved

    async def run(self, orders: int) -> None:
        """Everybody acts in a random order, a few at once, until that many orders are placed."""
        self.chaos.armed = True
        while len(self.placed) < orders or self.waiting:
            actors = self.random.choices(self._actors(), k=3)
            if len(self.placed) < orders and len(self.waiting) < 6:
                self.wish()
            await asyncio.gather(*(self.chaos.survives(actor()) for actor in actors))
            self._pass_time()
        self.chaos.armed = False

    def _pass_time(self) -> None:
        jumps = self.random.random() < 0.03
        self._moved["clock_jumped"] += jumps
        self.clock.advance(seconds=self.random.choice((60, 150, 400) if jumps else (0, 1, 3, 10)))

    def _actors(self) -> list[Callable[[], Awaitable[object]]]:
        return [
            self.join, self.intake, self.intake, self.cancel, self.store, self.store, self.store, self.rider,
            self.rider, self.deliver, self.deliver, self.callback, self.again, self.expire, self.decide, self.pause,
            *self.random.sample(self.perks.actors(), 5),
        ]  # fmt: skip

    def wish(self) -> None:
        """Somebody taps on a checkout; sometimes the card or the cash was spent already, sometimes it is
        tapped twice."""
        if not self.guests:
            return
        rich = [guest for guest in self.guests if guest.person_id in self.perks.cash_fen]
        guest = self.random.choice(rich if rich and self.random.random() < 0.5 else self.guests)
        guest = guest if self.random.random() < 0.7 else cardless(guest)
        guest = msgspec.structs.replace(guest, cash_fen=self.perks.cash_fen.get(guest.person_id, 0))
        offer = self.town.offer(guest, quantity=self.random.choice((1, 1, 1, 2, 3)))
        approval = self.town.approval(offer, again=self.random.random() < 0.5)
        self.waiting += [approval] * self.random.choice((1, 1, 2))

    async def join(self) -> None:
        if len(self.guests) < PEOPLE:
            self.guests += await self.town.guests(self.random.randint(1, 3))

    async def intake(self) -> None:
        """A batch; who got no answer stays and asks again."""
        batch = self.random.sample(self.waiting, min(len(self.waiting), self.random.randint(1, 5)))
        if not batch:
            return
        asked = [msgspec.structs.replace(approval, at=self.clock.now()) for approval in batch]
        for approval, outcome in zip(batch, await self.town.place(asked), strict=True):
            if approval in self.waiting:
                self.waiting.remove(approval)
            if isinstance(outcome, Placed):
                self.placed.add(outcome.order_id)
            else:
                self.refused.append(outcome)

    async def cancel(self) -> None:
        if self.placed and self.random.random() < 0.4:
            await self.town.cancels(self.random.choice(sorted(self.placed)))

    async def store(self) -> None:
        found = self._in_states(STORE_STEPS)
        if not found:
            return
        order_id, state = self.random.choice(found)
        if self.chaos.armed and self.random.random() < 0.12:
            fault = EndedReason.STORE_REFUSED if state == "authorised" else EndedReason.STORE_FAILED
            await self.town.store_refuses(order_id, fault)
        else:
            await self.town.store_does(order_id, STORE_STEPS[state])

    async def rider(self) -> None:
        rider_id = self.random.choice(self.riders)
        carried = self.rows(
            "select order_id, state, pickup_code, handover_code from fulfilment.jobs"
            " where rider_id = %(rider)s and state = any(%(states)s)",
            rider=rider_id,
            states=list(RIDER_STEPS),
        )
        if carried:
            order_id, state, pickup, handover = carried[0]
            code = pickup if state == "ready" else handover
            await self.town.rider_does(order_id, RIDER_STEPS[state], rider_id, code)
        elif found := self._in_states(TAKEN_STATES):
            order_id, _ = self.random.choice(found)
            async with self.database.transaction() as tx:
                now = self.clock.now()
                await ride.accept(tx, CELL, self.random, order_id, rider_id, "小风", now)

    async def deliver(self) -> None:
        self._moved["delivered_twice"] += await self.relay.step()
        await self.relay.settle()

    async def callback(self) -> None:
        """The payer tells something by itself: news, or something it told long ago."""
        if not self.payer.known:
            return
        states = {order_id: self.payer.state(payment_id_of(order_id)) for order_id in self.placed}
        self.told += [
            Answer(order_id, payment_id_of(order_id), EVENTS[PayerAnswer(state.value)])
            for order_id, state in states.items()
            if state is not None and state != "pending"
        ]
        if self.told:
            said = self.random.choices(self.told, k=3)
            self._moved["told_again"] += len(said)
            async with self.database.transaction() as tx:
                await payment_answers.record(tx, CELL, self.random, said, self.clock.now())

    async def again(self) -> None:
        await ask_again(self.database, self.asking)

    async def expire(self) -> None:
        await expire(self.database, CELL, self.random, self.clock.now())

    async def decide(self) -> None:
        if self.payer.known:
            self.payer.decide(self.random.choice(self.payer.known))

    async def pause(self) -> None:
        is_open = self.random.random() < 0.9
        await self.town.set_status(StoreStatus.OPEN if is_open else StoreStatus.PAUSED)

    async def quiesce(self) -> None:
        """No fault strikes any more; everybody goes on until every order has ended and nothing is owed."""
        payer = self.payer
        payer.deaf_rate = payer.lost_rate = payer.decline_rate = payer.undecided_rate = 0.0
        await self.town.set_status(StoreStatus.OPEN)
        for number in range(400):
            for payment_id in payer.known:
                payer.decide(payment_id)
            expiring = [self.expire] if number % EXPIRE_EVERY == 0 else []
            for actor in (self.deliver, self.again, *expiring, self.store, *[self.rider] * 5):
                await actor()
            await self._revive()
            if self._is_quiet():
                await self._end()
                return
            self.clock.at += timedelta(seconds=20)
        raise AssertionError("the world does not come to rest")

    async def _end(self) -> None:
        """What ends by the clock alone ends, and what that tells is told."""
        await self.perks.end()
        while not self._is_quiet():
            await self.deliver()

    def _is_quiet(self) -> bool:
        return self.rows(
            "select not exists (select from orders.orders where state not in ('handed_over', 'cancelled'))"
            " and not exists (select from outbox.events where state <> 'done')"
        ) == [(True,)]

    async def _revive(self) -> None:
        """An operator looks at the dead letters."""
        dead = self.rows("select cell, event_id from outbox.events where state = 'dead'")
        if dead:
            async with self.database.transaction() as tx:
                await outbox.revive(tx, [EventKey(*row) for row in dead], self.clock.now())

    def _in_states(self, states: Iterable[str]) -> list[tuple[UUID, str]]:
        return self.rows(
            "select order_id, state from orders.orders where state = any(%(states)s) order by order_id",
            states=list(states),
        )
