"""How a reward that waits looks to its person and to an operator; what the server answers is played here, and tested in tests/web."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Installation
from tests.browser.hands import Customer
from tests.browser.test_looks import Viewer

NewContext = Callable[..., BrowserContext]

AT = "2031-05-20T04:00:00Z"
PERSON, MATE = "01970000-0000-7000-8000-00000000000a", "01970000-0000-7000-8000-00000000000b"
REVIEW: dict[str, Any] = {
    "review_id": PERSON,
    "person_id": PERSON,
    "reward_words": "新人免单卡",
    "state": "open",
    "state_words": "等人看。",
    "reasons": [{"code": "household_full", "message": "共用一台设备的人已经领满一户的份额。"}],
    "changed_at": AT,
    "answer_by": AT,
    "appeal_by": None,
    "answer": "",
    "answered_by": None,
    "words": "",
    "household_size": 7,
}
EVIDENCE = {
    "steps": [{"step": "opened", "by_id": None, "words": "", "at": AT}],
    "shared": [{"kind": "device", "people": 7}, {"kind": "agent", "people": 3}],
    "ring": [
        {
            "person_id": each,
            "shares": ["device", "household"],
            "first_seen_at": AT,
            "cards": 1,
            "cups": 2,
            "waiting": [each],
        }
        for each in (PERSON, MATE)
    ],
}
PACE = {
    "state": "running",
    "pace_percent": 100,
    "waves": [
        {
            "node_id": PERSON,
            "name": {"zh-Hans": "奶茶请客", "en": "Tea first"},
            "is_open": True,
            "ends_at": AT,
            "per_hour": 600_000,
            "allowed": 1_200_000,
            "cards_max": 35_950_000,
        }
    ],
    "changes": [{"seq": 1, "by_id": MATE, "at": AT, "to_state": "running", "to_percent": 100}],
}
LETTER: dict[str, Any] = {
    "event_id": PERSON,
    "type": "payment.refund_asked",
    "key": f"order:{PERSON}",
    "at": AT,
    "attempts": 12,
    "last_error": "httpx.ConnectError: connection refused by http://payer.example:8080/refunds/" + "0" * 40,
}


def has_a_dead_letter(route: Route) -> None:
    """What the server says, and one event that no retry brought home."""
    route.fulfill(json=route.fetch().json() | {"dead_letters": [LETTER]})


def plays(page: Page, path: str, *answers: object) -> list[Any]:
    """Answers a path, the last answer for ever; what was sent to it."""
    sent: list[Any] = []

    def answer(route: Any) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(json=answers[min(len(sent), len(answers)) - 1])

    page.route(f"**/api/v1{path}", answer)
    return sent


@pytest.mark.parametrize(("language", "width"), [("en-US", 360), ("zh-CN", 1440)])
def test_waiting_is_explained_appealed_and_answered(
    new_customer: Callable[..., Customer],
    new_context: NewContext,
    installation: Installation,
    language: str,
    width: int,
) -> None:
    viewer, page = Viewer(language, width), new_customer(language, width).page
    denied = REVIEW | {"state": "denied", "answer": "同一台平板，七个名字", "appeal_by": AT}
    denied["state_words"] = "Not given. You can appeal, and a person looks again."
    waits = [{"first": [], "how": "由人来看。", "reviews": [each]} for each in (REVIEW, denied)]
    plays(page, "/rewards/waiting", *waits)
    appeals = plays(page, f"/rewards/reviews/{PERSON}/appeal", REVIEW)
    page.goto("/#/wallet")
    section = page.locator("section[aria-labelledby=waits-title]")
    expect(section.locator("button")).to_be_visible()
    viewer.look(page, "wallet-waits")
    section.locator("button").click()
    expect(section.locator(".notice")).to_contain_text("同一台平板，七个名字")
    assert appeals[0]["words"]
    viewer.look(page, "wallet-denied")

    boss = new_context(language, width).new_page()
    plays(boss, "/ops/reviews?which=waiting", {"late": 2, "reviews": [REVIEW | {"words": "我们一家七口"}]})
    plays(boss, f"/ops/reviews/{PERSON}/evidence", EVIDENCE)
    decisions = plays(boss, "/ops/reviews", {"decided": 2, "refused": []})
    plays(boss, "/ops/campaigns/*/pace", PACE, PACE | {"in_a_day": []})
    boss.route("**/api/v1/ops/overview", has_a_dead_letter)
    boss.goto(f"/ops?key={installation.operator_key}")
    review = boss.locator(".review")
    review.locator("summary").click()
    expect(review.locator("tbody tr")).to_have_count(2)
    review.locator(".acts button").last.click()
    expect(review.locator("[role=alert]")).to_be_visible()
    review.locator("input.input").fill("one tablet")
    review.locator("input[type=checkbox]").check()
    expect(boss.locator(".letter code")).to_be_visible()
    viewer.look(boss, "ops-review")
    review.locator(".acts button").last.click()
    expect(review.locator("input.input")).to_have_value("")
    said = {"review_ids": [PERSON, MATE], "decision": "denied", "words": "one tablet"}
    assert json.loads(json.dumps(decisions)) == [said]
    assert viewer.faults == []
