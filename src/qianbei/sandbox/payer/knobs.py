"""How well the sandbox payer feels: rates of trouble, and the dice that apply them.

What happens to one payment depends on the seed and its id alone, not on what else the payer does, so a run can be
told again. Rates are between 0 and 1. `Knobs()` is no trouble at all;
`EVERYDAY` is what a city starts with.
"""

from datetime import datetime
from random import Random
from typing import Annotated

import msgspec

from qianbei.sandbox.payer.book import PaymentState, Verdict

Rate = Annotated[float, msgspec.Meta(ge=0, le=1)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]


class Knobs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All the trouble there is. A rate left out of `POST /knobs` is no trouble."""

    latency_ms: Annotated[int, msgspec.Meta(ge=0, le=60_000)] = 0
    """Every answer waits so long, on the wall."""
    lost_reply_rate: Rate = 0.0
    """Share of changes that are carried out but answered 504; the same request again gets its answer."""
    silent_rate: Rate = 0.0
    """Share of payments that are never decided: pending until somebody voids them."""
    decline_rate: Rate = 0.0
    """Share of payments that are declined."""
    late_callback_s: Seconds = 0.0
    """Above 0: a late payment is pending so long and is then told by callback."""
    late_rate: Rate = 1.0
    """Share of payments that are late, when `late_callback_s` is above 0."""
    lost_callback_rate: Rate = 0.0
    """Share of callbacks that are never sent; asking still finds the truth."""
    double_callback_rate: Rate = 0.0
    """Share of changes that are told again by callback, whatever was said before."""
    declined_persons: tuple[str, ...] = ()
    """Payers that are always declined."""


EVERYDAY = Knobs(
    latency_ms=5,
    lost_reply_rate=0.002,
    late_callback_s=0.5,
    late_rate=0.05,
    lost_callback_rate=0.1,
    double_callback_rate=0.05,
)


class Mood:
    """Draws what happens. Change `knobs` at any time; it counts from the next request on."""

    def __init__(self, knobs: Knobs, seed: int) -> None:
        self.knobs = knobs
        self._seed = seed

    def verdict(self, payment_id: str, person: str, now: datetime) -> Verdict:
        """How this payment's authorisation will go."""
        knobs = self.knobs
        dice = self._dice(payment_id, "verdict")
        silent, declined, late = (dice.random() for _ in range(3))
        approve = declined >= knobs.decline_rate and person not in knobs.declined_persons
        if silent < knobs.silent_rate:
            return Verdict(PaymentState.PENDING)
        if knobs.late_callback_s > 0 and late < knobs.late_rate:
            decide_at_ms = int((now.timestamp() + knobs.late_callback_s) * 1000)
            return Verdict(PaymentState.PENDING, decide_at_ms, approve)
        return Verdict(PaymentState.AUTHORISED if approve else PaymentState.DECLINED)

    def loses_reply(self, payment_id: str, sequence: int) -> bool:
        return self._dice(payment_id, f"reply.{sequence}").random() < self.knobs.lost_reply_rate

    def loses_callback(self, payment_id: str, sequence: int) -> bool:
        return self._dice(payment_id, f"callback.{sequence}").random() < self.knobs.lost_callback_rate

    def doubles(self, payment_id: str, sequence: int) -> bool:
        return self._dice(payment_id, f"double.{sequence}").random() < self.knobs.double_callback_rate

    def _dice(self, payment_id: str, about: str) -> Random:
        return Random(f"{self._seed}/{payment_id}/{about}")
