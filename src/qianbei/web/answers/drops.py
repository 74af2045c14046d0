"""What the doors of drops answer."""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.drops.contracts import DropStanding, DropState


class DropBody(msgspec.Struct, frozen=True):
    """Cards by lot at one instant. `places` took part in the draw; `mine` is where the caller stands."""

    drop_id: UUID
    name: dict[str, str]
    face_fen: int
    cards: int
    given: int
    present_from: datetime
    opens_at: datetime
    ends_at: datetime
    state: DropState
    places: int | None
    commitment: str
    mine: DropStanding


class DropsBody(msgspec.Struct, frozen=True):
    drops: list[DropBody]


class PlaceTakenBody(msgspec.Struct, frozen=True):
    """A place in the draw, known by its `tag` (hex); a `late` one is not drawn."""

    late: bool
    at: datetime
    tag: str


class CardTakenBody(msgspec.Struct, frozen=True):
    card_id: UUID
