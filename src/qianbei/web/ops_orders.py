"""The operator's doors for one order: look at it, unlock its code, call it off, refund it.

What would become of card and money is told by the return matrix before anything is done, and who did it is kept in the
order's history. A refund is of the whole order: the matrix knows no part of a cup.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from qianbei.campaigns import api as campaigns
from qianbei.db import Tx
from qianbei.flows import no_handover
from qianbei.flows.returns import CardFate, Fault, Return, StorePay
from qianbei.fulfilment import api as fulfilment
from qianbei.kit.words import spelled
from qianbei.orders.contracts import Actor, EndedReason, Order, OrderEvent, OrderState, StepRefusal
from qianbei.views.order_desk import DeskOrder, at_desk
from qianbei.views.tasks import number_of
from qianbei.web.bodies import Body
from qianbei.web.deps import FromDeps
from qianbei.web.errors import Code, Refused, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Operator

router = APIRouter(prefix="/api/v1/ops/orders", tags=["operator"])


class RefundIn(Body):
    """Who failed; they bear it."""

    fault: Literal["store", "rider", "platform"]


class StepOut(BaseModel):
    """`person_id` says which operator an operator's step was."""

    event: OrderEvent | Literal["placed"]
    state: OrderState
    by: Actor
    at: datetime
    person_id: UUID | None


class WayOutOut(BaseModel):
    """What would become of everything; nothing has. Cash is what the payer took, `wallet_back_fen` goes to the wallet."""

    fault: Fault
    card: CardFate | None
    card_until: datetime | None
    cash_back_fen: int
    wallet_back_fen: int
    store: StorePay


class DeskOrderOut(BaseModel):
    """An order with who took each step. `ways_out` are refunds after the handover, before it the one way to call it off."""

    order_id: UUID
    number: str
    state: OrderState
    ended_reason: EndedReason | None
    store_name: dict[str, str]
    placed_at: datetime
    pay_fen: int
    card_fen: int
    wallet_fen: int
    is_code_locked: bool
    steps: list[StepOut]
    ways_out: list[WayOutOut]


@router.get("/{order_id}", response_model=DeskOrderOut)
async def show(request: Request, order_id: UUID, deps: FromDeps, claims: Operator) -> Response:
    """One order: its money, who took every step, and what an operator may do about it with which end."""
    async with deps.database.reading() as tx:
        order = await at_desk(tx, deps.cell, order_id)
    if order is None:
        raise Refused(Code.NOT_FOUND)
    now = deps.clock.now()
    ways = no_handover.ways_out(OrderState(order.state))
    body = {
        "order_id": order.order_id,
        "number": number_of(order.order_id),
        "state": order.state,
        "ended_reason": order.ended_reason,
        "store_name": spelled(order.store_name),
        "placed_at": order.placed_at,
        "pay_fen": order.pay_fen,
        "card_fen": order.card_fen,
        "wallet_fen": order.wallet_fen,
        "is_code_locked": order.wrong_codes >= fulfilment.WRONG_CODES_MAX,
        "steps": order.steps,
        "ways_out": [_way_out(order, fault, fate, now) for fault, fate in ways.items()],
    }
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.post("/{order_id}/unlock", status_code=204)
async def unlock(order_id: UUID, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Lets a code that five wrong tries locked be tried again."""

    async def work(tx: Tx) -> Answer:
        return Answer(204) if await no_handover.unlock(tx, deps.cell, order_id) else refuse(Code.NOT_FOUND)

    return await write.once(claims, work)


@router.post("/{order_id}/call-off", status_code=204)
async def call_off(order_id: UUID, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Ends an order at the platform's cost: card and money go back, a store that began is paid."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        return _ended(await no_handover.call_off(tx, deps.cell, deps.random, order_id, claims.person_id, now))

    return await write.once(claims, work)


@router.post("/{order_id}/refund", status_code=204)
async def refund(
    order_id: UUID, body: RefundIn, deps: FromDeps, claims: Operator, write: Writing
) -> Response:
    """Card and money go back after the handover; invites that the order earned are taken back where nobody used them."""

    async def work(tx: Tx) -> Answer:
        now, fault = deps.clock.now(), Fault(body.fault)
        return _ended(
            await no_handover.refund(tx, deps.cell, deps.random, order_id, fault, claims.person_id, now)
        )

    return await write.once(claims, work)


def _ended(outcome: Order | StepRefusal) -> Answer:
    if isinstance(outcome, Order):
        return Answer(204)
    return refuse(Code.NOT_FOUND if outcome is StepRefusal.UNKNOWN else Code.WRONG_STATE)


def _way_out(order: DeskOrder, fault: Fault, fate: Return, now: datetime) -> dict[str, object]:
    until = order.card_until
    if until is not None and fate.card is CardFate.BACK_LONGER:
        until = campaigns.end_after_fault(until, now)
    return {
        "fault": fault,
        "card": fate.card if until else None,
        "card_until": until,
        "cash_back_fen": order.pay_fen if fate.cash_is_back else 0,
        "wallet_back_fen": order.wallet_fen if fate.cash_is_back else 0,
        "store": fate.store,
    }
