"""What a gate starts from, and the two things it may say to a turn."""

from datetime import datetime

import msgspec

from qianbei.gate.classes import TrafficClass
from qianbei.gate.forecast import Range
from qianbei.gate.ladder import Step


class GateShape(msgspec.Struct, frozen=True):
    """What a gate starts from. `orders_per_s` pins the commit lane's capacity; None lets it be found by running."""

    orders_per_s: float | None = None
    commits_at_once: int = 1_024
    model_slots: int = 0
    has_small_model: bool = False
    cpu_target_s: float = 0.1
    commit_target_s: float = 1.0
    model_target_s: float = 0.6
    opens_at_s: float | None = None
    is_dry: bool = False


class Knobs(msgspec.Struct, frozen=True):
    """What an operator has set. `orders_per_s` is of all workers together; None leaves it to the settings.

    `off`: steps of the ladder that the forecast may not choose; `expected_per_s`: people a second that were planned for; `back_at`: when a closed house hopes to open.
    """

    least_step: Step = Step.D0
    orders_per_s: float | None = None
    off: tuple[Step, ...] = ()
    expected_per_s: float | None = None
    back_at: datetime | None = None


class Admitted(msgspec.Struct, frozen=True):
    """The conversation may go on, on this step of the ladder; `is_new` when it was admitted just now."""

    step: Step
    kind: TrafficClass
    is_new: bool


class Early(msgspec.Struct, frozen=True):
    """Somebody who waits asked again before they were told to, and too many do: no work was done, the place is kept."""

    lane: TrafficClass
    poll_s: float


class Waiting(msgspec.Struct, frozen=True):
    """A place. `number` is None before the lot is drawn; `reason` says why the range moved, if it did.

    `keep_card`: the wait is so long that coming back later is offered, with the card extended; `notify`: they are told when
    it is their turn; `is_form`: they begin with the quick form.
    """

    lane: TrafficClass
    number: int | None
    ahead: int
    eta: Range
    poll_s: float
    joined_s: float
    reason: str | None
    can_reach: bool
    keep_card: bool
    notify: bool
    is_form: bool
