"""What a customer sees when something goes wrong: what happened, what is safe, how to go on."""

from collections.abc import Callable

from playwright.sync_api import Request, Route, expect

from tests.browser.hands import Customer

NewCustomer = Callable[..., Customer]

COMPOSED_ENTER = """() => document.querySelector("#words").dispatchEvent(
    new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
CHANGED_PRICE = """() => {
    const kept = JSON.parse(localStorage.getItem("qianbei.conversation"));
    kept.state.draft = {...kept.state.draft, number: 77};
    localStorage.setItem("qianbei.conversation", JSON.stringify(kept));
}"""


def is_placing(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/api/v1/orders")


def test_a_double_tap_asks_once(new_customer: NewCustomer) -> None:
    customer = new_customer()
    asked: list[Request] = []
    customer.page.on("request", lambda request: asked.append(request) if is_placing(request) else None)
    customer.say(customer.words["order"])
    customer.offer.locator(".approval button").dblclick()
    customer.approve()
    keys = [request.headers["idempotency-key"] for request in asked]
    assert len(keys) == len(set(keys))
    assert len(customer.orders()) == 1


def test_a_lost_answer_is_asked_for_again_with_the_same_key(new_customer: NewCustomer) -> None:
    customer = new_customer()
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            return route.continue_()
        route.fetch()
        return route.abort()

    customer.say(customer.words["order"])
    customer.page.route("**/api/v1/orders", lose_the_first_answer)
    customer.offer.locator(".approval button").click()
    customer.page.wait_for_timeout(400)
    customer.approve()
    assert keys[0] == keys[1]
    assert len(customer.orders()) == 1


def test_a_silent_turn_ends_with_a_way_to_say_it_again(new_customer: NewCustomer) -> None:
    customer = new_customer()
    page = customer.page
    held: list[Route] = []
    page.clock.install()
    page.route("**/api/v1/turn", lambda route: held.append(route))
    page.locator("#words").fill(customer.words["order"])
    page.keyboard.press("Enter")
    expect(page.locator(".message.waiting")).to_be_visible()
    page.clock.run_for(11_000)
    expect(page.locator(".notice")).to_contain_text("没有下单，卡和钱都没有动")
    page.unroute("**/api/v1/turn")
    page.locator(".notice .button").click()
    expect(customer.offer).to_contain_text(customer.words["item"])
    expect(page.locator(".message.person")).to_have_count(1)


def test_a_changed_draft_is_refused_and_the_talk_goes_on(new_customer: NewCustomer) -> None:
    customer = new_customer()
    page = customer.page
    customer.say(customer.words["order"])
    page.evaluate(CHANGED_PRICE)
    page.reload()
    page.locator("#words").fill("换成去冰")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator(".message.person")).to_have_count(2)
    customer.say(customer.words["order"])
    expect(customer.offer).to_contain_text(customer.words["item"])


def test_an_ended_quote_is_asked_for_anew_with_one_tap(new_customer: NewCustomer) -> None:
    customer = new_customer()
    customer.say(customer.words["order"])
    tap = customer.offer.locator(".approval button")
    expect(tap).to_have_text(customer.words["refresh"], timeout=30_000)
    tap.click()
    expect(tap).to_contain_text(customer.words["approve"])
    assert customer.orders() == []


def test_a_busy_house_says_so_and_keeps_the_offer(new_customer: NewCustomer) -> None:
    customer = new_customer()
    busy = {"code": "busy", "message": "现在太忙", "safe": "卡和钱都没动。", "next": "稍等。", "details": {}}
    customer.say(customer.words["order"])
    customer.page.route(
        "**/api/v1/orders",
        lambda route: route.fulfill(status=503, json={"error": busy}, headers={"Retry-After": "1"}),
    )
    tap = customer.offer.locator(".approval button")
    tap.click()
    expect(customer.offer.locator(".notice")).to_contain_text("卡和钱都没动")
    expect(tap).to_be_enabled()
    customer.page.unroute("**/api/v1/orders")
    assert customer.orders() == []


def test_enter_that_ends_a_composition_sends_nothing(new_customer: NewCustomer) -> None:
    customer = new_customer()
    page = customer.page
    page.locator("#words").fill("zhenzhu")
    page.evaluate(COMPOSED_ENTER)
    expect(page.locator(".welcome")).to_be_visible()
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#words")).to_have_value("zhenzhu\n")
    expect(page.locator(".message")).to_have_count(0)


def test_the_chosen_language_is_remembered(new_customer: NewCustomer) -> None:
    customer = new_customer()
    page = customer.page
    page.get_by_role("button", name="繁").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.get_by_role("link", name="訂單")).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
