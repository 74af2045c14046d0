"""What is there to see and hear without any door: bags on a counter with a code on them, codes said at a door.

It lives in the memory of the sandbox's process, as the street does not survive in a database either. After a
restart staff put their bags out again and customers say their codes again.
"""

from collections.abc import Iterable, Mapping

import msgspec

SPOKEN_MAX = 10_000
"""Codes remembered at once; beyond it the oldest is forgotten, and is said again at the customer's next look."""


class Bag(msgspec.Struct, frozen=True):
    """An order's bag: the pickup code written on it, and whether it stands ready on the counter."""

    pickup_code: str
    is_ready: bool


class Street:
    """The physical city. Stores put out bags, riders read them; customers say codes, riders hear them."""

    def __init__(self) -> None:
        self._counters: dict[str, Mapping[str, Bag]] = {}
        self._spoken: dict[str, str] = {}

    def put_out(self, merchant: str, bags: Mapping[str, Bag]) -> None:
        """All bags that a merchant's stores have now, by order id; what was there before is gone."""
        self._counters[merchant] = bags

    def bag(self, order_id: str) -> Bag | None:
        for bags in self._counters.values():
            if order_id in bags:
                return bags[order_id]
        return None

    def knows_any(self, order_ids: Iterable[str]) -> set[str]:
        """Those of the orders that some merchant of the city has a bag for."""
        return {order_id for order_id in order_ids if self.bag(order_id) is not None}

    def say(self, order_id: str, handover_code: str) -> None:
        if len(self._spoken) >= SPOKEN_MAX:
            del self._spoken[next(iter(self._spoken))]
        self._spoken[order_id] = handover_code

    def heard(self, order_id: str) -> str | None:
        return self._spoken.get(order_id)

    def forget(self, order_id: str) -> None:
        self._spoken.pop(order_id, None)
