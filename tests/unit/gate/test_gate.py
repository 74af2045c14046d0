"""The gate on a given clock: who goes on, who waits, what holds when nobody measures."""

from bisect import insort
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianbei.gate import commits
from qianbei.gate.answers import Admitted, Early, GateShape, Knobs, Waiting
from qianbei.gate.classes import TrafficClass, TurnFacts, class_of_turn
from qianbei.gate.commits import CommitLane, InLine
from qianbei.gate.controller import Bounds, Controller, Why
from qianbei.gate.gate import Gate
from qianbei.gate.ladder import SWITCHED, Ladder, Step
from qianbei.gate.pacer import Pacer
from qianbei.gate.pipeline import Pipeline
from qianbei.gate.places import Moved, Place
from qianbei.gate.retries import RetryBudget, poll_s
from qianbei.gate.room import SILENCE_S, Came, WaitingRoom
from qianbei.gate.telling import why_moved
from qianbei.gate.tickets import (
    STEP_LASTS,
    TICKET_LASTS,
    Pass,
    Ticket,
    open_pass,
    open_ticket,
    seal_pass,
    seal_ticket,
)
from qianbei.kit.seals import Sealer

N = TrafficClass.NEW
H = TrafficClass.HOLDER


def person(number: int) -> UUID:
    return UUID(int=number)


def full_gate(**shape) -> Gate:
    """Ten orders a second, and more people at the door than that."""
    gate = Gate(GateShape(**{"orders_per_s": 10.0} | shape), Random(1), 0.0)
    for number in range(1, 301):
        gate.ask(person(number), person(number + 1000), 0.0)
    assert gate.room.waiting > 0
    return gate


def test_an_empty_house_lets_everybody_in_at_once():
    gate = Gate(GateShape(), Random(1), 0.0)
    answers = [gate.ask(person(n), person(n + 1000), 0.001 * n) for n in range(1, 500)]
    assert all(isinstance(answer, Admitted) and answer.step is Step.D0 for answer in answers)


def test_a_running_conversation_goes_on_whoever_waits():
    gate = Gate(GateShape(orders_per_s=10.0), Random(1), 0.0)
    gate.ask(person(1), person(1001), 0.0)
    for number in range(2, 300):
        gate.ask(person(number), person(number + 1000), 0.0)
    again = gate.ask(person(1), person(1001), 1.0)
    assert isinstance(again, Admitted)
    assert again.kind is TrafficClass.RUNNING


def test_somebody_elses_conversation_is_not_a_way_in():
    gate = full_gate()
    thief = gate.ask(person(9999), person(1001), 0.5)
    assert isinstance(thief, Waiting)


def test_after_eight_turns_a_conversation_competes_as_a_new_one():
    facts = [TurnFacts(0.0, turns, holds_card=True) for turns in (7, 8)]
    assert [class_of_turn(each, 1.0) for each in facts] == [TrafficClass.RUNNING, H]
    assert class_of_turn(TurnFacts(0.0, 1), 361.0) is N


def test_a_person_has_one_place_however_often_they_ask():
    gate = full_gate()
    waiting = gate.room.waiting
    first = gate.ask(person(5000), person(1), 0.0)
    second = gate.ask(person(5000), person(2), 0.0)
    assert isinstance(first, Waiting)
    assert isinstance(second, Waiting)
    assert first.number == second.number
    assert gate.room.waiting == waiting + 1


def test_a_pass_lets_a_conversation_go_on_in_another_worker():
    gate = full_gate()
    answer = gate.ask(person(7777), person(8888), 0.0, pass_step=Step.D3)
    assert answer == Admitted(Step.D3, TrafficClass.RUNNING, False)


def test_the_step_is_fixed_inside_a_conversation():
    gate = Gate(GateShape(), Random(1), 0.0)
    assert isinstance(gate.ask(person(1), person(2), 0.0), Admitted)
    gate.ladder.least = Step.D3
    again = gate.ask(person(1), person(2), 1.0)
    assert isinstance(again, Admitted)
    assert again.step is Step.D0
    new = gate.ask(person(3), person(4), 1.0)
    assert isinstance(new, Admitted)
    assert new.step is Step.D3


