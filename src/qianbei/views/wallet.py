"""A person's cards with their whole history."""

from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts import CardTerms
from qianbei.db import Tx, load_queries
from qianbei.db.database import Row

queries = load_queries(__package__)

CARDS_MAX = 100


class CardMoveView(msgspec.Struct, frozen=True):
    """One line of a card's history; `event` and `reason` are words of the catalogue, `told` is an operator's own."""

    at: datetime
    event: str
    from_state: str | None
    to_state: str
    order_id: UUID | None
    reason: str
    told: str | None = None


class CardView(msgspec.Struct, frozen=True):
    """A card as its owner sees it; `campaign` is the name of its kind."""

    card_id: UUID
    campaign: dict[str, str]
    face_fen: int
    state: str
    order_id: UUID | None
    valid_until: datetime
    issued_at: datetime
    history: list[CardMoveView]
    terms: CardTerms


async def cards_of(tx: Tx, cell: int, person_id: UUID) -> list[CardView]:
    """Newest first."""
    parameters = {"cell": cell, "person_id": person_id, "limit": CARDS_MAX}
    cards = await tx.rows(queries.cards_of_person, parameters)
    moves: dict[UUID, list[CardMoveView]] = {}
    asked = {"cell": cell, "card_ids": [row[0] for row in cards]}
    for card_id, event, from_state, to_state, order_id, reason, at, told in await tx.rows(
        queries.moves_of_cards, asked
    ):
        move = CardMoveView(at, event, from_state, to_state, order_id, reason, told)
        moves.setdefault(card_id, []).append(move)
    return [_card(row, moves.get(row[0], [])) for row in cards]


def _card(row: Row, moves: list[CardMoveView]) -> CardView:
    card_id, name, face_fen, state, order_id, valid_until, issued_at, source_kind, *terms = row
    first = CardMoveView(issued_at, "issue", None, "issued", None, source_kind)
    kept = CardTerms(terms[0], tuple(terms[1]), tuple(terms[2]), terms[3])
    history = [first, *moves]
    return CardView(card_id, name, face_fen, state, order_id, valid_until, issued_at, history, kept)
