"""What the gate's doors say and take, as clients read it. Seconds are real."""

from datetime import datetime
from typing import Annotated

import msgspec

from qianbei.gate.board import Board, Status
from qianbei.gate.nowcast import Knob, Ratio


class PlaceBody(msgspec.Struct, frozen=True):
    """A place in line. `number` is None before the lot is drawn; the wait is most likely between `from_s` and `to_s`;
    `poll_s` is when to look again; `reason` says why the wait moved, if it did; with
    `stopped` nobody is let in and the range means nothing. `keep_card`: coming back later is offered,
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
    `off`: steps that the forecast may not choose; `back_at`: when a closed house hopes to open; `expected_per_s`:
    people a second that were planned for."""

    least_step: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    orders_per_s: Annotated[float, msgspec.Meta(gt=0)] | None = None
    off: Annotated[list[Annotated[int, msgspec.Meta(ge=1, le=4)]], msgspec.Meta(max_length=4)] = []
    back_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    expected_per_s: Annotated[float, msgspec.Meta(gt=0)] | None = None


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


class RunOutBody(msgspec.Struct, frozen=True):
    """What runs out: budget in fen, cups until the stores close, or slots, the cups of the next hour. Times are the city's;
    None: not in sight. `is_short`: before it was to last."""

    name: str
    left: float
    per_hour: float
    out_at: datetime | None
    low_at: datetime | None
    high_at: datetime | None
    is_short: bool


class NowcastBody(msgspec.Struct, frozen=True):
    """Arrivals of all workers against the forecast, what runs out, and the knobs to turn, most pressing first."""

    arrivals_per_s: float
    expected_per_s: float | None
    ratio: Ratio | None
    seen_s: float
    runs_out: list[RunOutBody]
    knobs: list[Knob]


class GateBoard(msgspec.Struct, frozen=True):
    """All workers, this one fresh."""

    now: datetime
    member: str
    board: Board
    members: list[MemberBoard]
    knobs: KnobsIn
    nowcast: NowcastBody
    changes: list[LimitRow]
