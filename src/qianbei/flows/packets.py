"""Red packets: opened out of a campaign's budget, grabbed into wallets, closed back into the budget.

pack:   budget → packet     (the whole deck at once: what a packet says is there)
packet: packet → wallet     (a share is taken)
unpack: packet → budget     (its end is past: what nobody took)
Locks: budgets, packets, balances.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.db import Database, Tx
from qianbei.flows import money, pieces, rounds
from qianbei.kit.ids import new_id
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Account, AccountKind, Transfer, transfer_id
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Event
from qianbei.packets import api as packets
from qianbei.packets import events
from qianbei.packets.contracts import DeckPlan, Grab, GrabOutcome, Packet, PlanRefusal, Share, Took

CLOSE_MAX = 50


class NewPacket(msgspec.Struct, frozen=True):
    """A packet that an operator or a wave opens."""

    plan: DeckPlan
    campaign_id: UUID
    name: dict[str, str]
    opens_at: datetime
    ends_at: datetime


def wallet(person_id: UUID) -> Account:
    return Account(AccountKind.WALLET, person_id)


def packet_account(packet_id: UUID) -> Account:
    return Account(AccountKind.PACKET, packet_id)


async def open_packet(
    tx: Tx, cell: int, random: Random, new: NewPacket, at: datetime
) -> Packet | PlanRefusal:
    """Writes the deck and takes its money out of the budget. The same id again is the packet that is there.

    `random` makes the seed: outside of tests it must be a `random.SystemRandom`.
    """
    refusal = packets.misplanned(new.plan)
    if refusal is not None:
        return refusal
    known = await packets.find(tx, cell, [new.plan.packet_id])
    if known:
        return known[new.plan.packet_id]
    seed = random.randbytes(packets.SEED_BYTES)
    total_fen = new.plan.total_fen
    purse = await pieces.lock_purse(tx, cell, new.campaign_id, total_fen, 1, at)
    if not purse.free:
        return PlanRefusal.SPENT
    opened = await packets.open_packet(
        tx, cell, new.plan, new.campaign_id, new.name, seed, new.opens_at, new.ends_at
    )
    account, packet_id = packet_account(opened.packet_id), opened.packet_id
    await ledger.open_accounts(tx, cell, [account], at)
    source = money.budget(new.campaign_id).place(packet_id)
    pack = Transfer(
        transfer_id("pack", packet_id), source, account.place(packet_id), total_fen, "pack", packet_id, at
    )
    await pieces.give(tx, cell, purse, 1, [pack], at)
    payload = {"commitment": opened.commitment.hex(), "total_fen": total_fen}
    await outbox.append(tx, [Event(cell, new_id(at, random), events.OPENED, packet_id, payload, at)])
    await rounds.about_packets(tx, cell, opened)
    return opened


async def grab(tx: Tx, cell: int, random: Random, grabs: Sequence[Grab], at: datetime) -> list[GrabOutcome]:
    """The next share for each, in request order, and its money in the wallet. A retry gets the same share."""
    outcomes = await packets.grab(tx, cell, grabs, at)
    fresh = [each.share for each in outcomes if isinstance(each, Took) and each.created]
    if fresh:
        await ledger.open_accounts(tx, cell, [wallet(share.person_id) for share in fresh], at)
        money.must(await ledger.transfer(tx, cell, [_taken(share) for share in fresh]))
        await outbox.append(tx, [_told(cell, random, share) for share in fresh])
    return outcomes


def _taken(share: Share) -> Transfer:
    return Transfer(
        transfer_id("packet", share.packet_id, share.place),
        packet_account(share.packet_id).place(share.packet_id),
        wallet(share.person_id).place(share.person_id),
        share.amount_fen,
        "packet",
        share.packet_id,
        share.taken_at,
    )


def _told(cell: int, random: Random, share: Share) -> Event:
    payload = {"packet_id": str(share.packet_id), "amount_fen": share.amount_fen}
    event_id = new_id(share.taken_at, random)
    return Event(cell, event_id, events.TAKEN, share.person_id, payload, share.taken_at)


async def close_ended(database: Database, cell: int, random: Random, at: datetime) -> int:
    """Gives back what nobody took of packets whose end is past; returns how many it closed. Safe to run twice at once."""
    async with database.transaction() as tx:
        ended = await packets.close_ended(tx, cell, at, CLOSE_MAX)
        left = [packet for packet in ended if packet.taken_fen < packet.plan.total_fen]
        money.must(await ledger.transfer(tx, cell, [_unpacked(packet, at) for packet in left]))
        told = [
            Event(cell, new_id(at, random), events.CLOSED, each.packet_id, {"seed": each.seed.hex()}, at)
            for each in ended
        ]
        await outbox.append(tx, told)
    return len(ended)


def _unpacked(packet: Packet, at: datetime) -> Transfer:
    packet_id = packet.packet_id
    return Transfer(
        transfer_id("unpack", packet_id),
        packet_account(packet_id).place(packet_id),
        money.budget(packet.campaign_id).place(packet_id),
        packet.plan.total_fen - packet.taken_fen,
        "unpack",
        packet_id,
        at,
    )
