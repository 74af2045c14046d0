"""The operator's page: what is there is what happened; dead letters live again, one campaign at a time."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from qianbei.payments.contracts import PaymentEvent
from tests.support.house import House
from tests.support.inviting import handed_over
from tests.support.town import FACE_FEN
from tests.support.web import OPERATOR_KEY, Client

pytestmark = pytest.mark.anyio


async def operator(caller: Client) -> Client:
    assert (await caller.post("/session/operator", {"key": OPERATOR_KEY})).status_code == 200
    return caller


async def overview(ops: Client) -> dict:
    answer = await ops.get("/ops/overview")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_order_is_seen_with_its_money_and_its_card(house: House):
    async with house.customer() as me, house.customer() as second:
        order = await me.placed()
        await house.goes_on(order["order_id"], "confirmed")
        seen = await overview(await operator(second))
        assert seen["orders"] == {"confirmed": 1}
        (recent,) = seen["orders_recent"]
        assert (recent["order_id"], recent["pay_fen"]) == (order["order_id"], order["checkout"]["pay_fen"])
        assert sum(account["balance_fen"] for account in seen["money"]) == 0
        assert seen["campaign"]["cards_redeemed"] == 1
        assert seen["campaign"]["cards_issued"] == 2
        assert seen["campaign"]["liability_fen"] == FACE_FEN
        assert seen["stores"] == {"open": 1}
        assert seen["outbox"]["pending"] > 0
        assert all(promise["ok"] for promise in seen["audit"]["promises"])


async def test_the_audit_is_run_now_and_then_not_at_every_look(house: House, clock):
    async with house.customer() as me:
        ops = await operator(me)
        first = (await overview(ops))["audit"]
        clock.advance(seconds=19)
        assert (await overview(ops))["audit"] == first
        clock.advance(seconds=1)
        assert (await overview(ops))["audit"]["at"] > first["at"]


async def test_a_broken_promise_is_shown_with_its_ids(house: House):
    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        await house.plant(
            f"update campaigns.cards set state = 'issued', order_id = null where order_id = '{order_id}'"
        )
        seen = await overview(await operator(me))
        broken = [promise for promise in seen["audit"]["promises"] if not promise["ok"]]
        assert broken
        assert any(order_id in promise["sample"] for promise in broken)


async def desk(ops: Client, order_id) -> dict:
    answer = await ops.get(f"/ops/orders/{order_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_refund_says_what_it_does_before_it_does_it_and_who_did_it_after(house: House):
    order_id = await handed_over(house.town, guest := await house.town.guest())
    async with house.customer() as me:
        ops = await operator(me)
        before = await desk(ops, order_id)
        ways = {way["fault"]: (way["card"], way["store"]) for way in before["ways_out"]}
        assert ways == {
            "store": ("back_longer", "gives_back"),
            "rider": ("back_longer", "keeps_by_goodwill"),
            "platform": ("back_longer", "keeps_by_goodwill"),
        }
        assert {way["cash_back_fen"] for way in before["ways_out"]} == {before["pay_fen"]}
        assert await desk(ops, order_id) == before, "looking changes nothing"
        late = await ops.post(f"/ops/orders/{order_id}/call-off", {})
        assert (late.status_code, late.json()["error"]["code"]) == (409, "wrong_state")
        assert await desk(ops, order_id) == before
        key = str(uuid4())
        for _ in range(2):
            assert (
                await ops.post(f"/ops/orders/{order_id}/refund", {"fault": "store"}, key)
            ).status_code == 204
        twice = await ops.post(f"/ops/orders/{order_id}/refund", {"fault": "rider"})
        assert (twice.status_code, twice.json()["error"]["code"]) == (409, "wrong_state")
        after = await desk(ops, order_id)
        assert (after["state"], after["ended_reason"], after["ways_out"]) == ("cancelling", "wrong_cup", [])
        assert after["steps"][:-1] == before["steps"]
        step = after["steps"][-1]
        assert (step["event"], step["by"], step["person_id"]) == (
            "refund_granted",
            "operator",
            str(me.person_id),
        )
        await house.town.payer_says(order_id, PaymentEvent.REFUNDED)
        assert await house.town.card_state(guest) == ("issued", None)
        assert guest.card is not None
        until = before["ways_out"][0]["card_until"]
        card = await house.town.rows(
            f"select valid_until from campaigns.cards where card_id = '{guest.card.card_id}'"
        )
        assert card == [(datetime.fromisoformat(until),)], "as it was told before"
        await house.town.assert_audit_is_clean()


async def test_an_order_under_way_can_only_be_called_off(house: House):
    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        await house.goes_on(order_id, "making")
        ops = await operator(me)
        (way,) = (await desk(ops, order_id))["ways_out"]
        assert (way["fault"], way["store"]) == ("platform", "keeps_by_goodwill")
        early = await ops.post(f"/ops/orders/{order_id}/refund", {"fault": "store"})
        assert (early.status_code, early.json()["error"]["code"]) == (409, "wrong_state")
        assert (await ops.post(f"/ops/orders/{order_id}/call-off", {})).status_code == 204
        assert (await desk(ops, order_id))["steps"][-1]["person_id"] == str(me.person_id)


async def test_a_dead_letter_gets_its_attempts_again(house: House):
    async with house.customer() as me:
        await me.placed()
        ops = await operator(me)
        await house.plant("update outbox.events set state = 'dead', attempts = 10, last_error = 'planted'")
        dead = (await overview(ops))["dead_letters"]
        assert (dead[0]["attempts"], dead[0]["last_error"]) == (10, "planted")
        assert (await ops.post(f"/ops/dead-letters/{dead[0]['event_id']}/retry", {})).status_code == 204
        left = (await overview(ops))["dead_letters"]
        assert len(left) == len(dead) - 1
        again = await ops.post(f"/ops/dead-letters/{dead[0]['event_id']}/retry", {})
        assert again.status_code == 404, "it is dead no more"


async def test_one_campaign_runs_at_a_time(house: House, clock):
    async with house.customer() as me:
        ops = await operator(me)
        ends_at = (clock.now() + timedelta(days=1)).isoformat()
        asked = {
            "name": {"zh-Hans": "再来", "en": "Again"},
            "budget_fen": 10_000,
            "face_fen": 100,
            "ends_at": ends_at,
        }
        running = await ops.post("/ops/campaigns", asked)
        assert (running.status_code, running.json()["error"]["code"]) == (409, "campaign_running")
        clock.advance(days=11)
        ops = await operator(me)
        past = await ops.post("/ops/campaigns", asked)
        assert (past.status_code, past.json()["error"]["details"]) == (422, {"field": "ends_at"})
        asked["ends_at"] = (clock.now() + timedelta(days=1)).isoformat()
        key = str(uuid4())
        made = await ops.post("/ops/campaigns", asked, key)
        assert made.status_code == 201
        assert (await ops.post("/ops/campaigns", asked, key)).json() == made.json(), (
            "a lost reply opens no second"
        )
        assert (await overview(ops))["campaign"]["campaign_id"] == made.json()["campaign_id"]
        await house.town.assert_audit_is_clean()


async def test_a_campaign_without_sense_is_refused(house: House, clock):
    ends_at = (clock.now() + timedelta(days=1)).isoformat()
    good = {"name": {"zh-Hans": "再来"}, "budget_fen": 10_000, "face_fen": 100, "ends_at": ends_at}
    async with house.customer() as me:
        ops = await operator(me)
        for bad in (
            {"budget_fen": -1},
            {"budget_fen": 1.5},
            {"face_fen": 1},
            {"face_fen": "100"},
            {"ends_at": "soon"},
            {"ends_at": "2031-06-20T00:00:00"},
            {"name": {}},
        ):
            assert (await ops.post("/ops/campaigns", good | bad)).status_code == 422, bad


async def test_the_budgets_and_the_funnel_of_the_cards_are_seen(house: House, clock):
    async with house.customer() as me, house.customer() as second:
        order = await me.placed()
        await house.goes_on(order["order_id"], "confirmed")
        ops = await operator(second)
        seen = (await ops.get("/ops/budgets")).json()
        campaign = (await overview(ops))["campaign"]
        assert seen["campaign_id"] == campaign["campaign_id"]
        (top,) = [node for node in seen["nodes"] if node["kind"] == "campaign"]
        assert top["given_fen"] == 2 * FACE_FEN
        assert top["left_fen"] + top["lent_fen"] == campaign["left_fen"]
        assert seen["cards"] == {"issued": 1, "redeemed": 1}
        assert seen["moves"] == {"hold": 1, "redeem": 1}
        assert (await ops.get("/ops/budgets")).json()["at"] == seen["at"]
        clock.advance(seconds=20)
        assert (await ops.get("/ops/budgets")).json()["at"] > seen["at"]
