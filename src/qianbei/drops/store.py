"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.db.database import Row
from qianbei.drops.contracts import Drop, DropPlan, DropState, Entry, Lot, Place

queries = load_queries(__package__)


def _drop(row: Row) -> Drop:
    drop_id, campaign_id, template_id, face_fen, name, cards, commitment, seed, *rest = row
    present_from, opens_at, ends_at, state, places, root, cutoff, after_tag, given = rest
    return Drop(
        DropPlan(drop_id, cards),
        campaign_id,
        template_id,
        face_fen,
        name,
        bytes(commitment),
        bytes(seed),
        present_from,
        opens_at,
        ends_at,
        DropState(state),
        None if places is None else Lot(places, bytes(root), bytes(cutoff)),
        bytes(after_tag),
        given,
    )


def _place(row: Row) -> Place:
    person_id, tag, late, at = row
    return Place(person_id, bytes(tag), late, at)


async def insert(tx: Tx, cell: int, drop: Drop) -> None:
    parameters = {
        "cell": cell,
        "drop_id": drop.drop_id,
        "campaign_id": drop.campaign_id,
        "template_id": drop.template_id,
        "name": drop.name,
        "cards": drop.plan.cards,
        "face_fen": drop.face_fen,
        "commitment": drop.commitment,
        "seed": drop.seed,
        "present_from": drop.present_from,
        "opens_at": drop.opens_at,
        "ends_at": drop.ends_at,
    }
    await tx.run(queries.insert_drop, parameters)


async def update(tx: Tx, cell: int, drop: Drop) -> None:
    parameters = {
        "cell": cell,
        "drop_id": drop.drop_id,
        "state": drop.state.value,
        "places": drop.lot and drop.lot.places,
        "root": drop.lot and drop.lot.root,
        "cutoff": drop.lot and drop.lot.cutoff,
        "after_tag": drop.after_tag,
        "given": drop.given,
    }
    assert await tx.run(queries.update_drop, parameters) == 1, "a drop was locked and is gone"


async def lock_shared(tx: Tx, cell: int, drop_id: UUID) -> Drop | None:
    rows = await tx.rows(queries.lock_drops_shared, {"cell": cell, "drop_ids": [drop_id]})
    return _drop(rows[0]) if rows else None


async def lock(tx: Tx, cell: int, drop_id: UUID) -> Drop | None:
    rows = await tx.rows(queries.lock_drops, {"cell": cell, "drop_ids": [drop_id]})
    return _drop(rows[0]) if rows else None


async def lock_to_work_on(tx: Tx, cell: int, at: datetime) -> Drop | None:
    rows = await tx.rows(queries.lock_drop_to_work_on, {"cell": cell, "at": at})
    return _drop(rows[0]) if rows else None


async def find(tx: Tx, cell: int, drop_ids: Sequence[UUID]) -> dict[UUID, Drop]:
    rows = await tx.rows(queries.find_drops, {"cell": cell, "drop_ids": list(drop_ids)})
    return {row[0]: _drop(row) for row in rows}


async def listed(tx: Tx, cell: int, at: datetime, limit: int) -> list[Drop]:
    rows = await tx.rows(queries.listed_drops, {"cell": cell, "at": at, "limit": limit})
    return [_drop(row) for row in rows]


async def insert_places(
    tx: Tx, cell: int, drop_id: UUID, entries: Sequence[Entry], places: Sequence[Place]
) -> None:
    """`places` are those of the entries, in their order."""
    parameters = {
        "cell": cell,
        "drop_id": drop_id,
        "person_ids": [place.person_id for place in places],
        "tags": [place.tag for place in places],
        "late": places[0].late,
        "at": places[0].at,
    }
    await tx.run(queries.insert_places, parameters)
    keys = [(kind, value, entry.person_id) for entry in entries for kind, value in entry.keys]
    if keys:
        kinds, values, person_ids = (list(each) for each in zip(*keys, strict=True))
        held = {"kinds": kinds, "value_hashes": values, "person_ids": person_ids}
        await tx.run(queries.insert_drop_keys, {"cell": cell, "drop_id": drop_id, **held})


async def held_keys(
    tx: Tx, cell: int, drop_id: UUID, keys: Sequence[tuple[str, bytes]]
) -> set[tuple[str, bytes]]:
    asked = {"kinds": [kind for kind, _ in keys], "value_hashes": [value for _, value in keys]}
    rows = await tx.rows(queries.held_keys, {"cell": cell, "drop_id": drop_id, **asked})
    return {(kind, bytes(value)) for kind, value in rows}


async def places_of(tx: Tx, cell: int, drop_id: UUID, person_ids: Sequence[UUID]) -> dict[UUID, Place]:
    asked = {"cell": cell, "drop_id": drop_id, "person_ids": list(person_ids)}
    return {row[0]: _place(row) for row in await tx.rows(queries.places_of, asked)}


async def places_of_person(tx: Tx, cell: int, drop_ids: Sequence[UUID], person_id: UUID) -> dict[UUID, Place]:
    """By drop."""
    asked = {"cell": cell, "drop_ids": list(drop_ids), "person_id": person_id}
    return {row[0]: _place(row[1:]) for row in await tx.rows(queries.places_of_person, asked)}


async def places_after(tx: Tx, cell: int, drop_id: UUID, after: bytes, limit: int) -> list[Place]:
    parameters = {"cell": cell, "drop_id": drop_id, "after": after, "limit": limit}
    return [_place(row) for row in await tx.rows(queries.places_after, parameters)]


async def tags(tx: Tx, cell: int, drop_id: UUID, page: int) -> AsyncIterator[bytes]:
    """All tags of the draw in order, read page by page."""
    after = b""
    while True:
        found = await places_after(tx, cell, drop_id, after, page)
        for place in found:
            yield place.tag
        if len(found) < page:
            return
        after = found[-1].tag
