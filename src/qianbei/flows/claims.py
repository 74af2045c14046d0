"""Claiming cards: a card exists only with its money set aside, and each person has one.

The cards are inserted first and the money follows for those that are really new, so a repeat takes nothing (a
conditional insert after the decrement would burn it). Locks: budgets, leases, cards, balances.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.budgets import api as budgets
from qianbei.budgets.contracts import DIRECT, Lease, LeaseRefusal, Room
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Campaign, Issued, IssueRequest
from qianbei.db import Tx
from qianbei.flows import leases, money


class Claimed(msgspec.Struct, frozen=True):
    """Cards by person, new and old; `short` are those for whom the lease had nothing left."""

    issued: dict[UUID, Issued]
    short: list[UUID]


async def claim_leased(
    tx: Tx, cell: int, campaign: Campaign, lease: Lease, person_ids: Sequence[UUID], at: datetime
) -> Claimed | LeaseRefusal:
    """Cards paid by a lease; nothing has changed when it is fenced. `lease` may be out of date: its row is read."""
    now = await budgets.lock_lease(tx, cell, lease.lease_id, lease.epoch, at)
    if isinstance(now, LeaseRefusal):
        return now
    ordered = _in_card_order(campaign, person_ids)
    served, short = ordered[: now.left], ordered[now.left :]
    issued = await _insert(tx, cell, campaign, served, at)
    created = _created(issued)
    source = money.lease(campaign.campaign_id).place(now.lease_id)
    await leases.moved(tx, cell, money.issues(source, campaign.campaign_id, campaign.face_fen, created, at))
    await budgets.use(tx, cell, now, len(created))
    return Claimed(issued, short)


async def claim_directly(
    tx: Tx, cell: int, campaign: Campaign, person_ids: Sequence[UUID], at: datetime
) -> Claimed:
    """Cards paid by the campaign's budget itself, which stays locked until the transaction ends."""
    room = await budgets.lock_room(tx, cell, campaign.campaign_id, DIRECT, at)
    assert room is not None, "a campaign is opened with its budget"
    ordered = _in_card_order(campaign, person_ids)
    free = await _free(tx, cell, campaign, room, at)
    if free < len(ordered) and room.others:
        room = await budgets.lock_room(tx, cell, campaign.campaign_id, DIRECT, at, recall=True)
        assert room is not None
        free = await _free(tx, cell, campaign, room, at)
    has_card = await campaigns.find_cards(tx, cell, [_card_id(campaign, each) for each in ordered])
    new = [each for each in ordered if _card_id(campaign, each) not in has_card]
    short = new[free:]
    issued = await _insert(tx, cell, campaign, [each for each in ordered if each not in set(short)], at)
    created = _created(issued)
    source = money.budget(campaign.campaign_id).place(campaign.campaign_id)
    await budgets.give_directly(tx, cell, room, campaign.face_fen, len(created))
    issues = money.issues(source, campaign.campaign_id, campaign.face_fen, created, at)
    await leases.moved(tx, cell, [*leases.returned(room, at), *issues])
    return Claimed(issued, short)


async def _free(tx: Tx, cell: int, campaign: Campaign, room: Room, at: datetime) -> int:
    money_fen = await leases.free_fen(tx, cell, room, leases.returned(room, at))
    return budgets.free_pieces(room, money_fen, campaign.face_fen)


def _card_id(campaign: Campaign, person_id: UUID) -> UUID:
    return campaigns.joining_card_id(campaign.campaign_id, person_id)


def _in_card_order(campaign: Campaign, person_ids: Sequence[UUID]) -> list[UUID]:
    """Each person once, in the order of their cards: two batches then never wait for each other in a ring."""
    return sorted(set(person_ids), key=lambda person_id: _card_id(campaign, person_id))


async def _insert(
    tx: Tx, cell: int, campaign: Campaign, person_ids: Sequence[UUID], at: datetime
) -> dict[UUID, Issued]:
    asked = [IssueRequest(cell, campaign.campaign_id, person_id, at) for person_id in person_ids]
    outcomes = await campaigns.issue(tx, campaign, asked)
    return {
        request.person_id: outcome
        for request, outcome in zip(asked, outcomes, strict=True)
        if isinstance(outcome, Issued)
    }


def _created(issued: dict[UUID, Issued]) -> list[UUID]:
    return [each.card.card_id for each in issued.values() if each.created]
