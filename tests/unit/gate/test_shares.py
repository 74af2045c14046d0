"""Workers that divide one limit: together never more than the whole, and soon each as much as it has people."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianbei.gate.answers import GateShape
from qianbei.gate.gate import Gate
from qianbei.gate.shares import EVEN_PEOPLE, SLACK, Told, part

PEOPLE = st.sampled_from([0.0, 10.0, 1e3, 1e6])


def beat(told: dict[int, Told], who: int, people: float = 0.0) -> None:
    others = [each for other, each in told.items() if other != who]
    told[who] = Told(part(people, others), people)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(["join", "die", "beat"]), st.integers(0, 5), PEOPLE), max_size=60),
)
def test_whoever_joins_dies_or_is_slow_all_together_take_no_more_than_the_whole(steps):
    told: dict[int, Told] = {}
    for what, who, people in steps:
        if what == "die":
            told.pop(who, None)
        elif what == "join" or who in told:
            beat(told, who, people)
        assert sum(each.part for each in told.values()) <= 1.0 + SLACK * sum(1 / n for n in range(1, 7))


@pytest.mark.parametrize("lines", [[0.0], [7.0] * 4, [600.0, 0.0], [100.0, 1_000.0, 3_000.0, 0.0]])
def test_after_a_few_rounds_of_beats_everybody_waits_equally_long_whichever_worker_they_came_to(lines):
    told: dict[int, Told] = {}
    for _ in range(9):
        for who in Random(1).sample(range(len(lines)), len(lines)):
            beat(told, who, lines[who])
    whole = sum(lines) + EVEN_PEOPLE * len(lines)
    assert [told[who].part for who in range(len(lines))] == [
        pytest.approx((people + EVEN_PEOPLE) / whole) for people in lines
    ]


def test_a_part_follows_the_lines_at_once_and_only_a_step_of_it_is_written_down():
    gate = Gate(GateShape(orders_per_s=100.0), Random(1), 0.0)
    told = [gate.set_share(share, 0.0) for share in (0.97, 0.94, 0.88, 0.88, 0.5)]
    assert gate.commits.drain_per_s == 50.0
    assert [[(each.before, each.after) for each in some] for some in told] == [
        *([], [], [(1.0, 0.88)], [], [(0.88, 0.5)])
    ]
