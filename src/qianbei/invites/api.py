"""The door of invites. Callers hold the transaction, and move money and cards beside it.

Locks: the binding of a cell, then bindings by newcomer, both before budgets and balances.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from qianbei.db import Tx
from qianbei.invites import rules, store
from qianbei.invites.contracts import (
    BindFacts,
    Binding,
    BindingState,
    BindRefusal,
    Day,
    Draw,
    InviteRules,
    RulesVersion,
    Ticket,
    VoidReason,
)
from qianbei.kit.clock import city_day, day_began

code_in = rules.code_in
spoken = rules.spoken
roll_of = rules.roll_of
won_fen = rules.won_fen
commitment = rules.commitment
are_sound = rules.are_sound

CODE_TRIES_MAX = 16
TICKETS_LAST = timedelta(days=30)
"""A draw that was earned may be made so long."""


async def code_of(tx: Tx, cell: int, pepper: bytes, person_id: UUID, at: datetime) -> str:
    """The person's code; made when first asked for."""
    for attempt in range(CODE_TRIES_MAX):
        code = await store.find_code(tx, cell, person_id)
        if code is not None:
            return code
        await store.insert_code(tx, cell, person_id, rules.code_of(pepper, person_id, attempt), at)
    code = await store.find_code(tx, cell, person_id)
    assert code is not None, "a person met other people's codes many times in a row"
    return code


async def find_code(tx: Tx, cell: int, person_id: UUID) -> str | None:
    """The person's code, if they ever asked for one."""
    return await store.find_code(tx, cell, person_id)


async def inviter_of(tx: Tx, cell: int, code: str) -> UUID | None:
    """Whose code it is."""
    return await store.find_inviter(tx, cell, code)


async def write_rules(
    tx: Tx, cell: int, campaign_id: UUID, wanted: InviteRules, at: datetime
) -> RulesVersion:
    """The campaign's rules from now on; the same as the newest are the newest. The rules are sound."""
    newest = await store.newest_rules(tx, cell, campaign_id)
    if newest is not None and newest.rules == wanted:
        return newest
    written = RulesVersion(newest.version + 1 if newest else 1, wanted)
    await store.insert_rules(tx, cell, campaign_id, written, at)
    return written


async def rules_now(tx: Tx, cell: int, campaign_id: UUID) -> RulesVersion | None:
    """The newest rules; None while nobody wrote any (the defaults hold, and are written with the first invite)."""
    return await store.newest_rules(tx, cell, campaign_id)


async def lock_binding(tx: Tx, cell: int) -> None:
    """Waits until nobody else of this cell is binding; until the transaction ends nobody else will."""
    await store.lock_binding(tx, cell)


async def facts(
    tx: Tx,
    cell: int,
    campaign_id: UUID,
    inviter_id: UUID,
    same: Collection[UUID],
    invitee_id: UUID,
    has_ordered: bool,
    at: datetime,
) -> BindFacts:
    """What the rows say; the caller holds the lock of binding. `same` are persons known to be the newcomer."""
    bound = await store.find_bindings(tx, cell, [invitee_id])
    counts = await store.count_invites(tx, cell, campaign_id, [inviter_id, invitee_id], day_began(at))
    return BindFacts(
        bound=bound.get(invitee_id),
        above=await store.above(tx, cell, inviter_id),
        same={invitee_id, *same},
        has_ordered=has_ordered,
        rewards_of_inviter=counts[inviter_id][0],
        rewards_of_invitee=counts[invitee_id][0],
        bound_today=counts[inviter_id][1],
    )


def refusal(found: BindFacts, inviter_id: UUID, wanted: InviteRules) -> BindRefusal | None:
    """May this newcomer be bound to this inviter? None means yes."""
    return rules.refusal(found, inviter_id, wanted)


async def bind(tx: Tx, cell: int, binding: Binding) -> None:
    """Writes a binding that was judged under the lock of binding."""
    await store.insert_binding(tx, cell, binding)


async def lock(tx: Tx, cell: int, invitee_ids: Sequence[UUID]) -> dict[UUID, Binding]:
    """The lock pass."""
    return await store.lock_bindings(tx, cell, sorted(set(invitee_ids)))


