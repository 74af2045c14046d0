"""The door of messages. Callers hold the transaction; nobody outside is reached here.

Locks: rounds, channels, then sends; all after every other domain's rows.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.db import Tx
from qianbei.kit.ids import derived_id, new_id
from qianbei.messages import rules, store, store_sends
from qianbei.messages.contracts import (
    Address,
    Channel,
    ChannelStatus,
    Ended,
    Message,
    Round,
    Switch,
    Take,
    Taken,
    Telling,
)

SHOWN_MAX = 50

spread_s = rules.spread_s
again_after_s = rules.again_after_s
is_quiet = rules.is_quiet


async def enqueue(tx: Tx, cell: int, tellings: Sequence[Telling]) -> set[UUID]:
    """Puts messages into inboxes, and into the queue to where their people want them; ids of those that are new.

    The same person, kind and key again changes nothing.
    """
    by_id = {telling.message_id: telling for telling in tellings}
    if not by_id:
        return set()
    ends = [rules.ends_at(telling) for telling in by_id.values()]
    new = await store.insert_messages(tx, cell, by_id, ends)
    sends = [_send(message_id, telling) for message_id, telling in by_id.items() if message_id in new]
    sends = [send for send in sends if send["by_push"] or send["by_text"]]
    if sends:
        await store.insert_sends(tx, cell, sends, rules.ADDRESSES_MAX)
    return new


def _send(message_id: UUID, telling: Telling) -> dict[str, object]:
    manner = rules.MANNERS[telling.kind]
    due_at = rules.due_at(telling)
    return {
        "message_id": message_id,
        "person_id": telling.person_id,
        "by_push": Channel.WEB_PUSH in manner.channels,
        "by_text": Channel.SMS in manner.channels,
        "at_any_hour": manner.at_any_hour,
        "due_at": due_at,
        "ends_at": rules.too_late_at(telling, due_at),
        "at": telling.at,
    }


async def inbox_of(tx: Tx, cell: int, person_id: UUID, at: datetime) -> list[Message]:
    """What a person has been told and is not over, newest first, at most SHOWN_MAX."""
    return await store.inbox_of(tx, cell, person_id, at, SHOWN_MAX)


async def count_unread(tx: Tx, cell: int, person_id: UUID, at: datetime) -> int:
    return await store.count_unread(tx, cell, person_id, at)


async def mark_read(tx: Tx, cell: int, person_id: UUID, until: datetime, at: datetime) -> int:
    """Everything told until then is read; how many were not. What came meanwhile stays unread."""
    return await store.mark_read(tx, cell, person_id, until, at)


async def forget_over(tx: Tx, cell: int, at: datetime, limit: int) -> int:
    """Drops messages whose time is over, at most `limit`; how many."""
    return await store.forget_over(tx, cell, at, limit)


async def want(
    tx: Tx,
    cell: int,
    person_id: UUID,
    channel: Channel,
    language: str,
    fingerprint: bytes,
    target: bytes,
    at: datetime,
) -> Address:
    """The person wants messages there too. `fingerprint` tells targets apart, `target` is encrypted."""
    address = Address(
        derived_id("address", channel.value, fingerprint.hex()), person_id, channel, language, target, at
    )
    await store.put_address(tx, cell, address)
    await store.opt_in(tx, cell, person_id, channel)
    return address


async def addresses_of(tx: Tx, cell: int, person_id: UUID) -> list[Address]:
    """Where a person gets messages, opted out or not."""
    return await store.addresses_of(tx, cell, person_id)


async def opt_out(tx: Tx, cell: int, person_id: UUID, channel: Channel, at: datetime) -> None:
    """Nothing more is begun to be sent to this person through the channel; its addresses are forgotten."""
    await store.opt_out(tx, cell, person_id, channel, at)
    own = [
        each.address_id for each in await store.addresses_of(tx, cell, person_id) if each.channel is channel
    ]
    await store.addresses_gone(tx, cell, own, at)


async def opt_outs_of(tx: Tx, cell: int, person_id: UUID) -> set[Channel]:
    return await store.opt_outs_of(tx, cell, person_id)


async def take(tx: Tx, cell: int, wanted: Take) -> list[Taken]:
    """The sends that a worker may make now: none from a stopped channel, no more than its rate, none in the night but
    what is waited for. They are the worker's until the lease ends."""
    is_stopped, paced_at = await store_sends.lock_channel(tx, cell, wanted.channel, wanted.at)
    if is_stopped:
        return []
    limit, begins = rules.allowance(paced_at, wanted.at, wanted.rate_per_s, wanted.count_max, wanted.burst_s)
    if not limit:
        return []
    count, taken = await store_sends.take_sends(
        tx, cell, wanted, limit, is_quiet=rules.is_quiet(wanted.at), attempts_max=rules.ATTEMPTS_MAX
    )
    if count:
        await store_sends.pace_channel(
            tx, cell, wanted.channel, rules.paced(begins, count, wanted.rate_per_s)
        )
    return taken


async def end(tx: Tx, cell: int, channel: Channel, ended: Sequence[Ended]) -> int:
    """What became of sends; how many it still was for this worker to say. An address that is gone is forgotten."""
    await store_sends.lock_channel(tx, cell, channel, ended[0].at)
    moved = [(each, rules.state_after(each.outcome, each.taken.attempts)) for each in ended]
    count = await store_sends.end_sends(tx, cell, moved)
    await store_sends.count_ended(tx, cell, channel, [each.outcome for each in ended])
    gone = [each.taken.address_id for each in ended if each.outcome == "gone"]
    await store.addresses_gone(tx, cell, gone, ended[0].at)
    return count


async def switch(tx: Tx, cell: int, random: Random, turn: Switch) -> None:
    """Stops a channel or lets it go on; kept with who did it. What is in a worker's hands then may still go out: see
    `in_hand` of its status."""
    is_stopped, _ = await store_sends.lock_channel(tx, cell, turn.channel, turn.at)
    if is_stopped is not turn.is_stopped:
        await store_sends.switch(tx, cell, new_id(turn.at, random), turn)


async def is_stopped(tx: Tx, cell: int, channel: Channel) -> bool:
    """Whether nothing may go out through this channel; unlocked."""
    return await store_sends.is_stopped(tx, cell, channel)


async def statuses(tx: Tx, cell: int, at: datetime) -> list[ChannelStatus]:
    """Every channel, in the order of `Channel`."""
    return list((await store_sends.statuses(tx, cell, at)).values())


async def switches(tx: Tx, cell: int, limit: int) -> list[Switch]:
    """Who turned the switch, newest first."""
    return await store_sends.switches(tx, cell, limit)


async def begin_round(tx: Tx, cell: int, round_: Round) -> bool:
    """From here on workers tell everybody; False when the round is there already."""
    return await store_sends.insert_round(tx, cell, round_)


async def lock_round(tx: Tx, cell: int, at: datetime) -> Round | None:
    """The oldest round that is due, not done, and in nobody else's hands."""
    return await store_sends.lock_round(tx, cell, at)


async def move_round(tx: Tx, cell: int, round_: Round, last: UUID | None, told: int, at: datetime) -> None:
    """`told` more people were told, up to `last`; None when nobody is left."""
    moved = msgspec.structs.replace(round_, told=round_.told + told)
    moved = (
        msgspec.structs.replace(moved, done_at=at)
        if last is None
        else msgspec.structs.replace(moved, after_id=last)
    )
    await store_sends.move_round(tx, cell, moved)
