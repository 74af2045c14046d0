"""The operator's doors: one overview, dead letters again, a campaign, places."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from qianbei.campaigns.contracts import Campaign, OpenRefusal
from qianbei.db import Tx
from qianbei.flows.campaign import open_campaign
from qianbei.kit.ids import new_id
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Backlog, EventKey, EventState
from qianbei.views import audit as audit_views
from qianbei.views import ops as views
from qianbei.web.answers.ops import (
    AuditBody,
    CampaignMade,
    ModelFigures,
    OutboxFigures,
    OverviewBody,
    PromiseKept,
)
from qianbei.web.bodies import Body, Name
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.metrics import Metrics
from qianbei.web.session import Operator, city_span

router = APIRouter(prefix="/api/v1/ops", tags=["operator"])

AUDIT_EVERY = timedelta(seconds=20)
"""The quick checks of the audit are run at most this often by a worker (real time); `qianbei audit` runs all."""


class CampaignIn(Body):
    """Money in fen; `ends_at` in city time."""

    name: Name
    budget_fen: Annotated[int, Field(strict=True, ge=0, le=10**13)]
    face_fen: Annotated[int, Field(strict=True, ge=2, le=10**7)]
    ends_at: datetime


@router.get("/overview")
@answers(OverviewBody)
async def overview(request: Request, deps: FromDeps, claims: Operator) -> Response:
    """Orders by state, money, the campaign, the audit's findings, the outbox and its dead letters."""
    async with deps.database.reading() as tx:
        seen = await views.overview(tx, deps.cell)
        backlog = await outbox.backlog(tx)
    now = deps.clock.now()
    body = OverviewBody(
        **msgspec.structs.asdict(seen),
        now=now,
        outbox=_outbox(backlog, now),
        model=_model(request.app.state.metrics, deps),
        audit=await _audit(request, deps, now),
    )
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


def _outbox(backlog: Sequence[Backlog], now: datetime) -> OutboxFigures:
    pending = [part for part in backlog if part.state is EventState.PENDING]
    oldest = min((part.oldest_at for part in pending), default=None)
    return OutboxFigures(
        pending=sum(part.count for part in pending),
        dead=sum(part.count for part in backlog if part.state is EventState.DEAD),
        oldest_pending_s=max(0, int((now - oldest).total_seconds())) if oldest else 0,
    )


def _model(metrics: Metrics, deps: Deps) -> ModelFigures:
    used = metrics.model_use()
    return ModelFigures(
        deps.settings.has_model, used.calls, used.orders, used.turns_unsure, round(used.calls_per_order, 4)
    )


async def _audit(request: Request, deps: Deps, now: datetime) -> AuditBody:
    """What the newest quick audit found; `at` says how new it is."""
    known: AuditBody | None = getattr(request.app.state, "audit", None)
    if known is None or now - known.at >= city_span(deps, AUDIT_EVERY):
        known = request.app.state.audit = await _quick_audit(deps, now)
    return known


async def _quick_audit(deps: Deps, now: datetime) -> AuditBody:
    findings = await audit_views.audit(deps.database, deps.cell, checkouts=False)
    promises = [
        PromiseKept(each.name, each.promise, each.is_kept, len(each.offending), each.offending[:5])
        for each in findings
    ]
    return AuditBody(now, promises)


@router.post("/dead-letters/{event_id}/retry", status_code=204)
async def retry(event_id: UUID, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Gives a dead event all its attempts again."""

    async def work(tx: Tx) -> Answer:
        revived = await outbox.revive(tx, [EventKey(deps.cell, event_id)], deps.clock.now())
        return Answer(204) if revived else refuse(Code.NOT_FOUND)

    return await write.once(claims, work)


@router.post("/campaigns", status_code=201)
@answers(CampaignMade)
async def begin_campaign(body: CampaignIn, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Opens a campaign and funds its budget; one runs at a time."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        if body.ends_at.tzinfo is None or body.ends_at <= now:
            return refuse(Code.INVALID, field="ends_at")
        campaign = Campaign(
            new_id(now, deps.random), body.name.texts(), body.face_fen, body.budget_fen, now, body.ends_at
        )
        outcome = await open_campaign(tx, deps.cell, campaign)
        if isinstance(outcome, OpenRefusal):
            return refuse(Code.CAMPAIGN_RUNNING)
        return Answer(201, CampaignMade(outcome.campaign_id))

    return await write.once(claims, work)
