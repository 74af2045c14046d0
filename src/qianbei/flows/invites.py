"""Inviting: a binding promises both sides a card, and the newcomer's first cup makes it theirs.

issue (pending): budget → liability     (bound: the money is kept back under the id of the card to come)
issue (posted):  the same, moved        (the newcomer's order is handed over and its money stays: the cards are given)
voided:          it never moves         (not in time, denied, or clawed back before: others may have it)
prize:           budget → wallet        (a draw won)
Locks: invites, abuse, budgets, leases, orders, cards, pendings, balances.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import Verdict
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import (
    Campaign,
    CardTemplate,
    Issued,
    IssueRequest,
    Source,
    SourceKind,
    card_id_of,
)
from qianbei.db import Database, Tx
from qianbei.flows import money, pieces, screening
from qianbei.invites import api as invites
from qianbei.invites import events
from qianbei.invites.contracts import (
    Binding,
    BindingState,
    BindRefusal,
    InviteRules,
    RulesVersion,
    VoidReason,
)
from qianbei.kit.clock import Clock, city_day
from qianbei.kit.ids import new_id
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Pending, Resolve, ResolveOutcome
from qianbei.messages import api as messages
from qianbei.messages.contracts import Kind, Telling
from qianbei.orders import api as orders
from qianbei.orders.contracts import Order, OrderState
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Event
from qianbei.outbox.delivery import Delivery, Handler

LATE_NEWS = timedelta(hours=1)
"""A handover in time may be told a little late; only then is a promise overdue."""

PROMISE_SLACK = timedelta(days=365)
"""The ledger's own end of a promise lies so far behind ours: it is a net below, and a review may outlast ours."""

GOOD_FOR_LEAST = timedelta(hours=24)
"""A card that was earned in the campaign's last minutes, or told late, can still be used."""

OVERDUE_MAX = 200

DEFAULT = InviteRules()


class Asked(msgspec.Struct, frozen=True):
    """A newcomer used a code. `same` are other persons known to be them, such as their device's owner."""

    invitee_id: UUID
    inviter_id: UUID
    same: Collection[UUID]
    at: datetime


async def bind(tx: Tx, cell: int, random: Random, asked: Asked) -> Binding | BindRefusal:
    """Binds the newcomer and promises the cards. The same inviter again is the binding that is there."""
    at = asked.at
    campaign = await campaigns.running(tx, cell, at)
    if campaign is None:
        return BindRefusal.NO_CAMPAIGN
    await invites.lock_binding(tx, cell)
    rules = await rules_of(tx, cell, campaign.campaign_id, at)
    has_ordered = asked.invitee_id in await orders.buyers(tx, cell, [asked.invitee_id])
    facts = await invites.facts(
        tx, cell, campaign.campaign_id, asked.inviter_id, asked.same, asked.invitee_id, has_ordered, at
    )
    if facts.bound is not None and facts.bound.inviter_id == asked.inviter_id:
        return facts.bound
    refusal = invites.refusal(facts, asked.inviter_id, rules.rules)
    if refusal is not None:
        return refusal
    binding = _binding(asked, await _template(tx, cell, campaign, rules.rules), rules)
    await abuse.introduce(tx, cell, binding.invitee_id, binding.inviter_id, at)
    return await _promised(tx, cell, random, binding)


async def rules_of(tx: Tx, cell: int, campaign_id: UUID, at: datetime) -> RulesVersion:
    """The campaign's rules; the defaults are written down when they are first used, so that they cannot move."""
    known = await invites.rules_now(tx, cell, campaign_id)
    return known or await invites.write_rules(tx, cell, campaign_id, DEFAULT, at)


async def _template(tx: Tx, cell: int, campaign: Campaign, rules: InviteRules) -> CardTemplate:
    if rules.template_id is None:
        return campaigns.joining(campaign)[0]
    return (await campaigns.find_templates(tx, cell, [rules.template_id]))[rules.template_id]


def _binding(asked: Asked, template: CardTemplate, rules: RulesVersion) -> Binding:
    return Binding(
        invitee_id=asked.invitee_id,
        inviter_id=asked.inviter_id,
        campaign_id=template.campaign_id,
        template_id=template.template_id,
        piece_fen=template.face_fen,
        rewards_newcomer=rules.rules.rewards_newcomer,
        rules_version=rules.version,
        state=BindingState.BOUND,
        bound_at=asked.at,
        vests_by=asked.at + timedelta(days=rules.rules.vests_within_days),
    )


