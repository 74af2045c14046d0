"""What a set holds is named, put in, traded and copied; some of several become another thing; words aim at one line."""

import pytest

from qianbei.reader.api import CompiledMenu
from qianbei.reader.contracts import Turn
from tests.support.heard import compiled_from, heard

STALL = """
format: 1
name: {zh-Hans: 河口小铺, en: Ford Stall}
languages: [zh-Hans, en]
categories: [{id: sets, name: {zh-Hans: 套餐, en: Sets}}, {id: drinks, name: {zh-Hans: 冷热饮, en: Drinks}},
  {id: bowls, name: {zh-Hans: 碗, en: Bowls}}]
groups:
  - {id: size, name: {zh-Hans: 杯型, en: Size}, pick: one, min: 1, defaults: [medium], options: [
      {id: medium, name: {zh-Hans: 中杯, en: medium}}, {id: large, name: {zh-Hans: 大杯, en: large}}]}
  - {id: warmth, name: {zh-Hans: 冷热, en: Temperature}, pick: one, min: 1, defaults: [iced], options: [
      {id: iced, name: {zh-Hans: 冰, en: iced}}, {id: hot, name: {zh-Hans: 热, en: hot}}]}
  - {id: base, name: {zh-Hans: 底, en: Base}, pick: one, min: 1, options: [
      {id: sesame, name: {zh-Hans: 麻酱, en: sesame}}, {id: oil, name: {zh-Hans: 香油, en: oil}}]}
  - {id: herb, name: {zh-Hans: 加料, en: Herbs}, pick: many, defaults: [mint], options: [
      {id: mint, name: {zh-Hans: 薄荷, en: mint}}, {id: dill, name: {zh-Hans: 莳萝, en: dill}}]}
  - {id: grill, name: {zh-Hans: 烘烤, en: Grilling}, pick: one, min: 1, defaults: [grilled], options: [
      {id: grilled, name: {zh-Hans: 烤, en: grilled}}, {id: raw, name: {zh-Hans: 不烤, en: not grilled}}]}
  - {id: drink, name: {zh-Hans: 套餐饮品, en: Set drink}, pick: one, min: 1, defaults: [cola], options: [
      {id: cola, name: {zh-Hans: 可乐, en: cola}, item: cola}, {id: tea, name: {zh-Hans: 红茶, en: tea}, aliases: {en: [brew]}, item: tea},
      {id: juice, name: {zh-Hans: 梨汁, en: pear juice}, item: juice}]}
  - {id: pair, name: {zh-Hans: 两杯饮料, en: The two drinks}, pick: many, min: 2, max: 2, options: [
      {id: cola, name: {zh-Hans: 可乐, en: cola}, max_quantity: 2, item: cola},
      {id: tea, name: {zh-Hans: 红茶, en: tea}, max_quantity: 2, item: tea}]}
items:
  - {id: set, name: {zh-Hans: 单人套餐, en: solo set}, category: sets, price_fen: 3000, groups: [{group: grill}, {group: drink}]}
  - {id: duo, name: {zh-Hans: 双人套餐, en: duo set}, category: sets, price_fen: 5000, groups: [{group: pair}]}
  - {id: dip, name: {zh-Hans: 蘸碟, en: dip}, category: bowls, price_fen: 500, groups: [{group: base}, {group: herb}]}
  - {id: cola, name: {zh-Hans: 可乐, en: cola}, category: drinks, price_fen: 500, groups: [{group: size}]}
  - {id: zero, name: {zh-Hans: 零糖可乐, en: zero cola}, category: drinks, price_fen: 500, groups: [{group: size}]}
  - {id: tea, name: {zh-Hans: 红茶, en: tea}, category: drinks, price_fen: 500, groups: [{group: size}, {group: warmth}]}
  - {id: juice, name: {zh-Hans: 梨汁, en: pear juice}, category: drinks, price_fen: 700}
"""


@pytest.fixture(scope="module")
def stall() -> CompiledMenu:
    return compiled_from(STALL)


def talk(compiled: CompiledMenu, *said: str) -> tuple[list[str], Turn]:
    """The cart in short, its lines sorted, and the last turn."""
    draft, turn = heard(compiled, *said)
    lines = []
    for choice in (line.choice for line in draft.lines):
        options = sorted(f"{o.option}{f'*{o.quantity}' if o.quantity > 1 else ''}" for o in choice.options)
        without = [f"-{gone.option}" for gone in choice.without]
        lines.append(" ".join([f"{choice.quantity} {choice.item}", *options, *without]))
    return sorted(lines), turn


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("单人套餐", "饮料要红茶"), ["1 set tea"]),
        (("a large brew, hot",), ["1 tea hot large"]),
        (("a solo set", "pear juice for the drink"), ["1 set juice"]),
        (("two solo sets", "pear juice for both"), ["2 set juice"]),
        (("three solo sets", "one with tea, one with a pear juice"), ["1 set", "1 set juice", "1 set tea"]),
        (("a solo set", "another solo set, same thing but pear juice"), ["1 set", "1 set juice"]),
        (("单人套餐", "再来一份一样的，但是要红茶"), ["1 set", "1 set tea"]),
        (("双人套餐，两杯可乐", "一杯换成红茶"), ["1 duo cola tea"]),
        (("双人套餐，可乐和红茶", "可乐换成红茶"), ["1 duo tea*2"]),
        (("a solo set", "sure, and don't grill it"), ["1 set raw"]),
    ],
)
def test_what_a_set_holds_is_put_into_it(
    stall: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(stall, *said)[0] == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("three colas, one of them pear",), ["1 juice", "2 cola"]),
        (("四杯可乐，有一杯要零糖的",), ["1 zero", "3 cola"]),
        (("pear juice, three",), ["3 juice"]),
        (("a tea and a pear juice", "actually no tea"), ["1 juice"]),
        (("一杯红茶一杯可乐", "红茶还是大杯吧"), ["1 cola", "1 tea large"]),
        (("一杯红茶两杯可乐", "可乐还是不要了"), ["1 tea"]),
        (("一杯红茶两杯可乐一份单人套餐", "除了可乐都不要了"), ["2 cola"]),
    ],
)
def test_what_stands_is_counted_kept_and_corrected(
    stall: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(stall, *said)[0] == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("蘸碟两份，一份麻酱一份香油", "麻酱的都不要薄荷"), ["1 dip oil", "1 dip sesame -mint"]),
        (("蘸碟两份，一份麻酱一份香油", "香油加莳萝"), ["1 dip dill oil", "1 dip sesame"]),
        (("两杯热红茶一杯冰红茶", "热的有一杯要大杯"), ["1 tea", "1 tea hot", "1 tea hot large"]),
        (
            ("two dips, one sesame and one oil", "dill in the one with the oil"),
            ["1 dip dill oil", "1 dip sesame"],
        ),
    ],
)
def test_what_tells_lines_apart_aims_at_one(
    stall: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert talk(stall, *said)[0] == lines


def test_only_words_that_do_not_say_which_line_are_asked_about(stall: CompiledMenu) -> None:
    begin = "一杯热红茶一杯可乐"
    assert talk(stall, begin, "大杯")[1].is_guess
    assert not talk(stall, begin, "热的那杯换大杯")[1].is_guess
    assert not talk(stall, begin, "第二杯换大杯")[1].is_guess


def test_a_thing_that_can_not_go_into_the_set_does_not_take_its_place(stall: CompiledMenu) -> None:
    lines, turn = talk(stall, "双人套餐，可乐和红茶", "可乐换成梨汁")
    assert lines == ["1 duo cola tea"]
    assert turn.fault is not None or turn.is_guess or turn.unread
