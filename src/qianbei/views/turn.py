"""What a turn must know of its person: one batched read for all turns that wait, and the city's promised cups."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.campaigns.contracts import ANYWHERE, CardTerms
from qianbei.db import Tx, load_queries
from qianbei.db.database import Look, Row
from qianbei.ledger.contracts import Account, AccountKind

queries = load_queries(__package__)

_Kinds = list[tuple[UUID, int, str, datetime, int, list[str], list[UUID], bool, UUID]]


class Asked(msgspec.Struct, frozen=True):
    """Whose turn it is and which order its intent would be."""

    person_id: UUID
    order_id: UUID


class DoorFact(msgspec.Struct, frozen=True):
    """The person's current address."""

    address_id: UUID
    place: dict[str, str]
    detail: str
    lat_e6: int
    lng_e6: int


class CardFact(msgspec.Struct, frozen=True):
    """The card to use, or the one that can't be used now. `kind` tells kinds apart on an offer."""

    card_id: UUID
    face_fen: int
    state: str
    valid_until: datetime
    terms: CardTerms = ANYWHERE
    kind: str = "joining_card"


class TurnFacts(msgspec.Struct, frozen=True):
    """`intended` is the state of this intent's order if it exists; `latest` the person's newest order.

    `other_cards` are good ones of other kinds than `card`, one of each kind, the first to end.
    """

    door: DoorFact | None
    card: CardFact | None
    intended: str | None
    latest: UUID | None
    latest_state: str | None
    other_cards: tuple[CardFact, ...] = ()
    cash_fen: int = 0


async def facts(tx: Tx | Look, cell: int, asked: Sequence[Asked], at: datetime) -> list[TurnFacts]:
    """Facts in the order asked."""
    rows = await tx.rows(
        queries.facts_of_turns,
        {
            "cell": cell,
            "person_ids": [each.person_id for each in asked],
            "order_ids": [each.order_id for each in asked],
            "wallets": [Account(AccountKind.WALLET, each.person_id).account_id for each in asked],
            "at": at,
        },
    )
    found = {(row[0], row[1]): row for row in rows}
    return [_facts(found[each.person_id, each.order_id]) for each in asked]


class Signs(msgspec.Struct, frozen=True):
    """What the rows say of the tools."""

    is_payer_silent: bool
    has_campaign: bool


async def signs(tx: Tx, cell: int, silent_asks: int, at: datetime) -> Signs:
    """A payer is silent when it left a payment's question unanswered `silent_asks` times in a row."""
    parameters = {"cell": cell, "silent_asks": silent_asks, "at": at}
    ((is_silent, has_campaign),) = await tx.rows(queries.signs_of_tools, parameters)
    return Signs(bool(is_silent), bool(has_campaign))


class NextDrop(msgspec.Struct, frozen=True):
    """The drop of cards that opens first of those that are not over. `is_drawn`: the draw is done, `left` are first come."""

    name: dict[str, str]
    face_fen: int
    cards: int
    left: int
    present_from: datetime
    opens_at: datetime
    ends_at: datetime
    is_drawn: bool


async def next_drop(tx: Tx, cell: int, at: datetime) -> NextDrop | None:
    """None when there is no drop to come or to go on."""
    rows = await tx.rows(queries.next_drop, {"cell": cell, "at": at})
    return NextDrop(*rows[0]) if rows else None


async def cups_taken(tx: Tx, cell: int, since: datetime) -> dict[UUID, dict[datetime, int]]:
    """Store → slot start → cups promised, from `since` on."""
    taken: dict[UUID, dict[datetime, int]] = {}
    for store_id, starts_at, cups in await tx.rows(queries.cups_taken, {"cell": cell, "since": since}):
        taken.setdefault(store_id, {})[starts_at] = cups
    return taken


def _facts(row: Row) -> TurnFacts:
    return TurnFacts(
        door=DoorFact(*row[2:7]) if row[2] else None,
        card=_card(row[7:15]) if row[7] else None,
        intended=row[15],
        latest=row[16],
        latest_state=row[17],
        other_cards=tuple(
            _card(tuple(each)) for each in msgspec.convert(row[18] or [], _Kinds, strict=False)
        ),
        cash_fen=row[19] or 0,
    )


def _card(row: Row) -> CardFact:
    card_id, face_fen, state, valid_until, threshold_fen, categories, seller_ids, stacks = row[:8]
    terms = CardTerms(threshold_fen, tuple(categories), tuple(seller_ids), stacks)
    kind = f"card_{row[8]}" if len(row) > 8 else "joining_card"
    return CardFact(card_id, face_fen, state, valid_until, terms, kind)
