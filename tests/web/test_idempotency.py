"""One key, one answer, one effect."""

import asyncio
from uuid import UUID, uuid4

import msgspec
import pytest

from qianbei.catalog import api as catalog
from qianbei.catalog.contracts import Place
from qianbei.web.app import create_app
from qianbei.web.errors import Code
from tests.support.web import NAME, Client

pytestmark = pytest.mark.anyio

KEY = "0123456789abcdef"


async def sellers(client: Client) -> list:
    return (await client.get("/session")).json()["roles"]


async def test_same_key_same_answer(client):
    await client.with_phone()
    first = await client.post("/merchants", {"name": NAME}, KEY)
    again = await client.post("/merchants", {"name": NAME}, KEY)
    assert first.status_code == again.status_code == 201
    assert first.json()["seller_id"] == again.json()["seller_id"]
    assert again.json()["token"]
    assert len(await sellers(client)) == 2


async def test_same_key_other_body_is_409(client):
    await client.with_phone()
    await client.post("/merchants", {"name": NAME}, KEY)
    other = await client.post("/merchants", {"name": {**NAME, "en": "Other"}}, KEY)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_key_reused")
    assert len((await client.post("/session", {})).json()["roles"]) == 2


async def test_a_refusal_is_remembered_and_worded_in_the_language_of_the_repeat(client):
    await client.post("/session", {})
    refused = await client.post("/merchants", {"name": NAME}, KEY)
    again = await client.post(
        "/merchants", {"name": NAME}, KEY, headers={"Accept-Language": "en-GB,en;q=0.9"}
    )
    assert refused.json()["error"]["code"] == again.json()["error"]["code"] == "phone_first"
    assert refused.json()["error"]["message"] == "需要先验证手机号。"
    assert again.json()["error"]["message"] == "A verified phone is needed first."


async def test_ten_at_once_with_one_key_are_one_effect(client):
    await client.with_phone()
    answers = await asyncio.gather(*(client.post("/merchants", {"name": NAME}, KEY) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["seller_id"] for answer in answers}) == 1
    assert len((await client.post("/session", {})).json()["roles"]) == 2


async def test_one_persons_key_means_nothing_for_another(client, browser):
    await client.with_phone()
    mine = await client.post("/merchants", {"name": NAME}, KEY)
    async with browser() as other:
        await other.with_phone("13900139000")
        theirs = await other.post("/merchants", {"name": NAME}, KEY)
    assert theirs.json()["seller_id"] != mine.json()["seller_id"]


@pytest.mark.parametrize("key", ["short", "x" * 65, "with spaces in its midst", "nicht-äscii-zeichen"])
async def test_a_write_needs_a_usable_key(client, key):
    headers = {b"Idempotency-Key": key.encode("latin-1")}
    response = await client.http.post("/api/v1/session", json={}, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "idempotency_key_missing")
    none = await client.http.post("/api/v1/session", json={})
    assert none.json()["error"]["code"] == "idempotency_key_missing"
    assert (await client.get("/session")).status_code == 401


async def test_what_is_stored_holds_no_token(client, deps):
    from qianbei.db import Query

    session = await client.with_phone()
    await client.post("/merchants", {"name": NAME}, KEY)
    async with deps.database.reading() as tx:
        rows = await tx.rows(Query("test.answers", "select body::text from outbox.answers"))
    assert len(rows) == 2
    assert not any(session["token"][:40] in body for (body,) in rows)


def test_every_reason_a_route_may_answer_is_a_code():
    from qianbei.catalog.contracts import StoreRefusal
    from qianbei.flows.register_merchant import MerchantRefusal
    from qianbei.people.contracts import AddressOutcome, PhoneResult, PhoneStartOutcome

    reasons = {*StoreRefusal, *MerchantRefusal, *AddressOutcome, *PhoneResult, *PhoneStartOutcome}
    reasons -= {AddressOutcome.CURRENT, PhoneResult.VERIFIED, PhoneStartOutcome.STARTED}
    assert {str(reason) for reason in reasons} <= set(Code)


async def test_addresses_are_added_and_chosen(client, deps):
    place = Place(uuid4(), {"zh-Hans": "东门", "en": "East gate"}, 30_000_000, 120_000_000)
    async with deps.database.transaction() as tx:
        await catalog.add_places(tx, 1, [place])
    await deps.city.refresh()
    await client.post("/session", {})
    added = await client.post("/addresses", {"place_id": str(place.place_id), "detail": "三号楼 501"})
    assert added.status_code == 201
    assert added.json()["detail"] == "三号楼 501"
    assert (await client.get("/session")).json()["address"] == added.json()
    assert (await client.get("/addresses")).json() == {"addresses": [added.json()]}
    unknown = await client.post("/addresses", {"place_id": str(UUID(int=1)), "detail": ""})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "not_found")
    assert (await client.get("/session")).json()["address"] == added.json()
    found = await client.get("/places", params={"query": "EAST"})
    assert [each["place_id"] for each in found.json()["places"]] == [str(place.place_id)]
    assert (await client.get("/places", params={"query": "西门"})).json() == {"places": []}


async def test_a_real_installation_promises_no_message_that_it_cannot_send(deps, browser):
    import httpx

    settings = msgspec.structs.replace(deps.settings, sandbox=False)
    outside = msgspec.structs.replace(deps.outside, sms=None)
    real = msgspec.structs.replace(deps, settings=settings, outside=outside)
    transport = httpx.ASGITransport(app=create_app(real, {}, {}))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420") as http:
        client = Client(http)
        await client.post("/session", {})
        refused = await client.post("/session/phone", {"phone": "13800138000"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "messages_unavailable")
