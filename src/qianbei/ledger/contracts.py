"""What crosses the door of the ledger. A balance is credits minus debits, in fen."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_id

SLOTS = 16
"""How many balance rows a hot account is spread over: above the writers we expect on one machine."""


class AccountKind(StrEnum):
    """What an account stands for; the owner is a campaign, a seller, or the cell itself."""

    PROGRAMME = "programme"
    BUDGET = "budget"
    LIABILITY = "liability"
    STORE_PAYABLE = "store_payable"
    CLEARING = "clearing"
    GOODWILL = "goodwill"


WITH_FLOOR = frozenset({AccountKind.BUDGET, AccountKind.LIABILITY})
"""Accounts that may never fall below zero: what was not given cannot be spent."""

SPREAD = frozenset({AccountKind.LIABILITY, AccountKind.CLEARING})
"""Accounts that every order of a cell touches: one slot per subject's hash."""


class Place(msgspec.Struct, frozen=True, order=True):
    """One balance row: where money lies. Ordered, because locks are taken in this order."""

    account_id: UUID
    slot: int


class Account(msgspec.Struct, frozen=True):
    """An account by kind and owner; its id follows from them, so opening it twice is opening it once."""

    kind: AccountKind
    owner_id: UUID

    @property
    def account_id(self) -> UUID:
        return derived_id("account", self.kind, self.owner_id)

    def place(self, subject_id: UUID) -> Place:
        """The row that holds this subject's money."""
        slot = subject_id.int % SLOTS if self.kind in SPREAD else 0
        return Place(self.account_id, slot)


class Transfer(msgspec.Struct, frozen=True):
    """Move `amount_fen` > 0 from `debit` to `credit`. `transfer_id` makes a repeat harmless."""

    transfer_id: UUID
    debit: Place
    credit: Place
    amount_fen: int
    kind: str
    subject_id: UUID
    at: datetime


class TransferOutcome(StrEnum):
    """What became of a transfer. Refused: nothing has changed."""

    DONE = "done"
    ALREADY = "already"
    FLOOR = "floor_passed"
    NO_ACCOUNT = "account_unknown"


def transfer_id(kind: str, subject_id: UUID, occasion: int = 0) -> UUID:
    """One transfer a kind, subject and occasion: a retry finds the first."""
    return derived_id("transfer", kind, subject_id, occasion)
