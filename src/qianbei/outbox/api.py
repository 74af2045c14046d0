"""The door of the outbox. Callers hold the transaction, except the relay, which opens its own."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx
from qianbei.db.wake import notify
from qianbei.outbox import store
from qianbei.outbox.contracts import Answer, Backlog, Claim, Claimed, Event, EventKey, Failure

CHANNEL = "outbox"
"""What relays listen on; the notification is empty and only wakes."""

ATTEMPTS_MAX = 8


async def append(tx: Tx, events: Sequence[Event]) -> None:
    """Publishes facts with this transaction, in the given order for each key; wakes the relays at its commit."""
    if events:
        await store.insert_events(tx, events, CHANNEL)


async def claim(tx: Tx, wanted: Claim) -> list[Claimed]:
    """Leases what is due: for each key at most its first pending event. Order is by due time."""
    return await store.claim_events(tx, wanted, ATTEMPTS_MAX)


async def begin(tx: Tx, events: Sequence[Event]) -> list[Event]:
    """Locks the events and returns, in the given order, those whose effect is not there yet."""
    pending = await store.lock_pending(tx, events)
    return [event for event in events if event.event_key in pending]


async def finish(tx: Tx, events: Sequence[Event]) -> None:
    """Marks events done, with the effect that this transaction holds."""
    await store.finish_events(tx, events)


async def fail(tx: Tx, failures: Sequence[Failure]) -> None:
    """Records failed attempts; an event that is done by now stays done."""
    await store.fail_events(tx, failures)


async def revive(tx: Tx, events: Sequence[EventKey], at: datetime) -> int:
    """Gives dead events all their attempts again, from `at`; returns how many were dead."""
    revived = await store.revive_events(tx, events, at)
    await notify(tx, CHANNEL)
    return revived


async def backlog(tx: Tx) -> list[Backlog]:
    """What is pending or dead, by type."""
    return await store.count_backlog(tx)


async def take_inbox(tx: Tx, cell: int, handler: str, message_ids: Sequence[UUID], at: datetime) -> set[UUID]:
    """Takes messages from outside for a handler; returns those it had not taken before, and writes them down with
    the effect that this transaction holds."""
    return await store.take_inbox(tx, cell, handler, message_ids, at)


async def find_answer(tx: Tx, cell: int, person_id: UUID, idempotency_key: str) -> Answer | None:
    """The answer already given under this key. The caller compares `request_hash`: another request is refused."""
    return await store.find_answer(tx, cell, person_id, idempotency_key)


async def remember_answer(tx: Tx, answer: Answer) -> None:
    """Writes the answer down with the effect it reports.

    Raises db.errors.UniqueViolation when the same key was answered meanwhile: the effect is rolled back with this
    transaction, and `find_answer` in a new one has the answer.
    """
    await store.insert_answer(tx, answer)


async def forget_answers(tx: Tx, cell: int, before: datetime, limit: int) -> int:
    """Forgets at most `limit` answers given before a time, the oldest first; how many."""
    return await store.forget_answers(tx, cell, before, limit)
