"""A seeded spike on the gate itself (reference: the prototype of the overload study)."""

from functools import cache

import pytest

from tests.support.spike import Spike, Town


@cache
def after_a_spike(times: float, seed: int) -> Town:
    """A run is a second of a core, and several promises can be read off one."""
    lasts_s = 60.0 if times < 5 else 30.0
    town = Town(Spike(times=times, spike_s=lasts_s, after_s=lasts_s, patience_s=60.0), seed)
    town.run()
    return town


@pytest.mark.parametrize(("times", "seed"), [(3.0, 1), (3.0, 2), (10.0, 1)])
def test_a_spike_costs_no_capacity_no_commit_and_no_state_that_stays(times: float, seed: int):
    town = after_a_spike(times, seed)
    spike, out = town.spike, town.out
    begins_s, ends_s = spike.before_s, spike.before_s + spike.spike_s
    assert out.per_s(begins_s + 10, ends_s) / spike.capacity_per_s >= 0.95
    assert town.refused_commits == 0
    assert town.gate.commits.delay_s(ends_s) < 2.0


@pytest.mark.parametrize(("times", "seed"), [(3.0, 1), (3.0, 2)])
def test_what_people_are_told_when_they_come_is_what_they_wait(times: float, seed: int):
    told = after_a_spike(times, seed).out.told
    off = sorted(abs(took_s - from_s) / took_s for from_s, _, took_s in told)
    assert len(told) > 500
    assert off[len(off) // 2] <= 0.15
    assert sum(took_s <= to_s for _, to_s, took_s in told) / len(told) >= 0.85


@pytest.mark.parametrize("times", [3.0, 10.0])
def test_people_who_leave_without_a_word_cost_the_line_nothing_and_are_reckoned_with(times: float):
    spike = Spike(
        capacity_per_s=20.0,
        times=times,
        before_s=6.0,
        spike_s=20.0,
        after_s=20.0,
        think_s=0.3,
        aggressive=0.5,
        knocks_max=6,
    )
    out = Town(spike, 1).run()
    assert out.per_s(9.0, 46.0) / spike.capacity_per_s >= 0.95
    off = sorted(abs(took_s - from_s) / took_s for from_s, _, took_s in out.told)
    assert off[len(off) // 2] <= 0.25


def test_after_the_spike_the_house_is_as_before():
    spike = Spike(times=3.0, spike_s=30.0, after_s=90.0, patience_s=10.0)
    town = Town(spike, 5)
    out = town.run()
    ends_s = spike.before_s + spike.spike_s
    assert out.per_s(ends_s + 30, ends_s + 90) >= 0.95 * 0.5 * spike.capacity_per_s
    assert town.gate.room.waiting == 0


def test_asking_more_often_wins_nothing():
    served = {True: 0, False: 0}
    arrived = {True: 0, False: 0}
    for seed in (1, 2):
        out = after_a_spike(3.0, seed).out
        for temper in (True, False):
            served[temper] += out.served[temper]
            arrived[temper] += out.arrived[temper]
    ratio = (served[True] / arrived[True]) / (served[False] / arrived[False])
    assert 0.85 <= ratio <= 1.05


def test_a_worker_that_may_do_more_does_so_within_seconds():
    """As when it has joined, or when another one's part is free: called people are still on their way then."""
    spike = Spike(capacity_per_s=20.0, times=3.0, before_s=6.0, spike_s=24.0, after_s=0.0, think_s=2.0)
    town = Town(spike, 1)
    changes = [(0.0, 0.02), (10.0, 1.0)]

    def change(now_s: float) -> None:
        while changes and changes[0][0] <= now_s:
            town.gate.set_share(changes.pop(0)[1], now_s)

    town.on_tick = change
    assert town.run().per_s(16.0, 24.0) / spike.capacity_per_s >= 0.93
