"""How long the line takes: who has left without a word does not count, and what the house places sets the pace."""

from uuid import UUID

import pytest

from qianbei.gate.classes import TrafficClass
from qianbei.gate.coming import FIRST_SILENT_SHARE, Coming
from qianbei.gate.line import Line, Pace
from qianbei.gate.places import Place

PACE = Pace(calls_per_s=10.0, orders_per_s=10.0, placed=0, surplus=0.0)


def waiter(waited_s: float, *, is_here: bool) -> Place:
    place = Place(UUID(int=1), TrafficClass.NEW, 1_000.0 - waited_s)
    place.next_s = 1_005.0 if is_here else 990.0
    place.seen_s = 999.9 if is_here else place.joined_s + 0.9 * waited_s
    return place


def looked(
    line: Line,
    places: list[Place],
    pace: Pace = PACE,
    waiting: int = 100,
    span_s: float = 0.0,
    coming: Coming | None = None,
) -> Line:
    line.look(places, waiting, pace, coming or Coming(), span_s, 1_000.0)
    return line


def test_a_line_of_people_who_are_there_takes_as_long_as_its_pace_says():
    line = looked(Line(), [waiter(4.0, is_here=True)] * 10)
    assert line.wait_s(100) == pytest.approx(10.0)
    assert line.wait_s(50) == pytest.approx(5.0)
    assert line.wait_s(200) == pytest.approx(20.0), "whoever came after the look stands behind"


def test_who_left_without_a_word_takes_no_time_of_the_others():
    line = looked(Line(), [waiter(1.0, is_here=at % 2 == 0) for at in range(10)])
    assert line.wait_s(100) == pytest.approx(5.0 + 5.0 * FIRST_SILENT_SHARE)


def test_that_people_do_not_wait_so_long_is_learned_from_those_who_did():
    line, coming = Line(), Coming()
    for _ in range(60):
        looked(line, [waiter(20.0, is_here=at % 4 == 0) for at in range(8)], coming=coming)
    told_s = looked(line, [waiter(0.5, is_here=True)] * 10, waiting=1_000, coming=coming).wait_s(1_000)
    assert 40.0 < told_s < 60.0, "a hundred seconds if all stayed; a quarter stay after eighteen"


def test_who_said_that_they_leave_are_expected_to_go_on_leaving():
    line = Line()
    for _ in range(100):
        for _ in range(2):
            line.left()
        looked(line, [waiter(4.0, is_here=True)] * 10, Pace(10.0, 0.0, 0, 0.0), span_s=1.0)
    assert looked(line, [waiter(4.0, is_here=True)] * 10, waiting=1_000).wait_s(1_000) < 70.0


def test_a_house_that_places_less_than_it_should_makes_the_line_longer():
    line = Line()
    for second in range(60):
        placed = 5 * second
        looked(line, [waiter(4.0, is_here=True)] * 10, Pace(10.0, 10.0, placed, 0.0), span_s=1.0)
    assert line.wait_s(100) == pytest.approx(16.0, abs=1.5)


def test_nobody_is_called_before_those_have_left_who_are_too_many():
    line = looked(Line(), [waiter(4.0, is_here=True)] * 10, Pace(10.0, 10.0, 0, surplus=40.0))
    assert line.wait_s(0) == pytest.approx(4.0)
    assert line.wait_s(100) == pytest.approx(14.0)
