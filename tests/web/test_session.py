"""Sessions: guests, devices, phones, operators."""

import asyncio
import re
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from qianbei.abuse import api as abuse
from qianbei.abuse.contracts import KeyKind
from qianbei.campaigns.contracts import Campaign
from qianbei.db import Query
from qianbei.flows.campaign import open_campaign
from qianbei.messages import api as messages
from qianbei.messages.contracts import Channel, Outcome, Switch
from qianbei.web.app import create_app
from qianbei.web.session import Claims, claims_of, mint
from tests.support.outside import Recorder
from tests.support.web import OPERATOR_KEY, Client

pytestmark = pytest.mark.anyio


async def count(deps, table: str) -> int:
    async with deps.database.reading() as tx:
        return (await tx.rows(Query("test.count", f"select count(*) from {table}")))[0][0]


async def test_a_new_browser_becomes_a_guest_and_stays_that_guest(client, deps):
    first = await client.post("/session", {"language": "en"})
    assert first.status_code == 201
    body = first.json()
    assert body["language"] == "en"
    assert body["roles"] == [{"role": "customer", "subject": None}]
    assert body["city"] == {
        "name": {"zh-Hans": "云汀", "zh-Hant": "雲汀", "en": "Yunting"},
        "now": "2031-05-20T04:00:00Z",
        "speed": 1.0,
    }
    assert (body["address"], body["cards"], body["phone_masked"]) == (None, [], None)
    again = await client.post("/session", {})
    assert again.status_code == 200
    assert again.json()["person_id"] == body["person_id"]
    assert (await client.get("/session")).json()["person_id"] == body["person_id"]
    assert await count(deps, "people.persons") == 1


async def test_cookies_are_kept_from_scripts_and_other_sites(client, deps):
    response = await client.post("/session", {})
    cookies = response.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=lax" in cookie for cookie in cookies)


async def test_a_device_leads_back_to_its_person_and_to_no_second_card(client, deps, clock):
    end = clock.now() + timedelta(days=100)
    campaign = Campaign(UUID(int=5), {"zh-Hans": "喝起来", "en": "Drinks"}, 2500, 10_000, clock.now(), end)
    async with deps.database.transaction() as tx:
        await open_campaign(tx, 1, campaign)
    first = (await client.post("/session", {})).json()
    assert [card["state"] for card in first["cards"]] == ["issued"]
    assert first["cards"][0]["history"][0]["text"] == "加入时送给您的。"
    assert (await client.http.delete("/api/v1/session")).status_code == 204
    assert (await client.get("/session")).status_code == 401
    back = await client.post("/session", {})
    assert (back.status_code, back.json()["person_id"]) == (200, first["person_id"])
    assert len(back.json()["cards"]) == 1


async def test_a_guest_of_before_the_campaign_gets_the_card_later(client, deps, clock):
    assert (await client.post("/session", {})).json()["cards"] == []
    end = clock.now() + timedelta(days=100)
    campaign = Campaign(UUID(int=5), {"zh-Hans": "喝起来", "en": "Drinks"}, 2500, 10_000, clock.now(), end)
    async with deps.database.transaction() as tx:
        await open_campaign(tx, 1, campaign)
    assert len((await client.post("/session", {})).json()["cards"]) == 1
    assert len((await client.post("/session", {})).json()["cards"]) == 1


async def test_a_bearer_token_is_a_session(client, browser):
    token = (await client.post("/session", {})).json()["token"]
    async with browser() as other:
        headers = {"Authorization": f"Bearer {token}"}
        assert (await other.get("/session", headers=headers)).status_code == 200
        broken = {"Authorization": f"Bearer {token[:-1]}x"}
        assert (await other.get("/session", headers=broken)).status_code == 401


async def test_a_session_ends_after_thirty_days(client, clock):
    await client.post("/session", {})
    clock.advance(days=30)
    assert (await client.get("/session")).json()["error"]["code"] == "sign_in_first"


async def test_a_phone_is_proved_with_its_code(client):
    session = await client.with_phone()
    assert session["phone_masked"] == "138****8000"


