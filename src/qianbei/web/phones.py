"""Routes that prove a phone: a one-time code goes out by SMS, and the code that comes back makes the phone a person's.

A code is made from who asks, for which phone, under which Idempotency-Key; so an asking repeated after a lost reply means the
same code and the same text, which a gateway takes once. A sandbox shows codes instead where nobody reads texts.
"""

from datetime import datetime, timedelta

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from qianbei.abuse import api as abuse
from qianbei.channels.messages.port import Parcel
from qianbei.channels.messages.texts import code_text
from qianbei.db import Tx
from qianbei.kit.ids import derived_id
from qianbei.messages import api as messages
from qianbei.messages.contracts import Channel, Outcome
from qianbei.people import api as people
from qianbei.people.contracts import (
    IdentityKind,
    PersonKey,
    PhoneResult,
    PhoneStart,
    PhoneStartOutcome,
    PhoneTry,
)
from qianbei.web import bodies, shown
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.errors import Code, Refused, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.people import renewed_claims, session_body
from qianbei.web.session import Claims, Somebody, city_span, device_of

CODE_LASTS = timedelta(minutes=5)

router = APIRouter(prefix="/api/v1/session/phone", tags=["people"])


class _Code(msgspec.Struct, frozen=True):
    """A code that was asked for. `expires_at` in city time; `is_shown` where the answer itself carries it."""

    phone: str
    digits: str
    phone_hash: bytes
    asked_at: datetime
    expires_at: datetime
    is_shown: bool


@router.post("", response_model=bodies.PhoneSent, status_code=202)
async def start_phone(
    request: Request, body: bodies.PhoneIn, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """A one-time code for this phone, by SMS. What the gateway does not take is refused as such; asking again under the
    same key sends the same text. A sandbox without a gateway of its owner's shows the code in the answer."""
    language = language_of_scope(request.scope)
    code = _code(deps, claims, body.phone, write.key)

    async def work(tx: Tx) -> Answer:
        if not code.is_shown and await messages.is_stopped(tx, deps.cell, Channel.SMS):
            return refuse(Code.MESSAGES_UNAVAILABLE)
        start = PhoneStart(
            claims.cell,
            claims.person_id,
            code.phone_hash,
            people.code_hash(deps.pepper, code.phone_hash, code.digits),
            code.asked_at,
            code.expires_at,
        )
        (outcome,) = await people.start_phone(tx, [start])
        if outcome is not PhoneStartOutcome.STARTED:
            return refuse(outcome)
        shown_code = code.digits if code.is_shown else None
        return Answer(202, {"sent": True, "sandbox_code": shown_code, "expires_at": code.expires_at})

    answer = await write.committed(work)
    if answer.refusal is None and not code.is_shown:
        parcel_id = derived_id("phone_code", claims.person_id, code.phone_hash.hex(), write.key)
        minutes = int(CODE_LASTS.total_seconds() // 60)
        text = code_text(code.digits, minutes, language)
        lasts_s = int(CODE_LASTS.total_seconds())
        assert deps.outside.sms is not None, "an installation without a gateway was refused before"
        parcel = Parcel(parcel_id, parcel_id, code.phone.encode(), text, lasts_s)
        answer = _after((await deps.outside.sms.send(parcel)).outcome, answer)
    return rendered(deps, language, answer)


def _code(deps: Deps, claims: Claims, typed: str, key: str) -> _Code:
    """Refuses what is no phone, and an installation that could not deliver."""
    phone = people.normal_phone(typed)
    if phone is None:
        raise Refused(Code.PHONE_INVALID)
    is_shown = deps.settings.sandbox and (deps.outside.shows_codes or people.is_invented(phone))
    if not is_shown and deps.outside.sms is None:
        raise Refused(Code.MESSAGES_UNAVAILABLE)
    phone_hash = people.identity_hash(deps.pepper, IdentityKind.PHONE, phone)
    digits = people.code_of(deps.pepper, phone_hash, claims.person_id, key)
    now = deps.clock.now()
    return _Code(phone, digits, phone_hash, now, now + city_span(deps, CODE_LASTS), is_shown)


def _after(outcome: Outcome, answer: Answer) -> Answer:
    """What is told of a text: taken by the gateway, for nobody's number, or not taken."""
    if outcome is Outcome.SENT:
        return answer
    return refuse(Code.PHONE_INVALID if outcome is Outcome.GONE else Code.SMS_FAILED)


@router.post("/verify", response_model=bodies.SessionOut)
async def verify_phone(
    request: Request, body: bodies.PhoneCodeIn, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """The session becomes that of the phone's person; a phone that was nobody's becomes this person's."""
    phone = people.normal_phone(body.phone)
    if phone is None:
        raise Refused(Code.PHONE_INVALID)
    language = language_of_scope(request.scope)
    owners: list[PersonKey] = []

    async def work(tx: Tx) -> Answer:
        phone_hash = people.identity_hash(deps.pepper, IdentityKind.PHONE, phone)
        code_hash = people.code_hash(deps.pepper, phone_hash, body.code)
        masked = people.masked_phone(phone)
        attempt = PhoneTry(claims.cell, claims.person_id, phone_hash, code_hash, masked, deps.clock.now())
        (outcome,) = await people.verify_phone(tx, [attempt])
        if outcome.result is not PhoneResult.VERIFIED or outcome.owner is None:
            return refuse(outcome.result, tries_left=outcome.tries_left)
        await _showed_phone(tx, deps, request, outcome.owner, phone)
        owners[:] = [outcome.owner]
        renewed = await renewed_claims(tx, outcome.owner, claims.operator_until)
        return Answer(200, await session_body(tx, deps, renewed, language), renewed)

    response = await write.once(claims, work)
    for owner in owners:
        await _notice_purse(deps, owner)
    return response


async def _notice_purse(deps: Deps, owner: PersonKey) -> None:
    """From which account the phone's person would pay, where the payer says so: known before a card is given, and asked
    outside the transaction. A payer that says nothing holds nobody up."""
    if deps.outside.purses is None:
        return
    account = await deps.outside.purses.account_of(str(owner.person_id))
    if account:
        async with deps.database.transaction() as tx:
            await abuse.observe(
                tx, owner.cell, owner.person_id, [shown.purse(deps, owner.person_id, account)]
            )


async def _showed_phone(tx: Tx, deps: Deps, request: Request, owner: PersonKey, phone: str) -> None:
    """The phone's person is known by it, and by the device in their hand."""
    device = device_of(deps, request.scope["headers"])
    by_device = shown.browser(deps, request, owner.person_id, device) if device else []
    seen = [*shown.phone(deps, owner.person_id, phone), *by_device]
    await abuse.observe(tx, owner.cell, owner.person_id, seen)
