"""Orders as they are spoken: with remarks around them, shared between several cups, weighed, and told by halves."""

import pytest

from evals.notation import canonical_cart, parse_cart
from qianbei.kit.words import Language
from qianbei.menu import Menu, parse_menu
from qianbei.reader.api import CompiledMenu, compile_menu
from qianbei.reader.contracts import Draft
from qianbei.reader.session import asks, step

STALL = """
format: 1
name: {zh-Hans: 苔石摊, en: Moss Stone Stall}
languages: [zh-Hans, en]
categories: [{id: all, name: {zh-Hans: 全部, en: All}}]
groups:
  - {id: warmth, name: {zh-Hans: 冷热, en: Warmth}, pick: one, min: 1, defaults: [warm], options: [
      {id: warm, name: {zh-Hans: 热, en: hot}}, {id: chilled, name: {zh-Hans: 冰, en: iced}, aliases: {zh-Hans: [冰的]}}]}
  - {id: cup, name: {zh-Hans: 杯型, en: Cup}, pick: one, min: 1, defaults: [small], options: [
      {id: small, name: {zh-Hans: 小杯, en: small}}, {id: large, name: {zh-Hans: 大杯, en: large}},
      {id: jug, name: {zh-Hans: 大壶, en: two litre jug}, aliases: {en: [jug of]}}]}
  - {id: crust, name: {zh-Hans: 外皮, en: Crust}, pick: one, min: 1, defaults: [rye], options: [
      {id: rye, name: {zh-Hans: 黑麦皮, en: rye crust}}, {id: white, name: {zh-Hans: 白皮, en: white crust}},
      {id: corn, name: {zh-Hans: 玉米皮, en: corn crust}, aliases: {en: [corn]}}]}
  - {id: spoon, name: {zh-Hans: 舀料, en: Spoons}, pick: many, options: [
      {id: plum, name: {zh-Hans: 梅酱, en: plum jam}, max_quantity: 3},
      {id: seed, name: {zh-Hans: 籽碎, en: seeds}, max_quantity: 3}]}
  - {id: load, name: {zh-Hans: 装法, en: Load}, pick: one, min: 1, defaults: [ten], options: [
      {id: ten, name: {zh-Hans: 10枚, en: box of 10}}, {id: thirty, name: {zh-Hans: 30枚, en: tray of 30}, aliases: {zh-Hans: [一板], en: [tray]}}]}
  - {id: sides, name: {zh-Hans: 两味, en: Two tastes}, pick: many, min: 2, max: 2, options: [
      {id: moss, name: {zh-Hans: 苔味, en: moss}}, {id: reed, name: {zh-Hans: 芦味, en: reed}}, {id: salt, name: {zh-Hans: 盐味, en: salt}}]}
  - {id: within, name: {zh-Hans: 里面, en: Inside}, pick: many, options: [
      {id: elm, name: {zh-Hans: 榆叶, en: elm leaf}}, {id: fern, name: {zh-Hans: 蕨芽, en: fern tip}}, {id: ash, name: {zh-Hans: 梣果, en: ash nut}}]}
  - {id: weight, name: {zh-Hans: 重量, en: Weight}, pick: one, min: 1, defaults: [g500], options: [
      {id: g250, name: {zh-Hans: 250克, en: 250 g}, aliases: {zh-Hans: [半斤]}},
      {id: g500, name: {zh-Hans: 500克, en: 500 g}, aliases: {zh-Hans: [一斤, 斤], en: [half a kilo]}}]}
  - {id: cut, name: {zh-Hans: 切法, en: Cut}, pick: one, min: 1, defaults: [whole], options: [
      {id: whole, name: {zh-Hans: 整块, en: whole}}, {id: sliced, name: {zh-Hans: 切片, en: sliced}}, {id: cubed, name: {zh-Hans: 切块, en: cubed}}]}
items:
  - {id: brew, name: {zh-Hans: 苔茶, en: moss brew}, category: all, price_fen: 900, groups: [{group: warmth}, {group: cup}, {group: spoon}]}
  - {id: elm-roll, name: {zh-Hans: 榆肉酥, en: elm roll}, category: all, price_fen: 600}
  - {id: fern-roll, name: {zh-Hans: 蕨菜酥, en: fern roll}, category: all, price_fen: 600, groups: [{group: cup}]}
  - {id: broth, name: {zh-Hans: 芦汤, en: reed broth}, category: all, price_fen: 800, groups: [{group: warmth}, {group: cup}]}
  - {id: pie, name: {zh-Hans: 石馅饼, en: stone pie}, category: all, price_fen: 1200, groups: [{group: crust}]}
  - {id: pebbles, name: {zh-Hans: 卵石糖, en: pebble sweets}, category: all, price_fen: 900, groups: [{group: load}]}
  - {id: pot, name: {zh-Hans: 杂烩, en: hodgepodge}, category: all, price_fen: 900, groups: [{group: within, defaults: [elm, fern, ash]}]}
  - {id: duo, name: {zh-Hans: 双味盘, en: duo plate}, category: all, price_fen: 1500, groups: [{group: sides}]}
  - {id: root, name: {zh-Hans: 岩根, en: rock root}, category: all, price_fen: 700, groups: [{group: weight}, {group: cut}]}
"""


