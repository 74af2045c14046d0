"""Whether a card's terms let it pay for a checkout, and how much it pays: the one rule of quote, intake and till."""

from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts import CardTerms

PAY_MIN_FEN = 1
"""Card and wallet pay all but one fen: the payment proves who ordered."""


class NotHere(StrEnum):
    """Why a card cannot pay for this checkout, though it is good."""

    THRESHOLD = "card_threshold"
    CATEGORY = "card_category"
    SELLER = "card_seller"
    ALONE = "card_alone"


class Basket(msgspec.Struct, frozen=True):
    """What terms look at. `categories` None: a till does not say what was bought."""

    seller_id: UUID
    total_fen: int
    categories: tuple[str, ...] | None
    discounted_fen: int = 0


def why_not(terms: CardTerms, basket: Basket) -> NotHere | None:
    """None when the card may pay here."""
    if terms.seller_ids and basket.seller_id not in terms.seller_ids:
        return NotHere.SELLER
    if terms.categories and (
        basket.categories is None or not set(basket.categories) <= set(terms.categories)
    ):
        return NotHere.CATEGORY
    if basket.total_fen < terms.threshold_fen:
        return NotHere.THRESHOLD
    return NotHere.ALONE if basket.discounted_fen and not terms.stacks else None


def pays_fen(face_fen: int, total_fen: int) -> int:
    """What a card of this face pays of a price; no change is given."""
    return max(0, min(face_fen, total_fen - PAY_MIN_FEN))
