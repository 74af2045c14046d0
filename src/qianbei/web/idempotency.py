"""One write, one transaction, one answer for each Idempotency-Key of a person.

The answer is written down with the effect it reports, so a repeat after a lost reply gets the same answer and
changes nothing; two at once meet on the key, and the second is rolled back and reads the first one's answer. A
refusal is remembered too. What is stored holds neither a token nor words: both are made when it is answered.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import Depends, Request
from starlette.responses import Response

from qianbei.db import Tx
from qianbei.db.errors import ConcurrencyError
from qianbei.kit.words import Language
from qianbei.outbox import api as outbox
from qianbei.outbox.contracts import Answer as StoredAnswer
from qianbei.web.deps import Deps, FromDeps
from qianbei.web.errors import STATUS, Code, Refused, error_response, language_of_scope
from qianbei.web.session import Claims, mint, set_device, set_session

ATTEMPTS_MAX = 3
KEY_LENGTHS = range(16, 65)


class Answer(msgspec.Struct, frozen=True):
    """What a route answers. With `claims` a new session begins: cookie, and `token` in the body.

    With `device` the browser is given the device's cookie. A refusal has `refusal` and `details` and no body; its
    transaction still commits.
    """

    status: int
    body: Any = None
    claims: Claims | None = None
    device: str | None = None
    refusal: Code | None = None
    details: dict[str, Any] = {}


Work = Callable[[Tx], Awaitable[Answer]]
ResultT = TypeVar("ResultT")


def refuse(code: Code | str, **details: Any) -> Answer:
    """The answer for a reason that a domain gave; every such reason is a Code."""
    code = Code(code)
    return Answer(STATUS[code], refusal=code, details=details)


def rendered(deps: Deps, language: Language, answer: Answer) -> Response:
    """The answer as HTTP."""
    if answer.refusal is not None:
        return error_response(answer.refusal, language, answer.details)
    token = mint(deps, answer.claims) if answer.claims else None
    body = answer.body if token is None else {**answer.body, "token": token}
    content = b"" if body is None else msgspec.json.encode(body)
    response = Response(
        content, status_code=answer.status, media_type="application/json" if content else None
    )
    response.headers["Cache-Control"] = "no-store"
    if token is not None:
        set_session(deps, response, token)
    if answer.device is not None:
        set_device(deps, response, answer.device)
    return response


class Write:
    """The one web dependency that opens transactions: for calls that stay in one domain, or that are one flow."""

    def __init__(self, deps: Deps, language: Language, key: str, request_hash: bytes) -> None:
        self._deps = deps
        self._language = language
        self.key = key
        self._hash = request_hash

    async def once(self, claims: Claims, work: Work) -> Response:
        """Runs `work` unless this person's key was answered before."""

        async def remembered(tx: Tx) -> Answer:
            known = await outbox.find_answer(tx, claims.cell, claims.person_id, self.key)
            if known is not None:
                same = known.request_hash == self._hash
                return msgspec.convert(known.body, Answer) if same else refuse(Code.KEY_REUSED)
            answer = await work(tx)
            stored = StoredAnswer(
                cell=claims.cell,
                person_id=claims.person_id,
                idempotency_key=self.key,
                request_hash=self._hash,
                status=answer.status,
                body=msgspec.json.decode(msgspec.json.encode(answer)),
                at=self._deps.clock.now(),
            )
            await outbox.remember_answer(tx, stored)
            return answer

        return await self.unrecorded(remembered)

    async def unrecorded(self, work: Work) -> Response:
        """Runs `work` without remembering its answer: only where a repeat finds its effect by other means."""
        return rendered(self._deps, self._language, await self.committed(work))

    async def committed(self, work: Callable[[Tx], Awaitable[ResultT]]) -> ResultT:
        """What `work` returns, committed; run again when it met another transaction."""
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                async with self._deps.database.transaction() as tx:
                    return await work(tx)
            except ConcurrencyError:
                if attempt == ATTEMPTS_MAX:
                    raise
        raise AssertionError("the last attempt either answers or raises")


def sound_key(key: str) -> bool:
    """Whether a client's Idempotency-Key is one: 16 to 64 visible ASCII characters."""
    return len(key) in KEY_LENGTHS and key.isascii() and key.isprintable() and " " not in key


async def _write(request: Request, deps: FromDeps) -> Write:
    key = request.headers.get("idempotency-key", "")
    if not sound_key(key):
        raise Refused(Code.KEY_MISSING)
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    digest.update(await request.body())
    return Write(deps, language_of_scope(request.scope), key, digest.digest())


Writing = Annotated[Write, Depends(_write)]
"""The type of a route's parameter that writes; refuses a request without an Idempotency-Key."""
