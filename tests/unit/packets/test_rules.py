"""Decks sum to the fen and favour no place; a record proves them; a payout ends once."""

import hashlib
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianbei.kit.canonical import canonical_json
from qianbei.packets.contracts import (
    SHARE_FEN_MAX,
    SHARES_MAX,
    DeckPlan,
    Fixed,
    Grab,
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
from qianbei.packets.rules import answered, commitment, decide, deck, misplanned, record_fault, record_of

NOON = datetime(2031, 5, 20, 4, tzinfo=UTC)
PACKET = UUID(int=1)
seeds = st.binary(min_size=32, max_size=32)


@st.composite
def plans(draw: st.DrawFn) -> DeckPlan:
    fixed = draw(st.lists(st.builds(Fixed, st.integers(1, 5_000), st.integers(1, 3)), max_size=3))
    count, least = draw(st.integers(1, 40)), draw(st.integers(1, 50))
    most = draw(st.integers(least, 3_000))
    rest_fen = draw(st.integers(count * least, count * most))
    total_fen = rest_fen + sum(each.amount_fen * each.count for each in fixed)
    shares = count + sum(each.count for each in fixed)
    return DeckPlan(PACKET, total_fen, shares, least, most, tuple(fixed))


@given(plans(), seeds)
def test_the_shares_sum_to_the_packet_to_the_fen(plan: DeckPlan, seed: bytes):
    shares = deck(plan, seed)
    assert misplanned(plan) is None
    assert (len(shares), sum(shares)) == (plan.count, plan.total_fen)
    fixed = [each.amount_fen for each in plan.fixed for _ in range(each.count)]
    for amount_fen in fixed:
        shares.remove(amount_fen)
    assert all(plan.min_fen <= share <= plan.max_fen for share in shares)


@given(plans(), seeds)
def test_a_seed_makes_one_deck_and_a_record_proves_it(plan: DeckPlan, seed: bytes):
    packet = packet_of(plan, seed)
    record = record_of(packet, packet.ends_at)
    assert record_fault(record) is None
    assert msgspec.json.decode(msgspec.json.encode(record), type=PacketRecord) == record


def test_no_place_is_better_than_another():
    """Before shuffling the last place of this deck spreads widest; after it, mean and best share are even."""
    plan = DeckPlan(PACKET, 10_000, 10)
    dice = Random(20260213)
    decks = [deck(plan, dice.randbytes(32)) for _ in range(6_000)]
    means = [fmean(shares[place] for shares in decks) for place in range(10)]
    best = [sum(shares[place] == max(shares) for shares in decks) / len(decks) for place in range(10)]
    spreads = [fmean((shares[place] - 1_000) ** 2 for shares in decks) ** 0.5 for place in range(10)]
    error = 4.5 * fmean(spreads) / len(decks) ** 0.5
    assert all(abs(mean - 1_000) < error for mean in means), means
    assert all(abs(share - 0.1) < 4.5 * (0.1 * 0.9 / len(decks)) ** 0.5 for share in best), best
    assert max(spreads) / min(spreads) < 1.1, spreads


def test_an_unshuffled_deck_would_have_been_noticed():
    """The guard of the test above, seen to fail: the same split in the order in which it was made."""
    from qianbei.packets import rules

    plan, dice = DeckPlan(PACKET, 10_000, 10), Random(1)
    decks = [rules._split(plan, 10_000, 10, rules._Numbers(dice.randbytes(32))) for _ in range(2_000)]
    spreads = [fmean((shares[place] - 1_000) ** 2 for shares in decks) ** 0.5 for place in range(10)]
    assert max(spreads) / min(spreads) > 1.1


@pytest.mark.parametrize(
    ("plan", "refusal"),
    [
        (DeckPlan(PACKET, 0, 1), PlanRefusal.TOTAL),
        (DeckPlan(PACKET, 9, 10), PlanRefusal.TOTAL),
        (DeckPlan(PACKET, 2 * SHARE_FEN_MAX + 1, 2), PlanRefusal.TOTAL),
        (DeckPlan(PACKET, 100, 1, fixed=(Fixed(99, 1),)), PlanRefusal.TOTAL),
        (DeckPlan(PACKET, 100, 0), PlanRefusal.COUNT),
        (DeckPlan(PACKET, 10**9, SHARES_MAX + 1), PlanRefusal.COUNT),
        (DeckPlan(PACKET, 100, 1, fixed=(Fixed(50, 2),)), PlanRefusal.COUNT),
        (DeckPlan(PACKET, 10**6, 10, 1, SHARE_FEN_MAX + 1), PlanRefusal.SHARE),
        (DeckPlan(PACKET, 10**6, 10, 5, 4), PlanRefusal.SHARE),
        (DeckPlan(PACKET, 100, 10, 0), PlanRefusal.SHARE),
    ],
)
def test_a_plan_of_which_no_deck_can_be_made_is_refused(plan: DeckPlan, refusal: PlanRefusal):
    assert misplanned(plan) is refusal


def test_the_largest_share_is_2888_yuan():
    assert SHARE_FEN_MAX == 288_800
    assert deck(DeckPlan(PACKET, SHARE_FEN_MAX, 1), b"s" * 32) == [SHARE_FEN_MAX]


def test_the_way_from_seed_to_deck_is_fixed_for_ever():
    """People recompute decks with programs of their own: another result here would call them liars."""
    plan = DeckPlan(PACKET, 1_000, 5, fixed=(Fixed(300, 1),))
    assert deck(plan, bytes(32)) == EXPECTED_DECK
    written = (
        b'{"count":5,"fixed":[{"amount_fen":300,"count":1}],"max_fen":288800,"min_fen":1,'
        b'"packet_id":"00000000-0000-0000-0000-000000000001","total_fen":1000}'
    )
    assert canonical_json(plan) == written
    assert commitment(plan, bytes(32)) == hashlib.sha256(bytes(32) + written).digest()


EXPECTED_DECK = [157, 114, 92, 300, 337]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"seed": "00" * 31 + "01"}, RecordFault.SEED),
        ({"plan": DeckPlan(PACKET, 1_001, 5)}, RecordFault.SEED),
        ({"shares": [1, 1, 1, 1, 996]}, RecordFault.SHARES),
        ({"seed": None}, RecordFault.NOT_REVEALED),
        ({"plan": DeckPlan(PACKET, 1, 5)}, RecordFault.PLAN),
        ({"seed": "no hexadecimal"}, RecordFault.SEED),
    ],
)
def test_a_record_that_was_changed_is_found(changes: dict, fault: RecordFault):
    packet = packet_of(DeckPlan(PACKET, 1_000, 5), bytes(32))
    record = msgspec.structs.replace(record_of(packet, packet.ends_at), **changes)
    assert record_fault(record) is fault


