"""Delivery money and promised times."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qianbei.catalog.contracts import DeliveryTerms
from qianbei.fulfilment.contracts import SLOT, slot_start
from qianbei.offers.terms import (
    LATENESS_S,
    SLOT_S,
    SLOTS_AHEAD_MAX,
    comes_by,
    delivery_fen,
    eta,
    first_free_slot,
    ready_at,
)

NOW = datetime(2031, 5, 20, 4, 3, 7, tzinfo=UTC)
TERMS = DeliveryTerms(radius_m=5_000, base_fee_fen=300, free_m=2_000, per_km_fen=100)


def test_the_fee_begins_with_the_base_and_grows_by_begun_kilometres():
    fees = [delivery_fen(TERMS, metres) for metres in (0, 2_000, 2_001, 3_000, 3_001, 5_000)]
    assert fees == [300, 300, 400, 400, 500, 600]


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_farther_never_costs_less(one: int, other: int):
    near, far = sorted((one, other))
    assert delivery_fen(TERMS, near) <= delivery_fen(TERMS, far)


def test_offers_and_stores_count_in_the_same_slots():
    assert timedelta(seconds=SLOT_S) == SLOT
    assert first_free_slot({}, 1, 1, NOW) == slot_start(NOW)


@given(st.lists(st.integers(0, 12), min_size=SLOTS_AHEAD_MAX, max_size=SLOTS_AHEAD_MAX), st.integers(0, 14))
def test_the_first_slot_with_room_is_taken_and_none_without(taken: list[int], cups: int):
    start = slot_start(NOW)
    promised = {start + n * SLOT: cups_taken for n, cups_taken in enumerate(taken)}
    room = [n for n, cups_taken in enumerate(taken) if cups_taken + cups <= 12]
    assert first_free_slot(promised, 12, cups, NOW) == (start + room[0] * SLOT if room else None)


@given(st.integers(1, 20), st.integers(0, 20), st.integers(0, 5_000))
def test_a_promise_is_never_before_its_making_and_its_range_is_honest(cups: int, before: int, metres: int):
    slot = slot_start(NOW)
    ready = ready_at(slot, NOW, cups, 30, before)
    assert ready == NOW + timedelta(seconds=30 * (cups + before))
    early, late = eta(ready, metres)
    assert ready < early
    assert late - early == timedelta(seconds=LATENESS_S)
    assert late == comes_by(slot, NOW, cups, 30, before, metres)
