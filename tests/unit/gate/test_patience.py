"""How long people stay: learned from those in line, of each temper apart, and guessed where nobody has waited so long."""

from math import exp
from random import Random

import msgspec
import pytest

from qianbei.gate.patience import CALM_LEAVE, HURRIED_LEAVE, Curve, Kept, KeptCurve, Patience


class Somebody:
    """Joined at 0; looks every five seconds, or every two in a hurry, until they leave."""

    def __init__(self, now_s: float, leaves_s: float, *, hurries: bool, joined_s: float = 0.0) -> None:
        every_s = 2.0 if hurries else 5.0
        stayed_s = min(now_s - joined_s, leaves_s)
        self.joined_s, self.hurries, self.gap_s = joined_s, hurries and now_s - joined_s >= every_s, every_s
        self.seen_s = joined_s + every_s * (stayed_s // every_s)
        self.next_s = self.seen_s + 1.25 * every_s + 0.5


def test_a_curve_is_learned_from_people_who_left_and_people_who_are_still_there():
    random, curve = Random(1), Curve(CALM_LEAVE)
    for _ in range(40):
        ages = [random.uniform(0.0, 60.0) for _ in range(64)]
        leaves = [random.expovariate(1 / 30.0) for _ in ages]
        curve.learn([(min(age, left), left < age) for age, left in zip(ages, leaves, strict=True)])
    for from_s, to_s in ((0.0, 10.0), (5.0, 20.0), (10.0, 40.0)):
        assert curve.stays(from_s, to_s) == pytest.approx(exp(-(to_s - from_s) / 30.0), abs=0.12)


def test_nobody_knows_of_an_age_that_nobody_has_reached():
    curve = Curve(HURRIED_LEAVE)
    for _ in range(50):
        curve.learn([(6.0, False)] * 60)
    assert curve.stays(0.0, 6.0) > 0.99, "so far all stay"
    assert curve.stays(12.0, 22.0) == pytest.approx(exp(-2.5), rel=0.05), "the rest is the guess"


def test_a_guess_that_people_belie_is_believed_no_longer_of_ages_that_nobody_has_reached_either():
    curve = Curve(HURRIED_LEAVE)
    for _ in range(50):
        curve.learn([(20.0, False)] * 60)
    assert curve.stays(25.0, 35.0) > 0.9


def test_that_all_leave_at_one_age_is_learned_as_it_is():
    curve = Curve(HURRIED_LEAVE)
    for _ in range(10):
        curve.learn([(10.0, True)] * 20)
    assert curve.stays(0.0, 9.0) > 0.97
    assert curve.stays(0.0, 10.5) < 0.1


def test_a_worker_that_starts_forecasts_by_what_an_earlier_one_saw():
    patience = Patience()
    for _ in range(20):
        patience.look(
            [Somebody(16.0, 10.0, hurries=True, joined_s=joined_s) for joined_s in (0.0, 1.0, 12.0)], 16.0
        )
    kept = msgspec.json.encode(patience.kept())
    later, new = Patience(), Somebody(100.0, 1e9, hurries=False, joined_s=100.0)
    before = later.stays(new, 120.0, 100.0)
    later.recall(msgspec.json.decode(kept, type=Kept))
    assert later.stays(new, 120.0, 100.0) == pytest.approx(patience.stays(new, 120.0, 100.0), abs=0.01)
    assert later.stays(new, 120.0, 100.0) < before - 0.3
    assert len(kept) < 4_096


def test_bands_of_another_version_are_not_recalled():
    curve = Curve(HURRIED_LEAVE)
    curve.recall(KeptCurve([1.0, 1.0], [1.0, 1.0]))
    assert curve.stays(0.0, 6.0) == 1.0


def test_those_in_a_hurry_leave_and_the_others_are_believed_to_stay():
    random, patience = Random(1), Patience()
    for second in range(40):
        now_s = float(second)
        line = [
            Somebody(now_s, 10.0 if hurries else 1e9, hurries=hurries, joined_s=random.uniform(0.0, now_s))
            for hurries in (True, False) * 32
        ]
        patience.look(line, now_s)
    hasty, calm, new = (
        Somebody(40.0, 1e9, hurries=hurries, joined_s=40.0 - age_s)
        for age_s, hurries in ((4.0, True), (5.0, False), (0.0, False))
    )
    assert patience.stays(hasty, 60.0, 40.0) < 0.15
    assert patience.stays(calm, 60.0, 40.0) > 0.9
    assert 0.35 < patience.stays(new, 60.0, 40.0) < 0.7, "one of the two kinds, nobody knows yet which"


def test_who_did_not_look_when_they_should_have_is_not_expected_again():
    patience, gone = Patience(), Somebody(40.0, 10.0, hurries=True)
    assert patience.stays(gone, 41.0, 40.0) == 0.0


def test_a_called_person_who_does_not_come_teaches_that_their_kind_leaves():
    patience = Patience()
    people = [Somebody(10.5, 10.0, hurries=True) for _ in range(40)]
    before = patience.stays(people[0], 13.0, 10.5)
    for each in people:
        patience.called(each, came=False)
    patience.look([], 12.0)
    assert patience.stays(people[0], 13.0, 10.5) < 0.5 * before