@pytest.fixture(scope="module")
def stall() -> CompiledMenu:
    menu = parse_menu(STALL)
    assert isinstance(menu, Menu), menu
    return compile_menu(menu)


def cart_of(compiled: CompiledMenu, say: str) -> tuple[object, bool]:
    turn, draft = step(compiled, Draft(), say, Language.EN)
    return canonical_cart(compiled.menu, [line.choice for line in draft.lines]), asks(turn)


@pytest.mark.parametrize(
    ("say", "cart"),
    [
        ("it's freezing out so a large moss brew please", "1 brew cup=large"),
        ("my back is killing me, two stone pies", "2 pie"),
        ("I skipped breakfast, so a reed broth", "1 broth"),
        ("there are four of us, so four moss brews", "4 brew"),
        ("今天降温了，来两杯苔茶", "2 brew"),
        ("我妈牙口不好，芦汤一杯大杯的", "1 broth cup=large"),
        ("苔茶来三杯，人多", "3 brew"),
        ("孩子上学要迟到了，一个石馅饼", "1 pie"),
    ],
)
def test_a_clause_that_only_tells_something_is_no_leftover(stall: CompiledMenu, say: str, cart: str) -> None:
    assert cart_of(stall, say) == (canonical_cart(stall.menu, parse_cart(cart)), False)


@pytest.mark.parametrize(
    "say",
    [
        "a moss brew, extra froth",
        "two stone pies and a walnut tart",
        "苔茶一杯，加奶盖",
        "石馅饼一个，烧麦两个",
    ],
)
def test_a_thing_that_the_menu_lacks_is_no_remark(stall: CompiledMenu, say: str) -> None:
    assert cart_of(stall, say)[1]


@pytest.mark.parametrize(
    ("say", "cart"),
    [
        ("一个石馅饼，皮玉米的", "1 pie crust=corn"),
        ("stone pie with the corn crust", "1 pie crust=corn"),
        ("苔茶，茶冰的", "1 brew warmth=chilled"),
    ],
)
def test_a_word_that_says_what_the_option_is_about_is_no_leftover(
    stall: CompiledMenu, say: str, cart: str
) -> None:
    assert cart_of(stall, say) == (canonical_cart(stall.menu, parse_cart(cart)), False)


@pytest.mark.parametrize(
    ("say", "cart"),
    [
        ("四杯苔茶，一半冰的一半正常", "2 brew warmth=chilled; 2 brew"),
        ("six moss brews, half iced half hot", "3 brew warmth=chilled; 3 brew"),
        ("两杯苔茶，一杯正常一杯冰的", "1 brew; 1 brew warmth=chilled"),
        ("two moss brews, one large, the other as it comes", "1 brew cup=large; 1 brew"),
        ("苔茶两杯，杯型分别是小杯和大杯", "1 brew; 1 brew cup=large"),
        ("来杯苔茶，再来杯芦汤，两杯都要大杯", "1 brew cup=large; 1 broth cup=large"),
        ("duo plate half moss half salt", "1 duo sides=moss sides=salt"),
        ("苔茶一杯大杯的两勺梅酱", "1 brew cup=large spoon=plum*2"),
        ("一杯苔茶，两包籽碎", "1 brew spoon=seed*2"),
    ],
)
def test_cups_and_spoons_are_told_apart(stall: CompiledMenu, say: str, cart: str) -> None:
    assert cart_of(stall, say) == (canonical_cart(stall.menu, parse_cart(cart)), False)


@pytest.mark.parametrize(
    ("say", "cart"),
    [
        ("a kilo and a half of rock root", "3 root"),
        ("750克岩根切片", "1 root cut=sliced; 1 root weight=g250 cut=sliced"),
        ("two stone pies, half kilo of rock root", "2 pie; 1 root"),
        ("half a kilo of rock root, make it a kilo", "2 root"),
        ("岩根两斤，一斤切片一斤切块", "1 root cut=sliced; 1 root cut=cubed"),
    ],
)
def test_weights_are_added_changed_and_shared(stall: CompiledMenu, say: str, cart: str) -> None:
    assert cart_of(stall, say) == (canonical_cart(stall.menu, parse_cart(cart)), False)


