"""The relay: hands events to their handlers, at least once, per key in order, for ever.

It claims a bounded batch under a lease, so that another relay takes over what a killed one held; hands each
handler events of one type (at most one of a key at a time); and records failures with growing pauses until they
are dead. It knows no domain: the runtime gives it handlers. Leases and pauses are in real seconds whatever the
speed of the city.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import structlog

from qianbei.db import Database
from qianbei.db.errors import ConcurrencyError, ConnectionLost
from qianbei.db.wake import wakes
from qianbei.kit.clock import Clock
from qianbei.outbox import api
from qianbei.outbox.contracts import Claim, Claimed, EventState, Failure
from qianbei.outbox.delivery import Delivery, Handler

HANDLER_S_MAX = 10.0
"""A handler that takes longer has failed; half of what is left of a lease then remains to record it."""

LEASE_S = 15.0
"""How long the events of a killed relay wait for another one."""

FALLBACK_S = 0.25
PAUSE_S_FIRST = 0.5
PAUSE_S_MAX = 30.0
DELIVERIES_MAX = 2
"""At once for one type, so that a slow outside party holds up its own kind of event only."""

_ERROR_LENGTH_MAX = 500

log = structlog.get_logger(__name__)


class Relay:
    """One relay. Several may run, here or in other processes; `name` tells their leases apart."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        random: Random,
        handlers: Mapping[str, Handler],
        *,
        name: str,
        batch_max: int = 200,
    ) -> None:
        self._database = database
        self._clock = clock
        self._random = random
        self._handlers = handlers
        self._name = name
        self._batch_max = batch_max
        self._stir = asyncio.Event()
        self._running: dict[asyncio.Task[None], str] = {}

    async def run(self) -> None:
        """Works until cancelled; then lets the handlers in hand end (they are bounded) before it returns."""
        pump = asyncio.create_task(self._pump())
        try:
            while True:
                self._stir.clear()
                if not await self.step():
                    await self._stir.wait()
        finally:
            pump.cancel()
            with suppress(asyncio.CancelledError):
                await pump
            await self.settle()

    async def step(self) -> int:
        """Claims once and starts the handlers; returns the number of events claimed."""
        try:
            async with self._database.transaction() as tx:
                claimed = await api.claim(tx, self._claim())
        except (ConnectionLost, ConcurrencyError) as error:
            log.warning("outbox.claim_failed", error=str(error))
            return 0
        by_type: defaultdict[str, list[Claimed]] = defaultdict(list)
        for item in claimed:
            if item.state is EventState.PENDING:
                by_type[item.event.type].append(item)
            elif item.state is EventState.DEAD:
                log.error("outbox.dead", type=item.event.type, event_id=str(item.event.event_id))
        for type_, items in by_type.items():
            task = asyncio.create_task(self._deliver(self._handlers[type_], items))
            self._running[task] = type_
            task.add_done_callback(self._ended)
        return len(claimed)

    async def settle(self) -> None:
        """Waits for the handlers in hand."""
        if self._running:
            await asyncio.wait(list(self._running))

    async def _pump(self) -> None:
        async for _ in wakes(self._database.dsn, [api.CHANNEL], FALLBACK_S):
            self._stir.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._stir.set()

    def _claim(self) -> Claim:
        types = list(self._running.values())
        now = self._clock.now()
        return Claim(
            relay=self._name,
            handled=tuple(self._handlers),
            busy=tuple(type_ for type_ in set(types) if types.count(type_) >= DELIVERIES_MAX),
            limit=self._batch_max,
            at=now,
            lease_until=self._after(now, LEASE_S),
        )

    async def _deliver(self, handler: Handler, claimed: Sequence[Claimed]) -> None:
        """Together first; if that fails, each unfinished event alone, so that one cannot hold up the others.

        What the lease leaves no time for is claimed again after it, by whoever comes.
        """
        lease_until = self._after(self._clock.now(), LEASE_S)
        failed = await self._attempt(handler, claimed)
        if len(failed) > 1:
            together, failed = failed, []
            for item, _ in together:
                if self._clock.now() < lease_until:
                    failed += await self._attempt(handler, [item])
        if failed:
            await self._record([self._failure(item, error) for item, error in failed])

    async def _attempt(self, handler: Handler, claimed: Sequence[Claimed]) -> list[tuple[Claimed, str]]:
        """One call of the handler; returns what it left undone by failing."""
        delivery = Delivery(self._database, [item.event for item in claimed])
        try:
            async with asyncio.timeout(HANDLER_S_MAX):
                await handler(delivery)
            if delivery.unfinished:
                async with delivery.transaction(delivery.unfinished):
                    pass
        except Exception as error:  # noqa: BLE001 - it is recorded in the row, tried again, and ends as a dead letter.
            text = f"{type(error).__name__}: {error}"[:_ERROR_LENGTH_MAX].replace("\0", "")
            log.warning("outbox.handler_failed", type=claimed[0].event.type, count=len(claimed), error=text)
            left = {event.event_key for event in delivery.unfinished}
            return [(item, text) for item in claimed if item.event.event_key in left]
        return []

    async def _record(self, failures: Sequence[Failure]) -> None:
        try:
            async with self._database.transaction() as tx:
                await api.fail(tx, failures)
        except (ConnectionLost, ConcurrencyError) as error:  # The leases end by themselves.
            log.warning("outbox.failure_unrecorded", error=str(error))

    def _failure(self, claimed: Claimed, error: str) -> Failure:
        pause_s = min(PAUSE_S_FIRST * 2 ** (claimed.attempts - 1), PAUSE_S_MAX)
        next_at = self._after(self._clock.now(), pause_s * self._random.uniform(0.75, 1.25))
        return Failure(claimed.event.event_key, error, next_at, is_dead=claimed.attempts >= api.ATTEMPTS_MAX)

    def _after(self, now: datetime, real_s: float) -> datetime:
        """City time that many real seconds from now."""
        return now + timedelta(seconds=real_s / self._clock.real_s(1.0))
