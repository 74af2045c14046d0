"""The campaign that runs: its rules as people read them, every version; and cards for a code or an update."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Issued, SourceKind
from qianbei.db import Tx
from qianbei.flows import giving
from qianbei.flows.launching import parsed
from qianbei.kit.words import spelled, to_traditional
from qianbei.waves import api as waves
from qianbei.waves.contracts import Version
from qianbei.web.answers.cards import (
    EarnedBody,
    RuleBook,
    RulesVersionBody,
    RuleTexts,
    TaskDone,
    WaysToEarn,
)
from qianbei.web.bodies import Body
from qianbei.web.deps import FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Somebody

router = APIRouter(prefix="/api/v1", tags=["cards"])


class EarnIn(Body):
    """`word` is the code as it was told, the version of the page that was opened, or the task that was done."""

    way: Literal["code", "update", "task"]
    word: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


@router.post("/campaign/cards", status_code=201)
@answers(EarnedBody)
async def earn_card(body: EarnIn, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """The card that a code, an update or a task earns, once a person."""

    async def work(tx: Tx) -> Answer:
        now, person_id = deps.clock.now(), claims.person_id
        if body.way == "update":
            given = await giving.by_update(tx, deps.cell, person_id, body.word, now)
        elif body.way == "task":
            given = await giving.by_task(tx, deps.cell, body.word, person_id, now)
        else:
            given = await giving.by_word(tx, deps.cell, SourceKind.CODE, body.word, person_id, now)
        return (
            Answer(201, EarnedBody(given.card.card_id, given.card.face_fen))
            if isinstance(given, Issued)
            else refuse(given)
        )

    return await write.once(claims, work)


@router.get("/campaign/ways")
@answers(WaysToEarn)
async def show_ways(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """How a card can be earned just now: by a code, by updating, and by which tasks, with what of it is done."""
    now = deps.clock.now()
    async with deps.database.reading() as tx:
        campaign = await campaigns.running(tx, deps.cell, now)
        known = await waves.waves_of(tx, deps.cell, campaign.campaign_id) if campaign else []
        open_ = [wave for wave in known if wave.is_open(now)]
        tasks = [task for wave in open_ if SourceKind.TASK in wave.ways for task in wave.tasks]
        done = {task: await giving.done(tx, deps.cell, task, [claims.person_id]) for task in tasks}
    body = WaysToEarn(
        code=any(SourceKind.CODE in wave.ways for wave in open_),
        update=any(SourceKind.UPDATE in wave.ways for wave in open_),
        tasks=[TaskDone(task, bool(done[task])) for task in done],
    )
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.get("/campaign/rules")
@answers(RuleBook)
async def show_rules(request: Request, deps: FromDeps) -> Response:
    """Versions of the rules, newest first; none while no campaign runs, or where one has no written rules."""
    now = deps.clock.now()
    async with deps.database.reading() as tx:
        campaign = await campaigns.running(tx, deps.cell, now)
        known = await waves.versions(tx, deps.cell, campaign.campaign_id) if campaign else []
    body = RuleBook(spelled(campaign.name) if campaign else None, [_version(each) for each in known])
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


def _version(each: Version) -> RulesVersionBody:
    rules = parsed(each.text).rules
    hant = [to_traditional(line) for line in rules.zh_hans]
    texts: RuleTexts = {"zh-Hans": list(rules.zh_hans), "zh-Hant": hant, "en": list(rules.en)}
    return RulesVersionBody(each.version, each.since, texts)
