"""The doors of store staff and riders: open tasks, and one POST a step."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from starlette.responses import Response

from qianbei.campaigns.contracts import TillSale
from qianbei.catalog import api as catalog
from qianbei.db import Tx
from qianbei.flows import ending, no_handover, ride, till
from qianbei.flows.ending import Ask
from qianbei.flows.no_handover import Why
from qianbei.flows.work import Action, Done, Worker, WorkOutcome, act
from qianbei.fulfilment.contracts import JobRefusal
from qianbei.offers.card_terms import NotHere
from qianbei.orders.contracts import Actor, EndedReason, Order, OrderEvent, StepRefusal
from qianbei.people import api as people
from qianbei.people.contracts import Role
from qianbei.views import tasks as views
from qianbei.views.tasks import RideView, TaskView
from qianbei.web.answers.work import RidesBody, TasksBody, TillSaleBody
from qianbei.web.bodies import Body
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, Refused, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Claims, Merchant, Rider

router = APIRouter(prefix="/api/v1", tags=["work"])

log = structlog.get_logger(__name__)

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class RefuseIn(Body):
    """Why the store cannot make it, in its own words: kept in the log for the operator."""

    reason: Text = ""


class PickupIn(Body):
    pickup_code: Text


class HandoverIn(Body):
    handover_code: Text


class CannotIn(Body):
    """Why a bag does not reach a hand."""

    why: Why


class TillIn(Body):
    """What the till scanned, and what the goods cost in fen."""

    code: Text
    amount_fen: Annotated[int, Field(strict=True, ge=1, le=10**7)]


@router.get("/merchant/tasks")
@answers(TasksBody)
async def tasks_of_seller(request: Request, deps: FromDeps, claims: Merchant) -> Response:
    """Open tasks of all the caller's stores, by due time."""
    async with deps.database.reading() as tx:
        stores = await catalog.stores_of(tx, deps.cell, sorted(claims.subjects(Role.MERCHANT)))
        tasks = await views.of_stores(tx, deps.cell, [store.store_id for store in stores])
    return _read(request, deps, TasksBody(tasks, deps.clock.now()))


@router.get("/stores/{store_id}/tasks")
@answers(TasksBody)
async def tasks_of_store(request: Request, store_id: UUID, deps: FromDeps, claims: Merchant) -> Response:
    """Open tasks of one of the caller's stores, by due time."""
    async with deps.database.reading() as tx:
        if not await _is_own_store(tx, deps, claims, store_id):
            raise Refused(Code.NOT_FOUND)
        tasks = await views.of_stores(tx, deps.cell, [store_id])
    return _read(request, deps, TasksBody(tasks, deps.clock.now()))


@router.post("/stores/{store_id}/tasks/{order_id}/confirm")
@answers(TaskView)
async def confirm(
    store_id: UUID, order_id: UUID, deps: FromDeps, claims: Merchant, write: Writing
) -> Response:
    """The seller's yes: the card is redeemed and the money is the store's."""
    return await write.once(claims, _store_step(deps, claims, store_id, order_id, Action.CONFIRM))


@router.post("/stores/{store_id}/tasks/{order_id}/start")
@answers(TaskView)
async def start(store_id: UUID, order_id: UUID, deps: FromDeps, claims: Merchant, write: Writing) -> Response:
    """Making begins; from here the customer can no longer cancel."""
    return await write.once(claims, _store_step(deps, claims, store_id, order_id, Action.START))


@router.post("/stores/{store_id}/tasks/{order_id}/ready")
@answers(TaskView)
async def ready(store_id: UUID, order_id: UUID, deps: FromDeps, claims: Merchant, write: Writing) -> Response:
    """Made and packed: it waits for the rider."""
    return await write.once(claims, _store_step(deps, claims, store_id, order_id, Action.READY))


@router.post("/stores/{store_id}/tasks/{order_id}/refuse")
@answers(TaskView)
async def refuse_task(
    store_id: UUID, order_id: UUID, body: RefuseIn, deps: FromDeps, claims: Merchant, write: Writing
) -> Response:
    """The store cannot: the customer's card and money come back, the card good for a day at least."""

    async def work(tx: Tx) -> Answer:
        task = await views.task(tx, deps.cell, order_id)
        if task is None or task.store_id != store_id or task.state == "placed":
            return refuse(Code.NOT_FOUND)
        if not await _is_own_store(tx, deps, claims, store_id):
            return refuse(Code.NOT_FOUND)
        failed = task.state in ("confirmed", "making", "ready")
        reason = EndedReason.STORE_FAILED if failed else EndedReason.STORE_REFUSED
        ask = Ask(order_id, OrderEvent.STORE_REFUSED, Actor.STORE, reason)
        (outcome,) = await ending.begin(tx, deps.cell, deps.random, [ask], deps.clock.now())
        if not isinstance(outcome, Order):
            return refuse(Code.WRONG_STATE, state=task.state)
        log.info("store.refused", order_id=str(order_id), store_id=str(store_id), reason=body.reason)
        return Answer(200, await views.task(tx, deps.cell, order_id))

    return await write.once(claims, work)


@router.get("/rider/tasks")
@answers(RidesBody)
async def rides(request: Request, deps: FromDeps, claims: Rider) -> Response:
    """What the rider carries, and what waits for a rider."""
    async with deps.database.reading() as tx:
        current = await views.current_ride(tx, deps.cell, _rider_id(claims))
        offers = await views.offered_rides(tx, deps.cell)
    return _read(request, deps, RidesBody(current, offers))


