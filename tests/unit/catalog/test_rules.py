"""Opening hours, in the local time of the store."""

from datetime import UTC, datetime, timedelta

import pytest

from qianbei.catalog import rules
from qianbei.catalog.contracts import OpeningHours

EVERY_DAY = tuple(range(7))
NIGHTS = (OpeningHours(EVERY_DAY, 7 * 60, 26 * 60),)
TUESDAYS = (OpeningHours((1,), 9 * 60, 25 * 60),)
CHINA = 480


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """May 2031; the 19th is a Monday."""
    return datetime(2031, 5, day, hour, minute, tzinfo=UTC) - timedelta(minutes=CHINA)


@pytest.mark.parametrize(
    ("hours", "at", "is_open"),
    [
        (NIGHTS, local(20, 6, 59), False),
        (NIGHTS, local(20, 7), True),
        (NIGHTS, local(20, 23, 59), True),
        (NIGHTS, local(21, 1, 59), True),
        (NIGHTS, local(21, 2), False),
        (TUESDAYS, local(19, 12), False),
        (TUESDAYS, local(20, 12), True),
        (TUESDAYS, local(21, 0, 30), True),
        (TUESDAYS, local(20, 0, 30), False),
        ((OpeningHours(EVERY_DAY, 0, 1440),), local(20, 0), True),
        ((), local(20, 12), False),
    ],
)
def test_a_store_is_open_within_its_spans_and_past_midnight(hours, at, is_open):
    assert rules.open_at(hours, CHINA, at) is is_open


def test_the_next_opening_is_found_a_week_ahead():
    assert rules.opens_next(TUESDAYS, CHINA, local(20, 9)) == local(27, 9)
    assert rules.opens_next(TUESDAYS, CHINA, local(19, 23)) == local(20, 9)
    assert rules.opens_next((), CHINA, local(19, 23)) is None


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("07:00", 420),
        ("26:00", 1560),
        ("48:00", 2880),
        ("48:01", None),
        ("7:00", None),
        ("07:60", None),
        ("٠٧:٠٠", None),
    ],
)
def test_clock_texts_are_read_or_refused(text, minute):
    assert rules.minute_of(text) == minute
    assert minute is None or rules.clock_text(minute) == text


@pytest.mark.parametrize(
    "hours",
    [
        (),
        (OpeningHours((), 0, 60),),
        (OpeningHours((7,), 0, 60),),
        (OpeningHours((0,), 60, 60),),
        (OpeningHours((0,), 1440, 1500),),
        (OpeningHours((0,), 60, 1501),),
    ],
)
def test_unsound_hours_are_refused(hours):
    assert not rules.sound_hours(hours)
