"""Somebody with a phone: signs in by one-time code, stays signed in, and signs in again when the house forgot."""

from pathlib import Path
from typing import Any

import msgspec
import structlog

from qianbei.sandbox.people.doors import Answer, Doors

_log = structlog.get_logger(__name__)


class RefusedError(Exception):
    """The house refused something that the sandbox cannot live without; the text is its whole answer."""


class Tokens:
    """Session tokens by phone, kept in a file so that a second start need not sign everybody in again."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._tokens: dict[str, str] = {}
        if path is not None and path.exists():
            try:
                self._tokens = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
            except msgspec.DecodeError:
                _log.warning("sandbox_tokens_unreadable", path=str(path))

    def get(self, who: str) -> str | None:
        return self._tokens.get(who)

    def put(self, who: str, token: str) -> None:
        self._tokens[who] = token

    def save(self) -> None:
        """Writes the file whole or not at all; readable by its owner only."""
        if self._path is None:
            return
        draft = self._path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_bytes(msgspec.json.encode(self._tokens))
        draft.replace(self._path)


class Person:
    """One person at the doors, known by `phone`. `subjects` maps role to what the person plays it for."""

    def __init__(self, doors: Doors, tokens: Tokens, phone: str) -> None:
        self._doors = doors
        self._tokens = tokens
        self._phone = phone
        self._token = tokens.get(phone)
        self.subjects: dict[str, str | None] = {}

    async def enter(self) -> None:
        """Signed in afterwards, with `subjects` known. Raises RefusedError where codes are not echoed."""
        if self._token is not None:
            session = await self._doors.get("/session", self._token)
            if session.is_yes:
                self._adopt(session)
                return
        guest = needed(await self._doors.write("POST", "/session", {"language": "zh-Hans"}))
        token = guest.body["token"]
        sent = needed(await self._doors.write("POST", "/session/phone", {"phone": self._phone}, token))
        code = sent.body.get("sandbox_code")
        if code is None:
            raise RefusedError("this installation does not echo one-time codes: it is no sandbox")
        shown = {"phone": self._phone, "code": code}
        self._adopt(needed(await self._doors.write("POST", "/session/phone/verify", shown, token)))

    async def get(self, path: str) -> Answer:
        answer = await self._doors.get(path, self._token)
        if answer.status != 401:
            return answer
        await self.enter()
        return await self._doors.get(path, self._token)

    async def write(self, method: str, path: str, body: Any) -> Answer:
        answer = await self._doors.write(method, path, body, self._token)
        if answer.status == 401:
            await self.enter()
            answer = await self._doors.write(method, path, body, self._token)
        if answer.session is not None:
            self._keep(answer.session)
        return answer

    async def post(self, path: str, body: Any) -> Answer:
        return await self.write("POST", path, body)

    def _adopt(self, session: Answer) -> None:
        self._keep(session.body["token"])
        self.subjects = {each["role"]: each["subject"] for each in session.body["roles"]}

    def _keep(self, token: str) -> None:
        self._token = token
        self._tokens.put(self._phone, token)


def needed(answer: Answer) -> Answer:
    """The answer, when it is a yes. Raises RefusedError otherwise."""
    if not answer.is_yes:
        raise RefusedError(f"{answer.status}: {answer.body}")
    return answer
