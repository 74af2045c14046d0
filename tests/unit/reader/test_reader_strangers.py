"""First orders in voices that nobody planned for: the thing said again, options placed behind the list, all but one."""

import pytest

from qianbei.reader.api import CompiledMenu
from qianbei.reader.session import asks
from tests.support.heard import compiled_from, heard, short

MENU = """
format: 1
name: {zh-Hans: 河湾铺, en: River Bend}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: All}}]
groups:
  - {id: kind, name: {zh-Hans: 面饼, en: Kind}, pick: one, min: 1, defaults: [plain], options: [
      {id: plain, name: {zh-Hans: 原味, en: plain}},
      {id: seed, name: {zh-Hans: 杂粮, en: seeded}},
      {id: rye, name: {zh-Hans: 黑麦, en: rye}}]}
  - {id: base, name: {zh-Hans: 底, en: Base}, pick: one, min: 1, defaults: [rice], options: [
      {id: rice, name: {zh-Hans: 米饭, en: rice}},
      {id: grits, name: {zh-Hans: 玉米糊, en: grits}},
      {id: leaves, name: {zh-Hans: 菜叶, en: greens}}]}
  - {id: heat, name: {zh-Hans: 辣度, en: Heat}, pick: one, min: 1, defaults: [none], options: [
      {id: none, name: {zh-Hans: 不辣, en: no heat}},
      {id: medium, name: {zh-Hans: 中辣, en: medium}}]}
  - {id: layers, name: {zh-Hans: 层数, en: Layers}, pick: one, min: 1, defaults: [single], options: [
      {id: single, name: {zh-Hans: 单层, en: single layer}},
      {id: double, name: {zh-Hans: 双层, en: double layer}}]}
  - {id: tip, name: {zh-Hans: 粗细, en: Tip}, pick: one, min: 1, defaults: [half], options: [
      {id: half, name: {zh-Hans: 0.5毫米, en: 0.5 mm}, aliases: {en: ["0.5"]}},
      {id: fine, name: {zh-Hans: 0.3毫米, en: 0.3 mm}, aliases: {en: ["0.3"]}}]}
  - {id: serving, name: {zh-Hans: 分量, en: Serving}, pick: one, min: 1, defaults: [whole], options: [
      {id: whole, name: {zh-Hans: 整份, en: whole serving}},
      {id: half, name: {zh-Hans: 半份, en: half serving}}]}
  - {id: tea-in, name: {zh-Hans: 怎么上, en: Served}, pick: one, min: 1, defaults: [glass], options: [
      {id: glass, name: {zh-Hans: 杯, en: cup}},
      {id: pot, name: {zh-Hans: 壶, en: pot}}]}
  - {id: leaf, name: {zh-Hans: 茶叶, en: Leaf}, pick: one, min: 1, options: [
      {id: lemon, name: {zh-Hans: 柠檬, en: lemon}},
      {id: mint, name: {zh-Hans: 薄荷, en: mint}}]}
  - {id: width, name: {zh-Hans: 胶带宽度, en: Width}, pick: one, min: 1, defaults: [slim], options: [
      {id: slim, name: {zh-Hans: 窄的, en: slim}},
      {id: wide, name: {zh-Hans: 宽的, en: wide}}]}
  - {id: egg, name: {zh-Hans: 加料, en: Extras}, pick: many, options: [{id: egg, name: {zh-Hans: 煎蛋, en: fried egg}, max_quantity: 3}]}
  - {id: scoops, name: {zh-Hans: 口味, en: Flavours}, pick: many, min: 3, max: 3, options: [
      {id: lemon, name: {zh-Hans: 柠檬, en: lemon}, max_quantity: 3},
      {id: mint, name: {zh-Hans: 薄荷, en: mint}, max_quantity: 3}]}
  - {id: with, name: {zh-Hans: 配菜, en: Beside}, pick: one, min: 1, defaults: [soup], options: [
      {id: soup, name: {zh-Hans: 汤, en: soup}},
      {id: cress, name: {zh-Hans: 水芹, en: cress}}]}
  - {id: inside, name: {zh-Hans: 盒里, en: In the box}, pick: many, defaults: [bean], options: [
      {id: bean, name: {zh-Hans: 豆, en: beans}},
      {id: rice, name: {zh-Hans: 米, en: rice}},
      {id: cress, name: {zh-Hans: 水芹, en: cress}}]}
  - {id: pie-taste, name: {zh-Hans: 派口味, en: Pie}, pick: one, min: 1, options: [
      {id: lemon, name: {zh-Hans: 柠檬派, en: lemon pie}},
      {id: mint, name: {zh-Hans: 薄荷派, en: mint pie}}]}
  - {id: pie-warm, name: {zh-Hans: 加热, en: Warming}, pick: one, min: 1, defaults: [cold], options: [
      {id: cold, name: {zh-Hans: 不热, en: not warmed}},
      {id: hot, name: {zh-Hans: 热一下, en: warmed}}]}
  - {id: meat, name: {zh-Hans: 肉, en: Meat}, pick: one, min: 1, options: [
      {id: hen, name: {zh-Hans: 鸡肉, en: hen}, aliases: {en: [hen roast]}},
      {id: goat, name: {zh-Hans: 羊肉, en: goat}}]}
  - {id: spread, name: {zh-Hans: 抹酱, en: Spread}, pick: many, max: 3, options: [
      {id: butter, name: {zh-Hans: 黄油, en: butter}},
      {id: jam, name: {zh-Hans: 果酱, en: jam}}]}
  - {id: beans, name: {zh-Hans: 豆子, en: Scoops}, pick: many, options: [
      {id: red, name: {zh-Hans: 红豆, en: red beans}, max_quantity: 3},
      {id: white, name: {zh-Hans: 白豆, en: white beans}, max_quantity: 3}]}
  - {id: salad, name: {zh-Hans: 蔬菜, en: Salad}, pick: many, qualifiers: [
      {id: light, name: {zh-Hans: 少放, en: light}},
      {id: extra, name: {zh-Hans: 多放, en: extra}, aliases: {zh-Hans: [多加]}}], options: [
      {id: onion, name: {zh-Hans: 洋葱, en: onions}},
      {id: cress, name: {zh-Hans: 水芹, en: cress}},
      {id: pepper, name: {zh-Hans: 泡椒, en: pickled peppers}}]}
items:
  - {id: roll, category: all, name: {zh-Hans: 面包卷, en: roll}, price_fen: 900, groups: [{group: kind}, {group: spread}]}
  - {id: fish-roll, category: all, name: {zh-Hans: 熏鱼面包卷, en: smoked fish roll}, aliases: {en: [SFR]}, price_fen: 900, groups: [{group: kind}, {group: spread}]}
  - {id: stack, category: all, name: {zh-Hans: 肉饼, en: stack}, price_fen: 900, groups: [{group: layers}, {group: salad, defaults: [onion, cress, pepper]}, {group: egg, defaults: [egg]}]}
  - {id: plate, category: all, name: {zh-Hans: 饭盘, en: plate}, price_fen: 900, groups: [{group: base}, {group: heat}, {group: beans}, {group: salad}]}
  - {id: wrap, category: all, name: {zh-Hans: 卷饼, en: roast wrap}, price_fen: 900, groups: [{group: meat}]}
  - {id: coffee, category: all, name: {zh-Hans: 咖啡, en: coffee}, aliases: {en: [black coffee]}, price_fen: 900, groups: [{group: heat}]}
  - {id: tea, category: all, name: {zh-Hans: 茶, en: tea}, price_fen: 900, groups: [{group: tea-in}, {group: leaf}]}
  - {id: tape, category: all, name: {zh-Hans: 胶带, en: tape}, price_fen: 900, groups: [{group: width}]}
  - {id: syrup-cake, category: all, name: {zh-Hans: 糖浆饼, en: syrup cake}, price_fen: 900, groups: [{group: serving}]}
  - {id: hot-cake, category: all, name: {zh-Hans: 热糕, en: hot cake}, price_fen: 900, groups: [{group: serving}]}
  - {id: three-scoops, category: all, name: {zh-Hans: 三球, en: three scoops}, price_fen: 900, groups: [{group: scoops}]}
  - {id: lunch-box, category: all, name: {zh-Hans: 午餐盒, en: lunch box}, price_fen: 900, groups: [{group: with}, {group: inside}]}
  - {id: pie, category: all, name: {zh-Hans: 派, en: pie}, price_fen: 900, groups: [{group: pie-taste}, {group: pie-warm}]}
  - {id: pen, category: all, name: {zh-Hans: 墨笔, en: ink pen}, price_fen: 900, groups: [{group: tip}, {group: kind}]}
"""


