"""Delivery money and the promise of time: pure arithmetic over a store's terms."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from qianbei.catalog.contracts import DeliveryTerms

SLOT_S = 300
SLOTS_AHEAD_MAX = 24
"""Two hours: nobody is promised a cup later than that."""

RIDER_M_PER_S = 5
RIDER_COMES_S = 180
"""How long a rider needs to a shop and into the lift; a fleet's own quote replaces both."""

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
    if cups > cups_per_slot:
        return None
    seconds = int(now.timestamp())
    start = datetime.fromtimestamp(seconds - seconds % SLOT_S, now.tzinfo)
    for step in range(SLOTS_AHEAD_MAX):
        slot = start + timedelta(seconds=SLOT_S * step)
        if taken.get(slot, 0) + cups <= cups_per_slot:
            return slot
    return None


def ready_at(slot: datetime, now: datetime, cups: int, prep_s: int, cups_before: int) -> datetime:
    """When the last of `cups` is made, after the `cups_before` that stand in the same slot."""
    return max(slot, now) + timedelta(seconds=prep_s * (cups + cups_before))


def eta(ready: datetime, distance_m: int) -> tuple[datetime, datetime]:
    """The range in which the order reaches the door."""
    travel = timedelta(seconds=RIDER_COMES_S + distance_m // RIDER_M_PER_S)
    return ready + travel, ready + travel + timedelta(seconds=LATENESS_S)
