"""A launched campaign while it runs: pause, resume, slow, close, and the clock that lets its waves give.

Locks: the run, then budgets. What is paused gives nothing from the same instant on: leases are called back.
"""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import Node
from qianbei.campaign_files.schema import Packets, instant
from qianbei.campaigns import api as campaigns
from qianbei.db import Database, Tx
from qianbei.flows import leases
from qianbei.flows.launching import parsed
from qianbei.flows.packets import NewPacket, open_packet
from qianbei.kit.ids import derived_id
from qianbei.packets import api as packets
from qianbei.packets.contracts import DeckPlan, Packet
from qianbei.waves import api as waves
from qianbei.waves.contracts import Run, RunState

replace = msgspec.structs.replace
OPERATOR = "operator"
DAY = timedelta(days=1)


class Changed(msgspec.Struct, frozen=True):
    """What a change means for one wave: cards that become allowed within a day, as it is and as it would be."""

    node_id: UUID
    cards_before: int
    cards_after: int


async def pause(tx: Tx, cell: int, campaign_id: UUID, at: datetime, by: UUID | None = None) -> Run | None:
    """Nothing is given any more until it is resumed; None for a campaign that is unknown or closed."""
    return await steer(tx, cell, campaign_id, at, by, state=RunState.PAUSED)


async def resume(tx: Tx, cell: int, campaign_id: UUID, at: datetime, by: UUID | None = None) -> Run | None:
    """Goes on; what the pause would have allowed is not made up for."""
    return await steer(tx, cell, campaign_id, at, by, state=RunState.RUNNING)


async def slow(
    tx: Tx, cell: int, campaign_id: UUID, pace_percent: int, at: datetime, by: UUID | None = None
) -> Run | None:
    """From now on so many percent of the file's speed."""
    return await steer(tx, cell, campaign_id, at, by, pace_percent=pace_percent)


async def close(tx: Tx, cell: int, campaign_id: UUID, at: datetime, by: UUID | None = None) -> Run | None:
    """Gives nothing any more, for good. Cards that people hold stay good until their own end."""
    run = await steer(tx, cell, campaign_id, at, by, state=RunState.CLOSED)
    if run is not None:
        await campaigns.end_at(tx, cell, campaign_id, at)
    return run


async def undo(tx: Tx, cell: int, campaign_id: UUID, at: datetime, by: UUID | None = None) -> Run | None:
    """Takes the newest change back: state and pace are what they were before it. None where nothing was changed."""
    changes = await waves.steers(tx, cell, campaign_id)
    if not changes:
        return None
    last = changes[0]
    return await steer(tx, cell, campaign_id, at, by, state=last.from_state, pace_percent=last.from_percent)


async def steer(
    tx: Tx,
    cell: int,
    campaign_id: UUID,
    at: datetime,
    by: UUID | None = None,
    *,
    state: RunState | None = None,
    pace_percent: int | None = None,
) -> Run | None:
    """One change by an operator, kept with who made it; None for a campaign that is unknown or closed."""
    before = await waves.lock_run(tx, cell, campaign_id)
    if before is None or before.state is RunState.CLOSED:
        return None
    run = replace(before, state=state or before.state, pace_percent=pace_percent or before.pace_percent)
    if run == before:
        return run
    await _allow(tx, cell, before, None, at)
    await waves.steer(tx, cell, before, run, by, at)
    if run.state is not RunState.RUNNING:
        await leases.close(tx, cell, campaign_id, OPERATOR, at, recall=True)
    await _allow(tx, cell, run, None, at)
    return run


async def rehearse(
    tx: Tx, cell: int, before: Run, at: datetime, state: RunState | None, pace_percent: int | None
) -> list[Changed]:
    """What `steer` would mean for each wave; changes nothing."""
    after = replace(before, state=state or before.state, pace_percent=pace_percent or before.pace_percent)
    until = at + DAY
    return [
        Changed(
            wave.node_id,
            waves.forecast(wave, before.state, before.pace_percent, at, until),
            waves.forecast(wave, after.state, after.pace_percent, at, until),
        )
        for wave in await waves.waves_of(tx, cell, before.campaign_id)
    ]


async def pace(database: Database, cell: int, free_cups: int, at: datetime) -> int:
    """Lets every wave give what its pace allows by now; always 0."""
    async with database.reading() as tx:
        runs = await waves.live_runs(tx, cell)
    for each in runs:
        async with database.transaction() as tx:
            run = await waves.lock_run(tx, cell, each.campaign_id)
            if run is not None:
                await _allow(tx, cell, run, free_cups, at)
    return 0


async def _allow(tx: Tx, cell: int, run: Run, free_cups: int | None, at: datetime) -> None:
    """Moves the caps of the budgets of the run's waves to what is allowed now; without cups, theirs are left alone."""
    found = await waves.waves_of(tx, cell, run.campaign_id)
    runs = run.state is RunState.RUNNING
    moved = [
        waves.paced(wave, run.pace_percent, at) if runs else replace(wave, paced_at=max(at, wave.paced_at))
        for wave in found
    ]
    nodes = await budgets.lock_nodes(tx, cell, [wave.node_id for wave in moved])
    for wave in moved:
        node = nodes[wave.node_id]
        if runs and free_cups is None and wave.cups_percent is not None:
            continue
        cap = waves.cap_count(wave, run.state, node.drawn_count, free_cups or 0, at)
        if cap != node.cap_count:
            changed = await budgets.change_caps(tx, cell, node.node_id, node.cap_fen, cap, at)
            assert isinstance(changed, Node), changed
    await waves.write_waves(tx, cell, [now for now, was in zip(moved, found, strict=True) if now != was])


async def open_packets(database: Database, cell: int, random: Random, at: datetime) -> int:
    """Opens the next red packet of each file that gives packets now, when the last one is taken; how many.

    `random` makes the seeds: outside of tests it must be a `random.SystemRandom`.
    """
    async with database.reading() as tx:
        runs = [run for run in await waves.live_runs(tx, cell) if run.state is RunState.RUNNING]
    opened = 0
    for run in runs:
        async with database.transaction() as tx:
            newest = (await waves.versions(tx, cell, run.campaign_id))[0]
            for given in parsed(newest.text).packets:
                if instant(given.starts_at) <= at < instant(given.ends_at):
                    opened += await _open_next(tx, cell, random, run.campaign_id, given, at)
    return opened


async def _open_next(
    tx: Tx, cell: int, random: Random, campaign_id: UUID, given: Packets, at: datetime
) -> bool:
    ids = [
        derived_id("packet", campaign_id, given.id, n) for n in range(given.budget_fen // given.packet_fen)
    ]
    low, high = 0, len(ids)
    while low < high:  # They are opened in order, so the first that is missing is found by halves.
        middle = (low + high) // 2
        is_there = bool(await packets.find(tx, cell, [ids[middle]]))
        low, high = (middle + 1, high) if is_there else (low, middle)
    if low == len(ids):
        return False
    if low and not (await packets.find(tx, cell, [ids[low - 1]]))[ids[low - 1]].is_over(at):
        return False
    plan = DeckPlan(ids[low], given.packet_fen, given.shares, given.share_min_fen, given.share_max_fen)
    name = {"zh-Hans": given.name.zh_hans or "", "en": given.name.en or ""}
    new = NewPacket(plan, campaign_id, name, at, instant(given.ends_at))
    return isinstance(await open_packet(tx, cell, random, new, at), Packet)
