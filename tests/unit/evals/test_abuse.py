"""The evaluation of screening: worlds come from their seed, held-out kinds did not move, farms are poor and people served."""

import sys

import pytest

from evals.abuse import farms, run


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
