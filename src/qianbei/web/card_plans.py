"""The operator's doors for many cards at once."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from msgspec import convert
from msgspec.structs import asdict
from starlette.responses import Response

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import BulkKind, BulkPlan, BulkRefusal, Chosen, Extent, SourceKind
from qianbei.db import Tx
from qianbei.flows import bulk
from qianbei.kit.ids import new_id
from qianbei.web.answers.cards import PlanBody, PlanMade, PlansBody
from qianbei.web.bodies import Body, Line
from qianbei.web.deps import FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Operator

router = APIRouter(prefix="/api/v1/ops", tags=["operator"])

PLANS_MAX = 50
REFUSALS = {
    BulkRefusal.UNKNOWN: Code.NOT_FOUND,
    BulkRefusal.NOBODYS: Code.NOT_FOUND,
    BulkRefusal.END_INVALID: Code.INVALID,
    BulkRefusal.WRONG_STATE: Code.WRONG_STATE,
    BulkRefusal.TOLD: Code.PLAN_TOLD,
}


class PlanIn(Body):
    """What to do, to which cards. `new_end` in city time, for all but a recall."""

    kind: BulkKind
    campaign_id: UUID
    template_id: UUID | None = None
    source_kind: SourceKind | None = None
    ends_before: datetime | None = None
    new_end: datetime | None = None
    reason: Line


@router.post("/card-plans", status_code=201)
@answers(PlanMade)
async def make_plan(body: PlanIn, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Writes a plan and says how many cards it would touch and what they are worth: nothing is touched yet."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        chosen = Chosen(body.campaign_id, body.template_id, body.source_kind, body.ends_before)
        plan = BulkPlan(new_id(now, deps.random), body.kind, chosen, body.new_end, body.reason, now)
        extent = await bulk.make(tx, deps.cell, plan)
        if not isinstance(extent, Extent):
            details = {"field": "new_end"} if extent is BulkRefusal.END_INVALID else {}
            return refuse(REFUSALS[extent], **details)
        return Answer(201, PlanMade(**asdict(_body(plan)), would_touch=extent))

    return await write.once(claims, work)


@router.get("/card-plans")
@answers(PlansBody)
async def list_plans(request: Request, deps: FromDeps, claims: Operator) -> Response:
    """The newest plans and how far they are."""
    async with deps.database.reading() as tx:
        found = await campaigns.plans(tx, deps.cell, PLANS_MAX)
    body = PlansBody([_body(plan) for plan in found])
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.post("/card-plans/{plan_id}/apply")
@answers(PlanBody)
async def apply_plan(plan_id: UUID, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """From here the work role does it, batch by batch."""

    async def work(tx: Tx) -> Answer:
        return _answer(await bulk.begin(tx, deps.cell, plan_id))

    return await write.once(claims, work)


@router.post("/card-plans/{plan_id}/tell")
@answers(PlanBody)
async def tell_plan(plan_id: UUID, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Lets the cards' owners know. After that only a recall can be undone."""

    async def work(tx: Tx) -> Answer:
        return _answer(await bulk.tell(tx, deps.cell, deps.random, plan_id, deps.clock.now()))

    return await write.once(claims, work)


@router.post("/card-plans/{plan_id}/undo")
@answers(PlanBody)
async def undo_plan(plan_id: UUID, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Takes it back, batch by batch, also when it is half done."""

    async def work(tx: Tx) -> Answer:
        return _answer(await bulk.undo(tx, deps.cell, plan_id))

    return await write.once(claims, work)


def _answer(outcome: BulkPlan | BulkRefusal) -> Answer:
    return refuse(REFUSALS[outcome]) if isinstance(outcome, BulkRefusal) else Answer(200, _body(outcome))


def _body(plan: BulkPlan) -> PlanBody:
    return convert(plan, PlanBody, from_attributes=True)
