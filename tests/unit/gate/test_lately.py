"""Who did something lately."""

import tracemalloc
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from qianbei.gate.lately import PLACES, Lately
from qianbei.kit.ids import derived_beside, new_id

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def people(count: int, seed: int = 1) -> list[UUID]:
    random = Random(seed)
    return [new_id(NOW, random) for _ in range(count)]


def test_whoever_was_here_is_found_and_nobody_else():
    here, others = people(1_000), people(1_000, seed=2)
    lately = Lately()
    for person in here:
        lately.add(person)
    assert sum(person in lately for person in here) > 990
    assert not any(person in lately for person in others)
    assert not any(derived_beside(person, "twin") in lately for person in here)


def test_the_last_few_are_nearly_always_found_and_of_long_ago_few():
    everybody = people(PLACES * 2)
    lately = Lately()
    for person in everybody:
        lately.add(person)
    last, long_ago = everybody[-10_000:], everybody[:10_000]
    assert sum(person in lately for person in last) > 9_700
    assert 1_000 < sum(person in lately for person in long_ago) < 1_700


def test_memory_does_not_grow_with_who_comes():
    everybody, lately = people(PLACES // 4), Lately()
    tracemalloc.start()
    try:
        for person in everybody:
            lately.add(person)
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()
