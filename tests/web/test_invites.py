"""A code travels as words, link and picture; whoever pastes it is bound; the daily draw can be proved."""

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from qianbei.flows import draws
from qianbei.flows import invites as flow
from qianbei.flows.work import Action
from qianbei.invites import api as invites
from qianbei.invites.contracts import InviteRules, Prize
from qianbei.kit.clock import city_day
from tests.support.books import snapshot
from tests.support.house import Caller, House
from tests.support.town import CELL

pytestmark = pytest.mark.anyio


async def code_of(host: Caller) -> dict:
    answer = await host.post("/invites", {})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def accepted(guest: Caller, text: str, status: int = 201, key: str = "") -> dict:
    answer = await guest.post("/invites/accept", {"text": text}, key)
    assert answer.status_code == status, answer.text
    return answer.json()


async def handed_over(house: House, guest: Caller) -> None:
    """The guest's first order, all the way into their hands, and what follows from it."""
    order_id = (await guest.placed())["order_id"]
    await house.goes_on(order_id, "ready")
    town, rider, order = house.town, house.town.id(), UUID(order_id)
    await town.rider_takes(order, rider)
    pickup, handover = await house.codes(order_id)
    await town.rider_does(order, Action.PICK_UP, rider, pickup)
    await town.rider_does(order, Action.ARRIVE, rider)
    await town.rider_does(order, Action.HAND_OVER, rider, handover)
    async with house.deps.database.transaction() as tx:
        due = flow.Due(guest.person_id, order, house.deps.clock.now())
        assert await flow.vest(tx, CELL, house.deps.random, [due], house.deps.clock.now())


async def test_a_code_comes_as_words_link_and_picture(house: House):
    async with house.customer() as host:
        assert (await host.get("/invites")).json()["code"] is None
        mine = await code_of(host)
        assert (await host.get("/invites")).json()["code"] == mine["code"]
        assert mine["link"] == f"http://127.0.0.1:8420/invite?code={mine['code']}"
        assert mine["code"] in mine["text"]
        assert mine["link"] in mine["text"]
        picture = await host.get("/invites/picture.svg", params={"text": mine["code"]})
        assert picture.headers["content-type"].startswith("image/svg+xml")
        assert picture.text.startswith("<?xml")
        english = await host.get("/invites", headers={"Accept-Language": "en"})
        assert english.json()["text"].startswith("A Qianbei invite")


async def test_words_of_an_invite_beg_for_nothing(house: House):
    """A channel once stopped links for luring words; the message has none, in either language."""
    async with house.customer() as host:
        for language in ("zh-Hans", "en"):
            answer = await host.post("/invites", {}, headers={"Accept-Language": language})
            text = answer.json()["text"].lower()
            for lure in ("免费", "领", "红包", "奖", "赚", "free", "win", "reward", "gift", "¥", "!", "！"):
                assert lure not in text


async def test_a_look_tells_what_a_code_is_good_for_before_anything_is_done(house: House):
    async with house.customer() as host, house.nobody() as guest:
        mine = await code_of(host)
        before = await snapshot(house.deps.database)
        for text in (mine["code"], mine["link"], mine["text"], mine["code"].lower().replace("-", " ")):
            seen = await guest.get("/invites/look", params={"text": text})
            assert seen.json()["code"] == mine["code"]
        assert seen.json()["rules"]["invites_max"] == 20
        assert seen.json()["rules"]["prizes"][0] == {"amount_fen": 500_000, "odds_ppm": 10}
        for text in ("AAA-AAA-AAA", "你好"):
            refused = await guest.get("/invites/look", params={"text": text})
            assert (refused.status_code, refused.json()["error"]["code"]) == (404, "invite_code_unknown")
        assert await snapshot(house.deps.database) == before


