"""Time as an argument: one clock per installation, real or scaled.

A sandbox installation may run its city faster than the wall (`--city-speed 30`); every process of the
installation then reads the same `Anchor`, so a quote, a slot and a rider age at one rate. City time never
runs backwards: a restart takes a new anchor at or after the last city time.
"""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

import msgspec

CITY_OFFSET = timedelta(hours=8)
"""The city's wall clocks against UTC; it has no summer time."""


class Clock(Protocol):
    """What application code asks for the time."""

    def now(self) -> datetime:
        """The city's time, aware UTC."""
        ...

    def real_s(self, city_s: float) -> float:
        """How many real seconds `city_s` city seconds last: what a sleep must be given."""
        ...


class Anchor(msgspec.Struct, frozen=True):
    """City time equals `city` at the wall time `real`, and runs `speed` times as fast from there."""

    real: datetime
    city: datetime
    speed: float

    def city_at(self, real: datetime) -> datetime:
        return self.city + (real - self.real) * self.speed

    def resumed(self, real: datetime, speed: float) -> "Anchor":
        """A new anchor at wall time `real`: never before the city time already lived, nor before the wall."""
        return Anchor(real=real, city=max(real, self.city_at(real)), speed=speed)


class CityClock:
    """The wall clock seen through an anchor. Immune to wall-clock steps after it was made."""

    def __init__(self, anchor: Anchor) -> None:
        self._speed = anchor.speed
        self._base = anchor.city_at(datetime.now(UTC))
        self._started_s = time.monotonic()

    def now(self) -> datetime:
        return self._base + timedelta(seconds=(time.monotonic() - self._started_s) * self._speed)

    def real_s(self, city_s: float) -> float:
        return city_s / self._speed


def day_began(at: datetime) -> datetime:
    """The city's last midnight."""
    city = at + CITY_OFFSET
    return city.replace(hour=0, minute=0, second=0, microsecond=0) - CITY_OFFSET


def city_day(at: datetime) -> date:
    """The day of the city."""
    return (at + CITY_OFFSET).date()


class FixedClock:
    """A clock that moves only when told: for tests and the simulator."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def real_s(self, city_s: float) -> float:
        return city_s

    def advance(self, **delta: float) -> None:
        self.at += timedelta(**delta)
