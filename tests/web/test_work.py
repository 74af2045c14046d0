"""Who may do what: every caller at every door of the work, and codes that open a handover or lock."""

from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from tests.support.web import OPERATOR_KEY

pytestmark = pytest.mark.anyio

CALLERS = (
    "nobody",
    "customer",
    "other customer",
    "merchant",
    "other merchant",
    "rider",
    "other rider",
    "operator",
)

ORDER_DOORS = [
    # door, body, then the answer to each caller in the order of CALLERS
    ("GET", "/orders/{order}", None, (401, 200, 404, 404, 404, 404, 404, 404)),
    ("GET", "/orders/{order}/follow", None, (401, None, 404, 404, 404, 404, 404, 404)),
    ("POST", "/orders/{order}/share-code", {}, (401, 409, 404, 404, 404, 404, 404, 404)),
    ("GET", "/wallet", None, (401, 200, 200, 200, 200, 200, 200, 200)),
    ("GET", "/merchant/tasks", None, (401, 403, 403, 200, 200, 403, 403, 403)),
    ("GET", "/stores/{store}/tasks", None, (401, 403, 403, 200, 404, 403, 403, 403)),
    ("POST", "/stores/{store}/tasks/{order}/confirm", {}, (401, 403, 403, 409, 404, 403, 403, 403)),
    ("POST", "/stores/{store}/tasks/{order}/start", {}, (401, 403, 403, 409, 404, 403, 403, 403)),
    ("POST", "/stores/{store}/tasks/{order}/ready", {}, (401, 403, 403, 200, 404, 403, 403, 403)),
    ("POST", "/stores/{store}/till", {"code": "0", "amount_fen": 9}, (401, 403, 403, 404, 404, 403, 403, 403)),
    ("GET", "/rider/tasks", None, (401, 403, 403, 403, 403, 200, 200, 403)),
    ("POST", "/rider/tasks/{order}/accept", {}, (401, 403, 403, 403, 403, 200, 409, 403)),
    ("POST", "/rider/tasks/{order}/arrive", {}, (401, 403, 403, 403, 403, 409, 404, 403)),
    ("POST", "/rider/tasks/{order}/pick-up", {"pickup_code": "?"}, (401, 403, 403, 403, 403, 409, 404, 403)),
    ("POST", "/rider/tasks/{order}/hand-over", {"handover_code": "?"}, (401, 403, 403, 403, 403, 409, 404, 403)),
    ("POST", "/rider/tasks/{order}/cannot-hand-over", {"why": "bag_lost"}, (401, 403, 403, 403, 403, 409, 404, 403)),
    ("POST", "/cards/{nothing}/gift", {}, (401, 404, 404, 404, 404, 404, 404, 404)),
    ("POST", "/cards/{nothing}/till", {}, (401, 404, 404, 404, 404, 404, 404, 404)),
    ("POST", "/gifts/accept", {"code": "k1.x.y"}, (401, 404, 404, 404, 404, 404, 404, 404)),
    ("POST", "/gifts/take-back", {"code": "k1.x.y"}, (401, 404, 404, 404, 404, 404, 404, 404)),
    ("GET", "/cards/{nothing}", None, (401, 404, 404, 404, 404, 404, 404, 404)),
    ("GET", "/ops/card-plans", None, (401, 403, 403, 403, 403, 403, 403, 200)),
    ("POST", "/ops/card-plans", {}, (401, 403, 403, 403, 403, 403, 403, 422)),
    ("POST", "/ops/card-plans/{nothing}/apply", {}, (401, 403, 403, 403, 403, 403, 403, 404)),
    ("POST", "/ops/card-plans/{nothing}/tell", {}, (401, 403, 403, 403, 403, 403, 403, 404)),
    ("POST", "/ops/card-plans/{nothing}/undo", {}, (401, 403, 403, 403, 403, 403, 403, 404)),
    ("POST", "/ops/orders/{nothing}/unlock", {}, (401, 403, 403, 403, 403, 403, 403, 404)),
    ("POST", "/ops/orders/{nothing}/call-off", {}, (401, 403, 403, 403, 403, 403, 403, 404)),
    ("POST", "/ops/orders/{nothing}/refund", {"fault": "store"}, (401, 403, 403, 403, 403, 403, 403, 404)),
    ("GET", "/ops/orders/{nothing}", None, (401, 403, 403, 403, 403, 403, 403, 404)),
    ("GET", "/ops/overview", None, (401, 403, 403, 403, 403, 403, 403, 200)),
    ("POST", "/ops/dead-letters/{nothing}/retry", {}, (401, 403, 403, 403, 403, 403, 403, 404)),
    ("POST", "/ops/campaigns", {}, (401, 403, 403, 403, 403, 403, 403, 422)),
    ("POST", "/ops/places", {"places": []}, (401, 403, 403, 403, 403, 403, 403, 422)),
]  # fmt: skip
"""An order that is ready and carried by `rider`. Nothing in the table moves it, whoever asks."""


