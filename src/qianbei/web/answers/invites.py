"""What the doors of invites answer."""

from datetime import date, datetime

import msgspec

from qianbei.invites.contracts import BindingState, Prize


class InvitedTo(msgspec.Struct, frozen=True):
    """The campaign that an invite belongs to."""

    name: dict[str, str]
    face_fen: int
    ends_at: datetime


class InviteRulesBody(msgspec.Struct, frozen=True):
    """How inviting goes; `odds_ppm` of each prize is of a million draws."""

    version: int
    invites_max: int
    per_day_max: int
    vests_within_days: int
    rewards_newcomer: bool
    draw_every: int
    prizes: tuple[Prize, ...]


class BindingBody(msgspec.Struct, frozen=True):
    """One newcomer; `reason` why it gave nothing, or was taken back."""

    state: BindingState
    bound_at: datetime
    vests_by: datetime
    ended_at: datetime | None
    reason: str | None
    piece_fen: int


class DrawBody(msgspec.Struct, frozen=True):
    """A draw that was made; 0 fen wins nothing."""

    day: date
    number: int
    roll: int
    amount_fen: int
    drawn_at: datetime


class LookedBody(msgspec.Struct, frozen=True):
    """What a pasted code is good for."""

    code: str
    campaign: InvitedTo | None
    rules: InviteRulesBody


class OwnInvitesBody(msgspec.Struct, frozen=True):
    """One's own code, whom it brought, who brought oneself, and the draws of it."""

    code: str | None
    link: str | None
    text: str | None
    brought: list[BindingBody]
    bound: BindingBody | None
    draws_left: int
    draws: list[DrawBody]
    campaign: InvitedTo | None
    rules: InviteRulesBody


class DrawDayBody(msgspec.Struct, frozen=True):
    """What a day's draws follow from; `seed` (hex) when the day is over."""

    day: date
    commitment: str
    seed: str | None


class DrawDaysBody(msgspec.Struct, frozen=True):
    days: list[DrawDayBody]
