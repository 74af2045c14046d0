"""What crosses the door of messages. Money in fen, times in city time."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_id


class Channel(StrEnum):
    """A way to the outside. The inbox is none: whoever opens it asks for it."""

    WEB_PUSH = "web_push"
    SMS = "sms"


class Kind(StrEnum):
    """What can be told, and what its words need."""

    CARD_GIVEN = "card_given"
    """face_fen, valid_until"""
    CARDS_EXTENDED = "cards_extended"
    """valid_until"""
    CARDS_RECALLED = "cards_recalled"
    """(nothing)"""
    CARD_RETURNED = "card_returned"
    """face_fen, valid_until"""
    CARDS_ENDING = "cards_ending"
    """valid_until"""
    GIFT_TAKEN = "gift_taken"
    """face_fen"""
    GIFT_RETURNED = "gift_returned"
    """face_fen, valid_until"""
    DROP_NOT_DRAWN = "drop_not_drawn"
    """(nothing)"""
    INVITE_REWARDED = "invite_rewarded"
    """face_fen"""
    PACKET_OPENED = "packet_opened"
    """ends_at"""
    PACKET_ENDING = "packet_ending"
    """ends_at"""
    PAYOUT_PAID = "payout_paid"
    """amount_fen"""
    PAYOUT_DECLINED = "payout_declined"
    """amount_fen"""
    REVIEW_CLEARED = "review_cleared"
    """(nothing)"""
    REVIEW_DENIED = "review_denied"
    """(nothing)"""
    PLACE_CAME = "place_came"
    """until"""


class Telling(msgspec.Struct, frozen=True):
    """Tell a person something. The same person, kind and key again is the same message.

    `not_before` delays what is sent outside, `spread_s` scatters it over that many seconds from there; the inbox has
    it at once. `ends_at` ends both; without it the kind says how long it is worth reading.
    """

    person_id: UUID
    kind: Kind
    key: str
    at: datetime
    params: Mapping[str, Any] = {}
    not_before: datetime | None = None
    spread_s: float = 0.0
    ends_at: datetime | None = None

    @property
    def message_id(self) -> UUID:
        return derived_id("message", self.person_id, self.kind.value, self.key)


class Message(msgspec.Struct, frozen=True):
    """A message in somebody's inbox."""

    message_id: UUID
    person_id: UUID
    kind: Kind
    params: dict[str, Any]
    created_at: datetime
    ends_at: datetime
    read_at: datetime | None = None


class Address(msgspec.Struct, frozen=True):
    """Where a person wants messages too. `target` is encrypted; who sends can read it."""

    address_id: UUID
    person_id: UUID
    channel: Channel
    language: str
    target: bytes
    made_at: datetime


class SendState(StrEnum):
    """How far a send is; everything but `QUEUED` is an end."""

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    GONE = "gone"
    UNKNOWN = "unknown"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What the other side is known to have done. `UNKNOWN`: silent, failing or busy; it is asked again."""

    SENT = "sent"
    REFUSED = "refused"
    GONE = "gone"
    UNKNOWN = "unknown"


class Take(msgspec.Struct, frozen=True):
    """A worker wants sends of a channel: no more than its rate and `count_max` allow, until `lease_until`.

    Seconds are the city's; a channel that was idle catches up `burst_s` of them at most.
    """

    channel: Channel
    worker: str
    rate_per_s: float
    count_max: int
    at: datetime
    lease_until: datetime
    burst_s: float = 1.0


class Taken(msgspec.Struct, frozen=True):
    """A send in a worker's hands. `attempts` is its fence."""

    message_id: UUID
    address_id: UUID
    attempts: int
    message: Message
    address: Address


class Ended(msgspec.Struct, frozen=True):
    """How an attempt ended; `again_at` is when an unknown one is asked again."""

    taken: Taken
    outcome: Outcome
    at: datetime
    again_at: datetime


class Audience(StrEnum):
    """Whom a round tells."""

    PLAN = "plan"
    ENDING = "ending"
    EVERYBODY = "everybody"
    WITHOUT_SHARE = "without_share"


class Round(msgspec.Struct, frozen=True):
    """One thing told to many. `people` is how many it may reach, for spreading; it goes on after `after_id`."""

    round_id: UUID
    kind: Kind
    audience: Audience
    subject_id: UUID
    params: dict[str, Any]
    people: int
    begins_at: datetime
    ends_at: datetime
    after_id: UUID = UUID(int=0)
    told: int = 0
    done_at: datetime | None = None


class ChannelStatus(msgspec.Struct, frozen=True):
    """A channel as an operator sees it: `in_hand` of the queued sends are with a worker just now; the rest has ended.

    `unknown` counts attempts without an answer, all others count sends.
    """

    channel: Channel
    is_stopped: bool = False
    queued: int = 0
    in_hand: int = 0
    oldest_due_at: datetime | None = None
    sent: int = 0
    refused: int = 0
    gone: int = 0
    unknown: int = 0


class Switch(msgspec.Struct, frozen=True):
    """A turn of the stop switch."""

    channel: Channel
    is_stopped: bool
    by_person: UUID
    at: datetime
