"""The inbox of a person, and where they want its messages too: a browser, their own telephone, or nowhere."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from qianbei.channels.messages.texts import text_of
from qianbei.channels.messages.web_push import Subscription, is_reachable
from qianbei.db import Tx
from qianbei.kit.words import Language
from qianbei.messages import api as messages
from qianbei.messages.contracts import Channel, Kind, Message
from qianbei.people import api as people
from qianbei.people.contracts import IdentityKind, KeyClaim
from qianbei.web.bodies import Body, PhoneIn
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.errors import Code, Refused, language_of_scope
from qianbei.web.idempotency import Answer, Writing, refuse, rendered
from qianbei.web.session import Claims, Somebody

router = APIRouter(prefix="/api/v1/messages", tags=["messages"])

KeyText = Annotated[str, StringConstraints(max_length=200)]


class MessageOut(BaseModel):
    """`title` and `body` are in the language that was asked for; `kind` says where its page leads."""

    message_id: UUID
    kind: Kind
    title: str
    body: str
    created_at: datetime
    is_read: bool


class InboxOut(BaseModel):
    """Newest first. `unread` counts all, also those that are not listed."""

    messages: list[MessageOut]
    unread: int


class UnreadOut(BaseModel):
    unread: int


class ReadIn(Body):
    """Everything told until then was seen: `created_at` of the newest message that was shown."""

    until: datetime


class PushKeys(Body):
    p256dh: KeyText
    auth: KeyText


class PushIn(Body):
    """A browser's push subscription, as `PushSubscription.toJSON()` has it."""

    endpoint: Annotated[str, StringConstraints(max_length=1_000)]
    keys: PushKeys


class WaysOut(BaseModel):
    """Where messages go besides the inbox. `push_key` is what a browser subscribes with; `can_sms` whether this
    installation has a gateway."""

    push: bool
    push_key: str
    sms: bool
    can_sms: bool


@router.get("", response_model=InboxOut)
async def show_inbox(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """The caller's messages that are not over, at most 50."""
    language = language_of_scope(request.scope)
    now = deps.clock.now()
    async with deps.database.reading() as tx:
        found = await messages.inbox_of(tx, deps.cell, claims.person_id, now)
        unread = await messages.count_unread(tx, deps.cell, claims.person_id, now)
    shown = [_shown(message, language) for message in found]
    return rendered(deps, language, Answer(200, {"messages": shown, "unread": unread}))


@router.get("/unread", response_model=UnreadOut)
async def count_unread(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """How many of the caller's messages are not read."""
    async with deps.database.reading() as tx:
        unread = await messages.count_unread(tx, deps.cell, claims.person_id, deps.clock.now())
    return rendered(deps, language_of_scope(request.scope), Answer(200, {"unread": unread}))


@router.post("/read", response_model=UnreadOut)
async def mark_read(body: ReadIn, deps: FromDeps, claims: Somebody, write: Writing) -> Response:
    """What was shown is read; what came meanwhile is not."""

    async def work(tx: Tx) -> Answer:
        now = deps.clock.now()
        if body.until.tzinfo is None:
            return refuse(Code.INVALID, field="until")
        await messages.mark_read(tx, deps.cell, claims.person_id, body.until, now)
        return Answer(200, {"unread": await messages.count_unread(tx, deps.cell, claims.person_id, now)})

    return await write.once(claims, work)


@router.get("/ways", response_model=WaysOut)
async def show_ways(request: Request, deps: FromDeps, claims: Somebody) -> Response:
    """Where the caller's messages go besides the inbox."""
    async with deps.database.reading() as tx:
        body = await _ways(tx, deps, claims)
    return rendered(deps, language_of_scope(request.scope), Answer(200, body))


@router.post("/ways/push", response_model=WaysOut)
async def want_push(
    request: Request, body: PushIn, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """This browser wants messages too. Its push service must be one that this installation knows."""
    subscription = Subscription(body.endpoint, body.keys.p256dh, body.keys.auth)
    if not is_reachable(subscription, deps.outside.push_hosts):
        raise Refused(Code.PUSH_UNKNOWN)
    language = language_of_scope(request.scope)
    target = msgspec.json.encode(subscription)

    async def work(tx: Tx) -> Answer:
        mark = deps.outside.targets.fingerprint(body.endpoint.encode())
        return await _wanted(tx, deps, claims, Channel.WEB_PUSH, language, mark, target)

    return await write.once(claims, work)


@router.post("/ways/sms", response_model=WaysOut)
async def want_sms(
    request: Request, body: PhoneIn, deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """The caller wants messages by SMS, to the telephone that they proved to be theirs."""
    phone = people.normal_phone(body.phone)
    if phone is None:
        raise Refused(Code.PHONE_INVALID)
    if deps.outside.sms is None:
        raise Refused(Code.MESSAGES_UNAVAILABLE)
    language = language_of_scope(request.scope)

    async def work(tx: Tx) -> Answer:
        phone_hash = people.identity_hash(deps.pepper, IdentityKind.PHONE, phone)
        now = deps.clock.now()
        key = KeyClaim(claims.cell, claims.person_id, IdentityKind.PHONE, phone_hash, now)
        if not await people.owns(tx, key):
            return refuse(Code.PHONE_NOT_YOURS)
        mark = deps.outside.targets.fingerprint(phone.encode())
        return await _wanted(tx, deps, claims, Channel.SMS, language, mark, phone.encode())

    return await write.once(claims, work)


@router.post("/ways/{way}/off", response_model=WaysOut)
async def want_nothing(
    way: Literal["push", "sms"], deps: FromDeps, claims: Somebody, write: Writing
) -> Response:
    """Nothing goes there any more, not even what is queued; the inbox stays as it is."""
    channel = Channel.SMS if way == "sms" else Channel.WEB_PUSH

    async def work(tx: Tx) -> Answer:
        await messages.opt_out(tx, deps.cell, claims.person_id, channel, deps.clock.now())
        return Answer(200, await _ways(tx, deps, claims))

    return await write.once(claims, work)


async def _wanted(
    tx: Tx, deps: Deps, claims: Claims, channel: Channel, language: Language, mark: bytes, target: bytes
) -> Answer:
    locked = deps.outside.targets.locked(target)
    now = deps.clock.now()
    await messages.want(tx, deps.cell, claims.person_id, channel, language.value, mark, locked, now)
    return Answer(200, await _ways(tx, deps, claims))


async def _ways(tx: Tx, deps: Deps, claims: Claims) -> dict[str, object]:
    on = {each.channel for each in await messages.addresses_of(tx, deps.cell, claims.person_id)}
    return {
        "push": Channel.WEB_PUSH in on,
        "push_key": deps.outside.push_key,
        "sms": Channel.SMS in on,
        "can_sms": deps.outside.sms is not None,
    }


def _shown(message: Message, language: Language) -> dict[str, object]:
    text = text_of(message.kind, message.params, language)
    return {
        "message_id": message.message_id,
        "kind": message.kind,
        "title": text.title,
        "body": text.body,
        "created_at": message.created_at,
        "is_read": message.read_at is not None,
    }
