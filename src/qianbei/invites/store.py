"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from qianbei.db import Tx, load_queries
from qianbei.db.database import Row
from qianbei.invites.contracts import Binding, BindingState, Day, Draw, InviteRules, RulesVersion

queries = load_queries(__package__)


async def insert_code(tx: Tx, cell: int, person_id: UUID, code: str, at: datetime) -> None:
    await tx.run(queries.insert_codes, {"cell": cell, "person_id": person_id, "code": code, "at": at})


async def find_code(tx: Tx, cell: int, person_id: UUID) -> str | None:
    rows = await tx.rows(queries.find_code, {"cell": cell, "person_id": person_id})
    return rows[0][0] if rows else None


async def find_inviter(tx: Tx, cell: int, code: str) -> UUID | None:
    rows = await tx.rows(queries.find_inviter, {"cell": cell, "code": code})
    return rows[0][0] if rows else None


async def lock_code(tx: Tx, cell: int, person_id: UUID) -> None:
    await tx.rows(queries.lock_codes, {"cell": cell, "person_ids": [person_id]})


async def newest_rules(tx: Tx, cell: int, campaign_id: UUID) -> RulesVersion | None:
    return _rules(await tx.rows(queries.newest_rules, {"cell": cell, "campaign_id": campaign_id}))


async def find_rules(tx: Tx, cell: int, campaign_id: UUID, version: int) -> RulesVersion | None:
    parameters = {"cell": cell, "campaign_id": campaign_id, "version": version}
    return _rules(await tx.rows(queries.find_rules, parameters))


def _rules(rows: list[Row]) -> RulesVersion | None:
    return RulesVersion(rows[0][0], msgspec.convert(rows[0][1], InviteRules)) if rows else None


async def insert_rules(tx: Tx, cell: int, campaign_id: UUID, written: RulesVersion, at: datetime) -> None:
    await tx.run(
        queries.insert_rules,
        {
            "cell": cell,
            "campaign_id": campaign_id,
            "version": written.version,
            "rules": msgspec.to_builtins(written.rules),
            "at": at,
        },
    )


async def lock_binding(tx: Tx, cell: int) -> None:
    await tx.rows(queries.lock_binding, {"cell": cell})


async def lock_bindings(tx: Tx, cell: int, invitee_ids: Sequence[UUID]) -> dict[UUID, Binding]:
    rows = await tx.rows(queries.lock_bindings, {"cell": cell, "invitee_ids": list(invitee_ids)})
    return {row[0]: _binding(row) for row in rows}


async def lock_overdue(tx: Tx, cell: int, before: datetime, limit: int) -> list[Binding]:
    parameters = {"cell": cell, "before": before, "limit": limit}
    return [_binding(row) for row in await tx.rows(queries.lock_overdue_bindings, parameters)]


async def find_bindings(tx: Tx, cell: int, invitee_ids: Sequence[UUID]) -> dict[UUID, Binding]:
    rows = await tx.rows(queries.find_bindings, {"cell": cell, "invitee_ids": list(invitee_ids)})
    return {row[0]: _binding(row) for row in rows}


async def bindings_of(tx: Tx, cell: int, inviter_id: UUID, limit: int) -> list[Binding]:
    parameters = {"cell": cell, "inviter_id": inviter_id, "limit": limit}
    return [_binding(row) for row in await tx.rows(queries.bindings_of_inviter, parameters)]


def _binding(row: Row) -> Binding:
    invitee_id, inviter_id, campaign_id, template_id, piece_fen, rewards_newcomer, version, state, *times = (
        row
    )
    return Binding(
        invitee_id,
        inviter_id,
        campaign_id,
        template_id,
        piece_fen,
        rewards_newcomer,
        version,
        BindingState(state),
        *times,
    )


async def above(tx: Tx, cell: int, person_id: UUID) -> set[UUID]:
    """The person and all who brought them, however far up."""
    rows = await tx.rows(queries.above, {"cell": cell, "person_id": person_id})
    return {row[0] for row in rows}


async def count_invites(
    tx: Tx, cell: int, campaign_id: UUID, person_ids: Sequence[UUID], day_began_at: datetime
) -> dict[UUID, tuple[int, int]]:
    """Person → (live rewards, brought today)."""
    rows = await tx.rows(
        queries.count_invites,
        {
            "cell": cell,
            "campaign_id": campaign_id,
            "person_ids": list(person_ids),
            "day_began_at": day_began_at,
        },
    )
    return {row[0]: (row[1], row[2]) for row in rows}


async def insert_binding(tx: Tx, cell: int, binding: Binding) -> None:
    parameters = msgspec.structs.asdict(binding) | {"cell": cell}
    for ending in ("state", "ended_at", "ended_reason", "earned_at", "order_id"):
        del parameters[ending]
    await tx.run(queries.insert_binding, parameters)


async def end_bindings(tx: Tx, cell: int, ended: Sequence[Binding], at: datetime, day: date) -> None:
    parameters = {
        "cell": cell,
        "invitee_ids": [binding.invitee_id for binding in ended],
        "states": [binding.state.value for binding in ended],
        "reasons": [binding.ended_reason for binding in ended],
        "order_ids": [binding.order_id for binding in ended],
        "at": at,
        "day": day,
    }
    assert await tx.run(queries.end_bindings, parameters) == len(ended), "an invite ended twice"


async def mark_earned(tx: Tx, cell: int, earned: Mapping[UUID, datetime]) -> None:
    parameters = {"cell": cell, "invitee_ids": list(earned), "ats": list(earned.values())}
    await tx.run(queries.mark_earned, parameters)


async def claw_back(tx: Tx, cell: int, invitee_ids: Sequence[UUID], reason: str) -> None:
    parameters = {"cell": cell, "invitee_ids": list(invitee_ids), "reason": reason}
    assert await tx.run(queries.claw_back, parameters) == len(invitee_ids), "an invite was taken back twice"


async def unmark_earned(tx: Tx, cell: int, invitee_ids: Sequence[UUID]) -> None:
    await tx.run(queries.unmark_earned, {"cell": cell, "invitee_ids": list(invitee_ids)})


async def insert_day(tx: Tx, cell: int, day: Day, at: datetime) -> None:
    await tx.run(queries.insert_day, msgspec.structs.asdict(day) | {"cell": cell, "at": at})


async def find_days(tx: Tx, cell: int, since: date) -> list[Day]:
    rows = await tx.rows(queries.find_days, {"cell": cell, "since": since})
    return [Day(day, bytes(commitment), bytes(seed)) for day, commitment, seed in rows]


async def earned_draws(tx: Tx, cell: int, person_id: UUID, since: date) -> list[tuple[date, int, UUID, int]]:
    """(day, invites vested, campaign, draws made) by day."""
    rows = await tx.rows(queries.earned_draws, {"cell": cell, "person_id": person_id, "since": since})
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def draws_of(tx: Tx, cell: int, person_id: UUID, limit: int) -> list[Draw]:
    parameters = {"cell": cell, "person_id": person_id, "limit": limit}
    return [Draw(*row) for row in await tx.rows(queries.draws_of_person, parameters)]


async def insert_draw(tx: Tx, cell: int, draw: Draw) -> None:
    await tx.run(queries.insert_draw, msgspec.structs.asdict(draw) | {"cell": cell})
