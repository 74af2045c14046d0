"""The gate of one worker: conversations are admitted, wait, or are told what else there is.

`ask` is the whole decision for a turn and touches a few dictionaries; `tick` runs a few times a second and does what
needs looking at: calls, expiry, limits, ladder.
"""

from random import Random
from uuid import UUID

from qianbei.gate.answers import Admitted, Early, GateShape, Knobs, Waiting
from qianbei.gate.arrivals import Arrivals
from qianbei.gate.capacity import Capacity
from qianbei.gate.classes import TrafficClass, TurnFacts, class_of_turn
from qianbei.gate.coming import heard
from qianbei.gate.commits import CommitLane
from qianbei.gate.controller import LimitChange, Why
from qianbei.gate.counts import Counts, Fate
from qianbei.gate.forecast import Rate
from qianbei.gate.held import Held
from qianbei.gate.ladder import Ladder, Step
from qianbei.gate.line import LOOKS_MAX, Line, Pace
from qianbei.gate.pacer import Pacer
from qianbei.gate.pipeline import PACE
from qianbei.gate.places import Moved, Place
from qianbei.gate.promises import Promises
from qianbei.gate.retries import RetryBudget, again_s
from qianbei.gate.room import Came, WaitingRoom
from qianbei.gate.telling import why_moved

STEP_S = 1.0
CUPS_SPAN_S = 300.0