def test_stock_that_cannot_reach_a_place_is_said_at_once():
    gate = full_gate()
    gate.places_left = 5
    answer = gate.ask(person(6000), person(1), 0.0)
    assert isinstance(answer, Waiting)
    assert not answer.can_reach


def test_a_conversation_keeps_its_step_when_it_comes_back_after_its_pass_or_its_turns():
    gate = Gate(GateShape(), Random(1), 0.0)
    back = gate.ask(person(1), person(2), 0.0, pass_step=Step.D3, is_pass_over=True)
    assert back == Admitted(Step.D3, TrafficClass.NEW, True)
    gate = full_gate()
    waiting = gate.ask(person(5000), person(1), 0.0, pass_step=Step.D2, is_pass_over=True)
    assert isinstance(waiting, Waiting)
    for second in range(1, 100):
        for live in gate.held.live.over(1e9):
            gate.held.end(live.conversation)
        gate.tick(0.0, float(second))
        answer = gate.ask(person(5000), person(1), float(second))
        if isinstance(answer, Admitted):
            break
    assert answer == Admitted(Step.D2, N, True)


def test_who_waits_is_told_why_when_their_turn_moves():
    place = Place(person(1), N, 0.0)
    assert why_moved(place, 100.0, 0.0, None, holders=False) is None
    assert why_moved(place, 75.0, 30.0, None, holders=False) is None, "what the shown range covers is no news"
    assert why_moved(place, 140.0, 31.0, None, holders=True) is Moved.HOLDERS
    assert why_moved(place, 139.0, 32.0, None, holders=False) is Moved.HOLDERS, "said for a while"
    assert why_moved(place, 80.0, 95.0, None, holders=False) is None
    assert why_moved(place, 300.0, 96.0, Moved.FEWER, holders=True) is Moved.FEWER
    assert why_moved(place, 30.0, 97.0, Moved.FEWER, holders=True) is Moved.FASTER


def test_fewer_let_in_by_an_operator_is_what_the_line_is_told():
    gate = full_gate()
    gate.ask(person(300), person(1300), 1.0)
    gate.turn_knobs(Knobs(orders_per_s=2.0), 2.0)
    later = gate.ask(person(300), person(1300), 2.0)
    assert isinstance(later, Waiting)
    assert later.reason == "fewer"


def test_while_an_operator_lets_nobody_in_no_number_is_passed_off_as_a_forecast():
    gate = full_gate()
    gate.turn_knobs(Knobs(Step.D4), 1.0)
    answer = gate.ask(person(5000), person(1), 2.0)
    assert isinstance(answer, Waiting)
    assert (answer.reason, answer.keep_card) == ("stopped", True)


def test_however_long_the_commit_line_was_enough_are_let_in_to_keep_it_full():
    lane = CommitLane(10.0, 100, 0.0, is_pinned=True)
    pipeline = Pipeline(lane, 1.0, 0.0, is_dry=False)
    for second in range(100):
        pipeline.limit.step(30.0, float(second), is_tested=True)
    assert pipeline.stock_max >= lane.drain_per_s * pipeline.residence_s


def test_a_dry_run_waits_for_nobody():
    gate = Gate(GateShape(orders_per_s=1.0, is_dry=True), Random(1), 0.0)
    assert all(isinstance(gate.ask(person(n), person(n + 1000), 0.0), Admitted) for n in range(1, 100))


def test_present_at_the_opening_are_drawn_by_lot_and_come_before_later_ones():
    room = WaitingRoom(Random(3), opens_at_s=10.0)
    early = [room.join(person(n), N, 0.001 * n).person for n in range(1, 101)]
    assert all(number_of(room, each) is None for each in early)
    late = room.join(person(500), N, 10.5)
    numbers = [number_of(room, each) for each in early]
    assert sorted(numbers) == list(range(1, 101))
    assert numbers != list(range(1, 101))
    assert late.number == 101


def number_of(room: WaitingRoom, each: UUID) -> int | None:
    place = room.find(each)
    assert place is not None
    return place.number


def test_a_place_survives_ninety_seconds_of_silence_and_not_more():
    room = WaitingRoom(Random(1))
    room.join(person(1), N, 0.0)
    assert room.peek(SILENCE_S) is not None
    assert room.peek(SILENCE_S + 0.1) is None
    assert room.find(person(1)) is None


