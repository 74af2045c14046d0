from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from qianbei.db import Tx
from qianbei.db.errors import UniqueViolation
from qianbei.kit.clock import FixedClock
from qianbei.outbox import api
from qianbei.outbox.contracts import Answer, Claim, EventState, Failure
from tests.store.outbox.conftest import MakeEvent

pytestmark = pytest.mark.anyio


def claim(clock: FixedClock, limit: int = 100, busy: tuple[str, ...] = (), relay: str = "one") -> Claim:
    now = clock.now()
    return Claim(relay, ("cups.poured.v1",), busy, limit, now, now + timedelta(seconds=15))


async def claimed_numbers(tx: Tx, wanted: Claim) -> list[int]:
    return sorted(item.event.payload["n"] for item in await api.claim(tx, wanted))


async def test_what_was_appended_is_claimed_as_it_was(tx: Tx, clock: FixedClock, event: MakeEvent) -> None:
    fact = event(n=7)
    await api.append(tx, [fact])
    (item,) = await api.claim(tx, claim(clock))
    assert item.event == fact
    assert (item.attempts, item.state) == (1, EventState.PENDING)


async def test_nothing_appended_is_nothing_claimed(tx: Tx, clock: FixedClock) -> None:
    await api.append(tx, [])
    assert await api.claim(tx, claim(clock)) == []


async def test_events_of_one_key_come_one_by_one_in_the_order_of_publishing(
    tx: Tx, clock: FixedClock, event: MakeEvent
) -> None:
    await api.append(tx, [event(n=0), event(n=1), event(key="b", n=10)])
    await api.append(tx, [event(n=2)])
    seen: list[list[int]] = []
    for _ in range(4):
        items = await api.claim(tx, claim(clock))
        seen.append(sorted(item.event.payload["n"] for item in items))
        await api.finish(tx, [item.event for item in items])
    assert seen == [[0, 10], [1], [2], []]


async def test_a_lease_keeps_others_away_until_it_ends(tx: Tx, clock: FixedClock, event: MakeEvent) -> None:
    await api.append(tx, [event(n=1)])
    assert await claimed_numbers(tx, claim(clock)) == [1]
    assert await claimed_numbers(tx, claim(clock, relay="two")) == []
    clock.advance(seconds=15)
    assert await claimed_numbers(tx, claim(clock, relay="two")) == [1]


async def test_an_event_is_not_due_before_its_time(tx: Tx, clock: FixedClock, event: MakeEvent) -> None:
    await api.append(tx, [event(n=1, after_s=5)])
    assert await claimed_numbers(tx, claim(clock)) == []
    clock.advance(seconds=5)
    assert await claimed_numbers(tx, claim(clock)) == [1]


async def test_the_limit_and_busy_types_are_kept(tx: Tx, clock: FixedClock, event: MakeEvent) -> None:
    await api.append(tx, [event(key=str(n), n=n) for n in range(5)])
    assert await claimed_numbers(tx, claim(clock, busy=("cups.poured.v1",))) == []
    assert len(await claimed_numbers(tx, claim(clock, limit=3))) == 3


async def test_what_nobody_handles_is_done_at_once_and_blocks_nothing(
    tx: Tx, clock: FixedClock, event: MakeEvent
) -> None:
    await api.append(tx, [event(type_="cups.broken.v1"), event(n=1)])
    (unhandled,) = await api.claim(tx, claim(clock))
    assert unhandled.state is EventState.DONE
    assert await claimed_numbers(tx, claim(clock)) == [1]


async def test_a_failed_event_waits_then_dies_and_lets_the_next_of_its_key_go(
    tx: Tx, clock: FixedClock, event: MakeEvent
) -> None:
    first = event(n=1)
    await api.append(tx, [first, event(n=2)])
    await api.claim(tx, claim(clock))
    later = clock.now() + timedelta(seconds=3)
    await api.fail(tx, [Failure(first.event_key, "no cup", later, is_dead=False)])
    assert await claimed_numbers(tx, claim(clock)) == []
    clock.advance(seconds=3)
    assert await claimed_numbers(tx, claim(clock)) == [1]
    await api.fail(tx, [Failure(first.event_key, "no cup", later, is_dead=True)])
    assert [(item.state, item.count) for item in await api.backlog(tx)] == [
        (EventState.DEAD, 1),
        (EventState.PENDING, 1),
    ]
    assert await claimed_numbers(tx, claim(clock)) == [2]


async def test_an_event_that_kills_its_process_every_time_ends_dead(
    tx: Tx, clock: FixedClock, event: MakeEvent
) -> None:
    await api.append(tx, [event()])
    for _ in range(api.ATTEMPTS_MAX):
        (item,) = await api.claim(tx, claim(clock))
        assert item.state is EventState.PENDING
        clock.advance(seconds=15)
    (item,) = await api.claim(tx, claim(clock))
    assert item.state is EventState.DEAD
    clock.advance(seconds=15)
    assert await api.claim(tx, claim(clock)) == []


async def test_a_dead_event_can_be_tried_again_and_a_living_one_is_not_touched(
    tx: Tx, clock: FixedClock, event: MakeEvent
) -> None:
    dead, living = event(n=1), event(key="b", n=2)
    await api.append(tx, [dead, living])
    await api.claim(tx, claim(clock))
    await api.fail(tx, [Failure(dead.event_key, "no cup", clock.now(), is_dead=True)])
    assert await api.revive(tx, [dead.event_key, living.event_key], clock.now()) == 1
    (item,) = await api.claim(tx, claim(clock))
    assert (item.event, item.attempts) == (dead, 1)


async def test_a_finished_event_is_not_begun_again_nor_failed(
    tx: Tx, clock: FixedClock, event: MakeEvent
) -> None:
    fact, other = event(), event(key="b")
    await api.append(tx, [fact, other])
    await api.finish(tx, [fact])
    assert await api.begin(tx, [fact, other]) == [other]
    await api.fail(tx, [Failure(fact.event_key, "late", clock.now(), is_dead=True)])
    assert [item.state for item in await api.backlog(tx)] == [EventState.PENDING]


async def test_a_message_from_outside_is_taken_once_for_each_handler(tx: Tx, clock: FixedClock) -> None:
    first, second = UUID(int=1), UUID(int=2)
    assert await api.take_inbox(tx, 1, "payer", [first, first], clock.now()) == {first}
    assert await api.take_inbox(tx, 1, "payer", [second, first], clock.now()) == {second}
    assert await api.take_inbox(tx, 1, "fleet", [first], clock.now()) == {first}
    assert await api.take_inbox(tx, 2, "payer", [first], clock.now()) == {first}


@pytest.fixture
def answer(clock: FixedClock) -> Answer:
    return Answer(1, UUID(int=5), "key-1", bytes(range(32)), 201, {"list": [1, "奶茶"]}, clock.now())


async def test_an_answer_is_found_by_its_own_person_only(tx: Tx, answer: Answer) -> None:
    await api.remember_answer(tx, answer)
    assert await api.find_answer(tx, 1, answer.person_id, "key-1") == answer
    assert await api.find_answer(tx, 1, UUID(int=6), "key-1") is None
    assert await api.find_answer(tx, 1, answer.person_id, "key-2") is None


async def test_a_second_answer_under_a_key_undoes_its_transaction(tx: Tx, answer: Answer) -> None:
    await api.remember_answer(tx, answer)
    with pytest.raises(UniqueViolation):
        await api.remember_answer(tx, msgspec.structs.replace(answer, status=500))
