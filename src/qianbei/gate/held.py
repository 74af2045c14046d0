"""What admitted conversations keep busy: the process, the model's slots, and the way between call and order."""

from uuid import UUID

from qianbei.gate.answers import GateShape
from qianbei.gate.classes import TrafficClass
from qianbei.gate.commits import CommitLane
from qianbei.gate.controller import LimitChange
from qianbei.gate.ladder import Ladder, Step
from qianbei.gate.line import Pace
from qianbei.gate.live import Conversations, Live
from qianbei.gate.pipeline import Pipeline
from qianbei.gate.pool import pools

LEAST_COST = 0.1
"""A step that was measured to cost almost nothing says almost nothing of what a whole conversation costs."""


class Held:
    """All times are real monotonic seconds."""

    def __init__(self, shape: GateShape, ladder: Ladder, commits: CommitLane, now_s: float) -> None:
        self._ladder, self._commits = ladder, commits
        self.cpu, self.model = pools(shape, now_s)
        self.pipeline = Pipeline(commits, shape.commit_target_s, now_s, is_dry=shape.is_dry)
        self.live = Conversations()
        self.limits = [each.limit for each in (self.cpu, self.pipeline, self.model) if each is not None]

    def has_room(self, step: Step, coming: float) -> bool:
        """For one more conversation on this step, `coming` others being expected."""
        if not self.cpu.has_room(self.cpu.weight):
            return False
        weight = self._model_weight(step)
        if self.model is not None and weight > 0 and not self.model.has_room(weight):
            return False
        return len(self.live) + coming < self.pipeline.stock_max

    def step(self, oldest_s: float, now_s: float, *, is_tested: bool) -> list[LimitChange]:
        """About once a second: what the limits change by the delays that were measured."""
        self._commits.measure(now_s)
        delays_s = [self.cpu.delay_s(oldest_s), self._commits.delay_s(now_s)]
        if self.model is not None:
            delays_s.append(self.model.delay_s(0.0))
        changes = [
            limit.step(delay_s, now_s, is_tested=is_tested)
            for limit, delay_s in zip(self.limits, delays_s, strict=True)
        ]
        return [change for change in changes if change is not None]

    def pace(self, coming: float) -> Pace | None:
        """How fast people may come while a line stands; None when it is not known what the database takes."""
        pipeline, lane = self.pipeline, self._commits
        if not lane.is_known:
            return None
        surplus = max(0.0, len(self.live) + coming - pipeline.stock_max)
        return Pace(pipeline.calls_per_s, lane.drain_per_s, lane.committed, surplus, pipeline.residence_s)

    def spoke(self, live: Live, now_s: float) -> None:
        """An admitted conversation has another turn."""
        self.cpu.thought(self.live.spoke(live, now_s))

    def admit(self, person: UUID, conversation: UUID, kind: TrafficClass, now_s: float, step: Step) -> Live:
        self.end(conversation)
        weights = (self.cpu.weight, self._model_weight(step))
        live = Live(person, conversation, kind, step, now_s, weights)
        self.live.add(live)
        self.cpu.used += weights[0]
        if self.model is not None:
            self.model.used += weights[1]
        return live

    def step_of(self, conversation: UUID) -> Step | None:
        live = self.live.find(conversation)
        return None if live is None else live.step

    def tapped(self, conversation: UUID) -> None:
        """The person approved."""
        live = self.live.find(conversation)
        if live is not None and not live.has_tapped:
            live.has_tapped = True
            self.pipeline.ended(ordered=True)

    def end(self, conversation: UUID) -> Live | None:
        """An admitted conversation is over: an order, a farewell or silence. Its weight comes back at once."""
        live = self.live.pop(conversation)
        if live is None:
            return None
        if not live.has_tapped:
            self.pipeline.ended(ordered=False)
        self.cpu.used = max(0.0, self.cpu.used - live.weights[0]) if self.live else 0.0
        if self.model is not None:
            self.model.used = max(0.0, self.model.used - live.weights[1]) if self.live else 0.0
        if self.model is not None and live.step.uses_model:
            whole_s = live.model_s / max(self._ladder.cost(live.step), LEAST_COST)
            self.model.ended(whole_s, live.seen_s - live.admitted_s)
        self._ladder.learn(live.step, live.model_s)
        return live

    def used_model(self, conversation: UUID, service_s: float, waited_s: float) -> None:
        """A model call of this conversation took so long, after waiting for a slot; 0 when none came free in time."""
        if self.model is not None:
            self.model.waited(waited_s)
        if (live := self.live.find(conversation)) is not None:
            live.model_s += service_s

    def _model_weight(self, step: Step) -> float:
        if self.model is None or not step.uses_model:
            return 0.0
        return self.model.weight * self._ladder.cost(step)
