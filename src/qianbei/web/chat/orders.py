"""A customer's own orders and wallet: the list, cancelling, telling the rider the code, the cards' history."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qianbei.campaigns import api as campaigns
from qianbei.db import Tx
from qianbei.flows import ending, ride
from qianbei.flows.ending import Ask
from qianbei.flows.work import Done
from qianbei.kit.words import spelled
from qianbei.orders.contracts import Actor, EndedReason, Order, OrderEvent, StepRefusal
from qianbei.views import orders as order_views
from qianbei.views import wallet as wallet_views
from qianbei.views.orders import OrderView
from qianbei.web.answers.orders import OrdersBody
from qianbei.web.bodies import WalletOut
from qianbei.web.cards import card_body
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Claims, Somebody

router = APIRouter(prefix="/api/v1", tags=["customer"])


@router.get("/orders")
@answers(OrdersBody)
async def list_orders(
    request: Request,
    deps: FromDeps,
    claims: Somebody,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """The caller's newest orders, newest first."""
    async with deps.database.reading() as tx:
        orders = await order_views.of_person(tx, deps.cell, claims.person_id, limit)
    return rendered(deps, language_of_scope(request.scope), Answer(200, OrdersBody(orders)))


@router.post("/orders/{order_id}/cancel")
@answers(OrderView)
async def cancel(order_id: UUID, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """Asks an order to end, before making; card and money come back when the payer's answer is known."""

    async def work(tx: Tx) -> Answer:
        ask = Ask(order_id, OrderEvent.CANCEL_ASKED, Actor.CUSTOMER, EndedReason.CUSTOMER_CANCELLED)
        (outcome,) = await ending.begin(tx, deps.cell, deps.random, [ask], deps.clock.now())
        if isinstance(outcome, Order):
            return await _order_answer(tx, deps, order_id)
        return refuse(Code.NOT_FOUND if outcome is StepRefusal.UNKNOWN else Code.WRONG_STATE)

    return await write.once(claims, _for_own(deps, claims, order_id, work))


@router.post("/orders/{order_id}/share-code")
@answers(OrderView)
async def share_code(order_id: UUID, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """Tells the rider at the door the code through the app."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        outcome = await ride.share_code(tx, deps.cell, deps.random, order_id, claims.person_id, now)
        return await _order_answer(tx, deps, order_id) if isinstance(outcome, Done) else refuse(outcome)

    return await write.once(claims, work)


@router.get("/wallet", response_model=WalletOut)
async def wallet(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """The caller's cards, each with its whole history, and the campaign that runs."""
    language = language_of_scope(request.scope)
    async with deps.database.reading() as tx:
        cards = await wallet_views.cards_of(tx, deps.cell, claims.person_id)
        running = await campaigns.running(tx, deps.cell, deps.clock.now())
    body = {
        "cards": [card_body(card, language, deps.city.city) for card in cards],
        "campaign": {"name": spelled(running.name), "ends_at": running.ends_at} if running else None,
    }
    return rendered(deps, language, Answer(200, body))


def _for_own(
    deps: Deps, claims: Claims, order_id: UUID, work: Callable[[Tx], Awaitable[Answer]]
) -> Callable[[Tx], Awaitable[Answer]]:
    """Runs the work only on the caller's own order; anybody else's does not exist."""

    async def checked(tx: Tx) -> Answer:
        found = await order_views.by_id(tx, deps.cell, [order_id])
        if order_id not in found or found[order_id].person_id != claims.person_id:
            return refuse(Code.NOT_FOUND)
        return await work(tx)

    return checked


async def _order_answer(tx: Tx, deps: Deps, order_id: UUID) -> Answer:
    body: Any = (await order_views.by_id(tx, deps.cell, [order_id]))[order_id]
    return Answer(200, body)
