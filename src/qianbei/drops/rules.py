"""The draw of a drop from its seed and places, and who may have a place or a card.

Every place has the same chances, however early it was taken and however fast the hand: its ticket is a SHA-256 that
nobody could know before all places were taken. SHA-256 and comparing bytes is all it takes to compute it again.
"""

import hashlib
import heapq
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.drops.contracts import (
    Drop,
    DropPlan,
    DropRefusal,
    DropStanding,
    DropState,
    Entry,
    Lot,
    LotRecord,
    Place,
    Places,
    RecordFault,
)
from qianbei.kit.canonical import canonical_json

SEED_BYTES = 32
EVERYBODY = b"\xff" * 32
"""The cutoff of a drop with a card for every place."""


def commitment(plan: DropPlan, seed: bytes) -> bytes:
    """SHA-256 over the seed and the canonical JSON of the plan: neither can be changed afterwards."""
    return hashlib.sha256(seed + canonical_json(plan)).digest()


def tag_of(drop_id: UUID, person_id: UUID) -> bytes:
    """A place's public name: the person can find it, and nobody can tell the person from it."""
    return hashlib.sha256(drop_id.bytes + person_id.bytes).digest()


def root_of(tags: Iterable[bytes]) -> tuple[int, bytes]:
    """How many places, and SHA-256 over all their tags in order: one more place, and every ticket is another."""
    digest, places = hashlib.sha256(), 0
    for tag in tags:
        digest.update(tag)
        places += 1
    return places, digest.digest()


def ticket(seed: bytes, root: bytes, tag: bytes) -> bytes:
    """A place's lot; the lowest ones win."""
    return hashlib.sha256(seed + root + tag).digest()


def cutoff_of(plan: DropPlan, seed: bytes, root: bytes, tags: Iterable[bytes]) -> bytes:
    """The highest ticket that still wins."""
    lowest = heapq.nsmallest(plan.cards, (ticket(seed, root, tag) for tag in tags))
    return lowest[-1] if len(lowest) == plan.cards else EVERYBODY


def has_won(drop: Drop, place: Place) -> bool:
    """Did this place win? The drop is drawn."""
    assert drop.lot is not None, "asked before the draw"
    return not place.late and ticket(drop.seed, drop.lot.root, place.tag) <= drop.lot.cutoff


def standing(drop: Drop, place: Place | None, *, has_card: bool) -> DropStanding:
    """What the person is told."""
    if has_card:
        return DropStanding.WON
    if place is None or place.late:
        return DropStanding.ABSENT
    if drop.lot is None:
        return DropStanding.PRESENT
    return DropStanding.WON if has_won(drop, place) else DropStanding.NOT_DRAWN


def entrance(drop: Drop | None, at: datetime) -> DropRefusal | None:
    """May a place in the draw be taken now?"""
    if drop is None:
        return DropRefusal.UNKNOWN
    if at < drop.present_from:
        return DropRefusal.EARLY
    is_taking = drop.state is DropState.ANNOUNCED and at < drop.opens_at
    return None if is_taking else DropRefusal.OVER


def counter(drop: Drop | None, at: datetime) -> DropRefusal | None:
    """May what the draw left be taken now?"""
    if drop is None:
        return DropRefusal.UNKNOWN
    if drop.state is DropState.CLOSED or at >= drop.ends_at:
        return DropRefusal.OVER
    if drop.state is DropState.OPEN:
        return None if drop.left else DropRefusal.GONE
    return DropRefusal.EARLY if at < drop.opens_at else DropRefusal.DRAWING


def seated(
    drop_id: UUID,
    entries: Sequence[Entry],
    known: Places,
    held: Collection[tuple[str, bytes]],
    room: int | None,
    at: datetime,
    *,
    late: bool,
) -> tuple[dict[UUID, Place | DropRefusal], list[Entry]]:
    """Each person's place, and the entries whose place is new, in request order.

    `held` are keys that stand for somebody already; who has a place keeps it. `room` bounds the new ones.
    """
    taken, places, new = set(held), dict[UUID, Place | DropRefusal](known), list[Entry]()
    for entry in entries:
        if entry.person_id in places:
            continue
        if room is not None and len(new) >= room:
            places[entry.person_id] = DropRefusal.GONE
        elif not taken.isdisjoint(entry.keys):
            places[entry.person_id] = DropRefusal.TWIN
        else:
            tag = tag_of(drop_id, entry.person_id)
            places[entry.person_id] = Place(entry.person_id, tag, late, at)
            taken.update(entry.keys)
            new.append(entry)
    return places, new


def drawn(drop: Drop, places: int, root: bytes, cutoff: bytes) -> Drop:
    """The drop after its draw."""
    lot = Lot(places, root, cutoff)
    return msgspec.structs.replace(drop, state=DropState.DRAWN, lot=lot)


def record_of(drop: Drop, tags: Sequence[bytes], page: int) -> LotRecord:
    """What may be told of a drop now; `tags` are a page of at most `page`, none before the draw."""
    record = LotRecord(drop.plan, drop.commitment.hex())
    if drop.lot is None:
        return record
    lot, shown = drop.lot, [tag.hex() for tag in tags]
    after = shown[-1] if len(shown) == page else None
    return msgspec.structs.replace(
        record,
        seed=drop.seed.hex(),
        places=lot.places,
        root=lot.root.hex(),
        cutoff=lot.cutoff.hex(),
        tags=shown,
        next=after,
    )


def record_fault(record: LotRecord) -> RecordFault | None:
    """Recomputes a draw from a record with all its tags; None when the winners are those committed to."""
    if record.seed is None or record.root is None or record.cutoff is None:
        return RecordFault.NOT_REVEALED
    try:
        seed = bytes.fromhex(record.seed)
        tags = [bytes.fromhex(tag) for tag in record.tags]
    except ValueError:
        return RecordFault.SEED
    if commitment(record.plan, seed).hex() != record.commitment:
        return RecordFault.SEED
    places, root = root_of(tags)
    if tags != sorted(set(tags)) or (places, root.hex()) != (record.places, record.root):
        return RecordFault.PLACES
    cutoff = cutoff_of(record.plan, seed, root, tags)
    return None if cutoff.hex() == record.cutoff else RecordFault.CUTOFF