async def lock_overdue(tx: Tx, cell: int, before: datetime, limit: int) -> list[Binding]:
    """Promises whose time was over before `before`, locked, at most `limit`."""
    return await store.lock_overdue(tx, cell, before, limit)


async def end(
    tx: Tx, cell: int, bindings: Sequence[Binding], reason: VoidReason | None, at: datetime
) -> list[Binding]:
    """Ends locked promises: vested without a reason, else voided. Money and cards are the caller's."""
    state = BindingState.VESTED if reason is None else BindingState.VOIDED
    ended = [
        msgspec.structs.replace(each, state=state, ended_at=at, ended_reason=reason and reason.value)
        for each in bindings
    ]
    if ended:
        await store.end_bindings(tx, cell, ended, at, city_day(at))
    return ended


async def mark_earned(tx: Tx, cell: int, earned: Mapping[UUID, datetime]) -> None:
    """Notes for locked promises that they were earned at that time, so that they do not lapse during a review."""
    if earned:
        await store.mark_earned(tx, cell, earned)


async def unmark_earned(tx: Tx, cell: int, invitee_ids: Sequence[UUID]) -> None:
    """The order that earned these locked promises was refunded: they lapse in their time, or are earned again."""
    if invitee_ids:
        await store.unmark_earned(tx, cell, invitee_ids)


async def claw_back(tx: Tx, cell: int, bindings: Sequence[Binding], reason: VoidReason) -> list[Binding]:
    """Ends locked invites that had vested. Cards and money are the caller's."""
    if bindings:
        await store.claw_back(tx, cell, [each.invitee_id for each in bindings], reason.value)
    changed = {"state": BindingState.CLAWED_BACK, "ended_reason": reason.value}
    return [msgspec.structs.replace(each, **changed) for each in bindings]


async def find(tx: Tx, cell: int, invitee_ids: Sequence[UUID]) -> dict[UUID, Binding]:
    """Bindings by newcomer, unlocked: for showing and for knowing whom to tell, never for deciding."""
    return await store.find_bindings(tx, cell, invitee_ids)


async def brought_by(tx: Tx, cell: int, inviter_id: UUID, limit: int) -> list[Binding]:
    """Whom a person brought, newest first."""
    return await store.bindings_of(tx, cell, inviter_id, limit)


async def prepare_day(tx: Tx, cell: int, random: Random, day: date, at: datetime) -> Day:
    """The day's seed, made when it is not there. `random` must be a `random.SystemRandom` outside of tests."""
    known = {each.day: each for each in await store.find_days(tx, cell, day)}
    if day not in known:
        seed = random.randbytes(32)
        await store.insert_day(tx, cell, Day(day, rules.commitment(seed, day), seed), at)
        known = {each.day: each for each in await store.find_days(tx, cell, day)}
    return known[day]


async def days(tx: Tx, cell: int, since: date) -> list[Day]:
    """Days since then and those to come, newest first. A seed may be told only of days that are over."""
    return await store.find_days(tx, cell, since)


async def lock_draws(tx: Tx, cell: int, person_id: UUID) -> None:
    """Until the transaction ends nobody else draws for this person."""
    await store.lock_code(tx, cell, person_id)


async def tickets(tx: Tx, cell: int, person_id: UUID, draw_every: int, at: datetime) -> list[Ticket]:
    """Draws that a person has earned and not made, oldest first."""
    since = city_day(at - TICKETS_LAST)
    return [
        Ticket(person_id, day, number, campaign_id)
        for day, vested, campaign_id, made in await store.earned_draws(tx, cell, person_id, since)
        for number in range(made + 1, vested // draw_every + 1)
    ]


async def keep_draw(tx: Tx, cell: int, draw: Draw) -> None:
    """Writes a draw down; a second one of the same number raises db.UniqueViolation."""
    await store.insert_draw(tx, cell, draw)


async def draws_of(tx: Tx, cell: int, person_id: UUID, limit: int) -> list[Draw]:
    """Draws of a person, newest first."""
    return await store.draws_of(tx, cell, person_id, limit)
