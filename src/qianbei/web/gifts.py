"""Routes of what a person does with a card besides ordering: read it, give it away, show it at a till."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from qianbei.campaigns.contracts import Gift, Issued, TillSale, UseRefusal
from qianbei.db import Tx
from qianbei.flows import gifts, till
from qianbei.kit.seals import SealFault
from qianbei.views import wallet
from qianbei.web.answers.cards import CodeBody
from qianbei.web.bodies import Body, CardOut, Line
from qianbei.web.cards import card_body
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.described import answers
from qianbei.web.errors import Code, Refused, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Somebody

router = APIRouter(prefix="/api/v1", tags=["cards"])

PURPOSE = "gift"


class GiftIn(Body):
    """The code as it was sent."""

    code: Line


@router.get("/cards/{card_id}", response_model=CardOut)
async def show_card(request: Request, card_id: UUID, deps: FromDeps, claims: Somebody) -> Response:
    """One of the caller's cards with its whole history in plain words."""
    language = language_of_scope(request.scope)
    async with deps.database.reading() as tx:
        cards = await wallet.cards_of(tx, deps.cell, claims.person_id)
    card = next((each for each in cards if each.card_id == card_id), None)
    if card is None:
        raise Refused(Code.NOT_FOUND)
    return rendered(deps, language, Answer(200, card_body(card, language, deps.city.city)))


@router.post("/cards/{card_id}/gift", status_code=201)
@answers(CodeBody)
async def offer_gift(card_id: UUID, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """Sets the card aside for whoever brings the code, for a day; a card offered already has the same gift."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        gift = await gifts.offer(tx, deps.cell, deps.random, claims.person_id, card_id, now)
        return Answer(201, _gift_body(deps, gift)) if isinstance(gift, Gift) else _refused(gift)

    return await write.once(claims, work)


@router.post("/gifts/accept", status_code=201, response_model=CardOut, responses={200: {"model": CardOut}})
async def accept_gift(
    request: Request, body: GiftIn, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """The card becomes the caller's: the first who brings the code has it."""
    language = language_of_scope(request.scope)

    async def work(tx: Tx) -> Answer:
        gift_id = _gift_id(deps, body.code)
        if gift_id is None:
            return refuse(Code.GIFT_UNKNOWN)
        outcome = await gifts.accept(tx, deps.cell, gift_id, claims.person_id, deps.clock.now())
        if not isinstance(outcome, Issued):
            return refuse(outcome)
        cards = await wallet.cards_of(tx, deps.cell, claims.person_id)
        card = next(each for each in cards if each.card_id == outcome.card.card_id)
        return Answer(201 if outcome.created else 200, card_body(card, language, deps.city.city))

    return await write.once(claims, work)


@router.post("/gifts/take-back", status_code=204)
async def take_back_gift(body: GiftIn, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """The giver has the card again, while nobody took it."""

    async def work(tx: Tx) -> Answer:
        gift_id = _gift_id(deps, body.code)
        if gift_id is None:
            return refuse(Code.GIFT_UNKNOWN)
        outcome = await gifts.take_back(tx, deps.cell, gift_id, claims.person_id, deps.clock.now())
        return refuse(outcome) if isinstance(outcome, UseRefusal) else Answer(204)

    return await write.once(claims, work)


@router.post("/cards/{card_id}/till", status_code=201)
@answers(CodeBody)
async def show_at_till(card_id: UUID, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """A one-time code for the till of an offline shop; the card is kept for it until the code ends."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        sale = await till.show(tx, deps.cell, deps.random, claims.person_id, card_id, now)
        if not isinstance(sale, TillSale):
            return _refused(sale)
        return Answer(201, CodeBody(sale.code, sale.ends_at))

    return await write.once(claims, work)


def _gift_body(deps: Deps, gift: Gift) -> CodeBody:
    """The code is a seal over the gift: nobody can guess one, and it ends with the gift."""
    code = deps.sealer.token(PURPOSE, gift.gift_id.bytes, gift.ends_at)
    return CodeBody(code, gift.ends_at)


def _gift_id(deps: Deps, code: str) -> UUID | None:
    content = deps.sealer.open_token(PURPOSE, code, deps.clock.now())
    if content is SealFault.EXPIRED:
        raise Refused(Code.GIFT_OVER)
    return None if isinstance(content, SealFault) else UUID(bytes=content)


def _refused(refusal: str) -> Answer:
    """A card of somebody else is as unknown as one that does not exist."""
    known = {"card_used": Code.CARD_USED, "card_ended": Code.CARD_ENDED}
    return refuse(known.get(refusal, Code.NOT_FOUND))
