"""The door of campaigns. Callers hold the transaction; money moves beside it, in the flow."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.campaigns import rules, store
from qianbei.campaigns.contracts import (
    Campaign,
    Card,
    CardMove,
    CardRefusal,
    CardState,
    Issued,
    IssueOutcome,
    IssueRefusal,
    IssueRequest,
    OpenCampaign,
    OpenRefusal,
)
from qianbei.db import Tx

end_after_fault = rules.end_after_fault
holdable = rules.holdable
joining_card_id = rules.joining_card_id


async def open_campaign(tx: Tx, request: OpenCampaign) -> Campaign | OpenRefusal:
    """Starts a campaign unless one runs. The same campaign id again is the same campaign."""
    await store.lock_openings(tx, request.cell)
    unended = await store.unended(tx, request.cell, request.campaign.starts_at)
    if unended and unended != [request.campaign.campaign_id]:
        return OpenRefusal.RUNNING
    await store.insert_campaign(tx, request.cell, request.campaign)
    return request.campaign


async def running(tx: Tx, cell: int, at: datetime) -> Campaign | None:
    """The campaign that gives cards now."""
    return await store.running(tx, cell, at)


async def issue(tx: Tx, campaign: Campaign, requests: Sequence[IssueRequest]) -> list[IssueOutcome]:
    """One joining card a person; a person who has one gets that one again, in whatever state it is."""
    cards = [_new_card(campaign, request) for request in requests]
    open_now = [
        c for c, r in zip(cards, requests, strict=True) if campaign.starts_at <= r.at < campaign.ends_at
    ]
    if not requests:
        return []
    cell = requests[0].cell
    created = await store.insert_cards(tx, cell, open_now)
    missed = [card.card_id for card in cards if card.card_id not in created]
    known = await store.find_cards(tx, cell, missed) if missed else {}
    return [_issued(card, created, known) for card in cards]


def _issued(card: Card, created: set[UUID], known: dict[UUID, Card]) -> IssueOutcome:
    if card.card_id in created:
        return Issued(card, created=True)
    first = known.get(card.card_id)
    return IssueRefusal.ENDED if first is None else Issued(first, created=False)


async def find_cards(tx: Tx, cell: int, card_ids: Sequence[UUID]) -> dict[UUID, Card]:
    """Cards as they stand, unlocked: for showing, never for deciding."""
    return await store.find_cards(tx, cell, card_ids)


async def lock_cards(tx: Tx, cell: int, card_ids: Sequence[UUID]) -> dict[UUID, Card]:
    """The lock pass: the cards as they are and stay until this transaction ends."""
    return await store.lock_cards(tx, cell, card_ids)


async def move(
    tx: Tx, cell: int, locked: dict[UUID, Card], moves: Sequence[CardMove]
) -> list[Card | CardRefusal]:
    """Moves locked cards, each at most once in a call; a refused move changes nothing."""
    outcomes = [
        rules.moved(locked[m.card_id], m) if m.card_id in locked else CardRefusal.UNKNOWN for m in moves
    ]
    done = [(m, o) for m, o in zip(moves, outcomes, strict=True) if isinstance(o, Card)]
    if done:
        before = [locked[m.card_id] for m, _ in done]
        await store.write_moves(tx, cell, before, [card for _, card in done], [m for m, _ in done])
    return outcomes


def _new_card(campaign: Campaign, request: IssueRequest) -> Card:
    return Card(
        card_id=rules.joining_card_id(campaign.campaign_id, request.person_id),
        campaign_id=campaign.campaign_id,
        person_id=request.person_id,
        face_fen=campaign.face_fen,
        state=CardState.ISSUED,
        order_id=None,
        valid_until=campaign.ends_at,
        issued_at=request.at,
        moves=0,
    )
