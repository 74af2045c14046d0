"""Routes of invites: one's own code as words, link and picture; using somebody's; the daily draw and its proof."""

import io
from datetime import timedelta
from typing import Annotated

import segno
from fastapi import APIRouter, Query, Request
from msgspec.structs import asdict
from pydantic import StringConstraints
from starlette.responses import Response

from qianbei.campaigns import api as campaigns
from qianbei.db import Tx
from qianbei.flows import draws
from qianbei.flows import invites as flow
from qianbei.invites import api as invites
from qianbei.invites.contracts import Binding, BindRefusal, Day, Draw, InviteRules
from qianbei.kit.clock import city_day
from qianbei.kit.words import Language, spelled
from qianbei.people import api as people
from qianbei.people.contracts import IdentityKind, KeyClaim
from qianbei.web.answers.invites import (
    BindingBody,
    DrawBody,
    DrawDayBody,
    DrawDaysBody,
    InvitedTo,
    InviteRulesBody,
    LookedBody,
    OwnInvitesBody,
)
from qianbei.web.bodies import Body
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, Refused, language_of_scope, words
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Claims, Somebody, device_of

router = APIRouter(prefix="/api/v1/invites", tags=["invites"])

SHOWN_MAX = 50
DAYS_SHOWN = timedelta(days=14)
PASTED_MAX = 500

Pasted = Annotated[str, Query(min_length=1, max_length=PASTED_MAX)]


class AcceptIn(Body):
    """Whatever was pasted: the code alone, a link, or a message that holds it."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=PASTED_MAX)]


@router.post("")
@answers(OwnInvitesBody)
async def make_code(request: Request, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """The caller's code, made when it is first asked for, and how inviting goes."""
    language = language_of_scope(request.scope)

    async def work(tx: Tx) -> Answer:
        await invites.code_of(tx, deps.cell, deps.pepper, claims.person_id, deps.clock.now())
        return Answer(200, await _own(tx, deps, claims, language))

    return await write.unrecorded(work)


@router.get("")
@answers(OwnInvitesBody)
async def show_own(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """The same, without making a code."""
    language = language_of_scope(request.scope)
    async with deps.database.reading() as tx:
        body = await _own(tx, deps, claims, language)
    return rendered(deps, language, Answer(200, body))


@router.get("/look")
@answers(LookedBody)
async def look(request: Request, deps: FromDeps, text: Pasted) -> Response:
    """Whether a pasted text holds a code of ours, and what it is good for; for anybody, before they decide."""
    code = _code_in(deps, text)
    async with deps.database.reading() as tx:
        inviter = await invites.inviter_of(tx, deps.cell, code)
        campaign, rules = await _terms(tx, deps)
    if inviter is None:
        raise Refused(Code.INVITE_CODE_UNKNOWN)
    body = LookedBody(invites.spoken(code), campaign, rules)
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.get("/picture.svg", response_class=Response)
async def picture(deps: FromDeps, text: Pasted) -> Response:
    """The link of a code as a QR picture."""
    drawn = io.BytesIO()
    segno.make(_link(deps, _code_in(deps, text)), error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=2, dark="#2b1d13", light="#fffdf8"
    )
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers=headers)


