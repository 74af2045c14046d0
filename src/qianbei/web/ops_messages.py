"""The operator's view of what goes outside: how much waits in each channel, how it ended, and the switch that stops it."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from qianbei.db import Tx
from qianbei.messages import api as messages
from qianbei.messages.contracts import Channel, Switch
from qianbei.web.bodies import Body
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.errors import language_of_scope
from qianbei.web.idempotency import Answer, Writing, rendered
from qianbei.web.session import Operator

router = APIRouter(prefix="/api/v1/ops/messages", tags=["operator"])

SWITCHES_MAX = 10


class SwitchIn(Body):
    stopped: bool


class ChannelOut(BaseModel):
    """`in_hand` of the `queued` are with a worker just now: a stopped channel is silent when it is 0. `unknown` counts
    attempts that nobody answered, the other ends count messages."""

    channel: Channel
    is_stopped: bool
    queued: int
    in_hand: int
    oldest_due_at: datetime | None
    sent: int
    refused: int
    gone: int
    unknown: int


class SwitchOut(BaseModel):
    channel: Channel
    is_stopped: bool
    by_person: UUID
    at: datetime


class ChannelsOut(BaseModel):
    channels: list[ChannelOut]
    switches: list[SwitchOut]


@router.get("", response_model=ChannelsOut)
async def show_channels(request: Request, deps: FromDeps, claims: Operator) -> Response:
    """Every channel, and who turned its switch last."""
    async with deps.database.reading() as tx:
        body = await _channels(tx, deps)
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.post("/{channel}", response_model=ChannelsOut)
async def turn_switch(
    channel: Channel, body: SwitchIn, deps: FromDeps, claims: Operator, write: Writing
) -> Response:
    """Stops a channel before its next batch, or lets it go on; kept with who did it."""

    async def work(tx: Tx) -> Answer:
        turn = Switch(channel, body.stopped, claims.person_id, deps.clock.now())
        await messages.switch(tx, deps.cell, deps.random, turn)
        return Answer(200, await _channels(tx, deps))

    return await write.once(claims, work)


async def _channels(tx: Tx, deps: Deps) -> dict[str, object]:
    statuses = await messages.statuses(tx, deps.cell, deps.clock.now())
    return {"channels": statuses, "switches": await messages.switches(tx, deps.cell, SWITCHES_MAX)}
