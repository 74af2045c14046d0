"""Campaigns, kinds of cards, cards, and what can happen to one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from qianbei.kit.ids import derived_beside, derived_id


class CardState(StrEnum):
    """Where a card stands. `issued → held → redeemed`; back by release or return; the rest are ends."""

    ISSUED = "issued"
    HELD = "held"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    GIFTED = "gifted"


class CardEvent(StrEnum):
    """What can happen to a card."""

    HOLD = "hold"
    RELEASE = "release"
    REDEEM = "redeem"
    RETURN = "return"
    GIVE = "give"
    EXPIRE = "expire"
    REVOKE = "revoke"
    RESTORE = "restore"
    EXTEND = "extend"
    SHORTEN = "shorten"
    REPLACE = "replace"


class SourceKind(StrEnum):
    """Why a person was given a card."""

    JOIN = "join"
    UPDATE = "update"
    INVITE = "invite"
    TASK = "task"
    LIST = "list"
    CODE = "code"
    GIFT = "gift"
    REISSUE = "reissue"
    DROP = "drop"


class Source(msgspec.Struct, frozen=True):
    """One occasion of giving: the campaign joined, the invite, the task, the list, the code, the gift, the old card,
    the drop.

    A person gets one card from one source, however often they ask.
    """

    kind: SourceKind
    source_id: UUID


class CardRefusal(StrEnum):
    """Why a card did not move. Nothing has changed."""

    UNKNOWN = "card_unknown"
    NOT_YOURS = "card_not_yours"
    USED = "card_used"
    ENDED = "card_ended"
    NOT_ENDED = "card_not_ended"
    NOT_THIS_ORDER = "card_not_this_order"


class IssueRefusal(StrEnum):
    """Why no card was issued."""

    ENDED = "campaign_ended"


class TemplateRefusal(StrEnum):
    """Why a template was not written. Nothing has changed."""

    CAMPAIGN_UNKNOWN = "campaign_unknown"
    OTHER_CONTENT = "same_template_other_content"


class OpenRefusal(StrEnum):
    """Why a campaign was not opened."""

    RUNNING = "campaign_running"


class Campaign(msgspec.Struct, frozen=True):
    """One campaign of a cell. Money in fen."""

    campaign_id: UUID
    name: dict[str, str]
    face_fen: int
    budget_fen: int
    starts_at: datetime
    ends_at: datetime


class CardTerms(msgspec.Struct, frozen=True):
    """Where a card may be used. Empty `categories` or `seller_ids`: everywhere, else every line must be of one.

    The price before the card must reach `threshold_fen`; one that `stacks` pays beside another discount.
    The same for all cards, and therefore no field: one card an order; it pays all but one fen; no change is given,
    what it does not pay goes back to the budget.
    """

    threshold_fen: int = 0
    categories: tuple[str, ...] = ()
    seller_ids: tuple[UUID, ...] = ()
    stacks: bool = True


ANYWHERE = CardTerms()


class CardTemplate(msgspec.Struct, frozen=True):
    """What a card of one kind is. Never changed once written: other rules are another template, for new cards."""

    template_id: UUID
    campaign_id: UUID
    name: dict[str, str]
    face_fen: int
    valid_until: datetime
    terms: CardTerms = ANYWHERE


class Card(msgspec.Struct, frozen=True):
    """One card of one person. `moves` counts its history.

    `order_id` is set exactly while held or redeemed: the order, gift or till sale that it is on.
    """

    card_id: UUID
    campaign_id: UUID
    person_id: UUID
    face_fen: int
    state: CardState
    order_id: UUID | None
    valid_until: datetime
    issued_at: datetime
    moves: int
    template_id: UUID


class OpenCampaign(msgspec.Struct, frozen=True):
    """Start a campaign; one runs at a time in a cell."""

    cell: int
    campaign: Campaign


class IssueRequest(msgspec.Struct, frozen=True):
    """Give a person a card from a source. `valid_until` replaces the template's end, for a card given instead of one."""

    cell: int
    person_id: UUID
    source: Source
    at: datetime
    valid_until: datetime | None = None

    @property
    def card_id(self) -> UUID:
        return card_id_of(self.source, self.person_id)

    @property
    def whose(self) -> "Whose":
        return self.person_id, self.source.source_id


Whose = tuple[UUID, UUID]
"""A person and a source: there is one card at most, whatever its id."""


class Issued(msgspec.Struct, frozen=True):
    """The person's card; `created` is false when an earlier request issued it."""

    card: Card
    created: bool


IssueOutcome = Issued | IssueRefusal


class CardMove(msgspec.Struct, frozen=True):
    """Move a locked card. `order_id` is what it is moved for: an order, a gift, a till sale, a plan of many cards.

    `valid_until` replaces the end, as when a fault of ours lengthens it.
    """

    card_id: UUID
    event: CardEvent
    order_id: UUID | None
    at: datetime
    reason: str
    valid_until: datetime | None = None


def card_id_of(source: Source, person_id: UUID) -> UUID:
    """The same person and source always give the same card: a retry finds it.

    Of joining cards there are millions in a morning, so they lie beside one another in an index as their people do. The
    others are ids that something else knows by heart, such as the promise to an inviter.
    """
    if source.kind is SourceKind.JOIN:
        return derived_beside(person_id, "card", source.source_id)
    return derived_id("card", source.source_id, person_id)


def joining(campaign: Campaign) -> tuple[CardTemplate, Source]:
    """What everybody gets who joins a campaign, and from where."""
    template = CardTemplate(
        campaign.campaign_id, campaign.campaign_id, campaign.name, campaign.face_fen, campaign.ends_at
    )
    return template, Source(SourceKind.JOIN, campaign.campaign_id)
