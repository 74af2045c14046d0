"""First orders as strangers say them: counts behind names, shares of several cups, what tells one thing from others."""

import pytest

from qianbei.reader.api import CompiledMenu
from tests.support.heard import compiled_from, heard, short

MENU = """
format: 1
name: {zh-Hans: 试味台, en: Tasting Counter}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: All}}]
groups:
  - {id: size, name: {zh-Hans: 份量, en: Size}, pick: one, min: 1, defaults: [regular], options: [
      {id: regular, name: {zh-Hans: 标准, en: regular}},
      {id: large, name: {zh-Hans: 大份, en: large}}]}
  - {id: meat, name: {zh-Hans: 肉, en: Meat}, pick: one, min: 1, options: [
      {id: beef, name: {zh-Hans: 牛肉, en: beef}},
      {id: lamb, name: {zh-Hans: 羊肉, en: lamb}}]}
  - {id: shape, name: {zh-Hans: 形状, en: Shape}, pick: one, min: 1, defaults: [square], options: [
      {id: square, name: {zh-Hans: 方形, en: square}},
      {id: round, name: {zh-Hans: 圆形, en: round}}]}
  - {id: sauce, name: {zh-Hans: 酱, en: Sauce}, pick: many, max: 3, defaults: [yoghurt], qualifiers: [
      {id: side, name: {zh-Hans: 另装, en: on the side}}, {id: light, name: {zh-Hans: 少放, en: light}}], options: [
      {id: yoghurt, name: {zh-Hans: 酸奶酱, en: yoghurt sauce}},
      {id: chilli, name: {zh-Hans: 辣酱, en: chilli sauce}},
      {id: sesame, name: {zh-Hans: 芝麻酱, en: sesame sauce}}]}
  - {id: add, name: {zh-Hans: 加料, en: Extras}, pick: many, max: 6, options: [
      {id: egg, name: {zh-Hans: 煎蛋, en: fried egg}, max_quantity: 3},
      {id: ham, name: {zh-Hans: 火腿, en: ham}, max_quantity: 3},
      {id: herbs, name: {zh-Hans: 香菜, en: coriander}},
      {id: tip, name: {zh-Hans: 带签, en: with a stick}}]}
  - {id: picks, name: {zh-Hans: 四格, en: Four}, pick: many, min: 4, max: 4, options: [
      {id: nut, name: {zh-Hans: 坚果, en: nut}, max_quantity: 4},
      {id: plum, name: {zh-Hans: 话梅, en: plum}, max_quantity: 4}]}
items:
  - {id: meat-plate, category: all, name: {zh-Hans: 烤肉盘, en: grill plate}, price_fen: 900, groups: [{group: meat}, {group: size}, {group: sauce}]}
  - {id: bean-plate, category: all, name: {zh-Hans: 豆丸盘, en: bean plate}, price_fen: 900, groups: [{group: size}, {group: sauce}]}
  - {id: pancake, category: all, name: {zh-Hans: 煎饼, en: pancake}, price_fen: 900, groups: [{group: size}, {group: add}]}
  - {id: cake, category: all, name: {zh-Hans: 米糕, en: rice cake}, price_fen: 900, groups: [{group: shape}]}
  - {id: box, category: all, name: {zh-Hans: 点心盒, en: sweets box}, price_fen: 900, groups: [{group: picks}]}
"""


@pytest.fixture(scope="module")
def counter() -> CompiledMenu:
    return compiled_from(MENU)


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("beef plate with chilli sauce", ["1 meat-plate beef chilli"]),
        ("煎饼两个，一个加煎蛋一个加火腿", ["1 pancake egg", "1 pancake ham"]),
        ("two pancakes, one with ham and fried egg the other one large", ["1 pancake egg ham", "1 pancake large"]),
        ("煎饼一个，煎蛋要两个", ["1 pancake egg*2"]),
        ("米糕方的两本，圆的一本", ["2 cake", "1 cake round"]),
        ("煎饼加煎蛋 米糕圆的", ["1 pancake egg", "1 cake round"]),
        ("煎饼两个，一个加煎蛋一个加火腿，都不要香菜，大份", ["1 pancake large egg", "1 pancake large ham"]),
        ("点心盒，坚果三个话梅一个", ["1 box nut*3 plum"]),
        ("sweets box, three nut and the rest plum", ["1 box nut*3 plum"]),
        ("豆丸盘一份，酱换辣酱", ["1 bean-plate chilli -yoghurt"]),
        ("bean plate, swap the sauce for sesame sauce", ["1 bean-plate sesame -yoghurt"]),
        ("a rice cake, the round one", ["1 cake round"]),
        ("two pancakes, one with ham, one with fried egg, make them all large", ["1 pancake large ham", "1 pancake large egg"]),
    ],
)  # fmt: skip
def test_a_stranger_is_understood(counter: CompiledMenu, words: str, cart: list[str]) -> None:
    draft, turn = heard(counter, words)
    assert sorted(short(draft)) == sorted(cart)
    assert not turn.unread


def test_a_no_before_an_option_makes_nobody_doubt_what_follows(counter: CompiledMenu) -> None:
    assert not heard(counter, "a pancake no ham, and a rice cake")[1].is_guess


def test_what_is_taken_off_by_a_name_that_nothing_has_leaves_the_line_and_is_asked(
    counter: CompiledMenu,
) -> None:
    draft, turn = heard(counter, "煎饼一个，头去掉，米糕两个")
    assert sorted(short(draft)) == ["1 pancake", "2 cake"]
    assert turn.is_guess


def test_a_space_between_single_characters_parts_nothing(counter: CompiledMenu) -> None:
    assert short(heard(counter, "两 个 煎饼 大份")[0]) == ["2 pancake large"]
