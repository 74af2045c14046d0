"""Turns in the slots of a worker: joined, expired before they start, given up with their client; and a silent measurement."""

import asyncio
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import msgspec
import pytest

from qianbei.gate.answers import GateShape, Knobs
from qianbei.gate.classes import TrafficClass
from qianbei.gate.controller import FALL_PER_S, SILENT_S, Why
from qianbei.gate.counts import Fate
from qianbei.gate.ladder import Step
from qianbei.gate.room import SILENCE_S
from qianbei.gate.scheduler import Scheduler, Shape
from qianbei.kit.clock import FixedClock
from qianbei.kit.seals import Sealer
from qianbei.web import raw
from qianbei.web.gate import SLOTS, GateDoor
from qianbei.web.gate_bodies import PlaceBody

pytestmark = pytest.mark.anyio
PERSON, OTHER = UUID(int=1), UUID(int=2)


class Bench:
    """A door with one slot, a clock of its own, and work that lasts until it is let go."""

    def __init__(self, member: str = "one", **shape) -> None:
        clock = FixedClock(datetime(2031, 5, 20, 4, tzinfo=UTC))
        self.seconds, self.began = 0.0, []
        sealer = Sealer({"k1": b"k" * 32}, "k1")
        self.door = GateDoor(
            GateShape(**shape), sealer, clock, Random(1), lambda: self.seconds, member, is_secure=False
        )
        self.door._scheduler = Scheduler(Shape(slots=1, kept=0))
        self.let_go = asyncio.Event()

    def turn(self, key: str, person: UUID = PERSON, receive=None) -> asyncio.Task:
        async def work() -> str:
            self.began.append(key)
            await self.let_go.wait()
            return key

        return asyncio.create_task(self.door.turn(key, person, receive or stays, work))

    def count(self, fate: Fate) -> int:
        return self.door.gate.counts.of(TrafficClass.RUNNING, fate)


async def stays():
    await asyncio.sleep(3600)


async def leaves():
    return {"type": "http.disconnect"}


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_turn_sent_again_runs_once_also_while_it_waits_to_start():
    bench = Bench()
    first = bench.turn("held")
    waiting = [bench.turn("mine", OTHER) for _ in range(3)]
    await settled()
    bench.let_go.set()
    assert await asyncio.gather(first, *waiting) == ["held", "mine", "mine", "mine"]
    assert bench.began == ["held", "mine"]


async def test_a_turn_whose_deadline_passed_never_starts():
    bench = Bench()
    first, late = bench.turn("held"), bench.turn("late", OTHER)
    await settled()
    bench.seconds = 2 * SLOTS.timeout_s[TrafficClass.RUNNING] + 0.1
    bench.let_go.set()
    assert await asyncio.gather(first, late) == ["held", None]
    assert bench.began == ["held"]
    assert (bench.count(Fate.SHED), bench.count(Fate.DONE)) == (1, 1)


async def test_a_client_that_left_takes_its_turn_out_of_the_queue():
    bench = Bench()
    first, gone, stays_on = bench.turn("held"), bench.turn("gone", OTHER, leaves), bench.turn("next", OTHER)
    assert await gone is None
    bench.let_go.set()
    assert await asyncio.gather(first, stays_on) == ["held", "next"]
    assert bench.began == ["held", "next"]


async def test_a_turn_that_breaks_frees_its_slot_and_tells_those_who_joined():
    bench = Bench()

    async def breaks() -> None:
        raise RuntimeError("a bug")

    async def sent() -> object:
        return await bench.door.turn("bug", PERSON, stays, breaks)

    assert [type(each) for each in await asyncio.gather(sent(), sent(), return_exceptions=True)] == [
        RuntimeError,
        RuntimeError,
    ]
    bench.let_go.set()
    assert await bench.turn("after") == "after"


async def test_without_measurements_the_last_limits_hold_then_fall_slowly_and_the_line_goes_on():
    bench = Bench(orders_per_s=10.0, model_slots=4)
    door = bench.door
    door.tick(0.0)
    before = dict(door.board().limits)
    door.is_measuring = False
    for tenth in range(1, 10 * 400):
        bench.seconds = tenth / 10
        if tenth % 10 == 0:
            door.gate.ask(UUID(int=tenth), UUID(int=tenth + 10_000), bench.seconds)
        door.tick(0.0)
        now = door.board().limits
        if bench.seconds <= SILENT_S:
            assert now == before
        if bench.seconds == 15.0:
            assert now["model"] == pytest.approx(before["model"] * (1 - FALL_PER_S) ** 10)
    assert now["model"] == pytest.approx(0.2 * 4), "the floor"
    assert {change.why for change in door.changes} == {Why.SILENT}
    assert door.gate.counts.of(TrafficClass.NEW, Fate.ADMITTED) > 100
    door.is_measuring = True
    bench.seconds += 2.0
    door.tick(0.0)
    assert door.board().limits["model"] >= now["model"]


def waits(bench: Bench, person: int, ticket: str | None = None) -> tuple[PlaceBody, str | None]:
    """What somebody who brings this ticket is told, and the new one."""
    headers = [] if ticket is None else [(b"cookie", ticket.encode())]
    said = bench.door.admit({"headers": headers, "path": "/"}, UUID(int=person), UUID(int=person << 9))
    assert isinstance(said, raw.Answer)
    place = msgspec.convert(msgspec.json.decode(said.body)["error"]["details"], PlaceBody)
    return place, ticket_in(said)