def test_holders_are_called_three_to_one():
    room = WaitingRoom(Random(1))
    for number in range(1, 41):
        room.join(person(number), H if number <= 20 else N, 0.0)
    called = []
    for _ in range(16):
        place = room.peek(0.0)
        assert place is not None
        room.call(place, 0.0)
        called.append(place.lane)
    assert called.count(H) == 12


@given(
    st.lists(st.sampled_from(["join", "back", "leave", "call"]), max_size=120),
    st.randoms(use_true_random=False),
)
def test_ahead_is_always_the_number_of_people_still_before_me(steps, random):
    """Also of those who came back from another worker, who stand by the time since which they wait."""
    room, inside = WaitingRoom(Random(1)), list[tuple[float, UUID]]()
    for now_s, step in enumerate(steps, 1):
        if step == "join":
            room.join(person(now_s), N, now_s)
            inside.append((now_s, person(now_s)))
        elif step == "back":
            came = Came(random.randrange(now_s) + 0.5, 77, N)
            assert room.add(person(now_s), N, now_s, came).number == 77, "their number is kept"
            insort(inside, (came.joined_s, person(now_s)), key=lambda each: each[0])
        elif step == "leave" and inside:
            room.leave(inside.pop(random.randrange(len(inside)))[1])
        elif step == "call" and (place := room.peek(now_s)):
            room.call(place, now_s)
            assert place.person == inside.pop(0)[1]
        assert room.waiting == len(inside)
        assert [place.person for place in room.spread(1_000)] == [each for _, each in inside]
        for index, (_, each) in enumerate(inside):
            place = room.find(each)
            assert place is not None
            assert room.ahead(place) == index


def test_lots_of_several_workers_are_called_together_when_one_is_gone():
    room = WaitingRoom(Random(3), opens_at_s=10.0)
    for number in range(1, 4):
        room.join(person(number), N, 5.0)
    room.is_open(10.0)
    room.join(person(9), N, 11.0)
    for number in (1, 3):
        room.add(person(100 + number), N, 12.0, Came(3.0, number, N))
    drawn = [(place.number, place.person.int > 100) for place in room.spread(10)]
    assert drawn == [(1, True), (1, False), (2, False), (3, True), (3, False), (4, False)]


def test_no_more_passes_than_the_lane_drains_in_an_offers_life():
    lane = CommitLane(5.0, 100, 0.0, is_pinned=True)
    granted = [lane.grant(person(n), 0.0, 120.0) for n in range(1000)]
    assert sum(granted) == 600
    assert lane.grant(person(5000), 121.0, 120.0), "passes end with their offers"


def test_past_what_is_kept_in_memory_an_approval_has_a_number_and_keeps_its_pass(monkeypatch):
    monkeypatch.setattr(commits, "IN_LINE_MAX", 3)
    lane = CommitLane(1.0, 100, 0.0, is_pinned=True)
    lane.grant(person(9), 0.0, 1000.0)
    assert lane.enter(0, person(0), 0.0) is None
    assert [lane.enter(n, person(n), 0.0) for n in (1, 2, 3)] == [
        InLine(n, n - 1, n * 1.0, True) for n in (1, 2, 3)
    ]
    assert lane.enter(9, person(9), 0.0) == InLine(4, 3, 3.0, False)
    assert lane.next_ready(1.5) == 1
    assert lane.enter(9, person(9), 1.5) == InLine(4, 0, 1.0, True), (
        "brought again, before those without a pass"
    )


def test_a_ticket_and_a_pass_that_are_not_ours_not_theirs_or_over_are_none():
    sealer, stranger = Sealer({"k1": b"k" * 32}, "k1"), Sealer({"k1": b"x" * 32}, "k1")
    now, (me, other) = datetime(2031, 5, 20, tzinfo=UTC), (person(1), person(2))
    place, let_in = Ticket(me, "one", TrafficClass.NEW, 4, 0.0), Pass(me, other, Step.D1, 9.0)
    ticket, token = seal_ticket(sealer, place, now), seal_pass(sealer, let_in, now)
    assert open_ticket(sealer, ticket, me, now) == place
    assert open_pass(sealer, token, me, other, now) == let_in
    assert open_ticket(sealer, ticket, other, now) is None
    assert [open_pass(sealer, token, *whose, now) for whose in ((other, other), (me, me))] == [None, None]
    assert open_ticket(sealer, seal_ticket(stranger, place, now), me, now) is None
    assert open_ticket(sealer, token, me, now) is None, "a pass is no ticket"
    assert open_ticket(sealer, ticket[:-2] + "zz", me, now) is None
    assert open_ticket(sealer, ticket, me, now + TICKET_LASTS + timedelta(seconds=1)) is None
    assert open_pass(sealer, token, me, other, now + STEP_LASTS + timedelta(seconds=1)) is None


