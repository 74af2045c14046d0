"""Opening hours: pure, in the local time of the store."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from qianbei.catalog.contracts import OpeningHours

DAY_MINUTES = 24 * 60
HOURS_MAX = 21
"""Three spans for each day of the week."""

_CLOCK = re.compile(r"([0-4]\d):([0-5]\d)", re.ASCII)


def minute_of(clock_text: str) -> int | None:
    """`"26:00"` → 1560; None for what is no time of a day or of the night after it."""
    match = _CLOCK.fullmatch(clock_text)
    minute = int(match[1]) * 60 + int(match[2]) if match else 2 * DAY_MINUTES + 1
    return minute if minute <= 2 * DAY_MINUTES else None


def clock_text(minute: int) -> str:
    """`1560` → `"26:00"`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def sound_hours(hours: Sequence[OpeningHours]) -> bool:
    """True when every span opens within its day and lasts more than nothing and at most a day."""
    return 0 < len(hours) <= HOURS_MAX and all(
        span.days
        and all(0 <= day <= 6 for day in span.days)
        and 0 <= span.open_minute < DAY_MINUTES
        and span.open_minute < span.close_minute <= span.open_minute + DAY_MINUTES
        for span in hours
    )


def open_at(hours: Sequence[OpeningHours], utc_offset_minutes: int, at: datetime) -> bool:
    """Whether the store's hours hold at a time; the closing minute is already closed."""
    local = at + timedelta(minutes=utc_offset_minutes)
    minute = local.hour * 60 + local.minute
    today, yesterday = local.weekday(), (local.weekday() - 1) % 7
    return any(
        (today in span.days and span.open_minute <= minute < span.close_minute)
        or (yesterday in span.days and minute + DAY_MINUTES < span.close_minute)
        for span in hours
    )


def open_minutes_left(hours: Sequence[OpeningHours], utc_offset_minutes: int, at: datetime) -> int:
    """How long the store's hours still hold from now on; 0 for a closed one."""
    local = at + timedelta(minutes=utc_offset_minutes)
    minute = local.hour * 60 + local.minute
    today, yesterday = local.weekday(), (local.weekday() - 1) % 7
    left = [span.close_minute - minute for span in hours if today in span.days and span.open_minute <= minute]
    left += [span.close_minute - minute - DAY_MINUTES for span in hours if yesterday in span.days]
    return max(0, *left, 0)


def opens_next(hours: Sequence[OpeningHours], utc_offset_minutes: int, at: datetime) -> datetime | None:
    """The next time after `at` at which a span begins; None for a store without hours."""
    return min((start for start in _starts(hours, utc_offset_minutes, at) if start > at), default=None)


def _starts(hours: Sequence[OpeningHours], utc_offset_minutes: int, at: datetime) -> Iterator[datetime]:
    offset = timedelta(minutes=utc_offset_minutes)
    local = at.astimezone(UTC) + offset
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(8):
        day = midnight + timedelta(days=ahead)
        for span in hours:
            if day.weekday() in span.days:
                yield day + timedelta(minutes=span.open_minute) - offset
