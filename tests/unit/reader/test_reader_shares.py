"""A number of one thing that is divided into shares, and what is said of all of them, of one, or of the rest."""

import pytest

from qianbei.reader.api import CompiledMenu
from qianbei.reader.session import asks
from tests.support.heard import compiled_from, heard, short

MILL = """
format: 1
name: {zh-Hans: 磨坊铺, en: Mill Shop}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: All}}]
groups:
  - {id: kind, name: {zh-Hans: 口味, en: Kind}, pick: one, min: 1, options: [
      {id: plum, name: {zh-Hans: 梅子, en: plum}}, {id: seed, name: {zh-Hans: 芝麻, en: sesame}},
      {id: everything, name: {zh-Hans: 全料, en: everything}}]}
  - {id: toast, name: {zh-Hans: 烘烤, en: Toasting}, pick: one, min: 1, defaults: [fresh], options: [
      {id: fresh, name: {zh-Hans: 不烤, en: fresh}}, {id: toasted, name: {zh-Hans: 烤的, en: toasted}}]}
  - {id: spread, name: {zh-Hans: 抹酱, en: Spread}, pick: many, max: 2, options: [
      {id: jam, name: {zh-Hans: 果酱, en: jam}}, {id: butter, name: {zh-Hans: 黄油, en: butter}}]}
  - {id: six, name: {zh-Hans: 六个, en: Six}, pick: many, min: 6, max: 6, options: [
      {id: plum, name: {zh-Hans: 梅子, en: plum}, max_quantity: 6},
      {id: seed, name: {zh-Hans: 芝麻, en: sesame}, max_quantity: 6},
      {id: everything, name: {zh-Hans: 全料, en: everything}, max_quantity: 6}]}
  - {id: heat, name: {zh-Hans: 冷热, en: Heat}, pick: one, min: 1, defaults: [iced], options: [
      {id: iced, name: {zh-Hans: 冰的, en: iced}}, {id: hot, name: {zh-Hans: 热的, en: hot}}]}
  - {id: cup, name: {zh-Hans: 杯型, en: Cup}, pick: one, min: 1, defaults: [small], options: [
      {id: small, name: {zh-Hans: 小杯, en: small}}, {id: large, name: {zh-Hans: 大杯, en: large}}]}
  - {id: side, name: {zh-Hans: 小食, en: Side}, pick: one, min: 1, defaults: [chips], options: [
      {id: chips, name: {zh-Hans: 薯条, en: chips}}, {id: salad, name: {zh-Hans: 沙拉, en: salad}}]}
items:
  - {id: chips, name: {zh-Hans: 薯条, en: chips}, category: all, price_fen: 500}
  - {id: salad, name: {zh-Hans: 沙拉, en: salad}, category: all, price_fen: 500}
  - {id: tray, name: {zh-Hans: 套盘, en: tray}, category: all, price_fen: 2000, groups: [{group: side}]}
  - {id: bun, name: {zh-Hans: 圆包, en: bun}, category: all, price_fen: 600, groups: [
      {group: kind}, {group: toast}, {group: spread}]}
  - {id: box, name: {zh-Hans: 半打盒, en: half dozen box}, category: all, price_fen: 3000, groups: [{group: six}]}
  - {id: tea, name: {zh-Hans: 麦茶, en: barley tea}, category: all, price_fen: 600, groups: [{group: heat}, {group: cup}]}
"""


@pytest.fixture(scope="module")
def mill() -> CompiledMenu:
    return compiled_from(MILL)


