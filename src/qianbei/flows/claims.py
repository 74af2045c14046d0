"""Claiming cards: a card exists only with its money set aside, and a person has one from each source.

The cards are inserted first and the money follows for those that are really new, so a repeat takes nothing (a
conditional insert after the decrement would burn it). Locks: abuse, budgets, leases, cards, balances.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.abuse.contracts import Verdict
from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import DIRECT, Lease, LeaseRefusal, Room
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Campaign, CardTemplate, Issued, IssueRequest, joining
from qianbei.db import Tx
from qianbei.flows import leases, money
from qianbei.flows.screening import screen_joining
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Place


class Claimed(msgspec.Struct, frozen=True):
    """Joining cards, new and old, one a person; `short` are those for whom the lease had nothing left, `waiting` those
    whose card waits for more evidence or a reviewer."""

    issued: list[Issued]
    short: list[UUID]
    waiting: dict[UUID, Verdict]


class Given(msgspec.Struct, frozen=True):
    """Cards by their ids, new and old; `short` are those requests for which the budget had nothing left."""

    issued: dict[UUID, Issued]
    short: list[IssueRequest]


async def claim_leased(
    tx: Tx, cell: int, campaign: Campaign, lease: Lease, person_ids: Sequence[UUID], at: datetime
) -> Claimed | LeaseRefusal:
    """Cards paid by a lease; nothing has changed when it is fenced. `lease` may be out of date: its row is read."""
    screened = await screen_joining(tx, cell, campaign, person_ids, at)
    now = await budgets.lock_lease(tx, cell, lease.lease_id, lease.epoch, at)
    if isinstance(now, LeaseRefusal):
        return now
    template, asked = _joining(cell, campaign, screened.allowed, at)
    served, short = asked[: now.left], asked[now.left :]
    issued = await _insert(tx, template, served)
    created = _created(issued)
    source = money.lease(campaign.campaign_id).place(now.lease_id)
    await leases.moved(tx, cell, money.issues(source, campaign.campaign_id, campaign.face_fen, created, at))
    await budgets.use(tx, cell, now, len(created))
    return Claimed(issued, [each.person_id for each in short], screened.waiting)


async def claim_directly(
    tx: Tx, cell: int, campaign: Campaign, node_id: UUID, person_ids: Sequence[UUID], at: datetime
) -> Claimed:
    """Joining cards paid by a budget of the campaign itself."""
    screened = await screen_joining(tx, cell, campaign, person_ids, at)
    template, asked = _joining(cell, campaign, screened.allowed, at)
    given = await give(tx, cell, template, asked, at, node_id)
    return Claimed(list(given.issued.values()), [each.person_id for each in given.short], screened.waiting)


async def give(
    tx: Tx,
    cell: int,
    template: CardTemplate,
    requests: Sequence[IssueRequest],
    at: datetime,
    node_id: UUID | None = None,
) -> Given:
    """Cards of any template and source, paid by a budget (the campaign's own unless another of it is named).

    It stays locked until the transaction ends.
    """
    asked = _in_order(requests)
    campaign_id, face_fen = template.campaign_id, template.face_fen
    node_id = node_id or campaign_id
    room = await budgets.lock_room(tx, cell, node_id, DIRECT, at)
    assert room is not None, "a campaign is opened with its budget"
    free = await _free(tx, cell, face_fen, room, at)
    if free < len(asked) and room.others:
        room = await budgets.lock_room(tx, cell, node_id, DIRECT, at, recall=True)
        assert room is not None
        free = await _free(tx, cell, face_fen, room, at)
    known = await campaigns.find_given(tx, cell, [each.whose for each in asked])
    short = [each for each in asked if each.whose not in known][free:]
    unpaid = {each.whose for each in short}
    issued = await _insert(tx, template, [each for each in asked if each.whose not in unpaid])
    created = _created(issued)
    source = money.budget(campaign_id).place(campaign_id)
    await budgets.give_directly(tx, cell, room, face_fen, len(created))
    issues = money.issues(source, campaign_id, face_fen, created, at)
    await leases.moved(tx, cell, [*leases.returned(room, at), *issues])
    return Given(_by_id(issued), short)


async def give_from(
    tx: Tx, cell: int, template: CardTemplate, source: Place, requests: Sequence[IssueRequest], at: datetime
) -> dict[UUID, Issued]:
    """Cards by their ids, new and old, whose money was set aside before and lies at `source`."""
    issued = await _insert(tx, template, _in_order(requests))
    issues = money.issues(source, template.campaign_id, template.face_fen, _created(issued), at)
    money.must(await ledger.transfer(tx, cell, issues))
    return _by_id(issued)


async def _free(tx: Tx, cell: int, face_fen: int, room: Room, at: datetime) -> int:
    money_fen = await leases.free_fen(tx, cell, room, leases.returned(room, at))
    return budgets.free_pieces(room, money_fen, face_fen)


def _joining(
    cell: int, campaign: Campaign, person_ids: Sequence[UUID], at: datetime
) -> tuple[CardTemplate, list[IssueRequest]]:
    template, source = joining(campaign)
    return template, _in_order([IssueRequest(cell, each, source, at) for each in person_ids])


def _in_order(requests: Sequence[IssueRequest]) -> list[IssueRequest]:
    """Each card once, in one order: two batches then never wait for each other in a ring.

    A card's id follows from person and source, so their order serves. Numbers, since ids are slow to hash and compare.
    """
    once = {(each.person_id.int, each.source.source_id.int): each for each in reversed(requests)}
    return [once[whose] for whose in sorted(once)]


async def _insert(tx: Tx, template: CardTemplate, asked: Sequence[IssueRequest]) -> list[Issued]:
    return [each for each in await campaigns.issue(tx, template, asked) if isinstance(each, Issued)]


def _by_id(issued: Sequence[Issued]) -> dict[UUID, Issued]:
    return {each.card.card_id: each for each in issued}


def _created(issued: Sequence[Issued]) -> list[UUID]:
    return [each.card.card_id for each in issued if each.created]
