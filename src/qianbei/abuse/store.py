"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.abuse import rules
from qianbei.abuse.contracts import (
    Group,
    KeyKind,
    Mark,
    Member,
    Reason,
    Seen,
)
from qianbei.db import Tx, load_queries

queries = load_queries(__package__)


class Sharer(msgspec.Struct, frozen=True):
    kind: KeyKind
    person_id: UUID
    household_id: UUID | None


async def keep_seen(tx: Tx, cell: int, person_id: UUID, seen: Sequence[Seen], at: datetime) -> None:
    await tx.run(queries.insert_member, {"cell": cell, "person_id": person_id, "at": at})
    await tx.run(queries.insert_keys, {"cell": cell, "person_id": person_id, "at": at, **_keys(seen)})


async def lock_keys(tx: Tx, lock_ids: Sequence[int]) -> None:
    await tx.rows(queries.lock_keys, {"lock_ids": list(lock_ids)})


async def keys_of(
    tx: Tx, cell: int, person_ids: Collection[UUID], kinds: Collection[KeyKind]
) -> dict[UUID, list[tuple[KeyKind, bytes]]]:
    asked = {"cell": cell, "person_ids": list(person_ids), "kinds": [kind.value for kind in kinds]}
    found: dict[UUID, list[tuple[KeyKind, bytes]]] = {each: [] for each in person_ids}
    for person_id, kind, value_hash in await tx.rows(queries.keys_of, asked):
        found[person_id].append((KeyKind(kind), bytes(value_hash)))
    return found


async def sharers(tx: Tx, cell: int, seen: Sequence[Seen], limit: int) -> list[Sharer]:
    rows = await tx.rows(queries.sharers, {"cell": cell, "limit": limit, **_keys(seen)})
    return [Sharer(KeyKind(kind), person_id, household_id) for kind, person_id, household_id in rows]


def _keys(seen: Sequence[Seen]) -> dict[str, object]:
    return {
        "kinds": [each.kind.value for each in seen],
        "value_hashes": [each.value_hash for each in seen],
    }


async def lock_linked(
    tx: Tx, cell: int, person_ids: Sequence[UUID], household_ids: Sequence[UUID]
) -> set[UUID]:
    """Those people and everybody of those households, locked; their households too."""
    asked = {"cell": cell, "person_ids": list(person_ids), "household_ids": list(household_ids)}
    people = {row[0] for row in await tx.rows(queries.lock_linked, asked)}
    await tx.rows(queries.lock_households, {"cell": cell, "household_ids": list(household_ids)})
    return people


async def sizes(tx: Tx, cell: int, household_ids: Collection[UUID]) -> dict[UUID, int]:
    rows = await tx.rows(queries.households_of, {"cell": cell, "household_ids": list(household_ids)})
    return dict(rows)


async def make_household(
    tx: Tx, cell: int, household_id: UUID, people: Collection[UUID], ended: Collection[UUID]
) -> None:
    """These locked people become one household; what they were in before has nobody left."""
    await tx.run(queries.put_household, {"cell": cell, "household_id": household_id, "size": len(people)})
    moved = {"cell": cell, "household_id": household_id, "person_ids": list(people)}
    await tx.run(queries.move_members, moved)
    await tx.run(queries.delete_households, {"cell": cell, "household_ids": list(ended)})


async def groups(
    tx: Tx, cell: int, person_id: UUID, since: Mapping[KeyKind, datetime], week_ago: datetime
) -> dict[KeyKind, Group]:
    """By kind; of several of a kind the largest."""
    parameters = {
        "cell": cell,
        "person_id": person_id,
        "kinds": [kind.value for kind in since],
        "sinces": list(since.values()),
        "week_ago": week_ago,
        "newest": rules.GROUP_NEWEST,
        "open_min": rules.OPEN_MIN,
        "open_doors_percent": rules.OPEN_DOORS_PERCENT,
    }
    return {KeyKind(kind): Group(*rest) for kind, *rest in await tx.rows(queries.groups, parameters)}


async def elders(tx: Tx, cell: int, before: datetime) -> tuple[int, int]:
    """Of the city's first people: how many showed a network, and how many of these networks are nobody else's."""
    parameters = {"cell": cell, "before": before, "limit": rules.ELDERS}
    ((with_line, lone),) = await tx.rows(queries.elders, parameters)
    return with_line, lone


async def update_member(
    tx: Tx, cell: int, person_id: UUID, kinds: Collection[KeyKind], reasons: Sequence[str]
) -> None:
    await tx.run(
        queries.update_member,
        {
            "cell": cell,
            "person_id": person_id,
            "has_phone": KeyKind.PHONE in kinds,
            "has_door": KeyKind.DOOR in kinds,
            "reasons": [str(each) for each in reasons],
        },
    )


async def mark(tx: Tx, cell: int, person_id: UUID, said: Mark) -> None:
    await tx.run(queries.mark_member, {"cell": cell, "person_id": person_id, "mark": said.value})


async def lock_members(tx: Tx, cell: int, person_ids: Sequence[UUID]) -> dict[UUID, Member]:
    rows = await tx.rows(queries.lock_members, {"cell": cell, "person_ids": list(person_ids)})
    return {row[0]: _member(*row) for row in rows}


def _member(
    person_id: UUID, household_id: UUID | None, has_phone: bool, has_door: bool, reasons: list[str], mark: str
) -> Member:
    return Member(person_id, household_id, has_phone, has_door, tuple(map(Reason, reasons)), Mark(mark))


async def lock_households(tx: Tx, cell: int, household_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Locks these households and says who is in them."""
    asked = {"cell": cell, "household_ids": list(household_ids)}
    await tx.rows(queries.lock_households, asked)
    mates: dict[UUID, list[UUID]] = {each: [] for each in household_ids}
    for household_id, person_id in await tx.rows(queries.mates, asked):
        mates[household_id].append(person_id)
    return mates


async def is_busy(tx: Tx, cell: int, since: datetime, many: int) -> bool:
    return (await tx.rows(queries.is_busy, {"cell": cell, "since": since, "many": many}))[0][0]
