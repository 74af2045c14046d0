"""How wide a told range is: what is expected of such a wait, times what was found."""

from collections.abc import Callable, Iterable

import pytest

from qianbei.gate.forecast import Errors
from qianbei.gate.offs import KEPT_MAX, REMEMBERED_S, Offs, expected_s


def told(errors: Errors, told_s: float, actual_s: Callable[[int], float], came_s: Iterable[float]) -> None:
    """A few people who were told the same came in at each of these times; the how-maniest waited how long."""
    for cohort, at_s in enumerate(came_s):
        for each in range(10):
            errors.learn(told_s, actual_s(10 * cohort + each), at_s)


def test_a_range_learns_from_its_own_errors():
    errors = Errors()
    told(errors, 10.0, lambda n: 10.0 + n / 10, range(0, 200, 20))
    assert errors.range(10.0, 200.0).from_s == pytest.approx(10.0 * 1.5**0.5, rel=0.02)
    assert errors.range(10.0, 200.0).to_s == pytest.approx(18.5, abs=1.0)
    assert errors.range(10.0, 1000.0) == Errors().range(10.0, 0.0), "what was long ago says nothing"


def test_the_middle_of_a_wait_is_learned_from_waits_of_its_length_and_the_end_of_the_range_from_all():
    errors = Errors()
    told(errors, 5.0, lambda _: 5.0, range(0, 80, 8))
    told(errors, 100.0, lambda _: 150.0, range(400, 480, 8))
    assert errors.range(6.0, 480.0).from_s == 6.0
    assert errors.range(90.0, 480.0).from_s == pytest.approx(90.0 * 1.5**0.5)
    assert errors.range(1_000.0, 480.0).from_s == pytest.approx(1_000.0 * 1.5**0.5), (
        "as the longest that was seen"
    )
    far = errors.range(1_000.0, 480.0).to_s - 1_000.0
    assert far / expected_s(1_000.0) == pytest.approx(50.0 / expected_s(100.0)), (
        "in units of what is expected"
    )


def test_a_first_range_is_wider_for_a_longer_wait_even_by_its_length():
    wide = [Errors().range(told_s, 0.0).to_s / told_s - 1.0 for told_s in (20.0, 120.0, 600.0)]
    assert wide == sorted(wide)
    assert 0.07 < wide[0] < 0.15
    assert 0.2 < wide[2] < 0.4


def test_a_crowd_that_was_told_in_the_same_seconds_is_one_witness():
    one, many = Errors(), Errors()
    for errors, people in ((one, 10), (many, 1_000)):
        for _ in range(people):
            errors.learn(20.0, 14.0, 30.0)
        told(errors, 20.0, lambda n: 18.0 + n % 10 / 2, range(40, 80, 10))
    assert many.range(20.0, 80.0).to_s == pytest.approx(one.range(20.0, 80.0).to_s, abs=0.5)
    assert one.range(20.0, 80.0).to_s > 21.0


def test_who_of_a_crowd_comes_in_last_counts_as_much_as_who_came_first():
    offs = Offs()
    for n in range(1_000):
        offs.learn(20.0 + n / 1000 - n / 100, 20.0 + n / 1000, 40.0 + n / 1000)
    kept = offs.kept(41.0)
    assert len(kept) == KEPT_MAX
    assert kept[KEPT_MAX // 2][0] == pytest.approx(kept[-1][0] / 2, rel=0.25), (
        "off by nothing at first, evenly to ten seconds"
    )


def test_a_worker_that_starts_tells_ranges_by_what_others_found_until_it_finds_otherwise():
    others, errors = Errors(), Errors()
    told(others, 10.0, lambda n: 12.0 + n % 10 / 5, range(0, 200, 20))
    errors.recall(others.kept(200.0), others.offs.kept(200.0), 200.0)
    assert errors.range(10.0, 200.0).from_s == pytest.approx(others.range(10.0, 200.0).from_s, rel=0.02)
    assert errors.range(10.0, 200.0).to_s == pytest.approx(others.range(10.0, 200.0).to_s, abs=0.5)
    told(errors, 10.0, lambda _: 9.5, range(300, 600, 10))
    assert errors.range(10.0, 600.0).to_s < others.range(10.0, 200.0).to_s - 1.0
    assert errors.range(10.0, 1_300.0) == Errors().range(10.0, 0.0), "what was long ago says nothing"


def test_told_on_from_worker_to_worker_what_was_found_grows_no_younger():
    now_s, errors = 200.0, Errors()
    told(errors, 10.0, lambda n: 12.0 + n % 10 / 5, range(0, 200, 20))
    for _ in range(7):
        kept, later = (errors.kept(now_s), errors.offs.kept(now_s)), Errors()
        assert all(
            age_s <= REMEMBERED_S for _, age_s in [*kept[1], *(each for span in kept[0] for each in span)]
        )
        later.recall(*kept, now_s)
        errors, now_s = later, now_s + 100.0
        told(errors, 10.0, lambda _: 10.0, range(int(now_s) - 90, int(now_s) - 80, 10))
    assert all(abs(off) < 0.1 for off, _ in errors.offs.kept(now_s)), (
        "the first was off by a lot, ten minutes ago"
    )
    assert {score for span in errors.kept(now_s) for score, _ in span} == {1.0}
