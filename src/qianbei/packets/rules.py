"""The deck of a packet from its plan and seed; what a grab gets; how a payout moves.

Every place of a shuffled deck has the same chances: first come is no better and no worse than last come. The way from
a seed to a deck needs SHA-256 and whole numbers alone, so anybody can compute it again in any language:
a stream of 64-bit numbers is SHA-256(seed, counter) cut in four; a number under n is drawn by rejection.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qianbei.kit.canonical import canonical_json
from qianbei.packets.contracts import (
    OPEN_PAYOUTS,
    SHARE_FEN_MAX,
    SHARES_MAX,
    DeckPlan,
    Grab,
    GrabOutcome,
    GrabRefusal,
    Packet,
    PacketRecord,
    Payout,
    PayoutAnswer,
    PayoutState,
    PlanRefusal,
    RecordFault,
    Share,
    Took,
)

SEED_BYTES = 32
_SPAN = 1 << 64

FIRST_ASK_AGAIN = timedelta(seconds=10)
LAST_ASK_AGAIN = timedelta(minutes=5)
"""An open payout is asked again after 10 s, doubling up to 5 min, for as long as it is open: it is never assumed."""

ASKS_COUNTED_MAX = 1_000


def misplanned(plan: DeckPlan) -> PlanRefusal | None:
    """Can a deck be made that sums to the fen? None means yes."""
    fixed_count = sum(each.count for each in plan.fixed)
    rest, rest_fen = plan.count - fixed_count, plan.total_fen - _fixed_fen(plan)
    if not 1 <= plan.count <= SHARES_MAX or rest < 0 or any(each.count < 1 for each in plan.fixed):
        return PlanRefusal.COUNT
    amounts = [plan.min_fen, plan.max_fen, *(each.amount_fen for each in plan.fixed)]
    if plan.min_fen > plan.max_fen or not all(1 <= each <= SHARE_FEN_MAX for each in amounts):
        return PlanRefusal.SHARE
    return None if rest * plan.min_fen <= rest_fen <= rest * plan.max_fen else PlanRefusal.TOTAL


def commitment(plan: DeckPlan, seed: bytes) -> bytes:
    """SHA-256 over the seed and the canonical JSON of the plan: neither can be changed afterwards."""
    return hashlib.sha256(seed + canonical_json(plan)).digest()


def deck(plan: DeckPlan, seed: bytes) -> list[int]:
    """The shares by place, in fen. The plan is a sound one."""
    numbers = _Numbers(seed)
    shares = [each.amount_fen for each in plan.fixed for _ in range(each.count)]
    shares += _split(plan, plan.total_fen - sum(shares), plan.count - len(shares), numbers)
    for last in range(len(shares) - 1, 0, -1):  # Fisher and Yates, from the end.
        other = numbers.under(last + 1)
        shares[last], shares[other] = shares[other], shares[last]
    return shares


def _fixed_fen(plan: DeckPlan) -> int:
    return sum(each.amount_fen * each.count for each in plan.fixed)


def _split(plan: DeckPlan, left_fen: int, count: int, numbers: "_Numbers") -> list[int]:
    """Each share evenly between the least and twice the mean of what is left, and never so that the others cannot be
    made. Later shares spread wider than earlier ones, which is why the deck is shuffled."""
    shares = []
    for after in range(count - 1, -1, -1):
        least = max(plan.min_fen, left_fen - after * plan.max_fen)
        most = min(plan.max_fen, left_fen - after * plan.min_fen)
        double_mean = max(least, min(most, 2 * left_fen // (after + 1) - plan.min_fen))
        share = left_fen if after == 0 else least + numbers.under(double_mean - least + 1)
        shares.append(share)
        left_fen -= share
    return shares


class _Numbers:
    """Numbers that follow from a seed alone."""

    def __init__(self, seed: bytes) -> None:
        self._stream = self._words(seed)

    @staticmethod
    def _words(seed: bytes) -> Iterator[int]:
        counter = 0
        while True:
            block = hashlib.sha256(seed + counter.to_bytes(8, "big")).digest()
            yield from (int.from_bytes(block[start : start + 8], "big") for start in range(0, 32, 8))
            counter += 1

    def under(self, end: int) -> int:
        """Evenly one of 0 … end - 1; what would favour the small ones is thrown away."""
        fair = _SPAN - _SPAN % end
        return next(word for word in self._stream if word < fair) % end


def record_fault(record: PacketRecord) -> RecordFault | None:
    """Recomputes a packet from its record; None when every share is what was committed to."""
    if record.seed is None or record.shares is None:
        return RecordFault.NOT_REVEALED
    if misplanned(record.plan):
        return RecordFault.PLAN
    try:
        seed = bytes.fromhex(record.seed)
    except ValueError:
        return RecordFault.SEED
    if commitment(record.plan, seed).hex() != record.commitment:
        return RecordFault.SEED
    return None if deck(record.plan, seed) == list(record.shares) else RecordFault.SHARES


def record_of(packet: Packet, at: datetime) -> PacketRecord:
    """What may be told of a packet now: the seed and the shares only when it is over."""
    if not packet.is_over(at):
        return PacketRecord(packet.plan, packet.commitment.hex())
    shares = deck(packet.plan, packet.seed)
    return PacketRecord(packet.plan, packet.commitment.hex(), packet.seed.hex(), shares)


def decide(
    packets: Mapping[UUID, Packet], had: Mapping[Grab, Share], grabs: Sequence[Grab], at: datetime
) -> tuple[list[GrabOutcome | None], dict[Grab, int]]:
    """What each grab gets, in request order, and the place of each that takes one (its outcome is None until the
    share is read). `had` are shares taken before."""
    outcomes: list[GrabOutcome | None] = []
    places: dict[Grab, int] = {}
    next_place = {packet_id: packet.taken for packet_id, packet in packets.items()}
    for grab in grabs:
        packet = packets.get(grab.packet_id)
        if packet is None:
            outcomes.append(GrabRefusal.UNKNOWN)
        elif grab in had:
            outcomes.append(Took(had[grab], created=False))
        elif grab in places:
            outcomes.append(None)
        elif at < packet.opens_at:
            outcomes.append(GrabRefusal.NOT_OPEN)
        elif next_place[grab.packet_id] == packet.plan.count:
            outcomes.append(GrabRefusal.EMPTY)
        elif at >= packet.ends_at or packet.closed_at is not None:
            outcomes.append(GrabRefusal.ENDED)
        else:
            places[grab] = next_place[grab.packet_id]
            next_place[grab.packet_id] += 1
            outcomes.append(None)
    return outcomes, places


def answered(payout: Payout, answer: PayoutAnswer, at: datetime) -> Payout | None:
    """The payout after an answer; None when it tells nothing new. An end stays an end."""
    if payout.state not in OPEN_PAYOUTS:
        return None
    if answer is PayoutAnswer.NOTHING:
        asks = min(payout.asks + 1, ASKS_COUNTED_MAX)
        wait = min(FIRST_ASK_AGAIN * 2 ** min(asks, 10), LAST_ASK_AGAIN)
        return msgspec.structs.replace(payout, state=PayoutState.UNKNOWN, asks=asks, next_ask_at=at + wait)
    return msgspec.structs.replace(payout, state=PayoutState(answer.value), asks=0, next_ask_at=None)
