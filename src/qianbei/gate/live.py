"""The conversations that are admitted now, what each keeps busy, and which of them a person holds."""

from collections import OrderedDict
from collections.abc import Iterator
from uuid import UUID

from qianbei.gate.classes import ADMITTED_S_MAX, TrafficClass
from qianbei.gate.ladder import Step

IDLE_S = 90.0
"""A conversation that says nothing for so long gives its weight back; its pass still lets it go on."""

LIVE_MAX = 200_000


class Live:
    """An admitted conversation. `weights` are slots of CPU and of the model."""

    __slots__ = (
        "admitted_s",
        "conversation",
        "has_tapped",
        "kind",
        "model_s",
        "person",
        "seen_s",
        "step",
        "turns",
        "weights",
    )

    def __init__(
        self,
        person: UUID,
        conversation: UUID,
        kind: TrafficClass,
        step: Step,
        now_s: float,
        weights: tuple[float, float],
    ) -> None:
        self.person, self.conversation, self.kind, self.step = person, conversation, kind, step
        self.weights = weights
        self.admitted_s = self.seen_s = now_s
        self.has_tapped = False
        self.turns = 0
        self.model_s = 0.0


class Conversations:
    """In the order in which they last spoke."""

    def __init__(self) -> None:
        self._live: OrderedDict[UUID, Live] = OrderedDict()
        self._of_person: dict[UUID, UUID] = {}

    def __len__(self) -> int:
        return len(self._live)

    def find(self, conversation: UUID) -> Live | None:
        return self._live.get(conversation)

    def of_person(self, person: UUID) -> Live | None:
        conversation = self._of_person.get(person)
        return None if conversation is None else self._live.get(conversation)

    def add(self, live: Live) -> None:
        self._live[live.conversation] = live
        self._of_person[live.person] = live.conversation

    def spoke(self, live: Live, now_s: float) -> float:
        """Notes another turn; returns how long the person thought."""
        thought_s, live.seen_s = now_s - live.seen_s, now_s
        live.turns += 1
        self._live.move_to_end(live.conversation)
        return thought_s

    def pop(self, conversation: UUID) -> Live | None:
        live = self._live.pop(conversation, None)
        if live is not None and self._of_person.get(live.person) == conversation:
            del self._of_person[live.person]
        return live

    def over(self, now_s: float) -> Iterator[Live]:
        """Those that are silent or too many, oldest first; the caller ends each before asking for the next."""
        while self._live:
            live = next(iter(self._live.values()))
            is_silent = now_s - live.seen_s > IDLE_S or now_s - live.admitted_s > ADMITTED_S_MAX + IDLE_S
            if not is_silent and len(self._live) <= LIVE_MAX:
                return
            yield live
