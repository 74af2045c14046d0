"""The door of campaigns. Callers hold the transaction; money moves beside it, in the flow."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qianbei.campaigns import rules, store, store_bulk, store_uses
from qianbei.campaigns.contracts import (
    BulkKind,
    BulkPlan,
    Campaign,
    Card,
    CardEvent,
    CardMove,
    CardRefusal,
    CardState,
    CardTemplate,
    Chosen,
    Extent,
    Issued,
    IssueOutcome,
    IssueRefusal,
    IssueRequest,
    OpenCampaign,
    OpenRefusal,
    TemplateRefusal,
    Whose,
    joining,
)
from qianbei.db import Tx

find_gifts = store_uses.find_gifts
gifts_over = store_uses.gifts_over
insert_gift = store_uses.insert_gift
update_gift = store_uses.update_gift
find_sale = store_uses.find_sale
newest_sale_of_code = store_uses.newest_sale_of_code
sales_over = store_uses.sales_over
insert_sale = store_uses.insert_sale
update_sale = store_uses.update_sale
insert_plan = store_bulk.insert_plan
update_plan = store_bulk.update_plan
lock_plan = store_bulk.lock_plan
plans = store_bulk.plans
plans_under_way = store_bulk.under_way
BulkDone = store_bulk.Done
end_after_fault = rules.end_after_fault
holdable = rules.holdable


async def open_campaign(tx: Tx, request: OpenCampaign) -> Campaign | OpenRefusal:
    """Starts a campaign unless one runs. The same campaign id again is the same campaign."""
    await store.lock_openings(tx, request.cell)
    unended = await store.unended(tx, request.cell, request.campaign.starts_at)
    if unended and unended != [request.campaign.campaign_id]:
        return OpenRefusal.RUNNING
    if not unended:
        await store.insert_campaign(tx, request.cell, request.campaign)
        await store.insert_templates(tx, request.cell, [joining(request.campaign)[0]])
    return request.campaign


async def running(tx: Tx, cell: int, at: datetime) -> Campaign | None:
    """The campaign that gives cards now."""
    return await store.running(tx, cell, at)


async def end_at(tx: Tx, cell: int, campaign_id: UUID, ends_at: datetime) -> None:
    """Another end of giving. Cards that were given keep their own."""
    await store.end_campaign(tx, cell, campaign_id, ends_at)


async def open_templates(
    tx: Tx, cell: int, templates: Sequence[CardTemplate]
) -> list[CardTemplate | TemplateRefusal]:
    """Writes kinds of cards; the same again is the same, another under its id is refused."""
    known = await store.find_templates(tx, cell, [each.template_id for each in templates])
    campaigns = await store.find_campaigns(tx, cell, sorted({each.campaign_id for each in templates}))
    outcomes: list[CardTemplate | TemplateRefusal] = []
    for each in templates:
        if known.get(each.template_id, each) != each:
            outcomes.append(TemplateRefusal.OTHER_CONTENT)
        elif each.campaign_id not in campaigns:
            outcomes.append(TemplateRefusal.CAMPAIGN_UNKNOWN)
        else:
            outcomes.append(each)
    new = {each.template_id: each for each in outcomes if isinstance(each, CardTemplate)}
    await store.insert_templates(tx, cell, [each for id_, each in new.items() if id_ not in known])
    return outcomes


async def find_templates(tx: Tx, cell: int, template_ids: Sequence[UUID]) -> dict[UUID, CardTemplate]:
    """Kinds of cards; they never change, so what was read stays true."""
    return await store.find_templates(tx, cell, template_ids)


async def issue(tx: Tx, template: CardTemplate, requests: Sequence[IssueRequest]) -> list[IssueOutcome]:
    """One card a person and source; who has one gets that one again, in whatever state it is.

    The caller sets the money aside in the same transaction, for those that were created.
    """
    if not requests:
        return []
    cell = requests[0].cell
    cards = [rules.issued_from(template, request) for request in requests]
    good = [
        (card, request.source)
        for card, request in zip(cards, requests, strict=True)
        if request.at < card.valid_until
    ]
    created = await store.insert_cards(tx, cell, template, good)
    if len(created) == len(cards):
        return [Issued(card, created=True) for card in cards]
    known = await store.find_given(tx, cell, [each.whose for each in requests])
    return [
        Issued(card, created=True) if card.card_id in created else _known(known.get(request.whose))
        for card, request in zip(cards, requests, strict=True)
    ]


def _known(first: Card | None) -> IssueOutcome:
    return IssueRefusal.ENDED if first is None else Issued(first, created=False)


async def find_cards(tx: Tx, cell: int, card_ids: Sequence[UUID]) -> dict[UUID, Card]:
    """Cards as they stand, unlocked: for showing, never for deciding."""
    return await store.find_cards(tx, cell, card_ids)


async def find_given(tx: Tx, cell: int, whose: Sequence[Whose]) -> dict[Whose, Card]:
    """The cards that these people have from these sources, unlocked."""
    return await store.find_given(tx, cell, whose)


async def lock_cards(tx: Tx, cell: int, card_ids: Sequence[UUID]) -> dict[UUID, Card]:
    """The lock pass: the cards as they are and stay until this transaction ends."""
    return await store.lock_cards(tx, cell, card_ids)


async def move(
    tx: Tx, cell: int, locked: dict[UUID, Card], moves: Sequence[CardMove]
) -> list[Card | CardRefusal]:
    """Moves locked cards, each at most once in a call; a refused move changes nothing."""
    outcomes = [
        rules.moved(locked[m.card_id], m) if m.card_id in locked else CardRefusal.UNKNOWN for m in moves
    ]
    done = [(m, o) for m, o in zip(moves, outcomes, strict=True) if isinstance(o, Card)]
    if done:
        before = [locked[m.card_id] for m, _ in done]
        await store.write_moves(tx, cell, before, [card for _, card in done], [m for m, _ in done])
    return outcomes


async def expire(tx: Tx, cell: int, at: datetime, limit: int) -> tuple[list[Card], int]:
    """Ends cards whose time is over: those that ended, and how many were looked at (at most `limit`).

    Cards on an order, gift or sale are left, and looked at again when they are free. The caller gives the money of
    the ended ones back to the budget in the same transaction.
    """
    due = await store.lock_to_sweep(tx, cell, at, limit)
    free = [card_id for card_id, card in due.items() if card.state is CardState.ISSUED]
    await store.sweep_later(tx, cell, [card_id for card_id in due if card_id not in set(free)])
    moves = [CardMove(card_id, CardEvent.EXPIRE, None, at, "time_over") for card_id in free]
    ended = [card for card in await move(tx, cell, due, moves) if isinstance(card, Card)]
    return ended, len(due)


async def knows(tx: Tx, cell: int, chosen: Chosen) -> bool:
    """Whether there is such a campaign and, where one is named, such a kind of its cards."""
    if chosen.template_id is None:
        return bool(await store.find_campaigns(tx, cell, [chosen.campaign_id]))
    kind = (await store.find_templates(tx, cell, [chosen.template_id])).get(chosen.template_id)
    return kind is not None and kind.campaign_id == chosen.campaign_id


async def extent(tx: Tx, cell: int, plan: BulkPlan) -> Extent:
    """What a plan would still touch: the dry run."""
    return await store_bulk.extent(tx, cell, plan, rules.BULK_STATES[plan.kind])


async def lock_chosen(tx: Tx, cell: int, plan: BulkPlan, limit: int) -> dict[UUID, Card]:
    """The next cards that a plan touches."""
    return await store_bulk.lock_chosen(tx, cell, plan, rules.BULK_STATES[plan.kind], limit)


async def extend(tx: Tx, cell: int, plan: BulkPlan, at: datetime, limit: int) -> store_bulk.Done:
    """The next cards good for longer, none for less long, in one statement whatever their number."""
    return await store_bulk.extend(tx, cell, plan, rules.BULK_STATES[plan.kind], at, limit)


async def extend_own(
    tx: Tx, cell: int, person_id: UUID, cause_id: UUID, ends: tuple[datetime, datetime], at: datetime
) -> datetime | None:
    """A person's usable cards that end before the first of `ends` are good until the second, for a cause of theirs.

    The end of the one that lasts longest now; None for who has none.
    """
    return await store_uses.extend_own(tx, cell, person_id, cause_id, ends, at)


async def shorten(tx: Tx, cell: int, plan: BulkPlan, at: datetime, limit: int) -> store_bulk.Done:
    """Takes an extension back that nobody was told of."""
    return await store_bulk.shorten(tx, cell, plan, rules.BULK_STATES[plan.kind], at, limit)


async def touched(
    tx: Tx, cell: int, plan_id: UUID, kind: BulkKind, campaign_id: UUID, after: UUID, limit: int
) -> tuple[list[Card], UUID | None]:
    """The next cards that a plan touched, unlocked, and the last of them; None when there are no more."""
    event = rules.BULK_EVENTS[kind]
    cards = await store_bulk.touched(tx, cell, plan_id, event, campaign_id, after, limit)
    return cards, cards[-1].card_id if cards else None


async def lock_touched(tx: Tx, cell: int, plan: BulkPlan, limit: int) -> dict[UUID, Card]:
    """The next cards that a plan touched, locked. What it touched stays touched, so they are found before the lock."""
    campaign_id = plan.chosen.campaign_id
    cards, _ = await touched(tx, cell, plan.plan_id, plan.kind, campaign_id, plan.after_card_id, limit)
    return await store.lock_cards(tx, cell, [card.card_id for card in cards])


async def ending(
    tx: Tx, cell: int, at: datetime, until: datetime, after: UUID, limit: int
) -> tuple[list[Card], UUID | None]:
    """Free cards among the next `limit` of all that end in this time, unlocked, and the last one looked at."""
    cards = await store_bulk.cards_after(tx, cell, after, limit)
    soon = [card for card in cards if card.state is CardState.ISSUED and at < card.valid_until <= until]
    return soon, cards[-1].card_id if cards else None
