"""A store and a rider of one's own, worked by hand on their pages, for a customer next door."""

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import APIRequestContext, BrowserContext, Page, expect

from tests.browser.hands import Customer, sign_in

PHONE = "13700000001"
MENU = """
format: 1
name: {zh-Hans: 石阶茶摊, en: Stone Steps Tea}
languages: [zh-Hans, en]
categories:
  - {id: tea, name: {zh-Hans: 茶, en: Tea}}
items:
  - {id: osmanthus, category: tea, name: {zh-Hans: 石阶桂花冻饮, en: stone steps osmanthus}, price_fen: 900}
"""
EVERY_DAY = {"days": [0, 1, 2, 3, 4, 5, 6], "open": "00:00", "close": "24:00"}
DELIVERY = {"radius_m": 3000, "base_fee_fen": 300, "free_m": 1000, "per_km_fen": 100}


class Merchant:
    """Opens a store by the API, as `qianbei store` does."""

    def __init__(self, doors: APIRequestContext) -> None:
        self._doors = doors

    def write(self, method: str, path: str, body: dict) -> dict:
        headers = {"Idempotency-Key": str(uuid4())}
        answer = self._doors.fetch(f"/api/v1{path}", method=method, data=body, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()

    def open_store(self, lat_e6: int, lng_e6: int) -> None:
        self.write("POST", "/session", {})
        sent = self.write("POST", "/session/phone", {"phone": PHONE})
        self.write("POST", "/session/phone/verify", {"phone": PHONE, "code": sent["sandbox_code"]})
        name = {"zh-Hans": "石阶茶摊", "en": "Stone Steps Tea"}
        seller = self.write("POST", "/merchants", {"name": name})
        terms = {"hours": [EVERY_DAY], "cups_per_slot": 12, "prep_s": 30, "delivery": DELIVERY}
        place = {"address": "石阶巷 1 号", "lat_e6": lat_e6, "lng_e6": lng_e6}
        store = self.write(
            "POST", "/stores", {"seller_id": seller["seller_id"], "name": name, **terms, **place}
        )
        self.write("PUT", f"/stores/{store['store_id']}/menu", {"document": MENU})
        self.write("PATCH", f"/stores/{store['store_id']}", {"status": "open"})


def test_a_cup_goes_from_hand_to_hand_by_the_pages_alone(
    new_customer: Callable[..., Customer], new_context: Callable[..., BrowserContext]
) -> None:
    """The city's own riders leave strangers' bags alone, so a rider of one's own carries it."""
    customer = new_customer()
    address = customer.page.request.get("/api/v1/session").json()["address"]
    merchant = new_context(width=1440)
    Merchant(merchant.request).open_store(address["lat_e6"], address["lng_e6"])
    customer.page.wait_for_timeout(1500)
    customer.say("来一杯石阶桂花冻饮")
    customer.approve()

    counter = merchant.new_page()
    sign_in(counter, f"/store?phone={PHONE}")
    ticket = counter.locator(".bar-ticket")
    expect(ticket).to_contain_text("石阶桂花冻饮")
    for step in ("接单", "开始做", "做好了"):
        ticket.get_by_role("button", name=step).click()
    pickup_code = ticket.locator(".pickup strong").inner_text()

    rider = new_context().new_page()
    join_a_fleet(rider)
    rider.locator(".offer", has_text="石阶茶摊").get_by_role("button", name="接这一单").click()
    rider.get_by_label("取货码").fill(pickup_code)
    rider.get_by_role("button", name="取到了").click()
    rider.get_by_role("button", name="到门口了").click()
    expect(customer.tracker.locator(".door-code .code")).to_have_text(re.compile(r"^\d{4}$"))
    expect(rider.get_by_label("顾客的取餐码")).not_to_be_empty(timeout=15_000)
    rider.get_by_role("button", name="交到手上").click()
    expect(rider.get_by_role("heading", name="送到了")).to_be_visible()
    customer.wait_until_handed_over()
    expect(ticket).to_have_count(0)


def join_a_fleet(page: Page) -> None:
    sign_in(page, "/rider?phone=13900000002")
    page.get_by_label("怎么称呼").fill("阿舟")
    page.get_by_label("车队").fill("晨雾车队")
    page.get_by_role("button", name="加入").click()
    expect(page.get_by_role("heading", name="可以接的单")).to_be_visible()
