"""The outside of a test: messengers that do as they are told and keep what they were given, and people who want messages."""

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random
from uuid import UUID

import msgspec

from qianbei.channels.messages.port import Answer, Parcel
from qianbei.channels.messages.targets import Targets
from qianbei.flows.sending import Sending
from qianbei.messages import api as messages
from qianbei.messages.contracts import Channel, Message, Outcome
from tests.support.town import CELL, Town

TARGETS = Targets(b"k" * 32)


class Recorder:
    """Implements the port. `answers` decides; `gate` holds every send back until it is set; `reached` says that one came."""

    def __init__(self, answers: Callable[[Parcel], Outcome] = lambda parcel: Outcome.SENT) -> None:
        self.answers = answers
        self.again_after_s: float | None = None
        self.parcels: list[Parcel] = []
        self.heard: Counter[UUID] = Counter()
        self.reached, self.gate = asyncio.Event(), asyncio.Event()
        self.gate.set()

    async def send(self, parcel: Parcel) -> Answer:
        self.heard[parcel.send_id] += 1
        self.reached.set()
        await self.gate.wait()
        self.parcels.append(parcel)
        return Answer(self.answers(parcel), self.again_after_s)


def sending(town: Town, recorder: Recorder, worker: str = "w", rate_per_s: float = 1_000.0) -> Sending:
    """A sender of this town whose every channel is the recorder."""
    ways = dict.fromkeys(Channel, recorder)
    return Sending(ways, TARGETS, town.clock, Random(9), CELL, worker, rate_per_s)


async def wants(town: Town, person_id: UUID, channel: Channel = Channel.WEB_PUSH) -> None:
    """The person wants messages there too."""
    target = msgspec.json.encode([person_id, channel])
    at, mark = town.clock.now(), TARGETS.fingerprint(target)
    async with town.database.transaction() as tx:
        await messages.want(tx, CELL, person_id, channel, "zh-Hans", mark, TARGETS.locked(target), at)


async def inbox(town: Town, person_id: UUID) -> list[Message]:
    async with town.database.reading() as tx:
        return await messages.inbox_of(tx, CELL, person_id, town.clock.now())
