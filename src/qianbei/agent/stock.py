"""How many cups the open stores can still make: what a line may be promised at most, and what will run out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qianbei.agent.city import City
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import StoreStatus
from qianbei.offers.terms import SLOT_MINUTES

SOON = timedelta(hours=1)


class Stock(msgspec.Struct, frozen=True):
    """`cups` until the stores close, `soon` of them within an hour; the last store closes in `open_s` city seconds."""

    cups: int
    soon: int
    open_s: float


def stock(city: City, taken: Mapping[UUID, dict[datetime, int]], now: datetime) -> Stock:
    """Of all open stores, the running slot included, without what is promised already."""
    minutes: dict[int, int] = {}
    cups = soon = 0
    for store_id, standing in city.standings.items():
        store = standing.store
        if store.status is not StoreStatus.OPEN:
            continue
        left = minutes.get(standing.schedule)
        if left is None:
            left = catalog.open_minutes_left(store.hours, store.utc_offset_minutes, now)
            minutes[standing.schedule] = left
        promised = taken.get(store_id, {})
        cups += _free(left, store.cups_per_slot, sum(promised.values()))
        near = sum(count for starts_at, count in promised.items() if starts_at < now + SOON)
        soon += _free(min(left, 60), store.cups_per_slot, near)
    return Stock(cups, soon, 60.0 * max(minutes.values(), default=0))


def _free(minutes: int, cups_per_slot: int, promised: int) -> int:
    return max(0, -(-minutes // SLOT_MINUTES) * cups_per_slot - promised)
