"""How many cups the open stores can still make before they close: what a line may be promised at most."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from qianbei.agent.city import City
from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import StoreStatus

SLOT_MINUTES = 5


def cups_left(city: City, taken: Mapping[UUID, dict[datetime, int]], now: datetime) -> int:
    """Of all open stores until their hours end, the running slot included, without what is promised already."""
    minutes: dict[int, int] = {}
    cups = 0
    for store_id, standing in city.standings.items():
        store = standing.store
        if store.status is not StoreStatus.OPEN:
            continue
        left = minutes.get(standing.schedule)
        if left is None:
            left = catalog.open_minutes_left(store.hours, store.utc_offset_minutes, now)
            minutes[standing.schedule] = left
        slots = -(-left // SLOT_MINUTES)
        cups += max(0, slots * store.cups_per_slot - sum(taken.get(store_id, {}).values()))
    return cups
