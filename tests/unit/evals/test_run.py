import hashlib
from pathlib import Path

import pytest

from evals import cases, drive, run
from evals.drive import score_files
from evals.notation import canonical_cart, parse_cart
from evals.run import broken_sums, main, report_of
from evals.score import Outcome, outcome_of, slot_counts, wilson
from evals.templates import is_template
from qianbei.menu import Menu, parse_menu
from qianbei.reader.api import compile_menu
from tests.support.menus import MENU

TURNS = """
menu: tea
language: en
turns:
  - {id: t-1, say: "a large pearl milk tea", cart: "1 pearl-milk-tea size=large"}
  - {id: t-2, say: "two pearl milk teas", cart: "3 pearl-milk-tea"}
  - {id: t-3, say: "a quantum donut please", cart: "1 pearl-milk-tea"}
  - {id: t-4, say: "a medium pearl milk tea", cart: "1 pearl-milk-tea", ask: true}
conversations:
  - id: t-c1
    turns:
      - {say: "one pearl milk tea", cart: "1 pearl-milk-tea"}
      - {say: "two pearl milk teas and pearls", cart: "2 pearl-milk-tea size=large"}
      - {say: "start over", cart: "", intent: start_over}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cases, "MENUS", tmp_path / "menus")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "SUMS", tmp_path / "test.sha256")
    cases.load_menu.cache_clear()
    drive.compiled_menu.cache_clear()
    for name in ("menus", "dev", "test"):
        (tmp_path / name).mkdir()
    (tmp_path / "menus" / "tea.yaml").write_text(MENU, "utf-8")
    (tmp_path / "dev" / "tea.en.yaml").write_text(TURNS, "utf-8")
    return tmp_path


def test_exact_asked_and_wrong_are_told_apart(root: Path) -> None:
    scored = {turn.id: turn for turn in score_files([root / "dev" / "tea.en.yaml"])}
    assert [scored[f"t-{number}"].outcome for number in range(1, 5)] == [
        Outcome.EXACT,
        Outcome.WRONG,
        Outcome.ASKED,
        Outcome.NOT_ASKED,
    ]


def test_after_a_wrong_cart_the_next_turn_starts_from_the_right_one(root: Path) -> None:
    talk = [turn for turn in score_files([root / "dev" / "tea.en.yaml"]) if turn.conversation]
    assert [turn.outcome is Outcome.EXACT for turn in talk] == [True, False, True]
    figures = report_of(talk, {"tea"})["groups"]["seen menus"]["both"]
    assert figures["conversations_exact"]["of"] == 1
    assert figures["conversations_exact"]["hits"] == 0


def test_the_table_shows_every_group(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dev", "--show", "wrong"]) == 0
    shown = capsys.readouterr().out
    for words in ("seen menus, en", "t-2  two pearl milk teas", "confidence"):
        assert words in shown


def test_the_test_split_is_reported_only_while_it_is_the_committed_one(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = root / "test" / "tea.en.yaml"
    file.write_text(TURNS, "utf-8")
    name = str(file.relative_to(root.parent))
    sums = root / "test.sha256"
    assert broken_sums(sums) == [f"{name} is not in test.sha256"]
    sums.write_text(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {name}\n")
    assert broken_sums(sums) == []
    assert main(["test"]) == 0
    file.write_text(TURNS.replace("3 pearl", "2 pearl"), "utf-8")
    assert broken_sums(sums) == [f"{name} was changed"]
    assert main(["test"]) == 1
    file.unlink()
    assert broken_sums(sums) == [f"{name} is missing"]
    assert "was changed" in capsys.readouterr().err


def test_nobody_is_shown_the_test_split(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "--show", "all"]) == 2
    assert capsys.readouterr().out == ""


def test_a_missing_question_is_no_exact_cart_and_no_wrong_one() -> None:
    one, other = parse_cart("1 a"), parse_cart("1 b")
    menu = parse_menu(MENU)
    assert isinstance(menu, Menu)
    a, b = canonical_cart(menu, one), canonical_cart(menu, other)
    assert outcome_of(a, a, asked=False, should_ask=True) is Outcome.NOT_ASKED
    assert outcome_of(a, a, asked=True, should_ask=False) is Outcome.EXACT
    assert outcome_of(a, b, asked=True, should_ask=False) is Outcome.ASKED
    assert outcome_of(a, b, asked=False, should_ask=True) is Outcome.WRONG
    assert slot_counts(a, b) == (1, 1, 0)


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(90, 100)
    assert (round(low, 4), round(high, 4)) == (0.8256, 0.9448)
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("来两杯珍珠奶茶，大杯", True),
        ("I'd like two pearl milk teas, large, no pearls", True),
        ("来两杯珍珠奶茶，大杯，再来一杯珍珠奶茶", True),
        ("珍珠奶茶两杯，一杯大杯一杯中杯", False),
        ("make the pearl milk tea large", False),
        ("where is my pearl milk tea", False),
    ],
)
def test_a_sentence_built_like_a_template_is_known(words: str, expected: bool) -> None:
    menu = parse_menu(MENU)
    assert isinstance(menu, Menu)
    assert is_template(compile_menu(menu), words) is expected
