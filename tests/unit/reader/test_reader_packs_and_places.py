"""What fills the places of a set and what stands beside it, packs of a number, and what a thing held before it was said anew."""

import pytest

from qianbei.reader.api import CompiledMenu
from qianbei.reader.contracts import Turn
from tests.support.heard import compiled_from, heard

QUAY = """
format: 1
name: {zh-Hans: 石阶码头, en: Stone Quay}
languages: [zh-Hans, en]
categories: [{id: sets, name: {zh-Hans: 套餐, en: Sets}}, {id: goods, name: {zh-Hans: 货, en: Goods}}]
groups:
  - {id: main, name: {zh-Hans: 主食, en: Main}, pick: one, min: 1, options: [
      {id: pie, name: {zh-Hans: 鱼派, en: fish pie}}, {id: stew, name: {zh-Hans: 豆煲, en: bean stew}}]}
  - {id: side, name: {zh-Hans: 套餐小食, en: Set side}, pick: one, min: 1, defaults: [slaw], options: [
      {id: slaw, name: {zh-Hans: 菜丝, en: slaw}, item: slaw}, {id: crisps, name: {zh-Hans: 脆片, en: crisps}, item: crisps}]}
  - {id: drink, name: {zh-Hans: 套餐饮品, en: Set drink}, pick: one, min: 1, defaults: [cola], options: [
      {id: cola, name: {zh-Hans: 可乐, en: cola}, item: cola}, {id: tea, name: {zh-Hans: 红茶, en: tea}, item: tea}]}
  - {id: three, name: {zh-Hans: 三样, en: The three}, pick: many, min: 3, max: 3, defaults: [plum, fig, pear], options: [
      {id: plum, name: {zh-Hans: 李子, en: plum}, max_quantity: 3}, {id: fig, name: {zh-Hans: 无花果, en: fig}, max_quantity: 3},
      {id: pear, name: {zh-Hans: 梨, en: pear}, max_quantity: 3}, {id: date, name: {zh-Hans: 枣, en: date}, max_quantity: 3}]}
  - {id: cells, name: {zh-Hans: 几节, en: Pack}, pick: one, min: 1, defaults: [four], options: [
      {id: four, name: {zh-Hans: 4节装, en: pack of 4}}, {id: sixteen, name: {zh-Hans: 16节装, en: pack of 16}}]}
  - {id: box, name: {zh-Hans: 几支, en: Box}, pick: one, min: 1, defaults: [single], options: [
      {id: single, name: {zh-Hans: 单支, en: single}},
      {id: twelve, name: {zh-Hans: 整盒, en: box of 12}, aliases: {en: [dozen]}}]}
items:
  - {id: set, name: {zh-Hans: 码头套餐, en: quay set}, category: sets, price_fen: 3000, groups: [{group: main}, {group: side}, {group: drink}]}
  - {id: platter, name: {zh-Hans: 果盘, en: platter}, category: sets, price_fen: 2000, groups: [{group: three}]}
  - {id: slaw, name: {zh-Hans: 菜丝, en: slaw}, category: goods, price_fen: 500}
  - {id: crisps, name: {zh-Hans: 脆片, en: crisps}, category: goods, price_fen: 500}
  - {id: cola, name: {zh-Hans: 可乐, en: cola}, category: goods, price_fen: 500}
  - {id: tea, name: {zh-Hans: 红茶, en: tea}, category: goods, price_fen: 500}
  - {id: battery, name: {zh-Hans: 电池, en: batteries}, category: goods, price_fen: 900, groups: [{group: cells}]}
  - {id: candle, name: {zh-Hans: 蜡烛, en: candles}, category: goods, price_fen: 200, groups: [{group: box}]}
"""


@pytest.fixture(scope="module")
def quay() -> CompiledMenu:
    return compiled_from(QUAY)


def said(compiled: CompiledMenu, words: str) -> tuple[list[str], Turn]:
    """The cart in short, and the turn."""
    draft, turn = heard(compiled, words)
    lines = []
    for line in (each.choice for each in draft.lines):
        chosen = [f"{o.option}{f'*{o.quantity}' if o.quantity > 1 else ''}" for o in line.options]
        left_out = [f"-{gone.option}" for gone in line.without]
        lines.append(" ".join([f"{line.quantity} {line.item}", *sorted(chosen), *sorted(left_out)]))
    return lines, turn


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("quay set, the bean stew, and a tea", ["1 set stew tea"]),
        ("quay set, fish pie, crisps and a tea", ["1 set crisps pie tea"]),
        ("quay set with fish pie and tea, and a cola", ["1 set pie tea", "1 cola"]),
        ("码头套餐鱼派，配脆片，再来一份菜丝", ["1 set crisps pie", "1 slaw"]),
        ("码头套餐鱼派一份，再来一份脆片", ["1 set pie", "1 crisps"]),
        ("two quay sets, one fish pie with tea, one bean stew", ["1 set pie tea", "1 set stew"]),
    ],
)
def test_each_place_of_a_set_is_filled_once(quay: CompiledMenu, words: str, cart: list[str]) -> None:
    draft, turn = said(quay, words)
    assert (draft, turn.unread) == (cart, ())


@pytest.mark.parametrize(
    ("words", "cart"),
    [
        ("a pack of sixteen batteries", ["1 battery sixteen"]),
        ("two boxes of 16 batteries", ["2 battery sixteen"]),
        ("sixteen batteries", ["1 battery sixteen"]),
        ("three packs of batteries", ["3 battery"]),
        ("a dozen candles", ["1 candle twelve"]),
        ("two dozen candles", ["2 candle twelve"]),
        ("twelve candles", ["12 candle"]),
        ("candles twice and a tea", ["2 candle", "1 tea"]),
    ],
)
def test_packs_are_counted_by_what_they_hold(quay: CompiledMenu, words: str, cart: list[str]) -> None:
    draft, turn = said(quay, words)
    assert (draft, turn.unread) == (cart, ())


@pytest.mark.parametrize(
    "words",
    ["a platter with two plums and a date", "platter, date and plum twice", "果盘一份，李子两个枣一个"],
)
def test_what_fills_a_thing_leaves_nothing_of_what_it_had(quay: CompiledMenu, words: str) -> None:
    assert said(quay, words)[0] == ["1 platter date plum*2 -fig -pear"]


def test_what_does_not_fill_it_is_asked(quay: CompiledMenu) -> None:
    assert heard(quay, "a platter with two dates")[1].fault is not None


def test_what_was_put_in_twice_counts_no_thing(quay: CompiledMenu) -> None:
    assert "twice" in heard(quay, "candles, you put it in twice")[1].unread
