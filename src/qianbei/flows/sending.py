"""Brings queued messages outside: taken in one transaction, sent outside of any, told of in another.

Whoever is killed in between has told nobody: the lease ends, another worker takes the send and asks again under the same
id. A channel that is stopped gives nothing more; who stopped it waits until no hand holds any.
Locks: channels, sends.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from qianbei.channels.messages.port import Answer, Messenger, Parcel
from qianbei.channels.messages.targets import Targets
from qianbei.channels.messages.texts import text_of
from qianbei.db import Database
from qianbei.kit.clock import Clock
from qianbei.kit.ids import derived_id
from qianbei.kit.words import language_of
from qianbei.messages import api as messages
from qianbei.messages.contracts import Channel, Ended, Outcome, Switch, Take, Taken

LEASE_S = 30.0
"""Real seconds that a batch may take; a killed worker's sends wait so long for another one."""

SENDS_MAX = 64
AT_ONCE = 16
"""64 sends, 16 at once, 5 seconds each at worst: 20 seconds, which a lease holds."""

BEGIN_WITHIN_S = 20.0
"""A send that could not begin by then is left to the end of its lease, so that no hand acts when it holds nothing."""

FORGET_MAX = 1_000


class Sending(msgspec.Struct, frozen=True):
    """What a sender needs from the composition root. A channel without a messenger queues and sends nothing.

    `rate_per_s` counts real seconds, over all workers.
    """

    messengers: Mapping[Channel, Messenger]
    targets: Targets
    clock: Clock
    random: Random
    cell: int
    worker: str
    rate_per_s: float

    def city(self, real_s: float) -> timedelta:
        return timedelta(seconds=real_s / self.clock.real_s(1.0))


async def send_some(database: Database, sending: Sending, channel: Channel) -> int:
    """One batch of a channel; how many. Safe to run twice at once."""
    if channel not in sending.messengers:
        return 0
    at = sending.clock.now()
    take = Take(
        channel,
        sending.worker,
        sending.rate_per_s * sending.clock.real_s(1.0),
        SENDS_MAX,
        at,
        at + sending.city(LEASE_S),
        sending.city(1.0).total_seconds(),
    )
    async with database.transaction() as tx:
        taken = await messages.take(tx, sending.cell, take)
    if not taken:
        return 0
    ended = await _send_all(sending, channel, taken, at + sending.city(BEGIN_WITHIN_S))
    if ended:
        async with database.transaction() as tx:
            await messages.end(tx, sending.cell, channel, ended)
    return len(taken)


async def _send_all(
    sending: Sending, channel: Channel, taken: list[Taken], begin_until: datetime
) -> list[Ended]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(each: Taken) -> Ended | None:
        async with gate:
            if sending.clock.now() >= begin_until:
                return None
            answer = await _send(sending, channel, each)
        at = sending.clock.now()
        again_s = max(messages.again_after_s(each.attempts, sending.random), answer.again_after_s or 0.0)
        return Ended(each, answer.outcome, at, at + sending.city(again_s))

    return [each for each in await asyncio.gather(*map(one, taken)) if each is not None]


async def _send(sending: Sending, channel: Channel, taken: Taken) -> Answer:
    target = sending.targets.opened(taken.address.target)
    if target is None:  # Locked with the key of another installation: nobody can ever read it.
        return Answer(Outcome.GONE)
    message = taken.message
    lasts_s = (message.ends_at - sending.clock.now()).total_seconds()
    parcel = Parcel(
        send_id_of(taken.message_id, taken.address_id),
        taken.message_id,
        target,
        text_of(message.kind, message.params, language_of(taken.address.language)),
        max(0, int(sending.clock.real_s(lasts_s))),
    )
    return await sending.messengers[channel].send(parcel)


def send_id_of(message_id: UUID, address_id: UUID) -> UUID:
    """What the other side knows a send by, however often it is asked."""
    return derived_id("send", message_id, address_id)


async def turn_switch(database: Database, cell: int, random: Random, turn: Switch) -> None:
    """Stops a channel or lets it go on, in a transaction of its own."""
    async with database.transaction() as tx:
        await messages.switch(tx, cell, random, turn)


async def in_hand(database: Database, cell: int, channel: Channel, at: datetime) -> int:
    """How many sends of the channel a worker holds just now: none, and nothing goes out while it is stopped."""
    async with database.reading() as tx:
        found = await messages.statuses(tx, cell, at)
    return next(status.in_hand for status in found if status.channel is channel)


async def forget_over(database: Database, cell: int, at: datetime) -> int:
    """Drops messages whose time is over; how many. Safe to run twice at once."""
    async with database.transaction() as tx:
        return await messages.forget_over(tx, cell, at, FORGET_MAX)
