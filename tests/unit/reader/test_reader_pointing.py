"""Lines of the cart are told apart, counted anew, and filled by words that name no new line."""

import pytest

from qianbei.reader.api import CompiledMenu
from tests.support.heard import compiled_from, heard

BAR = """
format: 1
name: {zh-Hans: 岔口小馆, en: Fork Bar}
languages: [zh-Hans, en]
categories: [{id: food, name: {zh-Hans: 主食, en: Food}}, {id: drinks, name: {zh-Hans: 饮料, en: Drinks}}]
groups:
  - {id: size, name: {zh-Hans: 杯型, en: Size}, pick: one, min: 1, defaults: [medium], options: [
      {id: medium, name: {zh-Hans: 中杯, en: medium}}, {id: large, name: {zh-Hans: 大杯, en: large}}]}
  - {id: warmth, name: {zh-Hans: 冷热, en: Temperature}, pick: one, min: 1, defaults: [plain], options: [
      {id: hot, name: {zh-Hans: 热, en: hot}}, {id: plain, name: {zh-Hans: 正常冰, en: regular ice}}]}
  - {id: inside, name: {zh-Hans: 夹料, en: Fillings}, pick: many, defaults: [lettuce, onion], options: [
      {id: lettuce, name: {zh-Hans: 生菜, en: lettuce}}, {id: onion, name: {zh-Hans: 洋葱, en: onion}},
      {id: bacon, name: {zh-Hans: 培根, en: bacon}, max_quantity: 2}],
     qualifiers: [{id: light, name: {zh-Hans: 少放, en: light}}]}
  - {id: patty, name: {zh-Hans: 肉饼, en: Patties}, pick: one, min: 1, defaults: [single], options: [
      {id: single, name: {zh-Hans: 单层, en: single}}, {id: double, name: {zh-Hans: 双层, en: double patty}}]}
  - {id: drink, name: {zh-Hans: 套餐饮料, en: Set drink}, pick: one, min: 1, defaults: [cola], options: [
      {id: cola, name: {zh-Hans: 可乐, en: cola}, item: cola}, {id: tea, name: {zh-Hans: 红茶, en: tea}, item: tea}]}
items:
  - {id: roll, name: {zh-Hans: 牛肉卷, en: beef roll}, category: food, price_fen: 2000, groups: [{group: patty}, {group: inside}]}
  - {id: set, name: {zh-Hans: 单人套餐, en: solo set}, aliases: {zh-Hans: [套餐]}, category: food, price_fen: 3000, groups: [{group: inside}, {group: drink}]}
  - {id: cola, name: {zh-Hans: 可乐, en: cola}, aliases: {en: [coke]}, category: drinks, price_fen: 500, groups: [{group: size}]}
  - {id: zero, name: {zh-Hans: 零糖可乐, en: zero cola}, category: drinks, price_fen: 500, groups: [{group: size}]}
  - {id: tea, name: {zh-Hans: 红茶, en: tea}, category: drinks, price_fen: 500, groups: [{group: size}, {group: warmth}]}
"""


@pytest.fixture(scope="module")
def bar() -> CompiledMenu:
    return compiled_from(BAR)


def cart(compiled: CompiledMenu, *said: str) -> list[str]:
    draft, _ = heard(compiled, *said)
    lines = []
    for choice in (line.choice for line in draft.lines):
        units = [f"{o.option}{f'*{o.quantity}' if o.quantity > 1 else ''}" for o in choice.options]
        kinds = [f"~{o.qualifier}" for o in choice.options if o.qualifier]
        lines.append(
            " ".join(
                [
                    f"{choice.quantity} {choice.item}",
                    *units,
                    *kinds,
                    *(f"-{w.option}" for w in choice.without),
                ]
            )
        )
    return sorted(lines)


TWO = ("a large hot tea and two colas",)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("beef roll, bacon x2",), ["1 roll bacon*2"]),
        (("beef roll, only bacon",), ["1 roll bacon -lettuce -onion"]),
        (("牛肉卷只留洋葱",), ["1 roll -lettuce"]),
        (("牛肉卷除了洋葱别的都不要",), ["1 roll -lettuce"]),
        (("double beef roll",), ["1 roll double"]),
        (("a beef roll", "make it a double"), ["1 roll double"]),
        (("beef roll, light fillings",), ["1 roll lettuce onion ~light ~light"]),
        (("two teas, hot and cold",), ["1 tea", "1 tea hot"]),
        (("两杯可乐，大中各一杯",), ["1 cola", "1 cola large"]),
        (("a zero coke",), ["1 zero"]),
        ((*TWO, "make one cola large"), ["1 cola", "1 cola large", "1 tea large hot"]),
        ((*TWO, "just one cola"), ["1 cola", "1 tea large hot"]),
        ((*TWO, "three colas instead of two"), ["1 tea large hot", "3 cola"]),
        ((*TWO, "可乐少一杯"), ["1 cola", "1 tea large hot"]),
        ((*TWO, "热的换中杯"), ["1 tea hot", "2 cola"]),
        ((*TWO, "tea and cola both large"), ["1 tea large hot", "2 cola large"]),
        (("a solo set", "tea with the set"), ["1 set tea"]),
        (("a solo set", "套餐可乐换红茶"), ["1 set tea"]),
        (("a solo set", "the set please"), ["1 set"]),
    ],
)
def test_the_cart_is_what_was_meant(bar: CompiledMenu, said: tuple[str, ...], lines: list[str]) -> None:
    assert cart(bar, *said) == lines


def is_guess(compiled: CompiledMenu, *said: str) -> bool:
    _, turn = heard(compiled, *said)
    assert turn.edits, "a guess is about a cart that changes"
    assert not turn.unread
    assert turn.fault is None
    return turn.is_guess


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(("来一杯可乐", "来一杯可乐"), id="the same words again, or one more"),
        pytest.param(("two colas and a tea", "large"), id="an option that both lines could have"),
        pytest.param(("a solo set", "tea, hot"), id="a drink that could stand in the set"),
        pytest.param(("a cola", "sorry, a tea"), id="something taken back, and nothing left the cart"),
    ],
)
def test_a_cart_that_may_be_meant_otherwise_is_asked_about(bar: CompiledMenu, said: tuple[str, ...]) -> None:
    assert is_guess(bar, *said)


@pytest.mark.parametrize(
    "said",
    [
        ("a cola",),
        ("a cola", "another cola"),
        ("a cola", "再来一杯可乐"),
        ("a cola and a tea", "tea large"),
        ("a cola and a tea", "both large"),
        ("a cola", "large"),
        ("a solo set", "and a large tea"),
        ("a cola", "make it a tea"),
    ],
)
def test_plain_words_are_no_guess(bar: CompiledMenu, said: tuple[str, ...]) -> None:
    assert not is_guess(bar, *said)
