"""Routes of drops: come in before it opens, see the lot, take what is left, prove the draw."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from qianbei.campaigns import api as campaigns
from qianbei.campaigns.contracts import Issued
from qianbei.db import Tx
from qianbei.db.batcher import Batcher, Full
from qianbei.drops import api as drops
from qianbei.drops.contracts import Drop, DropRefusal, DropStanding, LotRecord, Place
from qianbei.flows import drops as flow
from qianbei.kit.words import spelled
from qianbei.web.answers.drops import CardTakenBody, DropBody, DropsBody, PlaceTakenBody
from qianbei.web.batches import batcher_of
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Somebody

router = APIRouter(prefix="/api/v1", tags=["drops"])

SHOWN_MAX = 10
AT_ONCE_MAX = 200
WAITING_MAX = 8_192

Outcome = Place | Issued | DropRefusal
Step = Callable[[Tx, int, UUID, Sequence[UUID], Any], Awaitable[Sequence[Outcome]]]


class Wish(msgspec.Struct, frozen=True):
    """A person at a drop."""

    drop_id: UUID
    person_id: UUID


@router.get("/drops")
@answers(DropsBody)
async def list_drops(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """Drops, those that are over last, each with where the caller stands: absent, present, won or not_drawn."""
    async with deps.database.reading() as tx:
        found = await drops.listed(tx, deps.cell, deps.clock.now(), SHOWN_MAX)
        cards = {each.drop_id: flow.card_of(each.drop_id, claims.person_id) for each in found}
        given = await campaigns.find_cards(tx, deps.cell, list(cards.values()))
        having = {drop_id for drop_id, card_id in cards.items() if card_id in given}
        mine = await drops.standings(tx, deps.cell, found, claims.person_id, having)
    body = DropsBody([_drop(each, mine[each.drop_id]) for each in found])
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.get("/drops/{drop_id}")
@answers(LotRecord)
async def show_record(
    request: Request,
    drop_id: UUID,
    deps: FromDeps,
    after: Annotated[str, Query(pattern="^([0-9a-f]{2}){0,32}$")] = "",
) -> Response:
    """What `qianbei drops verify` needs, for anybody: seed and places once it is drawn, page by page."""
    language = language_of_scope(request.scope)
    async with deps.database.reading() as tx:
        found = await drops.find(tx, deps.cell, [drop_id])
        if drop_id not in found:
            return rendered(deps, language, refuse(Code.NOT_FOUND))
        record = await drops.record(tx, deps.cell, found[drop_id], bytes.fromhex(after))
    return rendered(deps, language, Answer(200, record))


@router.post("/drops/{drop_id}/presence", status_code=201)
@answers(PlaceTakenBody)
async def come(request: Request, drop_id: UUID, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """The caller's place in the draw; a repeat under any key is the same place."""
    wish = Wish(drop_id, claims.person_id)
    outcome = await _batcher(request, deps, "entrance", flow.enter).submit(wish)
    return rendered(deps, language_of_scope(request.scope), _answer(outcome))


@router.post("/drops/{drop_id}/take", status_code=201)
@answers(CardTakenBody, 200)
async def take(request: Request, drop_id: UUID, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """A card of what the draw left, first come; a repeat under any key is the same card."""
    outcome = await _batcher(request, deps, "counter", flow.take).submit(Wish(drop_id, claims.person_id))
    return rendered(deps, language_of_scope(request.scope), _answer(outcome))


def _answer(outcome: Outcome | Full) -> Answer:
    if isinstance(outcome, Place):
        return Answer(201, PlaceTakenBody(outcome.late, outcome.at, outcome.tag.hex()))
    if isinstance(outcome, Issued):
        return Answer(201 if outcome.created else 200, CardTakenBody(outcome.card.card_id))
    if isinstance(outcome, Full):
        return refuse(Code.BUSY)
    return refuse(Code.NOT_FOUND if outcome is DropRefusal.UNKNOWN else outcome)


def _batcher(request: Request, deps: Deps, name: str, step: Step) -> Batcher[Wish, Outcome]:
    """This worker's door: all that wait go in one transaction, whatever the crowd."""

    async def write(wishes: Sequence[Wish]) -> Sequence[Outcome]:
        async with deps.database.transaction() as tx:
            told: dict[Wish, Outcome] = {}
            for drop_id in sorted({wish.drop_id for wish in wishes}):
                ids = list(dict.fromkeys(w.person_id for w in wishes if w.drop_id == drop_id))
                outcomes = await step(tx, deps.cell, drop_id, ids, deps.clock.now())
                told |= {Wish(drop_id, each): outcome for each, outcome in zip(ids, outcomes, strict=True)}
            return [told[wish] for wish in wishes]

    return batcher_of(request, deps, f"drops_{name}", write, AT_ONCE_MAX, WAITING_MAX)


def _drop(drop: Drop, mine: DropStanding) -> DropBody:
    return DropBody(
        drop_id=drop.drop_id,
        name=spelled(drop.name),
        face_fen=drop.face_fen,
        cards=drop.plan.cards,
        given=drop.given,
        present_from=drop.present_from,
        opens_at=drop.opens_at,
        ends_at=drop.ends_at,
        state=drop.state,
        places=drop.lot.places if drop.lot else None,
        commitment=drop.commitment.hex(),
        mine=mine,
    )
