"""Red packets and payouts of a town."""

from datetime import timedelta
from uuid import UUID

import msgspec

from qianbei.flows import packets, payouts
from qianbei.packets.contracts import DeckPlan, Fixed, Grab, GrabOutcome, Packet, Payout, PlanRefusal
from tests.support.town import CELL, NAMES, Guest, Town


async def opened(
    town: Town, total_fen: int = 10_000, count: int = 10, fixed: tuple[Fixed, ...] = ()
) -> Packet | PlanRefusal:
    """A packet of the town's campaign, open for a day."""
    at = town.clock.now()
    plan = DeckPlan(town.id(), total_fen, count, fixed=fixed)
    new = packets.NewPacket(plan, town.campaign_id, NAMES, at, at + timedelta(days=1))
    async with town.database.transaction() as tx:
        return await packets.open_packet(tx, CELL, town.random, new, at)


async def grabbed(town: Town, packet: Packet, *person_ids: UUID) -> list[GrabOutcome]:
    async with town.database.transaction() as tx:
        grabs = [Grab(packet.packet_id, person_id) for person_id in person_ids]
        return await packets.grab(tx, CELL, town.random, grabs, town.clock.now())


async def cash_of(town: Town, person_id: UUID) -> int:
    """What lies in a person's wallet."""
    rows = await town.rows(
        "select balance_fen from ledger.balances join ledger.accounts using (cell, account_id)"
        f" where kind = 'wallet' and owner_id = '{person_id}'"
    )
    return rows[0][0] if rows else 0


async def rich(town: Town, guest: Guest, cash_fen: int) -> Guest:
    """The same person, with exactly so much in the wallet."""
    packet = await opened(town, cash_fen, 1)
    assert isinstance(packet, Packet)
    await grabbed(town, packet, guest.person_id)
    return msgspec.structs.replace(guest, cash_fen=cash_fen)


async def wanted(town: Town, person_id: UUID, amount_fen: int) -> Payout | payouts.Short:
    async with town.database.transaction() as tx:
        wanting = payouts.Wanting(town.id(), person_id, amount_fen)
        return await payouts.want(tx, CELL, town.random, wanting, town.clock.now())
