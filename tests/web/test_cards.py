"""Cards at the doors: given by a code, shown at a till, extended by an operator, and read by their owner."""

from datetime import timedelta

import pytest

from qianbei.flows import bulk
from tests.support.books import plant, snapshot
from tests.support.town import CELL
from tests.support.web import OPERATOR_KEY

pytestmark = pytest.mark.anyio


async def card_of(caller) -> dict:
    (card,) = (await caller.get("/wallet")).json()["cards"]
    return card


async def test_a_gift_travels_by_its_code_and_both_read_what_happened(house):
    async with house.customer() as giver, house.customer() as taker:
        card_id = (await card_of(giver))["card_id"]
        offered = await giver.post(f"/cards/{card_id}/gift", {})
        assert offered.status_code == 201
        code = offered.json()["code"]
        held = (await giver.get(f"/cards/{card_id}")).json()
        assert (held["state"], held["on"], held["order_id"]) == ("held", "gift", None)
        broken = code[:-2] + ("AA" if code[-2:] != "AA" else "BB")
        assert (await taker.post("/gifts/accept", {"code": broken})).status_code == 404
        taken = await taker.post("/gifts/accept", {"code": code})
        assert taken.status_code == 201
        assert [step["text"] for step in taken.json()["history"]] == ["有人把它送给了您。"]
        assert len((await taker.get("/wallet")).json()["cards"]) == 2
        given = (await giver.get(f"/cards/{card_id}?lang=en")).json()
        assert given["state"] == "gifted"
        assert given["history"][-1]["text"] == "Your gift was taken."
        late = await giver.post("/gifts/take-back", {"code": code})
        assert late.json()["error"]["code"] == "gift_over"


async def test_a_gift_after_its_day_is_over_and_goes_back(house):
    async with house.customer() as giver, house.customer() as taker:
        card_id = (await card_of(giver))["card_id"]
        code = (await giver.post(f"/cards/{card_id}/gift", {})).json()["code"]
        house.deps.clock.at += timedelta(hours=24)
        late = await taker.post("/gifts/accept", {"code": code})
        assert late.json()["error"]["code"] == "gift_over"


async def test_a_till_scans_a_card_once(house):
    async with house.customer() as caller, house.merchant() as merchant:
        card_id = (await card_of(caller))["card_id"]
        code = (await caller.post(f"/cards/{card_id}/till", {})).json()["code"]
        path, scan = f"/stores/{house.town.store_id}/till", {"code": code, "amount_fen": 1_800}
        paid = (await merchant.post(path, scan)).json()
        assert (paid["card_fen"], paid["to_pay_fen"]) == (1_799, 1)
        assert (await merchant.post(path, scan)).json() == paid
        again = await merchant.post(path, scan | {"amount_fen": 900})
        assert again.json()["error"]["code"] == "till_code_over"
        card = await card_of(caller)
        assert (card["state"], card["on"], card["order_id"]) == ("redeemed", "till", None)


async def test_an_operator_extends_cards_after_a_dry_run(house):
    async with house.customer() as caller, house.customer() as operator:
        await operator.post("/session/operator", {"key": OPERATOR_KEY})
        before = await card_of(caller)
        end = (house.deps.clock.now() + timedelta(days=30)).isoformat()
        asked = {"kind": "extend", "campaign_id": str(house.town.campaign_id), "reason": "outage"}
        made = (await operator.post("/ops/card-plans", asked | {"new_end": end})).json()
        assert made["would_touch"] == {"cards": 2, "money_fen": 5_000}
        assert await card_of(caller) == before
        nobodys = asked | {"new_end": end, "campaign_id": str(house.town.id())}
        assert (await operator.post("/ops/card-plans", nobodys)).status_code == 404
        path = f"/ops/card-plans/{made['plan_id']}"
        assert (await operator.post(f"{path}/tell", {})).status_code == 409
        assert (await operator.post(f"{path}/apply", {})).json()["state"] == "applying"
        while await bulk.work(house.deps.database, CELL, house.deps.clock.now()):
            pass
        assert (await card_of(caller))["history"][-1]["text"] == "有效期延长了。原因：outage"
        assert (await operator.post(f"{path}/tell", {})).json()["told_at"]
        assert (await operator.post(f"{path}/undo", {})).json()["error"]["code"] == "plan_told"


@pytest.mark.parametrize("end", ["2031-13-45T00:00:00Z", "infinity", "", "soon", "2099-01-01T00:00:00", 17])
async def test_expiry_fails_closed_on_malformed_date(house, end):
    async with house.customer() as operator:
        await operator.post("/session/operator", {"key": OPERATOR_KEY})
        asked = {"kind": "extend", "campaign_id": str(house.town.campaign_id), "reason": "outage"}
        name = {"zh-Hans": "活动", "en": "Campaign"}
        campaign = {"name": name, "budget_fen": 9_000, "face_fen": 2_500, "ends_at": end}
        before = await snapshot(house.deps.database)
        for path, body in (("/ops/card-plans", asked | {"new_end": end}), ("/ops/campaigns", campaign)):
            assert (await operator.post(path, body)).status_code in (400, 422)
        after = await snapshot(house.deps.database)
        assert {table: rows for table, rows in after.items() if table != "outbox.answers"} == {
            table: rows for table, rows in before.items() if table != "outbox.answers"
        }


async def test_changed_email_is_still_the_same_person(house):
    """saleor #18563: who changed their address of contact got the reward once more. Ours are phones."""
    async with house.customer() as caller:
        first = await card_of(caller)
        for phone in ("13800138001", "13800138002"):
            session = await caller.with_phone(phone)
            assert session["person_id"] == str(caller.person_id)
            joined = await caller.post("/session", {})
            assert joined.json()["person_id"] == str(caller.person_id)
            assert (await card_of(caller))["card_id"] == first["card_id"]


async def test_where_a_card_is_good_is_said_in_names(house):
    async with house.customer() as me:
        await plant(
            house.deps.database,
            "update campaigns.templates set categories = '{milk-tea,gone}', seller_ids = array[%(id)s::uuid]",
            {"id": house.town.seller_id},
        )
        for language, seller, category in (
            ("zh-CN", "小云茶铺", "奶茶"),
            ("en", "Little Cloud Tea", "Milk tea"),
        ):
            (card,) = (await me.get("/wallet", headers={"Accept-Language": language})).json()["cards"]
            assert card["terms"]["seller_names"] == [seller]
            assert card["terms"]["category_names"] == [category]
            assert card["terms"]["categories"] == ["milk-tea", "gone"]
