from pathlib import Path

import pytest

from evals import cases
from evals.check import main, problems
from tests.support.menus import MENU

SOUND = """
menu: tea
language: en
turns:
  - {id: t-1, say: "a large pearl milk tea", cart: "1 pearl-milk-tea size=large"}
  - {id: t-2, say: "how do I invite a friend", intent: invite, cart: ""}
conversations:
  - id: t-c1
    turns:
      - {say: "one bubble tea", cart: "1 pearl-milk-tea"}
      - {say: "no pearls", cart: "1 pearl-milk-tea -topping=pearls"}
      - {say: "which size was it?", cart: "1 pearl-milk-tea -topping=pearls", ask: true}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cases, "MENUS", tmp_path)
    (tmp_path / "tea.yaml").write_text(MENU, "utf-8")
    cases.load_menu.cache_clear()
    return tmp_path


def found(folder: Path, text: str) -> list[str]:
    path = folder / "tea.en.yaml"
    path.write_text(text, "utf-8")
    return [line.removeprefix(f"{path}:") for line in problems(path)]


def test_a_sound_file_is_passed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(folder, SOUND) == []
    assert main([str(folder / "tea.en.yaml")]) == 0
    assert capsys.readouterr().out == "1 files, 2 turns, 1 conversations: all sound\n"


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("size=large", "size=huge", "t-1", "unknown_option"),
        ("size=large", "size=medium", "t-1", "lists a default"),
        ("1 pearl-milk-tea size=large", "1 cola", "t-1", "unknown_item"),
        ("1 pearl-milk-tea size=large", "cola", "t-1", "not a line"),
        ("1 pearl-milk-tea size=large", "1 pearl-milk-tea -size=medium", "t-1", "ask: true"),
        ("id: t-2", "id: t-1", "t-1", "stands twice"),
        ("id: t-2, ", "", "turn 2", "no id"),
        ("how do I invite a friend", "a large pearl milk tea", "turns", "said twice"),
        ("intent: invite", "intent: invitation", " Invalid enum value 'invitation'", "intent"),
        ('cart: ""', 'carts: ""', " Object contains unknown field", "carts"),
        ("language: en", "language: de", " language 'de'", "neither"),
        ("menu: tea", "menu: coffee", " menu 'coffee'", "coffee"),
        ('      - {say: "no pearls", cart: "1 pearl-milk-tea -topping=pearls"}\n', "", "t-c1", "2 turns"),
        ("turns:\n  - {id: t-1", "turns:\n  - {id: t-1,", " while parsing", "line 5"),
    ],
)
def test_every_fault_is_named_with_its_place(
    folder: Path, old: str, new: str, place: str, words: str
) -> None:
    assert old in SOUND
    lines = found(folder, SOUND.replace(old, new, 1))
    assert any(line.startswith(place) and words in line for line in lines), lines
    assert main([str(folder / "tea.en.yaml")]) == 1
