"""The door of drops. Callers hold the transaction, and give the cards beside it.

Locks: a drop, after abuse and before cards and balances. Places of one drop share it, so they do not wait for one another.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.db import Tx
from qianbei.drops import rules, store
from qianbei.drops.contracts import (
    Drop,
    DropPlan,
    DropRefusal,
    DropStanding,
    DropState,
    Entry,
    LotRecord,
    Place,
)

SEED_BYTES = rules.SEED_BYTES
TAGS_PAGE = 10_000
"""Places in one page of a record."""

DRAW_PAGE = 50_000

commitment = rules.commitment
counter = rules.counter
entrance = rules.entrance
has_won = rules.has_won
ticket = rules.ticket
record_fault = rules.record_fault
replace = msgspec.structs.replace


async def announce(
    tx: Tx,
    cell: int,
    plan: DropPlan,
    campaign_id: UUID,
    template_id: UUID,
    face_fen: int,
    name: dict[str, str],
    seed: bytes,
    present_from: datetime,
    opens_at: datetime,
    ends_at: datetime,
) -> Drop:
    """A new drop; the caller saw that there is none of this id, under the lock of its campaign's budget."""
    sealed = rules.commitment(plan, seed)
    times = (present_from, opens_at, ends_at)
    drop = Drop(plan, campaign_id, template_id, face_fen, name, sealed, seed, *times)
    await store.insert(tx, cell, drop)
    return drop


async def find(tx: Tx, cell: int, drop_ids: Sequence[UUID]) -> dict[UUID, Drop]:
    """Drops as they stand, unlocked: for showing, never for deciding."""
    return await store.find(tx, cell, drop_ids)


async def listed(tx: Tx, cell: int, at: datetime, limit: int) -> list[Drop]:
    """Those that are not over, the next one first, then the others, the newest first. Unlocked; people come before their
    campaign begins."""
    return await store.listed(tx, cell, at, limit)


async def standings(
    tx: Tx, cell: int, drops: Sequence[Drop], person_id: UUID, with_card: set[UUID]
) -> dict[UUID, DropStanding]:
    """What a person is told of each drop; `with_card` are those of which they have a card."""
    places = await store.places_of_person(tx, cell, [drop.drop_id for drop in drops], person_id)
    return {
        drop.drop_id: rules.standing(drop, places.get(drop.drop_id), has_card=drop.drop_id in with_card)
        for drop in drops
    }


async def places_of(tx: Tx, cell: int, drop_id: UUID, person_ids: Sequence[UUID]) -> dict[UUID, Place]:
    """Who of these people has a place."""
    return await store.places_of(tx, cell, drop_id, person_ids)


async def enter(
    tx: Tx, cell: int, drop_id: UUID, entries: Sequence[Entry], at: datetime
) -> dict[UUID, Place | DropRefusal]:
    """A place in the draw for each; who has one has that one, even when no new ones are given.

    Raises UniqueViolation when somebody with the same key came at the same instant: run the transaction again.
    """
    refusal = rules.entrance(await store.lock_shared(tx, cell, drop_id), at)
    if refusal is None:
        return await _seat(tx, cell, drop_id, entries, None, at, late=False)
    known = await store.places_of(tx, cell, drop_id, [entry.person_id for entry in entries])
    return {entry.person_id: known.get(entry.person_id, refusal) for entry in entries}


async def lock(tx: Tx, cell: int, drop_id: UUID) -> Drop | None:
    """The drop as it stays until this transaction ends."""
    return await store.lock(tx, cell, drop_id)


async def come_late(
    tx: Tx, cell: int, drop: Drop, entries: Sequence[Entry], at: datetime
) -> dict[UUID, Place | DropRefusal]:
    """A place at the counter of a locked drop for each, as many as it has cards left; those of the draw keep theirs."""
    return await _seat(tx, cell, drop.drop_id, entries, drop.left, at, late=True)


async def _seat(
    tx: Tx, cell: int, drop_id: UUID, entries: Sequence[Entry], room: int | None, at: datetime, *, late: bool
) -> dict[UUID, Place | DropRefusal]:
    keys = sorted({key for entry in entries for key in entry.keys})
    held = await store.held_keys(tx, cell, drop_id, keys)
    known = await store.places_of(tx, cell, drop_id, [entry.person_id for entry in entries])
    places, new = rules.seated(drop_id, entries, known, held, room, at, late=late)
    fresh = [place for entry in new if isinstance(place := places[entry.person_id], Place)]
    if fresh:
        await store.insert_places(tx, cell, drop_id, new, fresh)
    return places


async def count(tx: Tx, cell: int, drop: Drop, cards: int) -> None:
    """So many more cards of a locked drop are with people. More than it has is a bug, and the table says so."""
    if cards:
        await store.update(tx, cell, replace(drop, given=drop.given + cards))


async def next_to_work_on(tx: Tx, cell: int, at: datetime) -> Drop | None:
    """A locked drop that is to be drawn, handed out or closed now."""
    return await store.lock_to_work_on(tx, cell, at)


async def draw(tx: Tx, cell: int, drop: Drop) -> None:
    """The lots of a locked drop: nobody takes a place any more, and who won is fixed."""
    tags = [tag async for tag in store.tags(tx, cell, drop.drop_id, DRAW_PAGE)]
    places, root = rules.root_of(tags)
    cutoff = rules.cutoff_of(drop.plan, drop.seed, root, tags)
    await store.update(tx, cell, rules.drawn(drop, places, root, cutoff))


async def next_places(tx: Tx, cell: int, drop: Drop, limit: int) -> list[Place]:
    """The next places whose lots are told; winners and others."""
    return await store.places_after(tx, cell, drop.drop_id, drop.after_tag, limit)


async def told(tx: Tx, cell: int, drop: Drop, places: Sequence[Place], cards: int, *, is_last: bool) -> None:
    """These places know their lots, and `cards` more are with people; after the last, the rest is first come."""
    after = replace(
        drop,
        state=DropState.OPEN if is_last else drop.state,
        after_tag=places[-1].tag if places else drop.after_tag,
        given=drop.given + cards,
    )
    await store.update(tx, cell, after)


async def close(tx: Tx, cell: int, drop: Drop) -> None:
    """Nobody gets a card of it any more."""
    await store.update(tx, cell, replace(drop, state=DropState.CLOSED))


async def record(tx: Tx, cell: int, drop: Drop, after: bytes) -> LotRecord:
    """What `qianbei drops verify` needs; its places page by page, once it is drawn."""
    places = await store.places_after(tx, cell, drop.drop_id, after, TAGS_PAGE) if drop.lot else []
    return rules.record_of(drop, [place.tag for place in places], TAGS_PAGE)
