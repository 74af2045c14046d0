"""An order in a real browser, from words to the hand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Customer

NewCustomer = Callable[..., Customer]


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_words_become_a_cup_in_the_hand(new_customer: NewCustomer, language: str) -> None:
    customer = new_customer(language)
    page, words = customer.page, customer.words
    customer.say(words["order"])
    expect(customer.offer).to_contain_text(words["item"])
    for option in words["options"]:
        expect(customer.offer.locator(".options")).to_contain_text(option)
    expect(customer.offer.locator(".prices .to_pay")).to_contain_text("¥0.01")
    customer.approve()
    customer.wait_until_handed_over()
    page.get_by_role("link", name=words["orders"], exact=True).click()
    expect(page.locator(".order-row")).to_contain_text(words["handed_over"])
    page.get_by_role("link", name=words["wallet"], exact=True).click()
    expect(page.locator(".wallet-card")).to_contain_text(words["used"])
    assert page.locator(".history li").count() >= 3


def test_a_cup_is_changed_by_words_and_by_chips(new_customer: NewCustomer) -> None:
    customer = new_customer()
    customer.say(customer.words["order"])
    customer.say("换成去冰")
    expect(customer.offer.locator(".options")).to_contain_text("去冰")
    expect(customer.offer.locator(".options")).not_to_contain_text("少冰")
    customer.tap_chip("不要珍珠")
    expect(customer.offer.locator(".options .removed")).to_contain_text("珍珠")
    customer.tap_chip("再来一杯")
    expect(customer.offer).to_contain_text("× 2")
    assert customer.orders() == []


TALKS = {
    "zh-CN": (
        ("换成去冰", ["去冰", "珍珠"], []),
        ("不要珍珠", ["去冰"], ["珍珠"]),
        ("撤销刚才的", ["去冰", "珍珠"], []),
        ("我的卡还能用吗", ["去冰"], []),
        ("要两杯", ["× 2"], []),
    ),
    "en-US": (
        ("make it no ice", ["No Ice", "Pearls"], []),
        ("no pearls please", ["No Ice"], ["Pearls"]),
        ("undo that", ["No Ice", "Pearls"], []),
        ("is my card still there?", ["No Ice"], []),
        ("make it two", ["× 2"], []),
    ),
}
"""After the order's own words: what is said, what then stands on the card, and what is struck off it."""


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_six_turns_end_in_one_exact_order(new_customer: NewCustomer, language: str) -> None:
    customer = new_customer(language)
    customer.say(customer.words["order"])
    for words, standing, struck in TALKS[language]:
        customer.say(words)
        for text in standing:
            expect(customer.offer).to_contain_text(text, ignore_case=True)
        removed = customer.offer.locator(".options .removed")
        expect(removed).to_have_count(len(struck))
        for text in struck:
            expect(removed).to_contain_text(text, ignore_case=True)
    assert customer.page.locator(".message.agent").count() == 6
    customer.approve()
    (order,) = customer.orders()
    (line,) = order["checkout"]["lines"]
    assert line["quantity"] == 2
    customer.wait_until_handed_over()


def test_reload_resumes_the_talk_and_the_order_on_its_way(new_customer: NewCustomer) -> None:
    customer = new_customer()
    customer.say(customer.words["order"])
    customer.page.reload()
    expect(customer.page.locator(".message.person")).to_have_text(f"你说：{customer.words['order']}")
    expect(customer.offer).to_contain_text(customer.words["item"])
    customer.approve()
    customer.page.reload()
    expect(customer.tracker).to_be_visible()
    customer.wait_until_handed_over()
    assert len(customer.orders()) == 1


def test_the_line_is_picked_up_again_after_it_was_cut(new_customer: NewCustomer) -> None:
    customer = new_customer()
    customer.say(customer.words["order"])
    customer.approve()
    customer.page.context.set_offline(True)
    customer.page.wait_for_timeout(500)
    customer.page.context.set_offline(False)
    customer.wait_until_handed_over()


def test_a_keyboard_is_enough(new_customer: NewCustomer) -> None:
    customer = new_customer()
    page = customer.page
    page.locator("#words").focus()
    page.keyboard.type(customer.words["order"])
    page.keyboard.press("Enter")
    customer.wait_for_answer()
    for _ in range(8):
        press_tab_until(customer, ".approval button")
        page.keyboard.press("Enter")
        page.wait_for_timeout(600)
        customer.wait_for_answer()
        if customer.tracker.is_visible():
            break
    expect(customer.tracker.locator("h3")).to_be_focused()
    customer.wait_until_handed_over()


def press_tab_until(customer: Customer, selector: str) -> None:
    """Walks backwards through the page, as somebody who has just typed would."""
    for _ in range(60):
        if customer.page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        customer.page.keyboard.press("Shift+Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_two_tabs_that_approve_at_once_place_one_order(new_customer: NewCustomer) -> None:
    customer = new_customer()
    other = customer.page.context.new_page()
    customer.say(customer.words["order"])
    other.goto("/")
    expect(other.locator(".approval button")).to_be_visible()
    tap = "document.querySelector('.approval button').click()"
    customer.tap_chip("再来一杯")
    expect(other.locator(".ticket")).to_contain_text("× 2")
    customer.page.evaluate(tap)
    other.evaluate(tap)
    expect(customer.tracker).to_be_visible()
    expect(other.locator(".ticket.tracker")).to_be_visible()
    assert len(customer.orders()) == 1
