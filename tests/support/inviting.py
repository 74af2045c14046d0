"""People of a town who invite one another."""

from collections.abc import Collection
from uuid import UUID

from qianbei.flows import invites
from qianbei.flows.work import Action
from qianbei.invites import api as door
from qianbei.invites.contracts import Binding, BindRefusal, InviteRules
from qianbei.payments.contracts import PaymentEvent
from tests.support.town import CELL, Guest, Town

PEPPER = b"p" * 32


async def ruled(town: Town, rules: InviteRules) -> None:
    async with town.database.transaction() as tx:
        await door.write_rules(tx, CELL, town.campaign_id, rules, town.clock.now())


async def code_of(town: Town, guest: Guest) -> str:
    async with town.database.transaction() as tx:
        return await door.code_of(tx, CELL, PEPPER, guest.person_id, town.clock.now())


async def bound(
    town: Town, invitee: Guest, inviter: Guest, same: Collection[UUID] = ()
) -> Binding | BindRefusal:
    """The invitee uses the inviter's code."""
    async with town.database.transaction() as tx:
        asked = invites.Asked(invitee.person_id, inviter.person_id, same, town.clock.now())
        return await invites.bind(tx, CELL, town.random, asked)


async def handed_over(town: Town, guest: Guest) -> UUID:
    """An order of this guest, made, carried and in their hands."""
    order_id = await town.placed(guest)
    await town.payer_says(order_id, PaymentEvent.AUTHORISED)
    for action in (Action.CONFIRM, Action.START, Action.READY):
        await town.store_does(order_id, action)
    rider_id = town.id()
    await town.rider_takes(order_id, rider_id)
    query = f"select pickup_code, handover_code from fulfilment.jobs where order_id = '{order_id}'"
    pickup, handover = (await town.rows(query))[0]
    await town.rider_does(order_id, Action.PICK_UP, rider_id, pickup)
    await town.rider_does(order_id, Action.ARRIVE, rider_id)
    await town.rider_does(order_id, Action.HAND_OVER, rider_id, handover)
    assert await town.order_state(order_id) == "handed_over"
    return order_id


async def cards_of(town: Town, guest: Guest) -> list[tuple[str, str]]:
    """(why it was given, state) of each card."""
    return await town.rows(
        "select source_kind, state from campaigns.cards"
        f" where person_id = '{guest.person_id}' order by source_kind, state"
    )


async def state_of(town: Town, guest: Guest) -> str:
    return (await town.rows(f"select state from invites.bindings where invitee_id = '{guest.person_id}'"))[0][
        0
    ]
