"""Words beside a name that nothing reads: whose it is, or why. The thing is ordered, the words are still asked about."""

import pytest

from qianbei.kit.words import Language
from qianbei.reader.api import CompiledMenu, apply, read
from qianbei.reader.contracts import Draft, TurnFault


def cart(tea: CompiledMenu, words: str) -> tuple[list[str], tuple[str, ...], TurnFault | None]:
    turn = read(tea, Draft(), words, Language.EN)
    lines = [f"{line.choice.quantity} {line.choice.item}" for line in apply(Draft(), turn).lines]
    return lines, turn.unread, turn.fault


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("小鹿珍珠奶茶少冰", ["1 pearl-tea"]),
        ("送的柠檬蛋糕，再来杯热拿铁", ["1 cake", "1 latte"]),
        ("普通珍珠奶茶吧", ["1 pearl-tea"]),
        ("四顶柠檬蛋糕", ["4 cake"]),
        ("HK pearl milk tea and a red tea", ["1 pearl-tea", "1 red-tea"]),
        ("Leo pearl milk tea with less ice, Uma a lemon cake", ["1 pearl-tea", "1 cake"]),
        ("two red teas, posh lemon cake too", ["2 red-tea", "1 cake"]),
        ("one lemon cake folks rave over", ["1 cake"]),
        ("a large red tea you've got", ["1 red-tea"]),
        ("柠檬蛋糕门口海报那种，来杯热拿铁", ["1 cake", "1 latte"]),
    ],
)
def test_words_beside_a_whole_name_leave_the_thing_ordered(
    tea: CompiledMenu, words: str, lines: list[str]
) -> None:
    found, unread, _ = cart(tea, words)
    assert found == lines
    assert unread


@pytest.mark.parametrize(
    "words",
    [
        "来杯黑糖珍珠奶茶",  # counted or wanted: the words are of the name
        "我要黑糖珍珠奶茶",
        "三杯黑糖珍珠奶茶",
        "a brown sugar pearl milk tea",
        "i want brown sugar pearl milk tea",
        "牛奶红茶",  # a short name says what it is, and the words before it which
        "oat latte macchiato",
        "柠檬蛋糕泡芙",  # what ends a name is the thing
        "珍珠奶茶布朗尼",
        "a pearl milk tea combo",
        "a lemon cake sundae",
    ],
)
def test_words_of_another_name_are_never_the_thing_of_the_menu(tea: CompiledMenu, words: str) -> None:
    lines, unread, fault = cart(tea, words)
    assert (lines, fault) == ([], TurnFault.NOT_FOUND)
    assert unread
