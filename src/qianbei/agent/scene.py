"""What one turn may look at, and what it ends in. Plain values: nothing here decides."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.agent.city import City
from qianbei.agent.quotes import Quoter
from qianbei.agent.speech import Speech
from qianbei.agent.state import Alternative, Chip, Draft
from qianbei.agent.tools import NOTHING_DOWN, Tool
from qianbei.kit.words import Language
from qianbei.menu import Menu
from qianbei.offers.contracts import Offer
from qianbei.reader.contracts import Draft as ReaderDraft
from qianbei.reader.contracts import Turn
from qianbei.views.orders import OrderView
from qianbei.views.turn import NextDrop, TurnFacts

CHIPS_MAX = 8

Read = Callable[[ReaderDraft, str, Language], Turn]


class DropPhase(StrEnum):
    """Where a drop of cards stands."""

    LATER = "later"
    PRESENT = "present"
    DRAWING = "drawing"
    LEFT = "left"
    GONE = "gone"


class Coming(msgspec.Struct, frozen=True):
    """The next drop of cards, at the instant of the turn."""

    drop: NextDrop
    phase: DropPhase


def coming_drop(drop: NextDrop | None, now: datetime) -> Coming | None:
    """None when there is none, or it has ended since it was looked at."""
    if drop is None or now >= drop.ends_at:
        return None
    if drop.is_drawn:
        return Coming(drop, DropPhase.LEFT if drop.left else DropPhase.GONE)
    if now >= drop.opens_at:
        return Coming(drop, DropPhase.DRAWING)
    return Coming(drop, DropPhase.PRESENT if now >= drop.present_from else DropPhase.LATER)


class Scene(msgspec.Struct, frozen=True):
    """One instant of the city as one person meets it, and what they said. Without a door there is no `quoter`."""

    words: str
    city: City
    quoter: Quoter | None
    facts: TurnFacts
    speech: Speech
    reader: Read
    down: frozenset[Tool] = NOTHING_DOWN
    last: OrderView | None = None
    """The person's newest order, read only for words that ask for it."""
    is_form: bool = False
    """Many people wait: ways to order with one tap are offered first (step D3 of the ladder)."""

    drop: Coming | None = None

    def read(self, draft: ReaderDraft) -> Turn:
        """What was said, for a draft."""
        return self.reader(draft, self.words, self.speech.language)

    def read_words(self, words: str | None = None, dislikes: tuple[str, ...] = ()) -> Turn:
        """What other words, or the same, would mean to the whole city and an empty cart."""
        said = self.words if words is None else words
        return self.reader(ReaderDraft(dislikes=dislikes), said, self.speech.language)

    def menu_of(self, store_id: UUID) -> Menu:
        """The menu of a store that has one."""
        key = self.city.menu_key_of(store_id)
        assert key is not None, "a store that was chosen has a menu"
        return self.city.menus[key]

    @property
    def card_kept(self) -> str | None:
        """That the card is safe, for who has one."""
        card = self.facts.card
        return self.speech.say("card_kept") if card and card.state == "issued" else None


class Reply(msgspec.Struct, frozen=True):
    """What a turn ends in. `offer` is only there when a tap on it may place it."""

    draft: Draft
    texts: tuple[str, ...]
    offer: Offer | None = None
    chips: tuple[Chip, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
