"""What staff do next: in due order, no more at once than hands, and the same from the same seed."""

from random import Random

from qianbei.sandbox.people.kitchen import Habits, Kitchen, StepKind, StoreTask, habits_of

HABITS = Habits(prep_s=30, hands=2, glance_s=(2.0, 4.0))


def task(number: int, state: str, cups: int = 1, store: str = "s1") -> StoreTask:
    return StoreTask(f"o{number}", store, state, cups, f"2031-05-20T04:0{number}:00Z", "P")


def test_an_order_is_answered_after_a_glance() -> None:
    kitchen = Kitchen(HABITS, Random(1))
    tasks = [task(1, "authorised")]
    assert kitchen.steps(tasks, 100.0) == []
    due_s = kitchen.next_due_s()
    assert due_s is not None
    assert 102.0 <= due_s <= 104.0
    assert [step.kind for step in kitchen.steps(tasks, due_s)] == [StepKind.CONFIRM]


def test_no_store_makes_more_orders_at_once_than_it_has_hands() -> None:
    kitchen = Kitchen(HABITS, Random(1))
    tasks = [task(3, "confirmed"), task(2, "confirmed"), task(1, "making"), task(4, "confirmed", store="s2")]
    started = [step.task.order_id for step in kitchen.steps(tasks, 0.0) if step.kind is StepKind.START]
    assert started == ["o2", "o4"], "the one due first, and the other store's own"


def test_more_cups_take_longer_and_the_noise_comes_from_the_seed() -> None:
    def ready_after_s(cups: int, seed: int) -> float:
        kitchen = Kitchen(HABITS, Random(seed))
        kitchen.steps([task(1, "making", cups)], 0.0)
        return kitchen.next_due_s() or 0.0

    assert ready_after_s(1, 1) == ready_after_s(1, 1)
    assert ready_after_s(1, 1) != ready_after_s(1, 2)
    assert sum(ready_after_s(4, seed) for seed in range(50)) > 3 * sum(
        ready_after_s(1, seed) for seed in range(50)
    )


def test_staff_refuse_at_their_rate_only() -> None:
    refusing = Kitchen(Habits(prep_s=30, hands=1, glance_s=(0.0, 0.0), refusal_rate=1.0), Random(1))
    willing = Kitchen(Habits(prep_s=30, hands=1, glance_s=(0.0, 0.0)), Random(1))
    assert [step.kind for step in refusing.steps([task(1, "authorised")], 0.0)] == [StepKind.REFUSE]
    assert [step.kind for step in willing.steps([task(1, "authorised")], 0.0)] == [StepKind.CONFIRM]


def test_what_left_the_list_is_forgotten() -> None:
    kitchen = Kitchen(HABITS, Random(1))
    kitchen.steps([task(1, "making")], 0.0)
    kitchen.steps([], 1.0)
    assert kitchen.next_due_s() is None


def test_a_store_has_the_hands_for_the_cups_it_sells() -> None:
    assert habits_of(prep_s=30, cups_per_slot=40).hands == 4
    assert habits_of(prep_s=10, cups_per_slot=1).hands == 1
