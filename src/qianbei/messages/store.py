"""Inboxes and addresses: the only caller of their SQL, nothing decided here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.db.database import Row
from qianbei.messages.contracts import Address, Channel, Kind, Message, Telling

queries = load_queries(__package__)


async def insert_messages(
    tx: Tx, cell: int, tellings: Mapping[UUID, Telling], ends: Sequence[datetime]
) -> set[UUID]:
    """Ids of those that were not there yet; `tellings` by their message ids, `ends` in the same order."""
    parameters = {
        "cell": cell,
        "person_ids": [telling.person_id for telling in tellings.values()],
        "message_ids": list(tellings),
        "kinds": [telling.kind.value for telling in tellings.values()],
        "params": [dict(telling.params) for telling in tellings.values()],
        "created_ats": [telling.at for telling in tellings.values()],
        "ends_ats": list(ends),
    }
    return {row[0] for row in await tx.rows(queries.insert_messages, parameters)}


async def insert_sends(tx: Tx, cell: int, sends: Sequence[Mapping[str, Any]], addresses_max: int) -> None:
    """Each of `sends` has message_id, person_id, by_push, by_text, at_any_hour, due_at, ends_at and at."""
    columns = {
        "message_ids": "message_id",
        "person_ids": "person_id",
        "pushes": "by_push",
        "texts": "by_text",
        "any_hours": "at_any_hour",
        "due_ats": "due_at",
        "ends_ats": "ends_at",
        "ats": "at",
    }
    given = {name: [send[column] for send in sends] for name, column in columns.items()}
    await tx.run(queries.insert_sends, {"cell": cell, "addresses_max": addresses_max, **given})


def message_of(row: Row) -> Message:
    message_id, person_id, kind, params, created_at, ends_at, read_at = row
    return Message(message_id, person_id, Kind(kind), params, created_at, ends_at, read_at)


async def inbox_of(tx: Tx, cell: int, person_id: UUID, at: datetime, limit: int) -> list[Message]:
    parameters = {"cell": cell, "person_id": person_id, "at": at, "limit": limit}
    return [message_of(row) for row in await tx.rows(queries.inbox_of, parameters)]


async def count_unread(tx: Tx, cell: int, person_id: UUID, at: datetime) -> int:
    parameters = {"cell": cell, "person_id": person_id, "at": at}
    return (await tx.rows(queries.count_unread, parameters))[0][0]


async def mark_read(tx: Tx, cell: int, person_id: UUID, until: datetime, at: datetime) -> int:
    parameters = {"cell": cell, "person_id": person_id, "until": until, "at": at}
    return await tx.run(queries.mark_read, parameters)


async def forget_over(tx: Tx, cell: int, at: datetime, limit: int) -> int:
    return await tx.run(queries.forget_over, {"cell": cell, "at": at, "limit": limit})


async def put_address(tx: Tx, cell: int, address: Address) -> None:
    owned = {"cell": cell, "address_id": address.address_id, "person_id": address.person_id}
    await tx.run(queries.withdraw_foreign, {**owned, "at": address.made_at})
    given = {
        "channel": address.channel.value,
        "language": address.language,
        "target": address.target,
        "made_at": address.made_at,
    }
    await tx.run(queries.put_address, {**owned, **given})


async def addresses_of(tx: Tx, cell: int, person_id: UUID) -> list[Address]:
    rows = await tx.rows(queries.addresses_of, {"cell": cell, "person_id": person_id})
    return [
        Address(address_id, owner_id, Channel(channel), language, bytes(target), made_at)
        for address_id, owner_id, channel, language, target, made_at in rows
    ]


async def addresses_gone(tx: Tx, cell: int, address_ids: Sequence[UUID], at: datetime) -> None:
    await tx.run(queries.addresses_gone, {"cell": cell, "address_ids": list(address_ids), "at": at})


async def opt_out(tx: Tx, cell: int, person_id: UUID, channel: Channel, at: datetime) -> None:
    """Also withdraws what waits."""
    parameters = {"cell": cell, "person_id": person_id, "channel": channel.value, "at": at}
    await tx.run(queries.opt_out, parameters)
    await tx.run(queries.withdraw, parameters)


async def opt_in(tx: Tx, cell: int, person_id: UUID, channel: Channel) -> None:
    await tx.run(queries.opt_in, {"cell": cell, "person_id": person_id, "channel": channel.value})


async def opt_outs_of(tx: Tx, cell: int, person_id: UUID) -> set[Channel]:
    rows = await tx.rows(queries.opt_outs_of, {"cell": cell, "person_id": person_id})
    return {Channel(row[0]) for row in rows}
