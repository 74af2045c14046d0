"""Places on the ground, in micro-degrees (integers, so that sealed content has one spelling)."""

import math

import msgspec

_EARTH_RADIUS_M = 6_371_000
_STREET_DETOUR = 1.3
"""Streets are longer than the straight line; 1.3 is the usual urban factor. A fleet's own answer replaces it."""


class Point(msgspec.Struct, frozen=True):
    """WGS-84 latitude and longitude in millionths of a degree."""

    lat_e6: int
    lng_e6: int


class Spot(msgspec.Struct, frozen=True):
    """A point with what each distance from it needs, worked out once. `lat` in radians."""

    lat: float
    lat_cos: float
    lng_e6: int


def spot(point: Point) -> Spot:
    lat = math.radians(point.lat_e6 / 1e6)
    return Spot(lat, math.cos(lat), point.lng_e6)


def straight_m(a: Point, b: Point) -> int:
    """Great-circle distance in metres (haversine)."""
    return _straight_m(spot(a), spot(b))


def street_m(a: Point, b: Point) -> int:
    """What a rider is likely to travel between two points, in metres."""
    return street_between_m(spot(a), spot(b))


def street_between_m(a: Spot, b: Spot) -> int:
    """`street_m` for who asks often."""
    return round(_straight_m(a, b) * _STREET_DETOUR)


def _straight_m(a: Spot, b: Spot) -> int:
    half_lng = math.radians((b.lng_e6 - a.lng_e6) / 1e6) / 2
    h = math.sin((b.lat - a.lat) / 2) ** 2 + a.lat_cos * b.lat_cos * math.sin(half_lng) ** 2
    return round(2 * _EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, h))))
