"""A discrete-event spike against the gate itself: arrivals, turns, thinking, approvals, and clients of several tempers."""

import heapq
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from qianbei.gate.answers import Admitted, Early, GateShape, Waiting
from qianbei.gate.gate import Gate

TURNS = 3
TICK_S = 0.25


class Spike(msgspec.Struct, frozen=True):
    """Capacity in orders a second; arrivals are multiples of it before, in and after the spike."""

    capacity_per_s: float = 10.0
    times: float = 10.0
    calm: float = 0.5
    before_s: float = 30.0
    spike_s: float = 90.0
    after_s: float = 90.0
    think_s: float = 2.0
    aggressive: float = 0.3
    patience_s: float = 240.0
    knocks_max: int | None = None
    """Aggressive ones knock so often and then leave without a word; patient ones without a word, too."""


class Person:
    def __init__(self, number: int, is_aggressive: bool, gives_up_s: float) -> None:
        self.id = UUID(int=number)
        self.is_aggressive, self.gives_up_s = is_aggressive, gives_up_s
        self.turns = self.knocks = 0
        self.is_counted = False
        self.told: tuple[float, float] | None = None
        self.is_done = self.is_in = False
        self.conversation = UUID(int=number << 20)


class Outcome:
    """What happened: orders with their time, requests, persons by temper, commits that were refused."""

    def __init__(self) -> None:
        self.orders_s: list[float] = []
        self.arrived = {False: 0, True: 0}
        self.served = {False: 0, True: 0}
        self.requests = 0
        self.told: list[tuple[float, float, float]] = []
        """What patient people were told at first, from and to, and what it took; of waits of a second and more."""
        self.waits_s: list[float] = []

    def per_s(self, start_s: float, end_s: float) -> float:
        return sum(start_s <= at < end_s for at in self.orders_s) / (end_s - start_s)


class Town:
    """One run. Every event is (time, order, what to do)."""

    def __init__(self, spike: Spike, seed: int, gate: Gate | None = None) -> None:
        self.spike, self.random, self.out = spike, Random(seed), Outcome()
        self.gate = gate or Gate(GateShape(orders_per_s=spike.capacity_per_s), Random(seed + 1), 0.0)
        self._events: list[tuple[float, int, Callable[[float], Any]]] = []
        self._made = 0
        self.persons = 0
        self._is_draining = False
        self.refused_commits = 0
        self.on_tick: Callable[[float], None] = lambda _: None

    def at(self, when_s: float, what: Callable[[float], Any]) -> None:
        self._made += 1
        heapq.heappush(self._events, (when_s, self._made, what))

    def run(self) -> Outcome:
        spike = self.spike
        ends_s = spike.before_s + spike.spike_s + spike.after_s
        self.at(0.0, self._arrival)
        self.at(0.0, self._tick)
        while self._events and self._events[0][0] < ends_s:
            now_s, _, what = heapq.heappop(self._events)
            what(now_s)
        return self.out

    def _tick(self, now_s: float) -> None:
        self.on_tick(now_s)
        self.gate.tick(0.0, now_s)
        self.at(now_s + TICK_S, self._tick)

    def _arrival(self, now_s: float) -> None:
        spike = self.spike
        in_spike = spike.before_s <= now_s < spike.before_s + spike.spike_s
        rate = spike.capacity_per_s * (spike.times if in_spike else spike.calm)
        self.at(now_s + self.random.expovariate(rate), self._arrival)
        self.persons += 1
        patience_s = self.random.expovariate(1 / spike.patience_s)
        person = Person(self.persons, self.random.random() < spike.aggressive, now_s + patience_s)
        if in_spike:
            self.out.arrived[person.is_aggressive] += 1
            person.is_counted = True
        self._speak(person, person.conversation, now_s, now_s)

    def _speak(self, person: Person, conversation: UUID, since_s: float, now_s: float) -> None:
        if person.is_done or (person.is_in and conversation != person.conversation):
            return
        if now_s > person.gives_up_s and not person.is_in:
            person.is_done = True
            if self.spike.knocks_max is None:
                self.gate.leave(person.id)
            return
        self.out.requests += 1
        answer = self.gate.ask(person.id, conversation, now_s)
        if isinstance(answer, Waiting | Early):
            person.knocks += 1
            if isinstance(answer, Waiting) and person.told is None:
                person.told = answer.eta.from_s, answer.eta.to_s
            if person.is_aggressive and person.knocks == self.spike.knocks_max:
                person.is_done = True
                return
            wait_s = 1.0 if person.is_aggressive else answer.poll_s
            if person.is_aggressive and self.random.random() < 0.2:  # Another tab, another conversation.
                conversation = UUID(int=(person.id.int << 20) + self.random.randrange(1, 1 << 20))
            self.at(now_s + wait_s, lambda at_s: self._speak(person, conversation, since_s, at_s))
            return
        assert isinstance(answer, Admitted)
        if not person.is_in:
            self.out.waits_s.append(now_s - since_s)
            if person.told is not None and person.told[0] >= 1.0 and not person.is_aggressive:
                self.out.told.append((*person.told, now_s - since_s))
        person.is_in, person.conversation = True, conversation
        person.turns += 1
        think_s = self.random.expovariate(1 / self.spike.think_s)
        if person.turns < TURNS:
            self.at(now_s + think_s, lambda at_s: self._speak(person, conversation, since_s, at_s))
        else:
            self.gate.commits.grant(conversation, now_s, 120.0)
            self.at(now_s + think_s, lambda at_s: self._approve(person, conversation, at_s))

    def _approve(self, person: Person, conversation: UUID, now_s: float) -> None:
        self.gate.held.tapped(conversation)
        in_line = self.gate.commits.enter((person, conversation), conversation, now_s)
        if in_line is None:
            self._placed(person, conversation, now_s)
        elif not in_line.is_kept:
            self.refused_commits += 1
        elif not self._is_draining:
            self._is_draining = True
            self.at(now_s + self.gate.commits.wait_s(now_s), self._drain)

    def _drain(self, now_s: float) -> None:
        commits = self.gate.commits
        while (key := commits.next_ready(now_s)) is not None:
            self._placed(*key, now_s)  # type: ignore[misc]
        self._is_draining = commits.waiting > 0
        if self._is_draining:
            self.at(now_s + commits.wait_s(now_s), self._drain)

    def _placed(self, person: Person, conversation: UUID, now_s: float) -> None:
        self.gate.commits.finish(now_s, is_placed=True)
        self.gate.held.end(conversation)
        person.is_done = True
        self.out.orders_s.append(now_s)
        self.out.served[person.is_aggressive] += person.is_counted
