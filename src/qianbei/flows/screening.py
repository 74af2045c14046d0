"""Asked before a reward is given, in the transaction that gives it: who may have it now, and whose waits for a reviewer.

Two claims of one household follow one another at the household's row, and what it has is counted from the cards and
vested invites themselves. Who has the reward already has it again. Locks: abuse before leases, budgets, orders and cards.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import Asked, Decision, Member, Reward, Verdict
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Campaign, Source, joining
from qianbei.db import Tx
from qianbei.invites import api as invites
from qianbei.invites.contracts import BindingState

Have = Callable[[Collection[UUID]], Awaitable[set[UUID]]]
"""Which of these people have the reward already."""


class Screened(msgspec.Struct, frozen=True):
    """`allowed` in the order asked; everybody else is in `waiting`, with why."""

    allowed: list[UUID]
    waiting: dict[UUID, Verdict]


async def screen_joining(
    tx: Tx, cell: int, campaign: Campaign, person_ids: Sequence[UUID], at: datetime
) -> Screened:
    """Before joining cards are given; each card that is delayed has its review when this returns."""

    async def have(people: Collection[UUID]) -> set[UUID]:
        return await _holders(tx, cell, joining(campaign)[1], people)

    screened = await _screen(tx, cell, person_ids, have, at)
    delayed = _delayed(screened.waiting)
    await abuse.open_reviews(tx, cell, Reward.JOINING, campaign.campaign_id, delayed, at)
    return screened


async def screen_places(
    tx: Tx, cell: int, drop_id: UUID, person_ids: Sequence[UUID], have: Have, at: datetime
) -> Screened:
    """Before places in a drop are given; each that is delayed has its review when this returns."""
    screened = await _screen(tx, cell, person_ids, have, at)
    await abuse.open_reviews(tx, cell, Reward.DROP, drop_id, _delayed(screened.waiting), at)
    return screened


async def screen_cards(
    tx: Tx, cell: int, source: Source, person_ids: Sequence[UUID], asked: Asked, at: datetime
) -> Screened:
    """Before cards of one occasion are given; each that is delayed has its review, which knows what gives it then."""

    async def have(people: Collection[UUID]) -> set[UUID]:
        return await _holders(tx, cell, source, people)

    screened = await _screen(tx, cell, person_ids, have, at)
    delayed = _delayed(screened.waiting)
    await abuse.open_reviews(tx, cell, Reward.CARD, source.source_id, delayed, at, asked)
    return screened


async def screen_invites(
    tx: Tx, cell: int, newcomer_ids: Sequence[UUID], at: datetime
) -> dict[UUID, Verdict]:
    """Newcomers whose invite may not be given to both sides now; it stays promised. `open_invite_review` tells them."""

    async def have(people: Collection[UUID]) -> set[UUID]:
        found = await invites.find(tx, cell, sorted(people))
        return {each for each, binding in found.items() if binding.state is BindingState.VESTED}

    return _delayed((await _screen(tx, cell, newcomer_ids, have, at)).waiting)


async def open_invite_review(
    tx: Tx, cell: int, newcomer_id: UUID, order_id: UUID, verdict: Verdict, at: datetime
) -> None:
    """The invite that this order earned waits."""
    await abuse.open_reviews(tx, cell, Reward.INVITE, order_id, {newcomer_id: verdict}, at)


async def _holders(tx: Tx, cell: int, source: Source, people: Collection[UUID]) -> set[UUID]:
    found = await campaigns.find_given(tx, cell, [(each, source.source_id) for each in people])
    return {person_id for person_id, _ in found}


async def _screen(tx: Tx, cell: int, person_ids: Sequence[UUID], have: Have, at: datetime) -> Screened:
    once = list({each.int: each for each in person_ids}.values())  # Ids themselves are slow to hash.
    members, mates, is_busy = await abuse.standings(tx, cell, once, at)
    if not members and not is_busy:
        return Screened(once, {})
    standing = {each: members.get(each) or Member(each) for each in once}
    doubted = {each for each, member in standing.items() if not _may_alone(member, is_busy=is_busy)}
    looked_at = doubted.union(*mates.values())
    if not looked_at:
        return Screened(once, {})
    having = await have(looked_at)
    given = {household_id: len(having.intersection(people)) for household_id, people in mates.items()}
    allowed: list[UUID] = []
    waiting: dict[UUID, Verdict] = {}
    for person_id, member in standing.items():
        household_id = member.household_id
        verdict = abuse.judge(member, given[household_id] if household_id else 0, is_busy=is_busy)
        if person_id in having or verdict.decision is Decision.GIVE:
            allowed.append(person_id)
            if household_id and person_id not in having:
                given[household_id] += 1
        else:
            waiting[person_id] = verdict
    return Screened(allowed, waiting)


def _may_alone(member: Member, *, is_busy: bool) -> bool:
    """Whether nothing stands against a person but perhaps what their household has."""
    return abuse.judge(member, 0, is_busy=is_busy).decision is Decision.GIVE


def _delayed(waiting: Mapping[UUID, Verdict]) -> dict[UUID, Verdict]:
    """Who is only asked for a phone and a door needs no reviewer."""
    return {each: verdict for each, verdict in waiting.items() if verdict.decision is Decision.DELAY}


async def preview(tx: Tx, cell: int, person_id: UUID, at: datetime) -> Verdict:
    """What a person's next reward would meet by what they showed themselves, whatever their household has."""
    members, _, is_busy = await abuse.standings(tx, cell, [person_id], at)
    return abuse.judge(members.get(person_id) or Member(person_id), 0, is_busy=is_busy)
