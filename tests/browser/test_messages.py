"""The bell and the inbox: counted, read, by keyboard too; and what a browser says when it cannot be pushed to."""

import json
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Installation
from tests.browser.hands import Customer
from tests.browser.test_looks import Viewer

NewCustomer = Callable[..., Customer]


def asked(page: Page, path: str, body: dict[str, str]) -> dict[str, str]:
    """A write as this page's person."""
    key = {"Idempotency-Key": str(uuid.uuid4())}
    answer = page.request.post(f"/api/v1{path}", data=body, headers=key)
    assert answer.ok, answer.text()
    return answer.json()


@pytest.mark.parametrize(("language", "width"), [("zh-CN", 360), ("en-US", 1440)])
def test_a_message_is_counted_shown_and_read(new_customer: NewCustomer, language: str, width: int) -> None:
    viewer = Viewer(language, width)
    giver, taker = new_customer(language, width).page, new_customer(language, width).page
    card = giver.request.get("/api/v1/session").json()["cards"][0]
    code = asked(giver, f"/cards/{card['card_id']}/gift", {})["code"]
    asked(taker, "/gifts/accept", {"code": code})
    giver.reload()
    bell = giver.locator("a.bell")
    expect(bell.locator(".badge")).to_have_text("1")
    viewer.look(giver, "bell")
    bell.focus()
    giver.keyboard.press("Enter")
    expect(giver.locator(".told.new")).to_have_count(1)
    expect(giver.locator(".told p").first).to_contain_text("¥25.00")
    expect(bell.locator(".badge")).to_have_count(0)
    expect(giver.locator(".ways button").first).to_be_visible()
    viewer.look(giver, "messages")
    giver.locator(".ways .way button").click()
    expect(giver.locator(".ways .notice")).to_be_visible()
    giver.locator(".ways input[type=tel]").fill("13800138009")
    giver.keyboard.press("Enter")
    expect(giver.locator(".ways .notice")).to_have_count(1)
    viewer.look(giver, "messages-refused")
    giver.reload()
    expect(giver.locator(".told:not(.new)")).to_have_count(1)
    assert viewer.faults == []


def test_a_push_that_comes_twice_is_one_notification_and_counted_at_once(
    new_customer: NewCustomer, installation: Installation
) -> None:
    page = new_customer("en-US").page
    page.context.grant_permissions(["notifications"])
    devices = page.context.new_cdp_session(page)
    known: list[str] = []
    devices.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(each["registrationId"] for each in event["registrations"]),
    )
    devices.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
    said = json.dumps({"id": "7c", "title": "A card ends", "body": "Soon."})
    push = {"origin": f"{installation.url}/", "registrationId": known[-1], "data": said}
    for _ in range(2):
        with page.expect_request("**/messages/unread"):
            devices.send("ServiceWorker.deliverPushMessage", push)
    shown = "navigator.serviceWorker.ready.then(found => found.getNotifications()).then(all => all.map(each => each.title))"
    assert page.evaluate(shown) == ["A card ends"]
