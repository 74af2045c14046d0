"""Doing something to many cards: plan → dry run → apply in bounded batches → tell → undo.

A batch is one transaction that also writes how far the plan is, so whoever is killed half-way goes on where it was, and
two at once wait for one another. Nothing worsens what people were told: an extension never shortens, a recall leaves
cards on an order alone, and once their owners were told only a recall can be undone.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.campaigns import api as campaigns
from qianbei.campaigns import events
from qianbei.campaigns.contracts import (
    BulkKind,
    BulkPlan,
    BulkRefusal,
    BulkState,
    Card,
    CardEvent,
    CardMove,
    Extent,
    IssueRequest,
    Source,
    SourceKind,
    card_id_of,
)
from qianbei.db import Database, Tx
from qianbei.flows import card_money, rounds
from qianbei.flows.claims import give
from qianbei.kit.ids import new_id
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Event

replace = msgspec.structs.replace

EXTEND_BATCH = 2_000
"""About 50 ms in one statement on an idle machine; an order with one of these cards waits that long at most."""

MONEY_BATCH = 500
"""Batches that also move money, card by card."""

PLANS_AT_ONCE_MAX = 20
"""An operator has a few under way; the others have their turn when these are done."""

START = UUID(int=0)

Step = Callable[[Tx, int, BulkPlan, datetime], Awaitable[campaigns.BulkDone]]


class BudgetSpentError(Exception):
    """A batch cannot be paid: its transaction is rolled back."""


async def make(tx: Tx, cell: int, plan: BulkPlan) -> Extent | BulkRefusal:
    """Writes the plan and says what it would touch; nothing is touched yet."""
    if plan.new_end is not None and (plan.new_end.tzinfo is None or plan.new_end <= plan.made_at):
        return BulkRefusal.END_INVALID
    if (plan.kind is BulkKind.RECALL) != (plan.new_end is None):
        return BulkRefusal.END_INVALID
    if not await campaigns.knows(tx, cell, plan.chosen):
        return BulkRefusal.NOBODYS
    await campaigns.insert_plan(tx, cell, plan)
    return await campaigns.extent(tx, cell, plan)


async def begin(tx: Tx, cell: int, plan_id: UUID) -> BulkPlan | BulkRefusal:
    """From here on the batches are done, by whoever works."""
    plan = await campaigns.lock_plan(tx, cell, plan_id)
    if plan is None:
        return BulkRefusal.UNKNOWN
    if plan.state in (BulkState.APPLYING, BulkState.APPLIED):
        return plan
    if plan.state is not BulkState.PLANNED:
        return BulkRefusal.WRONG_STATE
    return await _written(tx, cell, replace(plan, state=BulkState.APPLYING))


async def tell(tx: Tx, cell: int, random: Random, plan_id: UUID, at: datetime) -> BulkPlan | BulkRefusal:
    """Publishes the fact, once, and lets the owners be told, spread over time."""
    plan = await campaigns.lock_plan(tx, cell, plan_id)
    if plan is None:
        return BulkRefusal.UNKNOWN
    if plan.state is not BulkState.APPLIED:
        return BulkRefusal.WRONG_STATE
    if plan.told_at is not None:
        return plan
    payload = {"kind": plan.kind.value, "cards": plan.cards, "reason": plan.reason}
    await outbox.append(tx, [Event(cell, new_id(at, random), events.CARDS_CHANGED, plan_id, payload, at)])
    await rounds.about_plan(tx, cell, plan, at)
    return await _written(tx, cell, replace(plan, told_at=at))


async def undo(tx: Tx, cell: int, plan_id: UUID) -> BulkPlan | BulkRefusal:
    """Begins to take a plan back, also one that is half done."""
    plan = await campaigns.lock_plan(tx, cell, plan_id)
    if plan is None:
        return BulkRefusal.UNKNOWN
    if plan.state in (BulkState.UNDOING, BulkState.UNDONE):
        return plan
    if plan.told_at is not None and plan.kind is not BulkKind.RECALL:
        return BulkRefusal.TOLD
    return await _written(tx, cell, replace(plan, state=BulkState.UNDOING, after_card_id=START))


async def work(database: Database, cell: int, at: datetime) -> int:
    """A batch of each plan that is under way; how many went on. Safe to run twice at once.

    One that waits for money keeps none of the others waiting.
    """
    async with database.reading() as tx:
        plan_ids = await campaigns.plans_under_way(tx, cell, PLANS_AT_ONCE_MAX)
    outcomes = [await step(database, cell, plan_id, at) for plan_id in plan_ids]
    return sum(not isinstance(outcome, BulkRefusal) for outcome in outcomes)


async def step(database: Database, cell: int, plan_id: UUID, at: datetime) -> BulkPlan | BulkRefusal:
    """The next batch of a plan that is applying or undoing; the plan as it stands then."""
    try:
        async with database.transaction() as tx:
            plan = await campaigns.lock_plan(tx, cell, plan_id)
            return BulkRefusal.UNKNOWN if plan is None else await _batch(tx, cell, plan, at)
    except BudgetSpentError:
        return BulkRefusal.BUDGET_SPENT


async def _batch(tx: Tx, cell: int, plan: BulkPlan, at: datetime) -> BulkPlan:
    if plan.state not in (BulkState.APPLYING, BulkState.UNDOING):
        return plan
    is_undo = plan.state is BulkState.UNDOING
    done = await (UNDO if is_undo else APPLY)[plan.kind](tx, cell, plan, at)
    if done.last is None:
        ended = BulkState.UNDONE if is_undo else BulkState.APPLIED
        return await _written(tx, cell, replace(plan, state=ended, after_card_id=START))
    sign = -1 if is_undo else 1
    cards, money_fen = plan.cards + sign * done.cards, plan.money_fen + sign * done.money_fen
    return await _written(tx, cell, replace(plan, after_card_id=done.last, cards=cards, money_fen=money_fen))


async def _written(tx: Tx, cell: int, plan: BulkPlan) -> BulkPlan:
    await campaigns.update_plan(tx, cell, plan)
    return plan


async def _extend(tx: Tx, cell: int, plan: BulkPlan, at: datetime) -> campaigns.BulkDone:
    return await campaigns.extend(tx, cell, plan, at, EXTEND_BATCH)


async def _shorten(tx: Tx, cell: int, plan: BulkPlan, at: datetime) -> campaigns.BulkDone:
    return await campaigns.shorten(tx, cell, plan, at, EXTEND_BATCH)


async def _recall(tx: Tx, cell: int, plan: BulkPlan, at: datetime) -> campaigns.BulkDone:
    locked = await campaigns.lock_chosen(tx, cell, plan, MONEY_BATCH)
    ended = await _moved(tx, cell, plan, locked, CardEvent.REVOKE, at)
    await card_money.give_up(tx, cell, "revoke", ended, at)
    return _done(ended, locked)


async def _restore(tx: Tx, cell: int, plan: BulkPlan, at: datetime) -> campaigns.BulkDone:
    locked = await campaigns.lock_touched(tx, cell, plan, MONEY_BATCH)
    back = await _moved(tx, cell, plan, locked, CardEvent.RESTORE, at)
    await card_money.take_up(tx, cell, "restore", back, at)
    return _done(back, locked)


async def _reissue(tx: Tx, cell: int, plan: BulkPlan, at: datetime) -> campaigns.BulkDone:
    """A new card for each, paid by the budget. Where it is spent, a later run goes on when it has money."""
    locked = await campaigns.lock_chosen(tx, cell, plan, MONEY_BATCH)
    kinds = await campaigns.find_templates(tx, cell, sorted({card.template_id for card in locked.values()}))
    for template in kinds.values():
        asked = [
            IssueRequest(cell, card.person_id, _instead_of(card), at, plan.new_end)
            for card in locked.values()
            if card.template_id == template.template_id
        ]
        if (await give(tx, cell, template, asked, at)).short:
            raise BudgetSpentError(template.campaign_id)
    replaced = await _moved(tx, cell, plan, locked, CardEvent.REPLACE, at)
    return _done(replaced, locked)


async def _withdraw(tx: Tx, cell: int, plan: BulkPlan, at: datetime) -> campaigns.BulkDone:
    """The new cards that nobody was told of and nobody used."""
    old = await campaigns.lock_touched(tx, cell, plan, MONEY_BATCH)
    new_ids = sorted(card_id_of(_instead_of(card), card.person_id) for card in old.values())
    locked = await campaigns.lock_cards(tx, cell, new_ids)
    ended = await _moved(tx, cell, plan, locked, CardEvent.REVOKE, at)
    await card_money.give_up(tx, cell, "revoke", ended, at)
    return _done(ended, old)


def _instead_of(card: Card) -> Source:
    return Source(SourceKind.REISSUE, card.card_id)


async def _moved(
    tx: Tx, cell: int, plan: BulkPlan, locked: dict[UUID, Card], event: CardEvent, at: datetime
) -> list[Card]:
    """Those that moved; a card that meanwhile went on by itself is left."""
    moves = [CardMove(card_id, event, plan.plan_id, at, plan.reason) for card_id in locked]
    return [card for card in await campaigns.move(tx, cell, locked, moves) if isinstance(card, Card)]


def _done(moved: Sequence[Card], seen: dict[UUID, Card]) -> campaigns.BulkDone:
    last = max(seen) if seen else None
    return campaigns.BulkDone(len(moved), sum(card.face_fen for card in moved), last)


APPLY: dict[BulkKind, Step] = {
    BulkKind.EXTEND: _extend,
    BulkKind.RECALL: _recall,
    BulkKind.REISSUE: _reissue,
}
UNDO: dict[BulkKind, Step] = {
    BulkKind.EXTEND: _shorten,
    BulkKind.RECALL: _restore,
    BulkKind.REISSUE: _withdraw,
}
