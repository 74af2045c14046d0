"""What the gate counts: requests by class, and what became of them."""

from collections import Counter
from enum import StrEnum

from qianbei.gate.answers import Admitted
from qianbei.gate.classes import TrafficClass
from qianbei.gate.ladder import Step


class Fate(StrEnum):
    """What became of a request. Waiting is a place that was given, shed is a request that got no place; done is work that
    was finished: a turn answered, an order placed, a conversation that ended in one."""

    OFFERED = "offered"
    ADMITTED = "admitted"
    WAITING = "waiting"
    DEGRADED = "degraded"
    SHED = "shed"
    DONE = "done"


class Counts:
    """Counts by class and fate."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[TrafficClass, Fate]] = Counter()

    def add(self, kind: TrafficClass, fate: Fate) -> None:
        self._counts[kind, fate] += 1

    def let_in(self, admitted: Admitted) -> Admitted:
        """Counts a turn that goes on, and returns it."""
        if admitted.kind is TrafficClass.RUNNING:
            self.add(admitted.kind, Fate.OFFERED)
        self.add(admitted.kind, Fate.ADMITTED)
        if admitted.is_new and admitted.step > Step.D0:
            self.add(admitted.kind, Fate.DEGRADED)
        return admitted

    def of(self, kind: TrafficClass, fate: Fate) -> int:
        return self._counts[kind, fate]

    def by_class(self) -> dict[str, dict[str, int]]:
        return {kind.label: {fate.value: self._counts[kind, fate] for fate in Fate} for kind in TrafficClass}
