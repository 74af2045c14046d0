"""A scripted installation behind an httpx transport: what the client of the command line talks to in these tests."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from qianbei.runtime.cli.client import Client

Json = dict[str, Any]
Answer = Callable[[httpx.Request], httpx.Response]

OFFER: Json = {
    "store_name": {"zh-Hans": "半山茶铺", "en": "Halfhill Tea"},
    "lines": [
        {
            "item": "pearl",
            "name": {"zh-Hans": "珍珠奶茶", "en": "Pearl milk tea"},
            "quantity": 1,
            "options": [
                {"name": {"zh-Hans": "大杯", "en": "Large"}},
                {"name": {"zh-Hans": "少冰", "en": "Less ice"}},
            ],
        }
    ],
    "prices": [
        {
            "kind": "item",
            "line": 0,
            "label": {"zh-Hans": "珍珠奶茶", "en": "Pearl milk tea"},
            "amount_fen": 1600,
        },
        {
            "kind": "card",
            "line": None,
            "label": {"zh-Hans": "免单卡", "en": "Free-order card"},
            "amount_fen": -1599,
        },
        {"kind": "to_pay", "line": None, "label": {"zh-Hans": "实付", "en": "To pay"}, "amount_fen": 1},
    ],
    "pay_fen": 1,
    "distance_m": 640,
    "cups_ahead": 3,
    "eta_from": "2031-05-20T04:20:00Z",
    "eta_to": "2031-05-20T04:32:00Z",
}
STATES = ("placed", "authorised", "confirmed", "making", "ready", "picked_up", "at_door", "handed_over")


def order_in(state: str, upto: tuple[str, ...] = STATES) -> Json:
    """An order that has lived through `upto` as far as `state`."""
    lived = upto[: upto.index(state) + 1]
    return {
        "order_id": "0190-order",
        "state": state,
        "ended_reason": "customer_cancelled" if state == "cancelled" else None,
        "store_id": "0190-store",
        "checkout": OFFER,
        "handover_code": "4711",
        "history": [
            {"state": each, "event": each, "at": f"2031-05-20T04:{minute:02}:00Z", "by": "x"}
            for minute, each in enumerate(lived)
        ],
    }


class House:
    """Answers by (method, path); each route is a list of answers, the last of which stays. Remembers every request."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self._routes: dict[tuple[str, str], list[Any]] = {}

    def on(self, method: str, path: str, *answers: Any) -> "House":
        self._routes[method, f"/api/v1{path}"] = list(answers)
        return self

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answers = self._routes[request.method, request.url.path]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    def client(self) -> Client:
        """A client whose waits take no time and whose keys count up."""
        keys = iter(range(1000))
        http = httpx.Client(base_url="http://house", transport=httpx.MockTransport(self))
        return Client(http, sleep=lambda _: None, new_key=lambda: f"key-{next(keys):012}")

    def sent(self, method: str, path: str) -> list[Json]:
        """The bodies of all requests to one door."""
        found = [each for each in self.requests if (each.method, each.url.path) == (method, f"/api/v1{path}")]
        return [json.loads(each.content or b"null") for each in found]


def events(*parts: Json) -> httpx.Response:
    text = "".join(f"data: {json.dumps(part)}\n\n" for part in parts)
    return httpx.Response(200, text=text, headers={"Content-Type": "text/event-stream"})


def refusal(status: int, code: str, **headers: str) -> httpx.Response:
    error = {
        "code": code,
        "message": "No.",
        "safe": "Your card is safe.",
        "next": "Try again.",
        "details": {},
    }
    return httpx.Response(status, json={"error": error}, headers=headers)


class Heard:
    """A view that keeps what it is told."""

    def __init__(self, *answers: str) -> None:
        self.states: list[str] = []
        self.notes: list[str] = []
        self.offers: list[Json] = []
        self.asked: list[tuple[str, list[str]]] = []
        self._answers = list(answers)

    def checkout(self, offer: Json) -> None:
        self.offers.append(offer)

    def changed(self, order: Json, entry: Json) -> None:
        self.states.append(entry["state"])

    def note(self, key: str, **parameters: object) -> None:
        self.notes.append(key)

    def ask(self, said: str, choices: list[str]) -> str:
        self.asked.append((said, choices))
        return self._answers.pop(0)

    def line(self, key: str, **parameters: object) -> str:
        return f"{key} {parameters}"
