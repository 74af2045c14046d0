"""The people of 云汀 against a fake house: they move in once, and every order ends in a hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from random import SystemRandom

import httpx
import pytest

from qianbei.sandbox import main
from qianbei.sandbox.city import City, make_city
from qianbei.sandbox.people import riders
from qianbei.sandbox.people.doors import Doors
from qianbei.sandbox.people.pace import Pace
from qianbei.sandbox.people.person import RefusedError, Tokens
from qianbei.sandbox.people.settle import settle
from tests.unit.sandbox.fake_house import OPERATOR_KEY, FakeHouse


class Hurry(Pace):
    """Pauses of courtesy shortened for tests; city time as it is."""

    def __init__(self, speed: float) -> None:
        super().__init__(speed)
        self.look_busy_s = self.look_idle_s = 0.01

    async def wait(self, real_s: float) -> None:
        await asyncio.sleep(min(real_s, 0.01))


@pytest.fixture
def city() -> City:
    return make_city(1)


@asynccontextmanager
async def doors_of(house: FakeHouse) -> AsyncIterator[Doors]:
    jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(transport=house.transport(), base_url="http://house", cookies=jar) as client:
        yield Doors(client, SystemRandom())


@asynccontextmanager
async def living(
    house: FakeHouse, city: City, monkeypatch: pytest.MonkeyPatch, tokens: Tokens | None = None
) -> AsyncIterator[None]:
    """The city lives inside, and is killed without notice at the end."""
    monkeypatch.setattr(main, "Pace", Hurry)
    async with doors_of(house) as doors:
        settled = await settle(doors, city, tokens or Tokens(None), OPERATOR_KEY)
        life = asyncio.create_task(main._live(doors, city, settled, 1, 0.0))
        try:
            yield
        finally:
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  (the condition is plain data, nobody signals it)
            await asyncio.sleep(0.005)


@pytest.mark.anyio
async def test_everybody_moves_in_once(city: City, tmp_path: Path) -> None:
    house = FakeHouse()
    async with doors_of(house) as doors:
        await settle(doors, city, Tokens(tmp_path / "tokens.json"), OPERATOR_KEY)
        settled = await settle(doors, city, Tokens(tmp_path / "tokens.json"), OPERATOR_KEY)
    assert len(house.stores) == 60
    assert {store["status"] for store in house.stores.values()} == {"open"}
    assert {store["menu_version"] for store in house.stores.values()} == {1}
    assert (len(house.riders), len(house.places), len(house.campaigns)) == (40, 40, 1)
    assert house.campaigns[0]["face_fen"] == 2_500
    assert settled.speed == house.speed
    assert house.calls["POST /session"] == 52, "the second start signs nobody in again"
    assert oct((tmp_path / "tokens.json").stat().st_mode & 0o777) == "0o600"


@pytest.mark.anyio
async def test_without_their_tokens_they_find_themselves_by_phone(city: City) -> None:
    house = FakeHouse()
    for _ in range(2):
        async with doors_of(house) as doors:
            await settle(doors, city, Tokens(None), OPERATOR_KEY)
    assert (len(house.stores), len(house.riders), len(house.campaigns)) == (60, 40, 1)


@pytest.mark.anyio
async def test_moving_in_is_taken_up_where_it_was_cut_off(city: City) -> None:
    house = FakeHouse()
    async with doors_of(house) as doors:
        cut = asyncio.create_task(settle(doors, city, Tokens(None), OPERATOR_KEY))
        await until(lambda: len(house.stores) > 10)
        cut.cancel()
        await asyncio.gather(cut, return_exceptions=True)
        await settle(doors, city, Tokens(None), OPERATOR_KEY)
    names = [store["name"]["zh-Hans"] for store in house.stores.values()]
    assert len(names) == len(set(names)) == 60
    assert {store["status"] for store in house.stores.values()} == {"open"}


@pytest.mark.anyio
async def test_a_store_that_somebody_paused_stays_paused(city: City) -> None:
    house = FakeHouse()
    async with doors_of(house) as doors:
        await settle(doors, city, Tokens(None), OPERATOR_KEY)
        house.stores[next(iter(house.stores))]["status"] = "paused"
        await settle(doors, city, Tokens(None), OPERATOR_KEY)
    assert [store["status"] for store in house.stores.values()].count("paused") == 1


@pytest.mark.anyio
async def test_a_house_that_refuses_the_operator_is_not_settled(city: City) -> None:
    house = FakeHouse()
    async with doors_of(house) as doors:
        with pytest.raises(RefusedError, match="forbidden"):
            await settle(doors, city, Tokens(None), "a wrong key")
    assert (house.stores, house.riders, house.places) == ({}, {}, [])


@pytest.mark.anyio
async def test_orders_are_made_carried_and_handed_over(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    house = FakeHouse()
    async with living(house, city, monkeypatch):
        orders = [house.place_order(store_id) for store_id in list(house.stores)[:12]]
        await until(lambda: all(order["state"] == "at_door" for order in orders))
        for order in orders:
            order["shared_code"] = order["handover_code"]
        await until(lambda: all(order["state"] == "handed_over" for order in orders))
    way = ["authorised", "confirmed", "making", "ready", "picked_up", "at_door", "handed_over"]
    assert all(order["history"] == way for order in orders)


@pytest.mark.anyio
@pytest.mark.parametrize("state", ["authorised", "confirmed", "making", "ready", "picked_up", "at_door"])
async def test_people_who_were_killed_go_on_where_they_stood(
    city: City, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    house = FakeHouse()
    async with doors_of(house) as doors:
        await settle(doors, city, Tokens(None), OPERATOR_KEY)
    order = house.place_order(next(iter(house.stores)), state)
    order["shared_code"] = order["handover_code"]
    if state in riders.PICKED_UP or state == "ready":
        order["rider"] = next(iter(house.riders))
    async with living(house, city, monkeypatch):
        await until(lambda: order["state"] == "handed_over")


@pytest.mark.anyio
async def test_a_rider_is_free_again_when_the_order_ends_on_the_way(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = FakeHouse()
    async with living(house, city, monkeypatch):
        orders = [house.place_order(next(iter(house.stores))) for _ in range(40)]
        await until(lambda: all(order["state"] == "at_door" for order in orders))
        for order in orders:
            order["state"] = "cancelled"
        late = house.place_order(next(iter(house.stores)))
        late["shared_code"] = late["handover_code"]
        await until(lambda: late["state"] == "handed_over")


@pytest.mark.anyio
async def test_a_shut_house_is_waited_out(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    house = FakeHouse()
    async with living(house, city, monkeypatch):
        order = house.place_order(next(iter(house.stores)))
        order["shared_code"] = order["handover_code"]
        await until(lambda: order["state"] != "authorised")
        house.shut = True
        before = sum(house.calls.values())
        await until(lambda: sum(house.calls.values()) > before + 20)
        house.shut = False
        await until(lambda: order["state"] == "handed_over")


@pytest.mark.anyio
async def test_a_store_of_a_real_merchant_is_left_to_real_riders(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = FakeHouse()
    async with living(house, city, monkeypatch):
        known = dict(next(iter(house.stores.values())))
        house.stores["store-real"] = known | {"store_id": "store-real", "seller_id": "a real one"}
        real = house.place_order("store-real", "ready")
        ours = house.place_order(known["store_id"])
        await until(lambda: ours["state"] == "at_door")
    assert (real["state"], real["rider"]) == ("ready", None)


@pytest.mark.anyio
async def test_an_idle_city_asks_little(city: City) -> None:
    looks_per_s = len(city.brands) / Pace(1.0).look_idle_s + 3 / Pace(1.0).look_idle_s
    busiest_per_s = len(city.brands) / Pace(1.0).look_busy_s + 3 / Pace(1.0).look_busy_s
    waiting_riders_per_s = len(city.riders) / riders.ASK_S_MAX
    assert looks_per_s < 10
    assert busiest_per_s + waiting_riders_per_s < 40


@pytest.mark.anyio
async def test_a_rider_who_was_refused_an_offer_looks_for_a_task_it_forgot(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = FakeHouse()
    async with living(house, city, monkeypatch):
        await until(lambda: house.calls["GET /rider/tasks"] > len(city.riders))
        store_id = next(iter(house.stores))
        forgotten = [house.place_order(store_id, "picked_up") for _ in house.riders]
        for order, rider_id in zip(forgotten, house.riders, strict=True):
            order["rider"], order["shared_code"] = rider_id, order["handover_code"]
        late = house.place_order(store_id)
        late["shared_code"] = late["handover_code"]
        await until(lambda: late["state"] == "handed_over")