class Gate:
    """See the module's words. All times are real monotonic seconds."""

    def __init__(self, shape: GateShape, random: Random, now_s: float) -> None:
        self.shape, self._random = shape, random
        self.room = WaitingRoom(random, shape.opens_at_s)
        self.ladder = Ladder(has_model=shape.model_slots > 0, has_small=shape.has_small_model)
        self.promises, self.counts, self.retries = Promises(random), Counts(), RetryBudget()
        self.capacity, is_pinned = Capacity(shape.orders_per_s), shape.orders_per_s is not None
        self.commits = CommitLane(self.capacity.per_s, shape.commits_at_once, now_s, is_pinned=is_pinned)
        self.held = Held(shape, self.ladder, self.commits, now_s)
        self._pacer = Pacer(self.capacity.per_s, 0.2, now_s)
        self.calls = Rate(10.0, now_s)
        self.line, self._stepped_s, self._is_primed = Line(), now_s, False
        self.arrivals, self.cups = Arrivals(now_s), Rate(CUPS_SPAN_S, now_s)
        """For the nowcast alone: who came, and cups that were ordered."""
        self.reason: Moved | None = None
        self.places_left: int | None = None
        self._look(0.0, now_s)

    def ask(
        self,
        person: UUID,
        conversation: UUID,
        now_s: float,
        *,
        holds_card: bool = False,
        pass_step: Step | None = None,
        is_pass_over: bool = False,
        came: Came | None = None,
    ) -> Admitted | Waiting | Early:
        """May this turn go on? `pass_step` comes from a pass that was opened, `came` from another worker's ticket.

        A pass that is over lets nobody in, and still says on which step the conversation began.
        """
        live = self.held.live.find(conversation)
        if live is not None and live.person == person:
            kind = class_of_turn(TurnFacts(live.admitted_s, live.turns, holds_card), now_s)
            self.held.spoke(live, now_s)
            if kind is TrafficClass.RUNNING or not self.room.waiting:
                return self.counts.let_in(Admitted(live.step, TrafficClass.RUNNING, False))
            self.held.end(conversation)
            pass_step = live.step
        elif pass_step is not None and not is_pass_over:
            # Another worker let it in; it has half its turns left.
            live = self.held.admit(person, conversation, TrafficClass.RUNNING, now_s, pass_step)
            live.turns = 4
            return self.counts.let_in(Admitted(pass_step, TrafficClass.RUNNING, False))
        return self._new(person, conversation, now_s, holds_card, came, pass_step)

    def _new(
        self,
        person: UUID,
        conversation: UUID,
        now_s: float,
        holds_card: bool,
        came: Came | None,
        begun: Step | None,
    ) -> Admitted | Waiting | Early:
        kind = TrafficClass.HOLDER if holds_card else TrafficClass.NEW
        place = self.room.find(person)
        if place is None:
            self.retries.came()
            self.counts.add(kind, Fate.OFFERED)
            self.arrivals.add(now_s)
            other = self.held.live.of_person(person)
            if other is not None and self.room.waiting:  # One place a person, whatever the number of tabs.
                self.held.end(other.conversation)
                return self.counts.let_in(self._let_in(person, conversation, other.kind, now_s, begun))
            if self._is_free(conversation, begun, now_s):
                return self.counts.let_in(self._let_in(person, conversation, kind, now_s, begun))
            place = self.room.add(person, kind, now_s, came, begun)
            self.counts.add(kind, Fate.WAITING)
        else:
            place = self.room.brought(person, came, now_s) or place
            heard(place, now_s)
            self.room.keep(place)
            early_s = 0.0 if place.called_s is not None else place.again_s - now_s
            if early_s > 0 and not self.retries.may_repeat():
                return Early(place.lane, again_s(early_s, self._random))
        said = self._after_a_look(place, now_s)
        if isinstance(said, Waiting):
            return said
        self.room.claim(person)
        self.promises.kept(said, now_s)
        return self.counts.let_in(self._let_in(person, conversation, said.lane, now_s, said.step))

    def look(self, person: UUID, now_s: float) -> Waiting | Place | None:
        """Where somebody stands: waiting, called (a Place), or nowhere. Looking keeps the place alive."""
        place = self.room.find(person)
        if place is None:
            return None
        heard(place, now_s)
        self.room.keep(place)
        return self._after_a_look(place, now_s)

    def _after_a_look(self, place: Place, now_s: float) -> Waiting | Place:
        """Whoever looks may be the next to be called."""
        self.pump(now_s)
        return self.room.called(place.person) or self._standing(place, now_s)

    def _is_free(self, conversation: UUID, begun: Step | None, now_s: float) -> bool:
        """Whether a newcomer need not wait."""
        if self.shape.is_dry:
            return True
        if self.room.waiting:
            return False
        return self._may_call(begun if begun is not None else self.ladder.step_for(conversation), now_s)

    def _let_in(
        self, person: UUID, conversation: UUID, kind: TrafficClass, now_s: float, begun: Step | None
    ) -> Admitted:
        step = min(begun if begun is not None else self.ladder.step_for(conversation), Step.D3)
        self.held.admit(person, conversation, kind, now_s, step)
        return Admitted(step, kind, True)

    def _standing(self, place: Place, now_s: float) -> Waiting:
        """A place with its honest range."""
        ahead, left = self.room.ahead(place), self.places_left
        wait_s = self.eta_s(ahead)
        eta, look_s = self.promises.tell(place, wait_s, now_s)
        holders = self.room.lanes[TrafficClass.HOLDER].waiting > 0
        moved = why_moved(place, wait_s, now_s, self.reason, holders=holders)
        is_stopped = self.ladder.least >= Step.D4
        self.room.keep(place)
        return Waiting(
            lane=place.lane,
            number=place.number,
            ahead=ahead,
            eta=eta,
            poll_s=look_s,
            joined_s=place.joined_s,
            reason=Moved.STOPPED if is_stopped else moved,
            can_reach=left is None or ahead < left,
            keep_card=self.ladder.keeps_card(wait_s),
            notify=place.notify,
            is_form=place.step is Step.D3,
        )

    def eta_s(self, ahead: float) -> float:
        """Until who has so many ahead is called and looks."""
        return self.line.wait_s(ahead) + self.room.coming.takes_s

    def leave(self, person: UUID) -> None:
        if self.room.leave(person) is not None:
            self.line.left()

    def pump(self, now_s: float) -> None:
        """Calls whoever may come now."""
        while self._has_any_room(now_s) and (place := self.room.peek(now_s)) is not None:
            share = self.room.coming.share_of(place, now_s)
            if not self._may_call(place.step or Step.D0, now_s, share):
                return
            self.room.call(place, now_s)

    def _has_any_room(self, now_s: float) -> bool:
        """For the lightest of conversations: nobody need be looked up when there is none."""
        if not self.room.is_open(now_s) or (self.commits.is_known and not self._pacer.has_any(now_s)):
            return False
        return self.held.has_room(Step.D3, self.room.coming.expected)

    def _may_call(self, step: Step, now_s: float, share: float = 1.0) -> bool:
        """`share` of a person is expected to come."""
        if self.ladder.least >= Step.D4:
            return False
        if not self.room.is_open(now_s) or not self.held.has_room(step, self.room.coming.expected):
            return False
        if self.commits.is_known and not self._pacer.take(now_s, share):
            return False
        self.calls.add(now_s)
        return True

    def _stock(self) -> float:
        """Conversations between call and order, those expected to come included."""
        return len(self.held.live) + self.room.coming.expected

    @property
    def people(self) -> float:
        """Whom this worker has to serve: those inside, and those who will come when called."""
        return self._stock() + self.line.people

    def tick(self, oldest_s: float, now_s: float) -> list[LimitChange]:
        """Several times a second. `oldest_s` is how long the oldest request of this process waits to start."""
        self._sweep(now_s)
        changes = self._step(oldest_s, now_s) if now_s - self._stepped_s >= STEP_S else []
        self._prime(now_s)
        self.pump(now_s)
        return changes

    def _prime(self, now_s: float) -> None:
        """When a line forms, and when more may come, calls run ahead by as long as called people take to come, once."""
        if not self.room.waiting:
            self._is_primed = False
        elif not self._is_primed:
            self._look(0.0, now_s)
            if self.commits.is_known:
                self._pacer.grant(max(0.0, self.held.pipeline.stock_max - self._stock()))
            self._is_primed = True

    def _sweep(self, now_s: float) -> None:
        for live in self.held.live.over(now_s):
            self.held.end(live.conversation)
        self.room.expire(now_s)
        takes_s = self.room.coming.takes_s if self.room.waiting else 0.0
        self.held.pipeline.look(len(self.held.live), takes_s, now_s)

    def _step(self, oldest_s: float, now_s: float) -> list[LimitChange]:
        span_s, self._stepped_s = now_s - self._stepped_s, now_s
        waiting = self.room.waiting
        self._look(span_s, now_s)
        made = self.held.step(oldest_s, now_s, is_tested=waiting > 0)
        self._pace()
        self.ladder.step(self.eta_s(waiting) if waiting else 0.0)
        if not waiting:
            self.reason = None
        if waiting and any(change.after < change.before for change in made):
            self.reason = Moved.SLOWER
        return made

    def _look(self, span_s: float, now_s: float) -> None:
        """At the line: once a second, when one forms, and when fewer or more may come."""
        places, coming = self.room.spread(LOOKS_MAX), self.room.coming
        pace = self.held.pace(coming.expected) or Pace(self.calls.per_s(now_s) * coming.mean_share)
        self.line.look(places, self.room.waiting, pace, coming, span_s, now_s)

    def hold(self, now_s: float) -> list[LimitChange]:
        """In place of `tick` when nothing can be measured: limits hold, then fall slowly (static stability)."""
        made = [change for limit in self.held.limits if (change := limit.hold(now_s)) is not None]
        self._sweep(now_s)
        self.pump(now_s)
        return made

    def turn_knobs(self, knobs: Knobs, now_s: float) -> list[LimitChange]:
        """An operator's word; what changed by it."""
        moved = self.ladder.turn(knobs.least_step, knobs.off)
        wanted = knobs.orders_per_s or self.shape.orders_per_s
        before, after = self.capacity.turn(wanted)
        if before != after or (wanted is not None) != self.commits.is_pinned:
            moved.append(("orders_per_s", before, after))
            self.commits.is_pinned = self.commits.is_known = wanted is not None
            self._changed(after < before, now_s)
        return [
            LimitChange(name, old, new, Why.OPERATOR, 0.0, now_s) for name, old, new in moved if old != new
        ]

    def set_share(self, share: float, now_s: float) -> list[LimitChange]:
        """This worker's part of what all workers together may do; a change is fed forward."""
        step = self.capacity.take(share)
        if step is None:
            self.commits.set_drain(self.capacity.per_s)
            self._pace()
            return []
        self._changed(step[1] < step[0], now_s)
        return [LimitChange("share", *step, Why.CAPACITY, 0.0, now_s)]

    def _changed(self, is_less: bool, now_s: float) -> None:
        """More or fewer are let in from now on: who waits is told of fewer, and calls run ahead anew."""
        if is_less and self.room.waiting:
            self.reason = Moved.FEWER
        self.commits.set_drain(self.capacity.per_s)
        self._pace()
        self._look(0.0, now_s)
        self._is_primed = False

    def _pace(self) -> None:
        if self.commits.is_known:
            self._pacer.rate_per_s = PACE * self.held.pipeline.calls_per_s
