"""The sandbox payer's door: signatures, trouble knobs, callbacks; the application is called in-process."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from qianbei.channels.payers.purses import HttpPurses
from qianbei.kit.clock import FixedClock
from qianbei.kit.signatures import SignatureFault, check, sign
from qianbei.sandbox.payer.app import PayerApp
from qianbei.sandbox.payer.book import Book
from qianbei.sandbox.payer.callbacks import Callbacks
from qianbei.sandbox.payer.journal import Journal
from qianbei.sandbox.payer.knobs import Knobs, Mood

SECRET = b"a shared secret of the test"
NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
AUTHORISE = {"amount_fen": 1, "currency": "CNY", "person": "somebody", "description": "a cup"}


class Bench:
    """A payer under test, its platform's callback inbox, and a signing client."""

    def __init__(self, journal: Path, knobs: Knobs, hook: Callable[[httpx.Request], httpx.Response]) -> None:
        self.clock = FixedClock(NOW)
        self.book = Book()
        self.journal = Journal(journal)
        self.journal.replay(self.book)
        self._outside = httpx.AsyncClient(transport=httpx.MockTransport(hook))
        self.callbacks = Callbacks(self._outside, "http://platform/hooks/payer", SECRET, self.clock)
        self.app = PayerApp(self.book, self.journal, Mood(knobs, 7), self.callbacks, SECRET, self.clock)
        transport = httpx.ASGITransport(app=self.app)  # pyright: ignore[reportArgumentType]
        self.client = httpx.AsyncClient(transport=transport, base_url="http://payer")

    async def post(self, path: str, body: dict[str, Any], secret: bytes = SECRET) -> httpx.Response:
        raw = msgspec.json.encode(body)
        return await self.client.post(
            path, content=raw, headers={"X-Signature": sign(secret, raw, self.clock.now())}
        )

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path, headers={"X-Signature": sign(SECRET, b"", self.clock.now())})

    async def close(self) -> None:
        await self.callbacks.stop()
        await self.client.aclose()
        await self._outside.aclose()
        self.journal.close()


def hears(inbox: list[httpx.Request]) -> Callable[[httpx.Request], httpx.Response]:
    def hook(request: httpx.Request) -> httpx.Response:
        inbox.append(request)
        return httpx.Response(204)

    return hook


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(3):
        while not condition():  # noqa: ASYNC110  (the condition is plain data, nobody signals it)
            await asyncio.sleep(0.01)


@pytest.mark.anyio
async def test_a_payment_goes_from_authorised_to_captured_and_is_found(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "journal", Knobs(), hears([]))
    first = await bench.post("/payments/p1/authorise", AUTHORISE)
    again = await bench.post("/payments/p1/authorise", AUTHORISE)
    captured = await bench.post("/payments/p1/capture", {"amount_fen": 1})
    found = await bench.get("/payments/p1")
    assert first.json() == again.json()
    assert first.json() == {"payment_id": "p1", "state": "authorised", "sequence": 1, "amount_fen": 1}
    assert found.json() == captured.json() == first.json() | {"state": "captured", "sequence": 2}
    await bench.close()


@pytest.mark.anyio
async def test_the_payer_says_who_would_pay_and_only_to_who_signs(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "journal", Knobs(), hears([]))
    said = (await bench.get("/accounts/ann")).json()["account"]
    assert said == (await bench.get("/accounts/ann")).json()["account"]
    assert said != (await bench.get("/accounts/bo")).json()["account"]
    assert (await bench.client.get("/accounts/ann")).status_code == 401
    await bench.close()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("answer", "account"),
    [
        (httpx.Response(200, json={"account": "a-1"}), "a-1"),
        (httpx.Response(200, json={}), ""),
        (httpx.Response(200, text="<html>"), ""),
        (httpx.Response(404, json={"account": "a-1"}), ""),
        (httpx.ConnectError("nobody is there"), ""),
    ],
)
async def test_a_payer_that_does_not_say_who_would_pay_holds_nobody_up(
    answer: httpx.Response | httpx.ConnectError, account: str
) -> None:
    def hook(request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.path) == ("GET", "/accounts/ann")
        if isinstance(answer, httpx.ConnectError):
            raise answer
        return answer

    async with httpx.AsyncClient(transport=httpx.MockTransport(hook)) as client:
        assert await HttpPurses(client, "http://payer/", SECRET).account_of("ann") == account


@pytest.mark.anyio
async def test_a_request_without_the_right_signature_changes_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "journal", Knobs(), hears([]))
    refused = await bench.post("/payments/p1/authorise", AUTHORISE, secret=b"somebody else's secret")
    unsigned = await bench.client.post("/payments/p1/void")
    assert (refused.status_code, unsigned.status_code) == (401, 401)
    assert bench.book.find("p1") is None
    assert (tmp_path / "journal").read_bytes() == b""
    await bench.close()


@pytest.mark.anyio
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"amount_fen": -1}', b'{"amount_fen": "1"}', b"\xff"])
async def test_a_malformed_body_is_refused_and_changes_nothing(tmp_path: Path, body: bytes) -> None:
    bench = Bench(tmp_path / "journal", Knobs(), hears([]))
    headers = {"X-Signature": sign(SECRET, body, NOW)}
    answer = await bench.client.post("/payments/p1/authorise", content=body, headers=headers)
    assert answer.status_code == 422
    assert bench.book.find("p1") is None
    await bench.close()


