"""What a campaign file says, exactly as it is written (docs/campaigns.md). Money in fen, times with their zone."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta

from qianbei.menu.parts import Format, Id, Names

BUDGET_FEN_MAX = 10**13
FACE_FEN_MAX = 10**7

Time = Annotated[str, Meta(max_length=40, description="a time with its zone: 2026-02-06T00:00:00+08:00")]
BudgetFen = Annotated[int, Meta(ge=0, le=BUDGET_FEN_MAX, description="integer fen; 100 fen are one yuan")]
FaceFen = Annotated[int, Meta(ge=2, le=FACE_FEN_MAX, description="integer fen")]
Count = Annotated[int, Meta(ge=1, le=10**9)]
Percent = Annotated[int, Meta(ge=1, le=100)]
Sentence = Annotated[str, Meta(min_length=1, max_length=400)]


class Way(StrEnum):
    """How a card comes to a person."""

    JOIN = "join"
    UPDATE = "update"
    TASK = "task"
    LIST = "list"
    CODE = "code"


class Rules(Format, frozen=True, rename={"zh_hans": "zh-Hans"}):
    """The rules as people read them, a sentence each."""

    zh_hans: Annotated[tuple[Sentence, ...], Meta(min_length=1, max_length=40)]
    en: Annotated[tuple[Sentence, ...], Meta(min_length=1, max_length=40)]


class Template(Format, frozen=True):
    """A kind of card. Empty `categories`: everywhere. The joining card is the one called `joining`."""

    id: Id
    name: Names
    face_fen: FaceFen
    valid_until: Time
    threshold_fen: BudgetFen = 0
    categories: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()
    stacks: bool = True


class Pacing(Format, frozen=True):
    """How fast a wave may give: at most `per_hour` cards, in these hours of the city's day, and no faster than cups
    that stores have free in the next hour, `cups_percent` of them. What was not given in an hour is not lost: it
    may be given in the next ones."""

    per_hour: Count | None = None
    from_hour: Annotated[int, Meta(ge=0, le=23)] = 0
    to_hour: Annotated[int, Meta(ge=1, le=24)] = 24
    cups_percent: Percent | None = None


class Wave(Format, frozen=True):
    """A time in which cards of one kind are given in these ways, out of a budget of its own."""

    id: Id
    name: Names
    template: Id
    ways: Annotated[tuple[Way, ...], Meta(min_length=1, max_length=5)]
    starts_at: Time
    ends_at: Time
    budget_fen: BudgetFen
    cards_max: Count | None = None
    pacing: Pacing = Pacing()
    client_version: Annotated[str, Meta(max_length=20)] = ""
    """From this version of the page on, an update earns a card."""
    codes: Annotated[tuple[Id, ...], Meta(max_length=1_000)] = ()
    tasks: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()


class Packets(Format, frozen=True):
    """Red packets, opened one after another until the budget is in packets."""

    id: Id
    name: Names
    starts_at: Time
    ends_at: Time
    budget_fen: BudgetFen
    packet_fen: BudgetFen
    shares: Annotated[int, Meta(ge=1, le=10_000)]
    share_min_fen: Annotated[int, Meta(ge=1, le=288_800)]
    share_max_fen: Annotated[int, Meta(ge=1, le=288_800)]


class Drop(Format, frozen=True):
    """Many cards at one instant, beyond the waves. Who is present between `starts_at` and `opens_at` has the same
    chances in a draw; what the draw leaves is given first come until `ends_at`."""

    id: Id
    name: Names
    template: Id
    cards: Annotated[int, Meta(ge=1, le=1_000_000)]
    starts_at: Time
    opens_at: Time
    ends_at: Time


class Prize(Format, frozen=True):
    amount_fen: FaceFen
    odds_ppm: Annotated[int, Meta(ge=1, le=1_000_000)]


class Invites(Format, frozen=True):
    """The rules of inviting, as the room of invites has them."""

    invites_max: Annotated[int, Meta(ge=1, le=1_000)] = 20
    per_day_max: Annotated[int, Meta(ge=1, le=1_000)] = 10
    vests_within_days: Annotated[int, Meta(ge=1, le=365)] = 14
    rewards_newcomer: bool = True
    draw_every: Annotated[int, Meta(ge=1, le=1_000)] = 3
    prizes: Annotated[tuple[Prize, ...], Meta(max_length=20)] = ()


class CampaignFile(Format, frozen=True):
    """A campaign. Its budget is the sum that its waves, packets, drops and invites have together; it comes out of the
    sum of a `programme` where one is named."""

    format: Literal[1]
    campaign: Id
    version: Annotated[int, Meta(ge=1, le=10_000)]
    dated: Time
    name: Names
    rules: Rules
    budget_fen: BudgetFen
    starts_at: Time
    ends_at: Time
    templates: Annotated[tuple[Template, ...], Meta(min_length=1, max_length=50)]
    waves: Annotated[tuple[Wave, ...], Meta(min_length=1, max_length=50)]
    packets: Annotated[tuple[Packets, ...], Meta(max_length=20)] = ()
    drops: Annotated[tuple[Drop, ...], Meta(max_length=20)] = ()
    invites: Invites | None = None
    programme: Id | None = None

    def template(self, id_: str) -> Template:
        """Raises StopIteration for an id that the check would refuse."""
        return next(each for each in self.templates if each.id == id_)


JOINING = "joining"


def instant(text: str) -> datetime:
    """The time that a checked file says."""
    return datetime.fromisoformat(text)
