"""The commit line of a worker: approvals go on at once, or stand in line with a number and are placed all the same.

A tap is never lost here: whoever stands in line is placed when their turn comes, also when the client has left; the same
tap sent again joins, and is answered with where it stands or with the order. If this worker dies before, the sealed slip
that the answer carried lets the tap count as made when it was made.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta

import msgspec

from qianbei.db.batcher import Full
from qianbei.flows import intake
from qianbei.flows.intake import Placed
from qianbei.flows.wanted import Approval
from qianbei.gate.classes import TrafficClass
from qianbei.gate.commits import InLine
from qianbei.gate.counts import Fate
from qianbei.kit.clock import Clock
from qianbei.kit.seals import Sealer, SealFault
from qianbei.web.gate import GateDoor

HOLD_S = 0.2
"""So long a connection is held for an approval in line; then the answer is its number."""

REMEMBERED_S = 120.0
SLIP_LASTS = timedelta(hours=1)

Place = Callable[[Approval], Awaitable[intake.Outcome | Full]]
Settled = asyncio.Future[intake.Outcome | Full]


class Slip(msgspec.Struct, frozen=True, array_like=True):
    """When exactly which checkout was tapped."""

    checkout_hash: bytes
    key: str
    at: datetime


_slips = msgspec.json.Decoder(Slip)


class CommitDoor:
    """`place` is the batch in front of the database."""

    def __init__(self, door: GateDoor, place: Place, sealer: Sealer, clock: Clock) -> None:
        self._door, self._place, self._sealer, self._clock = door, place, sealer, clock
        self._lane = door.gate.commits
        self._inside: OrderedDict[Hashable, tuple[Approval, Settled]] = OrderedDict()
        self._settled: OrderedDict[Hashable, float] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stir = asyncio.Event()

    async def submit(self, approval: Approval) -> intake.Outcome | Full | InLine:
        """The outcome; or where the tap stands in line."""
        key = (approval.order_id, approval.checkout_hash, approval.idempotency_key, approval.again)
        inside = self._inside.get(key)
        if inside is None:
            now_s, conversation = self._door.seconds(), approval.offer.conversation
            self._door.gate.held.tapped(conversation)
            in_line = self._lane.enter(key, conversation, now_s, approval.offer.store_id)
            self._count(TrafficClass.COMMIT, Fate.OFFERED)
            self._count(TrafficClass.COMMIT, Fate.ADMITTED if in_line is None else Fate.WAITING)
            if in_line is None:
                return await self._write(approval)
            if not in_line.is_kept:
                return in_line
            inside = self._inside[key] = approval, asyncio.get_running_loop().create_future()
            self._stir.set()
        _, settled = inside
        await asyncio.wait([settled], timeout=HOLD_S)
        if settled.done():
            if settled.exception() is not None or not isinstance(settled.result(), Placed):
                self._inside.pop(key, None)  # It took nothing, so it is decided anew when it comes again.
            return settled.result()
        return self._lane.place(key) or InLine(0, 0, 0.5, True)

    def slip(self, approval: Approval) -> str:
        """What makes this tap count as made now, wherever it is brought."""
        slip = Slip(approval.checkout_hash, approval.idempotency_key, approval.at)
        return self._sealer.token("gate_slip", msgspec.json.encode(slip), self._clock.now() + SLIP_LASTS)

    def tapped_at(self, token: str, checkout_hash: bytes, key: str) -> datetime | None:
        """When this checkout was tapped under this key, if the slip says so."""
        content = self._sealer.open_token("gate_slip", token, self._clock.now())
        if isinstance(content, SealFault):
            return None
        slip = _slips.decode(content)
        return slip.at if (slip.checkout_hash, slip.key) == (checkout_hash, key) else None

    async def run(self) -> None:
        """Lets the line go on, until cancelled."""
        while True:
            now_s = self._door.seconds()
            while (key := self._lane.next_ready(now_s)) is not None:
                task = asyncio.create_task(self._settle(key))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            self._forget(now_s)
            self._stir.clear()
            try:
                async with asyncio.timeout(self._lane.wait_s(now_s)):
                    await self._stir.wait()
            except TimeoutError:
                continue

    async def drain(self) -> None:
        """Returns when what was let on has been written."""
        await asyncio.gather(*self._tasks)

    async def _write(self, approval: Approval) -> intake.Outcome | Full:
        outcome: intake.Outcome | Full | None = None
        try:
            outcome = await self._place(approval)
            return outcome
        finally:
            is_placed = isinstance(outcome, Placed)
            is_new = is_placed and outcome.created
            self._lane.finish(self._door.seconds(), is_placed=is_new)
            if is_new:
                self._count(TrafficClass.COMMIT, Fate.DONE)
                self._door.gate.cups.add(self._door.seconds(), approval.offer.cups)
            if is_placed:
                if (ended := self._door.gate.held.end(approval.offer.conversation)) is not None:
                    self._count(ended.kind, Fate.DONE)
                if approval.offer.card_id is not None:
                    self._door.spent(approval.offer.person)
            if self._lane.waiting:
                self._stir.set()

    def _count(self, kind: TrafficClass, fate: Fate) -> None:
        self._door.gate.counts.add(kind, fate)

    async def _settle(self, key: Hashable) -> None:
        approval, settled = self._inside[key]
        try:
            settled.set_result(await self._write(approval))
        except Exception as error:  # noqa: BLE001 - it is raised to whoever asks for this tap.
            settled.set_exception(error)
            settled.exception()
        self._settled[key] = self._door.seconds()

    def _forget(self, now_s: float) -> None:
        while self._settled and now_s - next(iter(self._settled.values())) > REMEMBERED_S:
            key, _ = self._settled.popitem(last=False)
            self._inside.pop(key, None)