async def everybody(house, stack: AsyncExitStack) -> dict:
    who = {
        "nobody": house.nobody(),
        "customer": house.customer(),
        "other customer": house.customer(),
        "merchant": house.merchant(),
        "other merchant": house.merchant(uuid4()),
        "rider": house.rider("阿川"),
        "other rider": house.rider("阿禾"),
        "operator": house.customer(),
    }
    callers = {name: await stack.enter_async_context(opened) for name, opened in who.items()}
    assert (await callers["operator"].post("/session/operator", {"key": OPERATOR_KEY})).status_code == 200
    return callers


async def test_every_caller_at_every_door(house):
    async with AsyncExitStack() as stack:
        callers = await everybody(house, stack)
        order_id = (await callers["customer"].placed())["order_id"]
        await house.goes_on(order_id, "ready")
        await callers["rider"].post(f"/rider/tasks/{order_id}/accept", {})
        wrong = []
        for method, path, body, expected in ORDER_DOORS:
            for name, status in zip(CALLERS, expected, strict=True):
                if status is None:
                    continue
                door = path.format(order=order_id, store=house.town.store_id, nothing=uuid4())
                caller = callers[name]
                answer = await (caller.get(door) if method == "GET" else caller.post(door, body))
                if answer.status_code != status:
                    wrong.append((name, method, path, answer.status_code, status))
        assert wrong == []
        assert await house.town.order_state(order_id) == "ready"


async def test_unknown_orders_and_stores_are_not_found(house):
    async with house.merchant() as merchant, house.rider() as rider, house.customer() as me:
        for step in ("confirm", "start", "ready"):
            answer = await merchant.post(f"/stores/{house.town.store_id}/tasks/{uuid4()}/{step}", {})
            assert answer.status_code == 404
        assert (await merchant.post(f"/stores/{uuid4()}/tasks/{uuid4()}/confirm", {})).status_code == 404
        for step, body in (
            ("accept", {}),
            ("arrive", {}),
            ("pick-up", {"pickup_code": "1"}),
            ("hand-over", {"handover_code": "1"}),
        ):
            assert (await rider.post(f"/rider/tasks/{uuid4()}/{step}", body)).status_code == 404
        assert (await me.post(f"/orders/{uuid4()}/cancel", {})).status_code == 404
        assert (await me.post("/orders/nothing/cancel", {})).status_code == 422


async def test_a_store_sees_an_order_after_it_is_paid_and_makes_it_step_by_step(house):
    async with house.customer() as me, house.merchant() as merchant:
        order_id = (await me.placed())["order_id"]
        tasks = f"/stores/{house.town.store_id}/tasks"
        assert (await merchant.get(tasks)).json()["tasks"] == []
        assert (await merchant.post(f"{tasks}/{order_id}/confirm", {})).status_code == 404
        await house.goes_on(order_id, "authorised")
        (task,) = (await merchant.get(tasks)).json()["tasks"]
        assert (task["order_id"], task["state"], task["cups"]) == (order_id, "authorised", 1)
        early = await merchant.post(f"{tasks}/{order_id}/start", {})
        assert (early.status_code, early.json()["error"]["code"]) == (409, "wrong_state")
        assert early.json()["error"]["details"] == {"state": "authorised"}
        for step, state in (("confirm", "confirmed"), ("start", "making"), ("ready", "ready")):
            for _ in range(2):
                done = await merchant.post(f"{tasks}/{order_id}/{step}", {})
                assert (done.status_code, done.json()["state"]) == (200, state), "a repeat finds it done"
        assert (await merchant.get("/merchant/tasks")).json()["tasks"][0]["order_id"] == order_id
        await house.town.assert_audit_is_clean()


@pytest.mark.parametrize(
    ("at", "reason"),
    [("authorised", "store_refused"), ("confirmed", "store_failed"), ("making", "store_failed")],
)
async def test_a_store_that_cannot_says_so_and_the_order_ends(house, at, reason):
    async with house.customer() as me, house.merchant() as merchant:
        order_id = (await me.placed())["order_id"]
        await house.goes_on(order_id, at)
        path = f"/stores/{house.town.store_id}/tasks/{order_id}/refuse"
        refused = await merchant.post(path, {"reason": "没有奶了"})
        assert (refused.status_code, refused.json()["state"]) == (200, "cancelling"), refused.text
        seen = (await me.get(f"/orders/{order_id}")).json()
        assert (seen["state"], seen["ended_reason"], seen["can_cancel"]) == ("cancelling", reason, False)
        again = await merchant.post(path, {"reason": ""})
        assert (again.status_code, again.json()["error"]["code"]) == (409, "wrong_state")
        await house.town.assert_audit_is_clean()


@pytest.mark.parametrize("at", ["placed", "authorised", "confirmed"])
async def test_a_customer_may_cancel_before_making(house, at):
    async with house.customer() as me, house.customer() as other:
        order_id = (await me.placed())["order_id"]
        if at != "placed":
            await house.goes_on(order_id, at)
        assert (await other.post(f"/orders/{order_id}/cancel", {})).status_code == 404
        cancelled = await me.post(f"/orders/{order_id}/cancel", {})
        assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelling")
        await house.town.assert_audit_is_clean()


