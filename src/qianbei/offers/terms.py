"""Delivery money and the promise of time: pure arithmetic over a store's terms."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from qianbei.catalog.contracts import DeliveryTerms

SLOT_S = 300
SLOT_MINUTES = SLOT_S // 60
"""Slots begin with the hour, wherever it is."""
SLOTS_AHEAD_MAX = 24
"""Two hours: nobody is promised a cup later than that."""

RIDER_M_PER_S = 5
RIDER_COMES_S = 180
"""How long a rider needs to a shop and into the lift; a fleet's own quote replaces both."""

_SECOND = timedelta(seconds=1)

LATENESS_S = 600
"""Width of the honest range: the promise's late end is this much after its early end."""


def delivery_fen(terms: DeliveryTerms, distance_m: int) -> int:
    """The fee for a distance in metres."""
    beyond_m = max(0, distance_m - terms.free_m)
    return terms.base_fee_fen + terms.per_km_fen * (-(-beyond_m // 1000))


def first_free_slot(
    taken: Mapping[datetime, int], cups_per_slot: int, cups: int, now: datetime
) -> datetime | None:
    """The first slot, from the running one on, with room for `cups`; None within two hours means full."""
    return free_slot_from(running_slot(now), taken, cups_per_slot, cups)


def running_slot(now: datetime) -> datetime:
    return now.replace(minute=now.minute - now.minute % SLOT_MINUTES, second=0, microsecond=0)


def free_slot_from(
    start: datetime, taken: Mapping[datetime, int], cups_per_slot: int, cups: int
) -> datetime | None:
    """`first_free_slot` for who knows the running slot."""
    if cups > cups_per_slot:
        return None
    if taken.get(start, 0) + cups <= cups_per_slot:
        return start
    for step in range(1, SLOTS_AHEAD_MAX):
        slot = start + timedelta(seconds=SLOT_S * step)
        if taken.get(slot, 0) + cups <= cups_per_slot:
            return slot
    return None


def ready_at(slot: datetime, now: datetime, cups: int, prep_s: int, cups_before: int) -> datetime:
    """When the last of `cups` is made, after the `cups_before` that stand in the same slot."""
    return max(slot, now) + timedelta(seconds=prep_s * (cups + cups_before))


def wait_s(slot: datetime, now: datetime, cups: int, prep_s: int, cups_before: int, distance_m: int) -> int:
    """Whole seconds until `comes_by`."""
    ahead_s = (slot - now) // _SECOND if slot > now else 0
    return ahead_s + _takes_s(cups, prep_s, cups_before, distance_m)


def comes_by(
    slot: datetime, now: datetime, cups: int, prep_s: int, cups_before: int, distance_m: int
) -> datetime:
    """The late end of `eta(ready_at(…))`, without the dates between."""
    return max(slot, now) + timedelta(seconds=_takes_s(cups, prep_s, cups_before, distance_m))


def _takes_s(cups: int, prep_s: int, cups_before: int, distance_m: int) -> int:
    return prep_s * (cups + cups_before) + RIDER_COMES_S + distance_m // RIDER_M_PER_S + LATENESS_S


def eta(ready: datetime, distance_m: int) -> tuple[datetime, datetime]:
    """The range in which the order reaches the door."""
    travel = timedelta(seconds=RIDER_COMES_S + distance_m // RIDER_M_PER_S)
    return ready + travel, ready + travel + timedelta(seconds=LATENESS_S)
