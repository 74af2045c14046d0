"""A card as its owner reads it: the rows of its history with a sentence each."""

from typing import Any

from qianbei.kit.words import Language
from qianbei.views.wallet import CardView
from qianbei.web.errors import words


def card_body(card: CardView, language: Language) -> dict[str, Any]:
    """CONTRACT's Card."""
    return {
        "card_id": card.card_id,
        "campaign": card.campaign,
        "face_fen": card.face_fen,
        "state": card.state,
        "order_id": card.order_id,
        "valid_until": card.valid_until,
        "issued_at": card.issued_at,
        "history": [
            {
                "at": move.at,
                "from": move.from_state,
                "to": move.to_state,
                "event": move.event,
                "order_id": move.order_id,
                "text": words().say(language, f"card.{move.event}"),
            }
            for move in card.history
        ],
    }
