"""What crosses the door of fulfilment."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

SLOT = timedelta(minutes=5)
"""Cups are counted per store and slot of this length."""


class JobState(StrEnum):
    """Where the work on an order stands. `reserved`: cups are kept, the store does not see it yet."""

    RESERVED = "reserved"
    QUEUED = "queued"
    CONFIRMED = "confirmed"
    MAKING = "making"
    READY = "ready"
    PICKED_UP = "picked_up"
    AT_DOOR = "at_door"
    HANDED_OVER = "handed_over"
    STOPPING = "stopping"
    RELEASED = "released"


class JobRefusal(StrEnum):
    """Why a job did not change. Nothing has changed, except that a wrong code is counted."""

    UNKNOWN = "order_unknown"
    SLOT_FULL = "slot_full"
    WRONG_STATE = "wrong_state"
    ALREADY_TAKEN = "already_taken"
    ONE_AT_A_TIME = "one_at_a_time"
    NOT_YOURS = "not_found"
    WRONG_CODE = "wrong_code"
    CODE_LOCKED = "code_locked"
    WAIT_AT_DOOR = "wait_at_door"


class SlotKey(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """One store's five minutes. Ordered, because locks are taken in this order."""

    store_id: UUID
    starts_at: datetime


class Slot(msgspec.Struct, frozen=True):
    """Cups of a slot."""

    cups_offered: int
    cups_taken: int


class Reservation(msgspec.Struct, frozen=True):
    """Keep cups for an order; `cups_offered` is used when the slot is opened by this reservation."""

    order_id: UUID
    slot: SlotKey
    cups: int
    cups_offered: int
    due_at: datetime
    pickup_code: str
    handover_code: str


class Job(msgspec.Struct, frozen=True):
    """The work on one order."""

    order_id: UUID
    store_id: UUID
    slot_starts_at: datetime
    cups: int
    state: JobState
    due_at: datetime
    pickup_code: str
    handover_code: str
    code_shared: bool
    wrong_codes: int
    rider_id: UUID | None
    rider_name: str | None
    version: int


def slot_start(at: datetime) -> datetime:
    """The start of the slot that `at` lies in (slots start on whole five minutes, UTC)."""
    seconds = int(at.timestamp())
    length = int(SLOT.total_seconds())
    return datetime.fromtimestamp(seconds - seconds % length, at.tzinfo)
