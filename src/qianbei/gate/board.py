"""One look at a gate, for the operator's board and for Prometheus; and at the gates of all workers together."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from qianbei.gate.arrivals import together as arrivals_together
from qianbei.gate.classes import TrafficClass
from qianbei.gate.counts import Fate
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
    is_dry: bool
    reason: str | None
    status: Status
    people: float = 0.0


def board_of(gate: Gate, member: str, oldest_s: float, now_s: float) -> Board:
    """`oldest_s`: how long the oldest request of this process waits to start."""
    waiting = gate.room.waiting
    eta_s = gate.eta_s(waiting) if waiting else 0.0
    low, high = gate.promises.errors.spread(eta_s, now_s)
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
        share=gate.capacity.share,
        people=round(gate.people, 1),
        is_dry=gate.shape.is_dry,
        reason=gate.reason,
        status=Status(
            member=member,
            holder=gate.room.lanes[TrafficClass.HOLDER].serving,
            new=gate.room.lanes[TrafficClass.NEW].serving,
            waiting=waiting,
            per_s=round(gate.calls.per_s(now_s), 3),
            low=round(low, 3),
            high=round(high, 3),
        ),
    )


def together(own: Board, others: Sequence[Board]) -> Board:
    """What an operator sees of an installation: sums of what is counted, the longest of ages and waits. Limits, savings and
    what everybody may know are this worker's own."""
    every = [own, *others]
    eta = max(every, key=lambda each: each.eta_s)
    repeats = sum(each.retry_ratio * _first(each) for each in every)
    return msgspec.structs.replace(
        own,
        counts={kind: dict(_sum([each.counts[kind] for each in every])) for kind in own.counts},
        waiting_now=dict(_sum([each.waiting_now for each in every])),
        queue_age_s=max(each.queue_age_s for each in every),
        commit_age_s=max(each.commit_age_s for each in every),
        eta_s=eta.eta_s,
        eta_low=eta.eta_low,
        eta_high=eta.eta_high,
        eta_error=max(each.eta_error for each in every),
        retry_ratio=repeats / max(1, sum(map(_first, every))),
        goodput_per_s=sum(each.goodput_per_s for each in every),
        capacity_per_s=sum(each.capacity_per_s for each in every),
        level=max(each.level for each in every),
        live=sum(each.live for each in every),
        passes=sum(each.passes for each in every),
        arrivals=arrivals_together([each.arrivals for each in every]),
        cups_per_s=sum(each.cups_per_s for each in every),
        share=sum(each.share for each in every),
        people=sum(each.people for each in every),
    )


def _first(board: Board) -> int:
    """First requests: those of new conversations."""
    return sum(board.counts[kind.label][Fate.OFFERED] for kind in LANES)


def _sum(counts: Sequence[dict[str, int]]) -> Counter[str]:
    """Of the same names; what is nought stays there."""
    summed = Counter[str]()
    for each in counts:
        summed.update(each)
    return summed
