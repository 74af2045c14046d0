"""The installation's HTTP doors as one polite person uses them: few at a time, patient, and each write once.

A write carries an idempotency key and is repeated under the same key when the answer was lost or the house was
busy, so it is done once. When the house stays shut `DoorShutError` is raised; callers come back later.
"""

import asyncio
from contextlib import suppress
from random import Random
from typing import Any
from uuid import UUID

import httpx
import msgspec

ATTEMPTS_MAX = 4
AT_ONCE_MAX = 8
"""Requests under way at once for the whole city: enough to settle 60 stores in seconds, too few to crowd out
the customers of a small machine."""
WAIT_S_MAX = 5.0
PATIENCE_S = 600.0
"""So long somebody stands in line (real seconds); then they go home."""
_COME_BACK = {429, 502, 503, 504}
_TICKET_COOKIE = "qianbei_ticket="
_SESSION_COOKIE = "qianbei_session="


class DoorShutError(Exception):
    """The house cannot be reached, or stays too busy, for now."""


class Answer(msgspec.Struct, frozen=True):
    """What a door said. `session` is a fresh session token when the answer set one."""

    status: int
    body: Any
    session: str | None = None

    @property
    def is_yes(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The refusal's code, or an empty text."""
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return str(error.get("code", "")) if isinstance(error, dict) else ""


class Doors:
    """All public doors. `random` makes idempotency keys, so it must not be seeded with the same seed twice."""

    def __init__(self, client: httpx.AsyncClient, random: Random) -> None:
        self._client = client
        self._random = random
        self._gate = asyncio.Semaphore(AT_ONCE_MAX)

    async def get(self, path: str, token: str | None = None) -> Answer:
        return await self._ask("GET", path, token, None)

    async def write(self, method: str, path: str, body: Any, token: str | None = None) -> Answer:
        """POST, PUT or PATCH, done once however often it must be said."""
        return await self._ask(method, path, token, body, str(self.new_id()))

    async def say(self, path: str, body: Any, token: str) -> bytes:
        """POST that is answered by a stream of events; the whole stream's bytes, empty when it was refused."""
        response = await self._in_line("POST", path, token, body, None)
        return response.content if response.is_success else b""

    def new_id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    async def _ask(
        self, method: str, path: str, token: str | None, body: Any, key: str | None = None
    ) -> Answer:
        response = await self._in_line(method, path, token, body, key)
        try:
            content = msgspec.json.decode(response.content) if response.content else None
        except msgspec.DecodeError as error:
            raise DoorShutError(f"{method} {path}: {response.status_code} without JSON") from error
        return Answer(response.status_code, content, _session_of(response))

    async def _in_line(
        self, method: str, path: str, token: str | None, body: Any, key: str | None
    ) -> httpx.Response:
        """The answer that is no place in line; comes again when the house said, ticket or slip in hand."""
        waited_s, ticket = 0.0, None
        while True:
            response = await self._send(method, path, token, body, key, ticket)
            place = _place_in(response)
            if place is None:
                return response
            waited_s += (wait_s := _wait_s(response, 1.0, most_s=2 * PATIENCE_S))
            if waited_s > PATIENCE_S:
                raise DoorShutError(f"{method} {path}: too long a line")
            ticket = _cookie_of(response, _TICKET_COOKIE) or ticket
            if "slip" in place:
                body = {**body, "slip": place["slip"]}
            await asyncio.sleep(wait_s)

    async def _send(
        self,
        method: str,
        path: str,
        token: str | None,
        body: Any,
        key: str | None,
        ticket: str | None = None,
    ) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        if ticket is not None:
            headers["Cookie"] = _TICKET_COOKIE + ticket
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if key is not None:
            headers["Idempotency-Key"] = key
        content = None if body is None else msgspec.json.encode(body)
        reason = ""
        for attempt in range(ATTEMPTS_MAX):
            wait_s = 0.2 * 2**attempt
            async with self._gate:
                try:
                    response = await self._client.request(
                        method, f"/api/v1{path}", content=content, headers=headers
                    )
                except httpx.TransportError as error:
                    reason = repr(error)
                else:
                    if response.status_code not in _COME_BACK or _place_in(response) is not None:
                        return response
                    reason, wait_s = str(response.status_code), _wait_s(response, wait_s)
            await asyncio.sleep(wait_s)
        raise DoorShutError(f"{method} {path}: {reason}")


def _place_in(response: httpx.Response) -> dict[str, Any] | None:
    """Where the answer says that its asker stands in line; None when it says something else."""
    if response.status_code not in {202, 429}:
        return None
    with suppress(msgspec.DecodeError):
        body = msgspec.json.decode(response.content)
        if "pending" in body:
            return body["pending"]
        error = body.get("error", {})
        if error.get("code") == "waiting":
            return error["details"]
    return None


def _wait_s(response: httpx.Response, otherwise_s: float, most_s: float = WAIT_S_MAX) -> float:
    asked = response.headers.get("Retry-After", "")
    return min(float(asked), most_s) if asked.isascii() and asked.isdigit() else otherwise_s


def _session_of(response: httpx.Response) -> str | None:
    return _cookie_of(response, _SESSION_COOKIE)


def _cookie_of(response: httpx.Response, wanted: str) -> str | None:
    for cookie in response.headers.get_list("Set-Cookie"):
        if cookie.startswith(wanted):
            return cookie.removeprefix(wanted).split(";")[0].strip('"') or None
    return None