@settings(max_examples=40)
@given(st.integers(1, 200), st.floats(1.0, 50.0), st.sets(st.integers(0, 199)))
def test_commits_are_never_shed_and_keep_their_order(count, drain, with_pass):
    lane = CommitLane(drain, 1000, 0.0, is_pinned=True)
    for number in with_pass:
        lane.grant(person(number), 0.0, 1000.0)
    went = [n for n in range(count) if lane.enter(n, person(n), 0.0) is None]
    now_s = 0.0
    while lane.waiting:
        now_s += lane.wait_s(now_s)
        while (key := lane.next_ready(now_s)) is not None:
            went.append(key)
    assert sorted(went) == list(range(count))
    waited = went[len(went) - (count - 1) :] if count > 1 else []
    holders = [n for n in waited if n in with_pass]
    others = [n for n in waited if n not in with_pass]
    assert holders == sorted(holders)
    assert others == sorted(others)


def test_an_approval_in_line_has_a_number_and_those_with_a_pass_go_first():
    lane = CommitLane(1.0, 10, 0.0, is_pinned=True)
    lane.grant(person(3), 0.0, 100.0)
    assert lane.enter("a", person(1), 0.0) is None
    second, third = lane.enter("b", person(2), 0.0), lane.enter("c", person(3), 0.0)
    assert second is not None
    assert third is not None
    assert (second.ahead, third.ahead) == (0, 0)
    assert lane.next_ready(5.0) == "c"


@given(st.lists(st.integers(0, 5), min_size=1, max_size=60))
def test_stores_take_turns_in_the_commit_line_and_nobody_is_lost(stores):
    lane = CommitLane(1.0, 1, 0.0, is_pinned=True)
    assert lane.enter("first", person(1), 0.0, 0) is None
    for number, store in enumerate(stores):
        place = lane.enter((store, number), person(number + 2), 0.0, store)
        assert place is not None
        assert place.ahead <= number
    went, now_s = [], 0.0
    while lane.waiting:
        now_s += 2.0
        lane.finish(now_s, is_placed=True)
        key = lane.next_ready(now_s)
        assert isinstance(key, tuple)
        went.append(key)
    assert sorted(went) == sorted((store, number) for number, store in enumerate(stores))
    for store in set(stores):
        own = [number for each, number in went if each == store]
        assert own == sorted(own), "first come, first served inside a store"
        others = [went.index((other, stores.index(other))) for other in set(stores)]
        assert max(others) < len(set(stores)), "each store's first comes before any store's second"


def test_the_store_of_the_day_makes_nobody_else_wait():
    lane = CommitLane(10.0, 1, 0.0, is_pinned=True)
    lane.enter("now", person(1), 0.0, "hot")
    for number in range(1000):
        lane.enter(number, person(number + 2), 0.0, "hot")
    calm = lane.enter("calm", person(5000), 0.0, "calm")
    assert calm is not None
    assert (calm.number, calm.ahead) == (1001, 1)


def test_asking_before_one_was_told_to_is_answered_without_work_once_the_budget_is_spent():
    gate = full_gate()
    early = [
        answer
        for n in range(100, 200)
        if isinstance(answer := gate.ask(person(n), person(n + 1000), 0.5), Early)
    ]
    assert 50 < len(early) < 100, "some repeats are borne, a crowd of them is not"
    assert all(each.poll_s >= 1.0 for each in early)
    assert len({each.poll_s for each in early}) > 40, "and they are not told to come together"
    later = [gate.ask(person(n), person(n + 1000), 60.0) for n in range(100, 200)]
    assert not any(isinstance(each, Early) for each in later), "who comes when told repeats nothing"


def test_a_called_person_is_let_in_however_early_they_ask():
    gate = full_gate()
    gate.retries._tokens = 0.0
    place = gate.room.peek(0.1)
    assert place is not None
    gate.room.call(place, 0.1)
    assert isinstance(gate.ask(place.person, person(9), 0.2), Admitted)


