"""Ids, canonical forms, money, distances."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from qianbei.kit.canonical import canonical_json, content_hash
from qianbei.kit.geometry import Point, straight_m, street_m
from qianbei.kit.ids import derived_beside, derived_id, new_id, text_of
from qianbei.kit.money import yuan

NOW = datetime(2031, 5, 20, 4, tzinfo=UTC)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz_", max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.integers(0, 2**32))
def test_new_ids_are_version_7_and_sort_by_time(seed: int):
    random = Random(seed)
    early, late = new_id(NOW, random), new_id(NOW + timedelta(milliseconds=1), random)
    assert early < late
    assert (early.version, early.variant) == (7, "specified in RFC 4122")
    assert early.int >> 80 == int(NOW.timestamp() * 1000)


def test_ids_of_one_millisecond_differ():
    random = Random(1)
    assert len({new_id(NOW, random) for _ in range(10_000)}) == 10_000


@given(st.uuids())
def test_an_id_is_spelled_as_everywhere(each: UUID):
    assert text_of(each) == str(each)


@given(st.lists(st.text(max_size=6), max_size=4), st.lists(st.text(max_size=6), max_size=4))
def test_derived_ids_are_equal_exactly_when_their_parts_are(one, other):
    assert (derived_id(*one) == derived_id(*other)) == (one == other)
    assert derived_id(*one).version == 8


def test_a_derived_id_never_changes_between_releases():
    assert derived_id("order", UUID(int=1), 2) == UUID("ea264ea6-5ce7-8e93-8b28-c843555e5851")


@given(st.text(max_size=6), st.text(max_size=6), st.uuids(), st.uuids())
def test_an_id_beside_another_begins_as_that_does_and_is_the_same_for_the_same_two(one, other, near, far):
    assert (derived_beside(near, one) == derived_beside(far, other)) == ((one, near) == (other, far))
    beside = derived_beside(near, one)
    assert (beside.version, beside.variant, beside.int >> 80) == (8, "specified in RFC 4122", near.int >> 80)


@given(st.uuids(), st.uuids(), st.uuids())
def test_whose_id_beside_another_it_is_makes_it_another(near, mine, yours):
    assert (derived_beside(near, "order", also=mine) == derived_beside(near, "order", also=yours)) == (
        mine == yours
    )


def test_an_id_beside_another_never_changes_between_releases():
    assert derived_beside(UUID(int=1 << 100), "card", UUID(int=2)) == UUID(
        "00000010-0000-8c64-8227-b04ddbff6479"
    )


@given(plain, st.randoms())
def test_a_value_has_one_canonical_form_whatever_the_order_of_its_keys(value, random):
    def shuffled(inner):
        if isinstance(inner, dict):
            keys = list(inner)
            random.shuffle(keys)
            return {key: shuffled(inner[key]) for key in keys}
        return [shuffled(each) for each in inner] if isinstance(inner, list) else inner

    form = canonical_json(value)
    assert canonical_json(shuffled(value)) == form
    assert msgspec.json.decode(form) == value
    assert canonical_json(msgspec.json.decode(form)) == form
    assert len(content_hash(value)) == 32


def test_money_is_told_with_two_places():
    assert [yuan(fen) for fen in (0, 1, 99, 100, 2_500, -1, -2_505)] == [
        "¥0.00",
        "¥0.01",
        "¥0.99",
        "¥1.00",
        "¥25.00",
        "-¥0.01",
        "-¥25.05",
    ]


points = st.builds(Point, st.integers(-89_000_000, 89_000_000), st.integers(-179_000_000, 179_000_000))


@given(points, points)
def test_a_way_is_as_long_there_as_back_and_no_shorter_than_the_straight_line(one, other):
    assert straight_m(one, other) == straight_m(other, one)
    assert street_m(one, other) >= straight_m(one, other)
    assert straight_m(one, one) == 0


def test_a_known_distance():
    """One degree of latitude is 111.19 km on a sphere of 6,371 km."""
    assert abs(straight_m(Point(30_000_000, 120_000_000), Point(31_000_000, 120_000_000)) - 111_195) < 5
