"""Reading and answering raw ASGI for the hot routes: the body in, JSON out, nothing else."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from starlette.types import Receive, Scope, Send

from qianbei.web.errors import Code, error_response, language_of_scope

T = TypeVar("T")

JSON_HEADERS = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
SSE_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


async def read_body(receive: Receive) -> bytes | None:
    """The whole body; None when the client left or the shell cut a body that is too large."""
    message = await receive()
    parts = [message.get("body", b"")]
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
    return None if message["type"] == "http.disconnect" else b"".join(parts)


def decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> T | None:
    """The body's value; None for what is no JSON, not of the form, or nested deeper than any of ours."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None


async def answer(
    send: Send, status: int, body: bytes, headers: Sequence[tuple[bytes, bytes]] = JSON_HEADERS
) -> None:
    """One whole response."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


async def refuse(scope: Scope, receive: Receive, send: Send, code: Code, **details: object) -> None:
    """The error shape every route has, in the caller's language."""
    await error_response(code, language_of_scope(scope), details)(scope, receive, send)


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that lower-case name."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
