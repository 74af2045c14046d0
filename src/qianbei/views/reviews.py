"""What an operator sees before they decide about a reward that waits: who shares what, and what was said so far."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.db import Tx, load_queries

queries = load_queries(__package__)

RING_MAX = 200
"""People looked at: as many as a household may have."""

RING_KINDS = {
    "emulators": ("network", "door"),
    "one_device": ("door",),
    "number_block": ("block",),
    "strangers_at_door": ("door",),
    "new_crowd": ("door",),
    "fresh_network": ("network",),
    "invite_burst": ("tree",),
}
"""Which keys make people a ring, by the reason why a reward waits; the keys of a household always do."""

LINKING = ("device", "phone", "payment")


class Step(msgspec.Struct, frozen=True):
    """One step of a review; `by_id` None for the rules."""

    step: str
    by_id: UUID | None
    words: str
    at: datetime


class Shared(msgspec.Struct, frozen=True):
    """With how many people (oneself included, at most RING_MAX) somebody shares a kind of key."""

    kind: str
    people: int


class Mate(msgspec.Struct, frozen=True):
    """One of a ring: which kinds of keys they share with the person, what they have, and which of theirs wait."""

    person_id: UUID
    shares: list[str]
    first_seen_at: datetime
    cards: int
    cups: int
    waiting: list[UUID]


class Evidence(msgspec.Struct, frozen=True):
    """All that a decision can follow from; no plain value of any key is known here."""

    steps: list[Step]
    shared: list[Shared]
    ring: list[Mate]


async def evidence(tx: Tx, cell: int, review_id: UUID, person_id: UUID, reasons: Collection[str]) -> Evidence:
    """Of a review and its person."""
    kinds = [*LINKING, *(kind for each in reasons for kind in RING_KINDS.get(each, ()))]
    asked = {"cell": cell, "review_id": review_id, "person_id": person_id, "kinds": kinds, "limit": RING_MAX}
    steps = [Step(*row) for row in await tx.rows(queries.review_steps, asked)]
    shared = [Shared(*row) for row in await tx.rows(queries.review_shared, asked)]
    ring = [_mate(*row) for row in await tx.rows(queries.review_ring, asked)]
    return Evidence(steps, shared, ring)


def _mate(
    person_id: UUID,
    shares: list[str],
    first_seen_at: datetime,
    cards: int,
    cups: int,
    waiting: list[UUID] | None,
) -> Mate:
    return Mate(person_id, shares, first_seen_at, cards, cups, waiting or [])
