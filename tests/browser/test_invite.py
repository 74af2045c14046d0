"""The page of invites works from a pasted code alone, by keyboard, in each language and width."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_looks import LANGUAGES, WIDTHS, Viewer

NewContext = Callable[..., BrowserContext]

CODE = re.compile(r"([2-9A-Z]{3}-){2}[2-9A-Z]{3}")


def code_of(page: Page) -> str:
    """The page's own code, asked for by keyboard."""
    page.goto("/invite")
    button = page.locator("section").nth(1).get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    code = page.locator(".own-code .code")
    expect(code).to_have_text(CODE)
    return code.inner_text()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pasted_code_is_looked_at_and_used_and_every_state_is_sound(
    new_context: NewContext, language: str, width: int
) -> None:
    viewer = Viewer(language, width)
    host, guest = new_context(language, width).new_page(), new_context(language, width).new_page()
    code = code_of(host)
    expect(host.locator(".own-code img")).to_have_js_property("complete", value=True)
    host.locator("summary").click()
    expect(host.locator(".proof dd").first).to_have_text(re.compile(r"[0-9a-f]{64}"))
    viewer.look(host, "invite-own")

    guest.goto("/invite")
    viewer.look(guest, "invite")
    guest.locator("input[name=code]").fill(f"…{code.lower()}…")
    guest.keyboard.press("Enter")
    expect(guest.locator(".terms .code")).to_have_text(code)
    viewer.look(guest, "invite-looked")
    guest.keyboard.press("Enter")
    expect(guest.locator(".notice.kept")).to_be_visible()
    viewer.look(guest, "invite-used")
    host.reload()
    expect(host.locator(".brought li")).to_have_count(1)
    assert viewer.faults == []


def test_a_link_opens_with_its_code_looked_at(new_context: NewContext) -> None:
    host, guest = new_context().new_page(), new_context().new_page()
    code = code_of(host)
    guest.goto(f"/invite?code={code}")
    expect(guest.locator(".terms .code")).to_have_text(code)


def test_a_wrong_code_is_told_and_nobody_becomes_anybody(new_context: NewContext) -> None:
    context = new_context()
    page = context.new_page()
    page.goto("/invite?code=AAA-AAA-AAA")
    expect(page.locator(".notice")).to_be_visible()
    assert context.cookies() == []
    page.locator("input[name=code]").fill(code_of(new_context().new_page()))
    expect(page.locator(".notice")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".terms")).to_be_visible()


def test_nobody_uses_their_own_code(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(f"/invite?code={code_of(page)}")
    expect(page.locator(".terms")).to_be_visible()
    page.locator("button[type=submit]").click()
    expect(page.locator(".notice")).to_be_visible()
