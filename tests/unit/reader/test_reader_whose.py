"""Cups told apart by whose they are, where as many were said as persons."""

import pytest

from qianbei.kit.words import Language
from qianbei.reader.api import CompiledMenu, read
from qianbei.reader.contracts import Draft, Intent
from tests.support.heard import heard, short


def cups(tea: CompiledMenu, *said: str) -> list[str]:
    return short(heard(tea, *said)[0])


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("two red teas, hers hot, mine large", ["1 red-tea hot", "1 red-tea large"]),
        ("two red teas, his hot and hers large", ["1 red-tea hot", "1 red-tea large"]),
        ("Two lattes. Mine hot, his iced.", ["1 latte hot", "1 latte iced"]),
        ("2 lattes: mine large and hot, theirs iced", ["1 latte large hot", "1 latte iced"]),
        (
            "a lemon cake and two red teas, mine hot, hers less ice",
            ["1 cake", "1 red-tea hot", "1 red-tea less"],
        ),
        ("两杯红茶，我的热的，她的去冰", ["1 red-tea hot", "1 red-tea iceless"]),
        ("两杯红茶，她那杯热的，我那杯去冰", ["1 red-tea hot", "1 red-tea iceless"]),
        ("两杯拿铁，他那杯大杯热的，我的冰的", ["1 latte large hot", "1 latte iced"]),
    ],
)
def test_as_many_cups_as_persons_are_one_each(tea: CompiledMenu, words: str, lines: list[str]) -> None:
    assert sorted(cups(tea, words)) == sorted(lines)


def test_cups_that_stand_in_one_line_are_told_apart(tea: CompiledMenu) -> None:
    assert sorted(cups(tea, "two hot lattes", "mine large, hers iced")) == [
        "1 latte iced",
        "1 latte large hot",
    ]


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("three red teas, mine hot, hers large", 3),  # one is nobody's
        ("two red teas, hot, no pearls in mine", 2),  # one person
        ("两杯红茶，我的热的", 2),
    ],
)
def test_other_numbers_of_persons_are_not_one_each(tea: CompiledMenu, words: str, apart: int) -> None:
    assert sum(int(line.split()[0]) for line in cups(tea, words)) == apart
    assert len(cups(tea, words)) == 1


def test_his_is_no_greeting(tea: CompiledMenu) -> None:
    assert read(tea, Draft(), "his", Language.EN).intent is not Intent.SMALL_TALK