def test_a_silent_controller_holds_then_falls_slowly_to_a_floor():
    limit = Controller("w", 100.0, Bounds(50.0, 110.0, 0.6), 0.0)
    assert limit.hold(4.9) is None
    assert limit.value == 100.0
    changes = [change for second in range(6, 200) if (change := limit.hold(float(second)))]
    assert limit.value == 50.0
    assert {change.why for change in changes} == {Why.SILENT}
    limit = Controller("w", 100.0, Bounds(50.0, 110.0, 0.6), 0.0)
    limit.hold(10.0)
    assert limit.value == pytest.approx(100 * 0.98**5)


@given(st.lists(st.floats(0.0, 30.0), max_size=60), st.booleans())
def test_a_limit_stays_in_its_bounds_and_a_cut_is_bounded(delays, is_tested):
    limit = Controller("w", 100.0, Bounds(20.0, 110.0, 0.6), 0.0)
    for second, delay_s in enumerate(delays):
        before = limit.value
        limit.step(delay_s, float(second), is_tested=is_tested)
        assert 20.0 <= limit.value <= 110.0
        assert limit.value >= before * 0.93 - 1e-9
        if not is_tested:
            assert limit.value <= 100.0, "untested it never grows beyond where it began"


def test_a_bad_minute_leaves_no_line_behind():
    gate = Gate(GateShape(), Random(1), 0.0)
    for second in range(1, 61):
        gate.tick(5.0, float(second))
    assert gate.held.cpu.limit.value == pytest.approx(0.2)
    for second in range(61, 121):
        gate.tick(0.0, float(second))
    assert gate.held.cpu.limit.value == pytest.approx(1.0)


def test_hurried_scripts_do_not_make_the_next_fifty_wait():
    gate, now_s = Gate(GateShape(), Random(1), 0.0), 0.0
    for number in range(1, 201):
        for _ in range(4):
            now_s += 0.01
            assert isinstance(gate.ask(person(number), person(number + 1000), now_s), Admitted)
    for second in range(60):  # A machine that had more to do than this.
        gate.tick(5.0, now_s + second)
    answers = [gate.ask(person(n), person(n + 10_000), now_s + 60.0) for n in range(500, 550)]
    assert all(isinstance(each, Admitted) for each in answers)


def test_a_dry_controller_tells_and_changes_nothing():
    limit = Controller("w", 100.0, Bounds(20.0, 110.0, 0.6), 0.0, is_dry=True)
    told = [change for second in range(5) if (change := limit.step(9.0, float(second), is_tested=True))]
    assert limit.value == 100.0
    assert limit.would_be < 100.0
    assert told
    assert all(change.is_dry for change in told)


@given(st.floats(0.5, 500.0), st.integers(1, 400))
def test_a_pacer_gives_its_rate_and_never_more(rate, looks):
    pacer, taken = Pacer(rate, 0.1, 0.0), 0
    for look in range(looks):
        taken += pacer.take(look * 0.01)
    assert taken <= (looks - 1) * 0.01 * rate + max(1.0, rate * 0.1) + 1


def test_the_ladder_climbs_fast_and_comes_down_slowly():
    ladder = Ladder()
    for _ in range(8):
        ladder.step(130.0)
    assert ladder.level == 1.95
    steps = [ladder.step_for(UUID(int=n * 131)) for n in range(1000)]
    assert 0.9 < sum(step is Step.D3 for step in steps) / 1000 < 1.0
    ladder.step(1.0)
    assert ladder.level == pytest.approx(1.92)


def steps_at(ladder: Ladder, level: float) -> set[Step]:
    ladder.level = level
    return {ladder.step_for(UUID(int=n * 1_009)) for n in range(65)}


def test_a_step_that_is_off_is_never_chosen_and_each_switch_is_told():
    ladder = Ladder()
    assert steps_at(ladder, 1.0) == {Step.D1, Step.D2}
    assert ladder.turn(Step.D0, [Step.D2, Step.D4]) == [("ladder_D2", 1.0, 0.0), ("ladder_D4", 1.0, 0.0)]
    assert steps_at(ladder, 1.0) == {Step.D1, Step.D3}, "the next cheaper one"
    assert not ladder.keeps_card(3600.0)
    ladder.turn(Step.D0, [Step.D3])
    assert steps_at(ladder, 1.9) == {Step.D1, Step.D2}, "nothing cheaper is left, so the next dearer one"
    assert ladder.turn(Step.D3, [Step.D3]) == [("ladder", 0.0, 3.0)]
    assert steps_at(ladder, 0.0) == {Step.D3}, "an operator's word outranks the switch"


