"""How a campaign would burn if so many people came in an hour: the dry run's answer, hour by hour.

A forecast and no promise: people come evenly, each takes one card a wave, and cups are not looked at.
"""

from datetime import datetime, timedelta

import msgspec

from qianbei.campaign_files.schema import CampaignFile, Pacing, Wave, instant
from qianbei.kit.clock import CITY_OFFSET

HOUR = timedelta(hours=1)


class Burn(msgspec.Struct, frozen=True):
    """One wave: what it gives at most, and, with so many people, what it does and when nothing is left."""

    wave: str
    cards_max: int
    money_max_fen: int
    cards: int
    money_fen: int
    runs_out_at: datetime | None


def burns(file: CampaignFile, people_per_hour: int) -> list[Burn]:
    """The waves of a file in order."""
    return [_burn(file, wave, people_per_hour) for wave in file.waves]


def cards_max(file: CampaignFile, wave: Wave) -> int:
    """How many cards a wave can pay and may give."""
    paid = wave.budget_fen // file.template(wave.template).face_fen
    return paid if wave.cards_max is None else min(paid, wave.cards_max)


def is_open(pacing: Pacing, at: datetime) -> bool:
    """Is this one of the hours of the city's day in which a wave gives?"""
    return pacing.from_hour <= (at + CITY_OFFSET).hour < pacing.to_hour


def _burn(file: CampaignFile, wave: Wave, people_per_hour: int) -> Burn:
    face_fen, most = file.template(wave.template).face_fen, cards_max(file, wave)
    at, end = instant(wave.starts_at), instant(wave.ends_at)
    given, allowed, waiting = 0, 0, 0
    while at < end and given < most:
        waiting += people_per_hour
        if is_open(wave.pacing, at):
            allowed = most if wave.pacing.per_hour is None else min(most, allowed + wave.pacing.per_hour)
        now = min(waiting, allowed - given)
        given, waiting, at = given + now, waiting - now, at + HOUR
    return Burn(
        wave.id, most, most * face_fen, given, given * face_fen, min(at, end) if given == most else None
    )
