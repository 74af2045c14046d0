"""What waits is told in plain words, anybody is heard, an operator decides; and none of it touches a paid order."""

from uuid import UUID

import httpx
import pytest

from qianbei.abuse import rules
from qianbei.abuse.contracts import KeyKind
from tests.support.house import House
from tests.support.web import OPERATOR_KEY

pytestmark = pytest.mark.anyio


async def test_who_signs_in_on_a_shared_device_shares_it(house: House, browser):
    """A guest and the phone's person on one device are one household, and nobody waits for that."""
    async with browser() as first, browser() as second:
        await first.with_phone("13800138000")
        await second.with_phone("13800138000")
        rows = await house.town.rows("select size from abuse.households")
        assert rows == [(2,)]
        assert (await second.get("/rewards/waiting")).json()["reviews"] == []


async def from_network(browser, address: str, agent: str) -> tuple[httpx.Response, httpx.Response]:
    """Somebody new comes from there; their session and what of theirs waits."""
    async with browser() as client:
        client.http._transport.client = (address, 5000)
        headers = {"User-Agent": agent, "Accept-Language": "zh"}
        answer = await client.post("/session", {}, headers=headers)
        return answer, await client.get("/rewards/waiting")


async def test_emulators_wait_are_told_why_in_both_languages_and_appeal(house: House, browser):
    alike = rules.BROWSERS_FEW[KeyKind.NETWORK][0][0]
    for number in range(alike - 1):
        answer, waiting = await from_network(browser, "8.8.4.4", "emulated")
        assert len(answer.json()["cards"]) == 1, number
        assert waiting.json()["reviews"] == []
    async with browser() as me, browser() as boss:
        me.http._transport.client = ("8.8.4.9", 5000)
        headers = {"User-Agent": "emulated", "Accept-Language": "zh"}
        assert (await me.post("/session", {}, headers=headers)).json()["cards"] == []
        told = (await me.get("/rewards/waiting", headers={"Accept-Language": "en"})).json()
        (review,) = told["reviews"]
        assert [each["code"] for each in review["reasons"]] == ["emulators"]
        assert "emulators" in review["reasons"][0]["message"]
        assert "appeal" in told["how"]
        chinese = (await me.get("/rewards/waiting", headers={"Accept-Language": "zh-CN"})).json()
        assert "模拟器" in chinese["reviews"][0]["reasons"][0]["message"]

        review_id = review["review_id"]
        assert (await me.get("/ops/reviews")).status_code in (401, 403)
        said = await me.post(f"/rewards/reviews/{review_id}/appeal", {"words": "公司统一的手机"})
        assert (said.status_code, said.json()["state"]) == (200, "appealed")
        assert (await boss.post("/session/operator", {"key": OPERATOR_KEY})).status_code == 200
        other = await boss.post(f"/rewards/reviews/{review_id}/appeal", {"words": "mine"})
        assert (other.status_code, other.json()["error"]["code"]) == (404, "review_unknown")

        queue = (await boss.get("/ops/reviews")).json()
        (queued,) = queue["reviews"]
        assert queue["late"] == 0
        assert (queued["state"], queued["words"]) == ("appealed", "公司统一的手机")
        done = await boss.post(f"/ops/reviews/{review_id}", {"decision": "cleared"})
        assert (done.status_code, done.json()["state"]) == (200, "cleared")
        late = await boss.post(f"/ops/reviews/{review_id}", {"decision": "denied"})
        assert (late.status_code, late.json()["error"]["code"]) == (409, "review_not_now")
        assert (await boss.get("/ops/reviews")).json()["reviews"] == []
        (decided,) = (await boss.get("/ops/reviews?which=decided")).json()["reviews"]
        assert decided["answered_by"] is not None
        assert len((await me.post("/session", {}, headers=headers)).json()["cards"]) == 1
        await house.town.assert_audit_is_clean()


async def test_a_ring_is_seen_whole_and_decided_at_once_with_a_reason(house: House, browser, monkeypatch):
    monkeypatch.setattr(rules, "HOUSEHOLD_CAP", 0)
    async with browser() as one, browser() as two, browser() as boss:
        for client in (one, two):
            await client.with_phone("13800138000")
        for client in (one, two):
            await client.post("/session", {})
        await boss.post("/session/operator", {"key": OPERATOR_KEY})
        queue = (await boss.get("/ops/reviews")).json()["reviews"]
        review_id = queue[0]["review_id"]
        seen = (await boss.get(f"/ops/reviews/{review_id}/evidence")).json()
        waiting = [each for mate in seen["ring"] for each in mate["waiting"]]
        assert sorted(waiting) == sorted(each["review_id"] for each in queue)
        assert {"kind": "device", "people": 2} in seen["shared"]
        assert [step["step"] for step in seen["steps"]] == ["opened"]
        assert (await boss.get(f"/ops/reviews/{UUID(int=5)}/evidence")).status_code == 404

        silent = await boss.post("/ops/reviews", {"review_ids": waiting, "decision": "denied"})
        assert {each["code"] for each in silent.json()["refused"]} == {"review_words_missing"}
        said = {"review_ids": waiting, "decision": "denied", "words": "one phone, two names"}
        assert (await boss.post("/ops/reviews", said)).json() == {"decided": len(waiting), "refused": []}
        told = (await two.get("/rewards/waiting")).json()["reviews"][0]
        assert (told["state"], told["answer"]) == ("denied", "one phone, two names")
        assert told["appeal_by"] is not None


async def test_in_a_crowd_one_is_asked_for_a_phone_and_a_door_first(house: House, browser, monkeypatch):
    monkeypatch.setattr(rules, "CITY_BUSY_PER_HOUR", 0)
    async with browser() as client:
        assert (await client.post("/session", {})).json()["cards"] == []
        told = (await client.get("/rewards/waiting")).json()
        assert [each["code"] for each in told["first"]] == ["prove_first"]
        assert told["reviews"] == []


async def test_only_shown_keys_are_kept_and_never_plainly(house: House, browser):
    async with browser() as client:
        await client.with_phone("13800138000")
        rows = await house.town.rows("select kind, value_hash from abuse.keys order by kind")
        assert {kind for kind, _ in rows} == {"block", "device", "phone"}
        assert not any(b"138001" in bytes(value) for _, value in rows)
