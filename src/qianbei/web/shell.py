"""The outermost application: what every request passes, hot or not.

It bounds the body, sets the security headers, measures, and sends hot paths straight to their handlers; all else,
the lifespan too, goes to the framework. What a hot handler raises becomes an error of the one shape here, as the
framework does it for its own routes (see `failures`).
"""

import time
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qianbei.db.errors import ConcurrencyError, ConnectionLost
from qianbei.web.errors import Code, error_response, language_of_scope
from qianbei.web.metrics import Metrics
from qianbei.web.pages import SECURITY_HEADERS

BODY_BYTES_MAX = 256 * 1024
MENU_BYTES_MAX = 1024 * 1024

HotRoutes = Mapping[tuple[str, str], ASGIApp]
"""(method, path) → handler. A path that ends in `/` is a prefix, any other is exact."""


class Shell:
    def __init__(self, app: ASGIApp, hot: HotRoutes, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._exact = {key: handler for key, handler in hot.items() if not key[1].endswith("/")}
        self._prefixes = [(key, handler) for key, handler in hot.items() if key[1].endswith("/")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        app, route = self._handler(scope)
        passage = _Passage(scope, receive, send, _limit(scope))
        started_s = time.perf_counter()
        try:
            if passage.is_announced_too_large:
                await error_response(Code.TOO_LARGE, language_of_scope(scope))(scope, receive, passage.send)
            else:
                await app(scope, passage.receive, passage.send)
        except (ConcurrencyError, ConnectionLost):
            await passage.fail(Code.BUSY)
        except Exception:
            await passage.fail(Code.INTERNAL)
            raise
        finally:
            first_byte_s = (passage.first_byte_at_s or time.perf_counter()) - started_s
            template = route or getattr(scope.get("route"), "path", None) or "other"
            self._metrics.observe(_method(scope), template, passage.status, first_byte_s)

    def _handler(self, scope: Scope) -> tuple[ASGIApp, str | None]:
        method, path = scope["method"], scope["path"]
        handler = self._exact.get((method, path))
        if handler is not None:
            return handler, path
        for (wanted, prefix), handler in self._prefixes:
            if method == wanted and path.startswith(prefix):
                return handler, prefix
        return self._app, None


class _Passage:
    """One request on its way: counts the body, adds the headers, notes the status."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, bytes_max: int) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._bytes_left = bytes_max
        self._is_too_large = False
        self.is_announced_too_large = _announced_bytes(scope) > bytes_max
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
                self._is_too_large = False
                self._bytes_left = 0
                refusal = error_response(Code.TOO_LARGE, language_of_scope(self._scope))
                await refusal(self._scope, self._receive, self.send)
                self._is_too_large = True
            return
        if message["type"] == "http.response.start":
            self.first_byte_at_s = time.perf_counter()
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), *SECURITY_HEADERS]}
        await self._send(message)

    async def fail(self, code: Code) -> None:
        """Answers with an error, unless an answer has begun: then the stream just ends, and the client asks again."""
        if self.first_byte_at_s is None:
            await error_response(code, language_of_scope(self._scope))(self._scope, self._receive, self.send)


def _limit(scope: Scope) -> int:
    is_menu = scope["method"] == "PUT" and scope["path"].endswith("/menu")
    return MENU_BYTES_MAX if is_menu else BODY_BYTES_MAX


def _announced_bytes(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 16 else 0
    return 0


def _method(scope: Scope) -> str:
    """Made-up methods are one label, so that nobody fills the metrics."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"
