"""What crosses the door of drops."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

CARDS_MAX = 1_000_000
"""Cards of one drop: so many tickets are held in memory while it is drawn."""


class DropPlan(msgspec.Struct, frozen=True):
    """What is committed to with the seed: which drop, how many cards."""

    drop_id: UUID
    cards: int


class DropState(StrEnum):
    """`announced` takes places, `drawn` is handing out to the winners, `open` gives the rest to whoever comes."""

    ANNOUNCED = "announced"
    DRAWN = "drawn"
    OPEN = "open"
    CLOSED = "closed"


class Lot(msgspec.Struct, frozen=True):
    """The outcome of a draw. A place wins when its ticket is not above `cutoff`; 32 bytes each."""

    places: int
    root: bytes
    cutoff: bytes


class Drop(msgspec.Struct, frozen=True):
    """A drop as it stands. `given` cards are with people; `after_tag` is how far the winners have been given theirs."""

    plan: DropPlan
    campaign_id: UUID
    template_id: UUID
    face_fen: int
    name: dict[str, str]
    commitment: bytes
    seed: bytes
    present_from: datetime
    opens_at: datetime
    ends_at: datetime
    state: DropState = DropState.ANNOUNCED
    lot: Lot | None = None
    after_tag: bytes = b""
    given: int = 0

    @property
    def drop_id(self) -> UUID:
        return self.plan.drop_id

    @property
    def left(self) -> int:
        """Cards that nobody has yet."""
        return self.plan.cards - self.given


class Entry(msgspec.Struct, frozen=True):
    """A person who wants a place; `keys` are what recognises them, as (kind, 32 bytes)."""

    person_id: UUID
    keys: Sequence[tuple[str, bytes]]


class Place(msgspec.Struct, frozen=True):
    """A person's place. A `late` one was taken after the drop opened and is not in the draw."""

    person_id: UUID
    tag: bytes
    late: bool
    at: datetime


class DropRefusal(StrEnum):
    """Why somebody has no place, or no card. Nothing has changed."""

    UNKNOWN = "drop_unknown"
    EARLY = "drop_not_open"
    OVER = "drop_over"
    DRAWING = "drop_drawing"
    TWIN = "drop_twin"
    """Somebody with the same phone, device or payment account has a place."""
    GONE = "drop_gone"
    WAITS = "card_waits"


class DropStanding(StrEnum):
    """Where a person stands with a drop."""

    ABSENT = "absent"
    PRESENT = "present"
    WON = "won"
    NOT_DRAWN = "not_drawn"


class LotRecord(msgspec.Struct, frozen=True):
    """What anybody needs to recompute a draw. A place is known by its tag (hex), nobody's name is in it.

    `tags` are a page in their order; `next` names the page after it. Seed, root and cutoff are told once it is drawn.
    """

    plan: DropPlan
    commitment: str
    seed: str | None = None
    places: int | None = None
    root: str | None = None
    cutoff: str | None = None
    tags: Sequence[str] = ()
    next: str | None = None


class RecordFault(StrEnum):
    """What is wrong with a record."""

    NOT_REVEALED = "seed_not_revealed"
    SEED = "seed_is_not_the_one_committed"
    PLACES = "places_differ_from_the_root"
    CUTOFF = "winners_differ_from_the_draw"


Places = Mapping[UUID, Place]
"""By person."""
