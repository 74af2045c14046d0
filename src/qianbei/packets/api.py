"""The door of packets. Callers hold the transaction, and move the money beside it.

Locks: packets by id, payouts by id, both before any balance.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.db import Tx
from qianbei.packets import rules, store
from qianbei.packets.contracts import (
    DeckPlan,
    Grab,
    GrabOutcome,
    Packet,
    Payout,
    PayoutAnswer,
    PayoutState,
    Share,
    Took,
)

SEED_BYTES = rules.SEED_BYTES

misplanned = rules.misplanned
deck = rules.deck
commitment = rules.commitment
record_of = rules.record_of
record_fault = rules.record_fault


async def open_packet(
    tx: Tx,
    cell: int,
    plan: DeckPlan,
    campaign_id: UUID,
    name: dict[str, str],
    seed: bytes,
    opens_at: datetime,
    ends_at: datetime,
) -> Packet:
    """Splits and shuffles the whole deck of a sound plan and writes it down; the same id again is what is there."""
    packet = Packet(plan, campaign_id, name, rules.commitment(plan, seed), seed, opens_at, ends_at)
    if await store.insert_packet(tx, cell, packet, rules.deck(plan, seed)):
        return packet
    return (await store.find_packets(tx, cell, [plan.packet_id]))[plan.packet_id]


async def grab(tx: Tx, cell: int, grabs: Sequence[Grab], at: datetime) -> list[GrabOutcome]:
    """The next share of its packet for each, in request order; who has one gets that one again."""
    packets = await store.lock_packets(tx, cell, sorted({grab.packet_id for grab in grabs}))
    had = await store.find_taken(tx, cell, grabs)
    outcomes, places = rules.decide(packets, had, grabs, at)
    taken = await store.take(tx, cell, places, at) if places else {}
    fresh = set(taken)
    answers: list[GrabOutcome] = []
    for each, outcome in zip(grabs, outcomes, strict=True):
        answers.append(Took(taken[each], each in fresh) if outcome is None else outcome)
        fresh.discard(each)
    return answers


async def close_ended(tx: Tx, cell: int, at: datetime, limit: int) -> list[Packet]:
    """Closes packets whose end is past, at most `limit`; the caller moves what nobody took."""
    ended = await store.lock_to_close(tx, cell, at, limit)
    if ended:
        await store.close_packets(tx, cell, [packet.packet_id for packet in ended], at)
    return ended


async def find(tx: Tx, cell: int, packet_ids: Sequence[UUID]) -> dict[UUID, Packet]:
    """Packets as they stand, unlocked: for showing, never for deciding."""
    return await store.find_packets(tx, cell, packet_ids)


async def open_now(tx: Tx, cell: int, limit: int) -> list[Packet]:
    """Packets that are not closed yet, newest first; unlocked."""
    return await store.open_packets(tx, cell, limit)


async def shares_of(tx: Tx, cell: int, person_id: UUID, limit: int) -> list[Share]:
    """What a person took, newest first."""
    return await store.shares_of(tx, cell, person_id, limit)


async def who_took(tx: Tx, cell: int, person_ids: Sequence[UUID]) -> set[UUID]:
    """Who of these took a share of a packet that is still open."""
    return await store.who_took(tx, cell, person_ids)


async def payouts_of(tx: Tx, cell: int, person_id: UUID, limit: int) -> list[Payout]:
    """What a person had paid out, newest first."""
    return await store.payouts_of(tx, cell, person_id, limit)


async def begin_payout(
    tx: Tx, cell: int, payout_id: UUID, person_id: UUID, amount_fen: int, at: datetime
) -> Payout:
    """A payout begins as `asked`; the caller moves the money and publishes that it is wanted."""
    payout = Payout(payout_id, person_id, amount_fen, PayoutState.ASKED, 0, at + rules.FIRST_ASK_AGAIN, at)
    await store.insert_payout(tx, cell, payout)
    return payout


async def find_payouts(tx: Tx, cell: int, payout_ids: Sequence[UUID]) -> dict[UUID, Payout]:
    """Payouts as they stand, unlocked: for asking the payer, never for deciding."""
    return await store.find_payouts(tx, cell, payout_ids)


async def due_payouts(tx: Tx, cell: int, at: datetime, limit: int) -> list[Payout]:
    """Payouts whose open question is due to be put to the payer again."""
    return await store.due_payouts(tx, cell, at, limit)


async def record_answers(
    tx: Tx, cell: int, answers: Sequence[tuple[UUID, PayoutAnswer]], at: datetime
) -> list[Payout]:
    """Payouts that just ended, locked; an answer that tells nothing new changes nothing."""
    locked = await store.lock_payouts(tx, cell, sorted({payout_id for payout_id, _ in answers}))
    changed: dict[UUID, Payout] = {}
    for payout_id, answer in answers:
        payout = changed.get(payout_id) or locked.get(payout_id)
        after = rules.answered(payout, answer, at) if payout is not None else None
        if after is not None:
            changed[payout_id] = after
    if changed:
        await store.update_payouts(tx, cell, list(changed.values()))
    return [payout for payout in changed.values() if payout.next_ask_at is None]
