"""What workers tell each other about the gate: who lives, what an operator set, how limits changed.

The one part of this room that reads and writes rows. Losing any of it stops nobody: workers go on with what they know.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from qianbei.db import Tx, load_queries
from qianbei.gate.answers import Knobs
from qianbei.gate.controller import LimitChange
from qianbei.gate.ladder import Step
from qianbei.gate.offs import Aged
from qianbei.gate.patience import Kept
from qianbei.kit.ids import new_id

queries = load_queries(__package__)


class Member(msgspec.Struct, frozen=True):
    """A worker that lives, and its board as plain data."""

    member: str
    board: dict[str, Any]


Taken = tuple[UUID, float]
"""Whose ticket of a killed worker was taken, and when, in wall time as Unix seconds."""


class Learned(msgspec.Struct, frozen=True):
    """What workers know of those who wait: how long they stay, and how wrong forecasts were: `scores`, actual by told waits, by
    the length of the wait, and `offs` of all lengths."""

    patience: Kept
    scores: list[list[Aged]]
    offs: list[Aged] = []


async def lock_members(tx: Tx, cell: int) -> None:
    """One worker at a time reads what the others take and tells what it takes, until its transaction ends."""
    await tx.run(queries.lock_members, {"cell": cell})


async def beat(tx: Tx, cell: int, member: str, board: bytes, at: datetime) -> None:
    await tx.run(queries.beat, {"cell": cell, "member": member, "at": at, "board": board.decode()})


async def tell_taken(
    tx: Tx, cell: int, member: str, taken: Sequence[Taken], at: datetime, before: datetime
) -> None:
    """What this member took, for all others, also those that start later; what was told `before` is forgotten."""
    await tx.run(queries.forget_taken, {"cell": cell, "before": before})
    latest = dict(taken)
    told = {"person_ids": list(latest), "ats": list(latest.values()), "told_at": at}
    await tx.run(queries.tell_taken, {"cell": cell, "member": member, **told})


async def taken_elsewhere(tx: Tx, cell: int, member: str, since: datetime) -> list[Taken]:
    """Tickets of killed workers that all but this member took, told since then."""
    return await tx.rows(queries.taken_elsewhere, {"cell": cell, "member": member, "since": since})


async def members(tx: Tx, cell: int, since: datetime, missed: datetime) -> list[Member]:
    """Those who live: heard of since `missed`, or since `since` with their connection still there."""
    rows = await tx.rows(queries.members, {"cell": cell, "since": since, "missed": missed})
    return [Member(member, board) for member, board in rows]


async def forget(tx: Tx, cell: int, member: str, before: datetime) -> None:
    """A worker that stops takes no share any more; rows of long ago go too."""
    await tx.run(queries.forget, {"cell": cell, "member": member, "before": before})


async def knobs(tx: Tx, cell: int) -> Knobs:
    rows = await tx.rows(queries.knobs, {"cell": cell})
    if not rows:
        return Knobs()
    least_step, orders_per_s, off, back_at, expected_per_s = rows[0]
    return Knobs(Step(least_step), orders_per_s, tuple(map(Step, off)), expected_per_s, back_at)


async def turn_knobs(tx: Tx, cell: int, wanted: Knobs, at: datetime) -> None:
    values = {"least_step": int(wanted.least_step), "orders_per_s": wanted.orders_per_s}
    values |= {"off_steps": [int(step) for step in wanted.off], "back_at": wanted.back_at}
    values |= {"expected_per_s": wanted.expected_per_s}
    await tx.run(queries.turn_knobs, {"cell": cell, "at": at, **values})


async def learned(tx: Tx, cell: int) -> tuple[Learned, datetime] | None:
    """What workers have learned, and when. None before they have, and when one of another version wrote what this one cannot
    read: it is learned anew within minutes, and nobody's beat may end for it."""
    rows = await tx.rows(queries.patience, {"cell": cell})
    try:
        return (msgspec.convert(rows[0][0], Learned), rows[0][1]) if rows else None
    except msgspec.ValidationError:
        return None


async def keep_learned(tx: Tx, cell: int, learned: Learned, at: datetime) -> None:
    """Workers meet the same people, so the last one that tells is right enough."""
    said = msgspec.json.encode(learned).decode()
    await tx.run(queries.keep_patience, {"cell": cell, "patience": said, "at": at})


async def note_changes(
    tx: Tx, cell: int, member: str, changes: Sequence[LimitChange], at: datetime, random: Random
) -> None:
    await tx.run(
        queries.note_changes,
        {
            "cell": cell,
            "member": member,
            "at": at,
            "change_ids": [new_id(at, random) for _ in changes],
            "limits": [change.limit for change in changes],
            "befores": [change.before for change in changes],
            "afters": [change.after for change in changes],
            "whys": [change.why.value for change in changes],
            "delays_s": [change.delay_s for change in changes],
            "dries": [change.is_dry for change in changes],
        },
    )


async def recent_changes(tx: Tx, cell: int, limit: int) -> list[dict[str, Any]]:
    """Newest first, for the operator's page."""
    names = ("at", "member", "limit", "before", "after", "why", "is_dry")
    rows = await tx.rows(queries.recent_changes, {"cell": cell, "limit": limit})
    return [dict(zip(names, row, strict=True)) for row in rows]