@pytest.fixture(scope="module")
def bend() -> CompiledMenu:
    return compiled_from(MENU)


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        # A name said again, in another form, is no second thing.
        ("one SFR roll with jam", ["1 fish-roll jam"]),
        ("a coffee, black, medium heat", ["1 coffee medium"]),
        ("一个熏鱼面包卷抹黄油，面包卷换成黑麦的", ["1 fish-roll rye butter"]),
        ("two hen roast wraps", ["2 wrap hen"]),
        # Degrees.
        ("a stack, not too many onions", ["1 stack onion~light"]),
        ("肉饼一个泡椒不要太多", ["1 stack pepper~light"]),
        ("肉饼不要洋葱多加水芹", ["1 stack cress~extra -onion"]),
        ("two stacks, one double no onions, one without cress", ["1 stack double -onion", "1 stack -cress"]),
        # All but one.
        ("肉饼一个，蔬菜除了洋葱都要", ["1 stack -onion"]),
        ("a plate, no rice just greens", ["1 plate leaves"]),
        # Shares, and what is placed on one of them.
        ("two rolls, one seeded one rye, butter on the rye, jam on the other", ["1 roll seed jam", "1 roll rye butter"]),
        ("两个面包卷一个黑麦一个杂粮都抹黄油", ["1 roll rye butter", "1 roll seed butter"]),
        ("a plate with two scoops of the red beans and a scoop of white beans", ["1 plate red*2 white"]),
        ("a plate, one scoop of each red beans white beans", ["1 plate red white"]),
        ("two stacks one with no onions and the other with pickled peppers", ["1 stack", "1 stack -onion"]),
        ("two rolls, a rye one with jam and a seeded one with butter", ["1 roll rye jam", "1 roll seed butter"]),
        ("肉饼两个双层一个不要洋葱一个多放水芹", ["1 stack double -onion", "1 stack double cress~extra"]),
        ("饭盘两份都要菜叶", ["2 plate leaves"]),
        # What a word is about, measures that are options of something else, and a thing named by its choice alone.
        ("饭盘一份，蔬菜多放洋葱，底要菜叶", ["1 plate leaves onion~extra"]),
        ("a roll and a cup of coffee", ["1 coffee", "1 roll"]),
        ("一份糖浆饼半份热糕", ["1 syrup-cake", "1 hot-cake half"]),
        ("a roll with jam, and two cups of the lemon tea", ["1 roll jam", "2 tea lemon"]),
        ("面包卷抹黄油，再来两卷宽的", ["1 roll butter", "2 tape wide"]),
        ("一个面包卷换黑麦再来一杯咖啡", ["1 coffee", "1 roll rye"]),
        # More of what it has, as many as its name says, and the place where the other one stood.
        ("肉饼一个，煎蛋加一个", ["1 stack egg*2"]),
        ("肉饼一个，多加个煎蛋", ["1 stack egg*2"]),
        ("three scoops of lemon", ["1 three-scoops lemon*3"]),
        ("three scoops, two lemon one mint", ["1 three-scoops lemon*2 mint"]),
        ("a lunch box with cress instead of soup", ["1 lunch-box cress"]),
        ("薄荷派一块热一下", ["1 pie mint hot"]),
        ("three ink pens, two rye one seeded, 0.3", ["2 pen fine rye", "1 pen fine seed"]),
    ],
)  # fmt: skip
def test_a_stranger_is_read_whole(bend: CompiledMenu, words: str, cart: list[str]) -> None:
    draft, turn = heard(bend, words)
    assert (sorted(short(draft)), asks(turn)) == (sorted(cart), False), turn
