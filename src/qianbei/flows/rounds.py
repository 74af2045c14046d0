"""Telling many people one thing: a round that goes through its audience in bounded batches, and is spread while it is sent.

A batch puts messages into inboxes and says how far the round is, in one transaction: killed half-way it goes on, and nobody
is told twice. What goes outside is scattered over the time that its channel needs for all of them.
Locks: rounds, then sends.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import BulkKind, BulkPlan
from qianbei.db import Database, Tx
from qianbei.kit.clock import day_began
from qianbei.kit.ids import derived_id
from qianbei.messages import api as messages
from qianbei.messages.contracts import Audience, Kind, Round, Telling
from qianbei.packets import api as packets
from qianbei.packets.contracts import Packet
from qianbei.people import api as people

BATCH_MAX = 1_000
NIL = UUID(int=0)

ENDING_WITHIN = timedelta(days=2)
"""A card's end is told so long before: on the day before it at the latest."""

MORNING = timedelta(hours=9)
"""The day's reminder begins then; it has half of what is left of the day to go out."""

PACKET_ENDING_BEFORE = timedelta(hours=6)

KINDS = {
    BulkKind.EXTEND: Kind.CARDS_EXTENDED,
    BulkKind.RECALL: Kind.CARDS_RECALLED,
    BulkKind.REISSUE: Kind.CARD_GIVEN,
}


class Page(msgspec.Struct, frozen=True):
    """People of an audience with what the words need; `last` is None when nobody is left."""

    people: Mapping[UUID, Mapping[str, Any]]
    last: UUID | None


Turn = Callable[[Tx, int, Round, datetime], Awaitable[Page]]


async def about_plan(tx: Tx, cell: int, plan: BulkPlan, at: datetime) -> None:
    """Owners of the cards that a plan touched will be told; the same plan again is the same round."""
    params = {"kind": plan.kind.value, "campaign_id": str(plan.chosen.campaign_id)}
    if plan.new_end is not None:
        params["valid_until"] = plan.new_end.isoformat()
    ends_at = at + timedelta(days=7)
    round_id = derived_id("round", plan.plan_id)
    kind = KINDS[plan.kind]
    told = Round(round_id, kind, Audience.PLAN, plan.plan_id, params, plan.cards, at, ends_at)
    await messages.begin_round(tx, cell, told)


async def about_packets(tx: Tx, cell: int, packet: Packet) -> None:
    """Everybody will be told when a packet opens, and who took none before it ends; of one campaign, once a day."""
    campaign_id, ends = packet.campaign_id, packet.ends_at
    params = {"ends_at": ends.isoformat()}
    day = day_began(packet.opens_at).isoformat()
    soon = max(packet.opens_at, ends - PACKET_ENDING_BEFORE)
    for kind, audience, begins_at in (
        (Kind.PACKET_OPENED, Audience.EVERYBODY, packet.opens_at),
        (Kind.PACKET_ENDING, Audience.WITHOUT_SHARE, soon),
    ):
        round_id = derived_id("round", kind.value, campaign_id, day)
        told = Round(round_id, kind, audience, packet.packet_id, params, 0, begins_at, ends)
        await messages.begin_round(tx, cell, told)


async def about_ends(database: Database, cell: int, at: datetime) -> int:
    """Begins the day's reminder of cards that end soon; always 0. Safe to run twice at once."""
    day = day_began(at)
    round_id = derived_id("round", "ending", day.isoformat())
    begins_at, ends_at = max(at, day + MORNING), day + timedelta(days=1)
    told = Round(round_id, Kind.CARDS_ENDING, Audience.ENDING, NIL, {}, 0, begins_at, ends_at)
    async with database.transaction() as tx:
        await messages.begin_round(tx, cell, told)
    return 0


async def go_on(database: Database, cell: int, rate_per_s: float, at: datetime) -> int:
    """One batch of the oldest round that is due; 1 while there is one. Safe to run twice at once.

    `rate_per_s` is what a channel sends in a city second.
    """
    async with database.transaction() as tx:
        now = await messages.lock_round(tx, cell, at)
        if now is None:
            return 0
        page = Page({}, None) if at >= now.ends_at else await TURNS[now.audience](tx, cell, now, at)
        spread_s = _spread_s(now, rate_per_s)
        told = await messages.enqueue(
            tx,
            cell,
            [
                Telling(
                    person_id,
                    now.kind,
                    key_of(now, params),
                    at,
                    params,
                    now.begins_at,
                    spread_s,
                    _end_of(now),
                )
                for person_id, params in page.people.items()
            ],
        )
        await messages.move_round(tx, cell, now, page.last, len(told), at)
    return 1


def key_of(now: Round, params: Mapping[str, Any]) -> str:
    """A reminder is one a person and day of the end, whichever round brings it; all else is one a round."""
    return f"{params['valid_until']:.10}" if now.audience is Audience.ENDING else str(now.round_id)


def _spread_s(now: Round, rate_per_s: float) -> float:
    """As long as the channel needs for so many; whose number nobody knows have half of the round's own time."""
    if now.audience is Audience.PLAN:
        return messages.spread_s(now.people, rate_per_s)
    return (now.ends_at - now.begins_at).total_seconds() / 2


def _end_of(now: Round) -> datetime | None:
    """A packet's news is worth nothing after it; all others keep the time of their kind."""
    return now.ends_at if now.audience in (Audience.EVERYBODY, Audience.WITHOUT_SHARE) else None


async def _of_plan(tx: Tx, cell: int, now: Round, at: datetime) -> Page:
    kind, campaign_id = BulkKind(now.params["kind"]), UUID(now.params["campaign_id"])
    cards, last = await campaigns.touched(
        tx, cell, now.subject_id, kind, campaign_id, now.after_id, BATCH_MAX
    )
    until = now.params.get("valid_until")
    params = {"valid_until": until} if until else {}
    return Page({each.person_id: {"face_fen": each.face_fen, **params} for each in cards}, last)


async def _ending(tx: Tx, cell: int, now: Round, at: datetime) -> Page:
    cards, last = await campaigns.ending(tx, cell, at, at + ENDING_WITHIN, now.after_id, BATCH_MAX)
    soonest = sorted(cards, key=lambda card: card.valid_until, reverse=True)
    return Page({each.person_id: {"valid_until": each.valid_until.isoformat()} for each in soonest}, last)


async def _everybody(tx: Tx, cell: int, now: Round, at: datetime) -> Page:
    ids = await people.page(tx, cell, now.after_id, BATCH_MAX)
    return Page(dict.fromkeys(ids, now.params), ids[-1] if ids else None)


async def _without_share(tx: Tx, cell: int, now: Round, at: datetime) -> Page:
    """Who took of any packet that is still open is not reminded."""
    ids = await people.page(tx, cell, now.after_id, BATCH_MAX)
    took = await packets.who_took(tx, cell, ids)
    left = [person_id for person_id in ids if person_id not in took]
    return Page(dict.fromkeys(left, now.params), ids[-1] if ids else None)


TURNS: dict[Audience, Turn] = {
    Audience.PLAN: _of_plan,
    Audience.ENDING: _ending,
    Audience.EVERYBODY: _everybody,
    Audience.WITHOUT_SHARE: _without_share,
}
