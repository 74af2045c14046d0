"""Telling a person what happened to what is theirs, in the transaction in which it happens: both are kept, or neither.

A card that somebody gets by their own tap (joining, an update, a code) is not told: they are looking at it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.campaigns.contracts import Card
from qianbei.db import Tx
from qianbei.messages import api as messages
from qianbei.messages.contracts import Kind, Telling

EACH_S = 0.05
"""Many who are told at once are scattered so that twenty a second go out; their channel's own rate holds as well."""


async def not_drawn(tx: Tx, cell: int, drop_id: UUID, person_ids: Sequence[UUID], at: datetime) -> None:
    """Who was present at a drop and did not win: in the inbox alone, since it calls for nothing."""
    told = [Telling(each, Kind.DROP_NOT_DRAWN, str(drop_id), at) for each in person_ids]
    await messages.enqueue(tx, cell, told)


async def about_cards(tx: Tx, cell: int, kind: Kind, cards: Sequence[Card], at: datetime) -> None:
    """Each card's owner, once for the state that the card is in."""
    spread_s = EACH_S * (len(cards) - 1)
    tellings = [
        Telling(
            card.person_id,
            kind,
            f"{card.card_id}.{card.moves}",
            at,
            {"face_fen": card.face_fen, "valid_until": card.valid_until.isoformat()},
            spread_s=spread_s,
        )
        for card in cards
    ]
    await messages.enqueue(tx, cell, tellings)
