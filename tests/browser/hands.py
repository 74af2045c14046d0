"""What a customer does with a page, so that the tests read as what happened."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

WORDS = {
    "zh-CN": {
        "order": "来一杯大杯珍珠奶茶，少冰三分糖",
        "options": ["大杯", "三分糖", "少冰", "珍珠"],
        "item": "珍珠奶茶",
        "refresh": "刷新价格",
        "approve": "确认下单",
        "orders": "订单",
        "wallet": "卡包",
        "handed_over": "已送到手上",
        "used": "已使用",
    },
    "en-US": {
        "order": "A large pearl milk tea, less ice, 30% sugar",
        "options": ["Large", "30% Sugar", "Less Ice", "Pearls"],
        "item": "Pearl Milk Tea",
        "refresh": "Refresh the price",
        "approve": "Place order",
        "orders": "Orders",
        "wallet": "Wallet",
        "handed_over": "Handed over",
        "used": "Used",
    },
}

HANDED_OVER_WITHIN_MS = 90_000
ATTEMPTS_MAX = 8


class Customer:
    """One person at one page, speaking one language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.words = page, WORDS[language]

    @property
    def offer(self) -> Locator:
        return self.page.locator(".ticket:not(.tracker)")

    @property
    def tracker(self) -> Locator:
        return self.page.locator(".ticket.tracker").first

    def choose_place(self) -> None:
        self.page.locator(".place-list button").nth(2).click()
        expect(self.page.locator(".welcome")).to_be_visible()

    def say(self, words: str) -> None:
        """Says it and waits until the turn is over."""
        self.page.locator("#words").fill(words)
        self.page.keyboard.press("Enter")
        self.wait_for_answer()

    def tap_chip(self, text: str) -> None:
        self.page.locator(".chips button", has_text=text).first.click()
        self.wait_for_answer()

    def wait_for_answer(self) -> None:
        expect(self.page.locator("[role=log]")).to_have_attribute("aria-busy", "false", timeout=15_000)
        expect(self.page.locator(".message.agent").last).not_to_be_empty()

    def approve(self) -> None:
        """Taps until the order stands. At thirty times the wall's speed a quote may end before the tap."""
        tap = self.offer.locator(".approval button:enabled")
        for _ in range(ATTEMPTS_MAX):
            expect(self.tracker.or_(tap).first).to_be_visible(timeout=15_000)
            if self.tracker.is_visible():
                return
            tap.click()
            self.wait_for_answer()
        expect(self.tracker).to_be_visible()

    def wait_until_handed_over(self) -> None:
        last = self.tracker.locator(".steps li").last
        expect(last).to_have_attribute("aria-current", "step", timeout=HANDED_OVER_WITHIN_MS)

    def orders(self) -> list[dict]:
        """The person's orders as the server has them."""
        answer = self.page.request.get("/api/v1/orders")
        assert answer.ok
        return answer.json()["orders"]


def sign_in(page: Page, path: str) -> None:
    """By phone and the one-time code that a sandbox fills in."""
    page.goto(path)
    page.locator("button[type=submit]").click()
    expect(page.locator(".input.code")).not_to_be_empty()
    page.locator("button[type=submit]").click()


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds: rule and elements."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']})"
        ".then(({violations}) => violations.map(v => [v.id, ...v.nodes.map(n => n.target.join(' '))].join(' ')))"
    )
    return list(found)


def low_summaries(page: Page) -> list[str]:
    """What unfolds is tapped with a thumb, as a button is."""
    return page.evaluate(
        "[...document.querySelectorAll('summary')].filter(s => s.offsetHeight && s.offsetHeight < 40).map(s => s.innerText)"
    )


def is_too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
