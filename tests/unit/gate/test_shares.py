"""Workers that divide one limit: together never more than the whole, and soon an equal part each."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from qianbei.gate.shares import SLACK, part


def beat(told: dict[int, float], who: int) -> None:
    told[who] = part([share for other, share in told.items() if other != who])


@settings(max_examples=60)
@given(steps=st.lists(st.tuples(st.sampled_from(["join", "die", "beat"]), st.integers(0, 5)), max_size=60))
def test_whoever_joins_dies_or_is_slow_all_together_take_no_more_than_the_whole(steps):
    told: dict[int, float] = {}
    for what, who in steps:
        if what == "die":
            told.pop(who, None)
        elif what == "join" or who in told:
            beat(told, who)
        assert sum(told.values()) <= 1.0 + SLACK * sum(1 / n for n in range(1, 7))


def test_after_three_rounds_of_beats_everybody_has_an_equal_part():
    told: dict[int, float] = {}
    for members in (1, 4):
        for _ in range(3):
            for who in Random(members).sample(range(members), members):
                beat(told, who)
        assert list(told.values()) == [1 / members] * members
