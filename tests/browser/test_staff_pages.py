"""The pages of store, rider and operator, each in a tab of its own next to the customer's chat."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Installation
from tests.browser.hands import Customer, sign_in

NewContext = Callable[..., BrowserContext]

MERCHANT_PHONE = "%2B99901000001"
"""One of 云汀's own sellers; the city numbers its phones."""


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


def test_the_operator_link_opens_the_page_and_leaves_the_address(
    new_context: NewContext, installation: Installation
) -> None:
    page = new_context(width=1440).new_page()
    page.goto(f"/ops?key={installation.operator_key}")
    expect(page.locator(".promises")).to_contain_text("全部守住")
    assert installation.operator_key not in page.url
    expect(page.get_by_label("预算和卡的去向").first).to_contain_text("千杯不倒")
    page.reload()
    expect(page.locator(".promises")).to_contain_text("全部守住")


def test_many_cards_are_tried_then_changed_then_taken_back(
    new_customer: Callable[..., Customer], new_context: NewContext, installation: Installation
) -> None:
    wallet = new_customer().page
    wallet.goto("/#/wallet")
    shown = wallet.locator(".campaign-card").first
    before = shown.inner_text()
    page = new_context(width=1440).new_page()
    page.goto(f"/ops?key={installation.operator_key}")
    page.locator(".plan-form input").last.fill("春节延长")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.calm")).to_contain_text("现在什么都没有改")
    plan = page.locator(".letter", has_text="春节延长")
    plan.get_by_role("button", name="执行").click()
    expect(plan).to_contain_text("已执行")
    wallet.reload()
    expect(shown).not_to_have_text(before, use_inner_text=True)
    plan.get_by_role("button", name="撤回").click()
    expect(plan).to_contain_text("已撤回")
    wallet.reload()
    expect(shown).to_have_text(before, use_inner_text=True)


def test_a_wrong_key_opens_nothing(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/ops?key=wrong")
    expect(page.locator("form input[type=password]")).to_be_visible()
    page.locator("input[type=password]").fill("wrong too")
    page.locator("button[type=submit]").click()
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator(".promises")).to_have_count(0)
