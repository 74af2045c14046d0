"""Which request starts next."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from qianbei.gate.classes import TrafficClass
from qianbei.gate.scheduler import Scheduler, Shape, Work

K = TrafficClass


def works(
    scheduler: Scheduler, kind: K, count: int, person: object = None, store: object = None
) -> list[Work]:
    made = []
    for number in range(count):
        work = Work(kind, number if person is None else person, 0.0, 100.0, store)
        scheduler.offer(work, 0.0)
        made.append(work)
    return made


def order(scheduler: Scheduler, now_s: float = 0.0) -> list[Work]:
    """Everything that waits, as it starts when each ends at once."""
    started: list[Work] = []
    while fresh := scheduler.take(now_s)[0]:
        for work in fresh:
            started.append(work)
            scheduler.finish(work)
    return started


def test_slots_are_kept_for_commits():
    scheduler = Scheduler(Shape(slots=10, kept=2))
    works(scheduler, K.BROWSING, 20)
    assert scheduler.running[K.BROWSING] == 8
    works(scheduler, K.COMMIT, 2)
    assert scheduler.running[K.COMMIT] == 2


def test_unused_floors_are_lent():
    scheduler = Scheduler(Shape(slots=10, kept=2))
    works(scheduler, K.NEW, 20)
    assert scheduler.running[K.NEW] == 8


def test_a_class_below_its_floor_goes_before_a_higher_one():
    scheduler = Scheduler(Shape(slots=4, kept=0, floors={K.NEW: 1}))
    held = works(scheduler, K.RUNNING, 4)
    works(scheduler, K.RUNNING, 4)
    works(scheduler, K.NEW, 4)
    scheduler.finish(held[0])
    ((first,), _) = scheduler.take(0.0)
    assert first.kind is K.NEW
    scheduler.finish(held[1])
    ((second,), _) = scheduler.take(0.0)
    assert second.kind is K.RUNNING


def test_who_waited_twice_the_class_time_is_promoted():
    scheduler = Scheduler(Shape(slots=1, kept=0, floors={}))
    (held,) = works(scheduler, K.RUNNING, 1)
    works(scheduler, K.RUNNING, 1)
    works(scheduler, K.BROWSING, 1)
    scheduler.finish(held)
    assert scheduler.take(0.21)[0][0].kind is K.BROWSING


def test_ten_tabs_get_what_one_gets():
    scheduler = Scheduler(Shape(slots=1, kept=0))
    works(scheduler, K.NEW, 1, person="held")
    works(scheduler, K.NEW, 50, person="greedy")
    works(scheduler, K.NEW, 5)
    first = [work.person for work in order_after_first(scheduler)[:10]]
    assert set(range(5)) < set(first)


def test_a_store_of_the_day_does_not_hold_every_slot():
    scheduler = Scheduler(Shape(slots=1, kept=0))
    works(scheduler, K.COMMIT, 1, store="hot")
    for number in range(50):
        scheduler.offer(Work(K.COMMIT, f"fan {number}", 0.0, 100.0, "hot"), 0.0)
    for number in range(3):
        scheduler.offer(Work(K.COMMIT, f"quiet {number}", 0.0, 100.0, f"store {number}"), 0.0)
    assert sum(work.store != "hot" for work in order_after_first(scheduler)[:5]) == 3


def order_after_first(scheduler: Scheduler) -> list[Work]:
    kind = next(kind for kind, count in scheduler.running.items() if count)
    scheduler.finish(Work(kind, None, 0.0, 0.0))
    return order(scheduler)


def test_work_whose_deadline_passed_never_starts():
    scheduler = Scheduler(Shape(slots=1, kept=0))
    (held,) = works(scheduler, K.NEW, 1)
    late = Work(K.NEW, "late", 0.0, 1.0)
    scheduler.offer(late, 0.0)
    scheduler.finish(held)
    started, expired = scheduler.take(2.0)
    assert (started, expired) == ([], [late])


def test_who_left_never_starts():
    scheduler = Scheduler(Shape(slots=1, kept=0))
    (held,) = works(scheduler, K.NEW, 1)
    gone, stays = works(scheduler, K.NEW, 2)
    scheduler.leave(gone)
    scheduler.finish(held)
    assert scheduler.take(0.0)[0] == [stays]


def test_past_the_bound_everything_but_a_commit_is_shed():
    scheduler = Scheduler(Shape(slots=1, kept=0, waiting_max=2))
    works(scheduler, K.NEW, 3)
    assert scheduler.offer(Work(K.NEW, "x", 0.0, 9.0), 0.0) is None
    assert scheduler.offer(Work(K.COMMIT, "y", 0.0, 9.0), 0.0) is False


@given(st.lists(st.tuples(st.sampled_from(list(K)), st.integers(0, 4)), max_size=200))
def test_everything_offered_starts_once_and_slots_are_never_exceeded(asked):
    scheduler = Scheduler(Shape(slots=7, kept=2))
    running = []
    for kind, who in asked:
        work = Work(kind, who, 0.0, 100.0, store=who % 2)
        if scheduler.offer(work, 0.0):
            running.append(work)
    seen = list(running)
    while running or sum(scheduler.waiting.values()):
        assert sum(scheduler.running.values()) == len(running) <= 7
        if running:
            scheduler.finish(running.pop(0))
        fresh, _ = scheduler.take(0.0)
        running += fresh
        seen += fresh
    assert len(seen) == len({id(work) for work in seen}) == len(asked)


def test_what_somebody_was_given_while_nobody_waited_is_not_held_against_them():
    scheduler = Scheduler(Shape(slots=1, kept=0))
    for _ in range(5):
        (alone,) = works(scheduler, K.RUNNING, 1, person="first")
        scheduler.finish(alone)
    (running,) = works(scheduler, K.RUNNING, 1, person="another")
    (mine,) = works(scheduler, K.RUNNING, 1, person="first")
    (theirs,) = works(scheduler, K.RUNNING, 1, person="second")
    scheduler.finish(running)
    assert order(scheduler) == [mine, theirs]


def test_memory_does_not_grow_with_who_was_served():
    scheduler = Scheduler(Shape(slots=2, kept=0))

    def serve(count: int) -> None:
        for number in range(count):
            work = Work(K.RUNNING, number, 0.0, 100.0, store=-number)
            scheduler.offer(work, 0.0)
            scheduler.finish(work)

    tracemalloc.start()
    try:
        serve(50_000)
        assert tracemalloc.get_traced_memory()[0] < 100_000
        works(scheduler, K.RUNNING, 1)  # Somebody is always here from now on.
        serve(50_000)
        assert tracemalloc.get_traced_memory()[0] < 2_500_000
    finally:
        tracemalloc.stop()
