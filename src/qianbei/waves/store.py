"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from qianbei.db import Tx, load_queries
from qianbei.waves.contracts import Run, RunState, Steer, Version, Wave

queries = load_queries(__package__)


async def lock_run(tx: Tx, cell: int, campaign_id: UUID) -> Run | None:
    rows = await tx.rows(queries.lock_run, {"cell": cell, "campaign_id": campaign_id})
    return _run(rows[0]) if rows else None


async def live_runs(tx: Tx, cell: int) -> list[Run]:
    return [_run(row) for row in await tx.rows(queries.live_runs, {"cell": cell})]


def _run(row: tuple) -> Run:
    campaign_id, slug, state, pace_percent, version = row
    return Run(campaign_id, slug, RunState(state), pace_percent, version)


async def write_run(tx: Tx, cell: int, run: Run) -> None:
    parameters = {
        "cell": cell,
        "campaign_id": run.campaign_id,
        "slug": run.slug,
        "state": run.state.value,
        "pace_percent": run.pace_percent,
        "version": run.version,
    }
    await tx.run(queries.write_run, parameters)


async def insert_version(tx: Tx, cell: int, campaign_id: UUID, version: Version) -> None:
    parameters = {
        "cell": cell,
        "campaign_id": campaign_id,
        "version": version.version,
        "text": version.text,
        "since": version.since,
    }
    await tx.run(queries.insert_version, parameters)


async def versions(tx: Tx, cell: int, campaign_id: UUID) -> list[Version]:
    rows = await tx.rows(queries.versions, {"cell": cell, "campaign_id": campaign_id})
    return [Version(*row) for row in rows]


async def waves_of(tx: Tx, cell: int, campaign_id: UUID) -> list[Wave]:
    rows = await tx.rows(queries.waves_of, {"cell": cell, "campaign_id": campaign_id})
    return [_wave(list(row)) for row in rows]


def _wave(row: list[Any]) -> Wave:
    row[3], row[11] = tuple(row[3]), tuple(row[11])  # Arrays come as lists.
    return Wave(*row)


async def write_waves(tx: Tx, cell: int, waves: Sequence[Wave]) -> None:
    for wave in waves:
        parameters = {name: getattr(wave, name) for name in wave.__struct_fields__}
        parameters |= {"cell": cell, "ways": list(wave.ways), "wanted": list(wave.wanted)}
        await tx.run(queries.write_wave, parameters)


async def steers(tx: Tx, cell: int, campaign_id: UUID, limit: int) -> list[Steer]:
    asked = {"cell": cell, "campaign_id": campaign_id, "limit": limit}
    return [
        Steer(seq, by_id, at, RunState(before), RunState(after), *percents)
        for seq, by_id, at, before, after, *percents in await tx.rows(queries.steers, asked)
    ]


async def insert_steer(tx: Tx, cell: int, before: Run, after: Run, by: UUID | None, at: datetime) -> None:
    parameters = {
        "cell": cell,
        "campaign_id": before.campaign_id,
        "by_id": by,
        "at": at,
        "from_state": before.state.value,
        "to_state": after.state.value,
        "from_percent": before.pace_percent,
        "to_percent": after.pace_percent,
    }
    await tx.run(queries.insert_steer, parameters)
