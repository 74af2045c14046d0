"""Which stores bring to a door, the nearest first.

Deliberately absent: what changes without the catalogue knowing it, such as opening hours and cups.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from qianbei.catalog.contracts import MenuKey, Store, StoreStatus
from qianbei.kit.geometry import Point, Spot, spot, street_between_m


class Standing(msgspec.Struct, frozen=True):
    """What asking a store whether it can serve needs of it, worked out once; only of a store with a menu.

    `schedule` counts the different opening hours of the city, `menu` its different menus, so that what many stores
    share is looked at once.
    """

    store: Store
    key: MenuKey
    spot: Spot
    schedule: int
    menu: int


class Near(NamedTuple):
    """An open store within whose radius the door is. `number` is its id as a whole number, which is quick to compare."""

    distance_m: int
    number: int
    standing: Standing


def stores_near(standings: Iterable[Standing], door: Point) -> tuple[Near, ...]:
    """The stores that bring to the door, by distance and then by id."""
    at, found = spot(door), []
    for standing in standings:
        store = standing.store
        if store.status is StoreStatus.OPEN:
            distance_m = street_between_m(standing.spot, at)
            if distance_m <= store.delivery.radius_m:
                found.append(Near(distance_m, store.store_id.int, standing))
    return tuple(sorted(found, key=_place))


def _place(near: Near) -> tuple[int, int]:
    return near.distance_m, near.number
