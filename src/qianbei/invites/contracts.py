"""What crosses the door of invites. Money in fen."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_id

PARTS_PER_MILLION = 1_000_000


class Prize(msgspec.Struct, frozen=True):
    """Cash that a draw may win: `odds_ppm` draws of a million do."""

    amount_fen: int
    odds_ppm: int


class InviteRules(msgspec.Struct, frozen=True):
    """A campaign's rules of inviting. Newer rules are for newer invites; what was promised stays promised."""

    invites_max: int = 20
    """Rewards of one person, as inviter or as newcomer: with the joining card 21 cards."""
    per_day_max: int = 10
    """Newcomers one person may bind in a day of the city."""
    vests_within_days: int = 14
    """The newcomer's first order must be handed over by then."""
    rewards_newcomer: bool = True
    draw_every: int = 3
    """So many vested invites in one day are one draw."""
    prizes: tuple[Prize, ...] = (Prize(500_000, 10), Prize(8_800, 1_000), Prize(200, 100_000))
    template_id: UUID | None = None
    """What kind of card is given; None: the joining card's."""


class RulesVersion(msgspec.Struct, frozen=True):
    """Rules as they were written down, from 1 on."""

    version: int
    rules: InviteRules


class BindingState(StrEnum):
    """Where an invite stands: promised, given, gone back, or taken back."""

    BOUND = "bound"
    VESTED = "vested"
    VOIDED = "voided"
    CLAWED_BACK = "clawed_back"
    """Given, and taken back where nobody had used it."""


class VoidReason(StrEnum):
    """Why an invite gave nothing, or what it gave was taken back."""

    EXPIRED = "expired"
    CLAWED_BACK = "clawed_back"
    DENIED = "denied"
    """A reviewer said no, and nobody appealed in time."""
    REFUNDED = "refunded"
    """The order that earned it was refunded."""


class Binding(msgspec.Struct, frozen=True):
    """One newcomer and who brought them. `piece_fen` is what one card of the promise is worth."""

    invitee_id: UUID
    inviter_id: UUID
    campaign_id: UUID
    template_id: UUID
    piece_fen: int
    rewards_newcomer: bool
    rules_version: int
    state: BindingState
    bound_at: datetime
    vests_by: datetime
    ended_at: datetime | None = None
    ended_reason: str | None = None
    earned_at: datetime | None = None
    """When the newcomer held their cup in time and the cards were kept back for a review."""
    order_id: UUID | None = None
    """The order for which it vested."""

    @property
    def source_id(self) -> UUID:
        """The occasion under which both sides are given their card."""
        return derived_id("invite", self.campaign_id, self.invitee_id)

    @property
    def rewarded(self) -> tuple[UUID, ...]:
        """Who gets a card."""
        return (self.inviter_id, self.invitee_id) if self.rewards_newcomer else (self.inviter_id,)


class BindRefusal(StrEnum):
    """Why nobody was bound. Nothing has changed."""

    CODE = "invite_code_unknown"
    SELF = "invite_self"
    RING = "invite_ring"
    BOUND = "invite_bound_already"
    NOT_NEW = "invite_not_new"
    FULL = "invite_full"
    FULL_TODAY = "invite_full_today"
    NO_CAMPAIGN = "no_campaign"
    SPENT = "budget_spent"


class BindFacts(msgspec.Struct, frozen=True):
    """What the rows say of a newcomer and an inviter, under the lock of bindings.

    `above` are the inviter and all who brought them, up to the first; `same` are persons known to be the newcomer;
    `rewards_of_*` count bound and vested invites in which they are rewarded.
    """

    bound: Binding | None
    above: Collection[UUID]
    same: Collection[UUID]
    has_ordered: bool
    rewards_of_inviter: int
    rewards_of_invitee: int
    bound_today: int


class Day(msgspec.Struct, frozen=True):
    """A day of the city and what its draws are made with."""

    day: date
    commitment: bytes
    seed: bytes


class Ticket(msgspec.Struct, frozen=True):
    """A draw that a person has earned and not made: the `number`-th of that day, from 1."""

    person_id: UUID
    day: date
    number: int
    campaign_id: UUID


class Draw(msgspec.Struct, frozen=True):
    """A draw that was made. `roll` is 0 … 999,999; `amount_fen` 0 wins nothing."""

    person_id: UUID
    day: date
    number: int
    roll: int
    amount_fen: int
    campaign_id: UUID
    rules_version: int
    drawn_at: datetime


class DrawRefusal(StrEnum):
    """Why there was no draw. The right to it stays."""

    NOT_EARNED = "draw_not_earned"
    SHORT = "draw_prizes_short"