def test_the_seed_is_not_told_while_shares_can_be_taken():
    packet = packet_of(DeckPlan(PACKET, 1_000, 5), bytes(32))
    assert record_of(packet, NOON) == PacketRecord(packet.plan, packet.commitment.hex())
    taken = msgspec.structs.replace(packet, taken=5, taken_fen=1_000)
    assert record_of(taken, NOON).seed == "00" * 32


@given(st.lists(st.integers(0, 12), max_size=40), st.integers(1, 8))
def test_grabs_take_the_next_places_and_repeats_the_same_share(people: list[int], count: int):
    packet = packet_of(DeckPlan(PACKET, 1_000, count), bytes(32))
    had = {Grab(PACKET, UUID(int=0)): Share(PACKET, 0, 7, UUID(int=0), NOON)}
    packet = msgspec.structs.replace(packet, taken=1)
    grabs = [Grab(PACKET, UUID(int=each)) for each in people]
    outcomes, places = decide({PACKET: packet}, had, grabs, NOON)
    assert sorted(places.values()) == list(range(1, 1 + len(places)))
    assert len(places) == min(len(set(grabs) - set(had)), count - 1)
    for grab, outcome in zip(grabs, outcomes, strict=True):
        if grab in had:
            assert outcome == Took(had[grab], created=False)
        else:
            assert outcome is (None if grab in places else GrabRefusal.EMPTY)


@pytest.mark.parametrize(
    ("at", "changes", "refusal"),
    [
        (NOON - timedelta(hours=2), {}, GrabRefusal.NOT_OPEN),
        (NOON + timedelta(days=1), {}, GrabRefusal.ENDED),
        (NOON, {"closed_at": NOON}, GrabRefusal.ENDED),
        (NOON, {"taken": 5}, GrabRefusal.EMPTY),
    ],
)
def test_outside_its_time_a_packet_gives_nothing(at: datetime, changes: dict, refusal: GrabRefusal):
    packet = msgspec.structs.replace(packet_of(DeckPlan(PACKET, 1_000, 5), bytes(32)), **changes)
    assert decide({PACKET: packet}, {}, [Grab(PACKET, UUID(int=3))], at) == ([refusal], {})
    assert decide({}, {}, [Grab(PACKET, UUID(int=3))], at) == ([GrabRefusal.UNKNOWN], {})


@given(st.lists(st.sampled_from(PayoutAnswer), max_size=30))
def test_a_payout_ends_once_and_is_asked_again_until_then(answers: list[PayoutAnswer]):
    payout, ends = Payout(PACKET, PACKET, 5, PayoutState.ASKED, 0, NOON, NOON), 0
    for answer in answers:
        after = answered(payout, answer, NOON)
        assert (after is None) == (payout.next_ask_at is None)
        if after is not None:
            ends += after.next_ask_at is None
            assert (after.next_ask_at is None) == (answer is not PayoutAnswer.NOTHING)
            payout = after
    assert ends <= 1


def packet_of(plan: DeckPlan, seed: bytes) -> Packet:
    opens_at, ends_at = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
    return Packet(plan, UUID(int=9), {"en": "x"}, commitment(plan, seed), seed, opens_at, ends_at)