def ticket_in(said: raw.Answer) -> str | None:
    return next((value.decode().split(";")[0] for name, value in said.headers if name == b"set-cookie"), None)


def full(member: str) -> Bench:
    """A gate that lets nobody in, some of whose people came before the tenth second."""
    bench = Bench(member, orders_per_s=0.001)
    bench.door.carrying.living = {"one", "two", "three"} - {member}
    while not bench.door.gate.room.waiting:
        bench.door.gate.ask(UUID(int=1_000 + len(bench.door.gate.held.live)), UUID(int=2**70), 0.0)
    return bench


async def test_who_waited_at_a_killed_worker_stands_again_where_they_stood_and_once():
    one, two = full("one"), full("two")
    one.seconds = 10.0
    waits(one, 6)
    mine, ticket = waits(one, 7)
    two.seconds = 10.5
    for person in range(20, 25):
        waits(two, person)
    two.seconds = 11.0
    two.door.carrying._clock.advance(seconds=1)
    at_the_end, none = waits(two, 7, ticket)
    assert (at_the_end.ahead, none) == (two.door.gate.room.waiting - 1, None), (
        "nobody knows yet that one is gone"
    )
    two.door.carrying.living = {"three"}
    back, _ = waits(two, 7, ticket)
    assert (back.number, back.ahead) == (mine.number, 1), "after who came before the tenth second"
    two.door.gate.leave(UUID(int=7))
    again, _ = waits(two, 7, ticket)
    assert again.ahead == two.door.gate.room.waiting - 1, "a ticket is taken once"


async def test_of_several_tickets_one_is_taken():
    one, two = full("one"), full("two")
    _, first = waits(one, 7)
    one.seconds = 1.5
    one.door.carrying._clock.advance(seconds=1)  # Half a second of it was lost on the way.
    told = one.door.standing(UUID(int=7), has_ticket=False)
    second = ticket_in(told)
    assert second is not None
    two.door.carrying.living = {"three"}
    two.door.carrying._clock.advance(seconds=2)
    two.seconds = 2.0
    waits(two, 7, second)
    for ticket in (first, second):
        two.door.gate.leave(UUID(int=7))
        again, _ = waits(two, 7, ticket)
        assert again.ahead == two.door.gate.room.waiting - 1, "no second place before others"


def left_by_one() -> tuple[Bench, Bench, str | None]:
    """Two workers with a line, a second after the third was killed, and the ticket that somebody had there."""
    one, two, three = full("one"), full("two"), full("three")
    _, ticket = waits(one, 7)
    for each in (two, three):
        each.door.carrying.living = {"two", "three"} - {each.door.member}
        each.seconds = 1.0
        each.door.carrying._clock.advance(seconds=1)
        waits(each, 6)
    return two, three, ticket


async def test_a_ticket_is_taken_once_by_all_workers_together():
    two, three, ticket = left_by_one()
    first, _ = waits(two, 7, ticket)
    assert first.ahead < two.door.gate.room.waiting - 1
    three.door.carrying._clock.advance(seconds=0.5)
    waits(three, 7, ticket)
    told = {each: each.door.carrying.to_tell for each in (two, three)}
    for each, other in ((two, three), (three, two)):
        for person in each.door.carrying.hear(told[other]) + each.door.carrying.hear(told[other]):
            each.door.gate.room.give_back(person)
    places = [each.door.gate.room.find(UUID(int=7)) for each in (two, three)]
    assert places[0] is not None
    assert places == [places[0], None], "who took it later gives the place back"
    at_the_end, _ = waits(three, 7, ticket)
    assert at_the_end.ahead == three.door.gate.room.waiting - 1


async def test_who_lost_two_workers_one_after_the_other_keeps_their_place():
    two, three, ticket = left_by_one()
    waits(two, 7, ticket)
    told = two.door.carrying.to_tell  # From now on this is what the rows of `two` say.
    two.door.carrying._clock.advance(seconds=1)
    later = ticket_in(two.door.standing(UUID(int=7), has_ticket=False))
    three.door.carrying.hear(told)
    three.door.carrying.living = set()
    three.door.carrying._clock.advance(seconds=2)
    waits(three, 7, later)
    assert three.door.carrying.hear(told) == [], "not the ticket that was taken here"
    three.door.gate.leave(UUID(int=7))
    at_the_end, _ = waits(three, 7, later)
    assert at_the_end.ahead == three.door.gate.room.waiting - 1


async def test_while_the_house_is_closed_who_waited_at_a_killed_worker_keeps_their_place():
    one, two = full("one"), full("two")
    mine, ticket = waits(one, 7)
    assert ticket is not None
    two.door.carrying.living = {"three"}
    two.door.knobs = Knobs(Step.D5)
    brought = {"headers": [(b"cookie", ticket.encode())], "path": "/"}
    said = two.door.admit(brought, UUID(int=7), UUID(int=7 << 9))
    assert isinstance(said, raw.Answer)
    place = two.door.gate.room.find(UUID(int=7))
    assert place is not None
    assert (place.number, place.is_back) == (mine.number, True)


async def test_an_old_ticket_gives_no_place_before_others():
    one, two = full("one"), full("two")
    _, ticket = waits(one, 7)
    two.door.carrying.living = {"three"}
    two.door.carrying._clock.advance(seconds=SILENCE_S + 1)
    waits(two, 6)
    place, _ = waits(two, 7, ticket)
    assert place.ahead == two.door.gate.room.waiting - 1
