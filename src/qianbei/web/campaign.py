"""The rules of the campaign that runs, as people read them: the newest version, and every one before it."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from qianbei.campaigns import api as campaigns
from qianbei.flows.launching import parsed
from qianbei.waves import api as waves
from qianbei.waves.contracts import Version
from qianbei.web.deps import FromDeps
from qianbei.web.errors import language_of_scope
from qianbei.web.idempotency import Answer, rendered

router = APIRouter(prefix="/api/v1", tags=["cards"])


@router.get("/campaign/rules")
async def show_rules(request: Request, deps: FromDeps) -> Response:
    """Versions of the rules, newest first; none while no campaign runs, or where one has no written rules."""
    now = deps.clock.now()
    async with deps.database.reading() as tx:
        campaign = await campaigns.running(tx, deps.cell, now)
        known = await waves.versions(tx, deps.cell, campaign.campaign_id) if campaign else []
    body = {"name": campaign.name if campaign else None, "versions": [_version(each) for each in known]}
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


def _version(each: Version) -> dict[str, Any]:
    rules = parsed(each.text).rules
    return {
        "version": each.version,
        "since": each.since,
        "rules": {"zh-Hans": list(rules.zh_hans), "en": list(rules.en)},
    }
