"""The words of the pages: every key is there in each language and used somewhere, and nothing else is."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from qianbei.ledger.contracts import AccountKind
from qianbei.views.audit import CHECKS

SOURCES = Path(__file__).resolve().parents[3] / "frontend" / "src"
WORDS = SOURCES / "words"
FIXED_KEY = re.compile(r'"([a-z_]+(?:\.[a-z_0-9]+)+)"')
MADE_KEY = re.compile(r'sayCode\(\s*"([a-z_]+)"')
COUNTED_KEY = re.compile(r'count\(\s*"([a-z_]+)"')


def catalogue(language: str) -> dict[str, str]:
    return json.loads((WORDS / f"{language}.json").read_text("utf-8"))


def missing_and_unused(defined: set[str], source: str) -> tuple[set[str], set[str]]:
    """Keys that the source names and nobody defined; keys defined that no source names."""
    prefixes = set(MADE_KEY.findall(source)) | {f"count.{what}" for what in COUNTED_KEY.findall(source)}
    families = {key.split(".")[0] for key in defined}
    named = {key for key in FIXED_KEY.findall(source) if key.split(".")[0] in families}
    made = {key for key in defined if any(key.startswith(f"{prefix}.") for prefix in prefixes)}
    return named - defined, defined - named - made


def source_text() -> str:
    built = SOURCES.parent / "build"
    files = sorted([*SOURCES.rglob("*.ts"), *SOURCES.rglob("*.tsx"), *built.glob("*.ts")])
    return "\n".join(file.read_text("utf-8") for file in files)


def test_every_word_is_there_in_both_languages_with_the_same_parameters() -> None:
    chinese, english = catalogue("zh-Hans"), catalogue("en")
    assert set(chinese) == set(english)
    for key, text in chinese.items():
        assert text, key
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_traditional_words_correct_only_words_that_exist() -> None:
    assert set(catalogue("zh-Hant")) <= set(catalogue("zh-Hans"))


def test_no_word_is_missing_or_unused() -> None:
    assert missing_and_unused(set(catalogue("en")), source_text()) == (set(), set())


@pytest.mark.parametrize(
    ("source", "missing", "unused"),
    [
        ('say("tea.name") sayCode("state", x)', set(), set()),
        ('say("tea.colour") say("tea.name") sayCode("state", x)', {"tea.colour"}, set()),
        ('sayCode("state", x)', set(), {"tea.name"}),
        ('say("tea.name")', set(), {"state.placed"}),
    ],
)
def test_the_guard_sees_a_missing_and_an_unused_word(
    source: str, missing: set[str], unused: set[str]
) -> None:
    assert missing_and_unused({"tea.name", "state.placed"}, source) == (missing, unused)


def unnamed(defined: set[str], accounts: Iterable[str], promises: Iterable[str]) -> set[str]:
    """Keys that the operator's page makes from what the server sends, and that nobody defined."""
    made = {f"account.{kind}" for kind in accounts} | {f"promise.{name}" for name in promises}
    return made - defined


def test_the_operator_reads_every_account_and_every_promise_in_words() -> None:
    promises = [query.name.rpartition(".audit_")[2] for _, query in CHECKS]
    assert unnamed(set(catalogue("en")), AccountKind, promises) == set()


def test_a_promise_without_words_is_caught() -> None:
    assert unnamed({"account.budget"}, ["budget"], ["cups_are_warm"]) == {"promise.cups_are_warm"}
