"""The set-up of a checkout: what it can show without a network."""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ROOT / "scripts" / "bootstrap"
MODULES = ("steps", "python_environment", "front_end", "browser")


@pytest.fixture(autouse=True)
def bootstrap(tmp_path: Path) -> Iterator[dict[str, ModuleType]]:
    """The modules of the program, with stamps in a folder of the test's own."""
    sys.path.insert(0, str(PROGRAM))
    modules = {name: importlib.import_module(name) for name in MODULES}
    modules["steps"]._STAMPS = tmp_path / "stamps"
    yield modules
    sys.path.remove(str(PROGRAM))
    for name in MODULES:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v20.19.0", True),
        ("v20.18.3", False),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.0.0", True),
        ("v18.20.1", False),
        ("", False),
        ("node: not found", False),
    ],
)
def test_a_node_is_taken_only_when_the_front_end_can_be_built_with_it(
    version: str, enough: bool, bootstrap: dict[str, ModuleType]
) -> None:
    assert bootstrap["front_end"].is_new_enough(version) is enough


def test_finished_work_counts_for_exactly_what_it_was_done_for(bootstrap: dict[str, ModuleType]) -> None:
    steps = bootstrap["steps"]
    assert not steps.is_stamped("front-end", "a")
    steps.stamp("front-end", "a")
    assert steps.is_stamped("front-end", "a")
    assert not steps.is_stamped("front-end", "b")


def test_a_changed_byte_a_renamed_file_or_another_version_is_other_work(
    bootstrap: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = bootstrap["steps"]
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    one, renamed = tmp_path / "one", tmp_path / "two"
    one.write_text("tea")
    before = steps.digest([one], node="20")
    assert steps.digest([one], node="20") == before
    assert steps.digest([one], node="22") != before
    renamed.write_text("tea")
    assert steps.digest([renamed], node="20") != before
    one.write_text("tee")
    assert steps.digest([one], node="20") != before


def test_a_failed_step_shows_its_last_words_and_the_way_out(
    bootstrap: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    steps = bootstrap["steps"]
    with pytest.raises(steps.Stuck, match=r"sh failed; buy milk"):
        steps.do(["sh", "-c", "echo no milk; exit 3"], "buy milk")
    assert capsys.readouterr().err == "    no milk\n"


def test_a_program_that_is_absent_is_a_step_that_failed(bootstrap: dict[str, ModuleType]) -> None:
    steps = bootstrap["steps"]
    with pytest.raises(steps.Stuck, match="could not start no-such-program"):
        steps.do(["no-such-program"], "install it")
    assert steps.answer(["no-such-program"]) is None


def test_a_browser_that_does_not_start_is_not_taken(
    bootstrap: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, named = bootstrap["browser"], tmp_path / "chromium"
    monkeypatch.setattr(browser, "_candidates", lambda: iter([str(named)]))
    named.write_text("#!/bin/sh\necho 'install the snap first' >&2; exit 1\n")
    named.chmod(0o755)
    assert browser._working_browser() is None
    named.write_text("#!/bin/sh\necho Chromium 150\n")
    assert browser._working_browser() == str(named)


def test_without_browser_and_without_apt_it_says_what_to_install(
    bootstrap: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = bootstrap["browser"]
    monkeypatch.setattr(browser, "_working_browser", lambda: None)
    monkeypatch.setattr(browser, "_install_browser", lambda: None)
    with pytest.raises(bootstrap["steps"].Stuck, match="apt install chromium"):
        browser.browser_environment()


def test_an_ordinary_user_without_sudo_has_no_apt(
    bootstrap: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = bootstrap["browser"]
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser, "answer", lambda _: None)
    assert browser._apt() is None
    monkeypatch.setattr(browser, "answer", lambda _: "")
    assert browser._apt() == ["sudo", "-n", "apt-get"]
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert browser._apt() == ["apt-get"]


def test_without_a_new_enough_python_make_says_so_in_one_line() -> None:
    done = subprocess.run(
        ["make", "run", "PYTHON=no-python-3.11-or-newer"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("set-up · Python 3.11 or newer was not found")