@pytest.mark.anyio
async def test_unknown_payments_verbs_and_oversized_bodies_are_refused(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "journal", Knobs(), hears([]))
    assert (await bench.get("/payments/p1")).status_code == 404
    assert (await bench.post("/payments/p1/capture", {})).status_code == 404
    assert (await bench.post("/payments/p1/steal", {})).status_code == 404
    assert (await bench.post("/payments/p1/void", {"x": "y" * 70_000})).status_code == 413
    assert bench.book.find("p1") is None
    await bench.close()


@pytest.mark.anyio
async def test_a_late_payment_is_told_by_a_signed_callback(tmp_path: Path) -> None:
    inbox: list[httpx.Request] = []
    bench = Bench(tmp_path / "journal", Knobs(late_callback_s=0.02), hears(inbox))
    answer = await bench.post("/payments/p1/authorise", AUTHORISE)
    assert answer.json()["state"] == "pending"
    await until(lambda: len(inbox) == 1)
    assert check(SECRET, inbox[0].content, inbox[0].headers["X-Signature"], bench.clock.now()) is None
    told = msgspec.json.decode(inbox[0].content)
    assert (told["payment_id"], told["state"], told["sequence"]) == ("p1", "authorised", 2)
    assert (await bench.get("/payments/p1")).json()["state"] == "authorised"
    await bench.close()


@pytest.mark.anyio
async def test_a_doubled_callback_carries_one_message_id(tmp_path: Path) -> None:
    inbox: list[httpx.Request] = []
    bench = Bench(tmp_path / "journal", Knobs(double_callback_rate=1.0), hears(inbox))
    await bench.post("/payments/p1/authorise", AUTHORISE)
    await until(lambda: len(inbox) == 2)
    assert len({msgspec.json.decode(each.content)["message_id"] for each in inbox}) == 1
    await bench.close()


@pytest.mark.anyio
async def test_a_callback_is_tried_again_when_nobody_answers(tmp_path: Path) -> None:
    inbox: list[httpx.Request] = []

    def hook(request: httpx.Request) -> httpx.Response:
        inbox.append(request)
        return httpx.Response(503 if len(inbox) == 1 else 204)

    bench = Bench(tmp_path / "journal", Knobs(late_callback_s=0.01), hook)
    await bench.post("/payments/p1/authorise", AUTHORISE)
    await until(lambda: len(inbox) == 2)
    await bench.close()


@pytest.mark.anyio
async def test_a_lost_reply_was_carried_out_and_asking_again_finds_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "journal", Knobs(lost_reply_rate=1.0), hears([]))
    assert (await bench.post("/payments/p1/authorise", AUTHORISE)).status_code == 504
    again = await bench.post("/payments/p1/authorise", AUTHORISE)
    assert (again.status_code, again.json()["state"], again.json()["sequence"]) == (200, "authorised", 1)
    await bench.close()


@pytest.mark.anyio
async def test_declines_come_by_rate_or_by_person(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "journal", Knobs(), hears([]))
    await bench.client.post("/knobs", json={"declined_persons": ["poor"]})
    poor = await bench.post("/payments/p1/authorise", AUTHORISE | {"person": "poor"})
    rich = await bench.post("/payments/p2/authorise", AUTHORISE)
    await bench.client.post("/knobs", json={"decline_rate": 1.0})
    declined = await bench.post("/payments/p3/authorise", AUTHORISE)
    assert [each.json()["state"] for each in (poor, rich, declined)] == ["declined", "authorised", "declined"]
    assert (await bench.client.post("/knobs", json={"decline_rate": 2})).status_code == 422
    assert (await bench.client.get("/knobs")).json()["decline_rate"] == 1.0
    await bench.close()


@pytest.mark.anyio
async def test_a_pending_payment_is_still_decided_after_a_restart(tmp_path: Path) -> None:
    first = Bench(tmp_path / "journal", Knobs(late_callback_s=0.2), hears([]))
    await first.post("/payments/p1/authorise", AUTHORISE)
    inbox: list[httpx.Request] = []
    second = Bench(tmp_path / "journal", Knobs(), hears(inbox))
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive() -> dict[str, Any]:
        if len(messages) == 1:
            await until(lambda: bool(inbox))
        return messages.pop(0)

    async def send(_: dict[str, Any]) -> None:
        return

    await second.app({"type": "lifespan"}, receive, send)
    assert msgspec.json.decode(inbox[0].content)["state"] == "authorised"
    await first.close()
    await second.close()


def test_a_signature_holds_for_its_body_and_its_minutes_only() -> None:
    header = sign(SECRET, b"body", NOW)
    assert check(SECRET, b"body", header, NOW) is None
    assert check(SECRET, b"other", header, NOW) is SignatureFault.BROKEN
    assert check(SECRET, b"body", header.replace("t=1", "t=2"), NOW) is SignatureFault.BROKEN
    assert check(SECRET, b"body", None, NOW) is SignatureFault.MISSING
    assert check(SECRET, b"body", "t=é,v1=é", NOW) is SignatureFault.BROKEN
    assert check(SECRET, b"body", header, datetime(2026, 5, 1, 9, tzinfo=UTC)) is SignatureFault.TOO_OLD
