"""Cards that are not for joining: for an update, a code, a task, or because an operator's list names somebody.

Each pays from the wave that gives in its way now, once a person and occasion: asked again, the same card is the answer.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Issued, IssueRequest, Source, SourceKind
from qianbei.db import Tx
from qianbei.flows import telling
from qianbei.flows.claims import give
from qianbei.kit.ids import derived_id
from qianbei.messages.contracts import Kind
from qianbei.people import api as people
from qianbei.people.contracts import PersonKey
from qianbei.waves import api as waves
from qianbei.waves.contracts import Wave


class GiveRefusal(StrEnum):
    """Why nobody got a card. Nothing has changed."""

    NO_CAMPAIGN = "no_campaign"
    NOT_EARNED = "card_not_earned"
    SPENT = "budget_spent"


GiveOutcome = Issued | GiveRefusal

TOLD = frozenset({SourceKind.TASK, SourceKind.LIST})
"""Ways in which a card comes to somebody who is not looking."""


async def by_update(tx: Tx, cell: int, person_id: UUID, client_version: str, at: datetime) -> GiveOutcome:
    """For a page that is new enough."""
    found = await _wave(tx, cell, SourceKind.UPDATE, at)
    if isinstance(found, GiveRefusal):
        return found
    if _numbers(client_version) < _numbers(found.client_version):
        return GiveRefusal.NOT_EARNED
    return (await _given(tx, cell, found, SourceKind.UPDATE, found.client_version, [person_id], at))[0]


async def by_word(
    tx: Tx, cell: int, way: SourceKind, word: str, person_id: UUID, at: datetime
) -> GiveOutcome:
    """For a code that somebody was told (CODE), or a task that our own side saw done (TASK)."""
    found = await _wave(tx, cell, way, at, word)
    if isinstance(found, GiveRefusal):
        return found
    return (await _given(tx, cell, found, way, word, [person_id], at))[0]


async def by_list(
    tx: Tx, cell: int, name: str, person_ids: Sequence[UUID], at: datetime
) -> list[GiveOutcome]:
    """For everybody on an operator's list, in order; the same list again gives nothing more. Who is nobody gets none."""
    found = await _wave(tx, cell, SourceKind.LIST, at)
    if isinstance(found, GiveRefusal):
        return [found] * len(person_ids)
    known = await people.persons(tx, [PersonKey(cell, person_id) for person_id in person_ids])
    there = [person_id for person_id in person_ids if PersonKey(cell, person_id) in known]
    given = dict(zip(there, await _given(tx, cell, found, SourceKind.LIST, name, there, at), strict=True))
    return [given.get(person_id, GiveRefusal.NOT_EARNED) for person_id in person_ids]


async def _wave(
    tx: Tx, cell: int, way: SourceKind, at: datetime, word: str | None = None
) -> Wave | GiveRefusal:
    campaign = await campaigns.running(tx, cell, at)
    if campaign is None:
        return GiveRefusal.NO_CAMPAIGN
    found = [
        wave
        for wave in await waves.waves_of(tx, cell, campaign.campaign_id)
        if way in wave.ways and wave.is_open(at)
    ]
    if not found:
        return GiveRefusal.NO_CAMPAIGN
    if word is not None and word not in found[0].wanted:
        return GiveRefusal.NOT_EARNED
    return found[0]


async def _given(
    tx: Tx, cell: int, wave: Wave, way: SourceKind, occasion: str, person_ids: Sequence[UUID], at: datetime
) -> list[GiveOutcome]:
    kinds = await campaigns.find_templates(tx, cell, [wave.template_id])
    source = Source(way, derived_id("occasion", wave.campaign_id, way.value, occasion))
    asked = [IssueRequest(cell, person_id, source, at) for person_id in person_ids]
    given = await give(tx, cell, kinds[wave.template_id], asked, at, wave.node_id)
    if way in TOLD:
        new = [each.card for each in given.issued.values() if each.created]
        await telling.about_cards(tx, cell, Kind.CARD_GIVEN, new, at)
    return [given.issued.get(each.card_id, GiveRefusal.SPENT) for each in asked]


def _numbers(version: str) -> list[int]:
    """1.10 is newer than 1.9; what is no number counts as nothing."""
    return [int(part) for part in re.findall(r"\d{1,9}", version)]