@pytest.mark.parametrize(
    ("say", "cart"),
    [
        ("五个酥，三个榆肉的两个蕨菜的", "3 elm-roll; 2 fern-roll"),
        ("three rolls, one elm two fern", "1 elm-roll; 2 fern-roll"),
        ("石馅饼两个苔茶一杯芦汤三杯", "2 pie; 1 brew; 3 broth"),
        ("石馅饼来两个苔茶来一杯再来三杯芦汤", "2 pie; 1 brew; 3 broth"),
        ("石馅饼一个，苔茶芦汤各来三杯", "1 pie; 3 brew; 3 broth"),
        ("moss brew with no plum jam but seeds", "1 brew spoon=seed"),
        ("two moss brews - one large, one with seeds", "1 brew cup=large; 1 brew spoon=seed"),
        ("two duo plates, both moss and salt", "2 duo sides=moss sides=salt"),
    ],
)
def test_what_is_listed_keeps_its_own_number_and_name(stall: CompiledMenu, say: str, cart: str) -> None:
    assert cart_of(stall, say) == (canonical_cart(stall.menu, parse_cart(cart)), False)


@pytest.mark.parametrize(
    ("say", "cart"),
    [
        ("卵石糖两板", "2 pebbles load=thirty"),
        ("two trays of pebble sweets", "2 pebbles load=thirty"),
        ("石馅饼，外皮白的", "1 pie crust=white"),
        ("hodgepodge, hold everything except the fern tip", "1 pot -within=elm -within=ash"),
        ("石馅饼三个，太多了，两个", "2 pie"),
    ],
)
def test_packs_kinds_and_what_is_kept(stall: CompiledMenu, say: str, cart: str) -> None:
    assert cart_of(stall, say) == (canonical_cart(stall.menu, parse_cart(cart)), False)


@pytest.mark.parametrize("say", ["来-5杯苔茶", "I want -5 moss brews", "a dozen pebble sweets"])
def test_a_number_that_cannot_be_meant_is_asked(stall: CompiledMenu, say: str) -> None:
    assert cart_of(stall, say)[1]


@pytest.mark.parametrize(
    ("say", "cart"),
    [
        ("got any stone pies? two please, corn crust", "2 pie crust=corn"),
        ("有没有石馅饼？来一个", "1 pie"),
        ("苔茶有吗，有的话来两杯冰的", "2 brew warmth=chilled"),
        ("苔茶三杯，每杯两份梅酱", "3 brew spoon=plum*2"),
        ("苔茶两杯，一杯加籽碎，另一杯要两份梅酱", "1 brew spoon=seed; 1 brew spoon=plum*2"),
        ("杂烩两个，一个不要榆叶，一个多加梣果", "1 pot -within=elm; 1 pot within=ash"),
        ("苔茶四杯，冰热各半", "2 brew warmth=chilled; 2 brew"),
        ("a large jug of moss brew", "1 brew cup=jug"),
        ("苔茶两杯换大杯其中一杯冰的", "1 brew cup=large; 1 brew cup=large warmth=chilled"),
    ],
)
def test_what_was_asked_about_is_counted_next_and_shares_hold_their_own(
    stall: CompiledMenu, say: str, cart: str
) -> None:
    assert cart_of(stall, say) == (canonical_cart(stall.menu, parse_cart(cart)), False), say


@pytest.mark.parametrize("say", ["half a stone pie", "半份石馅饼", "a half portion of elm roll"])
def test_half_of_what_has_no_halves_is_no_whole_one(stall: CompiledMenu, say: str) -> None:
    _, is_asked = cart_of(stall, say)
    assert is_asked, say


@pytest.mark.parametrize(
    ("say", "cart"),
    [
        ("a moss brew with plum jam, no wait, seeds", "1 brew spoon=seed"),
        ("苔茶加梅酱，不对，加籽碎", "1 brew spoon=seed"),
        ("a moss brew with plum jam, actually add seeds", "1 brew spoon=plum spoon=seed"),
        ("a moss brew with plum jam, sorry, large", "1 brew cup=large spoon=plum"),
    ],
)
def test_a_slip_is_taken_back_though_both_could_be_had(stall: CompiledMenu, say: str, cart: str) -> None:
    assert cart_of(stall, say) == (canonical_cart(stall.menu, parse_cart(cart)), False), say