def cups(compiled: CompiledMenu, *said: str) -> list[str]:
    """The cart in short, its lines sorted; the last word is that the last turn asked."""
    draft, turn = heard(compiled, *said)
    return [*sorted(short(draft)), "?"] if asks(turn) else sorted(short(draft))


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("two buns, one sesame one everything, both toasted", ["1 bun everything toasted", "1 bun seed toasted"]),
        ("buns, one sesame, two plum, all toasted", ["1 bun seed toasted", "2 bun plum toasted"]),
        ("圆包三个，两个芝麻一个梅子", ["1 bun plum", "2 bun seed"]),
        ("half dozen box, two plum, three sesame, one everything", ["1 box plum*2 seed*3 everything"]),
        ("半打盒一个，四个芝麻两个梅子", ["1 box plum*2 seed*4"]),
    ],
)  # fmt: skip
def test_a_number_counts_units_only_of_what_the_thing_spoken_of_holds_several(
    mill: CompiledMenu, said: str, lines: list[str]
) -> None:
    assert cups(mill, said) == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("圆包都要烤的，一个芝麻一个梅子", ["1 bun plum toasted", "1 bun seed toasted"]),
        ("圆包全部抹果酱，两个梅子一个芝麻", ["1 bun seed jam", "2 bun plum jam"]),
        ("buns, all toasted: two sesame, one plum", ["1 bun plum toasted", "2 bun seed toasted"]),
        ("buns all with butter, one plum and one sesame", ["1 bun plum butter", "1 bun seed butter"]),
        ("麦茶都要大杯，两杯热的一杯冰的", ["1 tea large", "2 tea hot large"]),
        ("barley teas, all large, one hot, two iced", ["1 tea hot large", "2 tea large"]),
        ("三杯麦茶都要大杯，两杯热的一杯冰的", ["1 tea large", "2 tea hot large"]),
        ("麦茶都要热的，半打盒一个，全部梅子", ["1 box plum*6", "1 tea hot"]),  # another thing follows
        ("热的麦茶，一杯冰的", ["1 tea", "1 tea hot"]),  # one share alone is another cup
    ],
)  # fmt: skip
def test_what_is_said_of_all_is_of_each_share_and_the_shares_say_how_many(
    mill: CompiledMenu, said: str, lines: list[str]
) -> None:
    assert cups(mill, said) == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("一杯热的麦茶，一杯冰的麦茶", "热的都换大杯"), ["1 tea", "1 tea hot large"]),
        (("two hot barley teas, one iced barley tea", "change all the hot ones to large"), ["1 tea", "2 tea hot large"]),
        (("一杯热的麦茶，一杯冰的麦茶", "热的都换冰的"), ["1 tea", "1 tea"]),  # of one kind: the one goes for the other
    ],
)  # fmt: skip
def test_a_choice_of_another_kind_tells_which_lines_a_change_is_about(
    mill: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert cups(mill, *said) == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("两份套盘", "一份薯条换沙拉"), ["1 tray", "1 tray salad"]),
        (("三份套盘", "两份薯条换成沙拉"), ["1 tray", "2 tray salad"]),
        (("three trays", "change one chips to salad"), ["1 tray salad", "2 tray"]),
        (("两份套盘", "薯条换沙拉"), ["2 tray salad"]),
        (("两份套盘", "两份薯条换沙拉"), ["2 tray salad"]),
        (("一份套盘", "一份薯条换沙拉"), ["1 tray salad"]),
        (("两杯麦茶", "一杯留着一杯热的"), ["1 tea", "1 tea hot"]),
        (("三杯麦茶", "两杯留着一杯大杯"), ["1 tea large", "2 tea"]),
    ],
)  # fmt: skip
def test_what_each_holds_once_is_counted_by_the_things_and_a_bare_share_stays(
    mill: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert cups(mill, *said) == lines


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("a sesame bun and a plum bun", "butter on the sesame, jam on the other"), ["1 bun plum jam", "1 bun seed butter"]),
        (("a plum bun and a sesame bun", "jam on the sesame"), ["1 bun plum", "1 bun seed jam"]),
        (("一个芝麻圆包，一个梅子圆包", "芝麻的抹黄油，另一个抹果酱"), ["1 bun plum jam", "1 bun seed butter"]),
        (("two sesame buns, both with jam and butter",), ["2 bun seed jam butter"]),
        (("a sesame bun, jam and butter",), ["1 bun seed jam butter"]),
    ],
)  # fmt: skip
def test_a_choice_behind_on_tells_the_line_and_the_rest_is_the_other_one(
    mill: CompiledMenu, said: tuple[str, ...], lines: list[str]
) -> None:
    assert cups(mill, *said) == lines
