"""Pure decisions: how much a wave may have given by now."""

from datetime import datetime, timedelta

import msgspec

from qianbei.kit.clock import CITY_OFFSET
from qianbei.waves.contracts import RunState, Wave

HOUR = timedelta(hours=1)
replace = msgspec.structs.replace


def paced(wave: Wave, pace_percent: int, at: datetime) -> Wave:
    """The wave with what became allowed since it was last paced; whole cards, and no time is lost or counted twice.

    What was allowed and not taken stays allowed. Closed hours and hours before its start allow nothing.
    """
    if at <= wave.paced_at:
        return wave
    if wave.per_hour is None:
        return replace(wave, allowed=wave.cards_max, paced_at=at) if at >= wave.starts_at else wave
    allowed, now = wave.allowed, max(wave.paced_at, wave.starts_at)
    per_hour = per_hour_at(wave.per_hour, pace_percent)
    while now < at:
        end = min(at, _next_hour(now))
        if wave.from_hour <= (now + CITY_OFFSET).hour < wave.to_hour:
            cards = int((end - now) * per_hour / HOUR)
            if end == at:
                allowed, now = allowed + cards, now + HOUR * cards / per_hour
                break
            allowed += cards
        now = end
    return replace(wave, allowed=min(allowed, wave.cards_max), paced_at=max(now, wave.paced_at))


def per_hour_at(per_hour: int, pace_percent: int) -> int:
    """Cards an hour at an operator's pace; a wave that is slowed never stands still."""
    return max(1, per_hour * pace_percent // 100)


def forecast(wave: Wave, state: RunState, pace_percent: int, at: datetime, until: datetime) -> int:
    """How many cards become allowed from `at` to `until` at this pace; nothing from a campaign that does not run."""
    end = min(until, wave.ends_at)
    if state is not RunState.RUNNING or at >= end:
        return 0
    now = replace(wave, paced_at=max(at, wave.paced_at))
    return paced(now, pace_percent, end).allowed - wave.allowed


def cap_count(wave: Wave, state: RunState, drawn: int, free_cups: int, at: datetime) -> int:
    """How many cards in all the wave's budget may have given now; never less than it gave."""
    if state is not RunState.RUNNING or not wave.is_open(at):
        return drawn
    cap = wave.allowed
    if wave.cups_percent is not None:
        cap = min(cap, drawn + free_cups * wave.cups_percent // 100)
    return max(cap, drawn)


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + HOUR
