"""What crosses the door of the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec


class EventState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class EventKey(msgspec.Struct, frozen=True):
    cell: int
    event_id: UUID


class Event(msgspec.Struct, frozen=True):
    """A fact. `type` carries its version (`orders.placed.v1`); events of one `key` are handled in order."""

    cell: int
    event_id: UUID
    type: str
    key: UUID
    payload: dict[str, Any]
    at: datetime

    @property
    def event_key(self) -> EventKey:
        return EventKey(self.cell, self.event_id)


class Claimed(msgspec.Struct, frozen=True):
    """An event under lease. `attempts` counts this one; `state` is DONE for a type without a handler and DEAD for
    one that was taken too often, for instance because it kills its process."""

    event: Event
    attempts: int
    state: EventState


class Claim(msgspec.Struct, frozen=True):
    """Which events a relay takes: due at `at`, of no type in `busy`, at most `limit`."""

    relay: str
    handled: tuple[str, ...]
    busy: tuple[str, ...]
    limit: int
    at: datetime
    lease_until: datetime


class Failure(msgspec.Struct, frozen=True):
    """An attempt that failed: tried again at `next_at`, or `dead`."""

    event: EventKey
    error: str
    next_at: datetime
    is_dead: bool


class Backlog(msgspec.Struct, frozen=True):
    """How much of one type waits or is dead, and since when."""

    type: str
    state: EventState
    count: int
    oldest_at: datetime


class Answer(msgspec.Struct, frozen=True):
    """What was answered under one Idempotency-Key of one person. `request_hash` is SHA-256 (32 bytes)."""

    cell: int
    person_id: UUID
    idempotency_key: str
    request_hash: bytes
    status: int
    body: Any
    at: datetime
