"""Limits that follow measured queueing delay, and that keep working when nobody measures.

`f = 1.05` below half the target, 1 below the target, else `max(0.93, sqrt(target / delay))`: a fast bounded cut and slow
growth, the shape of tRPC-Cpp's F. A limit that nobody is testing grows back to where it began and never beyond, so that a
bad minute leaves no line behind. After SILENT_S without a measurement the
last limit holds and falls 2 % a second to its floor. Every change is a value for the audit; in a dry run the change is
told and not made.
"""

from enum import StrEnum
from math import sqrt

import msgspec

SILENT_S = 5.0
FALL_PER_S = 0.02
GROW, CUT = 1.05, 0.93
AUDITED_SHARE = 0.1
"""A change is told when the limit has moved by this share since the last one told: growth by fives would be noise."""


class Why(StrEnum):
    """Why a limit changed."""

    DELAY = "delay"
    CALM = "calm"
    SILENT = "silent"
    CAPACITY = "capacity"
    OPERATOR = "operator"


class LimitChange(msgspec.Struct, frozen=True):
    """One row of the audit. `is_dry` when it was only what would have been done."""

    limit: str
    before: float
    after: float
    why: Why
    delay_s: float
    at_s: float
    is_dry: bool = False


class Bounds(msgspec.Struct, frozen=True):
    """Where a limit may go, and the queueing delay it aims below."""

    floor: float
    ceiling: float
    target_s: float


class Controller:
    """One limit. `step` is to be called about once a second with what was measured."""

    def __init__(
        self, name: str, value: float, bounds: Bounds, now_s: float, *, is_dry: bool = False
    ) -> None:
        self.name, self.bounds, self.is_dry = name, bounds, is_dry
        self._value = self._told = self._first = value
        self._shadow = value
        self._measured_at_s = self._fell_at_s = now_s
        self.delay_s = 0.0

    @property
    def value(self) -> float:
        return self._value

    @property
    def would_be(self) -> float:
        """What the limit would be without the dry run."""
        return self._shadow

    def step(self, delay_s: float, now_s: float, *, is_tested: bool) -> LimitChange | None:
        """After one measurement: the larger of what started work had waited and the age of the oldest that waits."""
        self.delay_s, self._measured_at_s, self._fell_at_s = delay_s, now_s, now_s
        target_s = self.bounds.target_s
        if delay_s < target_s / 2:
            if not is_tested and self._shadow >= self._first:
                return None
            factor, why = GROW, Why.CALM
        elif delay_s < target_s:
            return None
        else:
            factor, why = max(CUT, sqrt(target_s / delay_s)), Why.DELAY
        value = self._shadow * factor
        if why is Why.CALM and not is_tested:
            value = min(value, self._first)
        return self._move(value, why, now_s)

    def hold(self, now_s: float) -> LimitChange | None:
        """Without a measurement: nothing for SILENT_S, then a slow fall. Safe to call at any pace."""
        if now_s - self._measured_at_s <= SILENT_S:
            return None
        fallen_s, self._fell_at_s = (
            now_s - max(self._fell_at_s, self._measured_at_s + SILENT_S),
            now_s,
        )
        return self._move(self._shadow * (1 - FALL_PER_S) ** fallen_s, Why.SILENT, now_s)

    def set(self, value: float, now_s: float) -> LimitChange | None:
        """An operator's word."""
        return self._move(value, Why.OPERATOR, now_s)

    def _move(self, value: float, why: Why, now_s: float) -> LimitChange | None:
        value = min(max(value, self.bounds.floor), self.bounds.ceiling)
        self._shadow = value
        is_dry = self.is_dry and why in (Why.DELAY, Why.CALM)
        if not is_dry:
            self._value = value
        is_news = abs(value - self._told) >= AUDITED_SHARE * self._told or (
            why in (Why.OPERATOR, Why.CAPACITY) and value != self._told
        )
        if not is_news:
            return None
        before, self._told = self._told, value
        return LimitChange(self.name, before, value, why, self.delay_s, now_s, is_dry)
