"""What the framework, the database and our own refusals raise, as errors of the one shape."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from qianbei.db.errors import ConcurrencyError, ConnectionLost
from qianbei.web.errors import Code, Refused, error_response, language_of_scope
from qianbei.web.pages import missing_page

_OF_STATUS = {
    400: Code.MALFORMED,
    401: Code.SIGN_IN_FIRST,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
    413: Code.TOO_LARGE,
}
PROBLEMS_MAX = 20


def install(app: FastAPI) -> None:
    """Handlers for everything that may be raised; what is none of it is a bug and answers 500."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ConcurrencyError, _busy)
    app.add_exception_handler(ConnectionLost, _busy)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _internal)


def _answer(request: Request, code: Code, details: dict[str, Any] | None = None) -> Response:
    if code is Code.NOT_FOUND and (page := _page(request)):
        return page
    return error_response(code, language_of_scope(request.scope), details)


def _page(request: Request) -> Response | None:
    return missing_page(request.app.state.deps.settings.static, request.scope)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _answer(request, error.code, error.details)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = _answer(request, _OF_STATUS.get(error.status_code, Code.INTERNAL))
    response.headers.update(error.headers or {})
    return response


async def _invalid(request: Request, error: Exception) -> Response:
    """Which fields are wrong and how; never their values, which may be secret."""
    assert isinstance(error, RequestValidationError)
    problems = error.errors()[:PROBLEMS_MAX]
    if any(problem["type"] == "json_invalid" for problem in problems):
        return _answer(request, Code.MALFORMED)
    shown = [{"path": ".".join(map(str, p["loc"])), "problem": p["msg"]} for p in problems]
    return _answer(request, Code.INVALID, {"problems": shown})


async def _busy(request: Request, error: Exception) -> Response:
    return _answer(request, Code.BUSY)


async def _gone(request: Request, error: Exception) -> Response:
    """Nobody reads this, except the shell, which puts `too_large` in its place when it ended the body."""
    return _answer(request, Code.MALFORMED)


async def _internal(request: Request, error: Exception) -> Response:
    return _answer(request, Code.INTERNAL)
