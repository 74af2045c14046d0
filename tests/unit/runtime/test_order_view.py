import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from qianbei.kit.words import Language
from qianbei.runtime.cli import order_view
from qianbei.runtime.cli.order_view import JsonView, TextView, words
from tests.unit.runtime.fake_house import OFFER, STATES, order_in


def spoken(language: Language) -> tuple[TextView, io.StringIO]:
    out = io.StringIO()
    return TextView(Console(file=out, width=200, highlight=False), language), out


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            Language.EN,
            ["1 × Pearl milk tea", "Large, Less ice", "Halfhill Tea", "12:20", "-¥15.99", "to pay ¥0.01"],
        ),
        (Language.ZH_HANS, ["1 × 珍珠奶茶", "大杯，少冰", "半山茶铺", "12:32", "实付 ¥0.01"]),
        (Language.ZH_HANT, ["半山茶鋪", "實付 ¥0.01"]),
    ],
)
def test_the_whole_checkout_is_read_back(language: Language, parts: list[str]) -> None:
    view, out = spoken(language)
    view.checkout(OFFER)
    for part in parts:
        assert part in out.getvalue()


@pytest.mark.parametrize(
    ("language", "typed", "answer", "how"),
    [
        (Language.EN, "b", "Small", "by letter or in your own words"),
        (Language.ZH_HANS, " A ", "Large", "请输入字母"),
        (Language.EN, "2", "2", "Ctrl-C ends it"),
    ],
)
def test_a_choice_is_answered_by_its_letter_or_in_own_words(
    monkeypatch: pytest.MonkeyPatch, language: Language, typed: str, answer: str, how: str
) -> None:
    view, out = spoken(language)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    assert view.ask("Which size?", ["Large", "Small"]) == answer
    assert "  a  Large\n  b  Small\n" in out.getvalue()
    assert how in out.getvalue()


def test_an_end_of_input_ends_it_like_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    view, _ = spoken(Language.EN)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(KeyboardInterrupt):
        view.ask("Which size?", [])


def test_at_the_door_the_code_is_shown() -> None:
    view, out = spoken(Language.EN)
    order = order_in("at_door")
    view.changed(order, order["history"][-1])
    assert "at the door" in out.getvalue()
    assert "4711" in out.getvalue()


def test_every_state_has_words() -> None:
    for state in (*STATES, "cancelling", "cancelled"):
        assert f"state.{state}" in words()


def test_a_program_gets_one_object_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    view, order = JsonView(Language.EN), order_in("handed_over")
    view.checkout(OFFER)
    view.note("order.code_shared")
    for entry in order["history"]:
        view.changed(order, entry)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["state"] for line in lines] == list(STATES)
    assert lines[0] == {
        "at": "2031-05-20T04:00:00Z",
        "order_id": "0190-order",
        "state": "placed",
        "pay_fen": 1,
        "store_id": "0190-store",
    }


def test_a_cancelled_order_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    order = order_in("cancelled", ("placed", "cancelling", "cancelled"))
    JsonView(Language.EN).changed(order, order["history"][-1])
    assert json.loads(capsys.readouterr().out)["ended_reason"] == "customer_cancelled"


SOURCES = Path(order_view.__file__).parent
NAMED = re.compile(r'"((?:order|checkout)\.[a-z_]+)"')
LIVED = {f"state.{state}" for state in (*STATES, "cancelling", "cancelled")}


def missing_and_unused(defined: set[str], source: str) -> tuple[set[str], set[str]]:
    """Keys that the source names and nobody defined; keys defined that nothing names."""
    used = set(NAMED.findall(source)) | LIVED
    return used - defined, defined - used


def test_no_word_is_missing_or_unused() -> None:
    source = "\n".join(file.read_text() for file in SOURCES.glob("*.py"))
    assert missing_and_unused(words().keys(Language.EN), source) == (set(), set())


def test_the_guard_sees_a_missing_and_an_unused_word() -> None:
    defined = LIVED | {"order.nobody_says"}
    assert missing_and_unused(defined, 'say("order.unheard")') == ({"order.unheard"}, {"order.nobody_says"})
