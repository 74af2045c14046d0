"""The operator's look at the newest campaign: its tree of budgets with burn and forecast, and its cards' funnel."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from qianbei.views import budgets, ops
from qianbei.web.answers.ops import BudgetsBody
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import language_of_scope
from qianbei.web.idempotency import Answer, rendered
from qianbei.web.ops import AUDIT_EVERY
from qianbei.web.session import Operator, city_span

router = APIRouter(prefix="/api/v1/ops", tags=["operator"])


@router.get("/budgets")
@answers(BudgetsBody)
async def show_budgets(request: Request, deps: FromDeps, claims: Operator) -> Response:
    """Counting all moves of all cards takes as long as the audit, so a worker counts as seldom; `at` says how new."""
    known: BudgetsBody | None = getattr(request.app.state, "budgets", None)
    if known is None or deps.clock.now() - known.at >= city_span(deps, AUDIT_EVERY):
        known = request.app.state.budgets = await _budgets(deps)
    return rendered(deps, language_of_scope(request.scope), Answer(200, known))


async def _budgets(deps: Deps) -> BudgetsBody:
    now = deps.clock.now()
    async with deps.database.reading() as tx:
        campaign_id = await ops.newest_campaign_id(tx, deps.cell)
        if campaign_id is None:
            return BudgetsBody(now, None, [], {}, {})
        nodes = await budgets.tree(tx, deps.cell, campaign_id, now)
        return BudgetsBody(now, campaign_id, nodes, **await ops.funnel(tx, deps.cell, campaign_id))
