"""What was left to chance, recomputed from the seeds that were committed to: every deck, drop and draw."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from qianbei.db import Database, load_queries
from qianbei.drops import api as drops
from qianbei.drops.contracts import DropPlan, LotRecord
from qianbei.invites import api as invites
from qianbei.invites.contracts import InviteRules
from qianbei.packets import api as packets
from qianbei.packets.contracts import DeckPlan, PacketRecord

queries = load_queries(__package__)

PACKETS_PAGE = 20
DRAWS_PAGE = 2_000
PLACES_PAGE = 50_000
FIRST = UUID(int=0)


async def wrong_decks(database: Database, cell: int, limit: int) -> list[str]:
    """Packets whose shares are not what their seed makes, or whose seed is not the one committed to."""
    offending: list[str] = []
    after = FIRST
    while len(offending) < limit:
        async with database.reading() as tx:
            parameters = {"cell": cell, "after": after, "limit": PACKETS_PAGE}
            page = await tx.rows(queries.packets_after, parameters)
        for packet_id, plan, commitment, seed, shares in page:
            record = PacketRecord(msgspec.convert(plan, DeckPlan), commitment.hex(), seed.hex(), shares)
            fault = packets.record_fault(record)
            if fault is not None or record.plan.packet_id != packet_id:
                offending.append(f"{packet_id} {fault or 'plan_of_another_packet'}")
        if len(page) < PACKETS_PAGE:
            break
        after = page[-1][0]
    return offending[:limit]


async def wrong_lots(database: Database, cell: int, limit: int) -> list[str]:
    """Drops whose winners are not what their seed and places make, or who were passed over."""
    async with database.reading() as tx:
        found = await tx.rows(queries.drops_after, {"cell": cell, "after": FIRST, "limit": limit})
    offending = []
    for drop_id, cards, commitment, seed, places, root, cutoff, after_tag in found:
        seats = await _seats(database, cell, drop_id)
        record = LotRecord(
            DropPlan(drop_id, cards),
            commitment.hex(),
            seed.hex(),
            places,
            root.hex(),
            cutoff.hex(),
            [tag.hex() for tag in seats],
        )
        fault = drops.record_fault(record)
        told = [tag for tag in seats if tag <= after_tag]
        passed = [tag for tag in told if drops.ticket(seed, root, tag) <= cutoff and not seats[tag]]
        if fault is not None or passed:
            offending.append(f"{drop_id} {fault or 'winner_without_a_card'}")
    return offending


async def _seats(database: Database, cell: int, drop_id: UUID) -> dict[bytes, bool]:
    """The places of a drop's draw in order, and whether each has its card."""
    seats: dict[bytes, bool] = {}
    after = b""
    while True:
        asked = {"cell": cell, "drop_id": drop_id, "after": after, "limit": PLACES_PAGE}
        async with database.reading() as tx:
            page = await tx.rows(queries.drop_places_after, asked)
        seats |= {bytes(tag): has_card for tag, has_card in page}
        if len(page) < PLACES_PAGE:
            return seats
        after = bytes(page[-1][0])


async def wrong_draws(database: Database, cell: int, limit: int) -> list[str]:
    """Draws that are not what the day's seed says, or whose seed is not the one committed to."""
    offending: list[str] = []
    after, after_day, after_number = FIRST, date.min, 0
    while len(offending) < limit:
        parameters: dict[str, Any] = {
            "cell": cell,
            "after": after,
            "after_day": after_day,
            "after_number": after_number,
            "limit": DRAWS_PAGE,
        }
        async with database.reading() as tx:
            page = await tx.rows(queries.draws_after, parameters)
        for person_id, day, number, roll, amount_fen, seed, commitment, rules in page:
            said = invites.roll_of(bytes(seed), day, person_id, number)
            won_fen = invites.won_fen(msgspec.convert(rules, InviteRules), said)
            is_committed = invites.commitment(bytes(seed), day) == bytes(commitment)
            if not is_committed or (said, won_fen) != (roll, amount_fen):
                offending.append(f"{person_id} {day} {number}")
        if len(page) < DRAWS_PAGE:
            break
        after, after_day, after_number = page[-1][:3]
    return offending[:limit]
