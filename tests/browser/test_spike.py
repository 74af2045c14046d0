"""A small live spike: people wait with a number and ways out, an operator sees it and turns it."""

from collections.abc import Callable
from typing import Self
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Installation
from tests.browser.hands import Customer
from tests.browser.test_looks import LANGUAGES, WIDTHS, Viewer

NewCustomer = Callable[..., Customer]
NewContext = Callable[..., BrowserContext]
CROWD = 40
NOBODY_IN = {"orders_per_s": 0.02, "least_step": 4}
AS_ALWAYS: dict[str, object] = {}


class Operator:
    """Turns the gate's knobs by its door; afterwards all is as it was."""

    def __init__(self, installation: Installation) -> None:
        self._http = httpx.Client(base_url=f"{installation.url}/api/v1", timeout=10)
        self._written("/session/operator", {"key": installation.operator_key})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.turn(AS_ALWAYS)
        self._http.close()

    def turn(self, knobs: dict[str, object]) -> None:
        self._written("/ops/gate", knobs)

    def _written(self, path: str, body: dict[str, object]) -> None:
        self._http.post(path, json=body, headers={"Idempotency-Key": str(uuid4())}).raise_for_status()


def crowd(installation: Installation) -> None:
    """People come until one of them has to wait."""
    for _ in range(CROWD):
        with httpx.Client(base_url=f"{installation.url}/api/v1", timeout=10) as person:
            key = {"Idempotency-Key": str(uuid4())}
            person.post("/session", json={"language": "zh-Hans"}, headers=key).raise_for_status()
            message = {"id": "1", "role": "user", "content": "来一杯珍珠奶茶"}
            turn = {"threadId": str(uuid4()), "runId": "1", "messages": [message], "state": {}}
            if person.post("/turn", json=turn).status_code == 429:
                return
    pytest.fail("nobody had to wait")


@pytest.mark.parametrize(("language", "width"), list(zip(LANGUAGES, WIDTHS, strict=True)))
def test_who_waits_has_a_number_and_ways_out_and_the_operator_sees_them(
    new_customer: NewCustomer,
    new_context: NewContext,
    installation: Installation,
    language: str,
    width: int,
) -> None:
    customer, viewer = new_customer(language, width), Viewer(language, width)
    other_width = WIDTHS[1 - WIDTHS.index(width)]
    board, board_viewer = new_context(language, other_width).new_page(), Viewer(language, other_width)
    with Operator(installation) as operator:
        operator.turn(NOBODY_IN)
        crowd(installation)
        page = customer.page
        page.locator("#words").fill(customer.words["order"])
        page.keyboard.press("Enter")
        room = page.locator(".transcript section.panel")
        expect(room.locator("p.number")).to_have_count(1)
        expect(room.locator(".ways-out button")).to_have_count(6)
        viewer.look(page, "waiting")
        room.locator("[role=group] button").first.click()
        expect(page.locator(".message.person")).to_have_count(2)
        board.goto(f"/ops?key={installation.operator_key}")
        ladder = board.locator("input[type=radio]")
        expect(ladder.nth(4)).to_be_checked()
        ladder.first.scroll_into_view_if_needed()
        board_viewer.look(board, "ops-spike")
        board.locator("input[type=checkbox]").nth(1).uncheck()
        expect(board.locator("input[type=checkbox]").nth(1)).not_to_be_checked()
        operator.turn(AS_ALWAYS)
        room.locator(".ways-out").last.locator("button").first.click()
        expect(page.locator(".message.agent").last).not_to_be_empty()
    assert viewer.faults + board_viewer.faults == []


def test_a_closed_house_says_so_and_keeps_the_card(
    new_customer: NewCustomer, installation: Installation
) -> None:
    customer, viewer = new_customer("en-US", 360), Viewer("en-US", 360)
    with Operator(installation) as operator:
        operator.turn({"least_step": 5, "back_at": "2040-01-01T10:00:00Z"})
        customer.page.locator("#words").fill(customer.words["order"])
        customer.page.keyboard.press("Enter")
        closed = customer.page.locator(".transcript section.panel")
        expect(closed).to_contain_text("01-01 18:00")
        viewer.look(customer.page, "closed")
        closed.locator("button").first.click()
        expect(closed).to_contain_text("good until")
    assert viewer.faults == []


def test_a_wrong_key_in_a_link_is_said_in_one_line(new_context: NewContext) -> None:
    page = new_context("en-US", 360).new_page()
    page.goto("/ops?key=wrong")
    expect(page.locator("main [role=alert]")).to_have_text(
        "The key in this link is wrong: nobody was signed in."
    )
    assert "key=" not in page.url
