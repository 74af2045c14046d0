"""A resource that conversations keep busy: a process's CPU, or a model's slots.

A live conversation weighs the mean number of slots it keeps busy, `s / (s + z)`: seconds of service and of thinking, both
learned. The work budget W, in slots, follows measured queueing delay (see `controller`).
"""

from qianbei.gate.answers import GateShape
from qianbei.gate.controller import Bounds, Controller

LEARN = 0.02
W_FLOOR, W_CEILING = 0.2, 1.1
DELAYS_MAX = 512
FIRST_BUSY_S, FIRST_HELD_S = 0.3, 20.0
"""Of a conversation with a model, before it was measured: about one in ten asks it, for two seconds or three."""
THINK_S_MIN = 5.0
"""Scripts answer at once, and still a conversation counts for a while after its last word: a few hurried ones may not
make every conversation look so heavy that a handful fills the house."""


class Pool:
    """`service_s` and `think_s` are first guesses."""

    def __init__(
        self,
        name: str,
        slots: float,
        service_s: float,
        think_s: float,
        target_s: float,
        now_s: float,
        *,
        is_dry: bool = False,
    ) -> None:
        bounds = Bounds(W_FLOOR * slots, W_CEILING * slots, target_s)
        self.limit = Controller(name, slots, bounds, now_s, is_dry=is_dry)
        self.service_s, self.think_s = service_s, think_s
        self.used = 0.0
        self._delays_s: list[float] = []

    @property
    def weight(self) -> float:
        return self.service_s / (self.service_s + max(self.think_s, THINK_S_MIN))

    def has_room(self, weight: float) -> bool:
        return self.used + weight <= self.limit.value or self.used == 0.0

    def took(self, service_s: float, waited_s: float) -> None:
        """A turn has used the resource so long, after waiting so long for it."""
        self.service_s += LEARN * (service_s - self.service_s)
        self.waited(waited_s)

    def thought(self, think_s: float) -> None:
        """A person took so long between two turns."""
        self.think_s += LEARN * (think_s - self.think_s)

    def waited(self, waited_s: float) -> None:
        if len(self._delays_s) < DELAYS_MAX:
            self._delays_s.append(waited_s)

    def delay_s(self, oldest_s: float) -> float:
        """The larger of the ninth decile of what started work had waited and the age of the oldest; forgets the former."""
        delays, self._delays_s = sorted(self._delays_s), []
        return max(delays[len(delays) * 9 // 10] if delays else 0.0, oldest_s)


class ModelPool(Pool):
    """A model's slots. Most conversations never need one, so a conversation weighs the seconds of the model that one takes on
    the mean, over the time for which it is held."""

    def __init__(self, slots: int, target_s: float, now_s: float, *, is_dry: bool) -> None:
        super().__init__("model", slots, 2.0, 10.0, target_s, now_s, is_dry=is_dry)
        self._busy_s, self._held_s = FIRST_BUSY_S, FIRST_HELD_S

    @property
    def weight(self) -> float:
        return min(1.0, self._busy_s / self._held_s)

    def ended(self, busy_s: float, talked_s: float) -> None:
        """A conversation is over that would have taken so many seconds of the model with all it could ask for."""
        self._busy_s += LEARN * (busy_s - self._busy_s)
        self._held_s += LEARN * (talked_s + THINK_S_MIN - self._held_s)


def pools(shape: GateShape, now_s: float) -> tuple[Pool, ModelPool | None]:
    """The process's CPU, and the model's slots where there is one."""
    cpu = Pool("cpu", 1.0, 0.002, 10.0, shape.cpu_target_s, now_s, is_dry=shape.is_dry)
    if not shape.model_slots:
        return cpu, None
    return cpu, ModelPool(shape.model_slots, shape.model_target_s, now_s, is_dry=shape.is_dry)