async def _promised(tx: Tx, cell: int, random: Random, binding: Binding) -> Binding | BindRefusal:
    at, pendings = binding.bound_at, _pendings(binding)
    purse = await pieces.lock_purse(tx, cell, binding.campaign_id, binding.piece_fen, len(pendings), at)
    if purse.free < len(pendings):
        return BindRefusal.SPENT
    await invites.bind(tx, cell, binding)
    await pieces.promise(tx, cell, purse, pendings, at)
    await outbox.append(tx, [_event(cell, random, events.BOUND, binding, at)])
    return binding


def _source(binding: Binding) -> Source:
    return Source(SourceKind.INVITE, binding.source_id)


def _pendings(binding: Binding) -> list[Pending]:
    source = money.budget(binding.campaign_id).place(binding.campaign_id)
    target = money.liability(binding.campaign_id)
    ends_at = binding.vests_by + PROMISE_SLACK
    return [
        Pending(
            card_id,
            source,
            target.place(card_id),
            binding.piece_fen,
            "issue",
            card_id,
            binding.bound_at,
            ends_at,
        )
        for card_id in promised_cards(binding)
    ]


def promised_cards(binding: Binding) -> list[UUID]:
    """The cards of both sides, given or to come."""
    return [card_id_of(_source(binding), person_id) for person_id in binding.rewarded]


def _event(cell: int, random: Random, type_: str, binding: Binding, at: datetime) -> Event:
    payload = {"inviter_id": str(binding.inviter_id), "reason": binding.ended_reason}
    return Event(cell, new_id(at, random), type_, binding.invitee_id, payload, at)


async def due_of(tx: Tx, cell: int, random: Random, order: Order, at: datetime) -> list[Event]:
    """What must be told when an order was handed over: nothing, but for a newcomer whose promise is open."""
    if order.state is not OrderState.HANDED_OVER:
        return []
    found = await invites.find(tx, cell, [order.person_id])
    if not any(binding.state is BindingState.BOUND for binding in found.values()):
        return []
    payload = {"order_id": str(order.order_id)}
    return [Event(cell, new_id(at, random), events.DUE, order.person_id, payload, at)]


class Due(msgspec.Struct, frozen=True):
    """A newcomer's order was handed over at `at`."""

    invitee_id: UUID
    order_id: UUID
    at: datetime


async def vest(tx: Tx, cell: int, random: Random, dues: Sequence[Due], at: datetime) -> list[Binding]:
    """Gives both sides their cards where the order is still in the newcomer's hands, and was in time; those vested.

    What screening delays stays promised, and has a review.
    """
    locked = await invites.lock(tx, cell, [due.invitee_id for due in dues])
    bound = sorted(each.invitee_id for each in locked.values() if each.state is BindingState.BOUND)
    await abuse.look_again(tx, cell, bound, at)
    waiting = await screening.screen_invites(tx, cell, bound, at)
    found = await orders.lock(tx, cell, sorted({due.order_id for due in dues}))
    kept = {due.invitee_id: due for due in dues if _is_in_hand(found.get(due.order_id), due)}
    earned = [
        each
        for each in locked.values()
        if each.state is BindingState.BOUND
        and each.invitee_id in kept
        and (each.earned_at or kept[each.invitee_id].at) < each.vests_by
    ]
    await _keep_waiting(tx, cell, [kept[each.invitee_id] for each in earned], waiting, at)
    earned = [each for each in earned if each.invitee_id not in waiting]
    templates = await campaigns.find_templates(tx, cell, sorted({each.template_id for each in earned}))
    for template in templates.values():
        alike = [each for each in earned if each.template_id == template.template_id]
        await _give(tx, cell, template, alike, at)
    earned = [msgspec.structs.replace(each, order_id=kept[each.invitee_id].order_id) for each in earned]
    vested = await invites.end(tx, cell, earned, None, at)
    if vested:
        await invites.prepare_day(tx, cell, random, city_day(at), at)
        await outbox.append(tx, [_event(cell, random, events.VESTED, each, at) for each in vested])
        await messages.enqueue(tx, cell, [told for each in vested for told in _told(each, at)])
    return vested


