"""Words by voice and answers read aloud, through fakes of the browser's speech; and the large, calm page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Customer, accessibility_faults, is_too_wide

NewCustomer = Callable[..., Customer]
PICTURES = Path(__file__).resolve().parents[2] / "test-results"

FAKE_SPEECH = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, 'speechSynthesis', {
  value: { speak: (each) => window.said.push([each.lang, each.text]), cancel: () => {} },
});
window.SpeechRecognition = class FakeSpeechRecognition {
  start() { window.recognition = this; }
  stop() { this.onend(); }
  abort() { this.onend(); }
  hear(words) { this.onresult({ results: [Object.assign([{ transcript: words }], { isFinal: true })] }); }
  fail(error) { this.onerror({ error }); this.onend(); }
};
"""
MICROPHONE = ".microphone"


@pytest.fixture
def speaking(new_customer: NewCustomer) -> Callable[..., Customer]:
    def make(language: str = "zh-CN", width: int = 360) -> Customer:
        customer = new_customer(language, width)
        customer.page.add_init_script(FAKE_SPEECH)
        customer.page.reload()
        expect(customer.page.locator(".welcome")).to_be_visible()
        return customer

    return make


@pytest.mark.parametrize(("language", "tag"), [("zh-CN", "zh-CN"), ("en-US", "en-US")])
def test_spoken_words_order_like_typed_ones_and_the_answer_is_read(
    speaking: NewCustomer, language: str, tag: str
) -> None:
    customer = speaking(language)
    page = customer.page
    page.locator(MICROPHONE).click()
    expect(page.locator(MICROPHONE)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".voice-state")).to_be_visible()
    assert page.evaluate("recognition.lang") == tag
    page.evaluate("words => recognition.hear(words)", customer.words["order"])
    expect(page.locator("#words")).to_have_value(customer.words["order"])
    page.locator(MICROPHONE).click()
    customer.wait_for_answer()
    expect(customer.offer).to_contain_text(customer.words["item"])
    assert page.evaluate("said") == [], "nothing is read aloud that nobody asked for"
    page.locator(".transcript-tools button").nth(1).click()
    ((spoken_in, text),) = page.evaluate("said")
    assert spoken_in == tag
    assert page.locator(".message.agent").last.inner_text().endswith(text)
    assert customer.words["item"] in text
    customer.say("谢谢" if language == "zh-CN" else "thank you")
    assert len(page.evaluate("said")) == 2
    assert customer.orders() == []


@pytest.mark.parametrize("error", ["not-allowed", "no-speech", "audio-capture", "network"])
def test_a_microphone_that_fails_says_why_and_nothing_is_said(speaking: NewCustomer, error: str) -> None:
    customer = speaking()
    page = customer.page
    page.locator(MICROPHONE).click()
    page.evaluate("error => recognition.fail(error)", error)
    expect(page.locator(".voice-state")).to_contain_text("打字")
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(MICROPHONE)).to_have_attribute("aria-pressed", "false")


def test_without_recognition_there_is_no_microphone(new_customer: NewCustomer) -> None:
    page = new_customer().page
    page.add_init_script("delete window.SpeechRecognition; delete window.webkitSpeechRecognition;")
    page.reload()
    expect(page.locator("#words")).to_be_visible()
    expect(page.locator(MICROPHONE)).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_large_type_shows_one_thing_reads_it_and_is_remembered(
    speaking: NewCustomer, language: str, width: int
) -> None:
    customer = speaking(language, width)
    page = customer.page
    faults: list[str] = []

    def look(name: str) -> None:
        page.wait_for_timeout(200)
        page.screenshot(path=PICTURES / f"elder-{name}-{width}-{language}.png")
        faults.extend(accessibility_faults(page))
        if is_too_wide(page):
            faults.append(f"{name} is wider than the screen")

    page.locator(".elder-switch").click()
    look("welcome")
    customer.say(customer.words["order"])
    look("offer")
    assert len(page.evaluate("said")) == 1
    expect(page.locator(".alternatives")).to_have_count(0)
    customer.tap_chip("不要珍珠" if language == "zh-CN" else "No Pearls")
    expect(page.locator(".message")).to_have_count(2)
    page.reload()
    expect(page.locator("html")).to_have_class("elder")
    customer.approve()
    expect(page.locator(".ticket")).to_have_count(1)
    look("tracker")
    page.locator(".elder-switch").click()
    assert page.locator(".message").count() > 2, "the whole talk is back"
    assert faults == []
