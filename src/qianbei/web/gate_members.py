"""Workers share the limits of an installation: each says that it lives, reads who else does, and takes its part.

Who missed a beat and has no connection any more was killed, and who was silent for SILENT_S is as good as dead: others
take the part over, within MISSED_S and a beat of a kill. Together they never take more than the whole (`gate.shares`).
When the database is silent, shares and knobs stay as they are, and limits fall slowly: what they were measured by is gone.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import structlog

from qianbei.agent.stock import Stock
from qianbei.db import Database, Tx
from qianbei.db.errors import ConnectionLost
from qianbei.gate import shares, store
from qianbei.gate.answers import Knobs
from qianbei.gate.board import Board
from qianbei.gate.controller import LimitChange
from qianbei.gate.places import Place
from qianbei.gate.room import SILENCE_S
from qianbei.gate.shares import Told
from qianbei.gate.store import Learned, Member, Taken
from qianbei.kit.clock import Clock
from qianbei.messages import api as messages
from qianbei.messages.contracts import Kind, Telling
from qianbei.web.gate import GateDoor
from qianbei.web.gate_carrying import TAKEN_MAX

BEAT_S = 1.0
MISSED_S = 1.6
"""Since the last beat: a healthy worker has beaten again by then."""
SILENT_S = 4.0
FORGOTTEN_S = 600.0
LEARNED_S = 5.0
"""While a line stands, what is learned of those who wait is kept so often for a worker that starts."""
CHANGES_SHOWN = 20
CHANGES_KEPT_MAX = 1_000

log = structlog.get_logger(__name__)


class News(NamedTuple):
    """What this worker has to tell, and has not told yet."""

    changes: list[LimitChange]
    called: list[Place]
    took: list[Taken]


class Members:
    """One a worker; `run` is a task of it. `stock`: what stores can still make, as this worker knows it."""

    def __init__(
        self, database: Database, clock: Clock, cell: int, door: GateDoor, stock: Callable[[], Stock]
    ) -> None:
        self._database, self._clock, self._cell, self._door = database, clock, cell, door
        self.stock = stock
        self.living: list[Member] = []
        self.lost: ConnectionLost | None = None
        """Why the last beat failed; None when it did not."""
        self._beaten_s = door.seconds()
        self._learned_s: float | None = None
        self._heard_at: datetime | None = None
        """When it was heard last whose tickets others took. Clocks of two machines may differ by a little."""

    @property
    def unheard_s(self) -> float:
        """Since the last beat that the database took."""
        return self._door.seconds() - self._beaten_s

    def _city(self, real_s: float) -> timedelta:
        return timedelta(seconds=real_s / self._clock.real_s(1.0))

    async def beat(self) -> None:
        """Says that this worker lives, and takes its part. Raises DatabaseError."""
        door, news = self._door, self._news()
        try:
            async with self._database.transaction() as tx:
                now = await self._turn(tx)
                heard_at = now - self._city(SILENCE_S)
                if self._heard_at is not None:
                    heard_at = self._heard_at - self._city(SILENT_S)
                since, missed = (now - self._city(real_s) for real_s in (SILENT_S, MISSED_S))
                others = await store.members(tx, self._cell, since, missed)
                others = [each for each in others if each.member != door.member]
                told = [Told(each.board.get("share", 0.0), each.board.get("people", 0.0)) for each in others]
                share = shares.part(door.gate.people, told)
                door.apply(door.knobs, min(share, door.gate.capacity.share))
                board = msgspec.json.encode(msgspec.structs.replace(door.board(), share=share))
                taken = await store.taken_elsewhere(tx, self._cell, door.member, heard_at)
                await store.beat(tx, self._cell, door.member, board, now)
                await self._tell(tx, news, now)
                knobs = await store.knobs(tx, self._cell)
                await self._learn(tx, now)
        except BaseException as error:
            door.changes = (news.changes + door.changes)[-CHANGES_KEPT_MAX:]
            door.gate.room.to_tell = news.called + door.gate.room.to_tell
            door.carrying.to_tell = (news.took + door.carrying.to_tell)[-TAKEN_MAX:]
            if isinstance(error, ConnectionLost):
                self.lost, door.is_measuring = error, False
            raise
        door.is_measuring = True
        self.lost, self._beaten_s, self._heard_at = None, door.seconds(), now
        own = Member(door.member, msgspec.json.decode(board))
        self.living = sorted([*others, own], key=lambda each: each.member)
        door.carrying.living = {each.member for each in others}
        for person in door.carrying.hear(taken):
            door.gate.room.give_back(person)
        door.members = [each.board["status"] for each in self.living]
        door.apply(knobs, share)
        door.gate.places_left = int(self.stock().cups * share)

    def _news(self) -> News:
        door = self._door
        news = News(door.changes, door.gate.room.to_tell, door.carrying.to_tell)
        door.changes, door.gate.room.to_tell, door.carrying.to_tell = [], [], []
        return news

    async def _turn(self, tx: Tx) -> datetime:
        """When it is this worker's turn to tell. The clock is read then: while it stood for its turn others heard of what was
        told meanwhile, and a beat of before that would be none."""
        await store.lock_members(tx, self._cell)
        return self._clock.now()

    async def _tell(self, tx: Tx, news: News, now: datetime) -> None:
        cell, member = self._cell, self._door.member
        if news.took:
            await store.tell_taken(tx, cell, member, news.took, now, now - self._city(SILENCE_S))
        if news.changes:
            await store.note_changes(tx, cell, member, news.changes, now, self._door.random)
        if news.called:
            await messages.enqueue(tx, cell, [_turn_came(place, now) for place in news.called])

    async def _learn(self, tx: Tx, now: datetime) -> None:
        """At first from what was kept; then keeps what is learned here."""
        gate, now_s = self._door.gate, self._door.seconds()
        patience, errors = gate.room.coming.patience, gate.promises.errors
        if self._learned_s is None:
            if (found := await store.learned(tx, self._cell)) is not None:
                learned, at = found
                patience.recall(learned.patience)
                at_s = now_s - self._clock.real_s((now - at).total_seconds())
                errors.recall(learned.scores, learned.offs, at_s)
        elif gate.room.waiting == 0 or now_s - self._learned_s < LEARNED_S:
            return
        else:
            learned = Learned(patience.kept(), errors.kept(now_s), errors.offs.kept(now_s))
            await store.keep_learned(tx, self._cell, learned, now)
        self._learned_s = now_s

    def others(self) -> list[Board]:
        """The boards of the other workers, as they told them last."""
        return [
            msgspec.convert(each.board, Board) for each in self.living if each.member != self._door.member
        ]

    async def turn_knobs(self, wanted: Knobs) -> None:
        """An operator's word; every worker hears it within a beat."""
        async with self._database.transaction() as tx:
            await store.turn_knobs(tx, self._cell, wanted, self._clock.now())
        await self.beat()

    async def changes(self) -> list[dict[str, object]]:
        """The newest changes of limits, of all workers."""
        async with self._database.reading() as tx:
            return await store.recent_changes(tx, self._cell, CHANGES_SHOWN)

    async def leave(self) -> None:
        """This worker stops in order: it tells what it has not told yet, and others take its part at once."""
        async with self._database.transaction() as tx:
            now = await self._turn(tx)
            await self._tell(tx, self._news(), now)
            await store.forget(tx, self._cell, self._door.member, now - self._city(FORGOTTEN_S))

    async def run(self) -> None:
        """Beats until cancelled; a lost database only makes the shares older."""
        while True:
            try:
                await self.beat()
            except ConnectionLost as error:
                log.warning("gate.beat_failed", error=str(error))
            await asyncio.sleep(BEAT_S)


def _turn_came(place: Place, now: datetime) -> Telling:
    return Telling(place.person, Kind.PLACE_CAME, f"{place.joined_s:.3f}", now)
