"""The only caller of this package's SQL: rows ↔ contracts, nothing decided here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.campaigns.contracts import (
    Campaign,
    Card,
    CardMove,
    CardState,
    CardTemplate,
    CardTerms,
    Source,
    Whose,
)
from qianbei.db import Tx, load_queries
from qianbei.db.database import Row

queries = load_queries(__package__)


def card_of(row: Row) -> Card:
    card_id, campaign_id, person_id, face_fen, state, *rest = row
    return Card(card_id, campaign_id, person_id, face_fen, CardState(state), *rest)


async def lock_cards(tx: Tx, cell: int, card_ids: Sequence[UUID]) -> dict[UUID, Card]:
    rows = await tx.rows(queries.lock_cards, {"cell": cell, "card_ids": list(card_ids)})
    return {row[0]: card_of(row) for row in rows}


async def find_cards(tx: Tx, cell: int, card_ids: Sequence[UUID]) -> dict[UUID, Card]:
    rows = await tx.rows(queries.find_cards, {"cell": cell, "card_ids": list(card_ids)})
    return {row[0]: card_of(row) for row in rows}


async def find_given(tx: Tx, cell: int, whose: Sequence[Whose]) -> dict[Whose, Card]:
    parameters = {
        "cell": cell,
        "person_ids": [person_id for person_id, _ in whose],
        "source_ids": [source_id for _, source_id in whose],
    }
    rows = await tx.rows(queries.find_given, parameters)
    return {(row[3], row[0]): card_of(row[1:]) for row in rows}


async def lock_to_sweep(tx: Tx, cell: int, at: datetime, limit: int) -> dict[UUID, Card]:
    rows = await tx.rows(queries.lock_to_sweep, {"cell": cell, "at": at, "limit": limit})
    return {row[0]: card_of(row) for row in rows}


async def sweep_later(tx: Tx, cell: int, card_ids: Sequence[UUID]) -> None:
    await tx.run(queries.sweep_later, {"cell": cell, "card_ids": list(card_ids)})


async def lock_openings(tx: Tx, cell: int) -> None:
    await tx.rows(queries.lock_openings, {"cell": cell})


async def unended(tx: Tx, cell: int, at: datetime) -> list[UUID]:
    return [row[0] for row in await tx.rows(queries.unended_campaigns, {"cell": cell, "at": at})]


async def running(tx: Tx, cell: int, at: datetime) -> Campaign | None:
    rows = await tx.rows(queries.running_campaigns, {"cell": cell, "at": at})
    return Campaign(*rows[0]) if rows else None


async def end_campaign(tx: Tx, cell: int, campaign_id: UUID, ends_at: datetime) -> None:
    await tx.run(queries.end_campaign, {"cell": cell, "campaign_id": campaign_id, "ends_at": ends_at})


async def insert_campaign(tx: Tx, cell: int, campaign: Campaign) -> bool:
    parameters = {
        "cell": cell,
        "campaign_id": campaign.campaign_id,
        "name": campaign.name,
        "face_fen": campaign.face_fen,
        "budget_fen": campaign.budget_fen,
        "starts_at": campaign.starts_at,
        "ends_at": campaign.ends_at,
    }
    return await tx.run(queries.insert_campaign, parameters) == 1


async def find_campaigns(tx: Tx, cell: int, campaign_ids: Sequence[UUID]) -> set[UUID]:
    rows = await tx.rows(queries.find_campaigns, {"cell": cell, "campaign_ids": list(campaign_ids)})
    return {row[0] for row in rows}


async def insert_templates(tx: Tx, cell: int, templates: Sequence[CardTemplate]) -> None:
    """One by one: a campaign has a handful, and their lists of different lengths fit no common array."""
    for each in templates:
        await tx.run(
            queries.insert_template,
            {
                "cell": cell,
                "template_id": each.template_id,
                "campaign_id": each.campaign_id,
                "name": each.name,
                "face_fen": each.face_fen,
                "valid_until": each.valid_until,
                "threshold_fen": each.terms.threshold_fen,
                "categories": list(each.terms.categories),
                "seller_ids": list(each.terms.seller_ids),
                "stacks": each.terms.stacks,
            },
        )


async def find_templates(tx: Tx, cell: int, template_ids: Sequence[UUID]) -> dict[UUID, CardTemplate]:
    rows = await tx.rows(queries.find_templates, {"cell": cell, "template_ids": list(template_ids)})
    return {row[0]: _template(row) for row in rows}


def _template(row: Row) -> CardTemplate:
    template_id, campaign_id, name, face_fen, valid_until, threshold_fen, categories, seller_ids, stacks = row
    terms = CardTerms(threshold_fen, tuple(categories), tuple(seller_ids), stacks)
    return CardTemplate(template_id, campaign_id, name, face_fen, valid_until, terms)


async def insert_cards(
    tx: Tx, cell: int, template: CardTemplate, cards: Sequence[tuple[Card, Source]]
) -> set[UUID]:
    """Cards of one kind; the ids of those that are new."""
    rows = await tx.rows(
        queries.insert_cards,
        {
            "cell": cell,
            "campaign_id": template.campaign_id,
            "template_id": template.template_id,
            "face_fen": template.face_fen,
            "card_ids": [card.card_id for card, _ in cards],
            "person_ids": [card.person_id for card, _ in cards],
            "source_kinds": [source.kind.value for _, source in cards],
            "source_ids": [source.source_id for _, source in cards],
            "valid_untils": [card.valid_until for card, _ in cards],
            "issued_ats": [card.issued_at for card, _ in cards],
        },
    )
    return {row[0] for row in rows}


async def write_moves(
    tx: Tx, cell: int, before: Sequence[Card], after: Sequence[Card], moves: Sequence[CardMove]
) -> None:
    """The cards as moved and one history row each; the three sequences run in step."""
    await tx.run(
        queries.write_moves,
        {
            "cell": cell,
            "card_ids": [card.card_id for card in after],
            "seqs": [card.moves for card in after],
            "events": [move.event.value for move in moves],
            "from_states": [card.state.value for card in before],
            "to_states": [card.state.value for card in after],
            "on_orders": [card.order_id for card in after],
            "order_ids": [move.order_id for move in moves],
            "reasons": [move.reason for move in moves],
            "valid_untils": [card.valid_until for card in after],
            "ats": [move.at for move in moves],
            "old_valid_untils": [
                old.valid_until if old.valid_until != new.valid_until else None
                for old, new in zip(before, after, strict=True)
            ],
        },
    )
