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


def straight_m(a: Point, b: Point) -> int:
    """Great-circle distance in metres (haversine)."""
    lat_a, lat_b = math.radians(a.lat_e6 / 1e6), math.radians(b.lat_e6 / 1e6)
    half_lat = (lat_b - lat_a) / 2
    half_lng = math.radians((b.lng_e6 - a.lng_e6) / 1e6) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lng) ** 2
    return round(2 * _EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, h))))


def street_m(a: Point, b: Point) -> int:
    """What a rider is likely to travel between two points, in metres."""
    return round(straight_m(a, b) * _STREET_DETOUR)