def _told(binding: Binding, at: datetime) -> list[Telling]:
    params = {"face_fen": binding.piece_fen}
    key = str(binding.source_id)
    return [Telling(each, Kind.INVITE_REWARDED, key, at, params) for each in binding.rewarded]


async def _keep_waiting(
    tx: Tx, cell: int, dues: Sequence[Due], waiting: Mapping[UUID, Verdict], at: datetime
) -> None:
    """What screening delays has a review, and does not lapse while that is open."""
    delayed = [due for due in dues if due.invitee_id in waiting]
    for due in delayed:
        verdict = waiting[due.invitee_id]
        await screening.open_invite_review(tx, cell, due.invitee_id, due.order_id, verdict, at)
    await invites.mark_earned(tx, cell, {due.invitee_id: due.at for due in delayed})


def _is_in_hand(order: Order | None, due: Due) -> bool:
    return order is not None and order.person_id == due.invitee_id and order.state is OrderState.HANDED_OVER


async def _give(tx: Tx, cell: int, template: CardTemplate, bindings: Sequence[Binding], at: datetime) -> None:
    """The cards with the money that was kept back for them."""
    valid_until = max(template.valid_until, at + GOOD_FOR_LEAST)
    requests = [
        IssueRequest(cell, person_id, _source(binding), at, valid_until)
        for binding in bindings
        for person_id in binding.rewarded
    ]
    requests.sort(key=lambda request: request.card_id)
    given = await campaigns.issue(tx, template, requests)
    assert all(isinstance(each, Issued) and each.created for each in given), given
    posts = [Resolve(request.card_id, template.face_fen, at) for request in requests]
    outcomes = await ledger.resolve(tx, cell, posts)
    assert set(outcomes) <= {ResolveOutcome.DONE}, outcomes


async def void(
    tx: Tx, cell: int, random: Random, invitee_ids: Sequence[UUID], reason: VoidReason, at: datetime
) -> list[Binding]:
    """Takes promises back before they vest: those that did so. What vested stays: nobody's card is taken."""
    locked = await invites.lock(tx, cell, invitee_ids)
    bound = [each for each in locked.values() if each.state is BindingState.BOUND]
    return await _void(tx, cell, random, bound, reason, at)


async def void_overdue(database: Database, cell: int, random: Random, at: datetime) -> int:
    """Ends promises whose time is over, a bounded batch; how many. Safe to run twice at once."""
    async with database.transaction() as tx:
        overdue = await invites.lock_overdue(tx, cell, at - LATE_NEWS, OVERDUE_MAX)
        return len(await _void(tx, cell, random, overdue, VoidReason.EXPIRED, at))


async def _void(
    tx: Tx, cell: int, random: Random, bound: Sequence[Binding], reason: VoidReason, at: datetime
) -> list[Binding]:
    if not bound:
        return []
    ended = await invites.end(tx, cell, bound, reason, at)
    kinds = sorted({(each.campaign_id, each.piece_fen) for each in bound})
    for campaign_id, piece_fen in kinds:
        alike = [each for each in bound if (each.campaign_id, each.piece_fen) == (campaign_id, piece_fen)]
        count = sum(len(each.rewarded) for each in alike)
        await pieces.take_back(tx, cell, campaign_id, piece_fen, count, at)
    voids = [Resolve(card_id, None, at) for each in bound for card_id in promised_cards(each)]
    outcomes = await ledger.resolve(tx, cell, voids)
    assert set(outcomes) <= {ResolveOutcome.DONE, ResolveOutcome.ALREADY}, outcomes
    await outbox.append(tx, [_event(cell, random, events.VOIDED, each, at) for each in ended])
    return ended


def handler(clock: Clock, random: Random, cell: int) -> Handler:
    """What the relay does when a newcomer's order was handed over."""

    async def vest_all(delivery: Delivery) -> None:
        async with delivery.transaction() as (tx, fresh):
            dues = [Due(event.key, UUID(event.payload["order_id"]), event.at) for event in fresh]
            await vest(tx, cell, random, dues, clock.now())

    return vest_all
