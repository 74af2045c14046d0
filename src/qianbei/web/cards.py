"""A card as its owner reads it: the rows of its history with a sentence each, and where it may be used."""

from typing import Any
from uuid import UUID

from qianbei.agent.city import City
from qianbei.campaigns.contracts import CardEvent, CardTerms
from qianbei.kit.words import Language, spelled
from qianbei.views.wallet import CardMoveView, CardView
from qianbei.web.errors import words

OF_ORDERS = frozenset({CardEvent.HOLD, CardEvent.RELEASE, CardEvent.REDEEM, CardEvent.RETURN})
SAYING_MORE = frozenset(
    {
        "gift_offered",
        "gift_returned",
        "gift_taken_back",
        "gift_accepted",
        "till_shown",
        "till_lapsed",
        "till_scanned",
        "clawed_back",
    }
)
"""Reasons that say more than the event: they have sentences of their own."""


def card_body(card: CardView, language: Language, city: City) -> dict[str, Any]:
    """CONTRACT's Card."""
    put = next((move for move in reversed(card.history) if move.event in OF_ORDERS), None)
    return {
        "card_id": card.card_id,
        "campaign": spelled(card.campaign),
        "face_fen": card.face_fen,
        "state": card.state,
        "on": _on(put) if card.order_id and put else None,
        "order_id": _order(put) if card.order_id and put else None,
        "valid_until": card.valid_until,
        "issued_at": card.issued_at,
        "terms": _terms(card.terms, language, city),
        "history": [
            {
                "at": move.at,
                "from": move.from_state,
                "to": move.to_state,
                "event": move.event,
                "order_id": _order(move),
                "text": _said(move, language),
            }
            for move in card.history
        ],
    }


def _terms(terms: CardTerms, language: Language, city: City) -> dict[str, Any]:
    """The terms with names beside the ids; what no menu of the city names any more is left out of the names."""
    found: dict[str, str] = {}
    if terms.categories:
        for menu in city.menus.values():
            for category in menu.categories:
                found.setdefault(category.id, category.name.of(language))
    sellers = [city.sellers[each] for each in terms.seller_ids if each in city.sellers]
    return {
        "threshold_fen": terms.threshold_fen,
        "categories": terms.categories,
        "category_names": [found[each] for each in terms.categories if each in found],
        "seller_ids": terms.seller_ids,
        "seller_names": [spelled(each.names).get(language, each.names["zh-Hans"]) for each in sellers],
        "stacks": terms.stacks,
    }


def _on(move: CardMoveView) -> str:
    """What a card is on: an order, a gift or a till."""
    return move.reason.partition("_")[0] if move.reason in SAYING_MORE else "order"


def _order(move: CardMoveView) -> UUID | None:
    """The order that a move was for; None for gifts, tills and what an operator did."""
    return move.order_id if move.event in OF_ORDERS and _on(move) == "order" else None


def _said(move: CardMoveView, language: Language) -> str:
    said = words().say(language, _key(move))
    return said if move.told is None else words().say(language, "card.because", said=said, reason=move.told)


def _key(move: CardMoveView) -> str:
    if move.event == "issue":
        return f"card.issue.{move.reason}"
    return f"card.{move.reason if move.reason in SAYING_MORE else move.event}"
