"""How fast a campaign gives, in an operator's hands: each change is tried first, kept with who made it, and can be undone."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from msgspec.structs import asdict
from pydantic import Field
from starlette.responses import Response

from qianbei.db import Tx
from qianbei.flows import running
from qianbei.flows.launching import parsed
from qianbei.kit.words import Language
from qianbei.menu.parts import Names
from qianbei.waves import api as waves
from qianbei.waves.contracts import Run, RunState, Wave, node_id_of
from qianbei.web.answers.ops import PaceBody, PaceChanged, WaveBody
from qianbei.web.bodies import Body
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Operator

router = APIRouter(prefix="/api/v1/ops/campaigns", tags=["operator"])


class PaceIn(Body):
    """What is left out stays. With `dry_run` nothing changes, and the answer says what would."""

    state: Literal["running", "paused"] | None = None
    pace_percent: Annotated[int, Field(strict=True, ge=1, le=1000)] | None = None
    dry_run: bool = False


@router.get("/{campaign_id}/pace")
@answers(PaceBody | None)
async def show_pace(request: Request, campaign_id: UUID, deps: FromDeps, claims: Operator) -> Response:
    """State, speed, waves with what they may give, and the newest changes; null where no file launched the campaign."""
    language = language_of_scope(request.scope)
    async with deps.database.transaction() as tx:  # Reads the run's row, which only a transaction may lock.
        run = await waves.lock_run(tx, deps.cell, campaign_id)
        pace = await _shown(tx, deps, run) if run else msgspec.Raw(b"null")
    return rendered(deps, language, Answer(200, pace))


@router.post("/{campaign_id}/pace")
@answers(PaceChanged)
async def change_pace(
    campaign_id: UUID, body: PaceIn, deps: FromDeps, claims: Operator, write: Writing
) -> Response:
    """Pauses, resumes or changes the speed; a dry run only says how many cards a day that means."""
    state = RunState(body.state) if body.state else None

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        run = await waves.lock_run(tx, deps.cell, campaign_id)
        if run is None or run.state is RunState.CLOSED:
            return refuse(Code.NOT_FOUND)
        would = await running.rehearse(tx, deps.cell, run, now, state, body.pace_percent)
        if not body.dry_run:
            run = await running.steer(
                tx, deps.cell, campaign_id, now, claims.person_id, state=state, pace_percent=body.pace_percent
            )
            assert run is not None, "it is locked, and was not closed"
        return Answer(200, PaceChanged(**asdict(await _shown(tx, deps, run)), in_a_day=would))

    return await write.once(claims, work)


@router.post("/{campaign_id}/pace/undo")
@answers(PaceBody)
async def undo_pace(campaign_id: UUID, deps: FromDeps, claims: Operator, write: Writing) -> Response:
    """Takes the newest change back."""

    async def work(tx: Tx) -> Answer:
        run = await running.undo(tx, deps.cell, campaign_id, deps.clock.now(), claims.person_id)
        return Answer(200, await _shown(tx, deps, run)) if run else refuse(Code.NOT_FOUND)

    return await write.once(claims, work)


async def _shown(tx: Tx, deps: Deps, run: Run) -> PaceBody:
    now = deps.clock.now()
    newest = (await waves.versions(tx, deps.cell, run.campaign_id))[0]
    names = {node_id_of(run.campaign_id, each.id): each.name for each in parsed(newest.text).waves}
    return PaceBody(
        campaign_id=run.campaign_id,
        slug=run.slug,
        state=run.state,
        pace_percent=run.pace_percent,
        waves=[
            _wave(wave, names[wave.node_id], run.pace_percent, now)
            for wave in await waves.waves_of(tx, deps.cell, run.campaign_id)
        ],
        changes=await waves.steers(tx, deps.cell, run.campaign_id),
    )


def _wave(wave: Wave, names: Names, pace_percent: int, now: datetime) -> WaveBody:
    per_hour = None if wave.per_hour is None else waves.per_hour_at(wave.per_hour, pace_percent)
    return WaveBody(
        node_id=wave.node_id,
        name={language.value: names.of(language) for language in Language},
        ways=wave.ways,
        is_open=wave.is_open(now),
        starts_at=wave.starts_at,
        ends_at=wave.ends_at,
        per_hour=per_hour,
        cups_percent=wave.cups_percent,
        allowed=wave.allowed,
        cards_max=wave.cards_max,
    )