async def test_a_pasted_message_binds_and_a_cup_rewards_both(house: House):
    async with house.customer() as host, house.customer() as guest:
        bound = await accepted(guest, (await code_of(host))["text"])
        assert bound["state"] == "bound"
        await handed_over(house, guest)
        assert [each["state"] for each in (await host.get("/invites")).json()["brought"]] == ["vested"]
        assert (await guest.get("/invites")).json()["bound"]["state"] == "vested"
        assert len((await host.get("/wallet")).json()["cards"]) == 2
        assert len((await guest.get("/wallet")).json()["cards"]) == 2


async def test_a_repeat_gets_the_same_answer_and_another_code_is_refused(house: House):
    async with house.customer() as host, house.customer() as other, house.customer() as guest:
        text, second = (await code_of(host))["code"], (await code_of(other))["code"]
        first = await accepted(guest, text, key="one-key-for-one-thing")
        before = await snapshot(house.deps.database)
        assert await accepted(guest, text, key="one-key-for-one-thing") == first
        assert await snapshot(house.deps.database) == before
        assert await accepted(guest, text) == first
        refused = await accepted(guest, second, 409)
        assert refused["error"]["code"] == "invite_bound_already"


async def test_nobody_invites_themselves_on_their_own_device(house: House):
    async with house.customer() as host:
        code = (await code_of(host))["code"]
        assert (await accepted(host, code, 409))["error"]["code"] == "invite_self"
        device = {"Cookie": f"qianbei_device={host.http.cookies['qianbei_device']}"}
        async with house.caller() as alias:
            answer = await alias.post("/invites/accept", {"text": code}, headers=device)
        assert answer.json()["error"]["code"] == "invite_self"


async def test_two_cannot_invite_each_other(house: House):
    async with house.customer() as one, house.customer() as two:
        first, second = (await code_of(one))["code"], (await code_of(two))["code"]
        await accepted(two, first)
        assert (await accepted(one, second, 409))["error"]["code"] == "invite_ring"


async def test_whoever_has_ordered_is_no_newcomer(house: House):
    async with house.customer() as host, house.customer() as guest:
        await guest.placed()
        refused = await accepted(guest, (await code_of(host))["code"], 409)
        assert refused["error"]["code"] == "invite_not_new"


async def test_a_draw_is_made_once_and_proved_when_its_day_is_over(house: House, clock):
    rules = InviteRules(draw_every=1, prizes=(Prize(300, 1_000_000),))
    async with house.deps.database.transaction() as tx:
        await invites.write_rules(tx, CELL, house.town.campaign_id, rules, clock.now())
    await draws.prepare_days(house.deps.database, CELL, Random(1), clock.now())
    async with house.customer() as host, house.customer() as guest:
        assert (await host.post("/invites/draws", {})).json()["error"]["code"] == "draw_not_earned"
        await accepted(guest, (await code_of(host))["code"])
        await handed_over(house, guest)
        assert (await host.get("/invites")).json()["draws_left"] == 1
        drawn = (await host.post("/invites/draws", {})).json()
        assert drawn["amount_fen"] == (await host.get("/wallet/cash")).json()["balance_fen"] == 300
        assert (await host.post("/invites/draws", {})).json()["error"]["code"] == "draw_not_earned"
        tomorrow, today = (await host.get("/invites/days")).json()["days"]
        assert today["seed"] is tomorrow["seed"] is None
        clock.advance(days=1)
        again = (await host.get("/invites/days")).json()["days"][1]
        assert (again["day"], again["commitment"]) == (drawn["day"], today["commitment"])
        day, seed = city_day(clock.now() - timedelta(days=1)), bytes.fromhex(again["seed"])
        assert invites.commitment(seed, day).hex() == again["commitment"]
        assert invites.roll_of(seed, day, host.person_id, 1) == drawn["roll"]


async def test_a_text_longer_than_any_message_is_not_looked_through(house: House):
    async with house.customer() as me:
        assert (await me.post("/invites/accept", {"text": "A" * 501})).status_code == 422
        assert (await me.get("/invites/look", params={"text": "A" * 501})).status_code == 422