async def test_a_known_phone_brings_its_person_to_another_browser(client, browser):
    mine = await client.with_phone()
    async with browser() as other:
        guest = (await other.post("/session", {})).json()
        assert (await other.with_phone())["person_id"] == mine["person_id"] != guest["person_id"]
        assert (await other.get("/session")).json()["person_id"] == mine["person_id"]


async def test_wrong_codes_are_counted_and_lock(client, deps):
    await client.post("/session", {})
    sent = (await client.post("/session/phone", {"phone": "13800138000"})).json()
    wrong = f"{(int(sent['sandbox_code']) + 1) % 1_000_000:06d}"
    left = []
    for _ in range(5):
        refused = await client.post("/session/phone/verify", {"phone": "13800138000", "code": wrong})
        assert refused.status_code == 409
        left.append(refused.json()["error"]["details"]["tries_left"])
    assert left == [4, 3, 2, 1, 0]
    body = {"phone": "13800138000", "code": sent["sandbox_code"]}
    locked = await client.post("/session/phone/verify", body)
    assert locked.json()["error"]["code"] == "phone_code_locked"
    assert (await client.get("/session")).json()["phone_masked"] is None


@pytest.mark.parametrize("phone", ["", "123", "1380013800\u0000", "x" * 40, "' or 1=1 --"])
async def test_what_is_no_phone_is_refused(client, phone):
    await client.post("/session", {})
    refused = await client.post("/session/phone", {"phone": phone})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "phone_invalid")