@router.post("/accept", status_code=201)
@answers(BindingBody)
async def accept(
    request: Request, body: AcceptIn, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """Binds the caller to whoever's code it is; the first one used counts."""
    code = _code_in(deps, body.text)
    device = device_of(deps, request.scope["headers"])

    async def work(tx: Tx) -> Answer:
        inviter = await invites.inviter_of(tx, deps.cell, code)
        if inviter is None:
            return refuse(Code.INVITE_CODE_UNKNOWN)
        now = deps.clock.now()
        same = []
        if device is not None:
            device_hash = people.identity_hash(deps.pepper, IdentityKind.DEVICE, device)
            key = KeyClaim(claims.cell, claims.person_id, IdentityKind.DEVICE, device_hash, now)
            (owned,) = await people.claim_identity_keys(tx, [key])
            same.append(owned.owner.person_id)
        outcome = await flow.bind(
            tx, deps.cell, deps.random, flow.Asked(claims.person_id, inviter, same, now)
        )
        return refuse(outcome) if isinstance(outcome, BindRefusal) else Answer(201, _binding(outcome))

    return await write.once(claims, work)


@router.post("/draws", status_code=201)
@answers(DrawBody)
async def draw(deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """The caller's oldest draw that was earned and not made."""

    async def work(tx: Tx) -> Answer:
        outcome = await draws.draw(tx, deps.cell, deps.random, claims.person_id, deps.clock.now())
        return Answer(201, _draw(outcome)) if isinstance(outcome, Draw) else refuse(outcome)

    return await write.once(claims, work)


@router.get("/days")
@answers(DrawDaysBody)
async def list_days(request: Request, deps: FromDeps) -> Response:
    """What the draws of each day follow from, for anybody: committed to before, told when the day is over."""
    now = deps.clock.now()
    today = city_day(now)
    async with deps.database.reading() as tx:
        days = await invites.days(tx, deps.cell, city_day(now - DAYS_SHOWN))
    body = DrawDaysBody([_day(day, is_over=day.day < today) for day in days])
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


def _code_in(deps: Deps, text: str) -> str:
    code = invites.code_in(deps.pepper, text)
    if code is None:
        raise Refused(Code.INVITE_CODE_UNKNOWN)
    return code


def _link(deps: Deps, code: str) -> str:
    return f"{deps.settings.public_url.rstrip('/')}/invite?code={invites.spoken(code)}"


async def _own(tx: Tx, deps: Deps, claims: Claims, language: Language) -> OwnInvitesBody:
    code = await invites.find_code(tx, deps.cell, claims.person_id)
    brought = await invites.brought_by(tx, deps.cell, claims.person_id, SHOWN_MAX)
    campaign, rules = await _terms(tx, deps)
    tickets = await invites.tickets(tx, deps.cell, claims.person_id, rules.draw_every, deps.clock.now())
    drawn = await invites.draws_of(tx, deps.cell, claims.person_id, SHOWN_MAX)
    own = await invites.find(tx, deps.cell, [claims.person_id])
    return OwnInvitesBody(
        code=invites.spoken(code) if code else None,
        link=_link(deps, code) if code else None,
        text=_text(deps, code, language) if code else None,
        brought=[_binding(binding) for binding in brought],
        bound=_binding(own[claims.person_id]) if own else None,
        draws_left=len(tickets),
        draws=[_draw(each) for each in drawn],
        campaign=campaign,
        rules=rules,
    )


def _text(deps: Deps, code: str, language: Language) -> str:
    """Plain words that no channel has a reason to stop: what it is, the code, the link."""
    return words().say(language, "invite.text", code=invites.spoken(code), link=_link(deps, code))


async def _terms(tx: Tx, deps: Deps) -> tuple[InvitedTo | None, InviteRulesBody]:
    """The campaign that runs and its rules, odds and prizes included."""
    campaign = await campaigns.running(tx, deps.cell, deps.clock.now())
    written = await invites.rules_now(tx, deps.cell, campaign.campaign_id) if campaign else None
    rules = written.rules if written else InviteRules()
    shown = {name: value for name, value in asdict(rules).items() if name != "template_id"}
    invited = InvitedTo(spelled(campaign.name), campaign.face_fen, campaign.ends_at) if campaign else None
    return invited, InviteRulesBody(version=written.version if written else 1, **shown)


def _binding(binding: Binding) -> BindingBody:
    return BindingBody(
        state=binding.state,
        bound_at=binding.bound_at,
        vests_by=binding.vests_by,
        ended_at=binding.ended_at,
        reason=binding.ended_reason,
        piece_fen=binding.piece_fen,
    )


def _draw(draw: Draw) -> DrawBody:
    return DrawBody(draw.day, draw.number, draw.roll, draw.amount_fen, draw.drawn_at)


def _day(day: Day, *, is_over: bool) -> DrawDayBody:
    return DrawDayBody(day.day, day.commitment.hex(), day.seed.hex() if is_over else None)