@router.post("/rider/tasks/{order_id}/accept")
@answers(RideView)
async def accept(order_id: UUID, deps: FromDeps, claims: Rider, write: Writing) -> Response:
    """Takes a task: the first rider has it, one at a time."""

    async def work(tx: Tx) -> Answer:
        rider_id = _rider_id(claims)
        name = (await people.riders(tx, deps.cell, [rider_id]))[rider_id].name
        outcome = await ride.accept(tx, deps.cell, deps.random, order_id, rider_id, name, deps.clock.now())
        return await _ride_answer(tx, deps, order_id, outcome)

    return await write.once(claims, work)


@router.post("/rider/tasks/{order_id}/pick-up")
@answers(RideView)
async def pick_up(order_id: UUID, body: PickupIn, deps: FromDeps, claims: Rider, write: Writing) -> Response:
    """The code on the bag proves that it is the right one."""
    return await write.once(claims, _rider_step(deps, claims, order_id, Action.PICK_UP, body.pickup_code))


@router.post("/rider/tasks/{order_id}/arrive")
@answers(RideView)
async def arrive(order_id: UUID, deps: FromDeps, claims: Rider, write: Writing) -> Response:
    """At the door."""
    return await write.once(claims, _rider_step(deps, claims, order_id, Action.ARRIVE, ""))


@router.post("/rider/tasks/{order_id}/hand-over")
@answers(RideView)
async def hand_over(
    order_id: UUID, body: HandoverIn, deps: FromDeps, claims: Rider, write: Writing
) -> Response:
    """The customer's code proves that it reached the right hand."""
    step = _rider_step(deps, claims, order_id, Action.HAND_OVER, body.handover_code)
    return await write.once(claims, step)


@router.post("/rider/tasks/{order_id}/cannot-hand-over")
@answers(RideView)
async def cannot_hand_over(
    order_id: UUID, body: CannotIn, deps: FromDeps, claims: Rider, write: Writing
) -> Response:
    """Ends a task by the rider's word: nobody took it after ten minutes at the door, or the bag is lost or damaged."""

    async def work(tx: Tx) -> Answer:
        rider, now = _rider_id(claims), deps.clock.now()
        outcome = await no_handover.cannot_hand_over(
            tx, deps.cell, deps.random, order_id, rider, body.why, now
        )
        return await _ride_answer(tx, deps, order_id, outcome)

    return await write.once(claims, work)


@router.post("/stores/{store_id}/till")
@answers(TillSaleBody)
async def scan_at_till(
    store_id: UUID, body: TillIn, deps: FromDeps, claims: Merchant, write: Writing
) -> Response:
    """Uses a card by the one-time code that its owner shows at the till."""

    async def work(tx: Tx) -> Answer:
        store = (await catalog.stores(tx, deps.cell, [store_id])).get(store_id)
        if store is None or store.seller_id not in claims.subjects(Role.MERCHANT):
            return refuse(Code.NOT_FOUND)
        scan = till.Scan(body.code, store_id, store.seller_id, body.amount_fen)
        sale = await till.redeem(tx, deps.cell, scan, deps.clock.now())
        if not isinstance(sale, TillSale):
            return refuse(Code.CARD_NOT_HERE if isinstance(sale, NotHere) else sale)
        card_fen = sale.card_fen or 0
        return Answer(200, TillSaleBody(sale.sale_id, card_fen, body.amount_fen - card_fen))

    return await write.once(claims, work)


def _store_step(
    deps: Deps, claims: Claims, store_id: UUID, order_id: UUID, action: Action
) -> Callable[[Tx], Awaitable[Answer]]:
    async def work(tx: Tx) -> Answer:
        if not await _is_own_store(tx, deps, claims, store_id):
            return refuse(Code.NOT_FOUND)
        worker = Worker(store_id=store_id)
        outcome = await act(tx, deps.cell, deps.random, order_id, action, worker, deps.clock.now())
        if not isinstance(outcome, Done):
            return await _refused(tx, deps, order_id, outcome)
        return Answer(200, await views.task(tx, deps.cell, order_id))

    return work


def _rider_step(
    deps: Deps, claims: Claims, order_id: UUID, action: Action, code: str
) -> Callable[[Tx], Awaitable[Answer]]:
    async def work(tx: Tx) -> Answer:
        worker = Worker(rider_id=_rider_id(claims), code=code)
        outcome = await act(tx, deps.cell, deps.random, order_id, action, worker, deps.clock.now())
        return await _ride_answer(tx, deps, order_id, outcome)

    return work


async def _ride_answer(tx: Tx, deps: Deps, order_id: UUID, outcome: WorkOutcome) -> Answer:
    if not isinstance(outcome, Done):
        return await _refused(tx, deps, order_id, outcome)
    return Answer(200, await views.ride(tx, deps.cell, order_id))


async def _refused(tx: Tx, deps: Deps, order_id: UUID, outcome: WorkOutcome) -> Answer:
    """The reason as an error; a step out of turn also says where the order stands."""
    if outcome in (StepRefusal.WRONG_STATE, StepRefusal.NOT_ALLOWED, JobRefusal.WRONG_STATE):
        task = await views.task(tx, deps.cell, order_id)
        return refuse(Code.WRONG_STATE, state=task.state if task else None)
    if outcome in (StepRefusal.UNKNOWN, JobRefusal.UNKNOWN):
        return refuse(Code.NOT_FOUND)
    return refuse(str(outcome))


async def _is_own_store(tx: Tx, deps: Deps, claims: Claims, store_id: UUID) -> bool:
    store = (await catalog.stores(tx, deps.cell, [store_id])).get(store_id)
    return store is not None and store.seller_id in claims.subjects(Role.MERCHANT)


def _rider_id(claims: Claims) -> UUID:
    return min(claims.subjects(Role.RIDER))


def _read(request: Request, deps: Deps, body: object) -> Response:
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))
