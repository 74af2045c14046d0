"""The pages of store, rider and operator, each in a tab of its own next to the customer's chat."""

from collections.abc import Callable
from typing import Any, ClassVar

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Installation
from tests.browser.hands import Customer

NewContext = Callable[..., BrowserContext]

MERCHANT_PHONE = "%2B99901000001"
"""One of 云汀's own sellers; the city numbers its phones."""


def sign_in(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("button[type=submit]").click()
    expect(page.locator(".input.code")).not_to_be_empty()
    page.locator("button[type=submit]").click()


def test_a_store_signs_in_and_pauses_and_opens(new_context: NewContext) -> None:
    page = new_context(width=1440).new_page()
    sign_in(page, f"/store?phone={MERCHANT_PHONE}")
    expect(page.locator(".queue section")).to_have_count(4)
    page.get_by_role("button", name="暂停接单").click()
    expect(page.locator(".store-bar .tag")).to_have_text("已暂停")
    page.get_by_role("button", name="开始接单").click()
    expect(page.locator(".store-bar .tag")).not_to_have_text("已暂停")


def test_a_staff_page_leaves_the_customer_signed_in(new_customer: Callable[..., Customer]) -> None:
    customer = new_customer()
    before = customer.page.request.get("/api/v1/session").json()["person_id"]
    sign_in(customer.page.context.new_page(), f"/store?phone={MERCHANT_PHONE}")
    assert customer.page.request.get("/api/v1/session").json()["person_id"] == before


def test_a_newcomer_joins_a_fleet_and_sees_open_orders(new_context: NewContext) -> None:
    page = new_context().new_page()
    sign_in(page, "/rider?phone=13912345678")
    page.get_by_label("怎么称呼").fill("阿舟")
    page.get_by_label("车队").fill("晨雾车队")
    page.get_by_role("button", name="加入").click()
    expect(page.get_by_role("heading", name="可以接的单")).to_be_visible()


def test_the_operator_link_opens_the_page_and_leaves_the_address(
    new_context: NewContext, installation: Installation
) -> None:
    page = new_context(width=1440).new_page()
    page.goto(f"/ops?key={installation.operator_key}")
    expect(page.locator(".promises")).to_contain_text("全部守住")
    assert installation.operator_key not in page.url
    page.reload()
    expect(page.locator(".promises")).to_contain_text("全部守住")


def test_a_wrong_key_opens_nothing(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/ops?key=wrong")
    expect(page.locator("form input[type=password]")).to_be_visible()
    page.locator("input[type=password]").fill("wrong too")
    page.locator("button[type=submit]").click()
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator(".promises")).to_have_count(0)


def test_a_rider_hands_over_step_by_step(new_context: NewContext) -> None:
    """Against canned answers: in the living city its own riders are faster than a test."""
    page = new_context().new_page()
    counter = CannedCounter()
    page.add_init_script("sessionStorage.setItem('qianbei.rider.token', 'canned')")
    page.route("**/api/v1/session", counter.session)
    page.route("**/api/v1/rider/tasks**", counter.tasks)
    page.route("**/api/v1/rider/tasks/**", counter.step)
    page.goto("/rider")
    page.get_by_role("button", name="接这一单").click()
    page.get_by_label("取货码").fill("7310")
    page.get_by_role("button", name="取到了").click()
    page.get_by_role("button", name="到门口了").click()
    expect(page.get_by_label("顾客的取餐码")).to_have_value("4827")
    page.get_by_role("button", name="交到手上").click()
    expect(page.get_by_role("heading", name="送到了")).to_be_visible()
    assert counter.asked == [
        ("accept", {}),
        ("pick-up", {"pickup_code": "7310"}),
        ("arrive", {}),
        ("hand-over", {"handover_code": "4827"}),
    ]


class CannedCounter:
    """A counter with one bag, which it gives to whoever asks in the right order."""

    after: ClassVar = {
        "accept": "ready",
        "pick-up": "picked_up",
        "arrive": "at_door",
        "hand-over": "handed_over",
    }

    def __init__(self) -> None:
        self.state: str | None = None
        self.asked: list[tuple[str, Any]] = []

    def session(self, route: Route) -> None:
        city = {"name": {}, "now": "2031-05-20T04:00:00Z", "speed": 1}
        roles = [{"role": "rider", "subject": "r"}]
        route.fulfill(json={"person_id": "p", "token": "canned", "roles": roles, "city": city, "cards": []})

    def tasks(self, route: Route) -> None:
        carried = self.state not in (None, "handed_over")
        offers = [self._task("ready")] if self.state is None else []
        route.fulfill(json={"current": self._task(str(self.state)) if carried else None, "offers": offers})

    def step(self, route: Route) -> None:
        step = route.request.url.rsplit("/", 1)[1]
        self.asked.append((step, route.request.post_data_json))
        self.state = self.after[step]
        route.fulfill(json=self._task(self.state))

    def _task(self, state: str) -> dict[str, Any]:
        return {
            "order_id": "o",
            "number": "0017",
            "state": state,
            "store": {"name": {"zh-Hans": "折帆茶社"}, "address": "听潮路 18 号", "lat_e6": 0, "lng_e6": 0},
            "door": {"text": "潮声里 3 号楼", "lat_e6": 0, "lng_e6": 0},
            "cups": 1,
            "ready_at": "2031-05-20T04:05:00Z",
            "distance_m": 900,
            "fee_fen": 450,
            "shared_code": "4827" if state == "at_door" else None,
            "version": 1,
        }
