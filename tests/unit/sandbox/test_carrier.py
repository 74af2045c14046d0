"""The sandbox carrier keeps an id once, whatever is lost on the way; and our gateway lives with its worst days."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from qianbei.channels.messages import answers
from qianbei.channels.messages.port import Parcel, Text
from qianbei.channels.messages.sms import SmsGateway
from qianbei.kit.clock import Anchor, CityClock
from qianbei.messages.contracts import Outcome
from qianbei.sandbox.carrier.app import CarrierApp, Knobs

pytestmark = pytest.mark.anyio

SECRET = b"s" * 32
URL = "http://127.0.0.1:1/sms"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def carrier() -> CarrierApp:
    return CarrierApp(SECRET, CityClock(Anchor(EPOCH, EPOCH, 1.0)))


@pytest.fixture
async def client(carrier: CarrierApp) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(carrier)) as opened:
        yield opened


def parcel(number: int, line: str = "Qianbei: it is back.") -> Parcel:
    return Parcel(UUID(int=number), UUID(int=99), b"+99913800138000", Text("t", "b", line), 60)


async def test_a_text_whose_answer_was_lost_is_kept_once(carrier: CarrierApp, client: httpx.AsyncClient):
    carrier.knobs = Knobs(lost_replies=1)
    gateway = SmsGateway(client, URL, SECRET)
    assert [(await gateway.send(parcel(1))).outcome for _ in range(3)] == [
        Outcome.UNKNOWN,
        Outcome.SENT,
        Outcome.SENT,
    ]
    assert (await gateway.send(parcel(2))).outcome is Outcome.SENT
    assert (await gateway.send(parcel(1, "another text"))).outcome is Outcome.REFUSED
    kept = (await client.get(URL)).json()["texts"]
    assert [text["id"] for text in kept] == [str(UUID(int=2)), str(UUID(int=1))]


async def test_nothing_is_taken_without_a_right_signature_or_a_number(
    carrier: CarrierApp, client: httpx.AsyncClient
):
    assert (await SmsGateway(client, URL, b"x" * 32).send(parcel(1))).outcome is Outcome.REFUSED
    bad = Parcel(UUID(int=1), UUID(int=9), b"not a number", Text("t", "b", "l"), 60)
    assert (await SmsGateway(client, URL, SECRET).send(bad)).outcome is Outcome.REFUSED
    assert (await client.post(URL, content=b"x" * 20_000)).status_code == 413
    assert not carrier.taken


async def test_a_slow_or_failing_carrier_is_unknown_and_takes_nothing(
    carrier: CarrierApp, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(answers, "SEND_S", 0.05)
    for knobs in ({"latency_ms": 500}, {"status": 500}, {"status": 429}):
        turned = await client.post("http://127.0.0.1:1/knobs", json=knobs)
        assert turned.status_code == 200
        assert (await SmsGateway(client, URL, SECRET).send(parcel(1))).outcome is Outcome.UNKNOWN
    assert not carrier.taken
