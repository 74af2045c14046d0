"""Cards that are not for joining: for an update, a code, a task, or because an operator's list names somebody.

Each pays from the wave that gives in its way now, once a person and occasion: asked again, the same card is the answer.
Each person is screened as for a joining card. Locks: abuse, budgets, leases, cards, balances.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from qianbei.abuse.contracts import Asked, Review
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Issued, IssueRequest, Source, SourceKind
from qianbei.db import Tx
from qianbei.flows import telling
from qianbei.flows.claims import give
from qianbei.flows.screening import screen_cards
from qianbei.flows.wave_budgets import narrowest
from qianbei.kit.ids import derived_id
from qianbei.messages.contracts import Kind
from qianbei.orders import api as orders
from qianbei.people import api as people
from qianbei.people.contracts import PersonKey
from qianbei.waves import api as waves
from qianbei.waves.contracts import Wave

GOOD_FOR_LEAST = timedelta(hours=24)
"""A card that was kept back can still be used when it is cleared after its kind's end."""


class GiveRefusal(StrEnum):
    """Why nobody got a card. Nothing has changed."""

    NO_CAMPAIGN = "no_campaign"
    NOT_EARNED = "card_not_earned"
    SPENT = "budget_spent"
    WAITS = "card_waits"
    """For more evidence, or for a reviewer: `abuse` knows why."""


class Task(StrEnum):
    """What the house itself sees done. A campaign may name other tasks, which an operator's list tells."""

    PHONE = "phone"
    """A phone was proved."""
    FIRST_CUP = "first-cup"
    """An order was handed over and kept."""


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
    """For a code that somebody was told (CODE), or a task that is known to be done (TASK)."""
    found = await _wave(tx, cell, way, at, word)
    if isinstance(found, GiveRefusal):
        return found
    return (await _given(tx, cell, found, way, word, [person_id], at))[0]


async def by_task(tx: Tx, cell: int, task: str, person_id: UUID, at: datetime) -> GiveOutcome:
    """For a task that the house itself sees done; what it cannot see an operator's list tells (`by_list`)."""
    if person_id not in await done(tx, cell, task, [person_id]):
        return GiveRefusal.NOT_EARNED
    return await by_word(tx, cell, SourceKind.TASK, task, person_id, at)


async def done(tx: Tx, cell: int, task: str, person_ids: Sequence[UUID]) -> set[UUID]:
    """Of these people, who has done it; nobody where the house cannot see that."""
    if task == Task.FIRST_CUP:
        return await orders.served(tx, cell, person_ids)
    if task == Task.PHONE:
        known = await people.persons(tx, [PersonKey(cell, each) for each in person_ids])
        return {key.person_id for key, person in known.items() if person.phone_masked}
    return set()


async def by_list(
    tx: Tx,
    cell: int,
    name: str,
    person_ids: Sequence[UUID],
    at: datetime,
    way: SourceKind = SourceKind.LIST,
) -> list[GiveOutcome]:
    """For everybody on an operator's list, in order; the same list again gives nothing more. Who is nobody gets none.

    With the way TASK the list says who has done the task of that name.
    """
    found = await _wave(tx, cell, way, at, name if way is SourceKind.TASK else None)
    if isinstance(found, GiveRefusal):
        return [found] * len(person_ids)
    known = await people.persons(tx, [PersonKey(cell, person_id) for person_id in person_ids])
    there = [person_id for person_id in person_ids if PersonKey(cell, person_id) in known]
    given = dict(zip(there, await _given(tx, cell, found, way, name, there, at), strict=True))
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
    if word is not None and word not in (found[0].tasks if way is SourceKind.TASK else found[0].codes):
        return GiveRefusal.NOT_EARNED
    return found[0]


async def cleared(tx: Tx, cell: int, review: Review, at: datetime) -> GiveOutcome:
    """The card that a cleared review kept back, paid by the campaign itself: its wave may have ended meanwhile."""
    asked = review.asked
    assert asked is not None, review
    wave = next(
        each for each in await waves.waves_of(tx, cell, asked.campaign_id) if each.node_id == asked.node_id
    )
    template = (await campaigns.find_templates(tx, cell, [wave.template_id]))[wave.template_id]
    source = Source(SourceKind(asked.way), review.subject_id)
    end = max(template.valid_until, at + GOOD_FOR_LEAST)
    request = IssueRequest(cell, review.person_id, source, at, end)
    given = await give(tx, cell, template, [request], at)
    new = [each.card for each in given.issued.values() if each.created]
    await telling.about_cards(tx, cell, Kind.CARD_GIVEN, new, at)
    return given.issued.get(request.card_id, GiveRefusal.SPENT)


async def _given(
    tx: Tx, cell: int, wave: Wave, way: SourceKind, occasion: str, person_ids: Sequence[UUID], at: datetime
) -> list[GiveOutcome]:
    source = Source(way, derived_id("occasion", wave.campaign_id, way.value, occasion))
    asked = Asked(wave.campaign_id, wave.node_id, way.value, occasion)
    screened = await screen_cards(tx, cell, source, person_ids, asked, at)
    template = (await campaigns.find_templates(tx, cell, [wave.template_id]))[wave.template_id]
    requests = [IssueRequest(cell, each, source, at) for each in screened.allowed]
    node_id = await narrowest(tx, cell, wave.node_id, at)
    given = await give(tx, cell, template, requests, at, node_id)
    cards = {each.card.person_id: each for each in given.issued.values()}
    if way in TOLD:
        new = [each.card for each in given.issued.values() if each.created]
        await telling.about_cards(tx, cell, Kind.CARD_GIVEN, new, at)
    waiting = dict.fromkeys(screened.waiting, GiveRefusal.WAITS)
    return [cards.get(each) or waiting.get(each, GiveRefusal.SPENT) for each in person_ids]


def _numbers(version: str) -> list[int]:
    """1.10 is newer than 1.9; what is no number counts as nothing."""
    return [int(part) for part in re.findall(r"\d{1,9}", version)]
