"""The inbox and its ways by HTTP: each person's own, in their language; nothing outside of known doors; the switch."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest

from qianbei.messages import api as messages
from qianbei.messages.contracts import Channel, Kind, Telling
from qianbei.web.deps import Deps
from tests.support.web import OPERATOR_KEY, Client

pytestmark = pytest.mark.anyio

AT = datetime(2031, 5, 20, 4, 0, tzinfo=UTC)
PHONE = "13800138000"


def push(endpoint: str = "https://push.example/abc") -> dict:
    p256dh, auth = (base64.urlsafe_b64encode(b"x" * size).decode().rstrip("=") for size in (65, 16))
    return {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}


async def tell(deps: Deps, person_id: str, *keys: str) -> None:
    params = {"valid_until": AT.isoformat()}
    tellings = [Telling(UUID(person_id), Kind.CARDS_ENDING, key, AT, params) for key in keys]
    async with deps.database.transaction() as tx:
        await messages.enqueue(tx, deps.cell, tellings)


async def test_an_inbox_is_its_owners_in_their_language_and_read_up_to_what_was_shown(browser, deps):
    async with browser() as anna, browser() as ben:
        assert (await anna.get("/messages")).status_code == 401
        me = (await anna.post("/session", {})).json()["person_id"]
        await ben.post("/session", {})
        await tell(deps, me, "a")
        (shown,) = (await anna.get("/messages", headers={"Accept-Language": "en"})).json()["messages"]
        assert (shown["title"], shown["is_read"]) == ("A card of yours ends soon", False)
        (shown,) = (await anna.get("/messages")).json()["messages"]
        assert shown["body"] == "用到 5月20日 12:00 为止，过后就不能用了。"
        deps.clock.advance(seconds=5)
        assert (await anna.get("/messages/unread")).json() == {"unread": 1}
        read = await anna.post("/messages/read", {"until": shown["created_at"]})
        assert read.json() == {"unread": 0}
        assert (await ben.get("/messages")).json() == {"messages": [], "unread": 0}
        naive = await anna.post("/messages/read", {"until": "2031-05-20T04:00:00"})
        assert naive.status_code == 422


async def test_only_a_known_push_service_and_ones_own_telephone_are_taken(client: Client, deps: Deps):
    person = await client.with_phone(PHONE)
    refused = [
        (await client.post("/messages/ways/push", push("https://127.0.0.1/admin"))).json(),
        (await client.post("/messages/ways/push", push("https://elsewhere.example/a"))).json(),
        (await client.post("/messages/ways/sms", {"phone": "13800138001"})).json(),
        (await client.post("/messages/ways/sms", {"phone": "12"})).json(),
    ]
    codes = [each["error"]["code"] for each in refused]
    assert codes == ["push_unknown", "push_unknown", "phone_not_yours", "phone_invalid"]
    assert (await client.get("/messages/ways")).json() == {
        "push": False,
        "push_key": "push-key",
        "sms": False,
        "can_sms": True,
    }
    assert (await client.post("/messages/ways/push", push())).json()["push"] is True
    ways = (await client.post("/messages/ways/sms", {"phone": PHONE})).json()
    assert (ways["push"], ways["sms"]) == (True, True)
    await tell(deps, person["person_id"], "a")
    ways = (await client.post("/messages/ways/sms/off", {})).json()
    assert (ways["push"], ways["sms"]) == (True, False)
    async with deps.database.reading() as tx:
        by_push, by_sms = await messages.statuses(tx, deps.cell, AT)
        stored = [
            bytes(each.target) for each in await messages.addresses_of(tx, 1, UUID(person["person_id"]))
        ]
    assert (by_push.queued, by_sms.queued) == (1, 0)
    assert all(b"push.example" not in target for target in stored)


async def test_only_an_operator_turns_the_switch_and_it_is_kept_who_did(client: Client):
    await client.post("/session", {})
    assert (await client.get("/ops/messages")).status_code == 403
    assert (await client.post("/ops/messages/sms", {"stopped": True})).status_code == 403
    operator = (await client.post("/session/operator", {"key": OPERATOR_KEY})).json()
    body = (await client.post("/ops/messages/sms", {"stopped": True})).json()
    assert {each["channel"]: each["is_stopped"] for each in body["channels"]} == {
        Channel.WEB_PUSH: False,
        Channel.SMS: True,
    }
    (turn,) = body["switches"]
    assert (turn["by_person"], turn["is_stopped"]) == (operator["person_id"], True)
    body = (await client.post("/ops/messages/sms", {"stopped": False})).json()
    assert not any(each["is_stopped"] for each in body["channels"])
    assert len((await client.get("/ops/messages")).json()["switches"]) == 2
