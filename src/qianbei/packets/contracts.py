"""What crosses the door of packets. Money in fen."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

SHARE_FEN_MAX = 288_800
"""The largest share that any packet may hold: ¥2,888."""

SHARES_MAX = 10_000
"""Shares of one packet: its deck is made and written in one transaction, and its takers follow one another. A wave
opens many packets."""


class Fixed(msgspec.Struct, frozen=True):
    """`count` shares of exactly `amount_fen`."""

    amount_fen: int
    count: int


class DeckPlan(msgspec.Struct, frozen=True):
    """What a deck is made from: with the seed it says every share. Published before anything is drawn.

    `fixed` shares are as they are; the others share the rest, each at least `min_fen` and at most `max_fen`.
    """

    packet_id: UUID
    total_fen: int
    count: int
    min_fen: int = 1
    max_fen: int = SHARE_FEN_MAX
    fixed: tuple[Fixed, ...] = ()


class PlanRefusal(StrEnum):
    """Why no packet was opened: no deck can be made of the plan, or the budget has less. Nothing has changed."""

    COUNT = "packet_count_wrong"
    SHARE = "packet_share_wrong"
    TOTAL = "packet_total_wrong"
    SPENT = "budget_spent"


class Packet(msgspec.Struct, frozen=True):
    """A packet as it stands. `taken` shares are gone, from place 0 on; `closed_at` is set when its rest went back."""

    plan: DeckPlan
    campaign_id: UUID
    name: dict[str, str]
    commitment: bytes
    seed: bytes
    opens_at: datetime
    ends_at: datetime
    taken: int = 0
    taken_fen: int = 0
    closed_at: datetime | None = None

    @property
    def packet_id(self) -> UUID:
        return self.plan.packet_id

    def is_over(self, at: datetime) -> bool:
        """Nobody can take a share any more, so the seed may be told."""
        return self.taken == self.plan.count or at >= self.ends_at or self.closed_at is not None


class Grab(msgspec.Struct, frozen=True):
    """A person reaches for a packet."""

    packet_id: UUID
    person_id: UUID


class Share(msgspec.Struct, frozen=True):
    """One share of a packet and whose it is."""

    packet_id: UUID
    place: int
    amount_fen: int
    person_id: UUID
    taken_at: datetime


class Took(msgspec.Struct, frozen=True):
    """The person's share; `created` is false when an earlier grab took it."""

    share: Share
    created: bool


class GrabRefusal(StrEnum):
    """Why a grab took nothing."""

    UNKNOWN = "packet_unknown"
    NOT_OPEN = "packet_not_open"
    ENDED = "packet_ended"
    EMPTY = "packet_empty"


GrabOutcome = Took | GrabRefusal


class PacketRecord(msgspec.Struct, frozen=True):
    """What anybody needs to recompute a packet: the plan and the commitment, later the seed (hex) and the shares.

    Nobody's name is in it: a share is known by its place.
    """

    plan: DeckPlan
    commitment: str
    seed: str | None = None
    shares: Sequence[int] | None = None


class RecordFault(StrEnum):
    """What is wrong with a record."""

    NOT_REVEALED = "seed_not_revealed"
    SEED = "seed_is_not_the_one_committed"
    SHARES = "shares_differ_from_the_deck"
    PLAN = "no_deck_can_be_made_of_this_plan"


class PayoutState(StrEnum):
    """Where a payout stands, as far as we know."""

    ASKED = "asked"
    UNKNOWN = "unknown"
    PAID = "paid"
    DECLINED = "declined"


OPEN_PAYOUTS = frozenset({PayoutState.ASKED, PayoutState.UNKNOWN})
"""The payer owes us an answer; it is asked again until it comes."""


class Payout(msgspec.Struct, frozen=True):
    """Cash on its way from a wallet to a person's own account. `asks` counts questions without an answer."""

    payout_id: UUID
    person_id: UUID
    amount_fen: int
    state: PayoutState
    asks: int
    next_ask_at: datetime | None
    asked_at: datetime


class PayoutAnswer(StrEnum):
    """What the payer said of a payout. `NOTHING`: silent, pending, or not understood."""

    PAID = "paid"
    DECLINED = "declined"
    NOTHING = "nothing"
