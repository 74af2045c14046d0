"""The evaluation of screening: worlds come from their seed, held-out kinds did not move, farms are poor and people served."""

import sys
from random import Random

import msgspec
import pytest

from evals.abuse import farms, run, told
from evals.abuse.accounts import Draw
from evals.abuse.honest import single
from evals.abuse.play import Fate


def test_a_world_follows_from_its_seed():
    assert run.world(7, 60, farms.KINDS) == run.world(7, 60, farms.KINDS)
    assert run.world(7, 60, farms.KINDS) != run.world(8, 60, farms.KINDS)


def test_the_held_out_kinds_are_what_they_were_before_the_numbers():
    assert run.moved_files() == []


def test_a_changed_held_out_kind_is_noticed(tmp_path, monkeypatch):
    (tmp_path / "held_out.sha256").write_text("0" * 64 + "  evals/abuse/held_out.py\n")
    (tmp_path / "x/y").mkdir(parents=True)
    monkeypatch.setattr(run, "HERE", tmp_path / "x/y")
    (tmp_path / "x/y/held_out.sha256").write_text("0" * 64 + "  held_out.sha256\n")
    assert run.moved_files() == ["held_out.sha256"]
    monkeypatch.setattr(sys, "argv", ["run"])
    with pytest.raises(SystemExit):
        run.main()


def test_farms_of_the_known_kinds_are_mostly_stopped_and_people_are_not():
    seen = run.evaluate(1, 1, 1_200, farms.KINDS)
    assert seen["stopped"]["share"] >= 0.94
    assert seen["honest_delayed"]["low"] <= 0.005, "so few people say no more than this"
    assert seen["yuan_per_yuan"]["defended"] < 0.1 * seen["yuan_per_yuan"]["undefended"]


def test_a_judge_who_is_told_stops_what_shows_another_thing_and_nothing_that_shows_the_same(monkeypatch):
    monkeypatch.setattr(told, "ROUNDS", 4)
    draw = Draw(Random(1))

    def fates(farm_shows: float) -> list[Fate]:
        people = [single(draw, "one")[0] for _ in range(80)]
        farm = [msgspec.structs.replace(each, is_farm=True) for each in people[:40]]
        honest = [
            Fate(each, 2_500, shows=(float(number % 2), 1.0)) for number, each in enumerate(people[40:])
        ]
        return honest + [
            Fate(each, 2_500, shows=(float(number % 2), farm_shows)) for number, each in enumerate(farm)
        ]

    apart, alike = fates(5.0), fates(1.0)
    assert told.frontier(told.learn(apart, Random(1)), apart)["stopped"]["0.005"] == 1.0
    assert told.frontier(told.learn(alike, Random(1)), alike)["stopped"]["0.005"] == 0.0
