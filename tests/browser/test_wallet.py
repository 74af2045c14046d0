"""The wallet: cards with their terms and history, cash, red packets, gifts and invites, in every state."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Installation, NewContext
from tests.browser.hands import Customer
from tests.browser.test_looks import LANGUAGES, WIDTHS, Viewer

NewCustomer = Callable[..., Customer]

WITHIN_MS = 25_000
"""Three tries of a call that nobody answers, and the pauses between them."""


@pytest.fixture(scope="module")
def packet(installation: Installation) -> None:
    """A red packet that is open now, and one that opens later."""
    with httpx.Client(base_url=f"{installation.url}/api/v1") as client:

        def post(path: str, body: dict[str, object]) -> dict[str, str]:
            answer = client.post(path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
            assert answer.is_success, answer.text
            return answer.json()

        session = post("/session/operator", {"key": installation.operator_key})
        client.headers["Authorization"] = f"Bearer {session['token']}"
        now = datetime.fromisoformat(client.get("/ops/overview").json()["now"]).astimezone(UTC)
        for begins in (timedelta(0), timedelta(days=3)):
            shares = {"total_fen": 100_000, "count": 200, "min_fen": 100, "max_fen": 5_000}
            name = {"name": {"zh-Hans": "元宵红包", "en": "Lantern packet"}}
            times = {"opens_at": now + begins, "ends_at": now + begins + timedelta(days=2)}
            post("/ops/packets", {**name, **shares, **{key: at.isoformat() for key, at in times.items()}})


def open_wallet(customer: Customer) -> Page:
    customer.page.goto("/#/wallet")
    expect(customer.page.locator(".wallet-card").first).to_be_visible()
    return customer.page


def test_what_somebody_holds_does_not_wait_for_a_place_to_be_chosen(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/#/wallet")
    expect(page.locator(".wallet-card").first).to_be_visible()
    page.goto("/#/")
    expect(page.locator(".place-list")).to_be_visible()


@pytest.mark.usefixtures("packet")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_cash_a_gift_and_a_till_code_come_and_go_and_every_state_is_sound(
    new_customer: NewCustomer, language: str, width: int
) -> None:
    viewer = Viewer(language, width)
    giver = open_wallet(new_customer(language, width))
    expect(giver.locator(".wallet-card .terms li")).to_have_count(4)
    expect(giver.locator(".packet .button")).to_have_count(2)
    viewer.look(giver, "wallet-new")
    giver.locator(".packet .button:enabled").click()
    expect(giver.locator(".packet .got")).to_be_visible()
    expect(giver.locator(".balance strong")).not_to_have_text("¥0.00")
    giver.locator("section:has(.balance) form button").click()
    expect(giver.locator(".balance strong")).to_have_text("¥0.00")
    expect(giver.locator("section:has(.balance) .history li")).to_have_count(2)
    giver.locator(".uses button").first.click()
    code = giver.locator(".wallet-card textarea").input_value()
    giver.locator(".wallet-card summary").click()
    expect(giver.locator(".wallet-card .history li")).to_have_count(2)
    viewer.look(giver, "wallet-gift")

    taker = open_wallet(new_customer(language, width))
    field = taker.locator("form:has(h3) input")
    field.fill("nonsense")
    taker.keyboard.press("Enter")
    expect(taker.locator("form .notice")).to_be_visible()
    viewer.look(taker, "wallet-wrong-code")
    field.fill(code)
    taker.keyboard.press("Enter")
    expect(taker.locator(".wallet-card")).to_have_count(2)
    taker.locator(".uses").first.locator("button").last.click()
    expect(taker.locator(".till-code")).to_be_visible()
    viewer.look(taker, "wallet-taken")
    giver.reload()
    expect(giver.locator(".campaign-card.spent")).to_be_visible()
    assert viewer.faults == []


def test_a_lost_line_is_told_once_and_the_wallet_opens_when_it_is_back(new_customer: NewCustomer) -> None:
    customer = new_customer()
    context = customer.page.context
    context.set_offline(True)
    customer.page.evaluate("location.hash = '#/wallet'")
    expect(customer.page.locator(".notice")).to_have_count(1, timeout=WITHIN_MS)
    context.set_offline(False)
    customer.page.locator(".notice button").click()
    expect(customer.page.locator(".wallet-card")).to_be_visible()
    expect(customer.page.locator(".notice")).to_have_count(0)


def test_rules_are_shown_with_every_version_before_them(new_customer: NewCustomer) -> None:
    """The city's own campaign has no written rules, so the answer of one that has is put in its place."""
    customer = new_customer()

    def version(number: int) -> dict[str, object]:
        rules = {"zh-Hans": [f"第 {number} 版的规则。"], "en": [f"Rules of version {number}."]}
        return {"version": number, "since": "2026-02-06T02:00:00Z", "rules": rules}

    answer = {"name": None, "versions": [version(2), version(1)]}
    customer.page.route("**/api/v1/campaign/rules", lambda route: route.fulfill(json=answer))
    page = open_wallet(customer)
    expect(page.locator(".rules li")).to_have_count(2)
    expect(page.locator(".rules li").first).to_have_text("第 2 版的规则。")
    expect(page.locator(".rules li").last).to_be_hidden()
    page.locator(".rules summary").last.click()
    expect(page.locator(".rules li").last).to_be_visible()