async def test_the_operators_key_opens_the_role_for_twelve_hours(client: Client, clock):
    wrong = await client.post("/session/operator", {"key": "guess"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (403, "operator_key_wrong")
    right = await client.post("/session/operator", {"key": OPERATOR_KEY})
    assert {"role": "operator", "subject": None} in right.json()["roles"]
    place = {"places": [{"name": {"zh-Hans": "东门", "en": "East gate"}, "lat_e6": 1, "lng_e6": 2}]}
    assert (await client.post("/ops/places", place)).status_code == 201
    clock.advance(hours=12)
    assert (await client.post("/ops/places", place)).status_code == 403


async def test_an_operator_keeps_the_person_they_were(client: Client):
    guest = (await client.post("/session", {})).json()
    operator = (await client.post("/session/operator", {"key": OPERATOR_KEY})).json()
    assert operator["person_id"] == guest["person_id"]


async def test_a_city_that_runs_faster_does_not_shorten_sessions(deps, clock):
    class FastClock:
        def now(self):
            return clock.now()

        def real_s(self, city_s):
            return city_s / 30

    fast = msgspec.structs.replace(deps, clock=FastClock())
    token = mint(fast, Claims(1, UUID(int=1), ()))
    clock.advance(days=29 * 30)
    assert claims_of(fast, [(b"authorization", b"Bearer " + token.encode())]) is not None
    clock.advance(days=30)
    assert claims_of(fast, [(b"authorization", b"Bearer " + token.encode())]) is None


async def test_fifty_who_come_at_once_claim_in_few_batches_and_have_a_card_each(browser, deps, clock):
    end = clock.now() + timedelta(days=100)
    campaign = Campaign(UUID(int=5), {"zh-Hans": "喝起来", "en": "Drinks"}, 2500, 1_000_000, clock.now(), end)
    async with deps.database.transaction() as tx:
        await open_campaign(tx, 1, campaign)
    async with AsyncExitStack() as doors:
        people = [await doors.enter_async_context(browser()) for _ in range(50)]
        answers = await asyncio.gather(*(person.post("/session", {}) for person in people))
    assert [len(answer.json()["cards"]) for answer in answers] == [1] * 50
    assert await count(deps, "campaigns.cards") == 50
    assert await count(deps, "(select distinct xmin::text from campaigns.cards) as batches") < 50


def gateway(deps, **changes):
    """The same web where codes are texted, as a gateway that keeps what it was given."""
    recorder = Recorder(**changes)
    outside = msgspec.structs.replace(deps.outside, sms=recorder, shows_codes=False)
    app = create_app(msgspec.structs.replace(deps, outside=outside), {}, {})
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return recorder, httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420")


async def test_a_code_goes_out_by_sms_once_and_is_told_nowhere_else(deps):
    recorder, http = gateway(deps)
    async with http:
        me, key = Client(http), str(uuid4())
        await me.post("/session", {}, headers={"Accept-Language": "en"})
        sent = await me.post("/session/phone", {"phone": "13800138000"}, key)
        assert (sent.status_code, sent.json()["sandbox_code"]) == (202, None)
        assert (await me.post("/session/phone", {"phone": "13800138000"}, key)).json() == sent.json()
        first, again = recorder.parcels
        assert (first.target, first.send_id) == (b"+8613800138000", again.send_id)
        assert first.text == again.text, "a repeat asks for the same text under the same id"
        (digits,) = re.findall(r"\d{6}", first.text.line)
        assert digits not in sent.text
        proved = await me.post("/session/phone/verify", {"phone": "13800138000", "code": digits})
        assert proved.json()["phone_masked"] == "138****8000"
        invented = await me.post("/session/phone", {"phone": "+99901000002"})
        assert re.fullmatch(r"\d{6}", invented.json()["sandbox_code"])
        assert len(recorder.parcels) == 2, "nobody's telephone rings"


class Told:
    """A payer that knows its people, and one that says nothing."""

    def __init__(self, account: str) -> None:
        self._account = account

    async def account_of(self, person: str) -> str:
        assert UUID(person)
        return self._account


@pytest.mark.parametrize(
    ("account", "kinds"), [("purse", {KeyKind.PAYMENT, KeyKind.PHONE}), ("", {KeyKind.PHONE})]
)
async def test_who_would_pay_is_known_with_the_phone_where_the_payer_tells(deps, account, kinds):
    outside = msgspec.structs.replace(deps.outside, purses=Told(account))
    app = create_app(msgspec.structs.replace(deps, outside=outside), {}, {})
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420") as http:
        me = Client(http)
        joined = await me.post("/session", {})
        digits = (await me.post("/session/phone", {"phone": "+99901000009"})).json()["sandbox_code"]
        proved = await me.post("/session/phone/verify", {"phone": "+99901000009", "code": digits})
        assert proved.status_code == 200, joined.text
    async with deps.database.reading() as tx:
        shown = await abuse.identities(tx, deps.cell, [UUID(proved.json()["person_id"])])
    (keys,) = shown.values()
    assert {kind for kind, _ in keys} - {KeyKind.DEVICE} == kinds


@pytest.mark.parametrize(
    ("outcome", "code", "status"),
    [
        (Outcome.REFUSED, "sms_failed", 502),
        (Outcome.UNKNOWN, "sms_failed", 502),
        (Outcome.GONE, "phone_invalid", 422),
    ],
)
async def test_a_code_that_did_not_go_out_is_not_called_sent(deps, outcome, code, status):
    answers = [outcome]
    recorder, http = gateway(deps, answers=lambda parcel: answers[0])
    async with http:
        me, key = Client(http), str(uuid4())
        await me.post("/session", {})
        failed = await me.post("/session/phone", {"phone": "13800138000"}, key)
        assert (failed.status_code, failed.json()["error"]["code"]) == (status, code)
        answers[0] = Outcome.SENT
        sent = await me.post("/session/phone", {"phone": "13800138000"}, key)
        assert sent.status_code == 202, "the same asking may go through later"
        assert recorder.parcels[0].send_id == recorder.parcels[1].send_id


async def test_no_code_goes_out_through_a_stopped_channel_or_without_a_gateway(deps):
    recorder, http = gateway(deps)
    async with deps.database.transaction() as tx:
        await messages.switch(tx, 1, deps.random, Switch(Channel.SMS, True, uuid4(), deps.clock.now()))
    async with http:
        me = Client(http)
        await me.post("/session", {})
        stopped = await me.post("/session/phone", {"phone": "13800138000"})
        assert (stopped.status_code, stopped.json()["error"]["code"]) == (503, "messages_unavailable")
    assert recorder.parcels == []
    outside = msgspec.structs.replace(deps.outside, sms=None, shows_codes=False)
    app = create_app(msgspec.structs.replace(deps, outside=outside), {}, {})
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8420"
    ) as bare:
        me = Client(bare)
        await me.post("/session", {})
        none = await me.post("/session/phone", {"phone": "13800138000"})
        assert none.json()["error"]["code"] == "messages_unavailable"
