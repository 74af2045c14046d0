"""A small client of the public HTTP API: what `qianbei order` and `qianbei store` know of an installation.

It knows nothing that any other program could not know. Answers stay plain JSON, since a sealed offer must go back
exactly as it came. Deliberately absent: anything that reads the data folder or the database.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

import httpx

from qianbei.runtime.cli.failures import REFUSED, USAGE, Stop

Json = dict[str, Any]
Told = Callable[[Json], None]
"""Is given the place in line, each time that one is answered."""

BASE = "/api/v1"
TRIES = 4
"""How often a request whose answer was lost, or that was asked to come back, is sent; always under one key."""
WAIT_S_MAX = 10.0
WAITING, PENDING = "waiting", 202
IN_LINE_WAIT_S_MAX = 90.0
"""A place in line is lost after so long a silence."""
IN_LINE_LOOKS_MAX = 1_000
"""How often somebody in line looks, each time when the installation said: more than a line lasts, and not for ever."""
TIMEOUT = httpx.Timeout(15.0, connect=5.0)


class Refusal(Stop):
    """The installation said no: its code, and its own words about what happened, what is safe and what to do."""

    def __init__(self, status: int, error: Json) -> None:
        self.details: Json = error.get("details") or {}
        problems = [f"{each['path']}: {each['problem']}." for each in self.details.get("problems", [])]
        said = (error.get("message"), error.get("safe"), error.get("next"), *problems)
        super().__init__(" ".join(part for part in said if part) or f"refused with status {status}", REFUSED)
        self.status = status
        self.code = str(error.get("code", status))


class Client:
    """One session with one installation; like a browser, it keeps the cookies that it is given."""

    def __init__(
        self,
        http: httpx.Client,
        sleep: Callable[[float], None] = time.sleep,
        new_key: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._http = http
        self._sleep = sleep
        self._new_key = new_key
        self._was_answered = False

    @classmethod
    def at(cls, url: str, language: str, token: str | None = None) -> Self:
        """A client of the installation at `url`, that wants to be spoken to in `language`; `token`: its session's."""
        if not url.startswith(("http://", "https://")):
            raise Stop(f"{url} is not an address; write it like http://127.0.0.1:8420", USAGE)
        headers = {"Accept-Language": language}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        return cls(httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT, follow_redirects=False))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Json:
        return self._send("GET", path, params=query)

    def post(self, path: str, body: Mapping[str, Any]) -> Json:
        return self._write("POST", path, body)

    def tap(self, path: str, body: Mapping[str, Any], told: Told) -> Json:
        """POST of what may stand in line: brought again under its key, with its slip, until it is decided."""
        headers = {"Idempotency-Key": self._new_key()}
        for _ in range(IN_LINE_LOOKS_MAX):
            answer = self._answered("POST", path, json=body, headers=headers)
            if answer.status_code != PENDING:
                return answer.json()
            place = answer.json()["pending"]
            told(place)
            body = {**body, "slip": place["slip"]}
            self._sleep(_retry_after_s(answer))
        raise Stop("the order is still in line, and is placed by itself", REFUSED)

    def put(self, path: str, body: Mapping[str, Any]) -> Json:
        return self._write("PUT", path, body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Json:
        return self._write("PATCH", path, body)

    def events(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, told: Told | None = None
    ) -> Iterator[Json]:
        """The AG-UI events of one stream; with `told`, in line for as long as it takes.

        Raises Refusal, or httpx.TransportError when it breaks off.
        """
        timeout = httpx.Timeout(60.0, connect=5.0)
        for look in range(1, IN_LINE_LOOKS_MAX + 1):
            with self._http.stream(method, BASE + path, json=body, timeout=timeout) as answer:
                if answer.is_success:
                    yield from read_events(answer.iter_lines())
                    return
                answer.read()
            refusal = _refusal(answer)
            if refusal.code != WAITING or told is None or look == IN_LINE_LOOKS_MAX:
                raise refusal
            told(refusal.details)
            self._sleep(_retry_after_s(answer, most_s=IN_LINE_WAIT_S_MAX))

    def _write(self, method: str, path: str, body: Mapping[str, Any]) -> Json:
        return self._send(method, path, json=body, headers={"Idempotency-Key": self._new_key()})

    def _send(self, method: str, path: str, **parts: Any) -> Json:
        answer = self._answered(method, path, **parts)
        return answer.json() if answer.content else {}

    def _answered(self, method: str, path: str, **parts: Any) -> httpx.Response:
        """One request until it is answered: the same bytes and key again when the answer was lost."""
        for attempt in range(1, TRIES + 1):
            try:
                answer = self._http.request(method, BASE + path, **parts)
            except httpx.TransportError as fault:
                if attempt == TRIES or not self._was_answered:
                    raise unreachable(self._http.base_url, fault) from fault
                self._sleep(0.2 * 2**attempt)
                continue
            self._was_answered = True
            if answer.status_code in {429, 503} and attempt < TRIES:
                self._sleep(_retry_after_s(answer))
            elif answer.is_success:
                return answer
            else:
                raise _refusal(answer)
        raise AssertionError("the last try returns or raises")


def read_events(lines: Iterator[str]) -> Iterator[Json]:
    """Server-sent events (WHATWG HTML §9.2) whose data is JSON; comments and other fields are passed over."""
    import json

    data: list[str] = []
    for line in lines:
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            yield json.loads("\n".join(data))
            data = []


def unreachable(url: httpx.URL | str, fault: httpx.TransportError) -> Stop:
    return Stop(
        f"nothing answers at {url} ({fault or type(fault).__name__}); is `qianbei up` running? Try --url",
        USAGE,
    )


def _retry_after_s(answer: httpx.Response, most_s: float = WAIT_S_MAX) -> float:
    said = answer.headers.get("Retry-After", "")
    return min(float(said), most_s) if said.isdigit() else 1.0


def _refusal(answer: httpx.Response) -> Refusal:
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        error = {"message": f"{answer.url} answered {answer.status_code}; is it a Qianbei installation?"}
    return Refusal(answer.status_code, error if isinstance(error, dict) else {"message": str(error)})
