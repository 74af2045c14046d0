"""The daily draw that invites earn: its seed is fixed before its day, its prize is money in the winner's wallet.

prize:  budget → wallet        (a draw won)
Locks: invites, budgets, leases, balances.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from qianbei.campaigns import api as campaigns
from qianbei.db import Database, Tx
from qianbei.flows import money, pieces
from qianbei.flows.invites import rules_of
from qianbei.flows.packets import wallet
from qianbei.invites import api as invites
from qianbei.invites import events
from qianbei.invites.contracts import Draw, DrawRefusal
from qianbei.kit.clock import city_day
from qianbei.kit.ids import derived_id, new_id
from qianbei.ledger import api as ledger
from qianbei.ledger.contracts import Transfer
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Event


async def prepare_days(database: Database, cell: int, random: Random, at: datetime) -> int:
    """Commits to the seeds of today and tomorrow, so that a day's is known to be fixed before the day; always 0."""
    async with database.transaction() as tx:
        for ahead in (0, 1):
            day = city_day(at + timedelta(days=ahead))
            await invites.prepare_day(tx, cell, random, day, at)
    return 0


async def draw(tx: Tx, cell: int, random: Random, person_id: UUID, at: datetime) -> Draw | DrawRefusal:
    """The oldest draw that a person has earned. It is held only while the budget could pay the largest prize."""
    await invites.lock_draws(tx, cell, person_id)
    campaign = await campaigns.running(tx, cell, at)
    if campaign is None:
        return DrawRefusal.NOT_EARNED
    rules = await rules_of(tx, cell, campaign.campaign_id, at)
    tickets = await invites.tickets(tx, cell, person_id, rules.rules.draw_every, at)
    ticket = next((each for each in tickets if each.campaign_id == campaign.campaign_id), None)
    if ticket is None:
        return DrawRefusal.NOT_EARNED
    largest_fen = max((prize.amount_fen for prize in rules.rules.prizes), default=1)
    purse = await pieces.lock_purse(tx, cell, campaign.campaign_id, largest_fen, 1, at)
    if not purse.free:
        return DrawRefusal.SHORT
    day = await invites.prepare_day(tx, cell, random, ticket.day, at)
    roll = invites.roll_of(day.seed, ticket.day, person_id, ticket.number)
    amount_fen = invites.won_fen(rules.rules, roll)
    drawn = Draw(
        person_id, ticket.day, ticket.number, roll, amount_fen, campaign.campaign_id, rules.version, at
    )
    await invites.keep_draw(tx, cell, drawn)
    if amount_fen:
        purse = msgspec.structs.replace(purse, piece_fen=amount_fen)
        await _pay(tx, cell, purse, drawn)
    payload: dict[str, Any] = {"amount_fen": amount_fen, "roll": roll}
    await outbox.append(tx, [Event(cell, new_id(at, random), events.DRAWN, person_id, payload, at)])
    return drawn


async def _pay(tx: Tx, cell: int, purse: pieces.Purse, drawn: Draw) -> None:
    id_ = derived_id("prize", drawn.person_id, drawn.day.isoformat(), drawn.number)
    await ledger.open_accounts(tx, cell, [wallet(drawn.person_id)], drawn.drawn_at)
    prize = Transfer(
        id_,
        money.budget(drawn.campaign_id).place(drawn.campaign_id),
        wallet(drawn.person_id).place(drawn.person_id),
        drawn.amount_fen,
        "prize",
        drawn.person_id,
        drawn.drawn_at,
    )
    await pieces.give(tx, cell, purse, 1, [prize], drawn.drawn_at)
