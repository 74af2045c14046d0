"""First orders in which the thing is not named: what is said can all be had of one thing only, or has its name in it."""

import pytest

from evals.notation import print_cart
from qianbei.kit.words import Language
from qianbei.menu import Menu, parse_menu
from qianbei.reader.api import apply, compile_menu, read
from qianbei.reader.contracts import Draft
from qianbei.reader.session import asks

MENU = """
format: 1
name: {zh-Hans: 桥头摊, en: Bridge Stall}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: All}}]
groups:
  - {id: kind, name: {zh-Hans: 面饼种类, en: Kind}, pick: one, min: 1, options: [
      {id: rye, name: {zh-Hans: 黑麦圈饼, en: rye ring}, aliases: {zh-Hans: [黑麦], en: [rye]}},
      {id: seed, name: {zh-Hans: 芝麻圈饼, en: seeded ring}, aliases: {zh-Hans: [芝麻], en: [seeded]}}]}
  - {id: spread, name: {zh-Hans: 抹酱, en: Spread}, pick: many, options: [
      {id: butter, name: {zh-Hans: 黄油, en: butter}, aliases: {zh-Hans: [黄油味], en: [ghee]}},
      {id: jam, name: {zh-Hans: 果酱, en: jam}}]}
  - {id: deal-spread, name: {zh-Hans: 早餐酱, en: Morning spread}, pick: one, min: 1, defaults: [jam], options: [
      {id: butter, name: {zh-Hans: 黄油, en: butter}},
      {id: jam, name: {zh-Hans: 果酱, en: jam}}]}
  - {id: vessel, name: {zh-Hans: 杯筒, en: Vessel}, pick: one, min: 1, options: [
      {id: paper, name: {zh-Hans: 纸杯, en: paper cup}},
      {id: wafer, name: {zh-Hans: 脆筒, en: wafer cone}}]}
  - {id: flavour, name: {zh-Hans: 口味, en: Flavour}, pick: many, min: 1, max: 3, options: [
      {id: mango, name: {zh-Hans: 芒果, en: mango}, max_quantity: 3},
      {id: plum, name: {zh-Hans: 梅子, en: plum}, max_quantity: 3}]}
  - {id: size, name: {zh-Hans: 尺寸, en: Size}, pick: one, min: 1, options: [
      {id: small, name: {zh-Hans: 6寸, en: 6-inch}},
      {id: large, name: {zh-Hans: 8寸, en: 8-inch}}]}
  - {id: halves, name: {zh-Hans: 两半, en: Halves}, pick: many, min: 2, max: 2, options: [
      {id: ham, name: {zh-Hans: 火腿, en: ham}, max_quantity: 2},
      {id: corn, name: {zh-Hans: 玉米, en: corn}, max_quantity: 2}]}
  - {id: set-round, name: {zh-Hans: 套餐饼, en: Set round}, pick: one, min: 1, options: [
      {id: corn, name: {zh-Hans: 玉米饼, en: maize round}, aliases: {en: [maize]}, item: corn-round},
      {id: leek, name: {zh-Hans: 韭菜饼, en: leek round}, item: leek-round}]}
items:
  - {id: ring, name: {zh-Hans: 圈饼, en: ring}, category: all, price_fen: 900, groups: [{group: kind}, {group: spread}]}
  - {id: deal, name: {zh-Hans: 早餐, en: morning deal}, category: all, price_fen: 1900, groups: [{group: kind}, {group: deal-spread}]}
  - {id: scoops, name: {zh-Hans: 冰球, en: ices}, category: all, price_fen: 1400, groups: [{group: vessel}, {group: flavour}]}
  - {id: tub, name: {zh-Hans: 冰桶, en: ice tub}, category: all, price_fen: 4400, groups: [{group: flavour}]}
  - {id: mango-cake, name: {zh-Hans: 芒果蛋糕, en: mango cake}, category: all, price_fen: 9900, groups: [{group: size}]}
  - {id: ham-pie, name: {zh-Hans: 火腿派, en: ham pie}, category: all, price_fen: 2900, groups: [{group: size}]}
  - {id: halved-pie, name: {zh-Hans: 双拼, en: halved round}, category: all, price_fen: 3300, groups: [{group: size}, {group: halves}]}
  - {id: corn-round, name: {zh-Hans: 玉米饼, en: maize round}, category: all, price_fen: 2100, groups: [{group: size}]}
  - {id: leek-round, name: {zh-Hans: 韭菜饼, en: leek round}, category: all, price_fen: 2100, groups: [{group: size}]}
  - {id: round-set, name: {zh-Hans: 饼套餐, en: round set}, category: all, price_fen: 2900, groups: [{group: set-round}]}
"""


def cart(words: str) -> str:
    """What is in the cart after the words, with "?" where it is asked about."""
    menu = parse_menu(MENU)
    assert isinstance(menu, Menu), menu
    turn = read(compile_menu(menu), Draft(), words, Language.EN)
    draft = apply(Draft(), turn)
    return print_cart([line.choice for line in draft.lines]) + ("?" if asks(turn) else "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a rye ring with butter", "1 ring kind=rye spread=butter"),
        ("黑麦圈饼抹黄油", "1 ring kind=rye spread=butter"),
        ("rye with butter", "?"),  # the ring or the deal: nothing tells which
    ],
)
def test_of_two_things_that_can_have_it_the_one_whose_name_is_in_it(words: str, expected: str) -> None:
    assert cart(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("plum in a wafer cone", "1 scoops vessel=wafer flavour=plum"),
        ("mango and plum, in a paper cup", "1 scoops vessel=paper flavour=mango flavour=plum"),
        ("芒果和梅子，脆筒装", "1 scoops vessel=wafer flavour=mango flavour=plum"),
        ("mango, 8-inch", "1 mango-cake size=large"),
    ],
)
def test_options_said_one_by_one_are_of_the_one_thing_that_can_have_them_all(
    words: str, expected: str
) -> None:
    assert cart(words) == expected


def test_what_names_a_thing_is_no_half_of_another_one() -> None:
    assert cart("a 8-inch ham") == "1 ham-pie size=large"
    assert "halved-pie" not in cart("a 8-inch ham and a 6-inch ham")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "a 8-inch ham pie and one plum in a wafer cone",
            "1 ham-pie size=large; 1 scoops vessel=wafer flavour=plum",
        ),
        ("a 8-inch ham pie, plus one 8-inch maize", "1 ham-pie size=large; 1 corn-round size=large"),
        ("a 8-inch ham pie, no rye", "1 ham-pie size=large?"),
        ("a 8-inch ham pie in a paper cup", "1 ham-pie size=large?"),
    ],
)
def test_what_nothing_in_the_cart_can_have_is_a_thing_beside_it(words: str, expected: str) -> None:
    assert cart(words) == expected


def test_what_an_option_is_also_called_is_said_of_every_one_of_its_names() -> None:
    assert cart("a morning deal, rye, with ghee") == "1 deal kind=rye deal-spread=butter"
    assert cart("早餐一份，黑麦，黄油味") == "1 deal kind=rye deal-spread=butter"


def test_what_tells_the_thing_just_said_is_wanted_of_it() -> None:
    assert cart("a ham pie please, the 8-inch one") == "1 ham-pie size=large"
    assert cart("a ring, the rye one, with butter") == "1 ring kind=rye spread=butter"
    assert "seed" not in cart("a rye ring, the seeded one, with butter")
