"""What the doors of red packets and of cash answer."""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.packets.contracts import PayoutState


class ShareBody(msgspec.Struct, frozen=True):
    """A share of a packet that went into a wallet."""

    packet_id: UUID
    place: int
    amount_fen: int
    taken_at: datetime


class PacketBody(msgspec.Struct, frozen=True):
    """A packet; `commitment` is the SHA-256 (hex) of the seed that its shares follow from, `mine` the caller's share."""

    packet_id: UUID
    name: dict[str, str]
    total_fen: int
    count: int
    taken: int
    opens_at: datetime
    ends_at: datetime
    commitment: str
    mine: ShareBody | None


class PacketsBody(msgspec.Struct, frozen=True):
    packets: list[PacketBody]


class PayoutBody(msgspec.Struct, frozen=True):
    """Cash on its way to a person's own account."""

    payout_id: UUID
    amount_fen: int
    state: PayoutState
    asked_at: datetime


class CashBody(msgspec.Struct, frozen=True):
    """A wallet's cash, what it came from, and what was paid out."""

    balance_fen: int
    shares: list[ShareBody]
    payouts: list[PayoutBody]