def test_without_a_model_nobody_is_put_on_a_step_of_the_model():
    assert steps_at(Ladder(has_model=False), 1.0) == {Step.D0}
    assert steps_at(Ladder(has_model=False), 1.5) == {Step.D0, Step.D3}
    assert steps_at(Ladder(has_small=False), 1.0) == {Step.D1}


@given(st.sets(st.sampled_from(SWITCHED)), st.floats(0.0, 1.95), st.booleans(), st.booleans())
def test_whatever_is_off_everybody_has_a_step_that_is_on(off, level, has_model, has_small):
    ladder = Ladder(has_model=has_model, has_small=has_small)
    ladder.turn(Step.D0, off)
    assert not steps_at(ladder, level) & off


def test_a_saving_is_unknown_until_it_was_measured():
    ladder = Ladder()
    assert ladder.saving(Step.D2).saved is None
    for _ in range(50):
        ladder.learn(Step.D0, 8.0)
        ladder.learn(Step.D2, 2.0)
    assert ladder.saving(Step.D2).saved == pytest.approx(0.75)


def test_a_client_is_told_when_to_come_again_and_never_in_step():
    random = Random(1)
    times = {poll_s(600.0, random) for _ in range(50)}
    assert len(times) > 40
    assert all(24.0 <= each <= 36.0 for each in times)
    assert 0.8 <= poll_s(1.0, random) <= 1.2


def test_repeats_are_a_tenth_of_first_requests():
    budget = RetryBudget()
    for _ in range(1000):
        budget.came()
    allowed = 0
    for _ in range(1000):
        budget.came()
        allowed += budget.may_repeat()
        allowed += budget.may_repeat()
    assert 95 <= allowed <= 115


def test_a_model_lets_a_burst_of_fifty_in_since_few_of_them_will_ask_it():
    gate = Gate(GateShape(model_slots=1), Random(1), 0.0)
    answers = [gate.ask(person(n), person(n + 1000), 0.01 * n) for n in range(1, 51)]
    assert all(isinstance(each, Admitted) for each in answers)


def test_conversations_that_live_by_the_model_are_let_in_as_its_slots_allow():
    gate, now_s = Gate(GateShape(model_slots=4), Random(1), 0.0), 0.0
    for number in range(1, 400):
        now_s += 20.0
        gate.ask(person(number), person(number + 10_000), now_s)
        gate.held.used_model(person(number + 10_000), 5.0, 0.0)
        gate.ask(person(number), person(number + 10_000), now_s + 15.0)
        gate.held.end(person(number + 10_000))
    assert gate.held.model is not None
    assert gate.held.model.weight == pytest.approx(0.25, rel=0.05)
    answers = [gate.ask(person(n), person(n + 10_000), now_s) for n in range(1000, 1050)]
    assert sum(isinstance(each, Admitted) for each in answers) == 16


def test_the_models_budget_follows_how_long_its_slots_are_waited_for():
    gate = Gate(GateShape(model_slots=4), Random(1), 0.0)
    for second in range(1, 11):
        gate.held.used_model(person(1), 2.0, 3.0)
        gate.tick(0.0, float(second))
    assert gate.held.model is not None
    assert gate.held.model.limit.value < 0.6 * 4
    assert gate.held.cpu.limit.value == 1.0, "the process is a resource of its own"


@pytest.mark.parametrize("orders_per_s", [None, 10.0])
def test_after_a_calm_hour_a_burst_is_let_in_as_on_the_first_day(orders_per_s: float | None):
    gate, now_s = Gate(GateShape(orders_per_s=orders_per_s), Random(1), 0.0), 0.0
    for _ in range(7_200):
        now_s += 0.5
        gate.tick(0.0, now_s)
    answers = [gate.ask(person(n), person(n + 10_000), now_s + 0.1 * n) for n in range(1, 51)]
    assert all(isinstance(each, Admitted) for each in answers)
