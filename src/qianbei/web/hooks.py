"""POST /hooks/payer: the payer's own word, signed. It may come late, twice, out of order, or never."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from qianbei.abuse import api as abuse
from qianbei.channels.payers.port import PayerAnswer
from qianbei.flows import payment_answers, payouts
from qianbei.flows.ask_payer import EVENTS
from qianbei.flows.payment_answers import Answer
from qianbei.kit.signatures import check
from qianbei.outbox import api as outbox
from qianbei.payments import api as payments
from qianbei.views import orders
from qianbei.web import raw, shown
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.errors import Code, Refused

router = APIRouter(prefix="/hooks", tags=["hooks"])

INBOX = "payer"


class Callback(msgspec.Struct, frozen=True):
    """What the payer tells; fields beyond these are theirs. `account` is their name for who pays, "" when they keep it."""

    message_id: UUID
    payment_id: UUID
    state: PayerAnswer
    account: Annotated[str, msgspec.Meta(max_length=200)] = ""


_decoder = msgspec.json.Decoder(Callback)


@router.post("/payer", status_code=204)
async def payer_callback(request: Request, deps: FromDeps) -> Response:
    """Records the answer once per message; 204 also for what tells nothing new."""
    body = await request.body()
    # The payer signs with the wall's time, whatever the speed of the city.
    if check(deps.payer_secret, body, request.headers.get("x-signature"), datetime.now(UTC)):
        raise Refused(Code.SIGNATURE_WRONG)
    callback = raw.decoded(_decoder, body)
    if callback is None:
        raise Refused(Code.MALFORMED)
    now, order_id = deps.clock.now(), None
    async with deps.database.transaction() as tx:
        fresh = await outbox.take_inbox(tx, deps.cell, INBOX, [callback.message_id], now)
        known = await payments.find(tx, deps.cell, [callback.payment_id])
        if fresh and callback.payment_id in known:
            order_id = known[callback.payment_id].order_id
            answer = Answer(order_id, callback.payment_id, EVENTS[callback.state])
            await payment_answers.record(tx, deps.cell, deps.random, [answer], now)
        elif fresh and callback.state in payouts.ANSWERS:
            said = (callback.payment_id, payouts.ANSWERS[callback.state])
            await payouts.record(tx, deps.cell, deps.random, [said], now)
    if order_id is not None and callback.account:
        await _notice_account(deps, order_id, callback.account)
    return Response(status_code=204)


async def _notice_account(deps: Deps, order_id: UUID, account: str) -> None:
    """Who pays from one account shares it. Apart from the answer: rewards are screened by it, never the paid order."""
    async with deps.database.transaction() as tx:
        order = (await orders.by_id(tx, deps.cell, [order_id]))[order_id]
        purse = shown.purse(deps, order.person_id, account)
        if not await abuse.is_known(tx, deps.cell, purse):
            await abuse.observe(tx, deps.cell, order.person_id, [purse])
