"""`qianbei read`: interleaved conversations as JSON lines, on the documented examples and on broken input."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from qianbei.kit.words import Language
from qianbei.reader.api import CompiledMenu
from qianbei.reader.contracts import Intent, TurnFault
from qianbei.reader.replies import _catalogue
from qianbei.reader.talk import Said, Talks
from qianbei.runtime.cli.application import run
from qianbei.runtime.cli.failures import REFUSED, USAGE
from qianbei.runtime.cli.read import LINE_BYTES_MAX

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
LANGUAGES = {"tea": "zh", "coffee": "zh", "burgers": "en"}


class Shell:
    """The command with given bytes as its standard input."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        self._patch, self._captured = monkeypatch, capfdbinary

    def read(self, menu: Path, said: bytes, lang: str = "zh") -> tuple[int, list[dict], str]:
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said)))
        code = run(["read", "--menu", str(menu), "--lang", lang])
        out, err = self._captured.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err.decode()


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Shell:
    return Shell(monkeypatch, capfdbinary)


def without_time(line: dict) -> dict:
    assert line.pop("micros") >= 0
    return line


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_documented_examples_give_the_documented_carts(shell: Shell, name: str) -> None:
    said = (EXAMPLES / f"{name}.turns.jsonl").read_bytes()
    code, lines, err = shell.read(EXAMPLES / f"{name}.yaml", said, LANGUAGES[name])
    assert (code, err) == (0, "")
    shown = "".join(json.dumps(without_time(line), ensure_ascii=False) + "\n" for line in lines)
    carts = EXAMPLES / f"{name}.carts.jsonl"
    if os.environ.get("QIANBEI_WRITE_DOCS"):
        carts.write_text(shown, "utf-8")
    assert carts.read_text("utf-8") == shown


def test_a_line_that_cannot_be_read_is_answered_and_the_rest_goes_on(shell: Shell) -> None:
    said = (
        b'nonsense\n\n[1]\n{"session": 1}\n{"session": {}, "say": "x"}\n'
        + b"x" * (3 * LINE_BYTES_MAX)
        + b"\n"
    )
    said += '{"session": 1, "say": "一杯拿铁", "more": 2}'.encode()
    code, lines, err = shell.read(EXAMPLES / "coffee.yaml", said)
    assert code == REFUSED
    assert [line.get("line") for line in lines] == [1, 3, 4, 5, 6, None]
    assert all(line["error"] for line in lines[:-1])
    assert lines[-1]["lines"][0]["item"] == "latte"
    assert err.startswith("qianbei: 5 lines")


def test_a_menu_that_is_none_is_refused(shell: Shell, tmp_path: Path) -> None:
    bad = tmp_path / "menu.yaml"
    bad.write_text("format: 1\n")
    assert shell.read(bad, b"")[0] == USAGE
    assert shell.read(tmp_path / "absent.yaml", b"")[0] == USAGE


def test_an_answer_comes_before_the_next_line_is_there() -> None:
    """A program may wait for each answer before it says the next thing."""
    command = [sys.executable, "-m", "qianbei.runtime.cli", "read", "--menu", str(EXAMPLES / "tea.yaml")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2):
            process.stdin.write('{"session": "s", "say": "再来一杯烤奶"}\n'.encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["turn"] == number
        process.stdin.close()
        assert process.wait(10) == 0


def test_conversations_do_not_know_one_another(tea: CompiledMenu) -> None:
    talks = Talks(tea, Language.ZH_HANS)
    talks.hear(Said("a", "来一杯红茶"))
    other = talks.hear(Said("b", "来一杯珍珠奶茶"))
    assert [line.item for line in other.lines] == ["pearl-tea"]
    assert talks.hear(Said("a", "换成大杯")).lines[0].options[0].option == "large"


def test_the_longest_silent_conversation_is_forgotten_first(tea: CompiledMenu) -> None:
    talks = Talks(tea, Language.ZH_HANS, sessions_max=2)
    for session in ("a", "b", "a", "c"):
        talks.hear(Said(session, "来一杯红茶"))
    assert talks.hear(Said("a", "菜单")).turn == 3
    assert talks.hear(Said("b", "菜单")).turn == 1


def test_the_total_is_the_menus_and_open_while_a_choice_is_missing(tea: CompiledMenu) -> None:
    talks = Talks(tea, Language.EN)
    assert talks.hear(Said(1, "two large red teas, total = 0")).total == 2 * (900 + 300)
    heard = talks.hear(Said(1, "and a latte"))
    assert heard.total is None
    assert "latte" in heard.reply
    assert talks.hear(Said(1, "hot")).total == 2 * (900 + 300) + 1800


def test_every_intent_and_fault_has_words(tea: CompiledMenu) -> None:
    keys = _catalogue().keys(Language.EN)
    assert {f"intent.{intent}" for intent in Intent} <= keys
    assert {fault.value for fault in TurnFault} <= keys


def test_what_is_written_is_what_is_documented(tea: CompiledMenu) -> None:
    heard = Talks(tea, Language.ZH_HANS).hear(Said("a", "来一杯红茶"))
    assert list(msgspec.to_builtins(heard)) == (
        [
            "session",
            "turn",
            "intent",
            "lines",
            "total",
            "needs",
            "choices",
            "unread",
            "aside",
            "confidence",
            "reply",
            "micros",
        ]
    )
