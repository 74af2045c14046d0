"""The queue, the channels and the rounds: the only caller of their SQL, nothing decided here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.messages.contracts import (
    Address,
    Audience,
    Channel,
    ChannelStatus,
    Ended,
    Kind,
    Outcome,
    Round,
    SendState,
    Switch,
    Take,
    Taken,
)
from qianbei.messages.store import message_of

queries = load_queries(__package__)

TakenKey = tuple[UUID, UUID]
"""Message and address."""


async def is_stopped(tx: Tx, cell: int, channel: Channel) -> bool:
    rows = await tx.rows(queries.is_stopped, {"cell": cell, "channel": channel.value})
    return bool(rows) and bool(rows[0][0])


async def lock_channel(tx: Tx, cell: int, channel: Channel, at: datetime) -> tuple[bool, datetime]:
    """(is_stopped, paced_at); the row is made when it is not there yet, as of a channel that was idle."""
    key = {"cell": cell, "channel": channel.value}
    rows = await tx.rows(queries.lock_channel, key)
    if not rows:
        await tx.run(queries.open_channel, {**key, "at": at - timedelta(seconds=1)})
        rows = await tx.rows(queries.lock_channel, key)
    return rows[0][0], rows[0][1]


async def pace_channel(tx: Tx, cell: int, channel: Channel, paced_at: datetime) -> None:
    await tx.run(queries.pace_channel, {"cell": cell, "channel": channel.value, "paced_at": paced_at})


async def take_sends(
    tx: Tx, cell: int, take: Take, limit: int, *, is_quiet: bool, attempts_max: int
) -> tuple[int, list[Taken]]:
    """How many were looked at, and those to send now. The channel's row is locked."""
    parameters = {
        "cell": cell,
        "channel": take.channel.value,
        "at": take.at,
        "is_quiet": is_quiet,
        "limit": limit,
        "attempts_max": attempts_max,
        "worker": take.worker,
        "lease_until": take.lease_until,
    }
    rows = await tx.rows(queries.take_sends, parameters)
    in_hand: list[TakenKey] = [(row[0], row[1]) for row in rows if row[3] == SendState.QUEUED]
    return len(rows), (await _taken(tx, cell, in_hand, take.at) if in_hand else [])


async def _taken(tx: Tx, cell: int, keys: Sequence[TakenKey], at: datetime) -> list[Taken]:
    """Those whose address is still good and still its person's; the rest is gone."""
    parameters = {
        "cell": cell,
        "message_ids": [message_id for message_id, _ in keys],
        "address_ids": [address_id for _, address_id in keys],
    }
    good: list[Taken] = []
    for row in await tx.rows(queries.sends_taken, parameters):
        message_id, address_id, attempts, *rest = row
        message = message_of((message_id, *rest[:6]))
        owner_id, channel, language, target, made_at, is_good = rest[6:]
        address = Address(address_id, owner_id, Channel(channel), language, bytes(target), made_at)
        taken = Taken(message_id, address_id, attempts, message, address)
        if is_good:
            good.append(taken)
        else:
            await end_sends(tx, cell, [(Ended(taken, Outcome.GONE, at, at), SendState.GONE)])
    return good


async def end_sends(tx: Tx, cell: int, ended: Sequence[tuple[Ended, SendState]]) -> int:
    """How many it still was for us to end."""
    parameters = {
        "cell": cell,
        "message_ids": [each.taken.message_id for each, _ in ended],
        "address_ids": [each.taken.address_id for each, _ in ended],
        "attempts": [each.taken.attempts for each, _ in ended],
        "states": [state.value for _, state in ended],
        "again_ats": [each.again_at for each, _ in ended],
        "ats": [each.at for each, _ in ended],
    }
    return await tx.run(queries.end_sends, parameters)


async def count_ended(tx: Tx, cell: int, channel: Channel, outcomes: Sequence[Outcome]) -> None:
    counts = Counter(outcomes)
    parameters = {outcome.value: counts[outcome] for outcome in Outcome}
    await tx.run(queries.count_ended, {"cell": cell, "channel": channel.value, **parameters})


async def switch(tx: Tx, cell: int, switch_id: UUID, turn: Switch) -> None:
    """The channel's row is locked."""
    key = {"cell": cell, "channel": turn.channel.value, "is_stopped": turn.is_stopped}
    await tx.run(queries.switch_channel, key)
    audited = {"switch_id": switch_id, "by_person": turn.by_person, "at": turn.at}
    await tx.run(queries.insert_switch, {**key, **audited})


async def switches(tx: Tx, cell: int, limit: int) -> list[Switch]:
    rows = await tx.rows(queries.switches, {"cell": cell, "limit": limit})
    return [Switch(Channel(channel), is_stopped, by, at) for channel, is_stopped, by, at in rows]


async def statuses(tx: Tx, cell: int, at: datetime) -> Mapping[Channel, ChannelStatus]:
    queue = {row[0]: row[1:] for row in await tx.rows(queries.queue_by_channel, {"cell": cell, "at": at})}
    known = {row[0]: row[1:] for row in await tx.rows(queries.channels, {"cell": cell})}
    found = {}
    for channel in Channel:
        queued, in_hand, oldest = queue.get(channel.value, (0, 0, None))
        is_stopped, *ended = known.get(channel.value, (False, 0, 0, 0, 0))
        found[channel] = ChannelStatus(channel, is_stopped, queued, in_hand, oldest, *ended)
    return found


async def insert_round(tx: Tx, cell: int, round_: Round) -> bool:
    """False when it is there already."""
    parameters = {
        "cell": cell,
        "round_id": round_.round_id,
        "kind": round_.kind.value,
        "audience": round_.audience.value,
        "subject_id": round_.subject_id,
        "params": round_.params,
        "people": round_.people,
        "begins_at": round_.begins_at,
        "ends_at": round_.ends_at,
        "after_id": round_.after_id,
    }
    return bool(await tx.run(queries.insert_round, parameters))


async def lock_round(tx: Tx, cell: int, at: datetime) -> Round | None:
    rows = await tx.rows(queries.lock_round, {"cell": cell, "at": at})
    if not rows:
        return None
    round_id, kind, audience, *rest = rows[0]
    return Round(round_id, Kind(kind), Audience(audience), *rest)


async def move_round(tx: Tx, cell: int, round_: Round) -> None:
    parameters = {
        "cell": cell,
        "round_id": round_.round_id,
        "after_id": round_.after_id,
        "told": round_.told,
        "done_at": round_.done_at,
    }
    await tx.run(queries.move_round, parameters)
