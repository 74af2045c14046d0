"""A merchant's way from registration to an open store, and who may not walk it."""

import asyncio
from contextlib import suppress

import pytest

from tests.support.web import MENU, NAME, Client, store_of

pytestmark = pytest.mark.anyio


async def test_a_merchant_registers_uploads_and_opens(client, deps):
    store_id = await client.with_store()
    early = await client.write("PATCH", f"/stores/{store_id}", {"status": "open"})
    assert (early.status_code, early.json()["error"]["code"]) == (409, "menu_missing")
    menu = await client.write("PUT", f"/stores/{store_id}/menu", {"document": MENU})
    assert menu.status_code == 200, menu.text
    assert (menu.json()["version"], menu.json()["items"]) == (1, 1)
    opened = await client.write("PATCH", f"/stores/{store_id}", {"status": "open", "cups_per_slot": 7})
    assert opened.status_code == 200, opened.text
    assert opened.json()["open_now"] is True
    assert opened.json()["hours"][0]["close"] == "26:00"
    mine = (await client.get("/stores", params={"mine": 1})).json()["stores"]
    assert mine == [opened.json()]
    await deps.city.refresh()
    assert (await client.get("/stores")).json()["stores"] == [opened.json()]


async def test_a_paused_store_is_not_in_the_public_list(client, deps):
    store_id = await client.with_store()
    await client.write("PUT", f"/stores/{store_id}/menu", {"document": MENU})
    await client.write("PATCH", f"/stores/{store_id}", {"status": "paused"})
    await deps.city.refresh()
    assert (await client.get("/stores")).json() == {"stores": []}


async def test_a_bad_menu_is_explained_with_line_and_column_and_not_kept(client):
    store_id = await client.with_store()
    bad = MENU.replace("900", "-1")
    refused = await client.write("PUT", f"/stores/{store_id}/menu", {"document": bad})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "menu_invalid")
    [problem] = refused.json()["error"]["details"]["problems"]
    assert (problem["line"], problem["path"]) == (8, "items[0].price_fen")
    assert problem["message"]
    [store] = (await client.get("/stores", params={"mine": 1})).json()["stores"]
    assert store["menu_version"] is None


async def test_somebody_elses_store_is_not_found_and_stays_as_it_was(client, browser):
    store_id = await client.with_store()
    before = (await client.get("/stores", params={"mine": 1})).json()
    async with browser() as other:
        await other.with_store("13900139000")
        for refused in (
            await other.write("PATCH", f"/stores/{store_id}", {"prep_s": 1}),
            await other.write("PUT", f"/stores/{store_id}/menu", {"document": MENU}),
            await other.post("/stores", store_of(before["stores"][0]["seller_id"])),
        ):
            assert (refused.status_code, refused.json()["error"]["code"]) == (404, "not_found")
    assert (await client.get("/stores", params={"mine": 1})).json() == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/stores", store_of("00000000-0000-0000-0000-000000000001")),
        ("PATCH", "/stores/00000000-0000-0000-0000-000000000001", {"prep_s": 1}),
        ("PUT", "/stores/00000000-0000-0000-0000-000000000001/menu", {"document": MENU}),
        ("POST", "/ops/places", {"places": [{"name": NAME, "lat_e6": 1, "lng_e6": 1}]}),
        ("POST", "/merchants", {"name": NAME}),
        ("POST", "/riders", {"name": "小周", "fleet": "快马"}),
    ],
)
async def test_doors_are_closed_to_guests_and_to_nobody(client: Client, method, path, body):
    nobody = await client.write(method, path, body)
    assert (nobody.status_code, nobody.json()["error"]["code"]) == (401, "sign_in_first")
    await client.post("/session", {})
    guest = await client.write(method, path, body)
    assert guest.status_code == 403
    assert guest.json()["error"]["code"] in {"forbidden", "phone_first"}


async def test_a_rider_registers_once(client: Client):
    await client.with_phone()
    first = await client.post("/riders", {"name": "小周", "fleet": "快马"})
    again = await client.post("/riders", {"name": "小吴", "fleet": "快马"})
    assert first.status_code == 201
    assert again.json()["rider_id"] == first.json()["rider_id"]
    roles = (await client.get("/session")).json()["roles"]
    assert {"role": "rider", "subject": first.json()["rider_id"]} in roles


@pytest.mark.parametrize(
    ("open_", "close"), [("09:00", "09:00"), ("24:00", "25:00"), ("09:00", "34:00"), ("09:00", "49:00")]
)
async def test_hours_that_no_day_has_are_refused(client, open_, close):
    store_id = await client.with_store()
    hours = [{"days": [0], "open": open_, "close": close}]
    refused = await client.write("PATCH", f"/stores/{store_id}", {"hours": hours})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "hours_invalid")


async def test_control_characters_and_unknown_fields_are_refused(client):
    await client.with_phone()
    for body in (
        {"name": {**NAME, "en": "a\u0000b"}},
        {"name": NAME, "owner": "me"},
        {"name": {"en": "Only"}},
    ):
        refused = await client.post("/merchants", body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid")
    surrogate = await client.http.post(
        "/api/v1/merchants",
        content=b'{"name": {"zh-Hans": "\\ud800", "en": "x"}}',
        headers={"Idempotency-Key": "0123456789abcdef", "Content-Type": "application/json"},
    )
    assert surrogate.status_code == 422
    assert len((await client.get("/session")).json()["roles"]) == 1


async def test_the_city_in_memory_follows_within_a_second(client, deps):
    following = asyncio.create_task(deps.city.run())
    try:
        store_id = await client.with_store()
        await client.write("PUT", f"/stores/{store_id}/menu", {"document": MENU})
        await client.write("PATCH", f"/stores/{store_id}", {"status": "open"})
        async with asyncio.timeout(1.0):
            await _until_open(client)
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
    assert deps.city.city.compiled.stores_of == [(store_id,)]


async def _until_open(client: Client) -> None:
    for _ in range(100):
        if (await client.get("/stores")).json()["stores"]:
            return
        await asyncio.sleep(0.02)
