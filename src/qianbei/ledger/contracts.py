"""What crosses the door of the ledger. A balance is credits minus debits, in fen."""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_id

SLOTS = 16
"""How many balance rows a hot account is spread over: above the writers we expect on one machine."""


class AccountKind(StrEnum):
    """What an account stands for; the owner is a programme, a campaign, a seller, a packet, a drop, a person, or
    the cell itself."""

    PROGRAMME = "programme"
    BUDGET = "budget"
    LEASE = "lease"
    LIABILITY = "liability"
    STORE_PAYABLE = "store_payable"
    SETTLED = "settled"
    CLEARING = "clearing"
    GOODWILL = "goodwill"
    PACKET = "packet"
    DROP = "drop"
    WALLET = "wallet"
    PAYOUT = "payout"


WITH_FLOOR = frozenset(
    {
        AccountKind.BUDGET,
        AccountKind.LEASE,
        AccountKind.LIABILITY,
        AccountKind.PACKET,
        AccountKind.DROP,
        AccountKind.WALLET,
        AccountKind.PAYOUT,
    }
)
"""Accounts that may never fall below zero: what was not given cannot be spent."""

SPREAD = frozenset({AccountKind.LEASE, AccountKind.LIABILITY, AccountKind.CLEARING, AccountKind.PAYOUT})
"""Accounts that many write at once: one slot per subject's hash."""


class Place(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """One balance row: where money lies. Ordered, because locks are taken in this order."""

    account_id: UUID
    slot: int


class Account(msgspec.Struct, frozen=True):
    """An account by kind and owner; its id follows from them, so opening it twice is opening it once."""

    kind: AccountKind
    owner_id: UUID

    @property
    def account_id(self) -> UUID:
        return self.places()[0].account_id

    def place(self, subject_id: UUID) -> Place:
        """The row that holds this subject's money."""
        places = self.places()
        return places[subject_id.int % len(places)]

    def places(self) -> tuple[Place, ...]:
        """All its rows; one subject's money lies in that of its id modulo their number."""
        return _places(self.kind, self.owner_id)


@lru_cache(maxsize=4_096)
def _places(kind: AccountKind, owner_id: UUID) -> tuple[Place, ...]:
    """Kept, because every transfer asks: as many accounts as a city has sellers and campaigns."""
    account_id = derived_id("account", kind, owner_id)
    return tuple(Place(account_id, slot) for slot in range(SLOTS if kind in SPREAD else 1))


class Transfer(msgspec.Struct, frozen=True):
    """Move `amount_fen` > 0 from `debit` to `credit`. `transfer_id` makes a repeat harmless.

    `linked` ties it to the next one of the batch: a chain happens whole or not at all.
    """

    transfer_id: UUID
    debit: Place
    credit: Place
    amount_fen: int
    kind: str
    subject_id: UUID
    at: datetime
    linked: bool = False


class TransferOutcome(StrEnum):
    """What became of a transfer or pending. Refused (all but the first two): nothing has changed."""

    DONE = "done"
    ALREADY = "already"
    FLOOR = "floor_passed"
    NO_ACCOUNT = "account_unknown"
    OTHER_CONTENT = "same_id_other_content"
    CHAIN = "chain_refused"


class Pending(msgspec.Struct, frozen=True):
    """Keep `amount_fen` of `debit` back for `credit` until `expires_at`; nothing moves before it is posted."""

    pending_id: UUID
    debit: Place
    credit: Place
    amount_fen: int
    kind: str
    subject_id: UUID
    at: datetime
    expires_at: datetime


class Resolution(StrEnum):
    """How a pending ended. It ends once."""

    POSTED = "posted"
    VOIDED = "voided"
    EXPIRED = "expired"


class Resolve(msgspec.Struct, frozen=True):
    """Post `post_fen` of a pending and let the rest go; `post_fen` None voids it all."""

    pending_id: UUID
    post_fen: int | None
    at: datetime


class ResolveOutcome(StrEnum):
    """What became of an answer to a pending. Refused (all but the first two): nothing has changed."""

    DONE = "done"
    ALREADY = "already"
    UNKNOWN = "pending_unknown"
    EXPIRED = "pending_expired"
    OTHERWISE = "resolved_otherwise"
    TOO_MUCH = "more_than_pending"


class Entry(msgspec.Struct, frozen=True):
    """One line of an account's statement: `amount_fen` > 0 came in, < 0 went out; then the balance was this."""

    transfer_id: UUID
    at: datetime
    kind: str
    subject_id: UUID
    other: Account
    amount_fen: int
    balance_fen: int


class Statement(msgspec.Struct, frozen=True):
    """An account from `since` (inclusive) to `until` (exclusive)."""

    account: Account
    since: datetime
    until: datetime
    opening_fen: int
    closing_fen: int
    entries: list[Entry]


class Settlement(msgspec.Struct, frozen=True):
    """A payable account from `since` to `until`: `paid_fen` = max(0, `net_fen` + what was owed back before)."""

    account_id: UUID
    since: datetime
    until: datetime
    net_fen: int
    brought_fen: int
    paid_fen: int


class SettleRefusal(StrEnum):
    """Why nothing was settled."""

    TOO_EARLY = "settled_too_early"
    NOT_AFTER = "not_after_the_last_settlement"


def transfer_id(kind: str, subject_id: UUID, occasion: int = 0) -> UUID:
    """One transfer a kind, subject and occasion: a retry finds the first."""
    return derived_id("transfer", kind, subject_id, occasion)
