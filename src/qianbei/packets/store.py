"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.db import Tx, load_queries
from qianbei.db.database import Row
from qianbei.packets.contracts import DeckPlan, Grab, Packet, Payout, PayoutState, Share

queries = load_queries(__package__)


def _packet(row: Row) -> Packet:
    _, campaign_id, name, plan, commitment, seed, opens_at, ends_at, taken, taken_fen, closed_at = row
    return Packet(
        msgspec.convert(plan, DeckPlan),
        campaign_id,
        name,
        bytes(commitment),
        bytes(seed),
        opens_at,
        ends_at,
        taken,
        taken_fen,
        closed_at,
    )


async def insert_packet(tx: Tx, cell: int, packet: Packet, shares: Sequence[int]) -> bool:
    """False when a packet of this id is there already."""
    parameters = {
        "cell": cell,
        "packet_id": packet.packet_id,
        "campaign_id": packet.campaign_id,
        "name": packet.name,
        "plan": msgspec.to_builtins(packet.plan),
        "total_fen": packet.plan.total_fen,
        "count": packet.plan.count,
        "commitment": packet.commitment,
        "seed": packet.seed,
        "opens_at": packet.opens_at,
        "ends_at": packet.ends_at,
    }
    if not await tx.run(queries.insert_packets, parameters):
        return False
    await tx.run(
        queries.insert_shares, {"cell": cell, "packet_id": packet.packet_id, "amounts": list(shares)}
    )
    return True


async def lock_packets(tx: Tx, cell: int, packet_ids: Sequence[UUID]) -> dict[UUID, Packet]:
    rows = await tx.rows(queries.lock_packets, {"cell": cell, "packet_ids": list(packet_ids)})
    return {row[0]: _packet(row) for row in rows}


async def lock_to_close(tx: Tx, cell: int, at: datetime, limit: int) -> list[Packet]:
    rows = await tx.rows(queries.lock_packets_to_close, {"cell": cell, "at": at, "limit": limit})
    return [_packet(row) for row in rows]


async def find_packets(tx: Tx, cell: int, packet_ids: Sequence[UUID]) -> dict[UUID, Packet]:
    rows = await tx.rows(queries.find_packets, {"cell": cell, "packet_ids": list(packet_ids)})
    return {row[0]: _packet(row) for row in rows}


async def open_packets(tx: Tx, cell: int, limit: int) -> list[Packet]:
    return [_packet(row) for row in await tx.rows(queries.open_packets, {"cell": cell, "limit": limit})]


async def find_taken(tx: Tx, cell: int, grabs: Sequence[Grab]) -> dict[Grab, Share]:
    rows = await tx.rows(
        queries.find_taken,
        {
            "cell": cell,
            "packet_ids": [grab.packet_id for grab in grabs],
            "person_ids": [grab.person_id for grab in grabs],
        },
    )
    return {Grab(row[0], row[3]): Share(*row) for row in rows}


async def take(tx: Tx, cell: int, places: Mapping[Grab, int], at: datetime) -> dict[Grab, Share]:
    """Marks the shares as taken and counts them at their packets."""
    rows = await tx.rows(
        queries.take_shares,
        {
            "cell": cell,
            "packet_ids": [grab.packet_id for grab in places],
            "places": list(places.values()),
            "person_ids": [grab.person_id for grab in places],
            "at": at,
        },
    )
    assert len(rows) == len(places), "a share was taken twice"
    counts: Counter[UUID] = Counter()
    amounts: Counter[UUID] = Counter()
    for row in rows:
        counts[row[0]] += 1
        amounts[row[0]] += row[2]
    await tx.run(
        queries.count_taken,
        {
            "cell": cell,
            "packet_ids": list(counts),
            "counts": list(counts.values()),
            "amounts": [amounts[packet_id] for packet_id in counts],
        },
    )
    return {Grab(row[0], row[3]): Share(*row) for row in rows}


async def shares_of(tx: Tx, cell: int, person_id: UUID, limit: int) -> list[Share]:
    parameters = {"cell": cell, "person_id": person_id, "limit": limit}
    return [Share(*row) for row in await tx.rows(queries.shares_of_person, parameters)]


async def who_took(tx: Tx, cell: int, person_ids: Sequence[UUID]) -> set[UUID]:
    rows = await tx.rows(queries.who_took, {"cell": cell, "person_ids": list(person_ids)})
    return {row[0] for row in rows}


async def close_packets(tx: Tx, cell: int, packet_ids: Sequence[UUID], at: datetime) -> None:
    parameters = {"cell": cell, "packet_ids": list(packet_ids), "at": at}
    assert await tx.run(queries.close_packets, parameters) == len(packet_ids), "a packet was closed twice"


def _payout(row: Row) -> Payout:
    payout_id, person_id, amount_fen, state, asks, next_ask_at, asked_at = row
    return Payout(payout_id, person_id, amount_fen, PayoutState(state), asks, next_ask_at, asked_at)


async def insert_payout(tx: Tx, cell: int, payout: Payout) -> None:
    await tx.run(
        queries.insert_payout,
        {
            "cell": cell,
            "payout_id": payout.payout_id,
            "person_id": payout.person_id,
            "amount_fen": payout.amount_fen,
            "next_ask_at": payout.next_ask_at,
            "asked_at": payout.asked_at,
        },
    )


async def lock_payouts(tx: Tx, cell: int, payout_ids: Sequence[UUID]) -> dict[UUID, Payout]:
    rows = await tx.rows(queries.lock_payouts, {"cell": cell, "payout_ids": list(payout_ids)})
    return {row[0]: _payout(row) for row in rows}


async def find_payouts(tx: Tx, cell: int, payout_ids: Sequence[UUID]) -> dict[UUID, Payout]:
    rows = await tx.rows(queries.find_payouts, {"cell": cell, "payout_ids": list(payout_ids)})
    return {row[0]: _payout(row) for row in rows}


async def payouts_of(tx: Tx, cell: int, person_id: UUID, limit: int) -> list[Payout]:
    parameters = {"cell": cell, "person_id": person_id, "limit": limit}
    return [_payout(row) for row in await tx.rows(queries.payouts_of_person, parameters)]


async def due_payouts(tx: Tx, cell: int, at: datetime, limit: int) -> list[Payout]:
    rows = await tx.rows(queries.due_payouts, {"cell": cell, "at": at, "limit": limit})
    return [_payout(row) for row in rows]


async def update_payouts(tx: Tx, cell: int, payouts: Sequence[Payout]) -> None:
    await tx.run(
        queries.update_payouts,
        {
            "cell": cell,
            "payout_ids": [payout.payout_id for payout in payouts],
            "states": [payout.state.value for payout in payouts],
            "asks": [payout.asks for payout in payouts],
            "next_ask_ats": [payout.next_ask_at for payout in payouts],
        },
    )
