"""The gate's shell in a worker: turns and statuses pass here, and what runs by itself.

Everything is decided by `qianbei.gate`; this gives it the time and lets requests sleep until it is their turn.
Deliberately absent: rules, rows (`gate_members`), the commit line (`gate_commits`), cookies (`gate_carrying`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from starlette.types import Receive, Scope

from qianbei.db.errors import ConnectionLost
from qianbei.gate.answers import Admitted, Early, GateShape, Knobs, Waiting
from qianbei.gate.board import Board, board_of
from qianbei.gate.classes import TrafficClass
from qianbei.gate.controller import LimitChange
from qianbei.gate.counts import Fate
from qianbei.gate.gate import Gate
from qianbei.gate.ladder import Step
from qianbei.gate.lately import Lately
from qianbei.gate.retries import again_s
from qianbei.gate.scheduler import Scheduler, Shape, Work
from qianbei.kit.clock import Clock
from qianbei.kit.seals import Sealer
from qianbei.web import raw
from qianbei.web.errors import STATUS, Code, error_body, language_of_scope
from qianbei.web.gate_bodies import PlaceBody, Standing
from qianbei.web.gate_carrying import NOTHING_CARRIED, Carrying
from qianbei.web.joining import left

TICK_S = 0.1
MEMBERS_SHOWN = 8
SLOTS = Shape(slots=256, kept=32)

CLOSED_AGAIN_S, BUSY_AGAIN_S = 30.0, 1.0
STATUS_AGE_S, STATUS_BUSY_AGE_S = 1, 5
"""Whoever follows an order hears of each step at once all the same."""

T = TypeVar("T")


class GateDoor:
    """One a worker. `seconds` is a monotonic clock, `member` the worker's name among all workers."""

    def __init__(
        self,
        shape: GateShape,
        sealer: Sealer,
        clock: Clock,
        random: Random,
        seconds: Callable[[], float],
        member: str,
        *,
        is_secure: bool,
    ) -> None:
        self.carrying = Carrying(sealer, clock, member, is_secure=is_secure)
        self.seconds, self.member = seconds, member
        self.random = random
        self.gate = Gate(shape, random, seconds())
        self.knobs = Knobs()
        self._spent = Lately()
        self.members: list[dict[str, Any]] = []
        self.changes: list[LimitChange] = []
        self._scheduler = Scheduler(SLOTS)
        self._sleeping: dict[int, tuple[Work, asyncio.Future[bool]]] = {}
        self._joined: dict[Any, asyncio.Future[Any]] = {}
        self._lag_s = 0.0
        self.is_measuring = True
        """Whether the workers still hear of one another; else the last limits hold, then fall slowly."""

    def admit(
        self, scope: Scope, person: UUID, conversation: UUID, *, holds_card: bool = False
    ) -> Admitted | raw.Answer:
        """Lets a turn go on, or answers with its place. Small: no await, no row, a seal only where it matters."""
        now_s = self.seconds()
        carried = NOTHING_CARRIED
        if self.gate.held.live.find(conversation) is None:
            carried = self.carrying.carried(scope, person, conversation, now_s)
            if self.knobs.least_step is Step.D5 and (carried.step is None or carried.is_over):
                self.gate.room.brought(person, carried.came, now_s)
                return self._closed(scope)
        said = self.gate.ask(
            person,
            conversation,
            now_s,
            holds_card=holds_card and person not in self._spent,
            pass_step=carried.step,
            is_pass_over=carried.is_over,
            came=carried.came,
        )
        if isinstance(said, Early):
            self.gate.counts.add(said.lane, Fate.SHED)
            return raw.refusal(scope, Code.TOO_SOON, after_s=said.poll_s)
        if isinstance(said, Admitted):
            return said
        return self._waiting(scope, person, said, now_s, has_ticket=carried.is_elsewhere)

    def spent(self, person: UUID) -> None:
        """The person's card is on an order: for a while they wait as one without."""
        self._spent.add(person)

    def _closed(self, scope: Scope) -> raw.Answer:
        """Nobody new comes in: the card is kept, and when it is worth coming again."""
        after_s = again_s(CLOSED_AGAIN_S, self.random)
        return raw.refusal(scope, Code.CLOSED, {"back_at": self.knobs.back_at}, after_s)

    def busy(self, scope: Scope) -> raw.Answer:
        """There was no slot in time. Not everybody who hears so comes again in the same second."""
        return raw.refusal(scope, Code.BUSY, after_s=again_s(BUSY_AGAIN_S, self.random))

    def _waiting(
        self, scope: Scope, person: UUID, waiting: Waiting, now_s: float, *, has_ticket: bool
    ) -> raw.Answer:
        code = Code.WAITING if waiting.can_reach else Code.OUT_OF_REACH
        body = error_body(code, language_of_scope(scope), msgspec.structs.asdict(self.place_body(waiting)))
        again = (b"retry-after", str(max(1, round(waiting.poll_s))).encode())
        ticket = self._ticket(person, waiting, now_s, has_ticket=has_ticket)
        return raw.Answer(STATUS[code], msgspec.json.encode(body), [*raw.JSON_HEADERS, again, *ticket])

    def _ticket(self, person: UUID, waiting: Waiting, now_s: float, *, has_ticket: bool) -> raw.Headers:
        """A new one of ours, once there is a number. `has_ticket`: of another worker, which says more for them should that one
        be gone."""
        if waiting.number is None or has_ticket:
            return []
        return [self.carrying.ticket_header(person, waiting, now_s)]

    def bring(self, scope: Scope, person: UUID) -> bool:
        """Stands somebody where they stood at a worker that is gone; whether one that may live holds a place for them."""
        now_s = self.seconds()
        came, is_elsewhere = self.carrying.place(scope, person, now_s)
        self.gate.room.brought(person, came, now_s)
        return is_elsewhere

    def standing(self, person: UUID, *, has_ticket: bool) -> raw.Answer:
        """Where somebody stands, with a new ticket: as long as they look they keep it."""
        now_s, headers = self.seconds(), raw.JSON_HEADERS
        found = self.gate.look(person, now_s)
        said = Standing("none" if found is None else "called")
        if isinstance(found, Waiting):
            said = Standing("waiting", self.place_body(found))
            headers = [*headers, *self._ticket(person, found, now_s, has_ticket=has_ticket)]
        return raw.Answer(200, msgspec.json.encode(said), headers)

    def place_body(self, waiting: Waiting) -> PlaceBody:
        return PlaceBody(
            lane=waiting.lane.label,
            member=self.member,
            number=waiting.number,
            ahead=waiting.ahead,
            from_s=round(waiting.eta.from_s, 1),
            to_s=round(waiting.eta.to_s, 1),
            poll_s=round(waiting.poll_s, 2),
            reason=waiting.reason,
            can_reach=waiting.can_reach,
            keep_card=waiting.keep_card,
            notify=waiting.notify,
            is_form=waiting.is_form,
        )

    async def turn(
        self, key: Any, person: UUID, receive: Receive, work: Callable[[], Awaitable[T]]
    ) -> T | None:
        """Runs a turn in a slot; the same turn sent again joins the one under way. None: it could not start in time."""
        running = self._joined.get(key)
        if running is not None:
            self.gate.retries.may_repeat()
            return await asyncio.shield(running)
        future: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        self._joined[key] = future
        try:
            done = await self._in_slot(TrafficClass.RUNNING, person, receive, work)
        except BaseException as error:
            # Whoever joined is told to ask again when the first client left; nobody may be waiting at all.
            future.set_exception(error if isinstance(error, Exception) else ConnectionLost("left"))
            future.exception()
            raise
        finally:
            del self._joined[key]
        future.set_result(done)
        return done

    async def status(self, person: UUID, receive: Receive, work: Callable[[], Awaitable[T]]) -> T | None:
        """Runs the reading of an own order in a slot of its class."""
        self.gate.counts.add(TrafficClass.STATUS, Fate.OFFERED)
        return await self._in_slot(TrafficClass.STATUS, person, receive, work)

    @property
    def status_age_s(self) -> int:
        """So long a client need not ask again where its order stands: longer while commits or people wait."""
        return STATUS_BUSY_AGE_S if self.gate.commits.waiting or self.gate.room.waiting else STATUS_AGE_S

    async def browse(self, receive: Receive, work: Callable[[], Awaitable[T]]) -> T | None:
        """Runs somebody's looking around in a slot that nobody else wants; None when there was none in time."""
        self.gate.counts.add(TrafficClass.BROWSING, Fate.OFFERED)
        return await self._in_slot(TrafficClass.BROWSING, None, receive, work)

    async def _in_slot(
        self, kind: TrafficClass, person: UUID | None, receive: Receive, work: Callable[[], Awaitable[T]]
    ) -> T | None:
        now_s = self.seconds()
        mine = Work(kind, person, now_s, now_s + SLOTS.timeout_s[kind] * 2)
        has_started = self._scheduler.offer(mine, now_s)
        if has_started is False:
            has_started = await self._sleep(mine, receive)
        if not has_started:
            self.gate.counts.add(kind, Fate.SHED)
            return None
        if kind is not TrafficClass.RUNNING:  # The gate itself counts turns.
            self.gate.counts.add(kind, Fate.ADMITTED)
        started_s = self.seconds()
        try:
            done = await work()
        finally:
            self._scheduler.finish(mine)
            if self._sleeping:
                self._wake()
            self.gate.held.cpu.waited(started_s - now_s)
        self.gate.counts.add(kind, Fate.DONE)
        return done

    async def _sleep(self, work: Work, receive: Receive) -> bool:
        """Until the work may start; False when it expired, or its client left."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._sleeping[id(work)] = work, future
        leaving = asyncio.ensure_future(left(receive))
        try:
            await asyncio.wait((future, leaving), return_when=asyncio.FIRST_COMPLETED)
            if future.done():
                return future.result()
            self._scheduler.leave(work)
            return False
        finally:
            leaving.cancel()
            self._sleeping.pop(id(work), None)

    def _wake(self) -> None:
        started, expired = self._scheduler.take(self.seconds())
        for work in started:
            found = self._sleeping.get(id(work))
            if found is None or found[1].done():
                self._scheduler.finish(work)
            else:
                found[1].set_result(True)
        for work in expired:
            found = self._sleeping.get(id(work))
            if found is not None and not found[1].done():
                found[1].set_result(False)

    def oldest_s(self) -> float:
        """How long the oldest request of this process waits to start, the event loop's own lag included."""
        return max(self._lag_s, self._scheduler.oldest_s(self.seconds()))

    def board(self) -> Board:
        return board_of(self.gate, self.member, self.oldest_s(), self.seconds())

    def status_document(self) -> bytes:
        """The numbers now served, of every worker: the same for everybody, and under a kilobyte."""
        own = self.board().status
        others = [each for each in self.members if each["member"] != self.member][: MEMBERS_SHOWN - 1]
        state = "closed" if self.gate.ladder.least is Step.D5 else "waiting" if own.waiting else "open"
        said = {"state": state, "reason": self.gate.reason, "back_at": self.knobs.back_at}
        return msgspec.json.encode({**said, "members": [own, *others]})

    def apply(self, knobs: Knobs, share: float) -> None:
        """What an operator set, and this worker's part of the limits of all."""
        now_s = self.seconds()
        if knobs != self.knobs:
            self.changes += self.gate.turn_knobs(knobs, now_s)
            self.knobs = knobs
        self.changes += self.gate.set_share(share, now_s)

    async def run(self) -> None:
        """Ticks until cancelled."""
        while True:
            slept_s = self.seconds()
            await asyncio.sleep(TICK_S)
            self.tick(max(0.0, self.seconds() - slept_s - TICK_S))

    def tick(self, lag_s: float) -> None:
        """One look. `lag_s` is how much later than asked it came: what every request of this process waited."""
        self._lag_s = max(lag_s, self._lag_s * 0.8)
        self.gate.held.cpu.waited(lag_s)
        if self._sleeping:
            self._wake()
        now_s = self.seconds()
        if self.is_measuring:
            self.changes += self.gate.tick(self._scheduler.oldest_s(now_s), now_s)
        else:
            self.changes += self.gate.hold(now_s)
