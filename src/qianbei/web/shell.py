"""The outermost application: what every request passes, hot or not.

Hot paths go straight to their handlers, whose whole answers are sent and measured with nothing in between; what such
a handler raises becomes an error of the one shape here, as the framework does it for its own routes (see
`failures`). All else, the lifespan too, goes to the framework, with its body bounded and the security headers added.
What people look at before and beside an order (BROWSED) goes there only while the gate has a slot that nobody else wants.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qianbei.db.errors import ConcurrencyError, ConnectionLost
from qianbei.web import raw
from qianbei.web.errors import Code
from qianbei.web.metrics import Metrics
from qianbei.web.pages import SECURITY_HEADERS
from qianbei.web.raw import BODY_BYTES_MAX, Answer, HotRoute

MENU_BYTES_MAX = 1024 * 1024
BROWSED = tuple(
    f"/api/v1/{what}"
    for what in ("campaign/", "drops", "invites", "messages", "packets", "rewards/", "wallet")
)

Browse = Callable[[Receive, Callable[[], Awaitable[bool]]], Awaitable[bool | None]]
"""Runs the work in a slot of its class; None when there was none in time (`GateDoor.browse`)."""

HotRoutes = Mapping[tuple[str, str], HotRoute]
"""(method, path) → handler. A path that ends in `/` is a prefix, any other is exact."""


class Shell:
    def __init__(self, app: ASGIApp, hot: HotRoutes, metrics: Metrics, browse: Browse | None = None) -> None:
        self._app, self._browse = app, browse
        self._metrics = metrics
        self._exact = {key: handler for key, handler in hot.items() if not key[1].endswith("/")}
        self._prefixes = [(key, handler) for key, handler in hot.items() if key[1].endswith("/")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method, path = scope["method"], scope["path"]
        handler = self._exact.get((method, path))
        if handler is not None:
            await self._hot(handler, path, scope, receive, send)
            return
        for (wanted, prefix), handler in self._prefixes:
            if method == wanted and path.startswith(prefix):
                await self._hot(handler, prefix, scope, receive, send)
                return
        await self._ordinary(scope, receive, send)

    async def _hot(self, handler: HotRoute, route: str, scope: Scope, receive: Receive, send: Send) -> None:
        started_s = time.perf_counter()
        try:
            answered = await handler(scope, receive)
        except (ConcurrencyError, ConnectionLost):
            answered = raw.refusal(scope, Code.BUSY)
        except Exception:
            await raw.send_whole(send, raw.refusal(scope, Code.INTERNAL))
            self._metrics.observe(scope["method"], route, 500, time.perf_counter() - started_s)
            raise
        is_whole = isinstance(answered, Answer)
        status = answered.status if is_whole else 200
        self._metrics.observe(scope["method"], route, status, time.perf_counter() - started_s)
        if is_whole:
            await raw.send_whole(send, answered)
            return
        # When the database goes away the stream just ends, and the client asks again.
        with suppress(ConcurrencyError, ConnectionLost):
            await answered(send)

    async def _ordinary(self, scope: Scope, receive: Receive, send: Send) -> None:
        passage = _Passage(scope, receive, send, _limit(scope))
        started_s = time.perf_counter()
        try:
            if passage.is_announced_too_large:
                await passage.refuse(Code.TOO_LARGE)
            elif self._browse is None or scope["method"] != "GET" or not scope["path"].startswith(BROWSED):
                await self._app(scope, passage.receive, passage.send)
            elif not await self._browse(passage.receive, lambda: self._framework(scope, passage)):
                await passage.refuse(Code.BUSY)
        except Exception:
            if passage.first_byte_at_s is None:
                await passage.refuse(Code.INTERNAL)
            raise
        finally:
            first_byte_s = (passage.first_byte_at_s or time.perf_counter()) - started_s
            template = getattr(scope.get("route"), "path", None) or "other"
            self._metrics.observe(_method(scope), template, passage.status, first_byte_s)

    async def _framework(self, scope: Scope, passage: "_Passage") -> bool:
        await self._app(scope, passage.receive, passage.send)
        return True


class _Passage:
    """One request on its way through the framework: counts the body, adds the headers, notes the status."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, bytes_max: int) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._bytes_left = bytes_max
        self._is_too_large = False
        self.is_announced_too_large = (raw.announced_bytes(scope) or 0) > bytes_max
        self.first_byte_at_s: float | None = None
        self.status = 500

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._bytes_left -= len(message.get("body", b""))
            if self._bytes_left < 0:
                self._is_too_large = True
                return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if self._is_too_large:
            if self.first_byte_at_s is None:
                await self.refuse(Code.TOO_LARGE)
            return
        if message["type"] == "http.response.start":
            self._begin(message["status"])
            message = {**message, "headers": [*message.get("headers", ()), *SECURITY_HEADERS]}
        await self._send(message)

    async def refuse(self, code: Code) -> None:
        """Answers with an error in place of what the framework would say."""
        answer = raw.refusal(self._scope, code)
        self._begin(answer.status)
        await raw.send_whole(self._send, answer)

    def _begin(self, status: int) -> None:
        self.first_byte_at_s = time.perf_counter()
        self.status = status


def _limit(scope: Scope) -> int:
    is_menu = scope["method"] == "PUT" and scope["path"].endswith("/menu")
    return MENU_BYTES_MAX if is_menu else BODY_BYTES_MAX


def _method(scope: Scope) -> str:
    """Made-up methods are one label, so that nobody fills the metrics."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"
