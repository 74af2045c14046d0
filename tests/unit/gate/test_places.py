"""Places, packed: what is written down comes back, people are found among many, and a row has one person."""

import sys
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianbei.gate.classes import TrafficClass
from qianbei.gate.ladder import Step
from qianbei.gate.places import Moved, Place, Places

N, H = TrafficClass.NEW, TrafficClass.HOLDER
TIMES = st.floats(0.0, 21_600.0)


@settings(max_examples=60)
@given(
    st.uuids(),
    st.sampled_from([N, H]),
    st.floats(0.0, 1e7),
    st.tuples(TIMES, TIMES, TIMES, TIMES),
    st.sampled_from([None, *Step]),
    st.sampled_from([None, *Moved]),
    st.one_of(st.none(), st.integers(1, 2**31)),
)
def test_what_is_written_down_comes_back(person, lane, joined_s, waited, step, reason, number):
    place, places = Place(person, lane, joined_s), Places()
    places.add(place)
    place.seen_s, place.next_s, place.again_s, place.due_s = (joined_s + each for each in waited)
    place.step, place.reason, place.number, place.notify = step, reason, number, True
    place.told_s, place.gap_s, place.hurries = waited[0], waited[1], True
    places.keep(place)
    back = places.find(person)
    assert back is not None
    for name in Place.__slots__:
        was, now = getattr(place, name), getattr(back, name)
        if isinstance(was, float):
            assert now == pytest.approx(was, abs=0.01)
        elif name != "spot":
            assert (name, now) == (name, was)


@given(st.lists(st.integers(0, 40), max_size=80), st.booleans())
def test_people_are_found_among_others_of_the_same_column_and_low_half(steps, is_same):
    places, inside = Places(), dict[UUID, float]()
    for at, number in enumerate(steps):
        person = UUID(int=(number << 64 if is_same else number << 10) + 7)
        place = places.find(person)
        assert (None if place is None else place.joined_s) == inside.get(person)
        if place is None:
            places.add(Place(person, N, float(at)))
            inside[person] = float(at)
        else:
            places.remove(place)
            del inside[person]
        assert len(places) == len(inside)


def test_ten_million_who_wait_take_less_than_a_gigabyte():
    """Measured with fifty thousand: records, columns, lanes; what Python keeps for growth included."""
    random, places, count = Random(1), Places(), 50_000
    before = sum(map(sys.getsizeof, held(places)))
    for _ in range(count):
        places.add(Place(UUID(int=random.getrandbits(128)), N, 0.0))
    taken = sum(map(sys.getsizeof, held(places))) - before
    lane = 2 * 4
    assert (taken / count + lane) * 10_000_000 < 1e9


def held(places: Places) -> list[object]:
    return [places._records, places._free, *(each for column in places._columns for each in column)]
