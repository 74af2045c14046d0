"""Answering the hot routes: the request in, one whole answer or a stream out, nothing else."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from hashlib import blake2b
from math import ceil
from typing import Any, NamedTuple, TypeVar

import msgspec
from starlette.types import Receive, Scope, Send

from qianbei.web.errors import RETRY_AFTER_S, STATUS, Code, error_body, language_of_scope
from qianbei.web.pages import SECURITY_HEADERS

T = TypeVar("T")

Headers = list[tuple[bytes, bytes]]

JSON_HEADERS: Headers = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    *SECURITY_HEADERS,
]
SSE_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    *SECURITY_HEADERS,
]

BODY_BYTES_MAX = 256 * 1024


class Answer(NamedTuple):
    """One whole response; the server writes its length. The headers are shared: nobody changes them."""

    status: int
    body: bytes
    headers: Headers = JSON_HEADERS


Stream = Callable[[Send], Awaitable[None]]
"""Writes a response part by part."""

HotRoute = Callable[[Scope, Receive], Awaitable[Answer | Stream]]
"""A handler beside the framework."""


def announced_bytes(scope: Scope) -> int | None:
    """How long the body is to be; None for one that is sent in pieces without saying, and for no number."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 16 else None
    return None


async def read_body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body; None for one that is too large, and when the client left.

    Whose length was announced has ended when so much is there: the server says so in a message of its own, and each is a
    way to its thread and back.
    """
    announced = announced_bytes(scope)
    message = await receive()
    body = message.get("body", b"")
    while message.get("more_body") and len(body) != announced:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            return None
    return None if len(body) > BODY_BYTES_MAX or message["type"] == "http.disconnect" else body


def decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> T | None:
    """The body's value; None for what is no JSON, not of the form, or nested deeper than any of ours."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None


def refusal(
    scope: Scope, code: Code, details: Mapping[str, Any] | None = None, after_s: float | None = None
) -> Answer:
    """The error shape every route has, in the caller's language. `after_s`: when to come again, instead of the code's."""
    body = msgspec.json.encode(error_body(code, language_of_scope(scope), details or {}))
    after = RETRY_AFTER_S.get(code) if after_s is None else ceil(after_s)
    headers = JSON_HEADERS if after is None else [*JSON_HEADERS, (b"retry-after", str(after).encode())]
    return Answer(STATUS[code], body, headers)


def validated(scope: Scope, body: bytes, age_s: int) -> Answer:
    """What the asker alone may keep for `age_s`, and then asks for by its tag: 304 says that it still holds (RFC 9110 §13,
    RFC 9111 §5.2). Who asks is part of the key, so that two people of one browser are never mixed up."""
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    kept: Headers = [
        (b"cache-control", b"private, max-age=%d" % age_s),
        (b"etag", tag.encode()),
        (b"vary", b"authorization, cookie"),
        *SECURITY_HEADERS,
    ]
    known = header(scope, b"if-none-match") or ""
    if tag in (each.strip().removeprefix("W/") for each in known.split(",")):
        return Answer(304, b"", kept)
    return Answer(200, body, [JSON_HEADERS[0], *kept])


async def send_whole(send: Send, answer: Answer) -> None:
    """The answer as ASGI."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


def cookie(headers: Iterable[tuple[bytes, bytes]], wanted: str) -> str | None:
    """The cookie's value as we set it: tokens need no quoting, so none is undone."""
    start = f"{wanted}=".encode()
    for name, value in headers:
        if name == b"cookie":
            for pair in value.split(b";"):
                if pair.strip().startswith(start):
                    return pair.strip()[len(start) :].decode("latin-1")
    return None


def set_cookie(name: str, value: str, age_s: int, *, path: str = "/", is_secure: bool) -> tuple[bytes, bytes]:
    """The one way we set a cookie: no script reads it, no other site's form sends it, https alone carries it."""
    secure = "; Secure" if is_secure else ""
    text = f"{name}={value}; HttpOnly; Max-Age={age_s}; Path={path}; SameSite=lax{secure}"
    return (b"set-cookie", text.encode())


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that lower-case name."""
    for key, value in scope["headers"]:
        if key == name:
            return value.decode("latin-1")
    return None