async def test_a_customer_may_not_cancel_what_is_being_made(house):
    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        await house.goes_on(order_id, "making")
        refused = await me.post(f"/orders/{order_id}/cancel", {})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "wrong_state")
        assert await house.town.order_state(order_id) == "making"


async def carried(house, me, rider, to: str = "ready") -> str:
    """An order that the rider took; at the door when that is asked."""
    order_id = (await me.placed())["order_id"]
    await house.goes_on(order_id, "ready")
    assert (await rider.post(f"/rider/tasks/{order_id}/accept", {})).status_code == 200
    if to == "at_door":
        pickup, _ = await house.codes(order_id)
        await rider.post(f"/rider/tasks/{order_id}/pick-up", {"pickup_code": pickup})
        assert (await rider.post(f"/rider/tasks/{order_id}/arrive", {})).json()["state"] == "at_door"
    return order_id


@pytest.mark.parametrize(
    ("at", "step", "field"), [("ready", "pick-up", "pickup_code"), ("at_door", "hand-over", "handover_code")]
)
async def test_five_wrong_codes_lock_even_the_right_one(house, at, step, field):
    async with house.customer() as me, house.rider() as rider:
        order_id = await carried(house, me, rider, at)
        right = (await house.codes(order_id))[at == "at_door"]
        wrong = "0000" if right != "0000" else "1111"
        for _ in range(5):
            answer = await rider.post(f"/rider/tasks/{order_id}/{step}", {field: wrong})
            assert (answer.status_code, answer.json()["error"]["code"]) == (409, "wrong_code")
        for code in (wrong, right):
            answer = await rider.post(f"/rider/tasks/{order_id}/{step}", {field: code})
            assert (answer.status_code, answer.json()["error"]["code"]) == (409, "code_locked")
        assert await house.town.order_state(order_id) == at


async def test_a_lost_reply_to_a_wrong_code_counts_once(house):
    async with house.customer() as me, house.rider() as rider:
        order_id = await carried(house, me, rider)
        right, _ = await house.codes(order_id)
        key = str(uuid4())
        for _ in range(6):
            await rider.post(f"/rider/tasks/{order_id}/pick-up", {"pickup_code": "wrong"}, key)
        done = await rider.post(f"/rider/tasks/{order_id}/pick-up", {"pickup_code": right})
        assert (done.status_code, done.json()["state"]) == (200, "picked_up")


async def test_a_handover_needs_the_customers_code_which_only_they_see(house):
    async with house.customer() as me, house.rider() as rider:
        order_id = await carried(house, me, rider, "at_door")
        seen = (await me.get(f"/orders/{order_id}")).json()
        assert seen["rider"] == {"name": "阿川"}
        task = (await rider.get("/rider/tasks")).json()["current"]
        assert task["shared_code"] is None
        assert seen["handover_code"] not in str({**task, "order_id": ""}.values())
        shared = await me.post(f"/orders/{order_id}/share-code", {})
        assert shared.status_code == 200
        told = (await rider.get("/rider/tasks")).json()["current"]["shared_code"]
        assert told == seen["handover_code"]
        done = await rider.post(f"/rider/tasks/{order_id}/hand-over", {"handover_code": told})
        assert (done.status_code, done.json()["state"]) == (200, "handed_over")
        after = (await me.get(f"/orders/{order_id}")).json()
        assert (after["state"], after["handover_code"], after["card"]["state"]) == (
            "handed_over",
            None,
            "redeemed",
        )
        await house.town.assert_audit_is_clean()


async def test_one_task_a_rider_and_one_rider_a_task(house):
    async with (
        house.customer() as me,
        house.customer() as other,
        house.rider() as rider,
        house.rider() as late,
    ):
        mine, theirs = (await me.placed())["order_id"], (await other.placed())["order_id"]
        for order_id in (mine, theirs):
            await house.goes_on(order_id, "ready")
        offers = (await late.get("/rider/tasks")).json()["offers"]
        assert {offer["order_id"] for offer in offers} == {mine, theirs}
        assert (await rider.post(f"/rider/tasks/{mine}/accept", {})).status_code == 200
        second = await rider.post(f"/rider/tasks/{theirs}/accept", {})
        assert (second.status_code, second.json()["error"]["code"]) == (409, "one_at_a_time")
        taken = await late.post(f"/rider/tasks/{mine}/accept", {})
        assert (taken.status_code, taken.json()["error"]["code"]) == (409, "already_taken")
        assert [o["order_id"] for o in (await late.get("/rider/tasks")).json()["offers"]] == [theirs]


async def test_the_wallet_tells_a_cards_whole_way(house):
    async with house.customer() as me:
        order_id = (await me.placed())["order_id"]
        await house.goes_on(order_id, "confirmed")
        wallet = (await me.get("/wallet")).json()
        (card,) = wallet["cards"]
        assert [step["event"] for step in card["history"]] == ["issue", "hold", "redeem"]
        assert all(step["text"] for step in card["history"])
        assert (card["state"], card["order_id"]) == ("redeemed", order_id)
        assert wallet["campaign"]["name"]["zh-Hans"] == "小云茶铺"
