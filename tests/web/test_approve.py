"""POST /orders: the tap on exactly one sealed checkout, at most one order for each intent, nothing taken on a refusal."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from qianbei.agent.state import seal_offer
from qianbei.catalog.contracts import StoreStatus
from qianbei.kit.canonical import canonical_json
from tests.support.house import ORDER

pytestmark = pytest.mark.anyio


async def counts(house) -> tuple[int, int, int]:
    """(orders, cards held, cups taken)"""
    orders = (await house.town.rows("select count(*)::int from orders.orders"))[0][0]
    held = (await house.town.rows("select count(*)::int from campaigns.cards where state = 'held'"))[0][0]
    return orders, held, await house.town.cups_taken()


async def assert_refused(house, answer, status: int, code: str, **details) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    error = answer.json()["error"]
    assert all(error[part] for part in ("message", "safe", "next"))
    assert error["details"] == details
    assert await counts(house) == (0, 0, 0)


async def test_a_tap_places_the_order_that_was_shown(house):
    async with house.customer() as me:
        state = await me.say(ORDER)
        answer = await me.approve(state)
        placed = answer.json()
        assert (answer.status_code, placed["state"], placed["created"]) == (201, "placed", True)
        assert placed["order"]["checkout"] == state["offer"]
        looked = (await me.get(f"/orders/{placed['order_id']}")).json()
        assert looked == placed["order"]
        assert await counts(house) == (1, 1, 1)
        await house.town.assert_audit_is_clean()


async def test_the_same_tap_again_finds_the_same_order(house):
    async with house.customer() as me:
        state = await me.say(ORDER)
        key = str(uuid4())
        first = await me.approve(state, key)
        for again in (await me.approve(state, key), await me.approve(state)):
            assert (again.status_code, again.json()["created"]) == (200, False)
            assert again.json()["order_id"] == first.json()["order_id"]
            assert again.json()["order"]["order_id"] == first.json()["order_id"]
        assert await counts(house) == (1, 1, 1)


async def test_two_tabs_that_tap_at_once_place_one_order(house):
    async with house.customer() as me:
        state = await me.say(ORDER)
        other_tab = await me.say("不要珍珠", state)
        answers = await asyncio.gather(*(me.approve(each) for each in (state, other_tab, state, other_tab)))
        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
        assert len({answer.json()["order_id"] for answer in answers}) == 1
        assert await counts(house) == (1, 1, 1)


async def test_a_key_never_names_two_bodies(house):
    async with house.customer() as me:
        key = str(uuid4())
        first = await me.approve(await me.say(ORDER), key)
        me.conversation = str(uuid4())
        other = await me.say("来两杯大杯珍珠奶茶")
        answer = await me.approve(other, key)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "idempotency_key_reused")
        assert answer.json()["error"]["details"] == {"order_id": first.json()["order_id"]}
        assert (await counts(house))[0] == 1


@pytest.mark.parametrize(
    "respell", [dict, lambda offer: dict(reversed(offer.items()))], ids=["as given", "else"]
)
async def test_an_offer_may_come_back_in_another_spelling_and_is_kept_in_ours(house, respell):
    async with house.customer() as me:
        state = await me.say(ORDER)
        given = msgspec.json.encode(state["offer"])
        assert given == canonical_json(state["offer"])
        answer = await me.approve(state | {"offer": respell(state["offer"])})
        assert answer.status_code == 201
        [(kept,)] = await house.town.rows("select checkout::text from orders.orders")
        assert kept.encode() == given


EDITS = {
    "a price": lambda offer: offer.update(pay_fen=0),
    "the total": lambda offer: offer.update(total_fen=1),
    "a price row": lambda offer: offer["prices"][0].update(amount_fen=1),
    "a line": lambda offer: offer["lines"][0].update(quantity=2),
    "the card": lambda offer: offer.update(card_fen=offer["card_fen"] + 1),
    "the store": lambda offer: offer.update(store_id=str(uuid4())),
    "the end": lambda offer: offer.update(expires_at="2099-01-01T00:00:00Z"),
    "the person": lambda offer: offer.update(person=str(uuid4())),
    "the intent": lambda offer: offer.update(draft_number=9),
    "a number's spelling": lambda offer: offer.update(pay_fen=float(offer["pay_fen"])),
    "a field more": lambda offer: offer.update(extra=1),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
async def test_an_edited_offer_places_nothing(house, edit):
    async with house.customer() as me:
        state = await me.say(ORDER)
        edit(state["offer"])
        await assert_refused(house, await me.approve(state), 409, "offer_changed")


@pytest.mark.parametrize("seal", ["", "k1.1.x", "🍵", "a.b.c.d"])
async def test_an_edited_seal_places_nothing(house, seal):
    async with house.customer() as me:
        state = await me.say(ORDER)
        await assert_refused(house, await me.approve(state | {"offer_seal": seal}), 409, "offer_changed")


async def test_the_seal_of_a_draft_places_nothing(house):
    async with house.customer() as me:
        state = await me.say(ORDER)
        swapped = {"offer": state["draft"], "offer_seal": state["seal"]}
        await assert_refused(house, await me.approve(swapped), 409, "offer_changed")


async def test_a_seal_over_something_that_is_no_offer_places_nothing(house, clock):
    sealer = house.deps.sealer
    raw = {"person": "me"}
    seal = sealer.seal("offer", canonical_json(raw), clock.now() + timedelta(minutes=2))
    async with house.customer() as me:
        await assert_refused(
            house, await me.approve({"offer": raw, "offer_seal": seal}), 409, "offer_changed"
        )


async def test_another_persons_offer_is_not_theirs_to_tap(house):
    async with house.customer() as me, house.customer() as other:
        await assert_refused(house, await other.approve(await me.say(ORDER)), 409, "offer_changed")


async def test_an_offer_of_another_city_places_nothing(house, clock):
    async with house.customer() as me:
        state = await me.say(ORDER)
        guest = await house.town.guest()
        offer = house.town.offer(guest)
        foreign = msgspec.structs.replace(offer, person=me.person_id, cell=2)
        sent = {
            "offer": msgspec.json.decode(canonical_json(foreign)),
            "offer_seal": seal_offer(house.deps.sealer, foreign, canonical_json(foreign)),
        }
        assert state["offer"]["cell"] == 1
        await assert_refused(house, await me.approve(sent), 409, "offer_changed")


async def test_a_quote_that_ended_places_nothing_but_finds_its_order(house, clock):
    async with house.customer() as me:
        ended = await me.say(ORDER)
        clock.advance(minutes=2)
        await assert_refused(house, await me.approve(ended), 409, "offer_expired")
        fresh = await me.say("刷新报价", ended)
        placed = await me.approve(fresh)
        clock.advance(minutes=3)
        again = await me.approve(fresh)
        assert (again.status_code, again.json()["order_id"]) == (200, placed.json()["order_id"])
        late = await me.approve(ended)
        assert (late.status_code, late.json()["created"]) == (200, False), (
            "the same intent, whatever the quote"
        )


async def test_an_old_seal_replayed_places_no_second_order(house):
    async with house.customer() as me:
        old = await me.say(ORDER)
        first = (await me.approve(old)).json()["order_id"]
        replayed = await me.approve(old)
        assert (replayed.status_code, replayed.json()["order_id"]) == (200, first)
        after = await me.say("来两杯大杯珍珠奶茶", old)
        assert after["offer"]["draft_number"] == 1, "an old draft goes on as the next one"
        assert (await counts(house))[0] == 1


async def test_an_equal_cart_from_another_conversation_is_asked_about(house):
    async with house.customer() as me:
        first = await me.placed()
        me.conversation = str(uuid4())
        state = await me.say(ORDER)
        asked = await me.approve(state)
        assert (asked.status_code, asked.json()["error"]["code"]) == (409, "duplicate_cart")
        assert asked.json()["error"]["details"] == {"order_id": first["order_id"]}
        assert (await counts(house))[0] == 1
        assert (await me.approve(state, again=True)).status_code == 201
        assert (await counts(house))[0] == 2


async def test_a_card_serves_one_order(house):
    async with house.customer() as me:
        mine = await me.say(ORDER)
        me.conversation = str(uuid4())
        other = await me.say("来两杯大杯珍珠奶茶")
        assert (await me.approve(mine)).status_code == 201
        refused = await me.approve(other)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "card_used")
        assert await counts(house) == (1, 1, 1)
        fresh = await me.say("刷新报价", other)
        assert fresh["offer"]["card_id"] is None
        assert fresh["offer"]["discounts"][0]["reason"] == "card_held"


async def test_a_paused_store_takes_nothing(house):
    async with house.customer() as me:
        state = await me.say(ORDER)
        await house.town.set_status(StoreStatus.PAUSED)
        await assert_refused(house, await me.approve(state), 409, "store_paused")


async def test_a_slot_that_filled_up_takes_nothing_more(house):
    async with house.customer() as me, house.customer() as other:
        state = await me.say("来六杯大杯珍珠奶茶")
        theirs = await other.say("来七杯大杯珍珠奶茶")
        assert (await other.approve(theirs)).status_code == 201
        refused = await me.approve(state)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "slot_full")
        assert await counts(house) == (1, 1, 7)
        await house.refresh()
        fresh = await me.say("刷新报价", state)
        assert fresh["offer"]["slot_start"] > state["offer"]["slot_start"]


async def test_nobody_and_a_missing_key_place_nothing(house):
    async with house.customer() as me, house.nobody() as nobody:
        state = await me.say(ORDER)
        await assert_refused(house, await nobody.approve(state), 401, "sign_in_first")
        body = {"offer": state["offer"], "seal": state["offer_seal"]}
        for headers in ({}, {"Idempotency-Key": "short"}, {"Idempotency-Key": "x" * 65}):
            answer = await me.http.post("/api/v1/orders", json=body, headers=headers)
            await assert_refused(house, answer, 400, "idempotency_key_missing")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"offer":1}', b'{"offer":{},"seal":7}', b"\xff", b"[" * 9_000, b'{"offer":']
)
async def test_what_is_no_approval_is_malformed(house, body):
    async with house.customer() as me:
        headers = {"Idempotency-Key": str(uuid4())}
        answer = await me.http.post("/api/v1/orders", content=body, headers=headers)
        await assert_refused(house, answer, 400, "malformed")


async def test_a_body_that_is_too_large_is_refused(house):
    async with house.customer() as me:
        answer = await me.post("/orders", {"offer": "x" * 300_000, "seal": ""})
        await assert_refused(house, answer, 413, "too_large")
