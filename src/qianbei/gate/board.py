"""One look at a gate, for the operator's board and for Prometheus."""

import msgspec

from qianbei.gate.classes import TrafficClass
from qianbei.gate.gate import Gate
from qianbei.gate.ladder import Step
from qianbei.gate.room import LANES


class Status(msgspec.Struct, frozen=True):
    """What everybody may know of a worker's line: numbers served by lane, calls a second, the spread of its forecasts."""

    member: str
    holder: int
    new: int
    waiting: int
    per_s: float
    low: float
    high: float


class Board(msgspec.Struct, frozen=True):
    """One look; counts since the start, ages in seconds, shares between 0 and 1; `arrivals` in spans of ten seconds; `share`:
    this worker's part of the limits of all; `people`: whom it takes it for."""

    counts: dict[str, dict[str, int]]
    waiting_now: dict[str, int]
    queue_age_s: float
    commit_age_s: float
    eta_s: float
    eta_low: float
    eta_high: float
    eta_error: float
    retry_ratio: float
    goodput_per_s: float
    capacity_per_s: float
    level: float
    least_step: str
    live: int
    passes: int
    limits: dict[str, float]
    savings: dict[str, float | None]
    arrivals: list[int]
    cups_per_s: float
    share: float
    people: float
    is_dry: bool
    reason: str | None
    status: Status


def board_of(gate: Gate, member: str, oldest_s: float, now_s: float) -> Board:
    """`oldest_s`: how long the oldest request of this process waits to start."""
    waiting = gate.room.waiting
    eta_s = gate.eta_s(waiting) if waiting else 0.0
    low, high = gate.promises.errors.spread(now_s, eta_s)
    limits = {"cpu": gate.held.cpu.limit.value, "pipeline_margin": gate.held.pipeline.limit.value}
    if gate.held.model is not None:
        limits["model"] = gate.held.model.limit.value
    return Board(
        counts=gate.counts.by_class(),
        waiting_now={
            **{kind.label: gate.room.lanes[kind].waiting for kind in LANES},
            TrafficClass.COMMIT.label: gate.commits.waiting,
        },
        queue_age_s=oldest_s,
        commit_age_s=gate.commits.delay_s(now_s),
        eta_s=eta_s,
        eta_low=low,
        eta_high=high,
        eta_error=gate.promises.errors.median_error(now_s),
        retry_ratio=gate.retries.ratio,
        goodput_per_s=gate.commits.done.per_s(now_s),
        capacity_per_s=gate.commits.drain_per_s,
        level=gate.ladder.level,
        least_step=gate.ladder.least.name,
        live=len(gate.held.live),
        passes=gate.commits.live_passes,
        limits=limits,
        savings={step.name: gate.ladder.saving(step).saved for step in Step if step <= Step.D3},
        arrivals=gate.arrivals.whole(now_s),
        cups_per_s=round(gate.cups.per_s(now_s), 4),
        share=gate.share,
        people=round(gate.people, 1),
        is_dry=gate.shape.is_dry,
        reason=gate.reason,
        status=Status(
            member=member,
            holder=gate.room.lanes[TrafficClass.HOLDER].serving,
            new=gate.room.lanes[TrafficClass.NEW].serving,
            waiting=waiting,
            per_s=round(gate.calls_per_s(now_s), 3),
            low=round(low, 3),
            high=round(high, 3),
        ),
    )
