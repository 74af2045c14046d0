"""Drops of cards: announced with their money, drawn when they open, handed out in batches, the rest first come.

drop:   budget → drop       (announced: what a drop says is there)
issue:  drop → liability    (a card of it is given)
undrop: drop → budget       (its end is past: what nobody took)
Locks: abuse, budgets, leases, drops, cards, balances. Killed at any instant, the drop's row says where to go on.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from random import Random
from uuid import UUID

import msgspec

from qianbei.abuse import api as abuse
from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import CardTemplate, Issued, IssueRequest, Source, SourceKind, card_id_of
from qianbei.db import Database, Tx
from qianbei.drops import api as drops
from qianbei.drops.contracts import Drop, DropPlan, DropRefusal, DropState, Entry, Place
from qianbei.flows import money, pieces, telling
from qianbei.flows.claims import give_from
from qianbei.flows.screening import screen_places
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Account, AccountKind, Transfer, transfer_id
from qianbei.messages.contracts import Kind
from qianbei.waves import api as waves
from qianbei.waves.contracts import RunState

TOLD_AT_ONCE = 2_000
"""Places whose lots one transaction tells; with as many winners it writes so many cards."""


class NewDrop(msgspec.Struct, frozen=True):
    """A drop that a campaign file promises."""

    plan: DropPlan
    template: CardTemplate
    name: dict[str, str]
    present_from: datetime
    opens_at: datetime
    ends_at: datetime


def drop_account(drop_id: UUID) -> Account:
    return Account(AccountKind.DROP, drop_id)


async def announce(tx: Tx, cell: int, random: Random, new: NewDrop, at: datetime) -> Drop | None:
    """Takes the whole drop's money out of the budget and commits to the seed; None when the budget has less.

    `random` makes the seed: outside of tests it must be a `random.SystemRandom`.
    """
    template, drop_id, cards = new.template, new.plan.drop_id, new.plan.cards
    seed = random.randbytes(drops.SEED_BYTES)
    purse = await pieces.lock_purse(tx, cell, template.campaign_id, template.face_fen, cards, at)
    if purse.free < cards:
        return None
    times = (new.present_from, new.opens_at, new.ends_at)
    ids = (template.campaign_id, template.template_id)
    drop = await drops.announce(tx, cell, new.plan, *ids, template.face_fen, new.name, seed, *times)
    account = drop_account(drop_id)
    await ledger.open_accounts(tx, cell, [account], at)
    source, target = money.budget(template.campaign_id).place(drop_id), account.place(drop_id)
    amount_fen = cards * template.face_fen
    packed = Transfer(transfer_id("drop", drop_id), source, target, amount_fen, "drop", drop_id, at)
    await pieces.give(tx, cell, purse, cards, [packed], at)
    return drop


async def enter(
    tx: Tx, cell: int, drop_id: UUID, person_ids: Sequence[UUID], at: datetime
) -> list[Place | DropRefusal]:
    """A place in the draw for each person, in order; who has one has it again."""
    # Looked at before anything is locked: a crowd outside its time must not keep the draw from its row.
    refusal = drops.entrance((await drops.find(tx, cell, [drop_id])).get(drop_id), at)
    if refusal is not None:
        known = await drops.places_of(tx, cell, drop_id, person_ids)
        return [known.get(each, refusal) for each in person_ids]
    entries, waiting = await _screened(tx, cell, drop_id, person_ids, at)
    places = await drops.enter(tx, cell, drop_id, entries, at)
    return [DropRefusal.WAITS if each in waiting else places[each] for each in person_ids]


async def take(
    tx: Tx, cell: int, drop_id: UUID, person_ids: Sequence[UUID], at: datetime
) -> list[Issued | DropRefusal]:
    """A card of what the draw left for each person, in order, first come; who has one has it again."""
    told: dict[UUID, Issued | DropRefusal] = {}
    refusal = drops.counter((await drops.find(tx, cell, [drop_id])).get(drop_id), at)
    if refusal is None:
        entries, waiting = await _screened(tx, cell, drop_id, person_ids, at)
        told = dict.fromkeys(waiting, DropRefusal.WAITS)
        drop = await drops.lock(tx, cell, drop_id)
        refusal = drops.counter(drop, at)
        if drop is not None and refusal is None:
            told |= await _served(tx, cell, drop, entries, at)
    known = await campaigns.find_cards(tx, cell, [card_of(drop_id, each) for each in person_ids])
    had = {card.person_id: Issued(card, created=False) for card in known.values()}
    return [told.get(each) or had.get(each) or refusal or DropRefusal.GONE for each in person_ids]


async def _served(
    tx: Tx, cell: int, drop: Drop, entries: Sequence[Entry], at: datetime
) -> dict[UUID, Issued | DropRefusal]:
    """At the counter of a locked drop: the next cards for those who have none."""
    if await _run_state(tx, cell, drop) is not RunState.RUNNING:
        return {}
    cards = {entry.person_id: card_of(drop.drop_id, entry.person_id) for entry in entries}
    known = await campaigns.find_cards(tx, cell, list(cards.values()))
    wanting = [entry for entry in entries if cards[entry.person_id] not in known]
    places = await drops.come_late(tx, cell, drop, wanting, at)
    seated = [each for each, place in places.items() if isinstance(place, Place)]
    given = await _give(tx, cell, drop, seated[: drop.left], at)
    await drops.count(tx, cell, drop, len(given))
    refused = {each: place for each, place in places.items() if isinstance(place, DropRefusal)}
    return refused | {each.card.person_id: each for each in given.values()}


async def work(database: Database, cell: int, at: datetime) -> int:
    """One bounded step of a drop that waits for it: draws, hands out the next batch, or closes; 0 when none does."""
    async with database.transaction() as tx:
        drop = await drops.next_to_work_on(tx, cell, at)
        if drop is None:
            return 0
        run = await _run_state(tx, cell, drop)
        if drop.state is DropState.OPEN or run is RunState.CLOSED:
            await _close(tx, cell, drop, at)
        elif run is RunState.PAUSED:
            return 0
        elif drop.state is DropState.ANNOUNCED:
            await drops.draw(tx, cell, drop)
        else:
            await _hand_out(tx, cell, drop, at)
    return 1


async def _hand_out(tx: Tx, cell: int, drop: Drop, at: datetime) -> None:
    places = await drops.next_places(tx, cell, drop, TOLD_AT_ONCE)
    winners = [place.person_id for place in places if drops.has_won(drop, place)]
    others = [place.person_id for place in places if not drops.has_won(drop, place)]
    given = await _give(tx, cell, drop, winners, at)
    new = [each.card for each in given.values() if each.created]
    await drops.told(tx, cell, drop, places, len(new), is_last=len(places) < TOLD_AT_ONCE)
    await telling.about_cards(tx, cell, Kind.CARD_GIVEN, new, at)
    await telling.not_drawn(tx, cell, drop.drop_id, others, at)


async def _give(
    tx: Tx, cell: int, drop: Drop, person_ids: Sequence[UUID], at: datetime
) -> dict[UUID, Issued]:
    """Cards of the drop by their ids; its row is locked."""
    if not person_ids:
        return {}
    kinds = await campaigns.find_templates(tx, cell, [drop.template_id])
    source = Source(SourceKind.DROP, drop.drop_id)
    asked = [IssueRequest(cell, each, source, at) for each in person_ids]
    place = drop_account(drop.drop_id).place(drop.drop_id)
    return await give_from(tx, cell, kinds[drop.template_id], place, asked, at)


async def _close(tx: Tx, cell: int, drop: Drop, at: datetime) -> None:
    await drops.close(tx, cell, drop)
    if drop.left:
        drop_id = drop.drop_id
        source, target = drop_account(drop_id).place(drop_id), money.budget(drop.campaign_id).place(drop_id)
        left_fen = drop.left * drop.face_fen
        back = Transfer(transfer_id("undrop", drop_id), source, target, left_fen, "undrop", drop_id, at)
        money.must(await ledger.transfer(tx, cell, [back]))


async def _screened(
    tx: Tx, cell: int, drop_id: UUID, person_ids: Sequence[UUID], at: datetime
) -> tuple[list[Entry], Collection[UUID]]:
    """Who may come, with what stands for them, and whose place waits."""

    async def have(asked: Collection[UUID]) -> set[UUID]:
        return set(await drops.places_of(tx, cell, drop_id, list(asked)))

    screened = await screen_places(tx, cell, drop_id, person_ids, have, at)
    keys = await abuse.identities(tx, cell, screened.allowed)
    entries = [Entry(each, [(kind.value, value) for kind, value in keys[each]]) for each in screened.allowed]
    return entries, screened.waiting.keys()


async def _run_state(tx: Tx, cell: int, drop: Drop) -> RunState:
    """Does the drop's campaign give now? A paused one waits, and so do its drops."""
    states = {run.campaign_id: run.state for run in await waves.live_runs(tx, cell)}
    return states.get(drop.campaign_id, RunState.CLOSED)


def card_of(drop_id: UUID, person_id: UUID) -> UUID:
    """The card that a person has or would have of a drop."""
    return card_id_of(Source(SourceKind.DROP, drop_id), person_id)
