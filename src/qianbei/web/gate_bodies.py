"""What the gate's doors say and take, as clients read it. Seconds are real."""

from datetime import datetime
from typing import Annotated

import msgspec

from qianbei.gate.board import Board, Status


class PlaceBody(msgspec.Struct, frozen=True):
    """A place in line. `number` is None before the lot is drawn; the wait is most likely between `from_s` and `to_s`;
    `poll_s` is when to look again; `reason` says why the wait moved, if it did. `keep_card`: coming back later is offered,
    with the card extended; `notify`: they are told when it is their turn; `is_form`: they begin with the quick form."""

    lane: str
    member: str
    number: int | None
    ahead: int
    from_s: float
    to_s: float
    poll_s: float
    reason: str | None
    can_reach: bool
    keep_card: bool
    notify: bool
    is_form: bool


class Standing(msgspec.Struct, frozen=True):
    """Where somebody stands: `none`, `waiting` with a place, `called`, or `later` with how long their card is good now."""

    state: str
    place: PlaceBody | None = None
    card_until: datetime | None = None


class GateStatus(msgspec.Struct, frozen=True):
    """The line as a whole. `back_at`: when a closed house hopes to open, if that is known."""

    state: str
    reason: str | None
    back_at: datetime | None
    members: list[Status]


class KnobsIn(msgspec.Struct, frozen=True):
    """`least_step`: 0 gives everything, 5 closes; `orders_per_s`: of all workers together, null for the setting's;
    `off`: steps that the forecast may not choose; `back_at`: when a closed house hopes to open."""

    least_step: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    orders_per_s: Annotated[float, msgspec.Meta(gt=0)] | None = None
    off: Annotated[list[Annotated[int, msgspec.Meta(ge=1, le=4)]], msgspec.Meta(max_length=4)] = []
    back_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class LimitRow(msgspec.Struct, frozen=True):
    """One line of the audit."""

    at: datetime
    member: str
    limit: str
    before: float
    after: float
    why: str
    is_dry: bool


class MemberBoard(msgspec.Struct, frozen=True):
    """What one worker said at its last beat."""

    member: str
    board: Board


class GateBoard(msgspec.Struct, frozen=True):
    """All workers, this one fresh."""

    now: datetime
    member: str
    board: Board
    members: list[MemberBoard]
    knobs: KnobsIn
    changes: list[LimitRow]
