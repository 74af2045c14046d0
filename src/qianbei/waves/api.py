"""The door of waves. Callers hold the transaction. Lock: the run of a campaign, before budgets."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx
from qianbei.waves import rules, store
from qianbei.waves.contracts import Run, Steer, Version, Wave

paced = rules.paced
cap_count = rules.cap_count
forecast = rules.forecast
per_hour_at = rules.per_hour_at

STEERS_MAX = 20


async def lock_run(tx: Tx, cell: int, campaign_id: UUID) -> Run | None:
    """A launched campaign; None for one that did not come from a file."""
    return await store.lock_run(tx, cell, campaign_id)


async def live_runs(tx: Tx, cell: int) -> list[Run]:
    """Those that are not closed, unlocked."""
    return await store.live_runs(tx, cell)


async def write_run(tx: Tx, cell: int, run: Run) -> None:
    """Callers hold the lock of the run, or of openings for a first one."""
    await store.write_run(tx, cell, run)


async def steer(tx: Tx, cell: int, before: Run, after: Run, by: UUID | None, at: datetime) -> None:
    """Writes a locked run as an operator changed it, and the change with who made it."""
    await store.write_run(tx, cell, after)
    await store.insert_steer(tx, cell, before, after, by, at)


async def steers(tx: Tx, cell: int, campaign_id: UUID) -> list[Steer]:
    """What operators changed, newest first; at most STEERS_MAX."""
    return await store.steers(tx, cell, campaign_id, STEERS_MAX)


async def keep_version(tx: Tx, cell: int, campaign_id: UUID, version: Version) -> None:
    """A version is written once; the same number again is a UniqueViolation."""
    await store.insert_version(tx, cell, campaign_id, version)


async def versions(tx: Tx, cell: int, campaign_id: UUID) -> list[Version]:
    """Every file as it was launched, newest first."""
    return await store.versions(tx, cell, campaign_id)


async def waves_of(tx: Tx, cell: int, campaign_id: UUID) -> list[Wave]:
    """All waves by their start; none for a campaign that did not come from a file."""
    return await store.waves_of(tx, cell, campaign_id)


async def write_waves(tx: Tx, cell: int, waves: Sequence[Wave]) -> None:
    """Callers hold the lock of the run."""
    await store.write_waves(tx, cell, waves)
