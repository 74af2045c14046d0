"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.db.adapters import Json
from qianbei.outbox.contracts import Answer, Backlog, Claim, Claimed, Event, EventKey, EventState, Failure

queries = load_queries(__package__)


async def insert_events(tx: Tx, events: Sequence[Event], channel: str) -> None:
    await tx.run(
        queries.append_events,
        {
            "channel": channel,
            "cells": [event.cell for event in events],
            "event_ids": [event.event_id for event in events],
            "types": [event.type for event in events],
            "keys": [event.key for event in events],
            "payloads": [event.payload for event in events],
            "ats": [event.at for event in events],
        },
    )


async def claim_events(tx: Tx, claim: Claim, attempts_max: int) -> list[Claimed]:
    rows = await tx.rows(
        queries.claim_events,
        {
            "relay": claim.relay,
            "handled": list(claim.handled),
            "busy": list(claim.busy),
            "limit": claim.limit,
            "at": claim.at,
            "lease_until": claim.lease_until,
            "attempts_max": attempts_max,
        },
    )
    return [Claimed(Event(*row[:6]), row[6], EventState(row[7])) for row in rows]


async def lock_pending(tx: Tx, events: Sequence[Event]) -> set[EventKey]:
    return {EventKey(*row) for row in await tx.rows(queries.lock_pending, _keys(events))}


async def finish_events(tx: Tx, events: Sequence[Event]) -> None:
    await tx.run(queries.finish_events, _keys(events))


async def fail_events(tx: Tx, failures: Sequence[Failure]) -> None:
    await tx.run(
        queries.fail_events,
        {
            **_keys([failure.event for failure in failures]),
            "errors": [failure.error for failure in failures],
            "next_ats": [failure.next_at for failure in failures],
            "deads": [failure.is_dead for failure in failures],
        },
    )


async def revive_events(tx: Tx, events: Sequence[EventKey], at: datetime) -> int:
    return await tx.run(queries.revive_events, {**_keys(events), "at": at})


async def count_backlog(tx: Tx) -> list[Backlog]:
    rows = await tx.rows(queries.count_backlog)
    return [Backlog(type_, EventState(state), count, oldest_at) for type_, state, count, oldest_at in rows]


async def take_inbox(tx: Tx, cell: int, handler: str, message_ids: Sequence[UUID], at: datetime) -> set[UUID]:
    params = {"cell": cell, "handler": handler, "message_ids": list(message_ids), "at": at}
    return {row[0] for row in await tx.rows(queries.take_inbox, params)}


async def find_answer(tx: Tx, cell: int, person_id: UUID, idempotency_key: str) -> Answer | None:
    params = {"cell": cell, "person_id": person_id, "idempotency_key": idempotency_key}
    for request_hash, status, body, at in await tx.rows(queries.find_answer, params):
        return Answer(cell, person_id, idempotency_key, bytes(request_hash), status, body, at)
    return None


async def insert_answer(tx: Tx, answer: Answer) -> None:
    await tx.run(
        queries.insert_answer,
        {
            "cell": answer.cell,
            "person_id": answer.person_id,
            "idempotency_key": answer.idempotency_key,
            "request_hash": answer.request_hash,
            "status": answer.status,
            "body": Json(answer.body),
            "at": answer.at,
        },
    )


async def forget_answers(tx: Tx, cell: int, before: datetime, limit: int) -> int:
    return await tx.run(queries.forget_answers, {"cell": cell, "before": before, "limit": limit})


def _keys(events: Sequence[Event] | Sequence[EventKey]) -> dict[str, Any]:
    return {"cells": [event.cell for event in events], "event_ids": [event.event_id for event in events]}
